//! The Discord guild: what is in it, and the parts that speak for it.
//!
//! Knows channels, threads, messages, forms, interactions and sessions. The wires are in `rest`, `gateway` and `calls`, the rules
//! in `limits`, the acts of people in `people`, what Discord itself does on command in `levers`.

mod calls;
mod commands;
mod gateway;
mod interactions;
mod levers;
mod limits;
mod messages;
mod multipart;
mod options;
mod payloads;
mod people;
mod rest;
mod show;
mod webhooks;

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use serde_json::{Value, json};
use tokio::sync::mpsc;
use tokio::time::Instant;

use super::cast::{self, Cast};
use super::journal::{Glimpse, Platform, What};
use super::rates::Rates;
use super::world;

pub use people::Discord;
pub(super) use rest::router;
pub(super) use show::{shown_everywhere, shown_in, snapshot_channels};

const HERE: Platform = Platform::Discord;
/// Milliseconds between 1970 and Discord's epoch.
const EPOCH: i64 = 1_420_070_400_000;
/// Flag of a message that one person sees.
const EPHEMERAL: u64 = 64;

/// What changes in the guild.
pub(in crate::sandbox) struct State {
    pub base: String,
    pub channels: Vec<Channel>,
    pub messages: Vec<Message>,
    /// Open modals by person.
    pub modals: HashMap<String, Modal>,
    /// Interactions by token.
    pub interactions: HashMap<String, Interaction>,
    pub attachments: HashMap<String, Attachment>,
    /// Roles given to people, by key.
    pub roles: HashMap<String, Vec<String>>,
    /// Registered application commands, ids included.
    pub commands: Vec<Value>,
    pub sessions: Vec<Session>,
    /// Where the app is called, instead of the gateway.
    pub calls: Option<String>,
    /// `(channel, nonce, message, when)`, for `enforce_nonce`.
    pub nonces: Vec<(String, String, String, Instant)>,
    /// A global limit lasts until then.
    pub limited_until: Option<Instant>,
    pub last_interaction: Option<Value>,
    pub silent_handshakes: usize,
    /// The next connections are accepted and hear nothing.
    pub mute_hosts: usize,
    /// Paths of where newcomers connect and of where sessions are resumed, told to whoever asks or identifies next.
    pub entrance: String,
    pub resume_at: String,
    /// Paths of the connections that were tried, oldest first.
    pub entered: Vec<String>,
    /// Shards that `GET /gateway/bot` recommends.
    pub shards: u64,
    /// Sessions begun, and sessions taken up again.
    pub identifies: usize,
    pub resumes: usize,
    /// Milliseconds between heartbeats, told to whoever connects next.
    pub heartbeat_ms: u64,
    /// Heartbeats stay unanswered: a zombie connection.
    pub deaf: bool,
    pub rates: Rates,
    last_id: i64,
}

/// What kind of channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sandbox) enum Kind {
    Text,
    Hidden,
    Forum,
    Thread,
    Dm,
}

/// A channel, thread or direct conversation.
#[derive(Clone)]
pub(in crate::sandbox) struct Channel {
    pub id: String,
    pub name: String,
    pub kind: Kind,
    pub parent: Option<String>,
    /// Key of the person, in a direct conversation.
    pub with: Option<String>,
    /// Discord id of who opened a thread.
    pub owner: Option<String>,
    pub locked: bool,
    pub archived: bool,
    /// When `archived` or `locked` last changed, milliseconds.
    pub changed: i64,
}

/// A message, ephemeral or not.
#[derive(Clone)]
pub(in crate::sandbox) struct Message {
    pub channel: String,
    pub id: String,
    pub at: i64,
    /// Discord user id.
    pub author: String,
    pub bot: bool,
    pub content: String,
    pub embeds: Value,
    pub components: Value,
    pub attachments: Vec<String>,
    pub edited: Option<i64>,
    pub flags: u64,
    pub only_for: Option<String>,
    /// The person whose act it answers.
    pub answers: Option<String>,
}

