//! A set of people that a platform keeps for us: a Slack user group, a Discord role.
//!
//! Knows how configuration writes one. Refuses to know who is in it: the platform says, and may change its mind.

use std::fmt;
use std::str::FromStr;

use super::ids::{Identity, Platform};

/// A user group of Slack or a role of a Discord server.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Group {
    /// A Slack user group by its id (`S…`).
    Slack {
        /// Its id.
        id: String,
    },
    /// A Discord role.
    Discord {
        /// The server.
        guild: String,
        /// The role's id.
        role: String,
    },
}

impl Group {
    /// Where it is kept.
    pub fn platform(&self) -> Platform {
        match self {
            Group::Slack { .. } => Platform::Slack,
            Group::Discord { .. } => Platform::Discord,
        }
    }
}

impl fmt::Display for Group {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Group::Slack { id } => write!(f, "slack-group:{id}"),
            Group::Discord { guild, role } => write!(f, "discord-role:{guild}/{role}"),
        }
    }
}

/// Not written as a person or a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "this is not a person or a group; write \"slack:U0123\", \"discord:220123\", \"mia@example.com\", \"slack-group:S0123\" or \
     \"discord-role:SERVER/ROLE\""
)]
pub struct BadMember;

impl FromStr for Group {
    type Err = BadMember;

    fn from_str(s: &str) -> Result<Self, BadMember> {
        // `slack:@S0123` is how Slack itself marks a group.
        if let Some(id) = s.strip_prefix("slack-group:").or_else(|| s.strip_prefix("slack:@")) {
            let fits =
                id.starts_with('S') && (2..=64).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric());
            return fits.then(|| Group::Slack { id: id.to_owned() }).ok_or(BadMember);
        }
        let snowflake = |id: &str| (1..=20).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_digit());
        match s.strip_prefix("discord-role:").and_then(|rest| rest.split_once('/')) {
            Some((guild, role)) if snowflake(guild) && snowflake(role) => {
                Ok(Group::Discord { guild: guild.to_owned(), role: role.to_owned() })
            }
            _ => Err(BadMember),
        }
    }
}

/// One entry of a team's `agents` or `managers`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Member {
    /// One person.
    Person(Identity),
    /// Everybody in a group.
    Group(Group),
}

impl FromStr for Member {
    type Err = BadMember;

    fn from_str(s: &str) -> Result<Self, BadMember> {
        match s.parse() {
            Ok(group) => Ok(Member::Group(group)),
            Err(BadMember) => s.parse().map(Member::Person).map_err(|_| BadMember),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_read_back_and_slacks_own_mark_is_understood() {
        for s in ["slack-group:S0123", "discord-role:900000000000000001/77"] {
            assert_eq!(s.parse::<Group>().map(|g| g.to_string()), Ok(s.to_owned()));
        }
        assert_eq!("slack:@S0123".parse(), Ok(Group::Slack { id: "S0123".into() }));
        for s in [
            "",
            "slack-group:",
            "slack-group:U0123",
            "slack-group:S01 23",
            "slack:@",
            "slack:S0123",
            "discord-role:1",
            "discord-role:1/",
            "discord-role:1/x",
            "discord-role:/2",
        ] {
            assert_eq!(s.parse::<Group>(), Err(BadMember), "{s:?}");
        }
    }

    #[test]
    fn a_member_is_a_person_or_a_group() {
        assert_eq!("slack:U1".parse(), Ok(Member::Person(Identity::slack("", "U1"))));
        assert_eq!("slack:@S1".parse(), Ok(Member::Group(Group::Slack { id: "S1".into() })));
        let error = "everybody".parse::<Member>().unwrap_err().to_string();
        assert!(error.contains("slack-group:S0123") && error.contains("discord-role:SERVER/ROLE"), "{error}");
    }
}
