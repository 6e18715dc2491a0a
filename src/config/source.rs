//! `[[source]]`: presets, auth, match, map, outcome.
//!
//! Knows how a source is written (HELPDESKS §7) and how a preset lies under it. Refuses to know any vendor: a preset is
//! a file of the same shape.

mod auth;
mod hand_back;

pub(super) use auth::named_secret;

use std::collections::BTreeMap;

use figment::value::{Dict, Tag, Value};
use secrecy::{ExposeSecret, SecretString};

use super::Team;
use super::error::nearest;
use super::layers::{Field, Reading, Table};
use super::team::Unique;
use crate::domain::ticket::Outcome;
use crate::intake::matching::{Rule, Test};
use crate::intake::pick::Pick;
use crate::intake::{Auth, Mapping, Matching, OutcomeRule, PRESETS, Source};

const SOURCE: [&str; 8] = ["name", "preset", "team", "auth", "match", "map", "outcome", "handback"];
const MATCH: [&str; 6] = ["items", "closed", "reopened", "deleted", "ping", "ignore"];
const RULE: [&str; 4] = ["path", "in", "when", "unless_prev"];
const OUTCOME: [&str; 4] = ["path", "split", "map", "default"];
/// A table that holds its main key replaces the preset's; otherwise its keys are laid over it.
const MAIN_KEYS: [(&str, &str); 4] =
    [("auth", "scheme"), ("match", "closed"), ("map", "ticket_id"), ("outcome", "path")];
/// Closes made in chat carry these as their source.
const RESERVED: [&str; 3] = ["slack", "discord", "import"];
const OUTCOMES: [(&str, Outcome); 7] = [
    ("resolved", Outcome::Resolved),
    ("duplicate", Outcome::Duplicate),
    ("not_planned", Outcome::NotPlanned),
    ("canceled", Outcome::Canceled),
    ("merged", Outcome::Merged),
    ("spam", Outcome::Spam),
    ("unknown", Outcome::Unknown),
];

/// What the environment holds, and what to tell the operator about it.
pub(super) struct Outside<'a> {
    /// Variables.
    pub env: &'a BTreeMap<String, String>,
    /// Not wrong, but worth a word.
    pub warnings: &'a mut Vec<String>,
}

/// Every `[[source]]`.
pub(super) fn sources(root: &Table<'_>, teams: &[Team], outside: &mut Outside<'_>) -> Vec<Source> {
    let mut names = Unique::new("two sources have this name");
    let mut variables = Unique::new("two sources must not share a secret: either could speak for the other");
    let mut found: Vec<Source> = Vec::new();
    for field in root.get("source").and_then(|f| f.list()).unwrap_or_default() {
        let Some(own) = field.open_table() else { continue };
        let preset = preset(&own, root.reading).unwrap_or_default();
        let laid = Value::Dict(Tag::Default, lay_over(preset, own.dict));
        // The laid table lives as long as this turn of the loop; errors are copied out of it.
        let whole =
            Table { reading: root.reading, dict: dict_of(&laid), path: own.path.clone(), place: own.place.clone() };
        if let Some(source) = source(&whole, teams, &mut names, &mut variables, outside) {
            refuse_shared(&field, &source, &found);
            found.push(source);
        }
    }
    found
}

fn dict_of(value: &Value) -> &Dict {
    static EMPTY: Dict = Dict::new();
    value.as_dict().unwrap_or(&EMPTY)
}

fn preset(own: &Table<'_>, reading: &Reading<'_>) -> Option<Dict> {
    let Some(field) = own.get("preset") else { return reading.layers.preset("generic") };
    let name = field.text()?;
    let found = reading.layers.preset(&name);
    if found.is_none() {
        let all: Vec<_> = PRESETS.iter().map(|(name, _)| format!("{name:?}")).collect();
        field.refuse(format!("no such preset in this version; write {} and map the rest", all.join(" or ")));
    }
    found
}

fn lay_over(mut preset: Dict, own: &Dict) -> Dict {
    for (key, value) in own {
        let main = MAIN_KEYS.iter().find(|(table, _)| table == key).map(|(_, main)| *main);
        let merged = match (main, preset.get(key), value) {
            (Some(main), Some(Value::Dict(_, under)), Value::Dict(tag, over)) if !over.contains_key(main) => {
                let mut both = under.clone();
                both.extend(over.clone());
                Value::Dict(*tag, both)
            }
            _ => value.clone(),
        };
        preset.insert(key.clone(), merged);
    }
    preset
}

