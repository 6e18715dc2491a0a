//! Slack: the Web API out, Socket Mode in, over slack-morphism's own types.
//!
//! Knows Slack. Refuses to know surveys: what people do leaves here as [`Inbound`](super::Inbound) values. Reading
//! order: [`render`] and [`mrkdwn`] (what people see), [`api`], [`connector`] and [`errors`] (how we call),
//! [`inbound`] and [`commands`] (what people did), [`socket`] and [`callback`] (how it reaches us), `handle` (how it is
//! answered).
//!
//! The bot's permissions, as `config/slack-manifest.json` asks for them, and what each is for:
//!
//! | scope | for |
//! |---|---|
//! | `chat:write` | prompts, thanks and scorecards |
//! | `chat:write.public` | a scorecard in a public channel nobody invited us to |
//! | `commands` | `/afterword` and *Close & ask* |
//! | `im:write` | opening the direct conversation a prompt goes to |
//! | `channels:history`, `groups:history`, `im:history` | finding our own message again after a send whose outcome is unknown; who wrote in a ticket's thread, and when the last message was, so that nobody is asked in the middle of a conversation. Texts are not looked at |
//! | `users:read` | a person's name, time zone and locale; telling bots from people |
//! | `users:read.email` | finding a helpdesk's customer by e-mail address |
//! | `files:write` | the scorecard's picture |
//! | `usergroups:read` | who is in a user group that configuration names as staff |
//!
//! The app-level token, for the socket, needs `connections:write`. Events about the installation itself
//! (`app_uninstalled`, `tokens_revoked`) and `app_home_opened` may be subscribed to; all others are ignored.
//!
//! What the models cannot read is handed over raw ([`super::Unread`]) before it is acknowledged.

pub mod api;
pub mod callback;
mod checkup;
pub mod commands;
pub mod connector;
pub mod errors;
#[cfg(any(test, fuzzing))]
pub(crate) mod fuzz;
mod glance;
mod handle;
mod ids;
pub mod inbound;
pub mod mrkdwn;
pub mod render;
pub mod socket;
mod standing;
mod tongues;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};
use std::time::Duration;

use async_trait::async_trait;
use secrecy::ExposeSecret;
use serde_json::Value;
use sha2::{Digest, Sha256};
use slack_morphism::SlackFileId;
use tokio::time::timeout;

use self::api::{Api, Listing, Post, User, Whoami};
use self::connector::Connector;
use self::errors::before_anything_was_sent;
use self::render::Rendered;
use super::checkup::{Checkup, Trouble};
use super::http::DEADLINE;
use super::turns::Turns;
use super::{Chat, Glance, Profile, SendError, Until};
use crate::clock::Clock;
use crate::config::SlackTransport;
use crate::domain::Timestamp;
use crate::domain::group::Group;
use crate::domain::ids::{Channel, Identity, IdentityKind, MessageRef, Place, Platform};
use crate::domain::language::Language;
use crate::domain::survey::Unreachable;
use crate::present::{Message, Picture};

/// Direct conversations and uploads remembered at most.
const REMEMBERED: usize = 10_000;
/// Pages read when looking for our own message.
const PAGES: usize = 5;

/// Slack as a [`Chat`].
pub struct Slack {
    api: Api,
    clock: Arc<dyn Clock>,
    timings: Timings,
    whoami: RwLock<Option<Whoami>>,
    /// Our app, where it was asked for.
    app: OnceLock<String>,
    /// Direct conversation by user: Slack keeps it for ever, so asking once is enough.
    direct: Mutex<HashMap<String, String>>,
    /// Uploaded pictures by their bytes: a second attempt finds the file already taken in.
    uploads: Mutex<HashMap<[u8; 32], Upload>>,
    /// What people read, as last told.
    tongues: Mutex<HashMap<String, Language>>,
    turns: Turns,
}

/// A picture Slack has.
struct Upload {
    file: SlackFileId,
    /// A message that shows it has been refused once already.
    refused: bool,
}

