//! Where people are. One trait out, one enum in; Slack and Discord are twins behind it.
//!
//! Knows what a chat can do and how sending can fail. Refuses to know surveys, scores and stores: adapters hand
//! [`Inbound`] values to whoever `app` gave them and never call `flow`.

pub mod callback;
pub mod checkup;
pub mod discord;
pub mod http;
mod nul;
pub mod outgoing;
pub mod preview;
pub mod reach;
pub mod slack;
pub mod socket;
pub mod turns;
pub mod unread;
pub mod until;

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;

use crate::domain::group::Group;
use crate::domain::ids::{Channel, Identity, MessageRef, Place, Platform};
use crate::domain::survey::Unreachable;
use crate::domain::{Duration, Timestamp};
use crate::present::{Form, Message};

pub use unread::Unread;
pub use until::Until;

/// How a call to a platform failed.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum SendError {
    /// Not now; the platform (or our own pacing) says when. Never costs an attempt.
    #[error("rate limited for {after:?}")]
    RateLimited {
        /// Wait this long.
        after: Duration,
    },
    /// Final for this destination.
    #[error("unreachable: {0:?}")]
    Unreachable(Unreachable),
    /// Our message or request was refused as malformed: a bug of ours, never retried. Holds the platform's code.
    #[error("refused: {0}")]
    Refused(String),
    /// The whole installation is out of order (token revoked, app removed). Holds the platform's code.
    #[error("installation out of order: {0}")]
    Disabled(String),
    /// Certainly not delivered; worth another try (connection refused, name not resolved).
    #[error("not sent: {0}")]
    NotSent(String),
    /// It may have been delivered (time-out, reset, 5xx, unreadable answer). Look before sending again.
    #[error("outcome unknown: {0}")]
    Unknown(String),
}

/// What a platform knows about a user.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Profile {
    /// Name as shown.
    pub name: String,
    /// A program.
    pub is_bot: bool,
    /// IANA zone, where the platform tells (Slack).
    pub zone: Option<String>,
    /// Locale, where the platform tells.
    pub locale: Option<String>,
}

/// Who wrote in a conversation, and when; never what.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Glance {
    /// When the newest message was written that is not ours.
    pub last: Option<Timestamp>,
    /// People who wrote, as far as was read.
    pub people: Vec<Identity>,
    /// A program other than us wrote: what it says may be a person's words.
    pub programs: bool,
    /// Nothing was left unread, so that who is not here did not write.
    pub whole: bool,
}

impl Glance {
    /// Takes note of one message that is not ours.
    pub fn saw(&mut self, author: Option<Identity>, at: Option<Timestamp>) {
        self.last = self.last.max(at);
        match author {
            Some(person) if self.people.contains(&person) => {}
            Some(person) => self.people.push(person),
            None => self.programs = true,
        }
    }
}

/// A place where people talk, as `flow` sees it. Every method has its own deadline.
#[async_trait]
pub trait Chat: Send + Sync {
    /// Which one.
    fn platform(&self) -> Platform;

    /// The installation user ids belong to, once known: the Slack workspace. Discord's user ids are global.
    fn installation(&self) -> Option<String> {
        None
    }

    /// The Slack identity behind an e-mail address; `None` if nobody has it (Discord: always `None`).
    async fn find(&self, email: &str) -> Result<Option<Identity>, SendError>;

    /// What is known about a user; `None` if there is no such user.
    async fn profile(&self, person: &Identity) -> Result<Option<Profile>, SendError>;

    /// Everybody in a group, where the platform can list them (Slack); `None` where it cannot.
    async fn members(&self, _group: &Group) -> Result<Option<Vec<Identity>>, SendError> {
        Ok(None)
    }

    /// Whether a person is in a group, where the platform can tell it of one person (Discord); `None` where it cannot.
    async fn is_in(&self, _person: &Identity, _group: &Group) -> Result<Option<bool>, SendError> {
        Ok(None)
    }

    /// Whether these groups can be asked about, for `doctor`: each with the platform's code if not.
    async fn examine_groups(&self, _groups: &[Group]) -> Vec<(Group, Result<(), checkup::Trouble>)> {
        Vec::new()
    }

    /// Posts a new message. Limits are checked before anything leaves ([`SendError::Refused`]). Nothing leaves after
    /// `until`: that is [`SendError::NotSent`].
    async fn send_until(&self, until: &Until, to: &Place, message: &Message) -> Result<MessageRef, SendError>;

    /// The same without a limit.
    async fn send(&self, to: &Place, message: &Message) -> Result<MessageRef, SendError> {
        self.send_until(&Until::whenever(), to, message).await
    }

    /// Replaces a message of ours. Idempotent.
    async fn amend(&self, sent: &MessageRef, message: &Message) -> Result<(), SendError>;

    /// Looks for our own message with this marker in `place`, sent since `since`: the reconciliation of
    /// [`SendError::Unknown`].
    async fn find_sent(&self, place: &Place, marker: &str, since: Timestamp) -> Result<Option<MessageRef>, SendError>;

