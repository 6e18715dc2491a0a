//! `POST /hooks/{source}`: from bytes to an answer.
//!
//! Knows the order of the checks (method, source, encoding, size, signature, JSON, facts) and what each refusal is
//! called. Refuses to say to the sender why a signature failed, and to acknowledge what is not stored.

use std::sync::Arc;

use async_trait::async_trait;
use axum::body::Body;
use axum::extract::{Path, Request, State as With};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};

use super::{State, body, plain};
use crate::domain::ticket::{EventKind, TicketEvent};
use crate::intake::{HeaderView, HookRefusal, Source};

/// What became of an event that was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Accepted {
    /// Committed.
    Stored,
    /// Seen before.
    Duplicate,
    /// Of no consequence.
    Ignored,
}

/// It could not be stored now; the sender should try again.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not stored")]
pub struct SinkBusy;

/// Whoever keeps events. Returns only after the event is durable.
#[async_trait]
pub trait HookSink: Send + Sync {
    /// Keeps one event.
    async fn accept(&self, event: TicketEvent) -> Result<Accepted, SinkBusy>;
}

/// When a sender should try again. Zendesk retries only if this is below a minute.
const RETRY_AFTER: &str = "15";

/// Takes a webhook.
pub(super) async fn receive(With(state): With<State>, Path(name): Path<String>, request: Request) -> Response<Body> {
    let Some(source) = state.sources.get(&name).cloned() else { return plain(StatusCode::NOT_FOUND) };
    let answer = match body::take(&state, request).await {
        Ok(arrived) => judge(&state, &source, &arrived.headers, &arrived.body).await,
        Err(refusal) => refusal,
    };
    if answer.status().is_client_error() {
        state.tally.refused();
    }
    answer
}

async fn judge(state: &State, source: &Source, headers: &HeaderMap, body: &[u8]) -> Response<Body> {
    let texts = headers.iter().filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?)));
    match source.read(&HeaderView::of(texts), body, state.clock.now()) {
        Ok(events) => keep(state, &source.name, events).await,
        Err(refusal) => {
            tracing::info!(source = source.name, why = %refusal, "a webhook was refused");
            plain(match refusal {
                HookRefusal::Unauthorized(_) => StatusCode::UNAUTHORIZED,
                HookRefusal::Unreadable(_) => StatusCode::BAD_REQUEST,
                HookRefusal::Incomplete(_) => StatusCode::UNPROCESSABLE_ENTITY,
            })
        }
    }
}

/// Stores every event that says something, in a task of its own: a sender that hangs up must not cancel a transaction
/// half-way (RELIABILITY Q3, Q4). Answers only when all are durable; after a failure the sender repeats all of them, and
/// those that were stored are duplicates then.
async fn keep(state: &State, source: &str, events: Vec<TicketEvent>) -> Response<Body> {
    let telling = |e: &TicketEvent| matches!(e.kind, EventKind::Closed | EventKind::Reopened | EventKind::Deleted);
    let (events, idle): (Vec<_>, Vec<_>) = events.into_iter().partition(telling);
    if !idle.is_empty() || events.is_empty() {
        state.tally.ignored();
    }
    let (sink, tally) = (Arc::clone(&state.sink), Arc::clone(&state.tally));
    let work = state.tracker.spawn(async move {
        for event in events {
            let accepted = sink.accept(event).await;
            tally.accepted(&accepted);
            accepted?;
        }
        Ok::<(), SinkBusy>(())
    });
    match work.await {
        Ok(Ok(())) => plain(StatusCode::OK),
        Ok(Err(SinkBusy)) => again(source, "the event could not be stored"),
        Err(_) => again(source, "storing the event went wrong"),
    }
}

fn again(source: &str, why: &'static str) -> Response<Body> {
    tracing::warn!(source, why, "a webhook was turned away; its sender is asked to try again");
    let mut response = plain(StatusCode::SERVICE_UNAVAILABLE);
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static(RETRY_AFTER));
    response
}
