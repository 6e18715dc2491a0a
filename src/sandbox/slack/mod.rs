//! The Slack workspace: what is in it, and the parts that speak for it.
//!
//! Knows channels, messages, forms, files and who may still answer what. The wires are in `web_api`, `socket` and `calls`, the
//! rules in `limits` and `view_limits`, the acts of people in `people`.

mod args;
mod calls;
mod chat;
mod conversations;
mod files;
mod forms;
mod home;
mod limits;
mod payloads;
mod people;
mod response_url;
mod show;
pub(super) mod socket;
mod view_limits;
mod views;
mod web_api;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use axum::http::HeaderValue;
use serde_json::{Value, json};
use tokio::sync::{mpsc, oneshot};
use tokio::time::Instant;

use super::cast::{Cast, ChannelKind};
use super::journal::{Glimpse, Platform, What};
use super::rates::Rates;
use super::world;

pub use people::Slack;
pub(super) use show::{shown_everywhere, shown_in, snapshot_channels};
pub(super) use web_api::router;

const HERE: Platform = Platform::Slack;

/// What changes in the workspace.
pub(in crate::sandbox) struct State {
    pub base: String,
    pub channels: Vec<Channel>,
    pub messages: Vec<Message>,
    /// Open modals by person.
    pub views: HashMap<String, Value>,
    /// The channel each person's modal was opened from.
    pub view_channels: HashMap<String, String>,
    /// App Homes by person.
    pub homes: HashMap<String, Value>,
    /// Keys of people by user group.
    pub groups: HashMap<String, Vec<String>>,
    pub triggers: HashMap<String, Trigger>,
    pub response_urls: HashMap<String, ResponseUrl>,
    pub files: BTreeMap<String, File>,
    pub tickets: HashSet<String>,
    pub sockets: Vec<Socket>,
    /// Where the app is called, instead of a socket.
    pub calls: Option<String>,
    pub pending: HashMap<String, oneshot::Sender<Option<Value>>>,
    pub last_envelope: Option<Value>,
    pub silent_handshakes: usize,
    /// The bot token is revoked.
    pub revoked: bool,
    /// What the app was granted, as `X-OAuth-Scopes` lists it.
    pub scopes: HeaderValue,
    /// Everything is delivered on two connections.
    pub twice: bool,
    /// While connections whose end was announced are open, everything is delivered on one of them.
    pub old_first: bool,
    /// Acknowledgements that came.
    pub acknowledged: usize,
    pub rates: Rates,
}

/// Everything `config/slack-manifest.json` asks for.
const SCOPES: &str = "channels:history,chat:write,chat:write.public,commands,files:write,groups:history,im:history,\
                      im:write,usergroups:read,users:read,users:read.email";

/// A channel or a direct conversation with the bot.
pub(in crate::sandbox) struct Channel {
    pub id: String,
    pub name: String,
    pub bot_in: bool,
    /// Key of the person, in a direct conversation.
    pub with: Option<String>,
    last_ts: i64,
}

/// A message, ephemeral or not.
#[derive(Clone)]
pub(in crate::sandbox) struct Message {
    pub channel: String,
    pub ts: String,
    pub at: i64,
    /// Slack user id.
    pub author: String,
    pub bot: bool,
    pub text: String,
    pub blocks: Value,
    pub thread: Option<String>,
    pub metadata: Option<Value>,
    pub edited: bool,
    /// Key of the person an ephemeral is for.
    pub only_for: Option<String>,
    /// Files shared with the message.
    pub files: Vec<String>,
}

/// The right to open one form, for three seconds.
pub(in crate::sandbox) struct Trigger {
    pub person: String,
    /// Where the act was done.
    pub channel: String,
    pub issued: Instant,
    pub used: bool,
}

/// The right to answer an act, five times in half an hour.
pub(in crate::sandbox) struct ResponseUrl {
    pub person: String,
    pub channel: String,
    /// The message the act was on.
    pub message: Option<String>,
    pub thread: Option<String>,
    pub issued: Instant,
    pub uses: u32,
}

/// An uploaded file.
pub(in crate::sandbox) struct File {
    pub name: String,
    pub alt: String,
    pub length: usize,
    pub bytes: Option<Arc<Vec<u8>>>,
    pub completed: bool,
}