fn source(
    written: &Table<'_>,
    teams: &[Team],
    names: &mut Unique,
    variables: &mut Unique,
    outside: &mut Outside<'_>,
) -> Option<Source> {
    written.only(&SOURCE);
    let name_field = written.need("name", "name the source; it is the last part of /hooks/NAME");
    let name = name_field.as_ref().and_then(name);
    let mut table = Table { path: written.path.clone(), place: written.place.clone(), ..*written };
    if let (Some(field), Some(name)) = (&name_field, &name) {
        table.path = format!("source {name:?}");
        names.add(&Field { path: format!("source {name:?}.name"), ..field.clone() }, name);
    }
    let team = table.need("team", "say whose tickets these are").and_then(|f| known_team(&f, teams));
    let auth = auth::read(&table, variables, outside);
    let matching = matching(&table);
    let mapping = mapping(&table);
    let outcome = outcome(&table);
    let hand_back = hand_back::read(&table, outside);
    let vendor = table.get("preset").and_then(|f| f.text()).unwrap_or_else(|| "generic".to_owned());
    let name = name?;
    if let Some(Auth::None) = auth {
        outside
            .warnings
            .push(format!("source {name:?}: auth.scheme is \"none\": anybody who can reach it can close tickets"));
    }
    Some(Source {
        name,
        team: team?,
        vendor,
        auth: auth?,
        matching: matching?,
        mapping: mapping?,
        outcome: outcome?,
        hand_back: hand_back.ok()?,
    })
}

/// A name for an address: the last part of `/hooks/NAME`.
pub(super) fn name(field: &Field<'_>) -> Option<String> {
    let name = field.text()?;
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_' | '.');
    let problem = if name.is_empty() || name.len() > 63 || !name.chars().all(plain) || name.starts_with('.') {
        "not a name for an address; write lower-case letters, digits, \"-\", \"_\" and \".\", at most 63"
    } else if RESERVED.contains(&name.as_str()) {
        "reserved for what is made in chat or imported; write another name"
    } else {
        return Some(name);
    };
    field.refuse(problem);
    None
}

/// The name of a configured team.
pub(super) fn known_team(field: &Field<'_>, teams: &[Team]) -> Option<String> {
    let name = field.text()?;
    if teams.iter().any(|t| t.name.as_str() == name) {
        return Some(name);
    }
    let near = nearest(&name, teams.iter().map(|t| t.name.as_str()));
    field.refuse(match near {
        Some(near) => format!("no such team; did you mean {near:?}?"),
        None => "no such team; write the name of a [[team]] that is right itself".to_owned(),
    });
    None
}

/// Two sources may name different variables that hold the same secret. Either could then speak for the other.
fn refuse_shared(field: &Field<'_>, source: &Source, before: &[Source]) {
    let mine = source.auth.secrets();
    let same = |a: &SecretString| mine.iter().any(|b| a.expose_secret() == b.expose_secret());
    if let Some(other) = before.iter().find(|s| s.name != source.name && s.auth.secrets().iter().any(same)) {
        let field = Field { path: format!("source {:?}.auth.secret_env", source.name), ..field.clone() };
        field.refuse_unseen(format!("holds the same secret as source {:?}; give each its own", other.name));
    }
}

fn matching(table: &Table<'_>) -> Option<Matching> {
    let table = table.need("match", "say which events are closes")?.table(&MATCH)?;
    let rules = |key: &str| table.get(key).map_or(Some(Vec::new()), |f| f.one_or_list().iter().map(rule).collect());
    let items = table.get("items").map_or(Some(String::new()), |field| {
        let pointer = field.text()?;
        let fits = pointer.is_empty() || pointer.starts_with('/');
        if !fits {
            field.refuse("not a JSON Pointer; write it like \"/events\", or \"\" for the whole body");
        }
        fits.then_some(pointer)
    });
    if !table.dict.contains_key("closed") {
        table.lacks("closed", "write closed = { path = \"/event\", in = [\"ticket.solved\"] }");
    }
    Some(Matching {
        items: items?,
        closed: rules("closed")?,
        reopened: rules("reopened")?,
        deleted: rules("deleted")?,
        ping: rules("ping")?,
        ignore: rules("ignore")?,
    })
}

fn rule(field: &Field<'_>) -> Option<Rule> {
    let table = field.table(&RULE)?;
    let test_of = |table: &Table<'_>| {
        let pick = table.need("path", "say where to look: path = \"/event\"").and_then(|f| places(&f));
        let words = table.need("in", "list the words that count: in = [\"ticket.solved\"]").and_then(|f| words(&f));
        Some(Test { pick: pick?, words: words? })
    };
    let plain = |field: &Field<'_>| field.table(&["path", "in"]).and_then(|t| test_of(&t));
    let when = table.get("when").map_or(Some(Vec::new()), |f| f.one_or_list().iter().map(plain).collect());
    let unless_prev = match table.get("unless_prev") {
        Some(field) => Some(plain(&field)?),
        None => None,
    };
    Some(Rule { test: test_of(&table)?, when: when?, unless_prev })
}

