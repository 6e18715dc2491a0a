//! Settings: `config/default.toml`, then the operator's file, then `AFTERWORD__…`, validated once.
//!
//! Knows every key, its default and what is wrong with a value: file, key, value, remedy. Refuses to print a secret
//! and to connect to anything.
//!
//! Reading goes on after an error, so that one run of `afterword check` tells all of them. The layers keep where each
//! value came from (`layers`), so an error names the file or the variable. `config/default.toml` is both the reference
//! for people and the first layer: a default exists nowhere else, except for teams, whose defaults it documents and a
//! test compares.

mod api;
mod check;
mod error;
mod layers;
mod person;
mod platforms;
pub mod reach;
mod secrets;
mod source;
mod team;
mod values;
mod webhook;
mod words;
mod written;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use secrecy::SecretString;

use crate::domain::case;
use crate::domain::group::Group;
use crate::domain::ids::{Channel, Identity, TeamName};
use crate::domain::instrument::Series;
use crate::domain::language::Language;
use crate::domain::policy::Rules;
use crate::domain::privacy::Privacy;
use crate::domain::schedule::Schedule;
use crate::present::words::{Lexicon, Speaker, Voice};
use crate::telemetry::Log;

pub use crate::intake::hand_back::Facts as HandBackFacts;
pub use api::ApiToken;
pub use error::{ConfigError, ConfigErrors};
use layers::{Layers, Table};
pub use webhook::Webhook;
pub use written::Written;

/// The reference and the defaults, as shipped.
pub const DEFAULTS: &str = include_str!("../config/default.toml");
/// Names the operator's file when `--config` does not.
pub const FILE_VARIABLE: &str = "AFTERWORD_CONFIG";

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
    /// Who is known by several identities, as the operator says: each list is one person.
    pub people: Vec<Vec<Identity>>,
    /// Where closes come from by webhook.
    pub sources: Vec<crate::intake::Source>,
    /// Who may call `/api/v1`.
    pub api_tokens: Vec<ApiToken>,
    /// Who is told what happened.
    pub webhooks: Vec<Webhook>,
    /// How to log.
    pub log: Log,
    /// Nothing wrong, but worth a word to the operator.
    pub warnings: Vec<String>,
    /// Every value that may be shown, with where it comes from.
    pub written: Vec<Written>,
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
    /// `slack.transport`.
    pub transport: SlackTransport,
}

/// How Slack reaches us.
#[derive(Debug, Clone)]
pub enum SlackTransport {
    /// By sockets we hold open.
    Socket {
        /// `SLACK_APP_TOKEN`.
        app_token: SecretString,
    },
    /// By calling us.
    Http {
        /// `SLACK_SIGNING_SECRET`, then the one before it while both are in use.
        signing_secrets: Vec<SecretString>,
    },
}

/// `[discord]` with its secrets.
#[derive(Debug, Clone)]
pub struct Discord {
    /// REST base without a trailing slash, version included.
    pub api_url: String,
    /// `DISCORD_TOKEN`.
    pub token: SecretString,
    /// `discord.transport`.
    pub transport: DiscordTransport,
}

/// How Discord reaches us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DiscordTransport {
    /// By the gateway connection we hold open.
    Gateway,
    /// By calling us.
    Http {
        /// `DISCORD_PUBLIC_KEY`: Ed25519, a point of the curve and not one of the weak ones.
        public_key: [u8; 32],
    },
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
    /// Where cases go: one channel a platform, [`Team::case_channel`] first. A case goes to the one on the platform its
    /// customer answered on, if there is one, else to the first.
    pub case_channels: Vec<Channel>,
    /// What opens a case, and how long it may wait.
    pub cases: case::Rules,
    /// Who may see single answers.
    pub privacy: Privacy,
    /// Spoken to whoever's own language is not known.
    pub language: Language,
    /// Its own words in place of ours.
    pub words: Arc<Lexicon>,
    /// People who lead.
    pub managers: Vec<Identity>,
    /// People who help.
    pub agents: Vec<Identity>,
    /// User groups and roles whose people lead.
    pub manager_groups: Vec<Group>,
    /// User groups and roles whose people help.
    pub agent_groups: Vec<Group>,
    /// Whether and how to ask.
    pub rules: Rules,
}

