//! Who and what the week's answers were about: people, agents, tags, touchpoints, segments.
//!
//! Knows that one agent may be credited under an address and under a chat identity. Refuses to compare anything.

use std::collections::{BTreeMap, BTreeSet};

use jiff::tz::TimeZone;
use sea_orm::{ConnectionTrait, QueryResult};
use serde::Deserialize;

use super::rows::instrument as read_instrument;
use super::scores::Spans;
use super::sql::{self, corrupt, values};
use super::{Result, Store};
use crate::domain::calendar::Week;
use crate::domain::ids::TeamName;
use crate::domain::instrument::{Instrument, Metric, Series};
use crate::domain::language::Language;
use crate::domain::phrases::Remark;
use crate::domain::scorecard::mix::{self, GroupMove};
use crate::domain::scorecard::{AgentCoverage, GroupFacts, Kind, WeekFacts};
use crate::domain::stats::{Repeats, Share};

/// More values than this of one kind are not told apart; the most frequent are.
const MOST: usize = 40;
/// As many comments are read for phrases.
const MOST_REMARKS: i64 = 5_000;

/// The sums over the people who answered a question in a span (MEASUREMENT §2.7): an aggregate over the index that counts.
pub(super) async fn repeats(
    db: &impl ConnectionTrait,
    team: &TeamName,
    Series { instrument, edition }: Series,
    (from, to): (i64, i64),
) -> Result<Repeats> {
    let worth = worth(instrument);
    let span = "team = $1 AND instrument = $2 AND instrument_version = $3 AND first_at >= $4 AND first_at < $5";
    let bound = || values![team.as_str(), instrument.id, edition, from, to];
    let known = format!(
        "SELECT COUNT(*), CAST(SUM(k * k) AS BIGINT), CAST(SUM(k * n) AS BIGINT), CAST(SUM(n * n) AS BIGINT) FROM (
           SELECT SUM({worth}) AS k, COUNT(*) AS n FROM answer WHERE {span} AND person_id IS NOT NULL GROUP BY person_id) who"
    );
    // An answer of nobody known is a person of its own.
    let unknown = format!(
        "SELECT COUNT(*), CAST(SUM({worth} * {worth}) AS BIGINT), CAST(SUM({worth}) AS BIGINT), COUNT(*)
         FROM answer WHERE {span} AND person_id IS NULL"
    );
    let mut sum = Repeats::default();
    for sql in [known, unknown] {
        let Some(row) = sql::one(db, sql, bound()).await? else { continue };
        sum = sum.joined(read_repeats(&row, 0)?);
    }
    Ok(sum)
}

/// The same of each week by itself, this one first, in one walk over the index.
pub(super) async fn repeats_by_week(
    db: &impl ConnectionTrait,
    team: &TeamName,
    Series { instrument, edition }: Series,
    spans: &Spans,
) -> Result<Vec<Repeats>> {
    let worth = worth(instrument);
    let mut bound = values![team.as_str(), instrument.id, edition, spans.oldest(), spans.end()];
    let week = spans.cases("first_at", &mut bound);
    let span = "team = $1 AND instrument = $2 AND instrument_version = $3 AND first_at >= $4 AND first_at < $5";
    let known = format!(
        "SELECT week, COUNT(*), CAST(SUM(k * k) AS BIGINT), CAST(SUM(k * n) AS BIGINT), CAST(SUM(n * n) AS BIGINT) FROM (
           SELECT {week} AS week, SUM({worth}) AS k, COUNT(*) AS n FROM answer WHERE {span} AND person_id IS NOT NULL
           GROUP BY 1, person_id) who GROUP BY week"
    );
    let unknown = format!(
        "SELECT {week} AS week, COUNT(*), CAST(SUM({worth} * {worth}) AS BIGINT), CAST(SUM({worth}) AS BIGINT), COUNT(*)
         FROM answer WHERE {span} AND person_id IS NULL GROUP BY 1"
    );
    let mut weeks = vec![Repeats::default(); spans.weeks()];
    for sql in [known, unknown] {
        for row in sql::all(db, sql, bound.clone()).await? {
            let week: i32 = row.try_get_by_index(0)?;
            let sum = usize::try_from(week).ok().and_then(|week| weeks.get_mut(week));
            let sum = sum.ok_or_else(|| corrupt("answer", "of another week"))?;
            *sum = sum.joined(read_repeats(&row, 1)?);
        }
    }
    Ok(weeks)
}

