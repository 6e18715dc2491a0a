//! The rows of `/api/v1` as JSON objects: names, times in RFC 3339, and no customer's words where they may not be seen.
//!
//! Knows what privacy lets a program see: under `named` everything, under `leads` what the operator switched on, under
//! `confidential` nothing of a person. `docs/api.md` and `src/web/openapi.json` describe every field.

use serde_json::{Value, json};

use crate::config::Team;
use crate::domain::case::{self, Case};
use crate::domain::privacy::Privacy;
use crate::domain::survey::Survey;
use crate::domain::ticket::Contact;
use crate::store::{AnswerRow, CaseRow, CloseRow};

/// Whether what people wrote, and who they are, may be shown.
pub(super) fn shows_words(privacy: Privacy, words: bool) -> bool {
    match privacy {
        Privacy::Named => true,
        Privacy::Leads => words,
        Privacy::Confidential => false,
    }
}

pub(super) fn team(team: &Team) -> Value {
    let questions: Vec<_> = team.rules.instruments.iter().map(|i| i.id).collect();
    json!({ "name": team.name.as_str(), "timezone": team.zone.iana_name(), "instruments": questions,
            "privacy": team.privacy.as_str() })
}

fn customer(row: &CloseRow, shown: bool) -> Option<String> {
    row.ticket.customer.as_ref().and_then(Contact::label).filter(|_| shown)
}

fn agent(survey: &Survey) -> Option<&str> {
    survey.agent.as_ref().map(|credit| credit.label.as_str())
}

pub(super) fn ticket(row: &CloseRow, words: bool) -> Value {
    let (survey, facts) = (&row.survey, &row.ticket.ticket);
    let shown = shows_words(survey.privacy, words);
    json!({
        "id": survey.id.as_str(), "source": row.source, "ticket_id": facts.id, "key": facts.key,
        "url": facts.url, "close": survey.close_seq, "team": survey.team.as_str(), "agent": agent(survey),
        "subject": facts.subject.as_ref().filter(|_| shown), "customer": customer(row, shown),
        "channel": facts.channel, "touchpoint": facts.touchpoint, "segment": facts.segment, "tags": facts.tags,
        "opened_at": facts.created_at.map(|t| t.to_string()), "closed_at": survey.closed_at.to_string(),
        "state": survey.state.code(), "reason": row.reason,
        "asked_at": row.asked_at.map(|t| t.to_string()), "privacy": survey.privacy.as_str(),
    })
}

pub(in crate::flow) fn answer(row: &AnswerRow, words: bool) -> Value {
    let (close, answer) = (&row.close, &row.answer);
    let shown = shows_words(close.survey.privacy, words);
    let asked = answer.score.instrument();
    json!({
        "id": row.id, "ticket": close.survey.id.as_str(), "source": close.source, "ticket_id": close.ticket.ticket.id,
        "team": close.survey.team.as_str(), "agent": agent(&close.survey), "customer": customer(close, shown),
        "instrument": asked.id, "question_version": row.edition, "score": answer.score.value(),
        "favourable": answer.score.is_favourable(),
        "reasons": answer.reasons.iter().map(|r| r.as_str()).collect::<Vec<_>>(),
        "comment": answer.comment.as_ref().filter(|_| shown), "recovered": row.recovered,
        "asked_at": close.asked_at.map(|t| t.to_string()), "answered_at": answer.first_at.to_string(),
        "changed_at": answer.last_at.to_string(), "changes": answer.changes, "privacy": close.survey.privacy.as_str(),
    })
}

pub(in crate::flow) fn case(row: &CaseRow, words: bool) -> Value {
    let (case, close) = (&row.case, &row.close);
    let shown = shows_words(close.survey.privacy, words);
    let time = |at: Option<crate::domain::Timestamp>| at.map(|t| t.to_string());
    let (outcome, ended_at) = ending(case);
    json!({
        "id": case.id.as_str(), "ticket": close.survey.id.as_str(), "source": close.source,
        "ticket_id": close.ticket.ticket.id, "team": case.team.as_str(), "agent": agent(&close.survey),
        "customer": customer(close, shown), "state": case.state.code(), "outcome": outcome,
        "note": case.note.as_ref().filter(|_| shown), "handled_by": case.state.by().map(ToString::to_string),
        "opened_at": case.opened_at.to_string(), "claimed_at": time(case.claimed_at), "ended_at": time(ended_at),
        "recovered_at": time(case.recovered_at), "privacy": close.survey.privacy.as_str(),
    })
}

fn ending(case: &Case) -> (Option<&'static str>, Option<crate::domain::Timestamp>) {
    match &case.state {
        case::State::Open | case::State::Taken { .. } => (None, None),
        case::State::Closed { outcome, at, .. } => (Some(outcome.as_str()), Some(*at)),
        case::State::NotActionable { at, .. } => (None, Some(*at)),
        case::State::Withdrawn { why, at } => (Some(why.as_str()), Some(*at)),
    }
}
