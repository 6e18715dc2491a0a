//! Properties that hold for any configuration whatever.

use proptest::prelude::*;

use super::*;

const SECRETS: [&str; 3] = ["aG93LW5vdy1icm93bi1jb3c", "cGVyLWFzcGVyYS1hZC1hc3RyYQ", "dmVuaS12aWRpLXZpY2k"];

/// A value of any kind, as TOML writes it.
fn any_value() -> impl Strategy<Value = String> {
    let text = prop_oneof![
        ".{0,30}",
        "[a-z0-9:/@.-]{0,30}",
        proptest::sample::select(SECRETS.to_vec()).prop_map(str::to_owned),
    ];
    let leaf = prop_oneof![
        text.prop_map(|t| serde_json::Value::from(t).to_string()),
        any::<i64>().prop_map(|n| n.to_string()),
        any::<bool>().prop_map(|b| b.to_string()),
        Just("1.5".to_owned()),
        Just("2026-11-23".to_owned()),
    ];
    leaf.prop_recursive(2, 8, 3, |inner| {
        let keys = prop_oneof![Just("path"), Just("in"), Just("value"), Just("x"), Just("secret_env")];
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..3).prop_map(|all| format!("[{}]", all.join(", "))),
            (keys, inner).prop_map(|(key, value)| format!("{{ {key} = {value} }}")),
        ]
    })
}

/// A line that sets one of the known keys, or one that is not.
fn any_line() -> impl Strategy<Value = String> {
    let keys = [
        "server.bind",
        "server.public_url",
        "slack.transport",
        "slack.api_url",
        "slack.bot_token",
        "discord.api_url",
        "log.format",
        "log.filter",
        "survey.delay",
        "survey.hours",
        "survey.cooldown",
        "survey.sample",
        "survey.paused",
        "team",
        "source",
        "survey",
        "nonsense",
    ];
    (proptest::sample::select(keys.to_vec()), any_value()).prop_map(|(key, value)| format!("{key} = {value}"))
}

fn any_team_or_source() -> impl Strategy<Value = String> {
    let keys = [
        "name",
        "timezone",
        "instruments",
        "mode",
        "schedule",
        "channels",
        "agents",
        "survey",
        "preset",
        "auth",
        "match",
        "map",
        "outcome",
        "team",
        "secret",
    ];
    let line =
        (proptest::sample::select(keys.to_vec()), any_value()).prop_map(|(key, value)| format!("{key} = {value}"));
    let head = proptest::sample::select(vec!["[[team]]", "[[source]]"]);
    (head, proptest::collection::vec(line, 0..6)).prop_map(|(head, lines)| format!("{head}\n{}", lines.join("\n")))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_file_whatever_brings_the_reader_down_or_makes_it_tell_a_secret_of_the_environment(
        lines in proptest::collection::vec(any_line(), 0..4),
        tables in proptest::collection::vec(any_team_or_source(), 0..3),
    ) {
        let text = format!("{}\n{}", lines.join("\n"), tables.join("\n"));
        let pairs = [("DESK", SECRETS[0]), ("DISCORD_TOKEN", SECRETS[1]), ("SLACK_BOT_TOKEN", SECRETS[2])];
        // Only what the environment holds: a file may say anything, and then its own words are shown.
        let told = match load_with(&text, &pairs) {
            Ok(settings) => format!("{settings:?}{}", settings.describe_check(Timestamp::UNIX_EPOCH)),
            Err(errors) => errors.to_string(),
        };
        for secret in SECRETS.iter().filter(|secret| !text.contains(**secret)) {
            prop_assert!(!told.contains(secret), "{told}");
        }
    }
}
