//! From an act to its answer, within the three seconds Discord allows.
//!
//! Knows the order that matters: the receiver has stored the act *before* it is acknowledged, and a person whose act
//! could not be stored is told so. Refuses to cancel the receiver (a cancelled database call is a lost one): it runs in
//! a task of its own and is only no longer waited for.

use std::sync::Arc;
use std::time::Duration as Wait;

use serde_json::{Value, json};
use tokio::time::Instant;
use tokio_util::task::TaskTracker;
use tracing::Instrument;

use super::errors::{ALREADY_ACKNOWLEDGED, UNKNOWN_INTERACTION};
use super::render::{Answering, render};
use super::rest::{Call, File};
use super::{Discord, form, inbound};
use crate::chat::{NotSaved, Receiver, Reply, Unread, nul};
use crate::domain::ids::Platform;
use crate::domain::language::Language;
use crate::present::Message;
use crate::present::words::{self, Speaker};

/// Longest the receiver may take; after that the honest answer is still in time.
pub(super) const RECEIVE: Wait = Wait::from_secs(2);
/// After this long since the act arrived there is no point in answering: the token is void after three seconds.
const VOID: Wait = Wait::from_millis(2_900);
/// Times the answer is sent. Repeating is safe: the second of two gets [`ALREADY_ACKNOWLEDGED`].
const TRIES: u32 = 3;
/// Longest one of them may take, and the pause between two.
const TRY: Wait = Wait::from_millis(1_200);
const BREATH: Wait = Wait::from_millis(50);
/// Times an answer that was put off is sent.
const MAKING_UP: u32 = 8;
const DONE: &str = "Done.";

/// What an interaction came from, which decides what it may be answered with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A command.
    Command,
    /// A button on a message.
    Button,
    /// A form. `attached` to a message whose button opened it, or opened by a command.
    Form { attached: bool },
}

/// Where an act came from. The token is a secret for fifteen minutes, so `Debug` leaves it out.
#[derive(Clone)]
pub(super) struct Origin {
    id: String,
    token: String,
    kind: Kind,
    /// The message acted on is only visible to the person who acted.
    private: bool,
}

impl std::fmt::Debug for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Origin").field("id", &self.id).field("kind", &self.kind).finish_non_exhaustive()
    }
}

impl Origin {
    /// A command.
    pub(super) fn command(id: String, token: String) -> Self {
        Self { id, token, kind: Kind::Command, private: false }
    }

    /// A button on a message that is `private` or not.
    pub(super) fn button(id: String, token: String, private: bool) -> Self {
        Self { id, token, kind: Kind::Button, private }
    }

    /// A form opened from a message that is private or not, or from no message.
    pub(super) fn form(id: String, token: String, private: Option<bool>) -> Self {
        Self { id, token, kind: Kind::Form { attached: private.is_some() }, private: private.unwrap_or(false) }
    }

    /// From the bare payload, when the rest of it cannot be read.
    fn raw(raw: &Value) -> Option<Self> {
        let text = |key: &str| raw.get(key).and_then(Value::as_str).map(str::to_owned);
        Some(Self::command(text("id")?, text("token")?))
    }
}

/// Hands over what could not be read, so that it is not lost.
pub(super) fn keep(
    receiver: Arc<dyn Receiver>,
    kind: &str,
    raw: &Value,
    what: &'static str,
) -> impl Future<Output = ()> + Send + use<> {
    let id = raw.get("id").and_then(Value::as_str).unwrap_or("unstated");
    let unread = Unread::new(Platform::Discord, kind, &format!("{kind}:{id}"), raw, what);
    async move {
        if receiver.keep(unread).await.is_err() {
            tracing::error!(what, "Something on Discord was neither understood nor kept");
        }
    }
}

/// Body of the response to a reply, and its file. The error names the limit a message broke.
pub(super) fn response(origin: &Origin, reply: &Reply) -> Result<(Value, Option<File>), String> {
    let may_open = matches!(origin.kind, Kind::Command | Kind::Button);
    match (&reply.form, &reply.message) {
        (Some(form), _) if may_open => Ok((form::open(form)?, None)),
        (_, Some(message)) => {
            let how = if reply.in_place && origin.private { Answering::InPlace } else { Answering::Privately };
            // Nothing that looks for a marker ever looks at private messages.
            render(&Message { marker: None, ..message.clone() })?.response(how)
        }
        _ => nothing_to_say(origin),
    }
}

/// An acknowledgement that shows nothing where Discord has one, else one word.
fn nothing_to_say(origin: &Origin) -> Result<(Value, Option<File>), String> {
    match origin.kind {
        Kind::Button | Kind::Form { attached: true } => Ok((json!({ "type": 6 }), None)),
        Kind::Command | Kind::Form { attached: false } => render(&Message::plain(DONE))?.response(Answering::Privately),
    }
}

/// What Discord is to be told of an act: the body of a callback, whichever way it travels, and its file.
pub(super) struct Told {
    pub(super) origin: Origin,
    pub(super) body: Value,
    pub(super) file: Option<File>,
}

