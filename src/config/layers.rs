//! The layers of configuration, and reading them key by key without losing where each value came from.
//!
//! Knows figment's provenance: every value remembers its file or variable, so every error can name it. Reads on after
//! an error, so that all of them are told at once. Refuses to know what any key means.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt::Display;
use std::str::FromStr;

use figment::providers::{Format, Toml};
use figment::value::{Dict, Map, Value};
use figment::{Figment, Metadata, Profile, Provider};

use super::error::{ConfigError, ConfigErrors, nearest, shown};

/// Starts a variable that overrides a key: `AFTERWORD__SURVEY__DELAY`.
const PREFIX: &str = "AFTERWORD__";
/// Presets live beside the settings, not among them.
const PRESETS: &str = "presets";

/// One file or variable, named as people know it.
struct Layer {
    name: String,
    profile: Profile,
    dict: Dict,
}

impl Provider for Layer {
    fn metadata(&self) -> Metadata {
        Metadata::named(self.name.clone())
    }

    fn data(&self) -> Result<Map<Profile, Dict>, figment::Error> {
        Ok(self.profile.collect(self.dict.clone()))
    }
}

/// All layers, the later ones on top.
pub(super) struct Layers(Figment);

impl Layers {
    /// The built-in defaults and the shipped presets.
    pub fn built_in(defaults: &str) -> Result<Self, ConfigErrors> {
        let mut layers = Layers(Figment::new()).with_toml("config/default.toml", defaults)?;
        for (name, text) in crate::intake::PRESETS {
            let file = format!("preset {name}");
            let dict = Dict::from([(name.to_owned(), Value::from(parse(&file, text)?))]);
            layers.0 = layers.0.merge(Layer { name: file, profile: PRESETS.into(), dict });
        }
        Ok(layers)
    }

    /// A file on top.
    pub fn with_toml(self, name: &str, text: &str) -> Result<Self, ConfigErrors> {
        let dict = parse(name, text)?;
        Ok(Layers(self.0.merge(Layer { name: name.to_owned(), profile: Profile::Default, dict })))
    }

    /// Every `AFTERWORD__…` variable on top, each a layer of its own so that errors name it.
    pub fn with_environment(mut self, env: &BTreeMap<String, String>) -> Self {
        for (name, value) in env.iter().filter(|(name, _)| name.starts_with(PREFIX)) {
            let keys: Vec<String> = name.trim_start_matches(PREFIX).split("__").map(str::to_lowercase).collect();
            let value = value.parse::<Value>().unwrap_or_else(|never| match never {});
            let whole = keys.iter().rev().fold(value, |inner, key| Dict::from([(key.clone(), inner)]).into());
            if let Value::Dict(_, dict) = whole {
                let name = format!("environment {name}");
                self.0 = self.0.merge(Layer { name, profile: Profile::Default, dict });
            }
        }
        self
    }

    /// Everything, merged.
    pub fn merged(&self) -> Result<Dict, ConfigErrors> {
        let whole = self.0.find_value("").map_err(|error| broken(&error))?;
        Ok(whole.into_dict().unwrap_or_default())
    }

    /// A shipped preset, as a source table.
    pub fn preset(&self, name: &str) -> Option<Dict> {
        self.0.clone().select(PRESETS).find_value(name).ok()?.into_dict()
    }

    /// Starts reading.
    pub fn reading(&self) -> Reading<'_> {
        Reading { layers: self, errors: RefCell::default() }
    }

    /// Where a value is written, as people name it.
    pub fn origin(&self, value: &Value) -> String {
        self.0.get_metadata(value.tag()).map_or_else(|| "configuration".to_owned(), |m| m.name.clone().into_owned())
    }
}

/// Whether the environment holds this secret, itself or as the file that the variable with `_FILE` at its end names.
pub(super) fn is_given(env: &BTreeMap<String, String>, variable: &str) -> bool {
    [variable.to_owned(), format!("{variable}_FILE")].iter().any(|name| env.get(name).is_some_and(|v| !v.is_empty()))
}

