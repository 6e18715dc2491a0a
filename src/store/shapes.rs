//! What the store takes in and hands out, where `domain` has no word for it.
//!
//! Knows shapes only. Refuses to know tables.

use super::CreditMove;
use crate::domain::Timestamp;
use crate::domain::calendar::Week;
use crate::domain::case::Case;
use crate::domain::ids::*;
use crate::domain::instrument::Instrument;
use crate::domain::privacy::Privacy;
use crate::domain::survey::{Answer, Survey};
use crate::domain::ticket::TicketEvent;

/// Something that arrived from outside, before it is acted on.
#[derive(Debug, Clone, PartialEq)]
pub struct Received {
    /// The event, already parsed and cleaned.
    pub event: TicketEvent,
    /// When.
    pub at: Timestamp,
}

/// A person, as far as asking is concerned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Who.
    pub id: PersonId,
    /// When they told us to stop.
    pub opted_out_at: Option<Timestamp>,
    /// When they were last asked, and by which survey.
    pub last_asked: Option<(Timestamp, SurveyId)>,
    /// Every identity that leads to them.
    pub identities: Vec<Identity>,
    /// Time zone learnt from a platform.
    pub zone: Option<String>,
    /// Where sending failed for good before, why, and when.
    pub unreachable: Vec<(Platform, String, Timestamp)>,
    /// Locale learnt from a platform: `de-CH`.
    pub locale: Option<String>,
}

/// What recording a close found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recorded {
    /// A new close, the `seq`-th of the ticket.
    New {
        /// The ticket.
        ticket: TicketId,
        /// Which close, from 1.
        seq: u32,
    },
    /// The ticket was closed already and not reopened since: not a second close.
    Known {
        /// The ticket.
        ticket: TicketId,
    },
}

/// A ticket as stored.
#[derive(Debug, Clone, PartialEq)]
pub struct TicketRow {
    /// Ours.
    pub id: TicketId,
    /// Everything the source said; `occurred_at` is the last close.
    pub event: TicketEvent,
}

/// A scorecard run: one (team, week, channel).
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// Row id.
    pub id: i64,
    /// Whose.
    pub team: TeamName,
    /// Which week.
    pub week: Week,
    /// Where.
    pub channel: Channel,
    /// When it was due.
    pub due_at: Timestamp,
    /// `pending`, `posted` or `missed`.
    pub state: RunState,
    /// The numbers, frozen at first render, as `present::json` wrote them; a retry repeats the same text.
    pub frozen: Option<String>,
    /// The posted message.
    pub message: Option<MessageRef>,
    /// It was posted (or first tried) later than planned.
    pub late: bool,
}

/// Where a run stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunState {
    /// Due, not posted yet.
    Pending,
    /// Visible.
    Posted,
    /// Too late to post unasked.
    Missed,
}

/// One survey with all that `why` tells about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Story {
    /// Source and key as people write them.
    pub source: String,
    /// Human key or id.
    pub ticket: String,
    /// Subject.
    pub subject: Option<String>,
    /// The survey.
    pub survey: Survey,
    /// Its answers.
    pub answers: Vec<Answer>,
    /// Its newest case, if a low score ever opened one.
    pub case: Option<Case>,
    /// How its credit was moved, oldest first.
    pub moves: Vec<CreditMove>,
    /// Its jobs: kind, state, due, attempts, last error.
    pub jobs: Vec<JobLine>,
}

/// A job as `why` shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobLine {
    /// Kind word.
    pub kind: String,
    /// State word.
    pub state: String,
    /// Due.
    pub due_at: Timestamp,
    /// Attempts so far.
    pub attempts: u32,
    /// Last error code.
    pub error: Option<String>,
}

/// One line of the ledger for export and import: a close, with at most one answer.
#[derive(Debug, Clone, PartialEq)]
pub struct LedgerLine {
    /// Source name.
    pub source: String,
    /// Source's ticket id.
    pub ticket_id: String,
    /// Subject.
    pub subject: Option<String>,
    /// Team.
    pub team: TeamName,
    /// Credited agent.
    pub agent: Option<String>,
    /// Customer, as one identity's text: as the source called them, however many accounts are theirs.
    pub customer: Option<String>,
    /// Who that is: linked accounts are one person. No column; an export counts people by it, an import finds out.
    pub person: Option<PersonId>,
    /// Channel word.
    pub channel: Option<String>,
    /// Journey stage.
    pub touchpoint: Option<String>,
    /// Segment.
    pub segment: Option<String>,
    /// Labels.
    pub tags: Vec<String>,
    /// Opened.
    pub opened_at: Option<Timestamp>,
    /// Closed.
    pub closed_at: Timestamp,
    /// State word.
    pub state: String,
    /// Reason word of skipped, undeliverable, cancelled.
    pub reason: Option<String>,
    /// Delivered.
    pub asked_at: Option<Timestamp>,
    /// The instrument asked, if any was.
    pub instrument: Option<&'static Instrument>,
    /// The answer on it, if any.
    pub answer: Option<Answer>,
    /// The customer was unhappy, was contacted, and made the answer a favourable one. Told by an export; an import, which
    /// brings no cases, leaves it out.
    pub recovered: bool,
    /// What the customer was promised about the answer. An export honours it; it is no column.
    pub privacy: Privacy,
}

/// Which ledger an export walks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LedgerKind {
    /// A row per close and instrument asked, unsurveyed closes too. Ranged by close time.
    Tickets,
    /// A row per answer. Ranged by first answer time.
    Answers,
}