/// How long things may take. Only tests use others than the default.
#[derive(Debug, Clone)]
struct Timings {
    /// Each step of connecting.
    step: Duration,
    /// Between our pings.
    ping: Duration,
    /// Sockets kept open at the same time, so that one may die while the other serves.
    sockets: usize,
    /// Between the opening of one and the next, so that Slack does not refresh them at the same moment.
    stagger: Duration,
    /// A socket this quiet is dead; found out at the next ping.
    silence: Duration,
    /// A person waits no longer than this for the truth.
    budget: Duration,
    /// A socket that lived shorter does not count as having worked.
    settled: Duration,
    /// A socket Slack has given notice on is closed by us after this, if Slack does not.
    notice: Duration,
    /// Waits between attempts while Slack takes a picture in.
    intake: [Duration; 2],
}

impl Default for Timings {
    fn default() -> Self {
        Self {
            step: super::socket::STEP,
            ping: Duration::from_secs(10),
            sockets: 2,
            stagger: Duration::from_secs(3),
            silence: Duration::from_secs(30),
            budget: Duration::from_secs(2),
            settled: Duration::from_secs(10),
            notice: Duration::from_secs(120),
            intake: [Duration::from_secs(1), Duration::from_secs(2)],
        }
    }
}

/// Why the adapter could not be built.
#[derive(Debug, thiserror::Error)]
pub enum NotBuilt {
    /// The configured base is no address.
    #[error("slack.api_url is not an http(s) address; the real one is https://slack.com/api")]
    ApiUrl,
    /// The HTTP client could not be built (TLS set-up).
    #[error("the HTTP client could not be built")]
    Client(#[source] reqwest::Error),
}

impl Slack {
    /// An adapter for the configured workspace. Connects to nothing.
    pub fn new(settings: &crate::config::Slack, clock: Arc<dyn Clock>) -> Result<Self, NotBuilt> {
        let connector = Connector::new(&settings.api_url).map_err(NotBuilt::Client)?;
        Self::over(connector, settings, clock)
    }

    fn over(connector: Connector, settings: &crate::config::Slack, clock: Arc<dyn Clock>) -> Result<Self, NotBuilt> {
        let base: url::Url = settings.api_url.parse().map_err(|_| NotBuilt::ApiUrl)?;
        if !matches!(base.scheme(), "http" | "https") || base.host().is_none() {
            return Err(NotBuilt::ApiUrl);
        }
        let app_token = match &settings.transport {
            SlackTransport::Socket { app_token } => app_token.expose_secret(),
            SlackTransport::Http { .. } => "",
        };
        Ok(Self {
            api: Api::new(connector, settings.bot_token.expose_secret(), app_token),
            clock,
            timings: Timings::default(),
            whoami: RwLock::default(),
            app: OnceLock::new(),
            direct: Mutex::default(),
            uploads: Mutex::default(),
            tongues: Mutex::default(),
            turns: Turns::default(),
        })
    }

    /// The workspace's id; `None` until [`Slack::auth_test`] has succeeded once.
    pub fn installation(&self) -> Option<String> {
        self.known().map(|w| w.team_id)
    }

    /// Asks Slack who we are and remembers it. [`Slack::listen`] does this before it connects.
    pub async fn auth_test(&self) -> Result<Whoami, SendError> {
        let whoami = self.api.auth_test().await.map_err(before_anything_was_sent)?;
        *self.whoami.write().unwrap_or_else(PoisonError::into_inner) = Some(whoami.clone());
        Ok(whoami)
    }

    /// Our app's id; `None` until it was asked for.
    pub fn app_id(&self) -> Option<&str> {
        self.app.get().map(String::as_str)
    }

    /// Asks which app our bot belongs to, so that what is meant for another is told apart.
    async fn learn_app(&self) -> Result<(), SendError> {
        if let Some(bot) = self.known().and_then(|w| w.bot_id) {
            let app = self.api.app_of(&bot).await.map_err(before_anything_was_sent)?;
            self.app.get_or_init(|| app);
        }
        Ok(())
    }

