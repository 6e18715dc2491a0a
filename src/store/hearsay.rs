//! What one line of history from elsewhere means in our words.
//!
//! Knows that whatever it says, it is over: nobody is going to send, amend or expire an imported survey. Refuses to
//! know where it is stored.

use super::LedgerLine;
use super::sql::ms;
use super::survey_row::skip_reason;
use crate::domain::ids::*;
use crate::domain::policy::SkipReason;
use crate::domain::survey::{CancelReason, State, Unreachable};
use crate::domain::ticket::{Contact, EventKind, Outcome, TicketEvent, TicketFacts};
use crate::domain::{Duration, Timestamp};

/// How long an imported prompt is taken to have been answerable.
pub(super) const WINDOW: Duration = Duration::from_hours(7 * 24);

/// The customer, if the text is one of the forms people are written in.
pub(super) fn customer(line: &LedgerLine) -> Option<Identity> {
    line.customer.as_deref()?.parse().ok()
}

/// A state that has ended, whatever the line says: nobody is going to send or expire an imported survey.
pub(super) fn state(lines: &[&LedgerLine]) -> State {
    let skipped = |why| State::Skipped { why };
    let Some(line) = lines.first() else { return skipped(SkipReason::TooOld) };
    let first_answer = lines.iter().filter_map(|l| l.answer.as_ref()).map(|a| a.first_at).min();
    let asked_at = lines.iter().find_map(|l| l.asked_at);
    let asked = asked_at.unwrap_or(line.closed_at);
    let reason = line.reason.as_deref().unwrap_or_default();
    match (line.state.as_str(), first_answer) {
        ("declined", _) => State::Declined { at: first_answer.unwrap_or(asked), message: None },
        ("expired", _) => State::Expired { at: window_end(asked), message: None },
        ("cancelled", _) => State::Cancelled {
            at: first_answer.unwrap_or(asked),
            why: CancelReason::parse(reason).unwrap_or(CancelReason::Reopened),
            message: None,
        },
        (_, Some(at)) => State::Answered { at, message: None },
        ("skipped", None) => skipped(skip_reason(reason, None).unwrap_or(SkipReason::TooOld)),
        ("undeliverable", None) => {
            State::Undeliverable { at: asked, why: Unreachable::parse(reason).unwrap_or(Unreachable::TooLate) }
        }
        ("planned" | "held", None) => skipped(SkipReason::TooOld),
        _ if asked_at.is_some() => State::Expired { at: window_end(asked), message: None },
        _ => skipped(SkipReason::TooOld),
    }
}

fn window_end(asked: Timestamp) -> Timestamp {
    asked.checked_add(WINDOW).unwrap_or(asked)
}

/// When the prompt was shown, in a system where nothing of ours can be edited: as told, or at the latest when it was
/// answered.
pub(super) fn asked_at(lines: &[&LedgerLine], state: &State) -> Option<i64> {
    let told = lines.iter().find_map(|l| l.asked_at);
    let answered = lines.iter().filter_map(|l| l.answer.as_ref()).map(|a| a.first_at).min();
    let shown = told.or(answered);
    match state {
        State::Answered { .. } | State::Declined { .. } | State::Expired { .. } => {
            shown.or(lines.first().map(|l| l.closed_at)).map(ms)
        }
        State::Cancelled { .. } => shown.map(ms),
        _ => None,
    }
}

pub(super) fn event(line: &LedgerLine) -> TicketEvent {
    let named = |name: &String| Contact { name: Some(name.clone()), ..Contact::default() };
    TicketEvent {
        source: line.source.clone(),
        installation: String::new(),
        vendor: "import".into(),
        kind: EventKind::Closed,
        delivery_id: None,
        dedupe_key: format!("import:{}:{}", line.ticket_id, ms(line.closed_at)),
        occurred_at: line.closed_at,
        team: Some(line.team.as_str().to_owned()),
        ticket: TicketFacts {
            id: line.ticket_id.clone(),
            subject: line.subject.clone(),
            channel: line.channel.clone(),
            touchpoint: line.touchpoint.clone(),
            segment: line.segment.clone(),
            tags: line.tags.clone(),
            created_at: line.opened_at,
            closed_at: Some(line.closed_at),
            ..TicketFacts::default()
        },
        outcome: Outcome::Unknown,
        agent: line.agent.as_ref().map(named),
        closed_by: None,
        participants: vec![],
        replied: None,
        customer: customer(line).map(Contact::of).or_else(|| line.customer.as_ref().map(named)),
        chat: None,
        no_survey: None,
        extra: Default::default(),
    }
}
