//! How a Slack message looks to people: its words, buttons and pictures.
//!
//! Knows how Slack reads blocks, mentions and entities. Changes nothing.

use serde_json::{Map, Value, json};

use super::super::journal::Platform;
use super::super::seen::{Button, Picture, Shown};
use super::super::world::State;
use super::Message;

/// Every message of a channel given by id or name, ephemeral ones included.
pub(in crate::sandbox) fn shown_in(s: &State, channel: &str) -> Vec<Shown> {
    let Some(channel) = s.slack.channel(channel) else { return Vec::new() };
    s.slack.messages.iter().filter(|m| m.channel == channel.id).map(|m| shown(s, m)).collect()
}

/// Every message of the workspace.
pub(in crate::sandbox) fn shown_everywhere(s: &State) -> Vec<Shown> {
    s.slack.messages.iter().map(|m| shown(s, m)).collect()
}

fn shown(s: &State, m: &Message) -> Shown {
    Shown {
        platform: Platform::Slack,
        channel: m.channel.clone(),
        id: m.ts.clone(),
        author: m.author.clone(),
        author_name: name_of(s, &m.author),
        bot: m.bot,
        at: m.at,
        text: words(s, m),
        thread: m.thread.clone(),
        edited: m.edited,
        only_for: m.only_for.clone(),
        buttons: elements(&m.blocks).filter_map(button).collect(),
        pictures: pictures(s, m),
        raw: super::payloads::message(s, m, true),
    }
}

fn name_of(s: &State, id: &str) -> String {
    match s.person(id) {
        Some(person) => person.name.clone(),
        None => s.cast.bot_name.clone(),
    }
}

/// All words of a message, a block a line. Slack shows blocks instead of `text` where there are any.
pub(super) fn words(s: &State, m: &Message) -> String {
    let mut lines = Vec::new();
    match m.blocks.as_array() {
        Some(blocks) if !blocks.is_empty() => blocks.iter().for_each(|b| collect(b, &mut lines)),
        _ => lines.push(Line::Markup(m.text.clone())),
    }
    lines.iter().map(|l| l.read(s)).collect::<Vec<_>>().join("\n")
}

/// All words of blocks, a block a line.
pub(super) fn words_of(s: &State, blocks: &Value) -> String {
    let mut lines = Vec::new();
    blocks.as_array().into_iter().flatten().for_each(|b| collect(b, &mut lines));
    lines.iter().map(|l| l.read(s)).collect::<Vec<_>>().join("\n")
}

/// A line of words: markup to be read, or the pieces of rich text, where nothing is markup.
enum Line {
    Markup(String),
    Rich(Vec<Piece>),
}

enum Piece {
    Text(String),
    User(String),
}

impl Line {
    fn read(&self, s: &State) -> String {
        match self {
            Line::Markup(text) => readable(s, text),
            Line::Rich(pieces) => pieces.iter().map(|p| p.read(s)).collect(),
        }
    }

    fn of_rich_text(elements: &Value) -> Self {
        let piece = |e: &Value| match (e["type"].as_str(), e["text"].as_str(), e["user_id"].as_str()) {
            (Some("user"), _, Some(user)) => Some(Piece::User(user.to_owned())),
            (Some("link"), None, _) => e["url"].as_str().map(|url| Piece::Text(url.to_owned())),
            (_, Some(text), _) => Some(Piece::Text(text.to_owned())),
            _ => None,
        };
        Line::Rich(elements.as_array().into_iter().flatten().filter_map(piece).collect())
    }
}

impl Piece {
    fn read(&self, s: &State) -> String {
        match self {
            Piece::Text(text) => text.clone(),
            Piece::User(id) => format!("@{}", name_of(s, id)),
        }
    }
}

