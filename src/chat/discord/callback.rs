//! Discord calling us: interactions over HTTP, where the response to the call is the answer to the person.
//!
//! Knows what fits into such a response (no files) and how the rest follows. Refuses to know HTTP and signatures:
//! whoever serves has checked them, and has answered Discord's PINGs.
//!
//! Without the gateway no thread is seen being locked: closes then come from commands, messages and webhooks only.

use std::sync::Arc;

use serde_json::{Value, json};
use tokio::sync::Semaphore;
use tokio::time::{Instant, timeout};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::Discord;
use super::answer::{RECEIVE, Told, decide};
use super::gateway::{AT_ONCE, TOKEN_REFUSED, register};
use crate::chance::Chance;
use crate::chat::callback::until_accepted;
use crate::chat::{LinkState, Receiver};

/// Types of interactions that people cause and we have asked for: a command, a button, a form.
const OURS: [u64; 3] = [2, 3, 5];

/// Answers Discord's calls.
pub struct Called {
    discord: Arc<Discord>,
    receiver: Arc<dyn Receiver>,
    tracker: TaskTracker,
    slots: Semaphore,
}

impl Discord {
    /// Hands everything that Discord calls us with to `receiver`, in tasks of `tracker`.
    pub fn called(self: Arc<Discord>, receiver: Arc<dyn Receiver>, tracker: TaskTracker) -> Called {
        Called { discord: self, receiver, tracker, slots: Semaphore::new(AT_ONCE) }
    }

    /// Proves the token, until that succeeded; then registers the commands.
    pub async fn stand_by(self: Arc<Discord>, state: LinkState, chance: Arc<Chance>, stop: CancellationToken) {
        let prove = async || self.user_id().await.map(drop);
        let refused = |_: &str| TOKEN_REFUSED.to_owned();
        if until_accepted(prove, refused, &state, (self.clock.as_ref(), &chance), &stop).await {
            tracing::info!("Discord knows us; it calls us from now on");
            // Stopped half-way, it is done again at the next start.
            stop.run_until_cancelled(register(&self, &chance)).await;
        }
    }
}

impl Called {
    /// Deals with one interaction; the body of the response, or `None` if it is nothing that can be answered.
    pub async fn interaction(&self, raw: Value) -> Option<Value> {
        let arrived = Instant::now();
        let application = raw.get("application_id").and_then(Value::as_str)?.to_owned();
        let foreign = self.discord.application.get().is_some_and(|ours| *ours != application);
        if foreign || !raw.get("type").and_then(Value::as_u64).is_some_and(|kind| OURS.contains(&kind)) {
            tracing::warn!(foreign, "Discord called with an interaction that is none of ours");
            return None;
        }
        // Waiting for a slot counts: whoever had to wait too long is told so while it still can be told.
        let slot = timeout(RECEIVE, self.slots.acquire()).await;
        let told = decide(raw, arrived, self.receiver.clone(), &self.tracker).await?;
        drop(slot);
        Some(self.response(application, told))
    }

    /// A response cannot carry a file: then it only says that the answer follows, and it does.
    fn response(&self, application: String, Told { origin, body, file }: Told) -> Value {
        let Some(file) = file else { return body };
        let put_off = match body["type"].as_u64() {
            Some(7) => json!({ "type": 6 }),
            _ => json!({ "type": 5, "data": { "flags": body["data"]["flags"] } }),
        };
        let discord = self.discord.clone();
        self.tracker.spawn(async move { discord.make_up(&application, &origin, body, file).await });
        put_off
    }
}
