//! `[survey]` and `[[team]]`.
//!
//! Knows what a team needs, what it inherits, and which routes would contradict each other. Refuses to know whether a
//! channel exists: `doctor` asks the platform.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Team;
use super::layers::{Field, Table};
use super::values::{duration, written, zone};
use crate::domain::Duration;
use crate::domain::calendar::Hours;
use crate::domain::ids::{Channel, Identity, TeamName};
use crate::domain::instrument::{self, CES7, CSAT5, Instrument, Mode};
use crate::domain::language::Language;
use crate::domain::policy::{COOLDOWN_FLOOR, Rules};
use crate::domain::privacy::Privacy;
use crate::domain::schedule::Schedule;
use crate::present::words::Lexicon;

const SURVEY: [&str; 7] = ["delay", "hours", "cooldown", "expires", "too_old", "sample", "paused"];
const TEAM: [&str; 14] = [
    "name",
    "timezone",
    "instruments",
    "mode",
    "schedule",
    "channels",
    "support_channels",
    "case_channel",
    "privacy",
    "language",
    "words",
    "managers",
    "agents",
    "survey",
];
/// PRODUCT §4 names more than this version has.
const LATER: [&str; 3] = ["ces5", "thumbs", "nps11"];
const WEEKLY: &str = "0 9 * * MON";
const LONGEST_NAME: usize = 80;
const MINUTE: Duration = Duration::from_mins(1);
const DAY: Duration = Duration::from_hours(24);

/// The rules of asking, as far as they are written.
#[derive(Clone, Default)]
pub(super) struct Asking {
    delay: Option<Duration>,
    hours: Option<Hours>,
    cooldown: Option<Duration>,
    expires: Option<Duration>,
    too_old: Option<Duration>,
    sample: Option<f64>,
    paused: Option<bool>,
}

impl Asking {
    /// A `[survey]` table over what it inherits.
    pub fn read(field: Option<Field<'_>>, inherited: &Asking) -> Asking {
        let Some(table) = field.and_then(|f| f.table(&SURVEY)) else { return inherited.clone() };
        let between =
            |key: &str, low: Duration, high: Duration| table.get(key).and_then(|field| length(&field, low, high));
        Asking {
            delay: between("delay", Duration::ZERO, DAY * 7).or(inherited.delay),
            hours: table.get("hours").and_then(|f| f.parsed()).or(inherited.hours),
            cooldown: table.get("cooldown").and_then(|f| cooldown(&f)).or(inherited.cooldown),
            expires: between("expires", MINUTE, DAY * 90).or(inherited.expires),
            too_old: between("too_old", MINUTE, DAY * 365).or(inherited.too_old),
            sample: table.get("sample").and_then(|f| share(&f)).or(inherited.sample),
            paused: table.get("paused").and_then(|f| f.flag()).or(inherited.paused),
        }
    }

    fn rules(self, instruments: Vec<&'static Instrument>, mode: Mode) -> Option<Rules> {
        Some(Rules {
            delay: self.delay?,
            hours: self.hours?,
            cooldown: self.cooldown?,
            expires: self.expires?,
            too_old: self.too_old?,
            sample: self.sample?,
            paused: self.paused?,
            mode,
            instruments,
        })
    }
}

fn length(field: &Field<'_>, low: Duration, high: Duration) -> Option<Duration> {
    let length = duration(&field.text()?).map_err(|problem| field.refuse(problem)).ok()?;
    if length < low || length > high {
        field.refuse(format!("out of range; write something from {} to {}", written(low), written(high)));
        return None;
    }
    Some(length)
}

fn cooldown(field: &Field<'_>) -> Option<Duration> {
    let length = length(field, Duration::ZERO, DAY * 366)?;
    if length < COOLDOWN_FLOOR {
        let floor = written(COOLDOWN_FLOOR);
        field.refuse(format!("below the floor; nobody is asked twice within 24 hours, so write {floor} or more"));
        return None;
    }
    Some(length)
}

fn share(field: &Field<'_>) -> Option<f64> {
    let share = field.number()?;
    let fits = (0.0..=1.0).contains(&share);
    if !fits {
        field.refuse("not a share; write a number from 0.0 (nobody) to 1.0 (everybody)");
    }
    fits.then_some(share)
}

/// Every `[[team]]`.
pub(super) fn teams(root: &Table<'_>) -> Vec<Team> {
    let survey = Asking::read(root.get("survey"), &Asking::default());
    let written = match root.get("team") {
        Some(field) => field.list().unwrap_or_default(),
        None => Vec::new(),
    };
    if written.is_empty() && !root.dict.contains_key("team") {
        root.lacks("team", "add a [[team]] with a name, a timezone and its channels");
    }
    let mut names = Unique::new("two teams have this name");
    let mut desks = Unique::new("a support channel belongs to one team only");
    written.iter().filter_map(|field| team(field, &survey, &mut names, &mut desks)).collect()
}

