//! The promises of configuration; here what their tests share.

mod any_input;
mod api;
mod check;
mod layers;
mod platforms;
mod sources;
mod teams;
mod words;

use secrecy::ExposeSecret;

use super::*;
use crate::domain::ids::Platform;
use crate::domain::instrument::Mode;
use crate::domain::policy::Rules;
use crate::domain::{Duration, Timestamp};
use crate::intake::{Auth, HeaderView, Signature};

const TEAM: &str = "[[team]]\nname = \"Payments\"\ntimezone = \"Europe/Berlin\"\n";
const SOURCE: &str =
    "[[source]]\nname = \"desk\"\npreset = \"zendesk\"\nteam = \"Payments\"\nauth = { secret_env = [\"DESK\"] }\n";

fn env(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect()
}

fn load_with(text: &str, pairs: &[(&str, &str)]) -> Result<Settings, ConfigErrors> {
    Settings::from_toml("afterword.toml", text, &env(pairs))
}

fn load(text: &str) -> Result<Settings, ConfigErrors> {
    load_with(text, &[("DESK", "kept-in-the-desk"), ("OTHER", "kept-elsewhere")])
}

/// Every error of this configuration, one a line.
fn wrong(text: &str) -> String {
    load(text).expect_err("accepted").to_string()
}

fn team_with(line: &str) -> String {
    format!("{TEAM}{line}\n")
}
