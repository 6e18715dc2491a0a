//! The truth about what happened: every request the app made and everything a person could see, in order.
//!
//! Written before the world answers, so that a dropped answer still leaves its trace. Knows no platform's rules.

use std::fmt;

use serde::Serialize;
use serde_json::Value;

/// One of the two chats of this world.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Platform {
    /// The Slack workspace.
    Slack,
    /// The Discord guild.
    Discord,
}

impl fmt::Display for Platform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Platform::Slack => "slack",
            Platform::Discord => "discord",
        })
    }
}

/// One line of the journal.
#[derive(Debug, Clone, Serialize)]
pub struct Entry {
    /// Position, from 0, without gaps.
    pub number: usize,
    /// World time, milliseconds since 1970.
    pub at: i64,
    /// Where.
    pub platform: Platform,
    /// What.
    #[serde(flatten)]
    pub what: What,
}

/// What can happen.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum What {
    /// A person did something.
    Act {
        /// Key of the person.
        person: String,
        /// `say`, `slash`, `press`, …
        act: String,
        /// Its details.
        details: Value,
    },
    /// The app called the platform. Written on arrival.
    Request {
        /// HTTP method.
        method: String,
        /// Path, without the query.
        path: String,
        /// Query arguments as an object.
        query: Value,
        /// JSON body; forms as objects; of a multipart body its `payload_json`; `null` for none.
        body: Value,
    },
    /// The platform refused a call. Nothing visible came of it.
    Refused {
        /// Path of the call.
        path: String,
        /// HTTP status.
        status: u16,
        /// The platform's code.
        code: String,
        /// The platform's details.
        details: String,
    },
    /// A message appeared.
    Posted(Glimpse),
    /// A message changed.
    Edited(Glimpse),
    /// A message went away.
    Deleted(Glimpse),
    /// A form opened before a person, or its contents were replaced.
    FormOpened {
        /// Key of the person.
        person: String,
        /// The raw view or modal.
        form: Value,
    },
    /// A person's form closed.
    FormClosed {
        /// Key of the person.
        person: String,
    },
    /// A person's form stayed open and complained.
    FormRefused {
        /// Key of the person.
        person: String,
        /// Complaints by field.
        errors: Value,
    },
    /// The app took note of an act without (yet) showing anything.
    Acknowledged {
        /// Key of the person.
        person: String,
    },
    /// A person saw the platform's own complaint about the app.
    Failed {
        /// Key of the person.
        person: String,
        /// Its words.
        text: String,
    },
    /// The app broke a rule that the platforms themselves let pass.
    Violation {
        /// Which rule, in words.
        rule: String,
    },
}

/// A message as it enters the journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Glimpse {
    /// Channel id.
    pub channel: String,
    /// Message id (Slack: `ts`).
    pub message: String,
    /// Key of the only person who sees it.
    pub only_for: Option<String>,
    /// The app wrote it.
    pub bot: bool,
    /// All its words.
    pub text: String,
}

impl What {
    /// Whether the named person notices this, given the channels they can see; and whether only they do.
    pub(super) fn noticed_by(&self, person: &str, channel: &str) -> Option<bool> {
        match self {
            What::Posted(g) | What::Edited(g) | What::Deleted(g) if g.bot => match &g.only_for {
                Some(key) => (key == person).then_some(true),
                None => (g.channel == channel).then_some(false),
            },
            What::FormOpened { person: p, .. }
            | What::FormRefused { person: p, .. }
            | What::Failed { person: p, .. } => (p == person).then_some(true),
            What::FormClosed { person: p } => (p == person).then_some(false),
            _ => None,
        }
    }
}
