//! What people do in a chat, and what they get to see for it.
//!
//! Knows every act that a platform tells us of, in words both platforms share. Refuses to know a platform's payloads, and
//! what an act leads to: whoever `app` gave the adapters ([`Receiver`]) says that.

use std::collections::BTreeMap;

use async_trait::async_trait;

use super::Unread;
use crate::domain::Timestamp;
use crate::domain::group::Group;
use crate::domain::ids::{Channel, Identity, MessageRef, Platform};
use crate::present::{Form, Message};

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
