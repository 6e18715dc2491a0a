//! The calls we make, with the little of each answer that we read.
//!
//! Knows method names, arguments and pace. Our own request and response structs stand wherever the crate's are too
//! strict: a new field shape in an answer must not turn a delivered message into an error (RELIABILITY S8). Refuses to
//! know surveys and to retry.

use std::time::Duration;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use slack_morphism::errors::SlackClientError;
use slack_morphism::prelude::*;
use slack_morphism::{SlackClientApiCallContext, SlackClientHttpConnector};
use tracing::Span;
use url::Url;

use super::super::http::{Pace, Pacer};
use super::super::{SendError, Until};
use super::connector::Connector;
use super::errors::{UNSTATED_WAIT, classify};
use super::render::Rendered;
use super::standing::{Leave, Standing};

/// Posting: about one a second in a channel, short bursts allowed.
const CHANNEL: Pace = Pace { per_second: 1.0, burst: 4.0 };
/// Posting: several hundred a minute in a workspace.
const WORKSPACE: Pace = Pace { per_second: 5.0, burst: 20.0 };
const TIER_2: Pace = Pace { per_second: 20.0 / 60.0, burst: 10.0 };
/// Slack's tier 3 is "50 and more a minute", tier 4 twice that.
const TIER_3: Pace = Pace { per_second: 50.0 / 60.0, burst: 20.0 };
const TIER_4: Pace = Pace { per_second: 100.0 / 60.0, burst: 40.0 };
/// Somebody is waiting: only what Slack itself imposed holds this back.
const AT_ONCE: Pace = Pace { per_second: 50.0, burst: 100.0 };

const NOTHING: [(&str, Option<&str>); 0] = [];

fn pace(method: &str) -> Pace {
    match method {
        "chat.postMessage" => WORKSPACE,
        "chat.update"
        | "conversations.open"
        | "conversations.history"
        | "conversations.replies"
        | "users.lookupByEmail" => TIER_3,
        "usergroups.users.list" => TIER_2,
        "users.info" | "files.getUploadURLExternal" | "files.completeUploadExternal" => TIER_4,
        _ => AT_ONCE,
    }
}

/// The Web API as we use it.
#[derive(Debug)]
pub struct Api {
    client: SlackClient<Connector>,
    bot: SlackApiToken,
    app: SlackApiToken,
    pacer: Pacer,
    standing: Standing,
}

/// `conversations.open` with one person.
#[derive(Debug, Serialize)]
struct OpenDirect<'a> {
    users: &'a str,
}

/// `auth.test`: who we are.
#[derive(Debug, Clone, Deserialize)]
pub struct Whoami {
    /// Our workspace.
    pub team_id: String,
    /// Our own user.
    pub user_id: String,
    /// Our bot.
    pub bot_id: Option<String>,
}

/// A user, as far as we look.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct User {
    /// Id.
    pub id: String,
    /// The workspace the user belongs to.
    pub team_id: Option<String>,
    /// Handle.
    pub name: Option<String>,
    /// Full name.
    pub real_name: Option<String>,
    /// Deactivated.
    pub deleted: bool,
    /// A program.
    pub is_bot: bool,
    /// IANA zone.
    pub tz: Option<String>,
    /// Locale.
    pub locale: Option<String>,
    /// Names as shown.
    pub profile: UserProfile,
}

/// The names in a user's profile.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct UserProfile {
    /// Empty if not set.
    pub display_name: Option<String>,
    /// Full name.
    pub real_name: Option<String>,
}

#[derive(Deserialize)]
struct UserAnswer {
    user: User,
}

#[derive(Deserialize)]
struct BotAnswer {
    bot: Bot,
}

#[derive(Deserialize)]
struct Bot {
    app_id: String,
}

#[derive(Deserialize)]
struct Opened {
    channel: OpenedChannel,
}

#[derive(Deserialize)]
struct OpenedChannel {
    id: String,
}

/// A message Slack accepted: the channel as *it* names it.
#[derive(Debug, Clone, Deserialize)]
pub struct Posted {
    /// Channel.
    pub channel: String,
    /// Id.
    pub ts: String,
}

