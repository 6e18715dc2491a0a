//! Discord: serenity's types and builders over our own REST executor and our own gateway loop.
//!
//! Knows everything Discord. Refuses to know surveys: what people do leaves as [`crate::chat::Inbound`], what they read
//! arrives as [`Message`]. serenity's own HTTP and gateway are not used: they have no deadlines, cannot be paced, and
//! lose events after a zombie link (RELIABILITY §3.2).
//!
//! | file | |
//! |---|---|
//! | `rest`, `limits`, `errors` | one call: deadline, buckets, what the answer means |
//! | `render`, `escape`, `form` | our documents in Discord's shapes |
//! | `commands` | what people can type and choose |
//! | `inbound`, `threads`, `answer` | what people do, and what they are told |
//! | `session`, `gateway` | staying connected |
//! | `callback` | being called instead |

mod answer;
pub mod callback;
mod checkup;
mod commands;
mod errors;
mod escape;
mod form;
#[cfg(any(test, fuzzing))]
pub(crate) mod fuzz;
mod gateway;
mod inbound;
mod limits;
mod render;
mod rest;
mod session;
#[cfg(test)]
mod tests;
mod threads;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock};

use async_trait::async_trait;
use reqwest::Method;
use secrecy::SecretString;
use serde_json::{Value, json};
use serenity::model::user::User;

pub use self::commands::{PERMISSIONS, invite_url};
use self::render::{Rendered, is_marked, is_snowflake, render};
use self::rest::{Call, Rest};
use super::checkup::{Checkup, Trouble};
use super::{Chat, Glance, Profile, SendError, Until};
use crate::chat::turns::Turns;
use crate::clock::Clock;
use crate::config;
use crate::domain::Timestamp;
use crate::domain::group::Group;
use crate::domain::ids::{Channel, Identity, IdentityKind, MessageRef, Place, Platform};
use crate::domain::survey::Unreachable;
use crate::domain::ticket::clean_text;
use crate::present::Message;

/// First millisecond of Discord's ids.
const EPOCH_MS: i64 = 1_420_070_400_000;
/// Messages a reading-back looks through at most, in pages of a hundred.
const PAGES: usize = 10;
const PAGE: usize = 100;
/// Direct-message channels remembered; they never change, so forgetting one only costs a call.
const DIRECT_CHANNELS: usize = 10_000;

/// Settings that cannot be worked with; the text names the setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Unusable(&'static str);

/// One bot on Discord.
pub struct Discord {
    rest: Rest,
    token: SecretString,
    clock: Arc<dyn Clock>,
    user: OnceLock<String>,
    application: OnceLock<String>,
    direct: Mutex<HashMap<String, String>>,
    turns: Turns,
}

impl std::fmt::Debug for Discord {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Discord").field("application", &self.application).finish_non_exhaustive()
    }
}

impl Discord {
    /// A bot that has not spoken to Discord yet.
    pub fn new(settings: &config::Discord, clock: Arc<dyn Clock>) -> Result<Self, Unusable> {
        Ok(Self {
            rest: Rest::new(&settings.api_url, &settings.token)?,
            token: settings.token.clone(),
            clock,
            user: OnceLock::new(),
            application: OnceLock::new(),
            direct: Mutex::default(),
            turns: Turns::default(),
        })
    }

    /// Our application's id: from the gateway's greeting, else asked for. A working token is all it needs, so `doctor`
    /// may use it as the first question.
    pub async fn application_id(&self) -> Result<String, SendError> {
        if let Some(id) = self.application.get() {
            return Ok(id.clone());
        }
        let call = Call::new(Method::GET, "GET /applications/@me", "", "/applications/@me".to_owned());
        let id = id_in(&self.rest.call(call).await?)?;
        Ok(self.application.get_or_init(|| id).clone())
    }