/// The strings a person reads in a block. Ids and values are not words.
fn collect(value: &Value, lines: &mut Vec<Line>) {
    match value {
        Value::Array(items) => items.iter().for_each(|i| collect(i, lines)),
        Value::Object(map) if matches!(value["type"].as_str(), Some("rich_text_section" | "rich_text_quote")) => {
            lines.extend(map.get("elements").map(Line::of_rich_text));
        }
        Value::Object(map) => {
            for key in ["title", "text", "fields", "elements", "accessory", "label", "options", "alt_text"] {
                match map.get(key) {
                    Some(Value::String(text)) => lines.push(Line::Markup(text.clone())),
                    Some(inner) => collect(inner, lines),
                    None => {}
                }
            }
        }
        _ => {}
    }
}

/// Mentions as names, entities as characters.
fn readable(s: &State, text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('<') {
        out.push_str(before);
        let Some((inside, behind)) = after.split_once('>') else {
            out.push('<');
            rest = after;
            continue;
        };
        out.push_str(&reference(s, inside));
        rest = behind;
    }
    out.push_str(rest);
    out.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

fn reference(s: &State, inside: &str) -> String {
    let (target, label) = inside.split_once('|').unwrap_or((inside, ""));
    if let Some(user) = target.strip_prefix('@') {
        return format!("@{}", name_of(s, user));
    }
    if !label.is_empty() { label.to_owned() } else { target.to_owned() }
}

/// Every element of a message that sits in a block.
pub(super) fn elements(blocks: &Value) -> impl Iterator<Item = (&Value, &Value)> {
    blocks.as_array().into_iter().flatten().flat_map(|block| {
        let inner = block["elements"].as_array().into_iter().flatten();
        inner.chain(block.get("accessory")).chain(block.get("element")).map(move |element| (block, element))
    })
}

fn button((_, element): (&Value, &Value)) -> Option<Button> {
    if element["type"] != "button" {
        return None;
    }
    let label = element["text"]["text"].as_str()?.to_owned();
    Some(Button { label, id: element["action_id"].as_str().unwrap_or_default().to_owned() })
}

/// Files of the blocks (by id or by private URL) and files shared with the message.
fn pictures(s: &State, m: &Message) -> Vec<Picture> {
    let mut ids: Vec<&str> = m.files.iter().map(String::as_str).collect();
    let blocks = m.blocks.as_array().into_iter().flatten();
    let images = blocks.filter(|b| b["type"] == "image").chain(elements(&m.blocks).map(|(_, e)| e));
    ids.extend(images.filter_map(|i| file_of(&i["slack_file"])));
    ids.into_iter().filter_map(|id| picture(s, id)).collect()
}

/// The id of the file a `slack_file` object names.
pub(super) fn file_of(slack_file: &Value) -> Option<&str> {
    let by_url = || slack_file["url"].as_str().and_then(|url| url.rsplit('/').next());
    slack_file["id"].as_str().or_else(by_url)
}

fn picture(s: &State, id: &str) -> Option<Picture> {
    let file = s.slack.files.get(id)?;
    let bytes = file.bytes.clone()?;
    Some(Picture { name: file.name.clone(), alt: file.alt.clone(), url: file_url(s, id), bytes })
}

/// Where the world serves a file.
pub(super) fn file_url(s: &State, id: &str) -> String {
    format!("{}/files/{id}", s.slack.base)
}

/// The channels and forms of the workspace for the demo's page.
pub(in crate::sandbox) fn snapshot_channels(s: &State) -> Vec<Value> {
    let visible = s.slack.channels.iter().filter(|c| c.bot_in);
    visible
        .map(|c| {
            let messages = s.slack.messages.iter().filter(|m| m.channel == c.id);
            let mut channel = json!({
                "id": c.id, "name": c.name, "kind": if c.with.is_some() { "dm" } else { "channel" },
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
    let mut files = Map::new();
    for picture in pictures(s, m) {
        let id = picture.url.rsplit('/').next().unwrap_or_default().to_owned();
        files.insert(id, json!(picture.url));
    }
    json!({
        "id": m.ts,
        "author": { "id": m.author, "name": name_of(s, &m.author), "bot": m.bot },
        "at": (m.at / 1000).to_string(),
        "text": m.text,
        "blocks": if m.blocks.is_array() { m.blocks.clone() } else { json!([]) },
        "thread": m.thread,
        "edited": m.edited,
        "only_for": m.only_for,
        "files": files,
    })
}