/// An open Socket Mode connection.
pub(in crate::sandbox) struct Socket {
    pub id: u64,
    pub frames: mpsc::UnboundedSender<Frame>,
    /// Its end was announced.
    pub noticed: bool,
}

/// What a connection is told to do.
pub(in crate::sandbox) enum Frame {
    /// Send this text.
    Text(String),
    /// Send these bytes.
    Binary(Vec<u8>),
    /// Vanish without a close frame.
    Cut,
    /// Neither read nor write any more, but stay open.
    Freeze,
    /// Close properly.
    Close,
}

impl State {
    pub fn new(cast: &Cast) -> Self {
        let channel = |p: &super::cast::Place| Channel {
            id: p.id.clone(),
            name: p.name.clone(),
            bot_in: p.kind != ChannelKind::WithoutBot,
            with: None,
            last_ts: 0,
        };
        Self {
            base: String::new(),
            channels: cast.slack_channels.iter().map(channel).collect(),
            messages: Vec::new(),
            views: HashMap::new(),
            view_channels: HashMap::new(),
            homes: HashMap::new(),
            groups: HashMap::new(),
            triggers: HashMap::new(),
            response_urls: HashMap::new(),
            files: BTreeMap::new(),
            tickets: HashSet::new(),
            sockets: Vec::new(),
            calls: None,
            pending: HashMap::new(),
            last_envelope: None,
            silent_handshakes: 0,
            revoked: false,
            scopes: HeaderValue::from_static(SCOPES),
            twice: false,
            old_first: false,
            acknowledged: 0,
            rates: Rates::default(),
        }
    }

    /// A channel by id or name.
    pub fn channel(&self, channel: &str) -> Option<&Channel> {
        let name = channel.trim_start_matches('#');
        self.channels.iter().find(|c| c.id == channel).or_else(|| self.channels.iter().find(|c| c.name == name))
    }

    /// The direct conversation with a person.
    pub fn dm_with(&self, key: &str) -> Option<&Channel> {
        self.channels.iter().find(|c| c.with.as_deref() == Some(key))
    }

    /// The direct conversation with a person, opened if need be.
    pub fn open_dm(&mut self, key: &str) -> String {
        if let Some(dm) = self.dm_with(key) {
            return dm.id.clone();
        }
        let id = format!("D0{:0>8}", key.to_uppercase());
        let with = Some(key.to_owned());
        self.channels.push(Channel { id: id.clone(), name: key.to_owned(), bot_in: true, with, last_ts: 0 });
        id
    }

    pub fn message(&self, channel: &str, ts: &str) -> Option<&Message> {
        self.messages.iter().find(|m| m.channel == channel && m.ts == ts)
    }

    pub fn message_mut(&mut self, channel: &str, ts: &str) -> Option<&mut Message> {
        self.messages.iter_mut().find(|m| m.channel == channel && m.ts == ts)
    }

    /// The next timestamp of a channel: its seconds are the world's, and no two are the same.
    fn stamp(&mut self, channel: &str, now_ms: i64) -> String {
        let Some(channel) = self.channels.iter_mut().find(|c| c.id == channel) else { return String::new() };
        channel.last_ts = (channel.last_ts + 1).max(now_ms.saturating_mul(1000).saturating_add(100));
        format!("{}.{:06}", channel.last_ts / 1_000_000, channel.last_ts % 1_000_000)
    }

    pub fn is_connected(&self) -> bool {
        !self.sockets.is_empty() || self.calls.is_some()
    }

    pub fn cut_sockets(&mut self) {
        for socket in self.sockets.drain(..) {
            // It may be gone already.
            let _ = socket.frames.send(Frame::Cut);
        }
    }
}

/// What a new message holds.
pub(super) struct Draft {
    pub channel: String,
    pub author: String,
    pub bot: bool,
    pub text: String,
    pub blocks: Value,
    pub thread: Option<String>,
    pub metadata: Option<Value>,
    pub only_for: Option<String>,
    pub files: Vec<String>,
}

impl Draft {
    /// Something the bot writes.
    pub fn of_bot(s: &world::State, channel: &str, content: Content) -> Self {
        Self {
            channel: channel.to_owned(),
            author: s.cast.slack_bot.clone(),
            bot: true,
            text: content.text,
            blocks: content.blocks,
            thread: None,
            metadata: content.metadata,
            only_for: None,
            files: Vec::new(),
        }
    }
}