    /// Registers all commands for all servers, replacing what was registered before. Repeating it changes nothing.
    pub async fn register_commands(&self) -> Result<(), SendError> {
        let application = self.application_id().await?;
        let path = format!("/applications/{application}/commands");
        let body = commands::definitions().map_err(SendError::Refused)?;
        self.rest.call(Call::new(Method::PUT, "PUT /applications/commands", "", path).json(body)).await?;
        Ok(())
    }

    /// Calls of the last ten minutes that Discord counts as invalid (it bans an address at 10,000; we stop at 2,000).
    pub fn invalid_requests(&self) -> usize {
        self.rest.invalid_requests()
    }

    /// Who we are, as the gateway's greeting says.
    fn is_called(&self, user: Option<String>, application: Option<String>) {
        // Neither ever changes; the first word stands.
        if let Some(user) = user {
            self.user.get_or_init(|| user);
        }
        if let Some(application) = application {
            self.application.get_or_init(|| application);
        }
    }

    async fn user_id(&self) -> Result<String, SendError> {
        if let Some(id) = self.user.get() {
            return Ok(id.clone());
        }
        let call = Call::new(Method::GET, "GET /users/@me", "", "/users/@me".to_owned());
        let id = id_in(&self.rest.call(call).await?)?;
        Ok(self.user.get_or_init(|| id).clone())
    }

    /// The channel id of a place; opens the direct conversation if need be.
    async fn channel_of(&self, place: &Place) -> Result<String, SendError> {
        match place {
            Place::Channel { channel, .. } => checked_channel(channel),
            Place::Direct { person } => self.direct_channel(checked_person(person)?).await,
        }
    }

    async fn direct_channel(&self, user: &str) -> Result<String, SendError> {
        let known = || self.direct.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(channel) = known().get(user) {
            return Ok(channel.clone());
        }
        let call = Call::new(Method::POST, "POST /users/@me/channels", "", "/users/@me/channels".to_owned())
            .json(json!({ "recipient_id": user }));
        // Opening a conversation twice opens one, so an unclear outcome here is merely "not sent yet".
        let opened = self.rest.call(call).await.map_err(|error| match error {
            SendError::Unknown(why) => SendError::NotSent(why),
            other => other,
        })?;
        let channel = id_in(&opened)?;
        let mut known = known();
        if known.len() >= DIRECT_CHANNELS {
            known.clear();
        }
        known.insert(user.to_owned(), channel.clone());
        Ok(channel)
    }

    /// One page of a channel's messages after an id, as Discord returns them.
    async fn page(&self, channel: &str, after: &str) -> Result<Vec<Value>, SendError> {
        self.listed(channel, &format!("after={after}&limit={PAGE}")).await
    }

    async fn listed(&self, channel: &str, which: &str) -> Result<Vec<Value>, SendError> {
        let path = format!("/channels/{channel}/messages?{which}");
        match self.rest.call(Call::new(Method::GET, "GET /channels/messages", channel, path)).await? {
            Value::Array(messages) => Ok(messages),
            _ => Err(SendError::Unknown("the messages could not be read".to_owned())),
        }
    }
}

#[async_trait]
impl Chat for Discord {
    fn platform(&self) -> Platform {
        Platform::Discord
    }

    /// Discord shows nobody's address.
    async fn find(&self, _email: &str) -> Result<Option<Identity>, SendError> {
        Ok(None)
    }

    async fn profile(&self, person: &Identity) -> Result<Option<Profile>, SendError> {
        let id = checked_person(person)?;
        let call = Call::new(Method::GET, "GET /users", "", format!("/users/{id}"));
        let body = match self.rest.call(call).await {
            Err(SendError::Unreachable(Unreachable::UserGone)) => return Ok(None),
            other => other?,
        };
        let unreadable = |_| SendError::Unknown("the user could not be read".to_owned());
        let user: User = serde_json::from_value(body).map_err(unreadable)?;
        let name = user.global_name.as_deref().unwrap_or(&user.name);
        Ok(Some(Profile {
            name: clean_text(name, 80).unwrap_or_default(),
            is_bot: user.bot || user.system,
            zone: None,
            locale: None,
        }))
    }