    fn known(&self) -> Option<Whoami> {
        self.whoami.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The channel of a place, and the thread in it. Opens the direct conversation if need be.
    async fn resolve<'a>(&self, place: &'a Place) -> Result<(String, Option<&'a str>), SendError> {
        match place {
            Place::Channel { channel, thread } if channel.platform == Platform::Slack => {
                Ok((channel.id.clone(), thread.as_deref()))
            }
            Place::Direct { person } if person.kind == IdentityKind::Slack => {
                Ok((self.direct_channel(&person.value).await?, None))
            }
            _ => Err(SendError::Unreachable(Unreachable::NoPlace)),
        }
    }

    async fn direct_channel(&self, user: &str) -> Result<String, SendError> {
        if let Some(channel) = lock(&self.direct).get(user) {
            return Ok(channel.clone());
        }
        let channel = self.api.open_direct(user).await.map_err(before_anything_was_sent)?;
        remember(&self.direct, user.to_owned(), channel.clone());
        Ok(channel)
    }

    /// The message in Slack's shape, its picture uploaded.
    async fn prepare(&self, message: &Message) -> Result<Rendered, SendError> {
        let file = self.uploaded_for(message).await?;
        render::message(message, file.as_ref()).map_err(SendError::Refused)
    }

    /// The file of the message's picture, if it has one.
    async fn uploaded_for(&self, message: &Message) -> Result<Option<SlackFileId>, SendError> {
        match message.picture() {
            Some(picture) => self.uploaded(picture).await.map(Some),
            None => Ok(None),
        }
    }

    /// The picture's file.
    async fn uploaded(&self, picture: &Picture) -> Result<SlackFileId, SendError> {
        let key = fingerprint(picture);
        if let Some(upload) = lock(&self.uploads).get(&key) {
            return Ok(upload.file.clone());
        }
        let upload = self.api.upload(&picture.name, &picture.alt, &picture.png);
        // Nothing has been posted yet, so a lost answer here is harmless.
        let file = match timeout(DEADLINE, upload).await {
            Ok(file) => file.map_err(before_anything_was_sent)?,
            Err(_) => return Err(SendError::NotSent("the picture was not taken in time".to_owned())),
        };
        remember(&self.uploads, key, Upload { file: file.clone(), refused: false });
        Ok(file)
    }

    /// Posts, and waits a little if Slack has not yet taken the picture in: until then it calls the blocks invalid.
    async fn post(&self, until: &Until, post: &Post<'_>, picture: Option<&Picture>) -> Result<MessageRef, SendError> {
        let mut waits = self.timings.intake.iter();
        loop {
            let error = match self.api.post_message(post, until).await {
                Ok(sent) => return Ok(message_ref(sent.channel, sent.ts)),
                Err(error) => error,
            };
            let Some(picture) = picture.filter(|_| api::file_not_ready(&error)) else { return Err(error) };
            match waits.next() {
                Some(wait) => tokio::time::sleep(*wait).await,
                None => return Err(self.not_taken_in(picture)),
            }
        }
    }

    /// The file stays remembered for one more attempt, when it should be ready; after that it is uploaded anew.
    fn not_taken_in(&self, picture: &Picture) -> SendError {
        let mut uploads = lock(&self.uploads);
        let key = fingerprint(picture);
        match uploads.get_mut(&key) {
            Some(upload) if !upload.refused => upload.refused = true,
            _ => drop(uploads.remove(&key)),
        }
        SendError::NotSent("Slack has not taken the picture in yet".to_owned())
    }

