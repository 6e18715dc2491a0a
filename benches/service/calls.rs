//! The calls the program and the reference are measured with, as the platforms and a helpdesk make them: whole HTTP
//! requests, signed at this second.
//!
//! Knows payloads and signatures. Refuses to know what is answered.

use afterword::clock::{Clock, SystemClock};
use afterword::domain::control::Control;
use afterword::domain::ids::SurveyId;
use afterword::domain::instrument::CES7;
use ed25519_dalek::{Signer as _, SigningKey};
use hmac::{Hmac, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::driver::Request;

/// The one workspace.
pub const WORKSPACE: &str = "T0BENCH001";
/// The one application on Discord.
pub const APPLICATION: &str = "880000000000000001";
/// Slack's signing secret.
pub const SIGNING_SECRET: &str = "bench-signing-secret-7d1f0c52";
/// The helpdesk's.
pub const HOOK_SECRET: &str = "a-long-and-secret-string";
const DISCORD_SEED: [u8; 32] = [7; 32];

/// Who calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Caller {
    /// Slack, with a press.
    Slack,
    /// Discord, with a press.
    Discord,
    /// A helpdesk, with a closed ticket.
    Desk,
}

impl Caller {
    /// Writes the `number`-th call of this kind. `peer` is where Slack's response URLs lead.
    pub fn call(self, number: usize, peer: &str) -> anyhow::Result<Request> {
        let at = SystemClock::default().now().as_second();
        let bytes = match self {
            Self::Slack => slack(number, at, peer)?,
            Self::Discord => discord(number, at),
            Self::Desk => desk(number, at)?,
        };
        Ok(Request { number, bytes })
    }
}

/// The public half of what Discord signs with.
pub fn public_key() -> [u8; 32] {
    SigningKey::from_bytes(&DISCORD_SEED).verifying_key().to_bytes()
}

/// Whoever was asked the `number`-th question on Slack.
pub fn slack_user(number: usize) -> String {
    format!("U0{number:07}")
}

/// The same on Discord.
pub fn discord_user(number: usize) -> String {
    format!("1000000000{number:07}")
}

/// The survey a press answers.
pub fn survey(prefix: &str, number: usize) -> SurveyId {
    SurveyId::new(format!("{prefix}{number:07}"))
}

/// Before the number of a survey asked on Slack.
pub const ON_SLACK: &str = "benchonslack";
/// Before the number of a survey asked on Discord.
pub const ON_DISCORD: &str = "benchondiscord";

fn control(survey: SurveyId, number: usize) -> String {
    let value = i64::try_from(number % 7).unwrap_or(0) + 1;
    Control::Score { survey, instrument: CES7.id.to_owned(), value }.to_string()
}

fn slack(number: usize, at: i64, peer: &str) -> anyhow::Result<Vec<u8>> {
    let payload = slack_press(number, peer).to_string();
    let body = url::form_urlencoded::Serializer::new(String::new()).append_pair("payload", &payload).finish();
    let signature = sign(SIGNING_SECRET, &[format!("v0:{at}:").as_bytes(), body.as_bytes()])?;
    let headers = format!("X-Slack-Request-Timestamp: {at}\r\nX-Slack-Signature: v0={signature}\r\n");
    Ok(whole("/slack/interactions", "application/x-www-form-urlencoded", &headers, &body))
}

fn discord(number: usize, at: i64) -> Vec<u8> {
    let body = discord_press(number).to_string();
    let signature = SigningKey::from_bytes(&DISCORD_SEED).sign(format!("{at}{body}").as_bytes());
    let signature = hex::encode(signature.to_bytes());
    let headers = format!("X-Signature-Timestamp: {at}\r\nX-Signature-Ed25519: {signature}\r\n");
    whole("/discord/interactions", "application/json", &headers, &body)
}

fn desk(number: usize, at: i64) -> anyhow::Result<Vec<u8>> {
    let customer = format!("customer{number}@example.com");
    let ticket = json!({ "id": format!("ticket-{number}"), "title": "Charged twice for one order",
        "owner": "ana@example.com", "customer": { "email": customer } });
    let body = json!({ "event": "ticket.solved", "ticket": ticket }).to_string();
    let signature = sign(HOOK_SECRET, &[format!("{at}.{body}").as_bytes()])?;
    let headers = format!(
        "X-Desk-Delivery: delivery-{number}\r\nX-Desk-Timestamp: {at}\r\nX-Desk-Signature: sha256={signature}\r\n"
    );
    Ok(whole("/hooks/desk", "application/json", &headers, &body))
}

