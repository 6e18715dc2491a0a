//! Reading: conversations and users.
//!
//! Knows what the bot may read. Ephemerals are in no history.

use serde_json::{Value, json};

use super::super::world::State;
use super::args::Call;
use super::{Channel, Message, Refusal, payloads};

/// `conversations.open` with one user.
pub(super) fn open(s: &mut State, call: &Call) -> Result<Value, Refusal> {
    let user = call.text("users").ok_or_else(|| Refusal::new("users_list_not_supplied"))?;
    if user == s.cast.slack_bot {
        return Err(Refusal::new("cannot_dm_bot"));
    }
    let Some(person) = s.cast.people.iter().find(|p| p.slack == user).cloned() else {
        return Err(Refusal::new("user_not_found"));
    };
    if person.is_bot {
        return Err(Refusal::new("cannot_dm_bot"));
    }
    let existed = s.slack.dm_with(&person.key).is_some();
    let id = s.slack.open_dm(&person.key);
    Ok(json!({ "no_op": existed, "already_open": existed, "channel": { "id": id } }))
}

/// `conversations.info`.
pub(super) fn info(s: &State, call: &Call) -> Result<Value, Refusal> {
    let channel = by_id(s, call)?;
    Ok(json!({ "channel": payloads::channel(s, channel) }))
}

/// `conversations.history`: newest first, thread replies left out.
pub(super) fn history(s: &State, call: &Call) -> Result<Value, Refusal> {
    let channel = readable(s, call)?;
    let mut messages: Vec<&Message> = in_range(s, call, channel).filter(|m| m.thread.is_none()).collect();
    messages.reverse();
    Ok(page(s, call, &messages))
}

/// `conversations.replies`: the root, then its replies, oldest first.
pub(super) fn replies(s: &State, call: &Call) -> Result<Value, Refusal> {
    let channel = readable(s, call)?;
    let ts = call.need("ts")?;
    let root = match s.slack.message(&channel.id, ts) {
        None => return Err(Refusal::new("thread_not_found")),
        Some(m) => m.thread.clone().unwrap_or_else(|| m.ts.clone()),
    };
    let of_thread = |m: &&Message| m.ts == root || m.thread.as_deref() == Some(root.as_str());
    let root_first = s.slack.message(&channel.id, &root).into_iter();
    let rest = in_range(s, call, channel).filter(of_thread).filter(|m| m.ts != root);
    let messages: Vec<&Message> = root_first.chain(rest).collect();
    Ok(page(s, call, &messages))
}

fn in_range<'a>(s: &'a State, call: &'a Call, channel: &'a Channel) -> impl Iterator<Item = &'a Message> {
    let inclusive = call.flag("inclusive").unwrap_or(false);
    let (oldest, latest) = (micros(call.text("oldest")), micros(call.text("latest")));
    s.slack.messages.iter().filter(move |m| {
        let at = micros(Some(&m.ts)).unwrap_or_default();
        let after = oldest.is_none_or(|o| at > o || (inclusive && at == o));
        let before = latest.is_none_or(|l| at < l || (inclusive && at == l));
        m.channel == channel.id && m.only_for.is_none() && after && before
    })
}

/// A `ts` as whole microseconds; never as a float, which would lose some.
fn micros(ts: Option<&str>) -> Option<i64> {
    let ts = ts?;
    let (seconds, fraction) = ts.split_once('.').unwrap_or((ts, ""));
    let fraction: String = fraction.chars().chain(std::iter::repeat('0')).take(6).collect();
    Some(seconds.parse::<i64>().ok()?.saturating_mul(1_000_000) + fraction.parse::<i64>().ok()?)
}

fn page(s: &State, call: &Call, messages: &[&Message]) -> Value {
    let limit = call.number("limit").filter(|n| *n > 0).unwrap_or(100).min(999);
    let start = call.text("cursor").and_then(|c| c.parse().ok()).unwrap_or(0_usize);
    let metadata = call.flag("include_all_metadata").unwrap_or(false);
    let shown = messages.iter().skip(start).take(limit);
    let list: Vec<Value> = shown.map(|m| payloads::message(s, m, metadata)).collect();
    let end = start + list.len();
    let more = end < messages.len();
    let mut out = json!({ "messages": list, "has_more": more, "pin_count": 0 });
    if more {
        out["response_metadata"] = json!({ "next_cursor": end.to_string() });
    }
    out
}

fn by_id<'a>(s: &'a State, call: &Call) -> Result<&'a Channel, Refusal> {
    let wanted = call.need("channel")?;
    s.slack.channels.iter().find(|c| c.id == wanted).ok_or_else(|| Refusal::new("channel_not_found"))
}

fn readable<'a>(s: &'a State, call: &Call) -> Result<&'a Channel, Refusal> {
    by_id(s, call).and_then(|c| if c.bot_in { Ok(c) } else { Err(Refusal::new("not_in_channel")) })
}

/// `bots.info`: the one bot there is.
pub(super) fn bot_info(s: &State, call: &Call) -> Result<Value, Refusal> {
    if call.text("bot").is_none_or(|bot| bot != "B0AFTERBOT") {
        return Err(Refusal::new("bot_not_found"));
    }
    Ok(json!({ "bot": {
        "id": "B0AFTERBOT", "deleted": false, "name": s.cast.bot_name, "updated": 1_700_000_000,
        "app_id": s.cast.slack_app, "user_id": s.cast.slack_bot, "icons": {},
    } }))
}

/// `users.info`.
pub(super) fn user_info(s: &State, call: &Call) -> Result<Value, Refusal> {
    let wanted = call.need("user")?;
    if wanted == s.cast.slack_bot {
        return Ok(json!({ "user": payloads::bot_user(s) }));
    }
    let person = s.cast.people.iter().find(|p| p.slack == wanted).ok_or_else(|| Refusal::new("user_not_found"))?;
    let mut user = payloads::user(s, person);
    let asked = call.flag("include_locale").unwrap_or(false);
    if let Some(fields) = user.as_object_mut().filter(|_| !asked) {
        fields.remove("locale");
    }
    Ok(json!({ "user": user }))
}

/// `users.list`, in one page.
pub(super) fn user_list(s: &State) -> Value {
    let mut members: Vec<Value> = s.cast.people.iter().map(|p| payloads::user(s, p)).collect();
    members.push(payloads::bot_user(s));
    json!({ "members": members, "cache_ts": s.now() / 1000, "response_metadata": { "next_cursor": "" } })
}

/// `users.lookupByEmail`.
pub(super) fn lookup_by_email(s: &State, call: &Call) -> Result<Value, Refusal> {
    let email = call.need("email")?;
    let person = s.cast.people.iter().find(|p| p.email.eq_ignore_ascii_case(email));
    let person = person.ok_or_else(|| Refusal::new("users_not_found"))?;
    Ok(json!({ "user": payloads::user(s, person) }))
}