fn team(field: &Field<'_>, survey: &Asking, names: &mut Unique, desks: &mut Unique) -> Option<Team> {
    let mut table = field.table(&TEAM)?;
    let name = table.need("name", "give the team a name").and_then(|f| name(&f));
    if let Some(name) = &name {
        table.path = format!("team {name:?}");
    }
    if let (Some(field), Some(name)) = (table.get("name"), &name) {
        names.add(&field, &name.to_lowercase());
    }
    let instruments = instruments(&table);
    let mode = mode(&table, instruments.as_deref().unwrap_or_default());
    let support_channels: Vec<Channel> = named(&table, "support_channels", |field, channel: &Channel| {
        desks.add(field, &channel.to_string());
    });
    let schedule = match table.get("schedule") {
        Some(field) => field.text().and_then(|w| Schedule::parse(&w).map_err(|bad| field.refuse(bad.problem)).ok()),
        None => Schedule::parse(WEEKLY).ok(),
    };
    let zone = table
        .need("timezone", "weeks need a clock to follow: write a place such as \"Europe/Berlin\"")
        .and_then(|field| zone(&field.text()?).map_err(|problem| field.refuse(problem)).ok());
    let channels = named(&table, "channels", |_, _: &Channel| {});
    let case_channel = table.get("case_channel").and_then(|f| f.parsed());
    let levels = Privacy::ALL.map(|level| (level.as_str(), level));
    let privacy = match table.get("privacy") {
        Some(field) => field.word(&levels),
        None => Some(Privacy::default()),
    };
    let languages = Language::ALL.map(|language| (language.code(), language));
    let language = match table.get("language") {
        Some(field) => field.word(&languages),
        None => Some(Language::default()),
    };
    let words = match table.get("words") {
        Some(field) => super::words::own(&field, language.unwrap_or_default()),
        None => Lexicon::default(),
    };
    let managers = named(&table, "managers", |_, _: &Identity| {});
    let agents = named(&table, "agents", |_, _: &Identity| {});
    let rules = Asking::read(table.get("survey"), survey).rules(instruments?, mode?)?;
    Some(Team {
        name: TeamName::new(name?),
        zone: zone?,
        schedule: schedule?,
        channels,
        support_channels,
        case_channel,
        privacy: privacy?,
        language: language?,
        words: Arc::new(words),
        managers,
        agents,
        rules,
    })
}

fn name(field: &Field<'_>) -> Option<String> {
    let name = field.text()?;
    let problem = if name.trim() != name || name.is_empty() {
        "empty, or with spaces around it; write a plain name"
    } else if name.chars().count() > LONGEST_NAME {
        "too long; write at most 80 characters"
    } else if name.chars().any(char::is_control) {
        "holds control characters; write a plain name"
    } else {
        return Some(name);
    };
    field.refuse(problem);
    None
}

/// One or two, none twice.
fn instruments(table: &Table<'_>) -> Option<Vec<&'static Instrument>> {
    let Some(field) = table.get("instruments") else { return Some(vec![&CES7, &CSAT5]) };
    let members = field.list()?;
    let read: Vec<_> = members.iter().map(instrument).collect();
    if !(1..=2).contains(&read.len()) {
        field.refuse("a team asks one or two questions; write [\"ces7\"], [\"csat5\"] or [\"ces7\", \"csat5\"]");
        return None;
    }
    let found: Vec<_> = read.into_iter().collect::<Option<_>>()?;
    if let [first, second] = found.as_slice()
        && first == second
    {
        field.refuse("the same question twice; take one out");
        return None;
    }
    Some(found)
}

fn instrument(field: &Field<'_>) -> Option<&'static Instrument> {
    let written = field.text()?;
    let found = Instrument::by_id(&written);
    if found.is_none() {
        let known: Vec<_> = instrument::ALL.iter().map(|i| format!("{:?}", i.id)).collect();
        let known = known.join(" or ");
        field.refuse(if LATER.contains(&written.as_str()) {
            format!("comes in a later version; write {known}")
        } else {
            format!("no such instrument; write {known}")
        });
    }
    found
}

/// One instrument is asked alone, whatever is written; two follow one another unless told to alternate.
fn mode(table: &Table<'_>, instruments: &[&'static Instrument]) -> Option<Mode> {
    let words = [("follow", Mode::Follow), ("alternate", Mode::Alternate), ("single", Mode::Single)];
    let field = table.get("mode");
    let written = match &field {
        Some(field) => Some(field.word(&words)?),
        None => None,
    };
    match (instruments.len(), written, field) {
        (1, _, _) => Some(Mode::Single),
        (_, Some(Mode::Single), Some(field)) => {
            field.refuse("two instruments are listed; write \"follow\" or \"alternate\", or list one");
            None
        }
        (_, written, _) => Some(written.unwrap_or(Mode::Follow)),
    }
}

/// A list of names of channels or people, none twice.
fn named<T: std::str::FromStr<Err: std::fmt::Display> + PartialEq>(
    table: &Table<'_>,
    key: &str,
    mut each: impl FnMut(&Field<'_>, &T),
) -> Vec<T> {
    let mut found: Vec<T> = Vec::new();
    for field in table.get(key).and_then(|f| f.list()).unwrap_or_default() {
        let Some(member) = field.parsed::<T>() else { continue };
        if found.contains(&member) {
            field.refuse("listed twice; take one out");
            continue;
        }
        each(&field, &member);
        found.push(member);
    }
    found
}

/// What must not be said twice, and where it was said first.
pub(super) struct Unique {
    rule: &'static str,
    seen: BTreeMap<String, String>,
}

impl Unique {
    /// With the sentence that says why not twice.
    pub fn new(rule: &'static str) -> Self {
        Self { rule, seen: BTreeMap::new() }
    }

    /// Says it; a second time is an error that names both places.
    pub fn add(&mut self, field: &Field<'_>, what: &str) {
        match self.seen.get(what) {
            Some(first) => field.refuse(format!("already at {first}; {}", self.rule)),
            None => {
                self.seen.insert(what.to_owned(), field.path.clone());
            }
        }
    }
}