#[derive(Deserialize)]
struct Done {}

/// `chat.postMessage`, with the arguments the crate's type lacks.
#[derive(Debug, Serialize)]
pub struct Post<'a> {
    /// Channel id.
    pub channel: &'a str,
    /// Root of the thread.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thread_ts: Option<&'a str>,
    /// For notifications.
    pub text: &'a str,
    /// Block Kit.
    pub blocks: &'a [SlackBlock],
    /// Our marker.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<&'a SlackMessageMetadata>,
    /// The same for every attempt at the same message; Slack documents no effect, so nothing relies on it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_msg_id: Option<String>,
    /// Never.
    pub link_names: bool,
    /// Never.
    pub unfurl_links: bool,
    /// Never.
    pub unfurl_media: bool,
}

#[derive(Serialize)]
struct Update<'a> {
    channel: &'a str,
    ts: &'a str,
    text: &'a str,
    blocks: &'a [SlackBlock],
    #[serde(skip_serializing_if = "Option::is_none")]
    metadata: Option<&'a SlackMessageMetadata>,
    link_names: bool,
}

/// What is posted to a response URL.
#[derive(Debug, Serialize)]
pub struct Private {
    /// Always `ephemeral`: replies to people are theirs alone.
    response_type: SlackMessageResponseType,
    /// Whether the private message the button sat on is replaced.
    replace_original: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    thread_ts: Option<String>,
    #[serde(flatten)]
    content: SlackMessageContent,
}

impl Private {
    /// A private answer.
    pub fn new(rendered: &Rendered, replace_original: bool, thread: Option<String>) -> Self {
        let response_type = SlackMessageResponseType::Ephemeral;
        Self { response_type, replace_original, thread_ts: thread, content: rendered.content() }
    }
}

/// A page of messages, unmodelled: only ids and marks are looked at.
#[derive(Debug, Deserialize)]
pub struct Page {
    /// Messages.
    #[serde(default)]
    pub messages: Vec<Value>,
    #[serde(default)]
    response_metadata: Option<Cursor>,
}

#[derive(Debug, Deserialize)]
struct Cursor {
    #[serde(default)]
    next_cursor: Option<String>,
}

impl Page {
    /// Where the next page begins.
    pub fn next(&self) -> Option<&str> {
        self.response_metadata.as_ref()?.next_cursor.as_deref().filter(|c| !c.is_empty())
    }
}

/// Which messages to list.
#[derive(Debug, Clone)]
pub struct Listing<'a> {
    /// Channel id.
    pub channel: &'a str,
    /// Root of a thread; without it the channel itself is listed.
    pub thread: Option<&'a str>,
    /// Oldest `ts`.
    pub oldest: &'a str,
}

#[derive(Serialize)]
struct Uploads<'a> {
    files: [Uploaded<'a>; 1],
}

#[derive(Serialize)]
struct Uploaded<'a> {
    id: &'a SlackFileId,
    title: &'a str,
}

#[derive(Serialize)]
struct ViewUpdate<'a> {
    view_id: &'a str,
    view: &'a SlackView,
}

#[derive(Serialize)]
struct HomePublish<'a> {
    user_id: &'a str,
    view: &'a SlackView,
}

#[derive(Deserialize)]
struct GroupAnswer {
    #[serde(default)]
    users: Vec<String>,
}

impl Api {
    /// A client for both tokens.
    pub fn new(connector: Connector, bot: &str, app: &str) -> Self {
        let token = |value: &str, kind| SlackApiToken::new(SlackApiTokenValue(value.to_owned())).with_token_type(kind);
        Self {
            client: SlackClient::new(connector),
            bot: token(bot, SlackApiTokenType::Bot),
            app: token(app, SlackApiTokenType::App),
            pacer: Pacer::default(),
            standing: Standing::default(),
        }
    }

    /// Who we are.
    pub async fn auth_test(&self) -> Result<Whoami, SendError> {
        // Asked whatever was said before: this is how a token is found to work again.
        let answer = self.client.open_session(&self.bot).http_session_api.http_get("auth.test", &NOTHING, None).await;
        self.settle(answer, "auth.test", AT_ONCE)
    }