    /// Whether a listed message is ours and carries the marker.
    fn is_marked(&self, message: &Value, marker: &str) -> bool {
        let text = |key: &str| message.get(key).and_then(Value::as_str);
        let ours = match self.known() {
            Some(me) => {
                text("user") == Some(&me.user_id) || (me.bot_id.is_some() && text("bot_id") == me.bot_id.as_deref())
            }
            // Before we know who we are: at least a bot, and the marker is 128 random bits.
            None => text("bot_id").is_some(),
        };
        let in_metadata = message.pointer("/metadata/event_payload/id").and_then(Value::as_str) == Some(marker);
        let blocks = message.get("blocks").and_then(Value::as_array);
        let in_blocks =
            || blocks.into_iter().flatten().any(|b| b.get("block_id").and_then(Value::as_str) == Some(marker));
        ours && (in_metadata || in_blocks())
    }
}

#[async_trait]
impl Chat for Slack {
    fn platform(&self) -> Platform {
        Platform::Slack
    }

    fn installation(&self) -> Option<String> {
        Slack::installation(self)
    }

    async fn find(&self, email: &str) -> Result<Option<Identity>, SendError> {
        let found = absent_is_none(self.api.user_by_email(email).await)?;
        Ok(found.map(|user| {
            let team = user.team_id.or_else(|| self.installation()).unwrap_or_default();
            Identity::slack(team, user.id)
        }))
    }

    async fn profile(&self, person: &Identity) -> Result<Option<Profile>, SendError> {
        if person.kind != IdentityKind::Slack {
            return Ok(None);
        }
        let found = absent_is_none(self.api.user(&person.value).await)?.map(Profile::from);
        self.note_language(&person.value, found.as_ref().and_then(|p| p.locale.as_deref()));
        Ok(found)
    }

    /// A group that Slack does not know (any more) has nobody in it; one we may not read says nothing.
    async fn members(&self, group: &Group) -> Result<Option<Vec<Identity>>, SendError> {
        let Group::Slack { id } = group else { return Ok(None) };
        let workspace = self.installation().unwrap_or_default();
        let users = self.api.group_members(id).await.map_err(cannot_look)?;
        Ok(Some(users.into_iter().map(|user| Identity::slack(workspace.clone(), user)).collect()))
    }

    async fn examine_groups(&self, groups: &[Group]) -> Vec<(Group, Result<(), Trouble>)> {
        checkup::groups(self, groups).await
    }

    /// A direct message opens its conversation first, a picture is uploaded first; all that happens before anything is
    /// visible, so only the post itself can end as [`SendError::Unknown`].
    async fn send_until(&self, until: &Until, to: &Place, message: &Message) -> Result<MessageRef, SendError> {
        self.check(message).map_err(SendError::Refused)?;
        let (channel, thread) = self.resolve(to).await?;
        let rendered = self.prepare(message).await?;
        let post = Post {
            channel: &channel,
            thread_ts: thread,
            text: &rendered.text,
            blocks: &rendered.blocks,
            metadata: rendered.metadata.as_ref(),
            client_msg_id: message.marker.as_deref().map(|m| attempt_id(&channel, thread, m, &rendered.text)),
            link_names: false,
            unfurl_links: false,
            unfurl_media: false,
        };
        let turn = self.turns.take(&channel).await?;
        let sent = self.post(until, &post, message.picture()).await;
        self.turns.note(&channel, &sent);
        drop(turn);
        if let (Err(SendError::Unreachable(_)), Place::Direct { person }) = (&sent, to) {
            // The remembered conversation may be the reason; the next attempt asks again.
            lock(&self.direct).remove(&person.value);
        }
        sent
    }

    /// `Unreachable(ChannelGone)` if the message was deleted, `Unreachable(NotAllowed)` if it may not be edited any
    /// more: both final, the message stays as it is.
    async fn amend(&self, sent: &MessageRef, message: &Message) -> Result<(), SendError> {
        self.check(message).map_err(SendError::Refused)?;
        let rendered = self.prepare(message).await?;
        self.api.update(&sent.channel.id, &sent.id, &rendered).await
    }