/// The checked content of a message.
#[derive(Clone, Default)]
pub(super) struct Content {
    pub text: String,
    pub blocks: Value,
    pub metadata: Option<Value>,
}

/// Puts a message in its channel; returns its `ts`.
pub(super) fn post(s: &mut world::State, draft: Draft) -> String {
    let at = s.now();
    let ts = s.slack.stamp(&draft.channel, at);
    let blocks = with_ids(s, draft.blocks);
    let message = Message {
        channel: draft.channel,
        ts: ts.clone(),
        at,
        author: draft.author,
        bot: draft.bot,
        text: draft.text,
        blocks,
        thread: draft.thread,
        metadata: draft.metadata,
        edited: false,
        only_for: draft.only_for,
        files: draft.files,
    };
    let glimpse = glimpse(s, &message);
    s.slack.messages.push(message);
    s.note(HERE, What::Posted(glimpse));
    ts
}

/// Replaces the content of a message that exists.
pub(super) fn edit(s: &mut world::State, channel: &str, ts: &str, content: Content) {
    let blocks = with_ids(s, content.blocks);
    let Some(message) = s.slack.message_mut(channel, ts) else { return };
    message.text = content.text;
    message.blocks = blocks;
    message.edited = true;
    if content.metadata.is_some() {
        message.metadata = content.metadata;
    }
    let message = message.clone();
    let glimpse = glimpse(s, &message);
    s.note(HERE, What::Edited(glimpse));
}

/// Removes a message that exists.
pub(super) fn delete(s: &mut world::State, channel: &str, ts: &str) {
    let Some(message) = s.slack.message(channel, ts).cloned() else { return };
    s.slack.messages.retain(|m| !(m.channel == channel && m.ts == ts));
    let glimpse = glimpse(s, &message);
    s.note(HERE, What::Deleted(glimpse));
}

/// Gives blocks and their elements the ids that Slack makes up where the app gave none.
pub(super) fn with_ids(s: &mut world::State, mut blocks: Value) -> Value {
    let mut fill = |object: &mut Value, key: &str| {
        if object[key].as_str().is_none_or(str::is_empty) {
            object[key] = json!(format!("sbx{}", s.serial()));
        }
    };
    for block in blocks.as_array_mut().into_iter().flatten() {
        fill(block, "block_id");
        for part in ["accessory", "element"] {
            if block[part].is_object() {
                fill(&mut block[part], "action_id");
            }
        }
        if block["type"] == "actions" {
            block["elements"].as_array_mut().into_iter().flatten().for_each(|e| fill(e, "action_id"));
        }
    }
    blocks
}

fn glimpse(s: &world::State, message: &Message) -> Glimpse {
    Glimpse {
        channel: message.channel.clone(),
        message: message.ts.clone(),
        only_for: message.only_for.clone(),
        bot: message.bot,
        text: show::words(s, message),
    }
}

/// Gives a person the right to have one form opened.
pub(super) fn issue_trigger(s: &mut world::State, person: &str, channel: &str) -> String {
    let id = format!("{}.{}.sandbox", s.serial(), s.now());
    let (person, channel) = (person.to_owned(), channel.to_owned());
    let trigger = Trigger { person, channel, issued: Instant::now(), used: false };
    s.slack.triggers.insert(id.clone(), trigger);
    id
}

/// How long a trigger lasts, and how long the app has to acknowledge.
pub(super) const THREE_SECONDS: Duration = Duration::from_secs(3);

/// An error of the Web API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refusal {
    pub code: String,
    pub messages: Vec<String>,
}

impl Refusal {
    pub fn new(code: &str) -> Self {
        Self { code: code.to_owned(), messages: Vec::new() }
    }

    pub fn because(code: &str, why: impl Into<String>) -> Self {
        Self { code: code.to_owned(), messages: vec![format!("[ERROR] {}", why.into())] }
    }

    pub fn body(&self) -> Value {
        if self.messages.is_empty() {
            return json!({ "ok": false, "error": self.code });
        }
        json!({ "ok": false, "error": self.code, "response_metadata": { "messages": self.messages } })
    }
}