    /// `auth.test` with the headers it is answered with.
    pub async fn auth_headers(&self) -> Result<(reqwest::header::HeaderMap, Value), SendError> {
        self.client.http_api.connector.headers("auth.test", &self.bot).await.map_err(|e| classify(&e))
    }

    /// The app a bot belongs to.
    pub async fn app_of(&self, bot: &str) -> Result<String, SendError> {
        self.get::<BotAnswer>("bots.info", &[("bot", bot)]).await.map(|a| a.bot.app_id)
    }

    /// Whether sockets can be asked for at all.
    pub fn has_app_token(&self) -> bool {
        !self.app.token_value.value().is_empty()
    }

    /// A fresh socket address. It is a secret and works once.
    pub async fn open_socket(&self) -> Result<Url, SendError> {
        let request = SlackApiAppsConnectionOpenRequest::new();
        let opened = self.client.open_session(&self.app).apps_connections_open(&request).await;
        opened.map(|answer| answer.url.value().clone()).map_err(|e| classify(&e))
    }

    /// Posts, unless it is too late by then. Paced per channel and per workspace; a 429 holds back this channel only.
    pub async fn post_message(&self, post: &Post<'_>, until: &Until) -> Result<Posted, SendError> {
        let key = format!("channel:{}", post.channel);
        self.pacer.admit(&key, CHANNEL).await?;
        self.pacer.admit("chat.postMessage", WORKSPACE).await?;
        let _leave = self.standing.admit().await?;
        let answer = self.client.http_api.connector.call(&self.bot, "chat.postMessage", post, until).await;
        self.settle(answer, &key, CHANNEL)
    }

    /// Replaces a message of ours.
    pub async fn update(&self, channel: &str, ts: &str, new: &Rendered) -> Result<(), SendError> {
        let (text, blocks, metadata) = (new.text.as_str(), new.blocks.as_slice(), new.metadata.as_ref());
        let request = Update { channel, ts, text, blocks, metadata, link_names: false };
        self.post::<_, Done>("chat.update", &request).await.map(|_| ())
    }

    /// The direct conversation with a user.
    pub async fn open_direct(&self, user: &str) -> Result<String, SendError> {
        // Not the crate's request: it sends a JSON list where Slack documents a comma-separated string.
        self.post::<_, Opened>("conversations.open", &OpenDirect { users: user }).await.map(|o| o.channel.id)
    }

    /// A page of messages, newest first in a channel, oldest first in a thread.
    pub async fn list(&self, what: &Listing<'_>, cursor: Option<&str>) -> Result<Page, SendError> {
        let mut arguments = vec![
            ("channel", what.channel),
            ("oldest", what.oldest),
            ("inclusive", "true"),
            ("include_all_metadata", "true"),
            ("limit", "100"),
        ];
        arguments.extend(cursor.map(|c| ("cursor", c)));
        arguments.extend(what.thread.map(|t| ("ts", t)));
        let method = if what.thread.is_some() { "conversations.replies" } else { "conversations.history" };
        self.get(method, &arguments).await
    }

    /// A user by id.
    pub async fn user(&self, id: &str) -> Result<User, SendError> {
        self.get::<UserAnswer>("users.info", &[("user", id), ("include_locale", "true")]).await.map(|a| a.user)
    }

    /// A user by e-mail address.
    pub async fn user_by_email(&self, email: &str) -> Result<User, SendError> {
        self.get::<UserAnswer>("users.lookupByEmail", &[("email", email)]).await.map(|a| a.user)
    }

    /// Opens a form. The trigger lives three seconds, so the call is given up after as long.
    pub async fn open_view(&self, trigger: &SlackTriggerId, view: SlackView) -> Result<(), SendError> {
        const TRIGGER: Duration = Duration::from_secs(3);
        let request = SlackApiViewsOpenRequest::new(trigger.clone(), view);
        match tokio::time::timeout(TRIGGER, self.post::<_, Done>("views.open", &request)).await {
            Ok(answer) => answer.map(|_| ()),
            Err(_) => Err(SendError::Unknown("no answer in time".to_owned())),
        }
    }

