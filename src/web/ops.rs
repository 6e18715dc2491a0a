//! Health and counts, for whoever operates this.
//!
//! Knows the difference between alive (`/healthz`: restart me if not) and ready (`/readyz`: send me no traffic if not).

use std::sync::atomic::{AtomicU64, Ordering};

use async_trait::async_trait;
use axum::body::Body;
use axum::extract::State as With;
use axum::http::{Response, StatusCode};
use axum::response::IntoResponse;

use super::hooks::{Accepted, SinkBusy};
use super::{Measured, State, plain};

/// Whoever knows whether the parts work together.
#[async_trait]
pub trait Ready: Send + Sync {
    /// `Err` holds one line for the operator, without anything private.
    async fn ready(&self) -> Result<(), String>;

    /// How they stand, as numbers.
    async fn measured(&self) -> Measured;
}

/// What has arrived by webhook since the start.
#[derive(Debug, Default)]
pub struct Tally {
    stored: AtomicU64,
    duplicate: AtomicU64,
    ignored: AtomicU64,
    refused: AtomicU64,
    busy: AtomicU64,
}

impl Tally {
    /// `(what, how many)`, in a fixed order: `stored, duplicate, ignored, refused, busy`.
    pub fn counts(&self) -> [(&'static str, u64); 5] {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        [
            ("stored", read(&self.stored)),
            ("duplicate", read(&self.duplicate)),
            ("ignored", read(&self.ignored)),
            ("refused", read(&self.refused)),
            ("busy", read(&self.busy)),
        ]
    }

    pub(super) fn accepted(&self, outcome: &Result<Accepted, SinkBusy>) {
        count(match outcome {
            Ok(Accepted::Stored) => &self.stored,
            Ok(Accepted::Duplicate) => &self.duplicate,
            Ok(Accepted::Ignored) => &self.ignored,
            Err(SinkBusy) => &self.busy,
        });
    }

    pub(super) fn ignored(&self) {
        count(&self.ignored);
    }

    pub(super) fn refused(&self) {
        count(&self.refused);
    }
}

fn count(counter: &AtomicU64) {
    counter.fetch_add(1, Ordering::Relaxed);
}

/// The process answers.
pub(super) async fn health() -> Response<Body> {
    plain(StatusCode::OK)
}

/// The parts work together, or one line says which does not.
pub(super) async fn readiness(With(state): With<State>) -> Response<Body> {
    // Spawned for the same reason as hooks are: asking the database must not be cancelled half-way.
    let asked = state.tracker.spawn(async move { state.ready.ready().await });
    match asked.await {
        Ok(Ok(())) => plain(StatusCode::OK),
        Ok(Err(why)) => (StatusCode::SERVICE_UNAVAILABLE, format!("{}\n", one_line(&why))).into_response(),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the readiness check itself failed\n").into_response(),
    }
}

fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(300).collect()
}