    /// Looks who wrote in a conversation, and when. What was written since `recent` is seen in any case; of what is older,
    /// as much as one page holds. A place that cannot be read is an error like any other.
    async fn glance(&self, place: &Place, recent: Timestamp) -> Result<Glance, SendError>;

    /// Asks the platform whether it still knows us, whatever it said last; on success calls are made again after
    /// [`SendError::Disabled`].
    async fn prove(&self) -> Result<(), SendError>;

    /// Asks the platform how our set-up stands: token, rights, these channels, the clock. Changes nothing.
    async fn examine(&self, channels: &[Channel]) -> checkup::Checkup;

    /// Checks that a message will be accepted, without sending it. The text names the limit.
    fn check(&self, message: &Message) -> Result<(), String>;
}

/// Who did something, as the platform vouches for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// Identity; for Slack with the workspace the *user* belongs to.
    pub identity: Identity,
    /// Display name if the payload has one.
    pub name: Option<String>,
    /// A program.
    pub is_bot: bool,
    /// Locale if the payload has one.
    pub locale: Option<String>,
    /// The groups the payload says they are in (Discord: the roles they have in the server where they acted, and that
    /// server); `None` if it does not say.
    pub groups: Option<Groups>,
}

/// What a payload says of somebody's groups.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Groups {
    /// The Discord server it speaks of; of others it says nothing.
    pub guild: String,
    /// Ids of the roles they have there.
    pub roles: Vec<String>,
}

impl Groups {
    /// Whether they are in this group; `None` if that is not said.
    pub fn has(&self, group: &Group) -> Option<bool> {
        match group {
            Group::Discord { guild, role } if *guild == self.guild => Some(self.roles.contains(role)),
            _ => None,
        }
    }
}

/// Where something was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scene {
    /// The installation: Slack workspace or Discord guild (empty in a Discord DM).
    pub installation: String,
    /// The channel; on Discord possibly a thread.
    pub channel: Channel,
    /// Discord: the channel that the thread is in, where the platform says it.
    pub parent: Option<Channel>,
    /// Slack: the thread's root `ts`, if the action was in a thread or on a message.
    pub thread: Option<String>,
    /// The channel is a direct conversation, or (Discord) a thread.
    pub own_thread: bool,
}

/// What was typed or chosen after `/afterword`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// `close @customer [subject] [--no-survey reason]`
    Close {
        /// Who was helped; `None` if the text named nobody we can resolve.
        customer: Option<Actor>,
        /// Subject.
        subject: Option<String>,
        /// Close without asking, with a reason.
        no_survey: Option<String>,
    },
    /// `why <ticket>`
    Why {
        /// As typed.
        ticket: String,
    },
    /// `scorecard [team] [week]`
    Scorecard {
        /// Team name as typed.
        team: Option<String>,
        /// Week label as typed.
        week: Option<String>,
    },
    /// `scorecard [team] <week> post`: one that was missed is to be posted.
    PostScorecard {
        /// Team name as typed.
        team: Option<String>,
        /// Week label as typed.
        week: Option<String>,
    },
    /// `compare <date> [team]`
    Compare {
        /// As typed.
        date: String,
        /// Team name as typed.
        team: Option<String>,
    },
    /// `cases`
    Cases,
    /// `credit <ticket> @agent <reason>`
    Credit {
        /// As typed.
        ticket: String,
        /// Who is to be credited.
        agent: Option<Actor>,
        /// Why.
        reason: Option<String>,
    },
    /// `me`, `me off`, `me on`
    Me {
        /// Whether the weekly message is wanted; `None` to see one's numbers.
        messages: Option<bool>,
    },
    /// `promise [text]`
    Promise {
        /// What the team will do better this week, as typed; `None` to see what was promised.
        text: Option<String>,
    },
    /// `pause [team]`
    Pause {
        /// Team name as typed.
        team: Option<String>,
    },
    /// `resume [team]`
    Resume {
        /// Team name as typed.
        team: Option<String>,
    },
    /// `preview [language]`
    Preview {
        /// A language's code or locale as typed.
        language: Option<String>,
    },
    /// `status`
    Status,
    /// `link @person other`: two accounts are one person's.
    Link {
        /// The account that was mentioned; `None` if the text named nobody we can resolve.
        person: Option<Identity>,
        /// The other account; `None` if it is not written like one.
        other: Option<Identity>,
    },
    /// `unlink other`
    Unlink {
        /// The account that is to be a person of its own; `None` if it is not written like one.
        other: Option<Identity>,
    },
    /// `dashboard`
    Dashboard,
    /// `stop-asking`
    StopAsking,
    /// `ask-me`
    AskMe,
    /// `help`, an empty text, or something that did not parse.
    Help {
        /// The text that was not understood, quoted back; `None` when help was asked for.
        not_understood: Option<String>,
    },
}

