//! `[[webhook]]`: programs that are told what happened (Standard Webhooks).
//!
//! Knows how a receiver is written, which addresses may be called, and what a signing secret looks like. Refuses an address
//! inside a private network unless the operator says that it is meant.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::{ExposeSecret, SecretSlice};
use url::{Host, Url};

use super::layers::{Field, Table};
use super::source::{self, Outside};
use super::team::Unique;
use super::{Team, api, reach, values};
use crate::domain::announce::Kind;

const KEYS: [&str; 7] = ["name", "url", "secret_env", "events", "teams", "include_words", "allow_private"];
/// What a secret begins with.
const PREFIX: &str = "whsec_";
/// Bytes of a secret, as Standard Webhooks has them.
const LENGTHS: std::ops::RangeInclusive<usize> = 24..=64;
const EVENTS: [(&str, Kind); 4] = [
    ("answer.created", Kind::AnswerCreated),
    ("answer.changed", Kind::AnswerChanged),
    ("case.opened", Kind::CaseOpened),
    ("case.closed", Kind::CaseClosed),
];

/// A program that is told what happened.
#[derive(Debug, Clone)]
pub struct Webhook {
    /// Its name in logs and in `status`.
    pub name: String,
    /// Whom to call.
    pub url: Url,
    /// What to sign with; with each of them, so that they can be changed without a gap.
    pub secrets: Vec<SecretSlice<u8>>,
    /// Of what it is told.
    pub events: Vec<Kind>,
    /// Of whose answers and cases; every team's if empty.
    pub teams: Vec<String>,
    /// Whether it is told comments and customers where the leads see them.
    pub include_words: bool,
    /// Whether it may be inside a private network.
    pub allow_private: bool,
}

impl Webhook {
    /// Whether it wants to be told this of this team.
    pub fn wants(&self, kind: Kind, team: &str) -> bool {
        self.events.contains(&kind) && (self.teams.is_empty() || self.teams.iter().any(|t| t == team))
    }
}

/// Every `[[webhook]]`.
pub(super) fn webhooks(root: &Table<'_>, teams: &[Team], outside: &mut Outside<'_>) -> Vec<Webhook> {
    let mut names = Unique::new("two webhooks have this name");
    let fields = root.get("webhook").and_then(|f| f.list()).unwrap_or_default();
    fields.iter().filter_map(|field| webhook(&field.table(&KEYS)?, teams, &mut names, outside)).collect()
}

fn webhook(table: &Table<'_>, teams: &[Team], names: &mut Unique, outside: &mut Outside<'_>) -> Option<Webhook> {
    let name_field = table.need("name", "name the receiver");
    let name = name_field.as_ref().and_then(source::name);
    if let (Some(field), Some(name)) = (&name_field, &name) {
        names.add(field, name);
    }
    let flag = |key: &str| table.get(key).map_or(Some(false), |field| field.flag());
    let (include_words, allow_private) = (flag("include_words"), flag("allow_private"));
    let url = table.need("url", "say whom to call").and_then(|f| address(&f, allow_private == Some(true)));
    let events = table.need("events", "list what it is told: events = [\"case.opened\"]").and_then(|f| events(&f));
    let teams = table.get("teams").map_or(Some(Vec::new()), |field| api::known_teams(&field, teams));
    let secrets = table
        .need("secret_env", "name the variable that holds the signing secret: secret_env = \"NAME\"")
        .and_then(|field| field.one_or_list().iter().map(|f| secret(f, outside)).collect::<Option<Vec<_>>>());
    Some(Webhook {
        name: name?,
        url: url?,
        secrets: secrets.filter(|s| !s.is_empty())?,
        events: events?,
        teams: teams?,
        include_words: include_words?,
        allow_private: allow_private?,
    })
}

fn address(field: &Field<'_>, private: bool) -> Option<Url> {
    let written = field.text()?;
    let read = if private { values::address(&written) } else { values::outbound(&written) };
    let here = |url: &Url| match url.host() {
        Some(Host::Domain(name)) => reach::is_this_machine(name),
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.to_ipv4_mapped().map_or(ip.is_loopback(), |ip| ip.is_loopback()),
        None => false,
    };
    let problem = match read {
        Err(problem) => problem,
        Ok(url) if !private && here(&url) => {
            "is this very machine; set allow_private = true for this webhook if that is meant".to_owned()
        }
        Ok(url) => return Some(url),
    };
    // A receiver's address may hold a secret of its own.
    field.refuse_unseen(problem);
    None
}

fn events(field: &Field<'_>) -> Option<Vec<Kind>> {
    let members = field.list()?;
    if members.is_empty() {
        field.refuse("empty; list at least one event");
        return None;
    }
    members.iter().map(|member| member.word(&EVENTS)).collect()
}

fn secret(field: &Field<'_>, outside: &mut Outside<'_>) -> Option<SecretSlice<u8>> {
    let secret = source::named_secret(field, outside)?;
    let encoded = secret.expose_secret().strip_prefix(PREFIX);
    let key = encoded.and_then(|text| STANDARD.decode(text).ok()).filter(|key| LENGTHS.contains(&key.len()));
    if key.is_none() {
        field.refuse(
            "holds no signing secret; write whsec_ and 24 to 64 random bytes in base64: \
             echo whsec_$(openssl rand -base64 32)",
        );
    }
    key.map(SecretSlice::from)
}