fn broken(error: &figment::Error) -> ConfigErrors {
    let problem = format!("the layers do not fit together: {:?}", error.kind);
    ConfigError { place: "configuration".into(), key: String::new(), value: None, problem }.into()
}

/// TOML, or where it stops being TOML. The parser's own picture of the line is left out: the line may hold a secret.
fn parse(file: &str, text: &str) -> Result<Dict, ConfigErrors> {
    Toml::from_str::<Dict>(text).map_err(|error| {
        let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        let problem = format!("line {line}: {}; mend the TOML there", error.message().trim().replace('\n', ", "));
        ConfigError { place: file.to_owned(), key: String::new(), value: None, problem }.into()
    })
}

/// A pass over the settings that collects what is wrong.
pub(super) struct Reading<'a> {
    /// Where values come from.
    pub layers: &'a Layers,
    errors: RefCell<Vec<ConfigError>>,
}

impl<'a> Reading<'a> {
    /// Notes an error.
    pub fn note(&self, error: ConfigError) {
        self.errors.borrow_mut().push(error);
    }

    /// Whether nothing was wrong so far.
    pub fn finish(self) -> Result<(), ConfigErrors> {
        let errors = self.errors.into_inner();
        if errors.is_empty() { Ok(()) } else { Err(ConfigErrors(errors)) }
    }

    /// The top of the tree.
    pub fn root(&'a self, dict: &'a Dict, known: &[&str]) -> Table<'a> {
        let table = Table { reading: self, dict, path: String::new(), place: "configuration".into() };
        table.only(known);
        table
    }
}

/// A table: keys and where they are.
pub(super) struct Table<'a> {
    /// The pass it is read in.
    pub reading: &'a Reading<'a>,
    /// Its keys.
    pub dict: &'a Dict,
    /// Its own path; empty at the top.
    pub path: String,
    /// Its own file.
    pub place: String,
}

impl<'a> Table<'a> {
    /// One key, if it is there.
    pub fn get(&self, key: &str) -> Option<Field<'a>> {
        self.dict.get(key).map(|value| Field { reading: self.reading, value, path: self.child(key) })
    }

    /// One key that has to be there.
    pub fn need(&self, key: &str, remedy: &str) -> Option<Field<'a>> {
        let field = self.get(key);
        if field.is_none() {
            self.lacks(key, remedy);
        }
        field
    }

    /// Notes a key that is missing.
    pub fn lacks(&self, key: &str, remedy: &str) {
        let problem = format!("is missing; {remedy}");
        self.reading.note(ConfigError { place: self.place.clone(), key: self.child(key), value: None, problem });
    }

    /// Refuses every key but these. Values of unknown keys are never shown: a secret in the wrong place is one.
    pub fn only(&self, known: &[&str]) {
        for (key, value) in self.dict.iter().filter(|(key, _)| !known.contains(&key.as_str())) {
            self.reading.note(ConfigError {
                place: self.reading.layers.origin(value),
                key: self.child(key),
                value: None,
                problem: unknown(key, known),
            });
        }
    }

    fn child(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }
}

fn unknown(key: &str, known: &[&str]) -> String {
    let lower = key.to_lowercase();
    if let Some(near) = nearest(key, known.iter().copied()) {
        return format!("there is no such key; did you mean {near:?}?");
    }
    if ["token", "secret", "password"].iter().any(|word| lower.contains(word)) {
        return "secrets are not read from settings; put it in the environment (SLACK_BOT_TOKEN, SLACK_APP_TOKEN, \
                DISCORD_TOKEN, DATABASE_URL, or what a source's secret_env names), or in a file named by …_FILE"
            .to_owned();
    }
    let mut all = known.to_vec();
    all.sort_unstable();
    format!("there is no such key; known here: {}", all.join(", "))
}

