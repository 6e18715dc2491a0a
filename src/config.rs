//! Settings: `config/default.toml`, then the operator's file, then `AFTERWORD__…`, validated once.
//!
//! Knows every key, its default and what is wrong with a value: file, key, value, remedy. Refuses to print a secret
//! and to connect to anything.

use secrecy::SecretString;

use crate::domain::ids::{Channel, Identity, TeamName};
use crate::domain::policy::Rules;
use crate::domain::schedule::Schedule;

/// Everything the binary needs to know, already checked.
#[derive(Debug)]
pub struct Settings {
    /// HTTP.
    pub server: Server,
    /// `sqlite://…` or `postgres://…` (from `database.url` or `DATABASE_URL`).
    pub database_url: SecretString,
    /// Slack, if its tokens are present.
    pub slack: Option<Slack>,
    /// Discord, if its token is present.
    pub discord: Option<Discord>,
    /// At least one.
    pub teams: Vec<Team>,
    /// Where closes come from by webhook.
    pub sources: Vec<crate::intake::Source>,
}

/// `[server]`.
#[derive(Debug, Clone)]
pub struct Server {
    /// Address to listen on.
    pub bind: std::net::SocketAddr,
    /// Address people reach it under.
    pub public_url: Option<url::Url>,
}

/// `[slack]` with its secrets.
#[derive(Debug, Clone)]
pub struct Slack {
    /// Web API base without a trailing slash.
    pub api_url: String,
    /// `SLACK_BOT_TOKEN`.
    pub bot_token: SecretString,
    /// `SLACK_APP_TOKEN`, for Socket Mode.
    pub app_token: SecretString,
}

/// `[discord]` with its secrets.
#[derive(Debug, Clone)]
pub struct Discord {
    /// REST base without a trailing slash, version included.
    pub api_url: String,
    /// `DISCORD_TOKEN`.
    pub token: SecretString,
}

/// One `[[team]]`, with the survey rules it inherits.
#[derive(Debug, Clone)]
pub struct Team {
    /// Unique name.
    pub name: TeamName,
    /// Zone.
    pub zone: jiff::tz::TimeZone,
    /// When the scorecard is due.
    pub schedule: Schedule,
    /// Where it is posted.
    pub channels: Vec<Channel>,
    /// Where closes made in chat belong to this team, and (Discord) whose locked threads count as closes.
    pub support_channels: Vec<Channel>,
    /// Where the team is told what a person must see.
    pub case_channel: Option<Channel>,
    /// People who lead.
    pub managers: Vec<Identity>,
    /// People who help.
    pub agents: Vec<Identity>,
    /// Whether and how to ask.
    pub rules: Rules,
}

impl Team {
    /// Whether this person belongs to the team, as agent or manager.
    pub fn has(&self, person: &Identity) -> bool {
        self.agents.iter().chain(&self.managers).any(|i| i.matches(person))
    }
}

impl Settings {
    /// The team of this name.
    pub fn team(&self, name: &str) -> Option<&Team> {
        self.teams.iter().find(|t| t.name.as_str() == name)
    }
}
