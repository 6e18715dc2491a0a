//! Channels and their messages.
//!
//! Knows who may write where, nonces, attachments and threads. Sizes are checked by `limits`.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::Instant;

use super::super::world::State;
use super::rest::{Answer, Call};
use super::{
    Attachment, Channel, Content, EPHEMERAL, HERE, Kind, Message, Refusal, delete, edit, limits, payloads, post,
};

/// How long an enforced nonce is remembered.
const NONCE_LIFE: Duration = Duration::from_secs(180);

/// `POST /users/@me/channels`.
pub(super) fn open_dm(s: &mut State, call: &Call) -> Answer {
    let wanted = call.body["recipient_id"].as_str().unwrap_or_default().to_owned();
    let person = s.cast.people.iter().find(|p| p.discord == wanted).cloned();
    let person = person.ok_or_else(|| Refusal::new(400, 10_013, "Unknown User"))?;
    if person.is_bot {
        return Err(Refusal::new(400, 50_007, "Cannot send messages to this user"));
    }
    let id = super::open_dm(s, &person.key);
    let channel = s.discord.channel(&id).cloned().ok_or_else(|| Refusal::unknown(10_003, "Channel"))?;
    Ok((200, payloads::channel(s, &channel)))
}

/// Everything under `/channels/{id}`.
pub(super) fn route(s: &mut State, call: &Call, id: &str, rest: &[&str]) -> Answer {
    let channel = accessible(s, id)?;
    match (call.method.as_str(), rest) {
        ("GET", []) => Ok((200, payloads::channel(s, &channel))),
        ("PATCH", []) => patch_channel(s, call, &channel),
        ("GET", ["messages"]) => Ok((200, history(s, call, &channel))),
        ("POST", ["messages"]) => create(s, call, &channel),
        ("GET", ["messages", message]) => {
            let message = own_or_any(s, &channel, message)?;
            Ok((200, as_read(s, &channel, &message)))
        }
        ("PATCH", ["messages", message]) => amend(s, call, &channel, message),
        ("DELETE", ["messages", message]) => {
            let message = own_or_any(s, &channel, message)?;
            delete(s, &channel.id, &message.id);
            Ok((204, Value::Null))
        }
        ("PUT" | "DELETE", ["messages", message, "reactions", _, "@me"]) => {
            own_or_any(s, &channel, message)?;
            Ok((204, Value::Null))
        }
        ("POST", ["typing"]) => Ok((204, Value::Null)),
        _ => {
            s.violation(HERE, format!("called an unknown route under /channels: {}", rest.join("/")));
            Err(Refusal::new(404, 0, "404: Not Found"))
        }
    }
}

fn accessible(s: &State, id: &str) -> Result<Channel, Refusal> {
    match s.discord.channels.iter().find(|c| c.id == id) {
        None if id.parse::<u64>().is_err() => {
            let mut c = limits::Complaints::default();
            c.add("channel_id", "NUMBER_TYPE_COERCE", &format!("Value \"{id}\" is not snowflake."));
            c.verdict()?;
            Err(Refusal::unknown(10_003, "Channel"))
        }
        None => Err(Refusal::unknown(10_003, "Channel")),
        Some(c) if c.kind == Kind::Hidden => Err(Refusal::new(403, 50_001, "Missing Access")),
        Some(c) => Ok(c.clone()),
    }
}

fn writable(s: &State, channel: &Channel) -> Result<(), Refusal> {
    if channel.kind == Kind::Forum {
        return Err(Refusal::new(400, 50_008, "Cannot send messages in a non-text channel"));
    }
    if channel.archived && channel.locked {
        return Err(Refusal::new(400, 50_083, "Thread is archived"));
    }
    match &channel.with {
        Some(key) if s.refusing.contains(key) => Err(Refusal::new(403, 50_007, "Cannot send messages to this user")),
        _ => Ok(()),
    }
}

