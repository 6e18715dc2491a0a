//! What must hold for any bytes whatever, one function for each parser that meets the outside.
//!
//! Knows the promises of every parser and every escaping sink. Refuses to make up input: `cargo test` feeds the kept
//! corpus and mutations of it (`smoke`), libFuzzer whatever it finds (`tests/fuzz`). Both call the same functions.
//!
//! It is compiled for tests and under `--cfg fuzzing` (which `cargo fuzz` sets) and never else, so the library and the
//! binary that people run have no part of it. A feature would have been part of the crate's face, and could be switched
//! on by mistake.

mod acts;
mod configuration;
mod hooks;
mod schedules;
mod sinks;
#[cfg(test)]
mod smoke;

pub use acts::{commands, sound, unread};
pub use configuration::configuration;
pub use hooks::hooks;
pub use schedules::schedules;
pub use sinks::{cells, words};

pub use crate::chat::discord::fuzz::discord;
pub use crate::chat::slack::fuzz::slack;
pub use crate::cli::import::fuzz::imports;

/// A target: bytes in, a panic out if a promise is broken.
pub type Target = fn(&[u8]);

/// Every target, by the name of its corpus under `tests/fuzz/corpus` and of its binary under `tests/fuzz/targets`.
pub const TARGETS: [(&str, Target); 9] = [
    ("hooks", hooks),
    ("slack", slack),
    ("discord", discord),
    ("commands", commands),
    ("schedules", schedules),
    ("configuration", configuration),
    ("imports", imports),
    ("cells", cells),
    ("words", words),
];

/// Fit for the database and for one line of a log: no control character (NUL among them), and no longer than this.
fn tidy(what: &str, text: &str, most: usize) {
    assert!(text.chars().count() <= most, "{what}: longer than {most}: {} characters", text.chars().count());
    assert!(!text.chars().any(char::is_control), "{what}: a control character in {text:?}");
}

/// Every text inside a JSON document, with the key it stands under.
fn texts<'a>(key: &'a str, value: &'a serde_json::Value, see: &mut dyn FnMut(&'a str, &'a str)) {
    match value {
        serde_json::Value::String(text) => see(key, text),
        serde_json::Value::Array(all) => all.iter().for_each(|inner| texts(key, inner, see)),
        serde_json::Value::Object(map) => map.iter().for_each(|(key, inner)| texts(key, inner, see)),
        _ => {}
    }
}
