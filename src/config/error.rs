//! What is wrong with a configuration: file, key, value, remedy.
//!
//! Knows how to say it, all of it at once. Refuses to show anything that may be a secret.

use std::fmt;

use figment::value::Value;

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError {
    /// The file, the variable, or `environment`.
    pub place: String,
    /// The key's path, or the name of a variable; empty when the whole file is meant.
    pub key: String,
    /// The value as written, where it is safe to show.
    pub value: Option<String>,
    /// What is wrong, then what to do.
    pub problem: String,
}

/// `file: key = value: what is wrong; remedy`.
impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.place)?;
        match (&self.key, &self.value) {
            (key, _) if key.is_empty() => {}
            (key, Some(value)) => write!(f, "{key} = {value}: ")?,
            (key, None) => write!(f, "{key}: ")?,
        }
        f.write_str(&self.problem)
    }
}

/// Everything that is wrong, in the order of the file. Never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigErrors(pub Vec<ConfigError>);

/// One line each.
impl fmt::Display for ConfigErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, error) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{error}")?;
        }
        Ok(())
    }
}

impl std::error::Error for ConfigErrors {}

impl From<ConfigError> for ConfigErrors {
    fn from(error: ConfigError) -> Self {
        Self(vec![error])
    }
}

/// How a value is shown: as TOML would write it, cut short; nothing at all if it may be a credential that somebody put
/// in the wrong place.
pub(super) fn shown(value: &Value) -> Option<String> {
    match value {
        Value::String(_, text) if may_be_secret(text) => None,
        Value::String(_, text) if text.chars().count() > 60 => {
            Some(format!("{:?}", text.chars().take(59).chain(['…']).collect::<String>()))
        }
        Value::String(_, text) => Some(format!("{text:?}")),
        Value::Char(_, c) => Some(format!("{:?}", c.to_string())),
        Value::Bool(_, b) => Some(b.to_string()),
        Value::Num(_, n) => n.to_i128().map(|n| n.to_string()).or_else(|| n.to_f64().map(|n| n.to_string())),
        Value::Empty(..) => None,
        Value::Dict(..) => Some("{…}".to_owned()),
        Value::Array(_, members) => {
            let all: Option<Vec<_>> = members.iter().map(shown).collect();
            all.map(|all| format!("[{}]", all.join(", "))).filter(|list| list.chars().count() <= 100)
        }
    }
}

fn may_be_secret(text: &str) -> bool {
    let lower = text.to_lowercase();
    lower.contains("xox")
        || lower.contains("xapp-")
        || lower.starts_with("bot ")
        || (lower.contains("://") && lower.contains('@'))
}

/// The known word nearest to `written`, if it is near enough to be what was meant.
pub(super) fn nearest<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = written.to_lowercase();
    known
        .into_iter()
        .map(|word| (strsim::jaro_winkler(&lower, &word.to_lowercase()), word))
        .filter(|(likeness, _)| *likeness >= 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, word)| word)
}
