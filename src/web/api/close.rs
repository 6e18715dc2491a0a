//! `POST /api/v1/tickets/close`: a program says that a ticket was closed.
//!
//! Knows that the close is stored before it is answered, and that the same `Idempotency-Key` (or `delivery_id`) stores it
//! once. What it says is read by `intake`, as a webhook's body is. Refuses to know what follows from it.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State as With};
use axum::http::{HeaderMap, Response, StatusCode, header};
use axum::response::IntoResponse;
use serde_json::{Map, Value, json};

use super::problem::{Problem, Wrong};
use super::{Caller, caller, shape, with_json};
use crate::config::ApiToken;
use crate::domain::ids::MAX_ID_CHARS;
use crate::domain::ticket::{EventKind, TicketEvent, clean_text};
use crate::intake::matching::{Rule, Test};
use crate::intake::pick::Pick;
use crate::intake::{Auth, HeaderView, HookRefusal, Mapping, Matching, OutcomeRule, Source};
use crate::web::{Accepted, State, body};

/// Repeats of one delivery are told by it.
const KEY: &str = "idempotency-key";

/// Takes a close.
pub(super) async fn ticket(With(state): With<State>, request: Request) -> Response<Body> {
    let taken = take(&state, request).await;
    if taken.is_err() {
        state.tally.refused();
    }
    match taken {
        Ok(value) => with_json(StatusCode::ACCEPTED, &value, "application/json"),
        Err(problem) => problem.into_response(),
    }
}

async fn take(state: &State, request: Request) -> Result<Value, Problem> {
    let Caller { token, .. } = caller(state, request.headers())?;
    if !token.write {
        return Err(Problem::read_only());
    }
    let arrived = body::take(state, request).await.map_err(|refusal| Problem::of(refusal.status()))?;
    let written = object(&arrived.headers, &arrived.body)?;
    let event = event(state, &token, &arrived.headers, &arrived.body, &written)?;
    let (source, ticket) = (event.source.clone(), event.ticket.id.clone());
    let (sink, tally) = (Arc::clone(&state.sink), Arc::clone(&state.tally));
    // In a task of its own: a caller that hangs up must not cancel a transaction half-way.
    let work = state.tracker.spawn(async move {
        let accepted = sink.accept(event).await;
        tally.accepted(&accepted);
        accepted
    });
    let word = match work.await.map_err(|_| Problem::busy())?? {
        Accepted::Stored => "stored",
        Accepted::Duplicate => "duplicate",
        Accepted::Ignored => "ignored",
    };
    Ok(json!({ "outcome": word, "source": source, "ticket_id": ticket }))
}

fn object(headers: &HeaderMap, body: &[u8]) -> Result<Map<String, Value>, Problem> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    if !kind.eq_ignore_ascii_case("application/json") {
        return Err(Problem::of(StatusCode::UNSUPPORTED_MEDIA_TYPE));
    }
    match serde_json::from_slice(body) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err(Problem::unreadable("it is not a JSON object")),
        // The error's own text may quote the body; its position may not.
        Err(error) => {
            let (line, column) = (error.line(), error.column());
            Err(Problem::unreadable(&format!("it is not JSON that can be read (line {line}, column {column})")))
        }
    }
}

fn event(
    state: &State,
    token: &ApiToken,
    headers: &HeaderMap,
    body: &[u8],
    written: &Map<String, Value>,
) -> Result<TicketEvent, Problem> {
    let now = state.clock.now();
    let mut wrong = shape::check(written, now);
    wrong.extend(bad_key(headers, written));
    let team = match (written.get("team").and_then(Value::as_str), token.teams.as_slice()) {
        (Some(name), teams) => teams.iter().find(|team| *team == name).ok_or(Problem::unknown_team("/team")),
        (None, [only]) => Ok(only),
        (None, _) => {
            wrong.push(Wrong::new("/team", "it is missing", "this token serves several teams: say whose ticket it is"));
            Err(Problem::unknown_team("/team"))
        }
    };
    if let Some(problem) = Problem::incomplete(wrong) {
        return Err(problem);
    }
    let source = source(token, team?, written);
    let texts = headers.iter().filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?)));
    let read = source.read(&HeaderView::of(texts), body, now);
    let events = read.map_err(|refusal| match refusal {
        HookRefusal::Incomplete(what) | HookRefusal::Unreadable(what) => Problem::unreadable(&what),
        HookRefusal::Unauthorized(_) => Problem::unauthorized(),
    })?;
    let event = events.into_iter().next().ok_or_else(|| Problem::unreadable("it closes nothing"))?;
    let no_survey = written.get("no_survey").and_then(Value::as_str).and_then(|reason| clean_text(reason, 255));
    Ok(TicketEvent { kind: EventKind::Closed, no_survey, ..event })
}

/// What is wrong with the key that tells repeats.
fn bad_key(headers: &HeaderMap, written: &Map<String, Value>) -> Option<Wrong> {
    let place = "header Idempotency-Key";
    let mut given = headers.get_all(KEY).iter();
    let key = given.next()?;
    let text = key.to_str().ok().filter(|key| key.bytes().all(|b| b.is_ascii_graphic()));
    let fits = text.is_some_and(|key| !key.is_empty() && key.len() <= MAX_ID_CHARS);
    if given.next().is_some() || !fits {
        return Some(Wrong::new(place, "it is not one key", "send one of 1 to 255 visible ASCII characters"));
    }
    let delivery = written.get("delivery_id").and_then(Value::as_str);
    delivery.filter(|delivery| Some(*delivery) != text).map(|_| {
        Wrong::new(place, "it differs from delivery_id", "send one of them, or the same in both: it tells repeats")
    })
}

/// A token's closes are a source of their own, mapped as `shape` names the facts.
fn source(token: &ApiToken, team: &str, written: &Map<String, Value>) -> Source {
    let at = |place: String| Pick::places(&[place]).unwrap_or_default();
    let mut mapping = Mapping::default();
    for (name, place) in shape::places() {
        mapping.set(&name, at(place));
    }
    let extra = written.get("extra").and_then(Value::as_object);
    for name in extra.into_iter().flat_map(|extra| extra.keys()) {
        mapping.set(&format!("extra.{name}"), at(format!("/extra/{name}")));
    }
    let delivery = Pick::places(&[format!("header:{KEY}"), "/delivery_id".to_owned()]);
    mapping.set("delivery_id", delivery.unwrap_or_default());
    let always = Rule {
        test: Test { pick: Pick::literal("closed"), words: vec!["closed".to_owned()] },
        when: Vec::new(),
        unless_prev: None,
    };
    Source {
        name: token.name.clone(),
        team: team.to_owned(),
        vendor: "api".to_owned(),
        auth: Auth::None,
        matching: Matching { closed: vec![always], ..Matching::default() },
        mapping,
        outcome: OutcomeRule {
            pick: at("/outcome".to_owned()),
            words: shape::outcomes().collect(),
            ..OutcomeRule::default()
        },
        hand_back: None,
    }
}
