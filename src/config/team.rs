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
use crate::domain::case;
use crate::domain::days::Days;
use crate::domain::group::{Group, Member};
use crate::domain::ids::{Channel, Identity, TeamName};
use crate::domain::instrument::{self, CES7, CSAT5, Instrument, Mode};
use crate::domain::language::Language;
use crate::domain::policy::{COOLDOWN_FLOOR, Rules};
use crate::domain::privacy::Privacy;
use crate::domain::schedule::Schedule;
use crate::present::words::Lexicon;

const SURVEY: [&str; 10] =
    ["delay", "hours", "days", "cooldown", "expires", "remind", "too_old", "sample", "without_reply", "paused"];
const TEAM: [&str; 18] = [
    "name",
    "timezone",
    "instruments",
    "mode",
    "schedule",
    "channels",
    "support_channels",
    "case_channel",
    "case_low",
    "case_limit",
    "case_hours",
    "case_days",
    "privacy",
    "language",
    "words",
    "managers",
    "agents",
    "survey",
];
/// When a scorecard is due, where a team does not say.
pub(super) const WEEKLY: &str = "0 9 * * MON";
const LONGEST_NAME: usize = 80;
const CASE_LIMIT: Duration = Duration::from_hours(4);
const MINUTE: Duration = Duration::from_mins(1);
const DAY: Duration = Duration::from_hours(24);

/// The rules of asking, as far as they are written.
#[derive(Clone, Default)]
pub(super) struct Asking {
    delay: Option<Duration>,
    hours: Option<Hours>,
    days: Option<Days>,
    cooldown: Option<Duration>,
    expires: Option<Duration>,
    remind: Option<Remind>,
    too_old: Option<Duration>,
    sample: Option<f64>,
    without_reply: Option<bool>,
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
            days: table.get("days").and_then(|f| f.parsed()).or(inherited.days),
            cooldown: table.get("cooldown").and_then(|f| cooldown(&f)).or(inherited.cooldown),
            expires: between("expires", MINUTE, DAY * 90).or(inherited.expires),
            remind: table.get("remind").and_then(|f| remind(&f)).or(inherited.remind),
            too_old: between("too_old", MINUTE, DAY * 365).or(inherited.too_old),
            sample: table.get("sample").and_then(|f| share(&f)).or(inherited.sample),
            without_reply: table
                .get("without_reply")
                .and_then(|f| f.word(&[("skip", false), ("ask", true)]))
                .or(inherited.without_reply),
            paused: table.get("paused").and_then(|f| f.flag()).or(inherited.paused),
        }
    }

    fn rules(self, instruments: Vec<&'static Instrument>, mode: Mode) -> Option<Rules> {
        Some(Rules {
            delay: self.delay?,
            hours: self.hours?.on(self.days?),
            cooldown: self.cooldown?,
            expires: self.expires?,
            remind: self.remind?.after(),
            too_old: self.too_old?,
            sample: self.sample?,
            ask_unreplied: self.without_reply?,
            paused: self.paused?,
            mode,
            instruments,
        })
    }
}

/// `remind`: after so long, or `"off"`.
#[derive(Clone, Copy)]
enum Remind {
    After(Duration),
    Off,
}

impl Remind {
    fn after(self) -> Option<Duration> {
        match self {
            Remind::After(length) => Some(length),
            Remind::Off => None,
        }
    }
}

/// The floor of 24 hours between two questions holds for a reminder of one, too.
fn remind(field: &Field<'_>) -> Option<Remind> {
    if field.text()?.trim() == "off" {
        return Some(Remind::Off);
    }
    length(field, COOLDOWN_FLOOR, DAY * 90).map(Remind::After)
}

