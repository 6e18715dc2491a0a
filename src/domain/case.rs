//! The life of one case: a low score that a person must handle.
//!
//! Knows PRODUCT §5: what opens a case, who may take it, how it ends, when somebody is reminded. Refuses to send, store
//! or word anything. This file holds the words; `life` holds the table of what may follow what.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;

use super::calendar::{Hours, working_time};
use super::ids::{CaseId, Identity, MessageRef, SurveyId, TeamName};
use super::instrument::Score;
use super::survey::Answer;
use super::{Duration, Timestamp};

mod life;
#[cfg(test)]
mod tests;

pub use life::{apply, may_close, opens};

/// Longest note kept with an outcome, in characters.
pub const MAX_NOTE: usize = 500;

/// What opens a case, and how long it may wait.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rules {
    /// By instrument name: the highest score that opens a case. One that is not named opens at [`Score::is_low`].
    pub low: BTreeMap<String, u8>,
    /// How long nobody may have it before somebody is reminded, in working time.
    pub limit: Duration,
    /// The working hours of a day from Monday to Friday, in the team's zone.
    pub hours: Hours,
    /// The team's zone.
    pub zone: TimeZone,
}

impl Rules {
    /// Whether this score is at or under the threshold.
    pub fn is_low(&self, score: Score) -> bool {
        match self.low.get(score.instrument().id) {
            Some(threshold) => score.value() <= *threshold,
            None => score.is_low(),
        }
    }

    /// What a survey's answers say together.
    pub fn mood(&self, answers: &[Answer]) -> Mood {
        if answers.iter().any(|answer| self.is_low(answer.score)) {
            Mood::Low
        } else if answers.iter().all(|answer| answer.score.is_favourable()) && !answers.is_empty() {
            Mood::High
        } else {
            Mood::Middling
        }
    }

    /// When what began to wait at `since` has waited for the limit.
    pub fn due(&self, since: Timestamp) -> Timestamp {
        working_time(since, self.limit, &self.hours, &self.zone)
    }

    /// The first instant at or after `at` at which somebody works.
    pub fn next_working(&self, at: Timestamp) -> Timestamp {
        working_time(at, Duration::ZERO, &self.hours, &self.zone)
    }
}

/// What a survey's answers say together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    /// One is at or under the threshold.
    Low,
    /// Neither low nor all favourable.
    Middling,
    /// All are favourable.
    High,
}

/// How a case ended that somebody handled. The word is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Outcome {
    /// What was wrong is right now.
    Fixed,
    /// It stays as it is, and the customer knows why.
    Explained,
    /// The customer got their money back.
    Refunded,
    /// The customer was written to and did not answer.
    NoReply,
    /// Anything else; a note says what.
    Other,
}

impl Outcome {
    /// Every outcome, in the order shown.
    pub const ALL: [Outcome; 5] =
        [Outcome::Fixed, Outcome::Explained, Outcome::Refunded, Outcome::NoReply, Outcome::Other];

    /// The stored word.
    pub fn as_str(self) -> &'static str {
        match self {
            Outcome::Fixed => "fixed",
            Outcome::Explained => "explained",
            Outcome::Refunded => "refunded",
            Outcome::NoReply => "no_reply",
            Outcome::Other => "other",
        }
    }

    /// Reads [`Outcome::as_str`] back.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.as_str() == word)
    }
}

/// Why a case ended without anybody's work. The word is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Withdrawal {
    /// The customer changed the answer, and it is not low any more.
    ChangedMind,
    /// The customer took back the wish to be contacted, without which nobody may see the answer.
    NoContact,
    /// The customer was erased.
    Erased,
}

impl Withdrawal {
    /// Every reason.
    pub const ALL: [Withdrawal; 3] = [Withdrawal::ChangedMind, Withdrawal::NoContact, Withdrawal::Erased];

    /// The stored word.
    pub fn as_str(self) -> &'static str {
        match self {
            Withdrawal::ChangedMind => "changed_mind",
            Withdrawal::NoContact => "no_contact",
            Withdrawal::Erased => "erased",
        }
    }

    /// Reads [`Withdrawal::as_str`] back.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|why| why.as_str() == word)
    }
}

/// Where a case stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// Nobody has it.
    Open,
    /// Somebody has it.
    Taken {
        /// Who.
        by: Identity,
    },
    /// Handled.
    Closed {
        /// By whom; `None` once they were erased.
        by: Option<Identity>,
        /// How.
        outcome: Outcome,
        /// When.
        at: Timestamp,
    },
    /// Nothing can be done about it.
    NotActionable {
        /// Who says so; `None` once they were erased.
        by: Option<Identity>,
        /// When.
        at: Timestamp,
    },
    /// It went away by itself.
    Withdrawn {
        /// Why.
        why: Withdrawal,
        /// When.
        at: Timestamp,
    },
}

impl State {
    /// The stored word.
    pub fn code(&self) -> &'static str {
        match self {
            State::Open => "open",
            State::Taken { .. } => "taken",
            State::Closed { .. } => "closed",
            State::NotActionable { .. } => "not_actionable",
            State::Withdrawn { .. } => "withdrawn",
        }
    }

    /// Whether somebody still has to do something.
    pub fn is_live(&self) -> bool {
        matches!(self, State::Open | State::Taken { .. })
    }

    /// Who has or had it.
    pub fn by(&self) -> Option<&Identity> {
        match self {
            State::Taken { by } => Some(by),
            State::Closed { by, .. } | State::NotActionable { by, .. } => by.as_ref(),
            State::Open | State::Withdrawn { .. } => None,
        }
    }
}

