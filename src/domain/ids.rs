//! Names of things: people, places, messages, surveys. Parsed once, opaque afterwards.
//!
//! Knows how each is written (`slack:C0123`, `discord:2201`, `mia@example.com`). Refuses to know
//! what a platform does with them.

use std::fmt;
use std::str::FromStr;

/// A place where people talk. Slack and Discord are the two we know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Platform {
    /// Slack, one workspace per installation.
    Slack,
    /// Discord, one guild per installation.
    Discord,
}

impl Platform {
    /// Both platforms, in the order they are shown.
    pub const ALL: [Platform; 2] = [Platform::Slack, Platform::Discord];

    /// The lower-case word used in configuration, keys and columns.
    pub fn as_str(self) -> &'static str {
        match self {
            Platform::Slack => "slack",
            Platform::Discord => "discord",
        }
    }

    /// The platform's own name, for people.
    pub fn name(self) -> &'static str {
        match self {
            Platform::Slack => "Slack",
            Platform::Discord => "Discord",
        }
    }
}

impl fmt::Display for Platform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A name that is not written the way its kind is written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{value:?} is not {expected}")]
pub struct BadName {
    /// What was given, cut to 80 characters.
    pub value: String,
    /// What would have been right, as a noun phrase with an example.
    pub expected: &'static str,
}

impl BadName {
    fn new(value: &str, expected: &'static str) -> Self {
        Self { value: value.chars().take(80).collect(), expected }
    }
}

impl FromStr for Platform {
    type Err = BadName;

    fn from_str(s: &str) -> Result<Self, BadName> {
        match s {
            "slack" => Ok(Platform::Slack),
            "discord" => Ok(Platform::Discord),
            _ => Err(BadName::new(s, "a platform (\"slack\" or \"discord\")")),
        }
    }
}

/// Longest identifier taken from outside, in characters (RELIABILITY B16).
pub const MAX_ID_CHARS: usize = 255;

macro_rules! opaque_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(String);

        impl $name {
            /// Wraps an identifier that is already known to be well formed.
            pub fn new(value: impl Into<String>) -> Self {
                Self(value.into())
            }

            /// The identifier as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

opaque_id!(
    /// A Slack workspace (`T…`) or a Discord guild; empty where a platform has none
    /// (Discord direct messages and Discord user ids, which are global).
    Installation
);
opaque_id!(
    /// One survey; random, carried by every button.
    SurveyId
);
opaque_id!(
    /// One case; random, carried by its buttons.
    CaseId
);
opaque_id!(
    /// One human being, however many identities lead to them.
    PersonId
);
opaque_id!(
    /// A team's name exactly as configured.
    TeamName
);
opaque_id!(
    /// A stored ticket's own id (not the helpdesk's number).
    TicketId
);

/// Which kind of name an [`Identity`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum IdentityKind {
    /// A Slack user id.
    Slack,
    /// A Discord user id.
    Discord,
    /// An e-mail address, lower-cased.
    Email,
}

impl IdentityKind {
    /// The word stored in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            IdentityKind::Slack => "slack",
            IdentityKind::Discord => "discord",
            IdentityKind::Email => "email",
        }
    }
}

/// One name by which a person is known somewhere.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Identity {
    /// Slack, Discord or e-mail.
    pub kind: IdentityKind,
    /// The Slack workspace; empty for Discord (global ids), for e-mail, and where configuration
    /// names a Slack user without saying whose workspace.
    pub installation: String,
    /// The user id, or the lower-cased address.
    pub value: String,
}

impl Identity {
    /// A Slack user of a workspace.
    pub fn slack(workspace: impl Into<String>, user: impl Into<String>) -> Self {
        Self { kind: IdentityKind::Slack, installation: workspace.into(), value: user.into() }
    }

    /// A Discord user.
    pub fn discord(user: impl Into<String>) -> Self {
        Self { kind: IdentityKind::Discord, installation: String::new(), value: user.into() }
    }

    /// An e-mail address.
    pub fn email(address: &str) -> Self {
        Self { kind: IdentityKind::Email, installation: String::new(), value: address.trim().to_lowercase() }
    }