fn words(field: &Field<'_>) -> Option<Vec<String>> {
    let members = field.list()?;
    if members.is_empty() {
        field.refuse("empty; list at least one word");
        return None;
    }
    members.iter().map(word).collect()
}

fn word(field: &Field<'_>) -> Option<String> {
    match field.value {
        Value::String(_, text) => Some(text.trim().to_owned()),
        Value::Char(_, c) => Some(c.to_string()),
        Value::Bool(_, flag) => Some(flag.to_string()),
        Value::Num(_, number) => {
            number.to_i128().or_else(|| number.to_u128().and_then(|n| n.try_into().ok())).map(|n| n.to_string())
        }
        _ => None,
    }
    .or_else(|| {
        field.refuse("this must be a word, a whole number, true or false");
        None
    })
}

/// `"/pointer"`, `"header:Name"` or a list of those.
fn places(field: &Field<'_>) -> Option<Pick> {
    let written: Option<Vec<String>> = field.one_or_list().iter().map(|f| f.text()).collect();
    Pick::places(&written?).map_err(|problem| field.refuse(problem)).ok()
}

/// Places, or `{ path, split }`, or `{ value }`.
fn pick(field: &Field<'_>) -> Option<Pick> {
    if field.value.as_dict().is_none() {
        return places(field);
    }
    let table = field.table(&["path", "split", "value"])?;
    if let Some(value) = table.get("value") {
        return value.text().map(|word| Pick::literal(&word));
    }
    let pick = table.need("path", "say where to look: path = \"/ticket/tags\"").and_then(|f| places(&f))?;
    split(&table, pick)
}

fn split(table: &Table<'_>, pick: Pick) -> Option<Pick> {
    let Some(field) = table.get("split") else { return Some(pick) };
    let separator = field.text()?;
    if separator.is_empty() {
        field.refuse("empty; write what stands between two labels, such as \",\" or \" \"");
        return None;
    }
    Some(pick.split_at(&separator))
}

fn mapping(table: &Table<'_>) -> Option<Mapping> {
    let table =
        table.need("map", "say where the ticket's id is: map = { ticket_id = \"/ticket/id\" }")?.open_table()?;
    let mut mapping = Mapping::default();
    let mut right = true;
    for field in leaves(&table) {
        let name = field.path.strip_prefix(&format!("{}.", table.path)).unwrap_or_default().to_owned();
        if !Mapping::knows(&name) {
            field.refuse_unseen(match nearest(&name, Mapping::names()) {
                Some(near) => format!("there is no such name; did you mean {near:?}?"),
                None => {
                    "there is no such name; keep it as \"extra.…\", or see config/default.toml for all of them".into()
                }
            });
            right = false;
        } else if let Some(pick) = pick(&field) {
            mapping.set(&name, pick);
        } else {
            right = false;
        }
    }
    if mapping.get("ticket_id").is_none() && !table.dict.contains_key("ticket_id") {
        table.lacks("ticket_id", "a ticket without an id cannot be kept: ticket_id = \"/ticket/id\"");
        right = false;
    }
    right.then_some(mapping)
}

/// `"agent.email" = …` and `agent.email = …` are the same to people, though not to TOML.
fn leaves<'a>(table: &Table<'a>) -> Vec<Field<'a>> {
    let groups = ["agent", "closed_by", "customer", "chat", "extra"];
    let mut found = Vec::new();
    for key in table.dict.keys() {
        let Some(field) = table.get(key) else { continue };
        match field.value.as_dict() {
            Some(_) if groups.contains(&key.as_str()) => {
                let inner = field.open_table();
                found.extend(inner.iter().flat_map(|t| t.dict.keys().filter_map(|k| t.get(k))));
            }
            _ => found.push(field),
        }
    }
    found
}

fn outcome(table: &Table<'_>) -> Option<OutcomeRule> {
    let Some(field) = table.get("outcome") else { return Some(OutcomeRule::default()) };
    let table = field.table(&OUTCOME)?;
    let otherwise = table.get("default").map_or(Some(Outcome::Unknown), |f| f.word(&OUTCOMES));
    let pick = table.need("path", "say where the outcome's word is").and_then(|f| places(&f));
    let pick = pick.and_then(|pick| split(&table, pick));
    let words = table.get("map").map_or(Some(BTreeMap::new()), |field| {
        let words = field.open_table()?;
        let read = |key: &String| Some((key.to_lowercase(), words.get(key)?.word(&OUTCOMES)?));
        words.dict.keys().map(read).collect()
    });
    Some(OutcomeRule { pick: pick?, words: words?, otherwise: otherwise? })
}
