//! `[server]`, `[database]`, `[slack]`, `[discord]` and `[log]`, with the secrets that belong to them.
//!
//! Knows what switches each platform on. Refuses to talk to any of them: whether a token works is `doctor`'s question.

use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::error::ConfigError;
use super::layers::{Field, Table};
use super::secrets::{Given, secret};
use super::source::Outside;
use super::values::{address, outbound};
use super::{Discord, Server, Slack};
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
    let api_url = platform(root, "slack", "socket");
    let bot = take(root, outside, "SLACK_BOT_TOKEN");
    let app = take(root, outside, "SLACK_APP_TOKEN");
    let signing = take(root, outside, "SLACK_SIGNING_SECRET");
    let (bot, app, api_url) = (bot?, app?, api_url?);
    signing?;
    let wrong = |key, problem| {
        root.reading.note(in_environment(key, problem));
        None
    };
    match (bot, app) {
        (None, None) => Some(None),
        (None, Some(_)) => wrong("SLACK_BOT_TOKEN", "not set, though SLACK_APP_TOKEN is; Slack needs both"),
        (Some(_), None) => wrong(
            "SLACK_APP_TOKEN",
            "not set, though SLACK_BOT_TOKEN is; slack.transport = \"socket\" needs an app-level token (xapp-…) with \
             connections:write, or unset both to switch Slack off",
        ),
        (Some(bot), Some(_)) if begins(&bot, &["xapp-", "xoxp-"]) => {
            wrong("SLACK_BOT_TOKEN", "holds another kind of token; the bot token starts with xoxb-")
        }
        (Some(_), Some(app)) if begins(&app, &["xoxb-", "xoxp-"]) => {
            wrong("SLACK_APP_TOKEN", "holds another kind of token; the app-level token starts with xapp-")
        }
        (Some(bot), _) if !is_one_word(&bot) => wrong("SLACK_BOT_TOKEN", NOT_ONE_WORD),
        (_, Some(app)) if !is_one_word(&app) => wrong("SLACK_APP_TOKEN", NOT_ONE_WORD),
        (Some(bot_token), Some(app_token)) => Some(Some(Slack { api_url, bot_token, app_token })),
    }
}

const NOT_ONE_WORD: &str = "holds a space, a line break or another character that no token has; paste it once more";

/// A token travels in a header: nothing but visible ASCII can.
fn is_one_word(token: &SecretString) -> bool {
    token.expose_secret().bytes().all(|b| b.is_ascii_graphic())
}

/// Discord, if its token is present. The outer `None` means an error was noted.
pub(super) fn discord(root: &Table<'_>, outside: &mut Outside<'_>) -> Option<Option<Discord>> {
    let api_url = platform(root, "discord", "gateway");
    let token = take(root, outside, "DISCORD_TOKEN");
    let key = take(root, outside, "DISCORD_PUBLIC_KEY");
    let (token, api_url) = (token?, api_url?);
    key?;
    // People paste the header's value. The word before the token is ours to add.
    let bare = token.map(|t| match t.expose_secret().strip_prefix("Bot ") {
        Some(bare) => SecretString::from(bare.trim().to_owned()),
        None => t,
    });
    if bare.as_ref().is_some_and(|token| !is_one_word(token)) {
        root.reading.note(in_environment("DISCORD_TOKEN", NOT_ONE_WORD));
        return None;
    }
    Some(bare.map(|token| Discord { api_url, token }))
}

/// `transport` and `api_url`, the latter without its trailing slash.
fn platform(root: &Table<'_>, name: &str, transport: &str) -> Option<String> {
    let table = root.get(name)?.table(&["transport", "api_url"])?;
    let transport_right = table.get("transport").is_some_and(|field| right_transport(&field, transport));
    let field = table.get("api_url")?;
    let url = outbound(&field.text()?).map_err(|problem| field.refuse(problem)).ok()?;
    transport_right.then(|| url.as_str().trim_end_matches('/').to_owned())
}

fn right_transport(field: &Field<'_>, known: &str) -> bool {
    match field.text() {
        Some(written) if written == known => true,
        Some(written) if written == "http" => {
            field.refuse(format!("the HTTP transport comes in a later version; write {known:?}"));
            false
        }
        Some(_) => {
            field.refuse(format!("not known; write {known:?}"));
            false
        }
        None => false,
    }
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