/// Four sums, from this column on.
fn read_repeats(row: &QueryResult, first: usize) -> Result<Repeats> {
    let number = |at: usize| -> Result<i64> { Ok(row.try_get_by_index::<Option<i64>>(first + at)?.unwrap_or(0)) };
    let whole = |n: i64| u64::try_from(n).unwrap_or(0);
    Ok(Repeats { people: whole(number(0)?), sum_kk: whole(number(1)?), sum_kn: number(2)?, sum_nn: whole(number(3)?) })
}

/// What one answer counts, as SQL: favourable or not, or for a net score 1, 0 and -1.
fn worth(instrument: &Instrument) -> String {
    let Instrument { low_to, favourable_from, .. } = instrument;
    let low = if instrument.metric == Metric::Nps { -1 } else { 0 };
    format!("CASE WHEN score >= {favourable_from} THEN 1 WHEN score <= {low_to} THEN {low} ELSE 0 END")
}

/// What each credited agent is called, and as whom they are counted.
pub(super) struct Names {
    shown: BTreeMap<String, String>,
    stands_for: BTreeMap<String, String>,
}

impl Names {
    /// The newest names of the span's closes; an address that one chat identity is known to be behind counts as that one.
    pub(super) async fn known(db: &impl ConnectionTrait, team: &TeamName, (from, to): (i64, i64)) -> Result<Self> {
        let sql = "SELECT agent_id, agent_name FROM survey
                   WHERE team = $1 AND closed_at >= $2 AND closed_at < $3 AND agent_id IS NOT NULL AND agent_name IS NOT NULL
                   GROUP BY agent_id, agent_name ORDER BY MAX(closed_at), agent_name";
        let mut shown: BTreeMap<String, String> = BTreeMap::new();
        for row in sql::all(db, sql, values![team.as_str(), from, to]).await? {
            shown.insert(row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        }
        let sql = "SELECT behind, MIN(kind), MIN(value) FROM staff_member WHERE behind LIKE '%@%'
                   GROUP BY behind HAVING COUNT(*) = 1";
        let mut stands_for: BTreeMap<String, String> = BTreeMap::new();
        for row in sql::all(db, sql, values![]).await? {
            let (behind, kind, value): (String, String, String) =
                (row.try_get_by_index(0)?, row.try_get_by_index(1)?, row.try_get_by_index(2)?);
            stands_for.insert(behind, format!("{kind}:{value}"));
        }
        Ok(Self { shown, stands_for })
    }

    /// The id somebody is counted under.
    fn one(&self, id: &str) -> String {
        self.stands_for.get(id).cloned().unwrap_or_else(|| id.to_owned())
    }

    /// What people call an id: the newest name of it or of an address it stands for, else the id.
    fn shown(&self, id: &str) -> String {
        let own = self.shown.get(id);
        let other =
            || self.stands_for.iter().filter(|(_, one)| *one == id).find_map(|(other, _)| self.shown.get(other));
        own.or_else(other).cloned().unwrap_or_else(|| id.to_owned())
    }

    /// Sums by id under names; two people of one name are told apart by their ids.
    fn named<T>(&self, by_id: BTreeMap<String, T>) -> Vec<(String, T)> {
        let mut times: BTreeMap<String, usize> = BTreeMap::new();
        for id in by_id.keys() {
            *times.entry(self.shown(id)).or_default() += 1;
        }
        let name = |id: &str| {
            let shown = self.shown(id);
            if times.get(&shown).is_some_and(|n| *n > 1) && shown != id { format!("{shown} ({id})") } else { shown }
        };
        by_id.into_iter().map(|(id, sum)| (name(&id), sum)).collect()
    }
}

/// The week's answers to a question by agent. Answers that nobody is credited for come under no name.
pub(super) async fn agents(
    db: &impl ConnectionTrait,
    team: &TeamName,
    Series { instrument, edition }: Series,
    (from, to): (i64, i64),
    names: &Names,
) -> Result<Vec<GroupFacts>> {
    let sql = "SELECT agent_id, COUNT(*), CAST(SUM(CASE WHEN score >= $6 THEN 1 ELSE 0 END) AS BIGINT) FROM answer
               WHERE team = $1 AND instrument = $2 AND instrument_version = $3 AND first_at >= $4 AND first_at < $5
               GROUP BY agent_id";
    let bound = values![team.as_str(), instrument.id, edition, from, to, i32::from(instrument.favourable_from)];
    let (mut by_id, mut nobody) = (BTreeMap::<String, Share>::new(), Share::default());
    for row in sql::all(db, sql, bound).await? {
        let (id, whole, part): (Option<String>, i64, i64) =
            (row.try_get_by_index(0)?, row.try_get_by_index(1)?, row.try_get_by_index(2)?);
        let sum = id.map_or(&mut nobody, |id| by_id.entry(names.one(&id)).or_default());
        sum.whole += u64::try_from(whole).unwrap_or(0);
        sum.part += u64::try_from(part).unwrap_or(0);
    }
    let rest = (nobody.whole > 0).then(|| (String::new(), nobody));
    let all = names.named(by_id).into_iter().chain(rest);
    Ok(all.map(|(name, share)| GroupFacts { kind: Kind::Agent, name, share }).collect())
}

/// Different people behind the week's answers to a question, by agent, touchpoint, segment and tag.
pub(super) async fn people(
    db: &impl ConnectionTrait,
    team: &TeamName,
    series: Series,
    span: (i64, i64),
    names: &Names,
) -> Result<BTreeMap<(Kind, String), u64>> {
    let sql = "SELECT DISTINCT agent_id, COALESCE(person_id, id) FROM answer
               WHERE team = $1 AND instrument = $2 AND instrument_version = $3 AND first_at >= $4 AND first_at < $5";
    let bound = values![team.as_str(), series.instrument.id, series.edition, span.0, span.1];
    let mut by_id: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in sql::all(db, sql, bound).await? {
        let (id, person): (Option<String>, String) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        by_id.entry(id.map(|id| names.one(&id)).unwrap_or_default()).or_default().insert(person);
    }
    let nobody = by_id.remove("");
    let mut who: BTreeMap<(Kind, String), BTreeSet<String>> = BTreeMap::new();
    for (name, people) in names.named(by_id).into_iter().chain(nobody.map(|people| (String::new(), people))) {
        who.insert((Kind::Agent, name), people);
    }
    labelled(db, team, series, span, |labels, _, person| {
        for key in labels {
            who.entry(key).or_default().insert(person.to_owned());
        }
    })
    .await?;
    Ok(who.into_iter().map(|(key, people)| (key, people.len() as u64)).collect())
}

/// The week's closes by agent, and how many of them were or will be asked about.
pub(super) async fn coverage(
    db: &impl ConnectionTrait,
    team: &TeamName,
    (from, to): (i64, i64),
    names: &Names,
) -> Result<Vec<AgentCoverage>> {
    let sql = "SELECT agent_id, COUNT(*),
                 CAST(SUM(CASE WHEN state IN ('skipped', 'undeliverable') THEN 0 ELSE 1 END) AS BIGINT)
               FROM survey WHERE team = $1 AND closed_at >= $2 AND closed_at < $3 AND agent_id IS NOT NULL GROUP BY agent_id";
    let mut by_id: BTreeMap<String, (u64, u64)> = BTreeMap::new();
    for row in sql::all(db, sql, values![team.as_str(), from, to]).await? {
        let (id, closed, asked): (String, i64, i64) =
            (row.try_get_by_index(0)?, row.try_get_by_index(1)?, row.try_get_by_index(2)?);
        let sum = by_id.entry(names.one(&id)).or_default();
        sum.0 += u64::try_from(closed).unwrap_or(0);
        sum.1 += u64::try_from(asked).unwrap_or(0);
    }
    let named = names.named(by_id).into_iter();
    Ok(named.map(|(name, (closed, asked))| AgentCoverage { name, asked, closed }).collect())
}

/// The week's newest comments with a low or a favourable score.
pub(super) async fn remarks(db: &impl ConnectionTrait, team: &TeamName, (from, to): (i64, i64)) -> Result<Vec<Remark>> {
    let sql = "SELECT instrument, score, person_id, language, comment FROM answer
               WHERE team = $1 AND first_at >= $2 AND first_at < $3 AND (comment IS NOT NULL OR reasons IS NOT NULL)
                 AND comment IS NOT NULL ORDER BY first_at DESC, id LIMIT $4";
    let mut remarks = Vec::new();
    for row in sql::all(db, sql, values![team.as_str(), from, to, MOST_REMARKS]).await? {
        let (id, score): (String, i32) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        let instrument = read_instrument("answer", &id)?;
        let value = u8::try_from(score).map_err(|_| corrupt("answer", "off the scale"))?;
        let low = instrument.is_low(value);
        if low || instrument.is_favourable(value) {
            let language: Option<String> = row.try_get_by_index(3)?;
            let language = language.and_then(|code| Language::from_locale(&code));
            let (person, text) = (row.try_get_by_index(2)?, row.try_get_by_index(4)?);
            remarks.push(Remark { instrument, low, person, language, text });
        }
    }
    Ok(remarks)
}

/// The parts of a stored event that make segments.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Event {
    ticket: Labels,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Labels {
    touchpoint: Option<String>,
    segment: Option<String>,
    tags: Vec<String>,
}

/// The week's answers to a question by touchpoint, segment and tag; what has none comes under no name.
pub(super) async fn segments(
    db: &impl ConnectionTrait,
    team: &TeamName,
    series: Series,
    span: (i64, i64),
) -> Result<Vec<GroupFacts>> {
    let mut sums: BTreeMap<(Kind, String), Share> = BTreeMap::new();
    labelled(db, team, series, span, |labels, favourable, _| {
        for key in labels {
            add(sums.entry(key).or_default(), favourable);
        }
    })
    .await?;
    Ok(Kind::SEGMENTS.into_iter().flat_map(|kind| most_frequent(kind, &sums)).collect())
}

/// The answers of the newest of these weeks and of those before it, by the same; the most frequent of both together are told
/// apart. It reads every answer, a week at a time.
async fn moves(db: &impl ConnectionTrait, team: &TeamName, series: Series, spans: &Spans) -> Result<Vec<GroupMove>> {
    let mut sums: BTreeMap<(Kind, String), (Share, Share)> = BTreeMap::new();
    for week in 0..spans.weeks() {
        labelled(db, team, series, (spans.start_of(week), spans.end_of(week)), |labels, favourable, _| {
            for key in labels {
                let (now, before) = sums.entry(key).or_default();
                add(if week == 0 { now } else { before }, favourable);
            }
        })
        .await?;
    }
    let mut all: Vec<GroupMove> =
        sums.into_iter().map(|((kind, name), (now, before))| GroupMove { kind, name, now, before }).collect();
    all.sort_by(|a, b| {
        let size = |m: &GroupMove| std::cmp::Reverse(m.now.whole + m.before.whole);
        (a.kind, size(a), &a.name).cmp(&(b.kind, size(b), &b.name))
    });
    Ok(all.chunk_by(|a, b| a.kind == b.kind).flat_map(|of_kind| of_kind.iter().take(MOST).cloned()).collect())
}

impl Store {
    /// The facts with the weeks before by touchpoint, segment and tag, for [`crate::domain::scorecard::mix`]. What this
    /// costs follows the answers of five weeks, so it is asked only where something moved.
    pub async fn moves(
        &self,
        team: &TeamName,
        week: Week,
        zone: &TimeZone,
        mut facts: WeekFacts,
        series: &[Series],
    ) -> Result<WeekFacts> {
        let view = self.snapshot().await?;
        let (spans, privacy) = (Spans::of(week, zone), facts.privacy.max(facts.privacy_before));
        let moved = facts.instruments.iter_mut().zip(series).filter(|(on, _)| mix::moved(on, privacy));
        for (on, series) in moved {
            on.moves = moves(&view, team, *series, &spans).await?;
        }
        Ok(facts)
    }
}

fn add(sum: &mut Share, favourable: bool) {
    sum.whole += 1;
    sum.part += u64::from(favourable);
}

/// Every answer to a question in a span: what its ticket is labelled with, whether it is favourable, and whose it is.
async fn labelled(
    db: &impl ConnectionTrait,
    team: &TeamName,
    Series { instrument, edition }: Series,
    (from, to): (i64, i64),
    mut each: impl FnMut(Vec<(Kind, String)>, bool, &str),
) -> Result<()> {
    let sql = "SELECT answer.score, ticket.event, COALESCE(answer.person_id, answer.id) FROM answer
               JOIN survey ON survey.id = answer.survey_id JOIN ticket ON ticket.id = survey.ticket_id
               WHERE answer.team = $1 AND answer.instrument = $2 AND answer.instrument_version = $3
                 AND answer.first_at >= $4 AND answer.first_at < $5";
    for row in sql::all(db, sql, values![team.as_str(), instrument.id, edition, from, to]).await? {
        let (score, event, person): (i32, String, String) =
            (row.try_get_by_index(0)?, row.try_get_by_index(1)?, row.try_get_by_index(2)?);
        each(labels(&event), score >= i32::from(instrument.favourable_from), &person);
    }
    Ok(())
}

/// What cannot be read has no labels; that the event is whole is the business of those who read all of it.
fn labels(event: &str) -> Vec<(Kind, String)> {
    let Labels { touchpoint, segment, mut tags } = serde_json::from_str::<Event>(event).unwrap_or_default().ticket;
    tags.sort();
    tags.dedup();
    if tags.is_empty() {
        tags.push(String::new());
    }
    let single = [(Kind::Touchpoint, touchpoint), (Kind::Segment, segment)];
    let single = single.into_iter().map(|(kind, name)| (kind, name.unwrap_or_default()));
    single.chain(tags.into_iter().map(|tag| (Kind::Tag, tag))).collect()
}

/// A kind that is used at all, its most frequent names first; the others are one group without a name.
fn most_frequent(kind: Kind, sums: &BTreeMap<(Kind, String), Share>) -> Vec<GroupFacts> {
    let of_kind = sums.iter().filter(|((of, _), _)| *of == kind);
    let mut all: Vec<GroupFacts> =
        of_kind.map(|((_, name), share)| GroupFacts { kind, name: name.clone(), share: *share }).collect();
    if all.iter().all(|group| group.name.is_empty()) {
        return Vec::new();
    }
    all.sort_by_key(|group| (std::cmp::Reverse(group.share.whole), group.name.clone()));
    for group in all.iter_mut().skip(MOST) {
        group.name.clear();
    }
    let (rest, mut named): (Vec<_>, Vec<_>) = all.into_iter().partition(|group| group.name.is_empty());
    let share = rest.iter().fold(Share::default(), |sum, group| Share {
        part: sum.part + group.share.part,
        whole: sum.whole + group.share.whole,
    });
    named.extend((share.whole > 0).then(|| GroupFacts { kind, name: String::new(), share }));
    named
}