/// A form before a person.
#[derive(Clone)]
pub(in crate::sandbox) struct Modal {
    pub data: Value,
    pub channel: String,
    /// The message whose button opened it.
    pub message: Option<String>,
}

/// An act waiting for its answer, or answered.
pub(in crate::sandbox) struct Interaction {
    pub id: String,
    pub person: String,
    pub channel: String,
    /// Discord's type: 2 command, 3 component, 5 modal.
    pub kind: u8,
    /// The message the act was on.
    pub source: Option<String>,
    pub issued: Instant,
    /// Type of the callback.
    pub answered: Option<u64>,
    /// A deferred answer is to be ephemeral (`Some(true)`) or not.
    pub deferred: Option<bool>,
    /// What `@original` names.
    pub original: Option<String>,
}

/// A file on a message.
pub(in crate::sandbox) struct Attachment {
    pub name: String,
    pub alt: String,
    pub channel: String,
    pub bytes: Arc<Vec<u8>>,
}

/// A gateway session, connected or waiting to be resumed.
pub(in crate::sandbox) struct Session {
    pub id: String,
    pub intents: u64,
    pub seq: u64,
    pub backlog: VecDeque<(u64, String)>,
    pub frames: Option<mpsc::UnboundedSender<Frame>>,
}

/// What a connection is told to do.
pub(in crate::sandbox) enum Frame {
    /// Send this text.
    Text(String),
    /// Vanish without a close frame.
    Cut,
    /// Close with this code.
    Close(u16),
}

