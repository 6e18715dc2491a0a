//! Writing: `chat.postMessage`, `chat.postEphemeral`, `chat.update`, `chat.delete`.
//!
//! Knows who may write where. Sizes are checked by `limits`.

use serde_json::{Value, json};

use super::super::world::State;
use super::args::Call;
use super::{Content, Draft, HERE, Refusal, delete, edit, limits, payloads, post};

/// `chat.postMessage`.
pub(super) fn post_message(s: &mut State, call: &Call) -> Result<Value, Refusal> {
    let channel = destination(s, call)?;
    let content = content(s, call, false)?;
    let thread = thread(s, call, &channel)?;
    for (flag, default) in [("unfurl_links", true), ("unfurl_media", true), ("link_names", false)] {
        if call.flag(flag).unwrap_or(default) {
            s.violation(HERE, format!("chat.postMessage without {flag}:false"));
        }
    }
    let ts = post(s, Draft { thread, ..Draft::of_bot(s, &channel, content) });
    let message = s.slack.message(&channel, &ts).map(|m| payloads::message(s, m, true));
    Ok(json!({ "channel": channel, "ts": ts, "message": message }))
}

/// `chat.postEphemeral`.
pub(super) fn post_ephemeral(s: &mut State, call: &Call) -> Result<Value, Refusal> {
    let channel = destination(s, call)?;
    let content = content(s, call, false)?;
    let user = call.need("user")?;
    let Some(person) = s.cast.people.iter().find(|p| p.slack == user).cloned() else {
        return Err(Refusal::new("user_not_in_channel"));
    };
    let with = s.slack.channel(&channel).and_then(|c| c.with.clone());
    if with.is_some_and(|key| key != person.key) {
        return Err(Refusal::new("user_not_in_channel"));
    }
    let thread = thread(s, call, &channel)?;
    let ts = post(s, Draft { thread, only_for: Some(person.key), ..Draft::of_bot(s, &channel, content) });
    Ok(json!({ "message_ts": ts }))
}

/// `chat.update`.
pub(super) fn update(s: &mut State, call: &Call) -> Result<Value, Refusal> {
    let (channel, ts) = own_message(s, call, "cant_update_message")?;
    let content = content(s, call, true)?;
    let text = content.text.clone();
    edit(s, &channel, &ts, content);
    let message = s.slack.message(&channel, &ts).map(|m| payloads::message(s, m, true));
    Ok(json!({ "channel": channel, "ts": ts, "text": text, "message": message }))
}

/// `chat.delete`.
pub(super) fn remove(s: &mut State, call: &Call) -> Result<Value, Refusal> {
    let (channel, ts) = own_message(s, call, "cant_delete_message")?;
    delete(s, &channel, &ts);
    Ok(json!({ "channel": channel, "ts": ts }))
}

fn own_message(s: &State, call: &Call, not_own: &str) -> Result<(String, String), Refusal> {
    let (channel, ts) = (call.need("channel")?, call.need("ts")?);
    let Some(channel) = s.slack.channels.iter().find(|c| c.id == channel) else {
        return Err(Refusal::new("channel_not_found"));
    };
    match s.slack.message(&channel.id, ts).filter(|m| m.only_for.is_none()) {
        None => Err(Refusal::new("message_not_found")),
        Some(m) if !m.bot => Err(Refusal::new(not_own)),
        Some(m) => Ok((m.channel.clone(), m.ts.clone())),
    }
}

/// The channel to write in; a user id stands for the direct conversation with that user.
fn destination(s: &mut State, call: &Call) -> Result<String, Refusal> {
    let wanted = call.need("channel").map_err(|_| Refusal::new("channel_not_found"))?;
    if let Some(person) = s.cast.people.iter().find(|p| p.slack == wanted).cloned() {
        return Ok(s.slack.open_dm(&person.key));
    }
    match s.slack.channels.iter().find(|c| c.id == wanted) {
        None => Err(Refusal::new("channel_not_found")),
        Some(c) if !c.bot_in => Err(Refusal::new("not_in_channel")),
        Some(c) => Ok(c.id.clone()),
    }
}

/// The thread to write in. Slack takes any `ts` of the channel and files the reply under its root.
fn thread(s: &State, call: &Call, channel: &str) -> Result<Option<String>, Refusal> {
    let Some(ts) = call.text("thread_ts") else { return Ok(None) };
    match s.slack.message(channel, ts) {
        Some(m) => Ok(Some(m.thread.clone().unwrap_or_else(|| m.ts.clone()))),
        None => Err(Refusal::new("thread_not_found")),
    }
}

fn content(s: &mut State, call: &Call, update: bool) -> Result<Content, Refusal> {
    let content = limits::content(&call.args, update, &|id| knows_file(s, id))?;
    watch_pings(s, &content);
    Ok(content)
}

/// Whether a file can be shown.
pub(super) fn knows_file(s: &State, id: &str) -> bool {
    s.slack.files.get(id).is_some_and(|f| f.completed)
}

/// Notes anything that would ping a crowd. Only markup can: in rich text `<!channel>` is nothing but letters.
pub(super) fn watch_pings(s: &mut State, content: &Content) {
    let mut markup = vec![content.text.clone()];
    markup_in(&content.blocks, &mut markup);
    for ping in ["<!channel", "<!here", "<!everyone", "<!subteam"] {
        if markup.iter().any(|text| text.contains(ping)) {
            s.violation(HERE, format!("a message pings with {ping}>"));
        }
    }
}

/// Every text of these blocks that Slack reads as markup, and the rich-text elements that ping by themselves.
fn markup_in(value: &Value, found: &mut Vec<String>) {
    match (value["type"].as_str(), value) {
        (Some("mrkdwn"), _) => found.extend(value["text"].as_str().map(str::to_owned)),
        (Some("broadcast"), _) => found.push("<!channel".to_owned()),
        (Some("usergroup"), _) => found.push("<!subteam".to_owned()),
        (_, Value::Array(items)) => items.iter().for_each(|i| markup_in(i, found)),
        (_, Value::Object(map)) => map.values().for_each(|i| markup_in(i, found)),
        _ => {}
    }
}
