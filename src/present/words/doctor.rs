//! What `afterword doctor` says: what was looked at, how it stands, and how to mend it.

use std::fmt;

use super::figure::count;

/// How one thing stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Good,
    Unusual,
    Bad,
}

/// One finding, with its remedy if it needs one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    mark: Mark,
    what: String,
    remedy: Option<String>,
}

impl Finding {
    /// Whether something must be mended.
    pub fn is_bad(&self) -> bool {
        self.mark == Mark::Bad
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mark = match self.mark {
            Mark::Good => "ok   ",
            Mark::Unusual => "note ",
            Mark::Bad => "BAD  ",
        };
        write!(f, "{mark}{}", self.what)?;
        self.remedy.iter().try_for_each(|remedy| write!(f, "\n     {remedy}"))
    }
}

fn good(what: String) -> Finding {
    Finding { mark: Mark::Good, what, remedy: None }
}

fn note(what: String, remedy: &str) -> Finding {
    Finding { mark: Mark::Unusual, what, remedy: Some(remedy.to_owned()).filter(|r| !r.is_empty()) }
}

fn bad(what: String, remedy: String) -> Finding {
    Finding { mark: Mark::Bad, what, remedy: Some(remedy) }
}

/// A warning of the configuration.
pub fn warning(text: &str) -> Finding {
    note(format!("Configuration: {text}"), "")
}

/// Neither platform is configured.
pub fn no_platform() -> Finding {
    let remedy = "Set SLACK_BOT_TOKEN and SLACK_APP_TOKEN, or DISCORD_TOKEN.";
    bad("No platform is configured.".to_owned(), remedy.to_owned())
}

/// The database answers.
pub fn database(kind: &str, schema: &str) -> Finding {
    good(format!("Database: {kind} answers, schema {schema}."))
}

/// It does not.
pub fn database_bad(why: &str) -> Finding {
    let remedy = "Check [database] url. A database that is not there yet is made by `afterword migrate` or `serve`.";
    bad(format!("Database: {why}"), remedy.to_owned())
}

/// The bot's token works.
pub fn token(platform: &str, name: &str) -> Finding {
    good(format!("{platform}: the bot token works; we are {name}."))
}

/// It does not.
pub fn token_bad(platform: &str, code: &str) -> Finding {
    let remedy = match platform {
        "Slack" => {
            "Reinstall the app (api.slack.com/apps → your app → Install App) and set SLACK_BOT_TOKEN to the new xoxb- token."
        }
        _ => "Reset the token (Discord Developer Portal → your application → Bot) and set DISCORD_TOKEN to it.",
    };
    bad(format!("{platform}: the bot token is not accepted: {code}"), remedy.to_owned())
}

/// The platform was not reached.
pub fn no_answer(platform: &str, why: &str) -> Finding {
    let remedy = "Check this machine's way out (DNS, firewall, proxy) and the platform's status page.";
    bad(format!("{platform} does not answer: {why}"), remedy.to_owned())
}

/// A socket can be opened.
pub fn socket(platform: &str) -> Finding {
    good(format!("{platform}: the app token opens a socket."))
}

/// None can.
pub fn socket_bad(platform: &str, code: &str) -> Finding {
    let remedy = "Make an app-level token with the scope connections:write (Basic Information → App-Level Tokens), switch \
                  Socket Mode on, and set SLACK_APP_TOKEN to the xapp- token.";
    bad(format!("{platform}: no socket can be opened: {code}"), remedy.to_owned())
}

/// The app lacks rights.
pub fn scopes_missing(scopes: &[String]) -> Finding {
    let remedy = "Add them under OAuth & Permissions (config/slack-manifest.json lists all) and reinstall the app.";
    let missing = count(scopes.len() as u64, "scope is", "scopes are");
    bad(format!("Slack: {missing} missing: {}.", scopes.join(", ")), remedy.to_owned())
}

/// Discord does not send interactions over the gateway.
pub fn interactions_elsewhere(url: &str) -> Finding {
    note(
        format!("Discord: interactions go to {url}, not over the gateway."),
        "Right with discord.transport = \"http\"; otherwise clear the Interactions Endpoint URL in the Developer Portal.",
    )
}

/// A channel is within reach.
pub fn channel(platform: &str, id: &str) -> Finding {
    good(format!("{platform}: channel {id} can be read."))
}

/// It is not.
pub fn channel_out_of_reach(platform: &str, id: &str) -> Finding {
    let remedy = match platform {
        "Slack" => "Check the id (C… or G…) and invite the app there: /invite @Afterword.",
        _ => "Check the id, and give the bot View Channel, Send Messages and Read Message History there.",
    };
    bad(format!("{platform}: channel {id} does not exist or we are not in it."), remedy.to_owned())
}

/// The platform refused to say.
pub fn channel_refused(platform: &str, id: &str, code: &str) -> Finding {
    bad(format!("{platform}: channel {id} could not be looked at: {code}"), "Mend what is said above first.".to_owned())
}

/// Who is in a group can be read.
pub fn group(platform: &str, group: &str) -> Finding {
    good(format!("{platform}: who is in {group} can be read."))
}

/// It cannot.
pub fn group_bad(platform: &str, group: &str, code: &str) -> Finding {
    let remedy = match (platform, code.contains("missing_scope")) {
        ("Slack", true) => "Give the app the scope usergroups:read and install it again.",
        ("Slack", false) => "Check the group's id (S…): Slack shows it in the address of the group's page.",
        _ => "Check both ids, and that the bot is in that server.",
    };
    bad(format!("{platform}: who is in {group} cannot be read: {code}"), remedy.to_owned())
}

/// Our clock is theirs.
pub fn clock(platform: &str) -> Finding {
    good(format!("{platform}: our clocks agree."))
}

/// It is not.
pub fn clock_off(platform: &str, ahead: i64) -> Finding {
    let way = if ahead > 0 { "ahead of" } else { "behind" };
    let off = count(ahead.unsigned_abs(), "second", "seconds");
    let remedy = "Set this machine's clock (NTP). Signatures are refused when it is off by five minutes.";
    bad(format!("Clock: {off} {way} {platform}'s."), remedy.to_owned())
}

/// The last line.
pub fn to_mend(n: usize) -> String {
    format!("{} to mend", count(n as u64, "thing is", "things are"))
}