    /// Reading needs a scope and, in public channels, membership; without them the answer is `Refused` with the code:
    /// *cannot look*, which says nothing about the installation or the place.
    async fn find_sent(&self, place: &Place, marker: &str, since: Timestamp) -> Result<Option<MessageRef>, SendError> {
        let (channel, thread) = self.resolve(place).await?;
        let oldest = glance::written(since);
        let what = Listing { channel: &channel, thread, oldest: &oldest };
        let mut cursor: Option<String> = None;
        for _ in 0..PAGES {
            let page = self.api.list(&what, cursor.as_deref()).await.map_err(cannot_look)?;
            if let Some(found) = page.messages.iter().find(|m| self.is_marked(m, marker)) {
                let ts = found.get("ts").and_then(Value::as_str);
                return Ok(ts.map(|ts| message_ref(channel, ts.to_owned())));
            }
            match page.next() {
                Some(next) => cursor = Some(next.to_owned()),
                None => break,
            }
        }
        Ok(None)
    }

    async fn glance(&self, place: &Place, recent: Timestamp) -> Result<Glance, SendError> {
        glance::glance(self, place, recent).await
    }

    async fn examine(&self, channels: &[Channel]) -> Checkup {
        checkup::examine(self, channels).await
    }

    async fn prove(&self) -> Result<(), SendError> {
        self.auth_test().await.map(drop)
    }

    fn check(&self, message: &Message) -> Result<(), String> {
        render::message(message, None).map(|_| ())
    }
}

/// A deactivated or unknown user is nobody, and a look-up never leaves anything behind.
fn absent_is_none(found: Result<User, SendError>) -> Result<Option<User>, SendError> {
    match found {
        Ok(user) => Ok((!user.deleted && !user.id.is_empty()).then_some(user)),
        Err(SendError::Unreachable(Unreachable::UserGone)) => Ok(None),
        Err(error) => Err(before_anything_was_sent(error)),
    }
}

fn cannot_look(error: SendError) -> SendError {
    match before_anything_was_sent(error) {
        SendError::Disabled(code) if code == "missing_scope" => SendError::Refused(code),
        SendError::Unreachable(_) => SendError::Refused("cannot read there".to_owned()),
        other => other,
    }
}

impl From<User> for Profile {
    fn from(user: User) -> Self {
        let names = [user.profile.display_name, user.profile.real_name, user.real_name, user.name];
        let name = names.into_iter().flatten().find(|n| !n.trim().is_empty()).unwrap_or_else(|| user.id.clone());
        let is_bot = user.is_bot || user.id == "USLACKBOT";
        Profile { name, is_bot, zone: user.tz.filter(|z| !z.is_empty()), locale: user.locale.filter(|l| !l.is_empty()) }
    }
}

fn message_ref(channel: String, ts: String) -> MessageRef {
    MessageRef { channel: Channel { platform: Platform::Slack, id: channel }, id: ts }
}

fn fingerprint(picture: &Picture) -> [u8; 32] {
    Sha256::new().chain_update(&picture.png).chain_update(&picture.alt).finalize().into()
}

/// A UUID that is the same for every attempt at the same message, and for no other.
fn attempt_id(channel: &str, thread: Option<&str>, marker: &str, text: &str) -> String {
    let mut hash = Sha256::new();
    for part in [channel, thread.unwrap_or_default(), marker, text] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    let hex = hex::encode(hash.finalize());
    let part = |range: std::ops::Range<usize>| hex.get(range).unwrap_or_default();
    format!("{}-{}-4{}-8{}-{}", part(0..8), part(8..12), part(12..15), part(15..18), part(18..30))
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Remembers, and forgets everything when there is too much: it is only ever a saving.
fn remember<K: Eq + std::hash::Hash, V>(map: &Mutex<HashMap<K, V>>, key: K, value: V) {
    let mut map = lock(map);
    if map.len() >= REMEMBERED {
        map.clear();
    }
    map.insert(key, value);
}

#[cfg(test)]
mod fake;
#[cfg(test)]
mod tests;
