//! What is configured, value by value, with where each comes from: for people who may look and not touch.
//!
//! Knows which layer every value is from. Refuses to show a secret: an address of a database is its kind, a source shows
//! no more than its name, preset and team, and what looks like a credential is left out (`error::shown`).

use std::collections::BTreeMap;

use figment::value::{Dict, Value};

use super::Team;
use super::error::shown;
use super::layers::{Layers, is_given};
use super::team::WEEKLY;

/// One value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The team it is for; `None`: for everybody.
    pub team: Option<String>,
    /// The table it stands in: `server`, `survey`, `team.survey`, `source`.
    pub section: String,
    /// Its key, below the section.
    pub key: String,
    /// As TOML writes it, cut short.
    pub shown: String,
    /// `default`, the operator's file, or `environment NAME`.
    pub source: String,
}

const HIDDEN: &str = "set; never shown";
const DEFAULT: &str = "default";
/// Of a source no more than this is anybody's business: the rest says how it proves itself.
const OF_A_SOURCE: [&str; 3] = ["name", "preset", "team"];

/// Everything that may be shown, section by section.
pub(super) fn everything(
    layers: &Layers,
    merged: &Dict,
    teams: &[Team],
    env: &BTreeMap<String, String>,
) -> Vec<Written> {
    let mut all = Vec::new();
    for section in ["server", "slack", "discord", "log", "survey"] {
        if let Some(table) = merged.get(section).and_then(Value::as_dict) {
            flatten(layers, (None, section), "", table, &mut all);
        }
    }
    all.push(database(layers, merged, env));
    for (section, variable) in [("slack", "SLACK_BOT_TOKEN"), ("discord", "DISCORD_TOKEN")] {
        all.extend(secret(section, variable, env));
    }
    for table in tables(merged, "team") {
        let name = text(table, "name");
        flatten(layers, (Some(&name), "team"), "", table, &mut all);
        all.extend(teams.iter().filter(|t| t.name.as_str() == name).flat_map(|team| left_out(team, table)));
    }
    for table in tables(merged, "source") {
        let known = table.iter().filter(|(key, _)| OF_A_SOURCE.contains(&key.as_str()));
        let known: Dict = known.map(|(key, value)| (key.clone(), value.clone())).collect();
        let name = text(table, "name");
        flatten(layers, (Some(&text(table, "team")), &format!("source {name}")), "", &known, &mut all);
    }
    all
}

fn tables<'a>(merged: &'a Dict, key: &str) -> impl Iterator<Item = &'a Dict> {
    merged.get(key).and_then(Value::as_array).unwrap_or_default().iter().filter_map(Value::as_dict)
}

fn text(table: &Dict, key: &str) -> String {
    table.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn flatten(layers: &Layers, at: (Option<&str>, &str), before: &str, table: &Dict, into: &mut Vec<Written>) {
    for (key, value) in table {
        let key = if before.is_empty() { key.clone() } else { format!("{before}.{key}") };
        match value.as_dict() {
            Some(inner) => flatten(layers, at, &key, inner, into),
            None => into.push(Written {
                team: at.0.map(str::to_owned),
                section: at.1.to_owned(),
                key,
                shown: shown(value).unwrap_or_else(|| cut(value)),
                source: source(layers, value),
            }),
        }
    }
}

/// A long list is counted; what looks like a credential is not shown.
fn cut(value: &Value) -> String {
    value.as_array().map_or_else(|| HIDDEN.to_owned(), |list| format!("{} entries", list.len()))
}

fn source(layers: &Layers, value: &Value) -> String {
    match layers.origin(value) {
        place if place == "config/default.toml" => DEFAULT.to_owned(),
        place => place,
    }
}

/// Addresses of databases hold passwords: only the kind is shown.
fn database(layers: &Layers, merged: &Dict, env: &BTreeMap<String, String>) -> Written {
    let written = merged.get("database").and_then(Value::as_dict).and_then(|table| table.get("url"));
    let given = is_given(env, "DATABASE_URL");
    let source = match (given, written) {
        (true, _) => "environment DATABASE_URL".to_owned(),
        (false, Some(value)) => source(layers, value),
        (false, None) => DEFAULT.to_owned(),
    };
    let url = if given { env.get("DATABASE_URL").map(String::as_str) } else { written.and_then(Value::as_str) };
    let kind = match url.and_then(|url| url.split_once("://")) {
        Some(("sqlite", _)) => "SQLite; the address is not shown",
        Some(("postgres" | "postgresql", _)) => "PostgreSQL; the address is not shown",
        _ => HIDDEN,
    };
    let (section, key) = ("database".to_owned(), "url".to_owned());
    Written { team: None, section, key, shown: kind.to_owned(), source }
}

fn secret(section: &str, variable: &str, env: &BTreeMap<String, String>) -> Option<Written> {
    is_given(env, variable).then(|| Written {
        team: None,
        section: section.to_owned(),
        key: "token".to_owned(),
        shown: HIDDEN.to_owned(),
        source: format!("environment {variable}"),
    })
}

/// What a team gets that leaves these out.
fn left_out(team: &Team, table: &Dict) -> Vec<Written> {
    let instruments: Vec<&str> = team.rules.instruments.iter().map(|i| i.id).collect();
    let defaults = [
        ("instruments", format!("{instruments:?}")),
        ("language", format!("{:?}", team.language.code())),
        ("privacy", format!("{:?}", team.privacy.as_str())),
        ("schedule", format!("{WEEKLY:?}")),
    ];
    let missing = defaults.into_iter().filter(|(key, _)| !table.contains_key(*key));
    missing
        .map(|(key, shown)| Written {
            team: Some(team.name.to_string()),
            section: "team".to_owned(),
            key: key.to_owned(),
            shown,
            source: DEFAULT.to_owned(),
        })
        .collect()
}