    /// Changes an open form.
    pub async fn update_view(&self, view_id: &str, view: &SlackView) -> Result<(), SendError> {
        self.post::<_, Done>("views.update", &ViewUpdate { view_id, view }).await.map(|_| ())
    }

    /// Shows a person their App Home.
    pub async fn publish_home(&self, user: &str, view: &SlackView) -> Result<(), SendError> {
        self.post::<_, Done>("views.publish", &HomePublish { user_id: user, view }).await.map(|_| ())
    }

    /// Ids of everybody in a user group.
    pub async fn group_members(&self, group: &str) -> Result<Vec<String>, SendError> {
        self.get::<GroupAnswer>("usergroups.users.list", &[("usergroup", group)]).await.map(|a| a.users)
    }

    /// Uploads a picture without sharing it anywhere: reserve, send the bytes (without our token), complete.
    pub async fn upload(&self, name: &str, alt: &str, png: &[u8]) -> Result<SlackFileId, SendError> {
        let length = png.len().to_string();
        let arguments = [("filename", name), ("length", length.as_str()), ("alt_txt", alt)];
        let slot: SlackApiFilesGetUploadUrlExternalResponse =
            self.get("files.getUploadURLExternal", &arguments).await?;
        let session = self.client.open_session(&self.bot);
        let url = slot.upload_url.value().clone();
        let sent = session.http_session_api.http_post_uri_binary::<Done>(url, "image/png".to_owned(), png, None).await;
        sent.map_err(|e| classify(&e))?;
        let files = [Uploaded { id: &slot.file_id, title: name }];
        self.post::<_, Done>("files.completeUploadExternal", &Uploads { files }).await?;
        Ok(slot.file_id)
    }

    /// Answers privately through a response URL: no token, no pace, five times within thirty minutes.
    pub async fn respond(&self, url: &Url, answer: &Private) -> Result<(), SendError> {
        let span = Span::none();
        let context = SlackClientApiCallContext {
            rate_control_params: None,
            token: None,
            tracing_span: &span,
            is_sensitive_url: true,
        };
        let connector = &self.client.http_api.connector;
        connector.http_post_uri::<_, Done>(url.clone(), answer, context).await.map(|_| ()).map_err(|e| classify(&e))
    }

    async fn post<RQ, RS>(&self, method: &str, request: &RQ) -> Result<RS, SendError>
    where
        RQ: Serialize + Send + Sync,
        RS: DeserializeOwned + Send,
    {
        self.pacer.admit(method, pace(method)).await?;
        let _leave = self.leave(method).await?;
        let answer = self.client.open_session(&self.bot).http_session_api.http_post(method, request, None).await;
        self.settle(answer, method, pace(method))
    }

    /// Slack takes JSON bodies for most methods but not for the ones that only read.
    async fn get<RS>(&self, method: &str, arguments: &[(&str, &str)]) -> Result<RS, SendError>
    where
        RS: DeserializeOwned + Send,
    {
        self.pacer.admit(method, pace(method)).await?;
        let _leave = self.leave(method).await?;
        let arguments: Vec<_> = arguments.iter().map(|(name, value)| (*name, Some(*value))).collect();
        let session = self.client.open_session(&self.bot);
        let answer = session.http_session_api.http_get(method, &arguments, None).await;
        self.settle(answer, method, pace(method))
    }

    async fn leave(&self, method: &str) -> Result<Leave, SendError> {
        if method.starts_with("views.") {
            self.standing.admit_at_once()?;
            return Ok(None);
        }
        self.standing.admit().await
    }

    fn settle<RS>(&self, answer: Result<RS, SlackClientError>, key: &str, pace: Pace) -> Result<RS, SendError> {
        let answer = answer.map_err(|error| classify(&error));
        self.standing.note(&answer);
        if let Err(SendError::RateLimited { after }) = &answer {
            self.pacer.stop(key, pace, Duration::try_from(*after).unwrap_or(UNSTATED_WAIT));
        }
        answer
    }
}

/// Whether a failure is Slack saying that our blocks name a file it has not finished taking in.
pub fn file_not_ready(error: &SendError) -> bool {
    matches!(error, SendError::Refused(code) if code == "invalid_blocks")
}
