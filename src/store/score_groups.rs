//! Who and what the week's answers were about: agents, tags, touchpoints, segments, and the people behind them.
//!
//! Knows that a ticket's labels are in its stored event, and that an answer of nobody known is a person's own. Refuses to
//! compare anything.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::ConnectionTrait;
use serde::Deserialize;

use super::Result;
use super::credited::Names;
use super::spans::Spans;
use super::sql::{self, values};
use crate::domain::Timestamp;
use crate::domain::ids::TeamName;
use crate::domain::instrument::Series;
use crate::domain::scorecard::heard::{HeardFacts, HeardGroup, Wait};
use crate::domain::scorecard::mix::GroupMove;
use crate::domain::scorecard::{GroupFacts, Kind};
use crate::domain::stats::Share;

/// More values than this of one kind are not told apart; the most frequent are.
const MOST: usize = 40;

/// One answer, as far as groups go.
pub(super) struct Given {
    favourable: bool,
    agent: Option<String>,
    person: String,
    labels: Vec<(Kind, String)>,
}

impl Given {
    /// The id of whoever is credited.
    pub(super) fn agent(&self) -> Option<&str> {
        self.agent.as_deref()
    }
}

/// Score, who is credited, whose answer; who its close credits, their name, and when it was.
type AnswerRow = (i32, Option<String>, String, Option<String>, Option<String>, i64);

/// The answers to a question in a span. What their agents are called is told to `names`.
pub(super) async fn given(
    db: &impl ConnectionTrait,
    team: &TeamName,
    Series { instrument, edition }: Series,
    (from, to): (i64, i64),
    names: &mut Names,
) -> Result<Vec<Given>> {
    let columns = "answer.score, answer.agent_id, COALESCE(answer.person_id, answer.id), survey.agent_id,
                   survey.agent_name, survey.closed_at";
    let rest = "FROM answer JOIN survey ON survey.id = answer.survey_id JOIN ticket ON ticket.id = survey.ticket_id
                WHERE answer.team = $1 AND answer.instrument = $2 AND answer.instrument_version = $3
                  AND answer.first_at >= $4 AND answer.first_at < $5";
    let bound = values![team.as_str(), instrument.id, edition, from, to];
    let mut all = Vec::new();
    for (row, event) in sql::packed::<AnswerRow>(db, columns, "ticket.event", rest, bound).await? {
        let (score, agent, person, of_close, name, closed_at) = row;
        if let (Some(id), Some(name)) = (of_close, name) {
            names.told(&id, name, closed_at);
        }
        let favourable = score >= i32::from(instrument.favourable_from);
        all.push(Given { favourable, agent, person, labels: labels(read(&event)) });
    }
    Ok(all)
}

/// By agent. Answers that nobody is credited for come under no name.
pub(super) fn agents(given: &[Given], names: &Names) -> Vec<GroupFacts> {
    let (mut by_id, mut nobody) = (BTreeMap::<String, Share>::new(), Share::default());
    for one in given {
        let sum = one.agent.as_ref().map_or(&mut nobody, |id| by_id.entry(names.one(id)).or_default());
        add(sum, one.favourable);
    }
    let rest = (nobody.whole > 0).then(|| (String::new(), nobody));
    let all = names.named(by_id).into_iter().chain(rest);
    all.map(|(name, share)| GroupFacts { kind: Kind::Agent, name, share }).collect()
}

/// By touchpoint, segment and tag; what has none comes under no name.
pub(super) fn segments(given: &[Given]) -> Vec<GroupFacts> {
    let mut sums: BTreeMap<(Kind, String), Share> = BTreeMap::new();
    for one in given {
        for key in &one.labels {
            add(sums.entry(key.clone()).or_default(), one.favourable);
        }
    }
    Kind::SEGMENTS.into_iter().flat_map(|kind| most_frequent(kind, &sums)).collect()
}

