//! Where people are. One trait out, one enum in; Slack and Discord are twins behind it.
//!
//! Knows what a chat can do and how sending can fail. Refuses to know surveys, scores and stores: adapters hand
//! [`Inbound`] values to whoever `app` gave them and never call `flow`.

mod acts;
pub mod callback;
pub mod checkup;
pub mod discord;
pub mod http;
mod link;
mod nul;
pub mod outgoing;
pub mod preview;
pub mod reach;
pub mod slack;
pub mod socket;
pub mod turns;
pub mod unread;
pub mod until;

use std::sync::Arc;

use async_trait::async_trait;

use crate::domain::group::Group;
use crate::domain::ids::{Channel, Identity, MessageRef, Place, Platform};
use crate::domain::survey::Unreachable;
use crate::domain::{Duration, Timestamp};
use crate::present::Message;

pub use acts::{Actor, Command, Groups, Inbound, InstallationNews, NotSaved, Receiver, Reply, Scene};
pub use link::{Link, LinkState};
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
