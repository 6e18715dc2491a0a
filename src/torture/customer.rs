//! One customer and the helpdesk their ticket is in, playing their script whatever the program does.
//!
//! Knows what people do when nothing answers: the helpdesk sends again what got no 2xx, a person presses again if they
//! were not thanked. Notes what they were told, which is what must be true in the end.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use hmac::{Hmac, Mac};
use serde_json::{Value, json};
use sha2::Sha256;
use tokio_util::sync::CancellationToken;

use super::herd::Herd;
use super::plan::Script;
use crate::clock::{Clock, SystemClock};
use crate::sandbox::{Platform, Seen, Shown, World};

/// The source's secret, for the configuration too.
pub const SECRET: &str = "a-long-secret-of-the-torture-chamber";
/// Between two looks, or two tries.
const AGAIN: Duration = Duration::from_millis(250);

/// What one customer was told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The script they played.
    pub script: Script,
    /// The helpdesk got its 2xx.
    pub accepted: bool,
    /// The helpdesk got its 2xx for the reopening.
    pub reopened: bool,
    /// They pressed, whatever came of it.
    pub pressed: bool,
    /// They were thanked privately for what they pressed.
    pub thanked: bool,
    /// They were thanked for these words.
    pub words: Option<String>,
}

/// What a customer needs in order to live.
#[derive(Clone)]
pub struct Stage {
    /// The chats.
    pub world: World,
    /// The program.
    pub herd: Arc<Herd>,
    /// For the helpdesk.
    pub client: reqwest::Client,
    /// It is over; whoever still waits waits in vain.
    pub over: CancellationToken,
    /// Customers who have not played to the end yet.
    pub living: Arc<AtomicUsize>,
}

/// Who plays this script.
pub fn key(number: usize) -> String {
    format!("crowd-{number}")
}

/// Their ticket.
pub fn ticket(number: usize) -> String {
    format!("{}", 10_000 + number)
}

/// Plays the script to its end, or until it is over.
pub async fn play(stage: Stage, script: Script) -> Told {
    let mut told =
        Told { script: script.clone(), accepted: false, reopened: false, pressed: false, thanked: false, words: None };
    // Whatever was told until then counts.
    let over = stage.over.clone();
    tokio::select! {
        () = over.cancelled() => {}
        () = life(&stage, &script, &mut told) => {}
    }
    stage.living.fetch_sub(1, Ordering::SeqCst);
    told
}

async fn life(stage: &Stage, script: &Script, told: &mut Told) {
    tokio::time::sleep(script.at).await;
    for _ in 0..=usize::from(script.delivered_twice) {
        helpdesk(stage, script, "ticket.closed").await;
        told.accepted = true;
    }
    if let Some(after) = script.reopened {
        tokio::time::sleep(after).await;
        helpdesk(stage, script, "ticket.reopened").await;
        told.reopened = true;
        return;
    }
    let Some((value, after)) = script.press else { return };
    while prompt(stage, script).is_none() {
        tokio::time::sleep(AGAIN).await;
    }
    tokio::time::sleep(after).await;
    press(stage, script, value, told).await;
    if script.explains && told.thanked {
        explain(stage, script, told).await;
    }
}

/// Sends until it is taken.
async fn helpdesk(stage: &Stage, script: &Script, event: &str) {
    let body = news(stage, script, event).to_string();
    for n in script.number.. {
        if deliver(stage, n, &body).await == Some(200) {
            return;
        }
        tokio::time::sleep(AGAIN).await;
    }
}

fn news(stage: &Stage, script: &Script, event: &str) -> Value {
    let person = stage.world.person(&key(script.number));
    let customer = match script.platform {
        Platform::Slack => json!({ "slack": person.map(|p| p.slack) }),
        Platform::Discord => json!({ "discord": person.map(|p| p.discord) }),
    };
    json!({ "event": event, "ticket": { "id": ticket(script.number), "title": "Charged twice", "customer": customer } })
}

async fn deliver(stage: &Stage, n: usize, body: &str) -> Option<u16> {
    let now = SystemClock::default().now().as_second().to_string();
    let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).ok()?;
    mac.update(now.as_bytes());
    mac.update(b".");
    mac.update(body.as_bytes());
    let request = stage
        .client
        .post(stage.herd.url(n, "/hooks/desk"))
        .header("content-type", "application/json")
        .header("x-afterword-signature", format!("sha256={}", hex::encode(mac.finalize().into_bytes())))
        .header("x-afterword-timestamp", now)
        .body(body.to_owned());
    Some(request.send().await.ok()?.status().as_u16())
}

/// The prompt they can press.
fn prompt(stage: &Stage, script: &Script) -> Option<Shown> {
    let world = &stage.world;
    let dm = world.dm(script.platform, &key(script.number))?;
    world.bot_messages(script.platform, &dm).into_iter().find(|m| !m.buttons.is_empty())
}

/// Presses until thanked, privately or by the prompt itself.
async fn press(stage: &Stage, script: &Script, value: u8, told: &mut Told) {
    let (who, control) = (key(script.number), value.to_string());
    while let Some(prompt) = prompt(stage, script) {
        told.pressed = true;
        let Some(button) = prompt.button(&control) else { return };
        let (channel, id, label) = (&prompt.channel, &prompt.id, &button.label);
        let seen = match script.platform {
            Platform::Slack => stage.world.slack().press(&who, channel, id, label).await,
            Platform::Discord => stage.world.discord().press(&who, channel, id, label).await,
        };
        if seen.private_text().contains(&format!("Saved: {value} of 7")) {
            told.thanked = true;
            return;
        }
        tokio::time::sleep(AGAIN).await;
    }
}

/// Writes until thanked, for as long as there is something to write into.
async fn explain(stage: &Stage, script: &Script, told: &mut Told) {
    let (world, who) = (&stage.world, key(script.number));
    let words = format!("It took {} days.", script.number);
    for _ in 0..60 {
        if world.open_modal(script.platform, &who).is_none() {
            match script.platform {
                Platform::Slack => world.slack().press_ephemeral(&who, "Tell us why").await,
                Platform::Discord => world.discord().press_ephemeral(&who, "Tell us why").await,
            };
        }
        if world.open_modal(script.platform, &who).is_some() {
            let seen = match script.platform {
                Platform::Slack => world.slack().submit_view(&who, json!({ "comment": words, "reasons": [] })).await,
                Platform::Discord => world.discord().submit_modal(&who, json!({ "comment": words })).await,
            };
            if thanked_for_words(&seen) {
                told.words = Some(words);
                return;
            }
        }
        tokio::time::sleep(AGAIN).await;
    }
}

fn thanked_for_words(seen: &Seen) -> bool {
    let form = seen.form.as_ref().map(ToString::to_string).unwrap_or_default();
    seen.private_text().contains("that is saved") || form.contains("that is saved")
}