/// Different people, by agent, touchpoint, segment and tag.
pub(super) fn people(given: &[Given], names: &Names) -> BTreeMap<(Kind, String), u64> {
    let mut by_id: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    let mut who: BTreeMap<(Kind, String), BTreeSet<&str>> = BTreeMap::new();
    for one in given {
        by_id.entry(one.agent.as_ref().map(|id| names.one(id)).unwrap_or_default()).or_default().insert(&one.person);
        for key in &one.labels {
            who.entry(key.clone()).or_default().insert(&one.person);
        }
    }
    let nobody = by_id.remove("");
    for (name, people) in names.named(by_id).into_iter().chain(nobody.map(|people| (String::new(), people))) {
        who.insert((Kind::Agent, name), people);
    }
    who.into_iter().map(|(key, people)| (key, people.len() as u64)).collect()
}

/// The tickets closed in a span, by what they are labelled with: answered of closed.
pub(super) async fn heard(db: &impl ConnectionTrait, team: &TeamName, (from, to): (i64, i64)) -> Result<HeardFacts> {
    let columns = "CASE WHEN survey.answered_at IS NULL THEN 0 ELSE 1 END, survey.closed_at";
    let rest = "FROM survey JOIN ticket ON ticket.id = survey.ticket_id
                WHERE survey.team = $1 AND survey.closed_at >= $2 AND survey.closed_at < $3";
    let (mut all, mut sums) = (Share::default(), BTreeMap::<(Kind, String), Share>::new());
    let bound = values![team.as_str(), from, to];
    for ((answered, closed_at), event) in sql::packed::<(i32, i64)>(db, columns, "ticket.event", rest, bound).await? {
        add(&mut all, answered != 0);
        let event = read(&event);
        let channel = (Kind::Channel, event.channel.clone().unwrap_or_default());
        let wait = (Kind::Wait, event.wait(closed_at).map_or_else(String::new, |wait| wait.code().to_owned()));
        for key in labels(event).into_iter().chain([channel, wait]) {
            add(sums.entry(key).or_default(), answered != 0);
        }
    }
    let groups = sums.into_iter().map(|((kind, name), share)| HeardGroup { kind, name, share }).collect();
    Ok(HeardFacts { all, groups })
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
    channel: Option<String>,
    touchpoint: Option<String>,
    segment: Option<String>,
    tags: Vec<String>,
    created_at: Option<i64>,
}

impl Labels {
    /// How long the ticket was open until this close, if its source says when it was opened.
    fn wait(&self, closed_at: i64) -> Option<Wait> {
        let opened = Timestamp::from_millisecond(self.created_at?).ok()?;
        Some(Wait::between(opened, Timestamp::from_millisecond(closed_at).ok()?))
    }
}

/// These answers of the newest of these weeks beside those of the weeks before it; the most frequent of both together are told
/// apart. It reads every answer, a week at a time.
pub(super) async fn moves(
    db: &impl ConnectionTrait,
    team: &TeamName,
    series: Series,
    spans: &Spans,
    given_now: &[Given],
) -> Result<Vec<GroupMove>> {
    let mut sums: BTreeMap<(Kind, String), (Share, Share)> = BTreeMap::new();
    for one in given_now {
        one.labels.iter().for_each(|key| add(&mut sums.entry(key.clone()).or_default().0, one.favourable));
    }
    for week in 1..spans.weeks() {
        let span = (spans.start_of(week), spans.end_of(week));
        for one in given(db, team, series, span, &mut Names::default()).await? {
            one.labels.into_iter().for_each(|key| add(&mut sums.entry(key).or_default().1, one.favourable));
        }
    }
    let mut all: Vec<GroupMove> =
        sums.into_iter().map(|((kind, name), (now, before))| GroupMove { kind, name, now, before }).collect();
    all.sort_by(|a, b| {
        let size = |m: &GroupMove| std::cmp::Reverse(m.now.whole + m.before.whole);
        (a.kind, size(a), &a.name).cmp(&(b.kind, size(b), &b.name))
    });
    Ok(all.chunk_by(|a, b| a.kind == b.kind).flat_map(|of_kind| of_kind.iter().take(MOST).cloned()).collect())
}

fn add(sum: &mut Share, favourable: bool) {
    sum.whole += 1;
    sum.part += u64::from(favourable);
}

/// What cannot be read has no labels; that the event is whole is the business of those who read all of it.
fn read(event: &str) -> Labels {
    serde_json::from_str::<Event>(event).unwrap_or_default().ticket
}

fn labels(Labels { touchpoint, segment, mut tags, .. }: Labels) -> Vec<(Kind, String)> {
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
