//! A configuration file of any kind.
//!
//! Knows what a complaint may say. Refuses to know any key.

use std::collections::BTreeMap;

use super::tidy;
use crate::config::Settings;
use crate::domain::Timestamp;

/// Values of the environment. A file may say anything, and then its own words are shown; these never.
const SECRETS: [(&str, &str); 4] = [
    ("DESK", "aG93LW5vdy1icm93bi1jb3c"),
    ("DISCORD_TOKEN", "cGVyLWFzcGVyYS1hZC1hc3RyYQ"),
    ("SLACK_BOT_TOKEN", "xoxb-dmVuaS12aWRpLXZpY2k"),
    ("SLACK_APP_TOKEN", "xapp-YWxlYS1pYWN0YS1lc3Q"),
];

/// Reads it, and everything `afterword check` would say about it.
pub fn configuration(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let env: BTreeMap<_, _> = SECRETS.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let said = match Settings::from_toml("mine.toml", text, &env) {
        Ok(settings) => {
            let debug = format!("{settings:?}");
            keeps_secrets(&debug, text);
            assert!(!settings.teams.is_empty());
            settings.describe_check(Timestamp::UNIX_EPOCH)
        }
        Err(errors) => {
            let said = errors.to_string();
            assert!(said.contains("mine.toml") || said.contains("configuration"), "no place named: {said}");
            said
        }
    };
    keeps_secrets(&said, text);
    // A key or a word of the file may be long; a line about it still fits on a few lines of a terminal.
    said.lines().for_each(|line| tidy("a line of what is said", line, 2_000));
}

fn keeps_secrets(said: &str, file: &str) {
    for (name, value) in SECRETS {
        assert!(file.contains(value) || !said.contains(value), "the value of {name} is told");
    }
}
