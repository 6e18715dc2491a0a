//! `[server]`, `[database]`, `[slack]`, `[discord]` and `[log]`, with the secrets that belong to them.
//!
//! Knows what switches each platform on. Refuses to talk to any of them: whether a token works is `doctor`'s question.

use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::error::ConfigError;
use super::layers::Table;
use super::secrets::{Given, secret};
use super::source::Outside;
use super::values::{address, outbound};
use super::{Discord, DiscordTransport, Server, Slack, SlackTransport};
use crate::telemetry::{Format, Log};

/// `[server]`.
pub(super) fn server(root: &Table<'_>) -> Option<Server> {
    let table = root.get("server")?.table(&["bind", "public_url"])?;
    let bind = table.get("bind").and_then(|field| {
        let parsed = field.text()?.parse();
        parsed.map_err(|_| field.refuse("not an address to listen on; write it like \"127.0.0.1:8080\"")).ok()
    });
    let public_url = match table.get("public_url") {
        Some(field) => Some(field.text().and_then(|w| address(&w).map_err(|p| field.refuse(p)).ok())?),
        None => None,
    };
    Some(Server { bind: bind?, public_url })
}

/// `[log]`.
pub(super) fn log(root: &Table<'_>) -> Option<Log> {
    let table = root.get("log")?.table(&["format", "filter"])?;
    let format = table.get("format").and_then(|f| f.word(&[("human", Format::Human), ("json", Format::Json)]));
    let filter = table.get("filter").and_then(|field| {
        let filter = field.text()?;
        if !Log::understands(&filter) {
            field.refuse("not a filter; write a level (\"info\") or directives (\"info,afterword::web=debug\")");
            return None;
        }
        Some(filter)
    });
    Some(Log { format: format?, filter: filter? })
}

/// `DATABASE_URL`, else `database.url`. Addresses of databases hold passwords, so only the scheme is ever shown.
pub(super) fn database(root: &Table<'_>, outside: &mut Outside<'_>) -> Option<SecretString> {
    let field = root.get("database")?.table(&["url"])?.get("url")?;
    let given = take(root, outside, "DATABASE_URL")?;
    let url = match &given {
        Some(secret) => secret.expose_secret().to_owned(),
        None => field.value.as_str().map(str::to_owned).or_else(|| {
            field.refuse_unseen("this must be a text in quotes");
            None
        })?,
    };
    let Some(problem) = database_problem(&url) else { return Some(SecretString::from(url)) };
    match given {
        Some(_) => root.reading.note(in_environment("DATABASE_URL", &problem)),
        None => field.refuse_unseen(problem),
    }
    None
}

fn database_problem(url: &str) -> Option<String> {
    const REMEDY: &str = "write sqlite://PATH or postgres://USER@HOST/NAME";
    match url.split_once("://") {
        Some(("sqlite", path)) if path.starts_with(":memory:") || path.is_empty() => {
            Some("a database in memory forgets everything at a restart; write sqlite://PATH".into())
        }
        Some(("sqlite", _)) => None,
        Some(("postgres" | "postgresql", _)) => {
            let named = Url::parse(url).is_ok_and(|u| u.path().len() > 1 || u.query().is_some());
            (!named).then(|| format!("not a PostgreSQL address with a database name; {REMEDY}"))
        }
        Some((scheme, _)) if scheme.len() <= 20 => Some(format!("{scheme:?} is no database we know; {REMEDY}")),
        _ => Some(format!("not the address of a database; {REMEDY}")),
    }
}

/// Slack, if its bot token is present. The outer `None` means an error was noted.
pub(super) fn slack(root: &Table<'_>, outside: &mut Outside<'_>) -> Option<Option<Slack>> {
    let platform = platform(root, "slack", "socket");
    let bot = take(root, outside, "SLACK_BOT_TOKEN");
    let app = take(root, outside, "SLACK_APP_TOKEN");
    let signing = take(root, outside, "SLACK_SIGNING_SECRET");
    let previous = take(root, outside, "SLACK_SIGNING_SECRET_PREVIOUS");
    let (bot, app, signing, previous, Platform { api_url, http }) = (bot?, app?, signing?, previous?, platform?);
    let (needed, given) = if http { ("SLACK_SIGNING_SECRET", signing) } else { ("SLACK_APP_TOKEN", app) };
    let wrong = |key, problem| {
        root.reading.note(in_environment(key, problem));
        None
    };
    match (bot, given) {
        (None, None) => Some(None),
        (None, Some(_)) => wrong("SLACK_BOT_TOKEN", &format!("not set, though {needed} is; Slack needs both")),
        (Some(_), None) => wrong(needed, if http { NO_SIGNING_SECRET } else { NO_APP_TOKEN }),
        (Some(bot), Some(_)) if begins(&bot, &["xapp-", "xoxp-"]) => {
            wrong("SLACK_BOT_TOKEN", "holds another kind of token; the bot token starts with xoxb-")
        }
        (Some(_), Some(secret)) if http && begins(&secret, &["xoxb-", "xoxp-", "xapp-"]) => {
            wrong(needed, "holds a token; the signing secret is on the app's page Basic Information → App Credentials")
        }
        (Some(_), Some(app)) if !http && begins(&app, &["xoxb-", "xoxp-"]) => {
            wrong("SLACK_APP_TOKEN", "holds another kind of token; the app-level token starts with xapp-")
        }
        (Some(bot), _) if !is_one_word(&bot) => wrong("SLACK_BOT_TOKEN", NOT_ONE_WORD),
        (_, Some(secret)) if !is_one_word(&secret) => wrong(needed, NOT_ONE_WORD),
        (Some(bot_token), Some(secret)) => {
            let transport = if http {
                SlackTransport::Http { signing_secrets: std::iter::once(secret).chain(previous).collect() }
            } else {
                SlackTransport::Socket { app_token: secret }
            };
            Some(Some(Slack { api_url, bot_token, transport }))
        }
    }
}