/// From a payload to what Discord is to be told; `None` if it names nobody who could be told anything. The receiver is
/// only waited for, never cancelled.
pub(super) async fn decide(
    raw: Value,
    arrived: Instant,
    receiver: Arc<dyn Receiver>,
    tracker: &TaskTracker,
) -> Option<Told> {
    let raw = nul::replaced(raw);
    let fallback = Origin::raw(&raw);
    let language = raw.get("locale").and_then(Value::as_str).and_then(Language::from_locale).unwrap_or_default();
    let act = match inbound::read(raw.clone()) {
        Ok(act) => act,
        Err(what) => {
            tracker.spawn(keep(receiver, "INTERACTION_CREATE", &raw, what).in_current_span());
            tracing::warn!(what, "Something on Discord was not understood; the person was told it was not saved");
            return not_saved(fallback?, language);
        }
    };
    let receiving = async move { receiver.receive(act.inbound).await };
    let saving = tracker.spawn(receiving.in_current_span());
    let left = RECEIVE.saturating_sub(arrived.elapsed());
    match tokio::time::timeout(left, saving).await {
        Ok(Ok(Ok(reply))) => answer(act.origin, &reply),
        Ok(Ok(Err(NotSaved))) => not_saved(act.origin, language),
        Ok(Err(_)) => {
            tracing::error!("Handling something done on Discord broke off; the person was told it was not saved");
            not_saved(act.origin, language)
        }
        Err(_) => {
            tracing::warn!("Saving took longer than two seconds; the person was asked to press again");
            not_saved(act.origin, language)
        }
    }
}

fn answer(origin: Origin, reply: &Reply) -> Option<Told> {
    let ready = response(&origin, reply).or_else(|limit| {
        tracing::error!(%limit, "A reply broke one of Discord's limits and was replaced; what was done is saved");
        nothing_to_say(&origin)
    });
    match ready {
        Ok((body, file)) => Some(Told { origin, body, file }),
        Err(limit) => {
            tracing::error!(%limit, "A reply could not be built; what was done is saved");
            None
        }
    }
}

/// The honest answer to an act that was not stored.
fn not_saved(origin: Origin, language: Language) -> Option<Told> {
    let speaker = Speaker::plain(language);
    let (body, file) = render(&words::not_saved(speaker)).and_then(|m| m.response(Answering::Privately)).ok()?;
    Some(Told { origin, body, file })
}

impl Discord {
    /// Handles one `INTERACTION_CREATE` of the gateway from first byte to answer.
    pub(super) async fn attend(
        self: Arc<Self>,
        raw: Value,
        arrived: Instant,
        receiver: Arc<dyn Receiver>,
        tracker: TaskTracker,
    ) {
        if let Some(Told { origin, body, file }) = decide(raw, arrived, receiver, &tracker).await {
            self.call_back(&origin, body, file, arrived).await;
        }
    }

    /// Puts the answer in the place of one that was put off. Discord knows of the putting off only once it has read our
    /// response, so the first tries may come too early.
    pub(super) async fn make_up(&self, application: &str, origin: &Origin, mut body: Value, file: File) {
        let mut data = body["data"].take();
        if let Some(fields) = data.as_object_mut() {
            // Whether it is private was settled when it was put off.
            fields.remove("flags");
        }
        let path = format!("/webhooks/{application}/{}/messages/@original", origin.token);
        for attempt in 1..=MAKING_UP {
            tokio::time::sleep(BREATH * attempt * attempt).await;
            let call = Call::making_up(path.clone()).json(data.clone()).file(Some(file.clone()));
            match self.rest.exchange(&call).await.map_or((0, None), |a| (a.status, a.code())) {
                (200..300, _) => return,
                (0 | 404 | 429 | 500.., _) => {}
                (status, code) => {
                    return tracing::error!(status, code, "Discord refused an answer that was put off");
                }
            }
        }
        tracing::warn!("An answer that was put off did not get through to Discord");
    }

    async fn call_back(&self, origin: &Origin, body: Value, file: Option<File>, arrived: Instant) {
        let path = format!("/interactions/{}/{}/callback", origin.id, origin.token);
        for _ in 0..TRIES {
            let left = VOID.saturating_sub(arrived.elapsed());
            if left.is_zero() {
                break;
            }
            let call = Call::callback(path.clone(), left.min(TRY)).json(body.clone()).file(file.clone());
            let answer = self.rest.exchange(&call).await;
            match answer.map_or((0, None), |a| (a.status, a.code())) {
                (200..300, _) | (_, Some(ALREADY_ACKNOWLEDGED)) => return,
                (_, Some(UNKNOWN_INTERACTION)) => {
                    return tracing::warn!(
                        code = UNKNOWN_INTERACTION,
                        elapsed = ?arrived.elapsed(),
                        "An answer came too late for Discord; the person saw an error although the act is handled"
                    );
                }
                // Nothing, or "not now": once more.
                (0 | 429 | 500.., _) => tokio::time::sleep(BREATH).await,
                (status, code) => {
                    return tracing::error!(status, code, "Discord refused an answer; the person saw an error");
                }
            }
        }
        tracing::warn!(elapsed = ?arrived.elapsed(), "An answer did not get through to Discord in time");
    }
}