/// What is right alone and wrong together: such a team would ask nobody, or remind of questions that are closed.
fn together(rules: &Rules, table: &Table<'_>, shared: Option<&Field<'_>>) {
    let blame = |key: &str, problem: &str| {
        let of =
            |survey: &Field<'_>| survey.open_table().is_some_and(|t| t.get(key).map(|f| f.refuse(problem)).is_some());
        let _ = table.get("survey").is_some_and(|own| of(&own)) || shared.is_some_and(of);
    };
    if rules.remind.is_some_and(|remind| remind >= rules.expires) {
        blame(
            "remind",
            "remind is not below expires: the reminder would come when the question is closed; shorten remind",
        );
    }
    if rules.delay >= rules.too_old {
        blame("delay", "delay is not below too_old: every close would be too old to ask about; shorten delay");
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
    let shared = root.get("survey");
    let survey = Asking::read(shared.clone(), &Asking::default());
    let written = match root.get("team") {
        Some(field) => field.list().unwrap_or_default(),
        None => Vec::new(),
    };
    if written.is_empty() && !root.dict.contains_key("team") {
        root.lacks("team", "add a [[team]] with a name, a timezone and its channels");
    }
    let mut names = Unique::new("two teams have this name");
    let mut desks = Unique::new("a support channel belongs to one team only");
    written.iter().filter_map(|field| team(field, (shared.as_ref(), &survey), &mut names, &mut desks)).collect()
}

fn team(
    field: &Field<'_>,
    (shared, survey): (Option<&Field<'_>>, &Asking),
    names: &mut Unique,
    desks: &mut Unique,
) -> Option<Team> {
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
    let case_channels = case_channels(&table);
    let limit = match table.get("case_limit") {
        Some(field) => length(&field, MINUTE, DAY * 14),
        None => Some(CASE_LIMIT),
    };
    let low = lows(&table);
    let levels = Privacy::ALL.map(|level| (level.as_str(), level));
    let privacy = match table.get("privacy") {
        Some(field) => field.word(&levels),
        None => Some(Privacy::default()),
    };
    let (managers, manager_groups) = people(&table, "managers");
    let (agents, agent_groups) = people(&table, "agents");
    let languages = Language::ALL.map(|language| (language.code(), language));
    let language = match table.get("language") {
        Some(field) => field.word(&languages),
        None => Some(Language::default()),
    };
    let words = match table.get("words") {
        Some(field) => super::words::own(&field, language.unwrap_or_default()),
        None => Lexicon::default(),
    };
    let rules = Asking::read(table.get("survey"), survey).rules(instruments?, mode?)?;
    let hours = match table.get("case_hours") {
        Some(field) => field.parsed()?,
        None => rules.hours,
    };
    let days = match table.get("case_days") {
        Some(field) => field.parsed()?,
        None => Days::WORKING,
    };
    let zone = zone?;
    let cases = case::Rules { low: low?, limit: limit?, hours: hours.on(days), zone: zone.clone() };
    together(&rules, &table, shared);
    Some(Team {
        name: TeamName::new(name?),
        zone,
        schedule: schedule?,
        channels,
        support_channels,
        case_channel: case_channels.first().cloned(),
        case_channels,
        cases,
        privacy: privacy?,
        language: language?,
        words: Arc::new(words),
        managers,
        agents,
        manager_groups,
        agent_groups,
        rules,
    })
}

/// People and groups of a list.
fn people(table: &Table<'_>, key: &str) -> (Vec<Identity>, Vec<Group>) {
    let (mut people, mut groups) = (Vec::new(), Vec::new());
    for member in named(table, key, |_, _: &Member| {}) {
        match member {
            Member::Person(person) => people.push(person),
            Member::Group(group) => groups.push(group),
        }
    }
    (people, groups)
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

/// `case_channel`: one, or a list of one a platform.
fn case_channels(table: &Table<'_>) -> Vec<Channel> {
    let mut found: Vec<Channel> = Vec::new();
    for field in table.get("case_channel").map(|f| f.one_or_list()).unwrap_or_default() {
        let Some(channel) = field.parsed::<Channel>() else { continue };
        if found.iter().any(|known| known.platform == channel.platform) {
            field.refuse("a second one on the same platform; a case has one card, so take one out");
            continue;
        }
        found.push(channel);
    }
    found
}

/// `case_low`: by instrument, the highest score that opens a case.
fn lows(table: &Table<'_>) -> Option<BTreeMap<String, u8>> {
    let Some(field) = table.get("case_low") else { return Some(BTreeMap::new()) };
    let names: Vec<&str> = instrument::ALL.iter().map(|i| i.id).collect();
    let written = field.table(&names)?;
    let each = |instrument: &&'static Instrument| {
        let field = written.get(instrument.id)?;
        Some(low(&field, instrument).map(|point| (instrument.id.to_owned(), point)))
    };
    instrument::ALL.iter().filter_map(each).collect()
}

fn low(field: &Field<'_>, instrument: &Instrument) -> Option<u8> {
    let written = field.number()?;
    let points = instrument.min..instrument.favourable_from;
    let found = points.clone().find(|point| f64::from(*point) == written);
    if found.is_none() {
        let (least, most) = (points.start, points.end - 1);
        field.refuse(format!(
            "not a low score of {}; write a whole number from {least} to {most}: a favourable answer opens no case",
            instrument.id
        ));
    }
    found
}

fn instrument(field: &Field<'_>) -> Option<&'static Instrument> {
    let written = field.text()?;
    let found = Instrument::by_id(&written).filter(|i| i.is_asked());
    if found.is_none() {
        let known: Vec<_> = instrument::ALL.iter().map(|i| format!("{:?}", i.id)).collect();
        field.refuse(format!("no such instrument; write one of {}", known.join(", ")));
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