/// A low score that a person must handle.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// Random; carried by its buttons.
    pub id: CaseId,
    /// Whose answer it is about. A survey has at most one live case.
    pub survey: SurveyId,
    /// Who handles it.
    pub team: TeamName,
    /// When the score became low.
    pub opened_at: Timestamp,
    /// Since when nobody has it: since it opened, or since it was given back.
    pub waiting_since: Timestamp,
    /// How often it was given back.
    pub round: u32,
    /// When it was first taken, or called not actionable.
    pub claimed_at: Option<Timestamp>,
    /// When the channel was reminded in this round.
    pub nudged_at: Option<Timestamp>,
    /// When the customer, after contact, made the answer a favourable one. Emptied if it becomes low again.
    pub recovered_at: Option<Timestamp>,
    /// What whoever closed it wrote, cleaned, at most [`MAX_NOTE`] characters.
    pub note: Option<String>,
    /// Where it stands.
    pub state: State,
    /// Its card, once that is visible.
    pub card: Option<MessageRef>,
    /// The invitation to rate again, once that is visible.
    pub invitation: Option<MessageRef>,
    /// When it was sent.
    pub invited_at: Option<Timestamp>,
    /// When the customer last pressed a score after it.
    pub reanswered_at: Option<Timestamp>,
    /// Raised by one at every save; a save against an older version is refused.
    pub version: i64,
}

impl Case {
    /// A case that has just opened.
    pub fn open(id: CaseId, survey: SurveyId, team: TeamName, now: Timestamp) -> Self {
        Self {
            id,
            survey,
            team,
            opened_at: now,
            waiting_since: now,
            round: 0,
            claimed_at: None,
            nudged_at: None,
            recovered_at: None,
            note: None,
            state: State::Open,
            card: None,
            invitation: None,
            invited_at: None,
            reanswered_at: None,
            version: 0,
        }
    }
}

/// Somebody who pressed, decided from what the platform vouches for and from configuration, never from the button.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handler {
    /// Platform identity with its workspace.
    pub identity: Identity,
    /// One of the case's team.
    pub belongs: bool,
    /// Leads the case's team.
    pub leads: bool,
    /// A program.
    pub is_bot: bool,
}

/// Something that happens to a case.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// *Take it*.
    Take {
        /// Who.
        by: Handler,
    },
    /// *Not actionable*.
    NotActionable {
        /// Who.
        by: Handler,
    },
    /// *Hand back*.
    HandBack {
        /// Who.
        by: Handler,
    },
    /// The outcome form was sent.
    Close {
        /// Who.
        by: Handler,
        /// What was chosen; `None` if nothing, or more than one thing, was.
        outcome: Option<Outcome>,
        /// What was written.
        note: Option<String>,
        /// The customer is to be asked once whether it has become better.
        ask_again: bool,
    },
    /// The customer changed the answer or added to it.
    Answered {
        /// What the answers say now.
        mood: Mood,
        /// Whether the survey's privacy still lets the leads see the answer.
        may_show: bool,
        /// A score was pressed, not only something added to it.
        by_score: bool,
    },
    /// The customer was erased.
    Erased,
    /// The channel was reminded.
    Nudged,
}

impl Event {
    /// The word kept in the case's history.
    pub fn code(&self) -> &'static str {
        match self {
            Event::Take { .. } => "take",
            Event::NotActionable { .. } => "not_actionable",
            Event::HandBack { .. } => "hand_back",
            Event::Close { .. } => "close",
            Event::Answered { .. } => "answered",
            Event::Erased => "erased",
            Event::Nudged => "nudged",
        }
    }

    /// Who did it, where a person of the team did.
    pub fn by(&self) -> Option<&Handler> {
        match self {
            Event::Take { by } | Event::NotActionable { by } | Event::HandBack { by } | Event::Close { by, .. } => {
                Some(by)
            }
            Event::Answered { .. } | Event::Erased | Event::Nudged => None,
        }
    }
}

/// What must be done because of an event. All of it is committed with the new state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Bring the visible card, and the visible invitation, in line with the case.
    AmendCard,
    /// Remind the channel then, unless somebody has it by then.
    NudgeAt(Timestamp),
    /// Tell the managers then, unless somebody has it by then.
    EscalateAt(Timestamp),
    /// Ask the customer once whether it has become better.
    Invite,
}

/// Why nothing was changed. Each has one private sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Not one of the case's team.
    #[error("only the team's people handle its cases")]
    NotOfTheTeam,
    /// A program pressed.
    #[error("programs cannot handle cases")]
    Bot,
    /// Somebody else has it.
    #[error("somebody else has it")]
    TakenBy(Identity),
    /// Whoever presses has it already.
    #[error("it is theirs already")]
    AlreadyYours,
    /// Nobody has it: it must be taken first.
    #[error("nobody has it")]
    NobodyHasIt,
    /// The case is over.
    #[error("this case is {0}")]
    Over(&'static str),
    /// The form named no outcome, or more than one.
    #[error("exactly one outcome must be chosen")]
    OneOutcome,
    /// *Other* needs a note.
    #[error("an outcome of another kind needs a note")]
    NoteMissing,
    /// The event does not fit: a reminder of a case that nobody waits for.
    #[error("{0} does not apply to this case")]
    OutOfOrder(&'static str),
}
