//! `POST /slack/…` and `POST /discord/interactions`: from bytes to an answer.
//!
//! Knows the order of the checks (encoding, size, time, signature, form, JSON), how both platforms wrap what they send,
//! and the calls that answer themselves (Slack's certificate check, Discord's PING). Refuses to know what a payload
//! means, and to touch anything but memory before the signature was right: Discord sends wrong ones on purpose and
//! takes the address away if one is not refused, whatever state our database is in.

use std::sync::Arc;

use async_trait::async_trait;
use axum::body::Body;
use axum::extract::{Request, State as With};
use axum::http::{HeaderMap, Response, StatusCode, header};
use axum::response::IntoResponse;
use ed25519_dalek::VerifyingKey;
use secrecy::SecretString;
use serde_json::{Map, Value, json};

use super::body::{self, Arrived};
use super::{State, plain, signature};
use crate::intake::{Auth, HeaderView, Unsigned};

/// What a platform called for. The payload is whatever it signed, as JSON; of a form, its fields.
#[derive(Debug, Clone, PartialEq)]
pub enum Call {
    /// `/slack/events`
    SlackEvent(Value),
    /// `/slack/interactions`
    SlackInteraction(Value),
    /// `/slack/commands`
    SlackCommand(Value),
    /// `/discord/interactions`, but for PINGs.
    DiscordInteraction(Value),
}

/// How a call is answered.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// Dealt with; what is in it is the response.
    Done(Option<Value>),
    /// Not stored: the platform must not take it for dealt with.
    NotStored,
    /// Nothing that could be read.
    Unreadable,
}

/// Whoever deals with what platforms call for. Answers within three seconds, whatever happens.
#[async_trait]
pub trait Callee: Send + Sync {
    /// Deals with one call.
    async fn answer(&self, call: Call) -> Answer;
}

/// Which platforms call us, and how each proves itself.
#[derive(Clone, Default)]
pub struct Callers {
    slack: Option<Arc<Auth>>,
    discord: Option<Arc<VerifyingKey>>,
}

impl Callers {
    /// Slack does, and signs with any of these secrets.
    pub fn slack(mut self, secrets: Vec<SecretString>) -> Self {
        self.slack = Some(Arc::new(signature::slack(secrets)));
        self
    }

    /// Discord does, and signs with this key; one that is no key at all lets nobody in.
    pub fn discord(mut self, public_key: &[u8; 32]) -> Self {
        self.discord = VerifyingKey::from_bytes(public_key).ok().map(Arc::new);
        self
    }

    pub(super) fn has_slack(&self) -> bool {
        self.slack.is_some()
    }

    pub(super) fn has_discord(&self) -> bool {
        self.discord.is_some()
    }

    fn is_slack(&self, state: &State, arrived: &Arrived) -> Result<(), Unsigned> {
        let auth = self.slack.as_ref().ok_or(Unsigned::Wrong)?;
        auth.verify(&view(&arrived.headers), &arrived.body, state.clock.now())
    }

    fn is_discord(&self, state: &State, arrived: &Arrived) -> Result<(), Unsigned> {
        let key = self.discord.as_ref().ok_or(Unsigned::Wrong)?;
        signature::discord(key, &view(&arrived.headers), &arrived.body, state.clock.now())
    }
}

fn view(headers: &HeaderMap) -> HeaderView<'_> {
    HeaderView::of(headers.iter().filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?))))
}

const FORM: &str = "application/x-www-form-urlencoded";
const JSON: &str = "application/json";

/// `POST /slack/events`
pub(super) async fn slack_event(With(state): With<State>, request: Request) -> Response<Body> {
    slack(state, request, JSON, |body| Some(Call::SlackEvent(object(body)?))).await
}

/// `POST /slack/interactions`
pub(super) async fn slack_interaction(With(state): With<State>, request: Request) -> Response<Body> {
    slack(state, request, FORM, |body| {
        let payload = form(body)?.remove("payload")?;
        Some(Call::SlackInteraction(object(payload.as_str()?.as_bytes())?))
    })
    .await
}