    /// Somebody who is not in the server has none of its roles.
    async fn is_in(&self, person: &Identity, group: &Group) -> Result<Option<bool>, SendError> {
        let Group::Discord { guild, role } = group else { return Ok(None) };
        let (guild, user) = (checked(guild)?, checked_person(person)?);
        let call = Call::new(Method::GET, "GET /guilds/members", guild, format!("/guilds/{guild}/members/{user}"));
        let answer = self.rest.exchange(&call).await?;
        if answer.status == 404 && matches!(answer.code(), Some(10007 | 10013)) {
            return Ok(Some(false));
        }
        let member = answer.into_result()?;
        let roles = member.get("roles").and_then(Value::as_array);
        let roles = roles.ok_or_else(|| SendError::NotSent("the member could not be read".to_owned()))?;
        Ok(Some(roles.iter().any(|r| r.as_str() == Some(role))))
    }

    async fn examine_groups(&self, groups: &[Group]) -> Vec<(Group, Result<(), Trouble>)> {
        checkup::groups(self, groups).await
    }

    async fn send_until(&self, until: &Until, to: &Place, message: &Message) -> Result<MessageRef, SendError> {
        let (mut body, file) = render(message).and_then(|m| m.create()).map_err(SendError::Refused)?;
        // A Discord thread is a channel of its own; what other chats thread under a message is a reply to it here.
        if let Place::Channel { thread: Some(root), .. } = to {
            body["message_reference"] = json!({ "message_id": checked(root)?, "fail_if_not_exists": false });
        }
        let channel = self.channel_of(to).await?;
        let path = format!("/channels/{channel}/messages");
        let call = Call::new(Method::POST, "POST /channels/messages", &channel, path);
        let call = call.json(body).file(file).until(until);
        let turn = self.turns.take(&channel).await?;
        let sent = self.rest.call(call).await;
        self.turns.note(&channel, &sent);
        drop(turn);
        let sent = sent?;
        Ok(MessageRef { id: id_in(&sent)?, channel: in_channel(&sent, channel) })
    }

    async fn amend(&self, sent: &MessageRef, message: &Message) -> Result<(), SendError> {
        // The message is known by its id from now on: it needs no key to be found by.
        let message = Message { marker: None, ..message.clone() };
        let (body, file) = render(&message).and_then(|m: Rendered| m.edit()).map_err(SendError::Refused)?;
        let channel = checked_channel(&sent.channel)?;
        let id = checked(&sent.id)?;
        let path = format!("/channels/{channel}/messages/{id}");
        let call = Call::new(Method::PATCH, "PATCH /channels/messages", &channel, path).json(body).file(file);
        self.rest.call(call).await?;
        Ok(())
    }

    async fn find_sent(&self, place: &Place, marker: &str, since: Timestamp) -> Result<Option<MessageRef>, SendError> {
        let channel = self.channel_of(place).await?;
        let us = self.user_id().await?;
        let mut after = snowflake_at(since);
        for _ in 0..PAGES {
            let page = self.page(&channel, &after).await?;
            let ours = |m: &&Value| m.pointer("/author/id").and_then(Value::as_str) == Some(us.as_str());
            if let Some(found) = page.iter().filter(ours).find(|m| is_marked(m, marker)) {
                return Ok(Some(MessageRef { id: id_in(found)?, channel: in_channel(found, channel) }));
            }
            let newest = page.iter().filter_map(|m| m.get("id")?.as_str()?.parse::<u64>().ok()).max();
            match newest.filter(|_| page.len() >= PAGE) {
                Some(newest) => after = newest.to_string(),
                None => return Ok(None),
            }
        }
        // Too much was written since to say that it is not there.
        Err(SendError::Unknown("the channel is too busy to look through".to_owned()))
    }