const NO_APP_TOKEN: &str = "not set, though SLACK_BOT_TOKEN is; slack.transport = \"socket\" needs an app-level token \
                            (xapp-…) with connections:write, or unset both to switch Slack off";
const NO_SIGNING_SECRET: &str = "not set, though SLACK_BOT_TOKEN is; slack.transport = \"http\" needs the signing secret \
                                 (the app's page Basic Information → App Credentials), or unset both to switch Slack off";
const NO_PUBLIC_KEY: &str = "not set, though DISCORD_TOKEN is; discord.transport = \"http\" needs the application's public \
                             key (Developer Portal → General Information), or unset both to switch Discord off";

const NOT_ONE_WORD: &str = "holds a space, a line break or another character that no token has; paste it once more";

/// A token travels in a header: nothing but visible ASCII can. A secret is pasted from the same pages.
fn is_one_word(token: &SecretString) -> bool {
    token.expose_secret().bytes().all(|b| b.is_ascii_graphic())
}

/// Discord, if its token is present. The outer `None` means an error was noted.
pub(super) fn discord(root: &Table<'_>, outside: &mut Outside<'_>) -> Option<Option<Discord>> {
    let platform = platform(root, "discord", "gateway");
    let token = take(root, outside, "DISCORD_TOKEN");
    let key = take(root, outside, "DISCORD_PUBLIC_KEY");
    let (token, key, Platform { api_url, http }) = (token?, key?, platform?);
    let wrong = |key, problem| {
        root.reading.note(in_environment(key, problem));
        None
    };
    // People paste the header's value. The word before the token is ours to add.
    let bare = token.map(|t| match t.expose_secret().strip_prefix("Bot ") {
        Some(bare) => SecretString::from(bare.trim().to_owned()),
        None => t,
    });
    if bare.as_ref().is_some_and(|token| !is_one_word(token)) {
        return wrong("DISCORD_TOKEN", NOT_ONE_WORD);
    }
    match (bare, key) {
        (None, None) => Some(None),
        (None, Some(_)) if http => {
            wrong("DISCORD_TOKEN", "not set, though DISCORD_PUBLIC_KEY is; Discord needs both, or unset both")
        }
        (None, Some(_)) => Some(None),
        (Some(token), _) if !http => Some(Some(Discord { api_url, token, transport: DiscordTransport::Gateway })),
        (Some(_), None) => wrong("DISCORD_PUBLIC_KEY", NO_PUBLIC_KEY),
        (Some(token), Some(key)) => match public_key(key.expose_secret()) {
            Some(public_key) => {
                Some(Some(Discord { api_url, token, transport: DiscordTransport::Http { public_key } }))
            }
            None => wrong(
                "DISCORD_PUBLIC_KEY",
                "not a public key; copy the 64 hexadecimal characters from Developer Portal → General Information",
            ),
        },
    }
}

/// Thirty-two bytes in hexadecimal that are a key somebody can have signed with.
fn public_key(written: &str) -> Option<[u8; 32]> {
    let bytes = hex::decode(written).ok()?.try_into().ok()?;
    let key = ed25519_dalek::VerifyingKey::from_bytes(&bytes).ok()?;
    (!key.is_weak()).then_some(bytes)
}

/// What both platforms' sections say.
struct Platform {
    /// Without its trailing slash.
    api_url: String,
    /// The platform calls us, instead of us holding a socket open.
    http: bool,
}

/// `transport` and `api_url`.
fn platform(root: &Table<'_>, name: &str, socket: &'static str) -> Option<Platform> {
    let table = root.get(name)?.table(&["transport", "api_url"])?;
    let http = table.get("transport").and_then(|field| field.word(&[(socket, false), ("http", true)]));
    let field = table.get("api_url")?;
    let url = outbound(&field.text()?).map_err(|problem| field.refuse(problem)).ok()?;
    Some(Platform { api_url: url.as_str().trim_end_matches('/').to_owned(), http: http? })
}

/// A secret of this name, if one was given. The outer `None` means an error was noted.
fn take(root: &Table<'_>, outside: &mut Outside<'_>, name: &str) -> Option<Option<SecretString>> {
    match secret(outside.env, name) {
        Ok(None) => Some(None),
        Ok(Some(Given { secret, warning })) => {
            outside.warnings.extend(warning);
            Some(Some(SecretString::from(secret.expose_secret().trim().to_owned())))
        }
        Err(error) => {
            root.reading.note(error);
            None
        }
    }
}

fn begins(token: &SecretString, prefixes: &[&str]) -> bool {
    prefixes.iter().any(|prefix| token.expose_secret().starts_with(prefix))
}

fn in_environment(key: &str, problem: &str) -> ConfigError {
    ConfigError { place: "environment".into(), key: key.into(), value: None, problem: problem.into() }
}