fn create(s: &mut State, call: &Call, channel: &Channel) -> Answer {
    writable(s, channel)?;
    limits::message(&call.body)?;
    let nonce = match &call.body["nonce"] {
        Value::String(n) => Some(n.clone()),
        Value::Number(n) => Some(n.to_string()),
        _ => None,
    };
    if let Some(n) = nonce.as_ref().filter(|_| call.body["enforce_nonce"] == true) {
        s.discord.nonces.retain(|(.., at)| at.elapsed() < NONCE_LIFE);
        let known =
            s.discord.nonces.iter().find(|(c, m, ..)| *c == channel.id && m == n).map(|(_, _, id, _)| id.clone());
        if let Some(message) = known.and_then(|id| s.discord.message(&channel.id, &id).cloned()) {
            return Ok((200, with_nonce(payloads::message(s, &message), &call.body["nonce"])));
        }
    }
    let content = new_content(s, call, &call.body, &channel.id)?;
    let id = post(s, &channel.id, content, None);
    if let Some(nonce) = nonce {
        s.discord.nonces.push((channel.id.clone(), nonce, id.clone(), Instant::now()));
    }
    let message = s.discord.message(&channel.id, &id).cloned().ok_or_else(|| Refusal::unknown(10_008, "Message"))?;
    Ok((200, with_nonce(payloads::message(s, &message), &call.body["nonce"])))
}

fn with_nonce(mut message: Value, nonce: &Value) -> Value {
    if !nonce.is_null() {
        message["nonce"] = nonce.clone();
    }
    message
}

/// The content of a new message: checked, its files kept. `body` has passed [`limits::message`].
pub(super) fn new_content(s: &mut State, call: &Call, body: &Value, channel: &str) -> Result<Content, Refusal> {
    let attachments = keep_files(s, call, body, channel);
    let content = body["content"].as_str().unwrap_or_default().to_owned();
    let list = |v: &Value| v.as_array().filter(|l| !l.is_empty()).map_or(Value::Null, |l| Value::Array(l.clone()));
    let (mut embeds, components) = (list(&body["embeds"]), list(&body["components"]));
    if content.trim().is_empty() && embeds.is_null() && attachments.is_empty() && components.is_null() {
        return Err(Refusal::new(400, 50_006, "Cannot send an empty message"));
    }
    resolve_pictures(s, &mut embeds, &attachments);
    watch_mentions(s, body);
    let flags = body["flags"].as_u64().unwrap_or_default() & (EPHEMERAL | 4 | 4096);
    Ok(Content { content, embeds, components, attachments, flags })
}

fn keep_files(s: &mut State, call: &Call, body: &Value, channel: &str) -> Vec<String> {
    let mut ids = Vec::new();
    for file in &call.files {
        let named = |a: &&Value| a["id"].as_str() == Some(&file.index) || a["id"].to_string() == file.index;
        let described = body["attachments"].as_array().into_iter().flatten().find(named);
        let alt = described.and_then(|d| d["description"].as_str()).unwrap_or_default().to_owned();
        let name = described.and_then(|d| d["filename"].as_str()).unwrap_or(&file.name).to_owned();
        let now = s.now();
        let id = s.discord.snowflake(now);
        let (channel, bytes) = (channel.to_owned(), Arc::new(file.bytes.clone()));
        s.discord.attachments.insert(id.clone(), Attachment { name, alt, channel, bytes });
        ids.push(id);
    }
    ids
}

/// `attachment://name` becomes the file's address.
fn resolve_pictures(s: &mut State, embeds: &mut Value, attachments: &[String]) {
    for embed in embeds.as_array_mut().into_iter().flatten() {
        for part in ["image", "thumbnail"] {
            let Some(name) = embed[part]["url"].as_str().and_then(|u| u.strip_prefix("attachment://")) else {
                continue;
            };
            let of_name = |id: &&String| s.discord.attachments.get(*id).is_some_and(|a| a.name == name);
            match attachments.iter().find(of_name) {
                Some(id) => embed[part]["url"] = json!(super::show::attachment_url(s, id)),
                None => s.violation(HERE, "an embed shows a file that was not attached"),
            }
        }
    }
}

/// Notes a message that could ping more than it says.
fn watch_mentions(s: &mut State, body: &Value) {
    let parse = &body["allowed_mentions"]["parse"];
    let named = body["allowed_mentions"]["users"].is_array() && parse.is_null();
    if !parse.as_array().is_some_and(Vec::is_empty) && !named {
        s.violation(HERE, "a message without allowed_mentions.parse = []");
    }
}