impl State {
    pub fn new(cast: &Cast) -> Self {
        let kind = |k| match k {
            cast::ChannelKind::Open => Kind::Text,
            cast::ChannelKind::WithoutBot => Kind::Hidden,
            cast::ChannelKind::Forum => Kind::Forum,
        };
        let channel = |p: &cast::Place| Channel::new(&p.id, &p.name, kind(p.kind));
        Self {
            base: String::new(),
            channels: cast.discord_channels.iter().map(channel).collect(),
            messages: Vec::new(),
            modals: HashMap::new(),
            interactions: HashMap::new(),
            attachments: HashMap::new(),
            roles: HashMap::new(),
            commands: Vec::new(),
            sessions: Vec::new(),
            calls: None,
            nonces: Vec::new(),
            limited_until: None,
            last_interaction: None,
            silent_handshakes: 0,
            mute_hosts: 0,
            entrance: "/gateway".to_owned(),
            resume_at: "/gateway".to_owned(),
            entered: Vec::new(),
            shards: 1,
            identifies: 0,
            resumes: 0,
            heartbeat_ms: 41_250,
            deaf: false,
            rates: Rates::default(),
            last_id: 0,
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

    pub fn message(&self, channel: &str, id: &str) -> Option<&Message> {
        self.messages.iter().find(|m| m.channel == channel && m.id == id)
    }

    pub fn message_mut(&mut self, channel: &str, id: &str) -> Option<&mut Message> {
        self.messages.iter_mut().find(|m| m.channel == channel && m.id == id)
    }

    /// A snowflake: the world's time, and never the same twice.
    pub fn snowflake(&mut self, now_ms: i64) -> String {
        self.last_id = (self.last_id + 1).max(now_ms.saturating_sub(EPOCH).max(1) << 22);
        self.last_id.to_string()
    }

    pub fn is_connected(&self) -> bool {
        self.sessions.iter().any(|s| s.frames.is_some()) || self.calls.is_some()
    }

    pub fn cut_sockets(&mut self) {
        self.tell_sockets(|| Frame::Cut);
    }

    /// Tells every open connection something.
    pub fn tell_sockets(&mut self, frame: impl Fn() -> Frame) {
        for frames in self.sessions.iter_mut().filter_map(|s| s.frames.take()) {
            // It may be gone already.
            let _ = frames.send(frame());
        }
    }
}

impl Channel {
    pub fn new(id: &str, name: &str, kind: Kind) -> Self {
        Self {
            id: id.to_owned(),
            name: name.to_owned(),
            kind,
            parent: None,
            with: None,
            owner: None,
            locked: false,
            archived: false,
            changed: 0,
        }
    }
}

/// The direct conversation with a person, opened if need be.
pub(super) fn open_dm(s: &mut world::State, key: &str) -> String {
    if let Some(dm) = s.discord.dm_with(key) {
        return dm.id.clone();
    }
    let now = s.now();
    let id = s.discord.snowflake(now);
    s.discord.channels.push(Channel { with: Some(key.to_owned()), ..Channel::new(&id, key, Kind::Dm) });
    id
}

/// What a message holds.
#[derive(Clone, Default)]
pub(super) struct Content {
    pub content: String,
    pub embeds: Value,
    pub components: Value,
    pub attachments: Vec<String>,
    pub flags: u64,
}

/// Puts a message of the app in a channel; returns its id.
pub(super) fn post(s: &mut world::State, channel: &str, content: Content, person: Option<&str>) -> String {
    let author = s.cast.discord_application.clone();
    let only_for = person.filter(|_| content.flags & EPHEMERAL != 0).map(str::to_owned);
    let message = Message {
        channel: channel.to_owned(),
        id: String::new(),
        at: 0,
        author,
        bot: true,
        content: content.content,
        embeds: content.embeds,
        components: content.components,
        attachments: content.attachments,
        edited: None,
        flags: content.flags,
        only_for,
        answers: person.map(str::to_owned),
    };
    put(s, message)
}

/// Puts a message in its channel, with a new id and the world's time.
pub(super) fn put(s: &mut world::State, mut message: Message) -> String {
    message.at = s.now();
    message.id = s.discord.snowflake(message.at);
    let id = message.id.clone();
    let glimpse = glimpse(s, &message);
    if let Some(channel) = s.discord.channels.iter_mut().find(|c| c.id == message.channel && !c.locked) {
        channel.archived = false;
    }
    s.discord.messages.push(message);
    s.note(HERE, What::Posted(glimpse));
    id
}

/// Replaces the content of a message that exists.
pub(super) fn edit(s: &mut world::State, channel: &str, id: &str, content: Content) {
    let now = s.now();
    let Some(message) = s.discord.message_mut(channel, id) else { return };
    message.content = content.content;
    message.embeds = content.embeds;
    message.components = content.components;
    message.attachments = content.attachments;
    message.edited = Some(now);
    let message = message.clone();
    let glimpse = glimpse(s, &message);
    s.note(HERE, What::Edited(glimpse));
}

/// Removes a message that exists.
pub(super) fn delete(s: &mut world::State, channel: &str, id: &str) {
    let Some(message) = s.discord.message(channel, id).cloned() else { return };
    s.discord.messages.retain(|m| m.id != id);
    let glimpse = glimpse(s, &message);
    s.note(HERE, What::Deleted(glimpse));
}

fn glimpse(s: &world::State, message: &Message) -> Glimpse {
    Glimpse {
        channel: message.channel.clone(),
        message: message.id.clone(),
        only_for: message.only_for.clone(),
        bot: message.bot,
        text: show::words(s, message),
    }
}

/// An error of the REST API.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Refusal {
    pub status: u16,
    pub code: u64,
    pub message: String,
    pub errors: Value,
}

impl Refusal {
    pub fn new(status: u16, code: u64, message: &str) -> Self {
        Self { status, code, message: message.to_owned(), errors: Value::Null }
    }

    pub fn unauthorized() -> Self {
        Self::new(401, 0, "401: Unauthorized")
    }

    pub fn unknown(code: u64, what: &str) -> Self {
        Self::new(404, code, &format!("Unknown {what}"))
    }

    pub fn body(&self) -> Value {
        let mut body = json!({ "message": self.message, "code": self.code });
        if !self.errors.is_null() {
            body["errors"] = self.errors.clone();
        }
        body
    }
}
