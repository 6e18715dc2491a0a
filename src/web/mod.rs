//! How the world calls us: webhooks, the platforms' own calls, and health, over HTTP/1.
//!
//! Knows limits, deadlines and which status each outcome deserves. Refuses to know what a ticket is (`intake` reads it)
//! and where it is kept (whoever implements [`HookSink`]). With `sandbox`, the only folder that imports axum.
//!
//! **Invariants.** Nothing is buffered before its size is known to be allowed, nothing is parsed before its signature is
//! checked, no database work is cancelled by a client that hangs up, and no answer says more than its status.

pub mod api;
mod body;
mod bucket;
pub mod callbacks;
pub mod dashboard;
pub mod hooks;
pub mod metrics;
pub mod ops;
mod places;
pub mod serve;
mod signature;
pub mod survey;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration as Wait;

use axum::Router;
use axum::body::Body;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderName, HeaderValue, Response, StatusCode, header};
use axum::middleware::map_response;
use axum::response::IntoResponse;
use axum::routing::{get, post};
use tokio_util::task::TaskTracker;
use tower_http::catch_panic::CatchPanicLayer;

use crate::clock::Clock;
use crate::intake::Source;

pub use api::{Api, Ask, Books, Found, List, NotShown};
pub use callbacks::{Answer, Call, Callee, Callers};
pub use dashboard::{Lobby, Pages};
pub use hooks::{Accepted, HookSink, SinkBusy};
pub use metrics::Measured;
pub use ops::{Ready, Tally};
pub use serve::serve;
pub use survey::{Desk, Page, Questions};

/// What one request may take.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Largest body, in bytes.
    pub body: usize,
    /// For the head of a request to arrive.
    pub head_within: Wait,
    /// For its body to arrive.
    pub body_within: Wait,
    /// Connections at once; when all are taken, those whose request has not arrived make room.
    pub connections: usize,
    /// For requests in flight to finish once we are told to stop.
    pub stop_within: Wait,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body: 1024 * 1024,
            head_within: Wait::from_secs(10),
            body_within: Wait::from_secs(10),
            connections: 1_024,
            stop_within: Wait::from_secs(10),
        }
    }
}

/// What the handlers need. Cheap to clone.
#[derive(Clone)]
pub struct State {
    sources: Arc<BTreeMap<String, Arc<Source>>>,
    sink: Arc<dyn HookSink>,
    ready: Arc<dyn Ready>,
    clock: Arc<dyn Clock>,
    tally: Arc<Tally>,
    limits: Limits,
    tracker: TaskTracker,
    desk: Option<Desk>,
    api: Option<Api>,
    lobby: Option<Lobby>,
    callers: Callers,
    callee: Option<Arc<dyn Callee>>,
}

impl State {
    /// Serves these sources, hands their events to `sink`, and asks `ready` whether to be sent traffic.
    pub fn new(sources: Vec<Source>, sink: Arc<dyn HookSink>, ready: Arc<dyn Ready>, clock: Arc<dyn Clock>) -> Self {
        Self {
            sources: Arc::new(sources.into_iter().map(|s| (s.name.clone(), Arc::new(s))).collect()),
            sink,
            ready,
            clock,
            tally: Arc::default(),
            limits: Limits::default(),
            tracker: TaskTracker::new(),
            desk: None,
            api: None,
            lobby: None,
            callers: Callers::default(),
            callee: None,
        }
    }

    /// With other limits than the usual.
    pub fn limited(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Shows questions on pages of their own.
    pub fn asking(mut self, desk: Option<Desk>) -> Self {
        self.desk = desk;
        self
    }

    /// Lets programs read, and close tickets.
    pub fn open_to(mut self, api: Option<Api>) -> Self {
        self.api = api;
        self
    }

    /// Shows the dashboard.
    pub fn showing(mut self, lobby: Option<Lobby>) -> Self {
        self.lobby = lobby;
        self
    }

    /// Is called by these platforms, and hands what they call for to `callee`.
    pub fn called_by(mut self, callers: Callers, callee: Arc<dyn Callee>) -> Self {
        self.callers = callers;
        self.callee = Some(callee);
        self
    }

    /// What has arrived so far.
    pub fn tally(&self) -> Arc<Tally> {
        self.tally.clone()
    }
}

/// Every route, with its limits and headers.
pub fn router(state: State) -> Router {
    let mut routes = survey::routes(&state).merge(api::routes(&state)).merge(dashboard::routes(&state));
    if state.callers.has_slack() {
        routes = routes
            .route("/slack/events", post(callbacks::slack_event))
            .route("/slack/interactions", post(callbacks::slack_interaction))
            .route("/slack/commands", post(callbacks::slack_command));
    }
    if state.callers.has_discord() {
        routes = routes.route("/discord/interactions", post(callbacks::discord_interaction));
    }
    routes
        .route("/hooks/{source}", post(hooks::receive))
        .route("/healthz", get(ops::health))
        .route("/readyz", get(ops::readiness))
        .route("/metrics", get(metrics::scrape))
        .fallback(|| async { plain(StatusCode::NOT_FOUND) })
        .method_not_allowed_fallback(|| async { plain(StatusCode::METHOD_NOT_ALLOWED) })
        .layer(DefaultBodyLimit::max(state.limits.body))
        .layer(CatchPanicLayer::custom(|_| plain(StatusCode::INTERNAL_SERVER_ERROR)))
        .layer(map_response(secured))
        .with_state(state)
}

/// A page of our own making: nothing but its one stylesheet, named by its hash, and forms that come back to us.
fn html_page(status: StatusCode, html: String, style: &str) -> Response<Body> {
    let policy =
        format!("default-src 'none'; style-src '{style}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'");
    let mut response = (status, html).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    // Not `no-referrer`: under that, a browser posts a form without saying where it comes from.
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    headers.insert("x-robots-tag", HeaderValue::from_static("noindex, nofollow"));
    response
}

/// A status and its own name, and nothing about why.
fn plain(status: StatusCode) -> Response<Body> {
    (status, format!("{}\n", status.canonical_reason().unwrap_or("Error"))).into_response()
}

/// Nothing we answer here is a page: no scripts, no frames, no caches, no guessing of types.
async fn secured(mut response: Response<Body>) -> Response<Body> {
    const HEADERS: [(HeaderName, &str); 5] = [
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'; base-uri 'none'"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_FRAME_OPTIONS, "DENY"),
    ];
    for (name, value) in HEADERS {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

#[cfg(test)]
mod tests;