fn amend(s: &mut State, call: &Call, channel: &Channel, id: &str) -> Answer {
    let message = own_or_any(s, channel, id)?;
    if !message.bot {
        return Err(Refusal::new(403, 50_005, "Cannot edit a message authored by another user"));
    }
    if channel.archived && channel.locked {
        return Err(Refusal::new(400, 50_083, "Thread is archived"));
    }
    let content = amended(s, call, &call.body, &message)?;
    edit(s, &channel.id, &message.id, content);
    let message = own_or_any(s, channel, id)?;
    Ok((200, payloads::message(s, &message)))
}

/// The content of a message after an edit: what the edit leaves out stays.
pub(super) fn amended(s: &mut State, call: &Call, body: &Value, old: &Message) -> Result<Content, Refusal> {
    limits::message(body)?;
    let kept = |key: &str, old: &Value| match body.get(key) {
        None => old.clone(),
        Some(Value::Array(list)) if list.is_empty() => Value::Null,
        Some(new) => new.clone(),
    };
    let content = match body.get("content") {
        None => old.content.clone(),
        Some(new) => new.as_str().unwrap_or_default().to_owned(),
    };
    let mut attachments = match body.get("attachments").and_then(Value::as_array) {
        None => old.attachments.clone(),
        Some(list) => {
            let listed = |id: &&String| list.iter().any(|a| a["id"].as_str() == Some(id.as_str()));
            old.attachments.iter().filter(listed).cloned().collect()
        }
    };
    attachments.extend(keep_files(s, call, body, &old.channel));
    let (mut embeds, components) = (kept("embeds", &old.embeds), kept("components", &old.components));
    resolve_pictures(s, &mut embeds, &attachments);
    if content.is_empty() && embeds.is_null() && components.is_null() && attachments.is_empty() {
        return Err(Refusal::new(400, 50_006, "Cannot send an empty message"));
    }
    if body.get("content").is_some_and(|c| c.as_str().is_some_and(|c| !c.is_empty())) {
        watch_mentions(s, body);
    }
    Ok(Content { content, embeds, components, attachments, flags: old.flags })
}

fn own_or_any(s: &State, channel: &Channel, id: &str) -> Result<Message, Refusal> {
    let message = s.discord.message(&channel.id, id).filter(|m| m.only_for.is_none());
    message.cloned().ok_or_else(|| Refusal::unknown(10_008, "Message"))
}

/// A message as a bot without the message-content intent reads it.
fn as_read(s: &State, channel: &Channel, m: &Message) -> Value {
    let mut out = payloads::message(s, m);
    let mentioned = m.content.contains(&format!("<@{}>", s.cast.discord_application));
    if !m.bot && channel.kind != Kind::Dm && !mentioned {
        out["content"] = json!("");
    }
    out
}

/// Newest first, as Discord pages it.
fn history(s: &State, call: &Call, channel: &Channel) -> Value {
    let text = |key: &str| call.query.get(key).and_then(Value::as_str);
    let id = |key: &str| text(key).and_then(|t| t.parse::<u64>().ok());
    let limit = text("limit").and_then(|l| l.parse().ok()).unwrap_or(50_usize).clamp(1, 100);
    let number = |m: &Message| m.id.parse::<u64>().unwrap_or_default();
    let (after, before) = (id("after"), id("before"));
    let fits = |m: &&Message| {
        let n = number(m);
        m.channel == channel.id && m.only_for.is_none() && after.is_none_or(|a| n > a) && before.is_none_or(|b| n < b)
    };
    let mut found: Vec<&Message> = s.discord.messages.iter().filter(fits).collect();
    // `after` takes the oldest that follow; everything else the newest.
    if after.is_some() {
        found.truncate(limit);
        found.reverse();
    } else {
        found.reverse();
        found.truncate(limit);
    }
    found.into_iter().map(|m| as_read(s, channel, m)).collect()
}

fn patch_channel(s: &mut State, call: &Call, channel: &Channel) -> Answer {
    if channel.kind != Kind::Thread {
        return Err(Refusal::new(403, 50_013, "Missing Permissions"));
    }
    let flag = |key: &str| call.body[key].as_bool();
    let changed = super::people::change_thread(s, &channel.id, flag("archived"), flag("locked"));
    let channel = changed.ok_or_else(|| Refusal::unknown(10_003, "Channel"))?;
    Ok((200, payloads::channel(s, &channel)))
}
