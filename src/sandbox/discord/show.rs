//! How a Discord message looks to people: its words, buttons and pictures.
//!
//! Knows how Discord reads embeds, components and mentions. Changes nothing.

use serde_json::{Value, json};

use super::super::journal::Platform;
use super::super::seen::{Button, Picture, Shown};
use super::super::world::State;
use super::{Kind, Message, payloads};

/// Every message of a channel given by id or name, ephemeral ones included.
pub(in crate::sandbox) fn shown_in(s: &State, channel: &str) -> Vec<Shown> {
    let Some(channel) = s.discord.channel(channel) else { return Vec::new() };
    s.discord.messages.iter().filter(|m| m.channel == channel.id).map(|m| shown(s, m)).collect()
}

/// Every message of the guild and of direct conversations.
pub(in crate::sandbox) fn shown_everywhere(s: &State) -> Vec<Shown> {
    s.discord.messages.iter().map(|m| shown(s, m)).collect()
}

fn shown(s: &State, m: &Message) -> Shown {
    Shown {
        platform: Platform::Discord,
        channel: m.channel.clone(),
        id: m.id.clone(),
        author: m.author.clone(),
        author_name: name_of(s, &m.author),
        bot: m.bot,
        at: m.at,
        text: words(s, m),
        thread: None,
        edited: m.edited.is_some(),
        only_for: m.only_for.clone(),
        buttons: components(&m.components).filter_map(button).collect(),
        pictures: pictures(s, m),
        raw: payloads::message(s, m),
    }
}

fn name_of(s: &State, id: &str) -> String {
    match s.person(id) {
        Some(person) => person.name.clone(),
        None => s.cast.bot_name.clone(),
    }
}

/// All words of a message, a part a line.
pub(super) fn words(s: &State, m: &Message) -> String {
    let mut lines = vec![m.content.clone()];
    for embed in m.embeds.as_array().into_iter().flatten() {
        let mut take = |value: &Value| lines.extend(value.as_str().map(str::to_owned));
        take(&embed["author"]["name"]);
        take(&embed["title"]);
        take(&embed["description"]);
        for field in embed["fields"].as_array().into_iter().flatten() {
            take(&field["name"]);
            take(&field["value"]);
        }
        take(&embed["footer"]["text"]);
    }
    lines.extend(components(&m.components).filter_map(|c| c["label"].as_str().map(str::to_owned)));
    lines.retain(|l| !l.is_empty());
    readable(s, &lines.join("\n"))
}

/// Mentions as names, escapes as characters.
fn readable(s: &State, text: &str) -> String {
    let mut out = text.to_owned();
    let bot = (s.cast.discord_application.as_str(), s.cast.bot_name.as_str());
    let people = s.cast.people.iter().map(|p| (p.discord.as_str(), p.name.as_str()));
    for (id, name) in people.chain([bot]) {
        out = out.replace(&format!("<@{id}>"), &format!("@{name}")).replace(&format!("<@!{id}>"), &format!("@{name}"));
    }
    let mut plain = String::with_capacity(out.len());
    let mut rest = out.chars().peekable();
    while let Some(c) = rest.next() {
        if c == '\\' && rest.peek().is_some_and(char::is_ascii_punctuation) {
            plain.extend(rest.next());
        } else {
            plain.push(c);
        }
    }
    plain
}

/// Every component inside the rows.
pub(super) fn components(rows: &Value) -> impl Iterator<Item = &Value> {
    rows.as_array().into_iter().flatten().flat_map(|row| row["components"].as_array().into_iter().flatten())
}

fn button(component: &Value) -> Option<Button> {
    if component["type"] != 2 {
        return None;
    }
    let text = |key: &str| component[key].as_str().unwrap_or_default().to_owned();
    Some(Button { label: text("label"), id: text("custom_id") })
}

fn pictures(s: &State, m: &Message) -> Vec<Picture> {
    let of = |id: &String| {
        let file = s.discord.attachments.get(id)?;
        let url = attachment_url(s, id);
        Some(Picture { name: file.name.clone(), alt: file.alt.clone(), url, bytes: file.bytes.clone() })
    };
    m.attachments.iter().filter_map(of).collect()
}

/// Where the world serves an attachment.
pub(super) fn attachment_url(s: &State, id: &str) -> String {
    let Some(file) = s.discord.attachments.get(id) else { return String::new() };
    format!("{}/attachments/{}/{id}/{}", s.discord.base, file.channel, file.name)
}

/// The channels of the guild for the demo's page.
pub(in crate::sandbox) fn snapshot_channels(s: &State) -> Vec<Value> {
    let visible = s.discord.channels.iter().filter(|c| c.kind != Kind::Hidden);
    visible
        .map(|c| {
            let kind = match c.kind {
                Kind::Thread => "thread",
                Kind::Dm => "dm",
                _ => "channel",
            };
            let messages = s.discord.messages.iter().filter(|m| m.channel == c.id);
            let mut channel = json!({
                "id": c.id, "name": c.name, "kind": kind, "parent": c.parent, "locked": c.locked,
                "forum": c.kind == Kind::Forum, "archived": c.archived,
                "messages": messages.map(|m| snapshot_message(s, m)).collect::<Vec<_>>(),
            });
            if let Some(with) = &c.with {
                channel["with"] = json!(with);
            }
            channel
        })
        .collect()
}

fn snapshot_message(s: &State, m: &Message) -> Value {
    let raw = payloads::message(s, m);
    json!({
        "id": m.id,
        "author": { "id": m.author, "name": name_of(s, &m.author), "bot": m.bot },
        "at": (m.at / 1000).to_string(),
        "content": m.content,
        "embeds": raw["embeds"],
        "components": raw["components"],
        "attachments": raw["attachments"],
        "edited": m.edited.is_some(),
        "only_for": m.only_for,
    })
}