    /// The newest page: on Discord one holds a hundred, more than is written while a survey waits.
    async fn glance(&self, place: &Place, _recent: Timestamp) -> Result<Glance, SendError> {
        let channel = self.channel_of(place).await?;
        let us = self.user_id().await?;
        let page = self.listed(&channel, &format!("limit={PAGE}")).await?;
        let mut seen = Glance { whole: page.len() < PAGE, ..Glance::default() };
        for message in page.iter().filter(|m| is_written(m)) {
            let author = |key: &str| message.pointer("/author").and_then(|a| a.get(key));
            let id = author("id").and_then(Value::as_str).unwrap_or_default();
            if id == us {
                continue;
            }
            let program = author("bot").and_then(Value::as_bool).unwrap_or(false)
                || message.get("webhook_id").is_some_and(|w| !w.is_null());
            let at = message.get("id").and_then(Value::as_str).and_then(sent_at);
            seen.saw(Some(Identity::discord(id)).filter(|_| !program && is_snowflake(id)), at);
        }
        Ok(seen)
    }

    async fn examine(&self, channels: &[Channel]) -> Checkup {
        checkup::examine(self, channels).await
    }

    async fn prove(&self) -> Result<(), SendError> {
        let call = Call::new(Method::GET, "GET /users/@me", "", "/users/@me".to_owned());
        self.rest.prove(&call).await
    }

    fn check(&self, message: &Message) -> Result<(), String> {
        render(message)?.create().map(drop)
    }
}

/// What would be sent for this message.
pub(super) fn body(message: &Message) -> Result<Value, String> {
    render(message)?.create().map(|(body, _)| body)
}

/// Whether this names a user.
pub(super) fn is_user(id: &str) -> bool {
    is_snowflake(id)
}

/// What would be sent to open this form.
pub(super) fn form_body(form: &crate::present::Form) -> Result<Value, String> {
    form::open(form)
}

/// The smallest id a message sent at that time can have.
fn snowflake_at(time: Timestamp) -> String {
    (time.as_millisecond().saturating_sub(EPOCH_MS).max(0).unsigned_abs() << 22).to_string()
}

/// When a message was sent, from its id.
fn sent_at(id: &str) -> Option<Timestamp> {
    let since = i64::try_from(id.parse::<u64>().ok()? >> 22).ok()?;
    Timestamp::from_millisecond(since.saturating_add(EPOCH_MS)).ok()
}

/// Whether somebody wrote it: an ordinary message, a reply, or what a thread began with. All else are notes of Discord's.
fn is_written(message: &Value) -> bool {
    const WRITTEN: [u64; 3] = [0, 19, 21];
    message.get("type").and_then(Value::as_u64).is_none_or(|kind| WRITTEN.contains(&kind))
}

fn id_in(body: &Value) -> Result<String, SendError> {
    let id = body.get("id").and_then(Value::as_str).filter(|id| is_snowflake(id));
    id.map(str::to_owned).ok_or_else(|| SendError::Unknown("the answer holds no id".to_owned()))
}

/// The channel as Discord names it, else the one we asked for.
fn in_channel(body: &Value, asked: String) -> Channel {
    let told = body.get("channel_id").and_then(Value::as_str).map(str::to_owned);
    Channel { platform: Platform::Discord, id: told.unwrap_or(asked) }
}

/// An id that may stand in a path.
fn checked(id: &str) -> Result<&str, SendError> {
    if is_snowflake(id) { Ok(id) } else { Err(SendError::Refused("not a Discord id".to_owned())) }
}

fn checked_channel(channel: &Channel) -> Result<String, SendError> {
    if channel.platform != Platform::Discord {
        return Err(SendError::Refused("not a Discord channel".to_owned()));
    }
    checked(&channel.id).map(str::to_owned)
}

fn checked_person(person: &Identity) -> Result<&str, SendError> {
    if person.kind != IdentityKind::Discord {
        return Err(SendError::Refused("not a Discord user".to_owned()));
    }
    checked(&person.value)
}
