//! Slack calling us: events, interactions and commands over HTTP.
//!
//! Knows that a request is a delivery like an envelope of the socket, dealt with by the same `handle`. Refuses to know
//! HTTP and signatures: whoever serves has checked them.

use std::sync::Arc;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::sync::oneshot;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::{info, warn};

use super::super::callback::until_accepted;
use super::super::{LinkState, Receiver};
use super::Slack;
pub use super::handle::Acknowledgement;
use super::handle::handle;
use super::socket::{Envelope, Listening};
use crate::chance::Chance;

/// Which of the three addresses was called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `/slack/events`
    Event,
    /// `/slack/interactions`
    Interaction,
    /// `/slack/commands`
    Command,
}

impl Kind {
    /// What Socket Mode calls the same.
    fn word(self) -> &'static str {
        match self {
            Self::Event => "events_api",
            Self::Interaction => "interactive",
            Self::Command => "slash_commands",
        }
    }
}

/// Answers Slack's calls.
pub struct Called {
    shared: Arc<Listening>,
}

impl Slack {
    /// Hands everything that Slack calls us with to `receiver`, in tasks of `tracker`.
    pub fn called(self: Arc<Slack>, receiver: Arc<dyn Receiver>, tracker: TaskTracker) -> Called {
        Called { shared: Listening::new(self, receiver, tracker, CancellationToken::new()) }
    }

    /// Proves the bot token and learns who we are, until that succeeded.
    pub async fn stand_by(self: Arc<Slack>, state: LinkState, chance: Arc<Chance>, stop: CancellationToken) {
        let refused = |code: &str| {
            format!(
                "Slack does not accept the bot token (SLACK_BOT_TOKEN): {code}. Check the token and the app's scopes, \
                 then restart."
            )
        };
        let prove = async || self.auth_test().await.map(drop);
        if until_accepted(prove, refused, &state, (self.clock.as_ref(), &chance), &stop).await {
            info!(platform = "slack", "Slack knows us; it calls us from now on");
            if let Err(error) = self.learn_app().await {
                warn!(platform = "slack", %error, "which app we are could not be asked; signatures alone tell");
            }
        }
    }
}

/// Stands for the id that Slack gives events only.
fn fingerprint(payload: &Value) -> String {
    hex::encode(Sha256::digest(payload.to_string().as_bytes()).get(..16).unwrap_or_default())
}

impl Called {
    /// Deals with one delivery; returns as soon as Slack is to be answered. What remains to be done goes on by itself.
    pub async fn deliver(&self, kind: Kind, payload: Value) -> Acknowledgement {
        if payload.get("type").and_then(Value::as_str) == Some("url_verification") && kind == Kind::Event {
            return match payload.get("challenge").and_then(Value::as_str) {
                Some(challenge) => Acknowledgement::Done(Some(json!({ "challenge": challenge }))),
                None => Acknowledgement::Unreadable,
            };
        }
        let (tell, told) = oneshot::channel();
        let id = payload.get("event_id").and_then(Value::as_str).map_or_else(|| fingerprint(&payload), str::to_owned);
        let accepts_payload = kind != Kind::Event;
        let envelope = Envelope { id, kind: kind.word().to_owned(), accepts_payload, payload };
        self.shared.tracker.spawn(handle(Arc::clone(&self.shared), envelope, tell));
        // Dropped without a word: the handling itself broke off.
        told.await.unwrap_or(Acknowledgement::NotStored)
    }
}