/// One value and its path.
#[derive(Clone)]
pub(super) struct Field<'a> {
    /// The pass it is read in.
    pub reading: &'a Reading<'a>,
    /// As written.
    pub value: &'a Value,
    /// Its path, for people.
    pub path: String,
}

impl<'a> Field<'a> {
    /// Where it is written.
    pub fn place(&self) -> String {
        self.reading.layers.origin(self.value)
    }

    /// Notes what is wrong with it, showing it.
    pub fn refuse(&self, problem: impl Into<String>) {
        self.note(shown(self.value), problem.into());
    }

    /// Notes what is wrong with it without showing it.
    pub fn refuse_unseen(&self, problem: impl Into<String>) {
        self.note(None, problem.into());
    }

    fn note(&self, value: Option<String>, problem: String) {
        self.reading.note(ConfigError { place: self.place(), key: self.path.clone(), value, problem });
    }

    /// A text.
    pub fn text(&self) -> Option<String> {
        let text = match self.value {
            Value::String(_, text) => Some(text.clone()),
            Value::Char(_, c) => Some(c.to_string()),
            _ => None,
        };
        self.or_wrong(text, "a text in quotes")
    }

    /// A text that is one of a few words.
    pub fn word<T: Copy>(&self, words: &[(&str, T)]) -> Option<T> {
        let text = self.text()?;
        let found = words.iter().find(|(word, _)| *word == text).map(|(_, meaning)| *meaning);
        if found.is_none() {
            let all: Vec<_> = words.iter().map(|(word, _)| format!("{word:?}")).collect();
            self.refuse(format!("not known; write {}", all.join(" or ")));
        }
        found
    }

    /// A text that parses. Errors that repeat the value first lose it, since the value is shown anyway.
    pub fn parsed<T: FromStr<Err: Display>>(&self) -> Option<T> {
        let text = self.text()?;
        let refused = |error: T::Err| {
            let problem = error.to_string();
            self.refuse(problem.strip_prefix(&format!("{text:?} ")).unwrap_or(&problem));
        };
        text.parse().map_err(refused).ok()
    }

    /// A number.
    pub fn number(&self) -> Option<f64> {
        let number = match self.value {
            Value::Num(_, n) => n.to_f64().or_else(|| n.to_i128().map(|i| i as f64)),
            _ => None,
        };
        self.or_wrong(number, "a number")
    }

    /// Yes or no.
    pub fn flag(&self) -> Option<bool> {
        self.or_wrong(self.value.to_bool(), "true or false")
    }

    /// A list, member by member.
    pub fn list(&self) -> Option<Vec<Field<'a>>> {
        let members = self.or_wrong(self.value.as_array(), "a list in [ ]")?;
        Some(members.iter().enumerate().map(|(i, value)| self.member(i, value)).collect())
    }

    /// A list, or one value standing for a list of one.
    pub fn one_or_list(&self) -> Vec<Field<'a>> {
        match self.value.as_array() {
            Some(members) => members.iter().enumerate().map(|(i, value)| self.member(i, value)).collect(),
            None => vec![self.clone()],
        }
    }

    fn member(&self, index: usize, value: &'a Value) -> Field<'a> {
        Field { reading: self.reading, value, path: format!("{}[{index}]", self.path) }
    }

    /// A table with these keys and no others.
    pub fn table(&self, known: &[&str]) -> Option<Table<'a>> {
        let table = self.open_table()?;
        table.only(known);
        Some(table)
    }

    /// A table with any keys.
    pub fn open_table(&self) -> Option<Table<'a>> {
        let dict = self.or_wrong(self.value.as_dict(), "a table")?;
        Some(Table { reading: self.reading, dict, path: self.path.clone(), place: self.place() })
    }

    fn or_wrong<T>(&self, read: Option<T>, wanted: &str) -> Option<T> {
        if read.is_none() {
            self.refuse(format!("this must be {wanted}"));
        }
        read
    }
}