    /// The platform this identity can be written to, if it is a chat identity.
    pub fn platform(&self) -> Option<Platform> {
        match self.kind {
            IdentityKind::Slack => Some(Platform::Slack),
            IdentityKind::Discord => Some(Platform::Discord),
            IdentityKind::Email => None,
        }
    }

    /// Whether both name the same user, where one side may not know its workspace
    /// (configuration says `slack:U01`).
    pub fn matches(&self, other: &Identity) -> bool {
        self.kind == other.kind
            && self.value == other.value
            && (self.installation == other.installation
                || self.installation.is_empty()
                || other.installation.is_empty())
    }
}

impl fmt::Display for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            IdentityKind::Email => f.write_str(&self.value),
            kind => write!(f, "{}:{}", kind.as_str(), self.value),
        }
    }
}

impl FromStr for Identity {
    type Err = BadName;

    fn from_str(s: &str) -> Result<Self, BadName> {
        const EXPECTED: &str = "a person (\"slack:U0123\", \"discord:220123\" or \"mia@example.com\")";
        let bad = || BadName::new(s, EXPECTED);
        if let Some(user) = s.strip_prefix("slack:") {
            return plain_id(user).map(|u| Identity::slack("", u)).ok_or_else(bad);
        }
        if let Some(user) = s.strip_prefix("discord:") {
            return plain_id(user).map(Identity::discord).ok_or_else(bad);
        }
        match s.split_once('@') {
            Some((local, host)) if !local.is_empty() && is_host(host) && !s.contains(invisible) => {
                Ok(Identity::email(s))
            }
            _ => Err(bad()),
        }
    }
}

/// An address with a character that cannot be seen is not the address it looks like.
fn invisible(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}')
        || matches!(c, '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

fn is_host(s: &str) -> bool {
    s.contains('.') && !s.contains('@')
}

fn plain_id(s: &str) -> Option<&str> {
    let fits = !s.is_empty() && s.len() <= 64 && s.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    fits.then_some(s)
}

/// A channel as configuration writes it: `slack:C0123`, `discord:1098`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Channel {
    /// Where the channel is.
    pub platform: Platform,
    /// The platform's id of it, never its name.
    pub id: String,
}

impl fmt::Display for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.platform, self.id)
    }
}

impl FromStr for Channel {
    type Err = BadName;

    fn from_str(s: &str) -> Result<Self, BadName> {
        let bad = || BadName::new(s, "a channel (\"slack:C0123\" or \"discord:1098\")");
        let (platform, id) = s.split_once(':').ok_or_else(bad)?;
        let platform = platform.parse().map_err(|_| bad())?;
        let id = plain_id(id).ok_or_else(bad)?.to_owned();
        Ok(Channel { platform, id })
    }
}

/// Where a message can go.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Place {
    /// A channel, or a thread in it. On Discord a thread is a channel: `thread` is `None` there
    /// and `channel` holds the thread's id.
    Channel {
        /// The platform and channel id.
        channel: Channel,
        /// Slack: the thread's root `ts`.
        thread: Option<String>,
    },
    /// A direct message to one person.
    Direct {
        /// A Slack or Discord identity.
        person: Identity,
    },
}

impl Place {
    /// The platform that must carry it.
    pub fn platform(&self) -> Platform {
        match self {
            Place::Channel { channel, .. } => channel.platform,
            Place::Direct { person } => person.platform().unwrap_or(Platform::Slack),
        }
    }
}

/// Written `slack:C1`, `slack:C1/1700.1`, `dm:slack:T1/U1` or `dm:discord:/2201`; stored with an attempt.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Channel { channel, thread: None } => write!(f, "{channel}"),
            Place::Channel { channel, thread: Some(t) } => write!(f, "{channel}/{t}"),
            Place::Direct { person } => {
                write!(f, "dm:{}:{}/{}", person.kind.as_str(), person.installation, person.value)
            }
        }
    }
}

impl FromStr for Place {
    type Err = BadName;