impl Team {
    /// What a customer of this team reads in `language`; in the team's own language if nobody knows theirs.
    pub fn speaker(&self, language: Option<Language>) -> Speaker<'_> {
        Speaker::of(language.unwrap_or(self.language), &self.words)
    }

    /// The language the team's scorecard speaks. Never its own words: nobody rewrites what a card claims.
    pub fn voice(&self) -> Voice {
        Voice::of(self.language)
    }

    /// What its scorecard counts: each of its questions, in the words it is asked in now.
    pub fn series(&self) -> Vec<Series> {
        self.rules.instruments.iter().map(|instrument| self.words.series(instrument)).collect()
    }

    /// Whether this person belongs to the team, as agent or manager.
    pub fn has(&self, person: &Identity) -> bool {
        self.agents.iter().chain(&self.managers).any(|i| i.matches(person))
    }
}

impl Settings {
    /// Reads the defaults, then `file` (else what [`FILE_VARIABLE`] names), then `AFTERWORD__…` out of `env`.
    ///
    /// The environment is an argument, so that tests need not share one. Blocking: reads files.
    ///
    /// # Errors
    /// Everything that is wrong, each with its file, key, value and remedy; never a secret.
    pub fn load(file: Option<&Path>, env: &BTreeMap<String, String>) -> Result<Settings, ConfigErrors> {
        let named = env.get(FILE_VARIABLE).filter(|path| !path.is_empty()).map(PathBuf::from);
        let Some(path) = file.map(Path::to_path_buf).or(named) else { return Self::read(None, env) };
        let name = path.display().to_string();
        let text = std::fs::read_to_string(&path).map_err(|error| ConfigError {
            place: name.clone(),
            key: String::new(),
            value: None,
            problem: format!("cannot be read ({error}); check the path after --config or in {FILE_VARIABLE}"),
        })?;
        Self::read(Some((&name, &text)), env)
    }

    /// The same from a text instead of a file; `name` stands for the file in errors.
    ///
    /// # Errors
    /// As [`Settings::load`].
    pub fn from_toml(name: &str, text: &str, env: &BTreeMap<String, String>) -> Result<Settings, ConfigErrors> {
        Self::read(Some((name, text)), env)
    }

    fn read(file: Option<(&str, &str)>, env: &BTreeMap<String, String>) -> Result<Settings, ConfigErrors> {
        let mut layers = Layers::built_in(DEFAULTS)?;
        if let Some((name, text)) = file {
            layers = layers.with_toml(name, text)?;
        }
        let layers = layers.with_environment(env);
        let merged = layers.merged()?;
        let reading = layers.reading();
        let known = [
            "server",
            "database",
            "slack",
            "discord",
            "log",
            "survey",
            "team",
            "person",
            "source",
            "api_token",
            "webhook",
        ];
        let settings = assemble(&reading.root(&merged, &known), env);
        reading.finish()?;
        // Whatever is missing has been noted as an error; this is the belt to those braces.
        let settings = settings.map(|settings| {
            let written = written::everything(&layers, &merged, &settings.teams, env);
            Settings { written, ..settings }
        });
        settings.ok_or_else(|| {
            let problem = "incomplete, and no reason was noted; this is a bug".to_owned();
            ConfigError { place: "configuration".into(), key: String::new(), value: None, problem }.into()
        })
    }

    /// The team of this name.
    pub fn team(&self, name: &str) -> Option<&Team> {
        self.teams.iter().find(|t| t.name.as_str() == name)
    }
}

/// Every section is read, even after one that is wrong.
fn assemble(root: &Table<'_>, env: &BTreeMap<String, String>) -> Option<Settings> {
    let mut warnings = Vec::new();
    let mut outside = source::Outside { env, warnings: &mut warnings };
    let server = platforms::server(root);
    let database_url = platforms::database(root, &mut outside);
    let slack = platforms::slack(root, &mut outside);
    let discord = platforms::discord(root, &mut outside);
    let log = platforms::log(root);
    let teams = team::teams(root);
    let people = person::people(root);
    let sources = source::sources(root, &teams, &mut outside);
    let api_tokens = api::tokens(root, &teams, &sources, &mut outside);
    let webhooks = webhook::webhooks(root, &teams, &mut outside);
    let (slack, discord) = (slack?, discord?);
    warnings.extend(check::warnings(&teams, slack.is_some(), discord.is_some()));
    let nowhere = server.as_ref().is_some_and(|s| s.public_url.is_none());
    warnings.extend(sources.iter().filter(|s| nowhere && s.hand_back.is_some()).map(|s| {
        format!("source {:?}: handback is set but server.public_url is not, so no link can be handed back", s.name)
    }));
    Some(Settings {
        server: server?,
        database_url: database_url?,
        slack,
        discord,
        teams,
        people,
        sources,
        api_tokens,
        webhooks,
        log: log?,
        warnings,
        written: Vec::new(),
    })
}

#[cfg(test)]
mod tests;
