//! What happens on the gateway, handed to the receiver.
//!
//! Knows which event goes where, and that no act waits for another: each has a task of its own. Refuses to know the
//! connection it came by.

use serde_json::Value;
use tokio::time::{Instant, sleep, timeout};

use super::super::answer::{self, RECEIVE};
use super::{Listener, lock};
use crate::chat::socket::Backoff;
use crate::chat::{Inbound, nul};

/// Times a locked thread is offered to the receiver: nobody is there to press again.
const LOCK_OFFERS: u32 = 6;

impl Listener {
    pub(super) fn dispatch(&mut self, name: &str, payload: Value) {
        match name {
            "INTERACTION_CREATE" => self.act(payload),
            "THREAD_UPDATE" => self.thread(payload),
            "GUILD_CREATE" | "THREAD_LIST_SYNC" => {
                if let Some(threads) = payload.get("threads") {
                    let news = lock(&self.locked).learn(threads, self.discord.clock.now());
                    news.into_iter().for_each(|lock| self.offer(lock));
                }
            }
            "THREAD_DELETE" => lock(&self.locked).forget(&payload),
            _ => tracing::trace!(name, "An event nobody here needs"),
        }
    }

    fn act(&self, payload: Value) {
        let arrived = Instant::now();
        let (discord, receiver, slots) = (self.discord.clone(), self.receiver.clone(), self.slots.clone());
        let tracker = self.tracker.clone();
        self.tracker.spawn(async move {
            // Waiting for a slot counts: whoever had to wait too long is told so while it still can be told.
            let slot = timeout(RECEIVE, slots.acquire_owned()).await;
            discord.attend(payload, arrived, receiver, tracker).await;
            drop(slot);
        });
    }

    fn thread(&self, payload: Value) {
        let payload = nul::replaced(payload);
        let now = self.discord.clock.now();
        let read = lock(&self.locked).update(payload.clone(), now);
        match read {
            Ok(None) => {}
            Ok(Some(inbound)) => self.offer(inbound),
            Err(what) => {
                tracing::warn!(what, "Something on Discord was not understood; it is kept as it came");
                self.tracker.spawn(answer::keep(self.receiver.clone(), "THREAD_UPDATE", &payload, what));
            }
        }
    }

    /// Hands over a locked thread until it is stored.
    fn offer(&self, inbound: Inbound) {
        let (receiver, chance, pauses) = (self.receiver.clone(), self.chance.clone(), self.tempo.pauses);
        let stop = self.stop.clone();
        self.tracker.spawn(async move {
            let mut backoff = Backoff::default();
            for _ in 0..LOCK_OFFERS {
                if receiver.receive(inbound.clone()).await.is_ok() {
                    return;
                }
                let wait = backoff.failed(chance.fraction()).mul_f64(pauses);
                if stop.run_until_cancelled(sleep(wait)).await.is_none() {
                    break;
                }
            }
            tracing::error!("A locked Discord thread could not be stored; its ticket was not counted as closed");
        });
    }
}