    fn from_str(s: &str) -> Result<Self, BadName> {
        let bad = || BadName::new(s, "a place (\"slack:C1/1700.1\" or \"dm:slack:T1/U1\")");
        if let Some(rest) = s.strip_prefix("dm:") {
            let (platform, rest) = rest.split_once(':').ok_or_else(bad)?;
            let (installation, user) = rest.split_once('/').ok_or_else(bad)?;
            let person = match platform.parse().map_err(|_| bad())? {
                Platform::Slack => Identity::slack(installation, user),
                Platform::Discord => Identity::discord(user),
            };
            return Ok(Place::Direct { person });
        }
        let (channel, thread) = match s.split_once('/') {
            Some((c, t)) => (c, Some(t.to_owned())),
            None => (s, None),
        };
        Ok(Place::Channel { channel: channel.parse().map_err(|_| bad())?, thread })
    }
}

/// One sent message: the channel *as the platform returned it*, and its id or `ts` as text.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct MessageRef {
    /// Where it is; for a direct message the DM channel's id.
    pub channel: Channel,
    /// Slack `ts` (a string, never a float) or Discord message id.
    pub id: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_written_by_platform_or_by_address() {
        let read = |s: &str| s.parse::<Identity>().expect("a person");
        assert_eq!(read("slack:U0123"), Identity::slack("", "U0123"));
        assert_eq!(read("discord:220123"), Identity::discord("220123"));
        assert_eq!(read("Mia@Example.COM"), Identity::email("mia@example.com"));
        for s in ["slack:U0123", "discord:220123", "mia@example.com"] {
            assert_eq!(read(s).to_string(), s);
        }
    }

    #[test]
    fn what_is_nobody_is_refused_with_examples_and_without_its_length() {
        for s in [
            "",
            "mia",
            "slack:",
            "slack:U 1",
            "teams:U1",
            "@example.com",
            "mia@host",
            "mia @example.com",
            "a@b@c.d",
            "mi\u{200b}a@example.com",
        ] {
            assert!(s.parse::<Identity>().is_err(), "{s:?}");
        }
        let error = "x".repeat(5_000).parse::<Identity>().unwrap_err();
        assert_eq!(error.value.len(), 80);
        assert!(error.to_string().ends_with("(\"slack:U0123\", \"discord:220123\" or \"mia@example.com\")"));
    }

    #[test]
    fn a_user_matches_in_their_own_workspace_or_where_none_was_said() {
        let here = Identity::slack("T1", "U1");
        assert!(here.matches(&Identity::slack("T1", "U1")));
        assert!(here.matches(&Identity::slack("", "U1")) && Identity::slack("", "U1").matches(&here));
        assert!(!here.matches(&Identity::slack("T2", "U1")), "the same id in another workspace is somebody else");
        assert!(!here.matches(&Identity::slack("T1", "U2")));
        assert!(!Identity::slack("", "1").matches(&Identity::discord("1")));
        assert!(Identity::email(" Mia@x.org ").matches(&Identity::email("mia@x.org")));
    }

    #[test]
    fn channels_read_back() {
        for s in ["slack:C0123", "discord:1098"] {
            assert_eq!(s.parse::<Channel>().map(|c| c.to_string()), Ok(s.to_owned()));
        }
        for s in ["", "C0123", "slack:", "slack:#general", "irc:x", "slack:C1/2"] {
            assert!(s.parse::<Channel>().is_err(), "{s:?}");
        }
    }

    #[test]
    fn places_read_back() {
        let channel = |s: &str| s.parse::<Channel>().expect("a channel");
        let places = [
            Place::Channel { channel: channel("slack:C1"), thread: None },
            Place::Channel { channel: channel("slack:C1"), thread: Some("1700.1".to_owned()) },
            Place::Channel { channel: channel("discord:99"), thread: None },
            Place::Direct { person: Identity::slack("T1", "U1") },
            Place::Direct { person: Identity::discord("2201") },
        ];
        for place in places {
            assert_eq!(place.to_string().parse(), Ok(place));
        }
        for s in ["", "dm:", "dm:slack", "dm:slack:U1", "dm:email:/a@b.c", "nowhere:C1"] {
            assert!(s.parse::<Place>().is_err(), "{s:?}");
        }
    }

    #[test]
    fn platforms_read_back() {
        for platform in Platform::ALL {
            assert_eq!(platform.as_str().parse(), Ok(platform));
        }
        assert!("Slack".parse::<Platform>().is_err(), "configuration is lower case");
    }
}