/// Something a person did on a platform. `dedupe` is stable over redeliveries of the same act.
#[derive(Debug, Clone, PartialEq)]
pub enum Inbound {
    /// A slash command.
    Command {
        /// Who.
        by: Actor,
        /// Where.
        at: Scene,
        /// What.
        command: Command,
        /// Redelivery key.
        dedupe: String,
    },
    /// The *Close & ask* message action: the target message names the customer and the thread.
    CloseAndAsk {
        /// The agent.
        by: Actor,
        /// Channel and thread of the target message.
        at: Scene,
        /// Author of the target message; `None` if the platform did not say.
        customer: Option<Actor>,
        /// First words of the target message, for the subject.
        excerpt: Option<String>,
        /// Target message's id: names the ticket.
        message_id: String,
        /// Redelivery key.
        dedupe: String,
    },
    /// A button.
    Press {
        /// Who.
        by: Actor,
        /// Where.
        at: Scene,
        /// The button's opaque id, untrusted.
        control: String,
        /// The message the button sits on, if it is one others can see.
        message: Option<MessageRef>,
        /// When it was pressed, by the platform's clock, if it says.
        made: Option<Timestamp>,
        /// Redelivery key.
        dedupe: String,
    },
    /// Somebody opened the app's own page (Slack's App Home).
    HomeOpened {
        /// Who.
        by: Actor,
        /// Redelivery key.
        dedupe: String,
    },
    /// A submitted form.
    Submit {
        /// Who.
        by: Actor,
        /// The form's opaque id, untrusted.
        control: String,
        /// Text fields by key; choices as stored words joined by commas.
        fields: BTreeMap<String, String>,
        /// Redelivery key.
        dedupe: String,
    },
    /// A Discord support thread or forum post was locked.
    ThreadLocked {
        /// The thread's place; `channel` is the thread.
        at: Scene,
        /// The channel the thread hangs under.
        parent: Channel,
        /// Who started it.
        owner: Option<Identity>,
        /// Its name.
        name: String,
        /// When.
        locked_at: Timestamp,
        /// Redelivery key.
        dedupe: String,
    },
    /// The platform says something about our being installed.
    Installation {
        /// Which platform.
        platform: Platform,
        /// The workspace or guild it is about.
        installation: String,
        /// What.
        news: InstallationNews,
        /// Redelivery key.
        dedupe: String,
    },
}

/// What a platform can say about an installation. None of it says that a message arrived or did not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InstallationNews {
    /// The app was removed. Comes in either order with [`InstallationNews::TokensRevoked`], or without it.
    Removed,
    /// Our token is no longer accepted.
    TokensRevoked,
    /// The platform holds back events of this minute; they do not come later.
    EventsWithheld,
}

impl InstallationNews {
    /// One word for the log.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Removed => "removed",
            Self::TokensRevoked => "tokens_revoked",
            Self::EventsWithheld => "events_withheld",
        }
    }
}

/// What the person who acted gets to see, and only they.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reply {
    /// A private message.
    pub message: Option<Message>,
    /// The private message takes the place of the private message the button sat on.
    pub in_place: bool,
    /// A form to open. Excludes `message`.
    pub form: Option<Form>,
}

/// Whoever `app` gave the adapters. Returns only after everything that must be durable is committed; the adapter
/// acknowledges after that. An error is answered honestly ("not saved, please press again").
#[async_trait]
pub trait Receiver: Send + Sync {
    /// Handles one act.
    async fn receive(&self, inbound: Inbound) -> Result<Reply, NotSaved>;

    /// Keeps what an adapter could not read, so that it is not acknowledged away.
    async fn keep(&self, unread: Unread) -> Result<(), NotSaved>;
}

/// It could not be stored; the person must be told so.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not saved")]
pub struct NotSaved;

/// The chats that are switched on.
#[derive(Clone, Default)]
pub struct Chats {
    /// Slack, if configured.
    pub slack: Option<Arc<dyn Chat>>,
    /// Discord, if configured.
    pub discord: Option<Arc<dyn Chat>>,
}

impl Chats {
    /// The chat of a platform, if it is switched on.
    pub fn get(&self, platform: Platform) -> Option<&Arc<dyn Chat>> {
        match platform {
            Platform::Slack => self.slack.as_ref(),
            Platform::Discord => self.discord.as_ref(),
        }
    }
}

/// How a connection stands, for `/readyz` and `status`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Link {
    /// Trying since then.
    Connecting {
        /// When it began.
        since: Timestamp,
    },
    /// Receiving.
    Up {
        /// When it was established.
        since: Timestamp,
    },
    /// Given up until an operator acts; the text says what to do.
    Fatal {
        /// One sentence.
        why: String,
    },
}

/// The state of one platform's link, shared between its listener and whoever reports on it.
#[derive(Debug, Clone)]
pub struct LinkState(Arc<std::sync::RwLock<Link>>);

impl LinkState {
    /// Not connected yet.
    pub fn connecting(since: Timestamp) -> Self {
        Self(Arc::new(std::sync::RwLock::new(Link::Connecting { since })))
    }

    /// How it stands.
    pub fn get(&self) -> Link {
        self.0.read().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
    }

    /// Changes it.
    pub fn set(&self, link: Link) {
        *self.0.write().unwrap_or_else(std::sync::PoisonError::into_inner) = link;
    }
}
