//! `[[api_token]]`: programs that may read, and perhaps close tickets, over `/api/v1`.
//!
//! Knows how a token is written and what makes a secret too easy to guess. Refuses to hold one that comes from a file of
//! settings.

use secrecy::{ExposeSecret, SecretString};

use super::Team;
use super::layers::{Field, Table};
use super::source::{self, Outside};
use super::team::Unique;
use crate::intake::Source;

const KEYS: [&str; 5] = ["name", "secret_env", "teams", "write", "include_words"];
/// A secret shorter than this can be guessed.
const SHORTEST: usize = 32;

/// A program that may call `/api/v1`.
#[derive(Debug, Clone)]
pub struct ApiToken {
    /// Its name in logs, and the source of the tickets it closes.
    pub name: String,
    /// Any of them is accepted, so that they can be changed without a gap.
    pub secrets: Vec<SecretString>,
    /// Whose tickets, answers, cases and scorecards it may read, and whose tickets it may close.
    pub teams: Vec<String>,
    /// Whether it may close tickets.
    pub write: bool,
    /// Whether it is shown comments, subjects and customers where the leads see them.
    pub include_words: bool,
}

/// Every `[[api_token]]`.
pub(super) fn tokens(root: &Table<'_>, teams: &[Team], sources: &[Source], outside: &mut Outside<'_>) -> Vec<ApiToken> {
    let mut names = Unique::new("two tokens have this name");
    let mut variables = Unique::new("two tokens must not share a secret: either could speak for the other");
    let mut found: Vec<ApiToken> = Vec::new();
    for field in root.get("api_token").and_then(|f| f.list()).unwrap_or_default() {
        let Some(table) = field.table(&KEYS) else { continue };
        let Some(token) = token(&table, teams, &mut names, &mut variables, outside) else { continue };
        if sources.iter().any(|source| source.name == token.name) {
            field.refuse_unseen(format!("the name {:?} is a source's already; give the token its own", token.name));
        }
        let same = |a: &SecretString| token.secrets.iter().any(|b| a.expose_secret() == b.expose_secret());
        if let Some(other) = found.iter().find(|t| t.name != token.name && t.secrets.iter().any(same)) {
            field.refuse_unseen(format!("holds the same secret as token {:?}; give each its own", other.name));
        }
        found.push(token);
    }
    found
}

fn token(
    table: &Table<'_>,
    teams: &[Team],
    names: &mut Unique,
    variables: &mut Unique,
    outside: &mut Outside<'_>,
) -> Option<ApiToken> {
    let name_field = table.need("name", "name the program that uses the token");
    let name = name_field.as_ref().and_then(source::name);
    if let (Some(field), Some(name)) = (&name_field, &name) {
        names.add(field, name);
    }
    let teams = table
        .need("teams", "list the teams it may see: teams = [\"Payments\"]")
        .and_then(|field| known_teams(&field, teams));
    let secrets = table
        .need("secret_env", "name the variable that holds the secret: secret_env = \"NAME\"")
        .and_then(|field| secrets(&field, variables, outside));
    let flag = |key: &str| table.get(key).map_or(Some(false), |field| field.flag());
    let (write, include_words) = (flag("write"), flag("include_words"));
    Some(ApiToken { name: name?, secrets: secrets?, teams: teams?, write: write?, include_words: include_words? })
}

/// Teams by name; at least one.
pub(super) fn known_teams(field: &Field<'_>, teams: &[Team]) -> Option<Vec<String>> {
    let members = field.list()?;
    if members.is_empty() {
        field.refuse("empty; list at least one team");
        return None;
    }
    members.iter().map(|member| source::known_team(member, teams)).collect()
}

fn secrets(field: &Field<'_>, variables: &mut Unique, outside: &mut Outside<'_>) -> Option<Vec<SecretString>> {
    let members = field.one_or_list();
    if members.is_empty() {
        field.refuse("empty; name at least one variable");
        return None;
    }
    members.iter().map(|member| secret(member, variables, outside)).collect()
}

fn secret(field: &Field<'_>, variables: &mut Unique, outside: &mut Outside<'_>) -> Option<SecretString> {
    let secret = source::named_secret(field, outside)?;
    variables.add(field, field.value.as_str().unwrap_or_default());
    let text = secret.expose_secret();
    let problem = if !text.bytes().all(|b| b.is_ascii_graphic()) {
        "holds a secret with spaces or characters that no Authorization header carries; use letters and digits"
    } else if text.len() < SHORTEST {
        "holds a secret that can be guessed; use at least 32 random characters (openssl rand -hex 32)"
    } else {
        return Some(secret);
    };
    field.refuse(problem);
    None
}