fn whole(path: &str, kind: &str, headers: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!(
        "POST {path} HTTP/1.1\r\nHost: bench\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n{headers}\r\n{body}"
    )
    .into_bytes()
}

fn sign(secret: &str, parts: &[&[u8]]) -> anyhow::Result<String> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes())?;
    parts.iter().for_each(|part| mac.update(part));
    Ok(hex::encode(mac.finalize().into_bytes()))
}

/// A press as Slack sends it, the message with its blocks included.
fn slack_press(number: usize, peer: &str) -> Value {
    let (user, survey) = (slack_user(number), survey(ON_SLACK, number));
    let control = control(survey, number);
    let button = |n: usize| {
        json!({ "type": "button", "action_id": format!("{control}{n}"), "value": control,
        "text": { "type": "plain_text", "text": n.to_string(), "emoji": true } })
    };
    let blocks = json!([
        { "type": "section", "block_id": "q", "text": { "type": "mrkdwn", "text": "How easy was it to get help with your ticket?" } },
        { "type": "actions", "block_id": "scale", "elements": (1..=7).map(button).collect::<Vec<_>>() },
        { "type": "context", "block_id": "ends", "elements": [{ "type": "mrkdwn", "text": "1 very hard, 7 very easy" }] },
    ]);
    let ts = "1764000000.000100";
    json!({
        "type": "block_actions", "team": { "id": WORKSPACE, "domain": "bench" }, "enterprise": null,
        "user": { "id": user, "username": user, "name": user, "team_id": WORKSPACE }, "is_enterprise_install": false,
        "api_app_id": "A0BENCH001", "token": "unused", "trigger_id": format!("trigger-{number}"),
        "container": { "type": "message", "message_ts": ts, "channel_id": "D0BENCH001", "is_ephemeral": false },
        "channel": { "id": "D0BENCH001", "name": "directmessage" },
        "message": { "type": "message", "subtype": "bot_message", "user": "U0BENCHBOT", "bot_id": "B0BENCHBOT",
            "ts": ts, "text": "How easy was it?", "team": WORKSPACE, "blocks": blocks },
        "state": { "values": {} },
        "response_url": format!("http://{peer}/response/{number}"),
        "actions": [{ "type": "button", "action_id": control, "block_id": "scale", "value": control,
            "text": { "type": "plain_text", "text": "6", "emoji": true }, "action_ts": format!("1764000000.{number:06}") }],
    })
}

/// A press as Discord sends it, in a direct message.
fn discord_press(number: usize) -> Value {
    let user = json!({ "id": discord_user(number), "username": "bench", "global_name": "Bench", "discriminator": "0",
        "avatar": null, "public_flags": 0 });
    let bot = json!({ "id": "880000000000000002", "username": "afterword", "discriminator": "0", "avatar": null, "bot": true });
    let control = control(survey(ON_DISCORD, number), number);
    let button =
        |n: usize| json!({ "type": 2, "style": 2, "label": n.to_string(), "custom_id": format!("{control}{n}") });
    let rows = json!([{ "type": 1, "components": (1..=5).map(button).collect::<Vec<_>>() },
        { "type": 1, "components": (6..=7).map(button).collect::<Vec<_>>() }]);
    let channel = "870000000000000001";
    json!({
        "id": format!("1200000000{number:07}"), "application_id": APPLICATION, "type": 3, "version": 1,
        "token": format!("interaction-token-{number}"), "channel_id": channel, "user": user, "locale": "en-US",
        "channel": { "id": channel, "type": 1 }, "context": 1, "entitlements": [], "app_permissions": "0",
        "authorizing_integration_owners": {}, "attachment_size_limit": 10_485_760,
        "message": { "id": "860000000000000001", "channel_id": channel, "type": 0, "content": "", "author": bot,
            "timestamp": "2026-11-20T09:00:00Z", "edited_timestamp": null, "tts": false, "mention_everyone": false,
            "mentions": [], "mention_roles": [], "attachments": [], "pinned": false, "flags": 0,
            "embeds": [{ "type": "rich", "description": "How easy was it to get help with your ticket?" }],
            "components": rows },
        "data": { "component_type": 2, "custom_id": control },
    })
}