/// `POST /slack/commands`
pub(super) async fn slack_command(With(state): With<State>, request: Request) -> Response<Body> {
    slack(state, request, FORM, |body| Some(Call::SlackCommand(Value::Object(form(body)?)))).await
}

async fn slack(
    state: State,
    request: Request,
    kind: &'static str,
    read: impl FnOnce(&[u8]) -> Option<Call>,
) -> Response<Body> {
    let arrived = match body::take(&state, request).await {
        Ok(arrived) => arrived,
        Err(refusal) => return refusal,
    };
    if kind == FORM && checks_certificate(&arrived) {
        return plain(StatusCode::OK);
    }
    if let Err(why) = state.callers.is_slack(&state, &arrived) {
        tracing::info!(platform = "slack", %why, "a call was refused");
        return plain(StatusCode::UNAUTHORIZED);
    }
    if !is_of(&arrived.headers, kind) {
        return plain(StatusCode::UNSUPPORTED_MEDIA_TYPE);
    }
    match read(&arrived.body) {
        Some(call) => hand_over(&state, call).await,
        None => plain(StatusCode::BAD_REQUEST),
    }
}

/// `POST /discord/interactions`
pub(super) async fn discord_interaction(With(state): With<State>, request: Request) -> Response<Body> {
    let arrived = match body::take(&state, request).await {
        Ok(arrived) => arrived,
        Err(refusal) => return refusal,
    };
    if let Err(why) = state.callers.is_discord(&state, &arrived) {
        // Routine: Discord probes.
        tracing::debug!(platform = "discord", %why, "a call was refused");
        return plain(StatusCode::UNAUTHORIZED);
    }
    match object(&arrived.body) {
        Some(payload) if payload["type"] == PING => respond(&json!({ "type": PING })),
        Some(payload) => hand_over(&state, Call::DiscordInteraction(payload)).await,
        None => plain(StatusCode::BAD_REQUEST),
    }
}

const PING: u64 = 1;

/// In a task of its own: a caller that hangs up must not cancel what is being stored (RELIABILITY Q3, Q4).
async fn hand_over(state: &State, call: Call) -> Response<Body> {
    let Some(callee) = state.callee.clone() else { return plain(StatusCode::NOT_FOUND) };
    let answering = state.tracker.spawn(async move { callee.answer(call).await });
    match answering.await {
        Ok(Answer::Done(None)) => StatusCode::OK.into_response(),
        Ok(Answer::Done(Some(body))) => respond(&body),
        Ok(Answer::Unreadable) => plain(StatusCode::BAD_REQUEST),
        Ok(Answer::NotStored) | Err(_) => plain(StatusCode::SERVICE_UNAVAILABLE),
    }
}

fn respond(body: &Value) -> Response<Body> {
    ([(header::CONTENT_TYPE, JSON)], body.to_string()).into_response()
}

fn is_of(headers: &HeaderMap, kind: &str) -> bool {
    let given = headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    given.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case(kind)
}

fn object(bytes: &[u8]) -> Option<Value> {
    serde_json::from_slice::<Value>(bytes).ok().filter(Value::is_object)
}

/// A form's fields; `None` if it is not one, or says something twice.
fn form(bytes: &[u8]) -> Option<Map<String, Value>> {
    let text = std::str::from_utf8(bytes).ok()?;
    let mut fields = Map::new();
    for (name, value) in url::form_urlencoded::parse(text.as_bytes()) {
        if fields.insert(name.into_owned(), Value::String(value.into_owned())).is_some() {
            return None;
        }
    }
    Some(fields)
}

/// Slack looks at our certificate now and then, without a signature. Nothing is done, so nothing has to be proved.
fn checks_certificate(arrived: &Arrived) -> bool {
    const LONGEST: usize = 1_024;
    let unsigned = !arrived.headers.contains_key("x-slack-signature");
    unsigned
        && arrived.body.len() <= LONGEST
        && url::form_urlencoded::parse(&arrived.body).any(|(name, value)| name == "ssl_check" && value == "1")
}
