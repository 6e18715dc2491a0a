//! The scorecard as JSON: stable, documented (PRODUCT §8), and complete enough to be rendered again.
//!
//! Knows the shape. A number that may not be shown is `null` with a `why` beside it, so a frozen scorecard holds nothing
//! that its readers may not see. Refuses to recompute anything on the way back: the same numbers come out.
//!
//! Beyond PRODUCT §8 the object carries what rendering needs: `reasons`, `privacy`, `history` (twelve weeks of each question), `metrics[].first_week`,
//! `baseline.weeks`. A metric that nets promoters and detractors has `nps`, `nps_lower` and `nps_upper` (-100 to 100), its
//! baseline has them too, and its `change` is that of the net score, as a fraction of one like every other change; its
//! `favourable`, `share`, `lower` and `upper` are the promoters'. No other metric has these keys.
//! `metrics[].people` is how many people answered where some did more than once (else null), `metrics[].effective` how many
//! independent answers theirs are worth, `metrics[].changed` the date of new words that are why nothing is compared.
//! `response_rate.week` is the week of asks it is about; `coverage.agents` holds coverage by agent. `agents` and `segments`
//! (with `by`: `touchpoint`, `segment` or `tag`) come by name, question by question; `flag` is `above`, `below` or null, and
//! `lower` and `upper` are the range of `adjusted` or `share`. `phrases` came up in `low` of `of_low` unhappy comments and `high` of `of_high` happy ones.
//! Only where there is something to say, `metrics[].mix` tells which tickets account for `points` of a clear move (`by`, `name`, `turn`:
//! `more`, `fewer`, `larger_part` or `smaller_part`), `down` the stretches of the week (`from`, `to`) in which nothing served, and `contrary` how
//! many `comments` of how many say the opposite of their score on an `instrument`, and `heard` the kinds of tickets (`by`: `channel` too, and `wait` with `hour`, `day` or `longer`) that are
//! represented `under` or `over` (`turn`) their part of the tickets closed in the week of asks, with both parts.
//! `metrics[].other_tool` is true where another tool asked, in its words; such answers were imported.
//! A week frozen before something was counted has none of it.

mod extra;
mod groups;
mod metric;
mod standing;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use self::extra::{ContraryLine, DownLine, HeardLine};
use self::groups::{AgentLine, PhraseLine, SegmentLine};
use self::metric::Metric;
pub use self::standing::standing;
use super::scorecard::meaning;
use super::words::Voice;
use crate::domain::Timestamp;
use crate::domain::calendar::BadWeek;
use crate::domain::crowd::FEW_CASES;
use crate::domain::ids::TeamName;
use crate::domain::instrument::Instrument;
use crate::domain::privacy::Privacy;
use crate::domain::scorecard::history::Point;
use crate::domain::scorecard::{COMPLEMENT, CaseTally, FEW_PEOPLE, Ledger, Quote, Scorecard, Shown};
use crate::domain::stats::{Estimate, Share};

/// Why a stored scorecard cannot be read back.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    /// It does not have the shape of [`scorecard`].
    #[error("not a scorecard: {0}")]
    Shape(#[from] serde_json::Error),
    /// Its week is not one.
    #[error(transparent)]
    Week(#[from] BadWeek),
    /// It asks a question (or a version of one) that this program no longer knows.
    #[error("unknown question {id} v{version}")]
    Instrument {
        /// Instrument name.
        id: String,
        /// Wording version.
        version: u16,
    },
    /// Its verdict is none of the four.
    #[error("unknown verdict {0:?}")]
    Verdict(String),
    /// A group is of no known kind, or apart in no known way.
    #[error("unknown word {0:?} of a group")]
    Group(String),
    /// Its level of privacy is none of the three.
    #[error("unknown level of privacy {0:?}")]
    Privacy(String),
}

/// The card as JSON.
pub fn scorecard(card: &Scorecard) -> Value {
    // Cannot fail: all keys are text, and what is not a finite number becomes null.
    serde_json::to_value(Frozen::of(card)).unwrap_or_default()
}

/// Reads [`scorecard`] back. Hidden numbers come back hidden.
pub fn read(value: &Value) -> Result<Scorecard, Unreadable> {
    Frozen::deserialize(value)?.thawed()
}

#[derive(Serialize, Deserialize)]
struct Frozen {
    team: String,
    week: String,
    timezone: String,
    from: Timestamp,
    to: Timestamp,
    provisional: bool,
    /// Cards frozen before there were levels were made under this one.
    #[serde(default = "leads")]
    privacy: String,
    metrics: Vec<Metric>,
    people: u64,
    closes: Closes,
    response_rate: Response,
    coverage: Coverage,
    reasons: Vec<Reason>,
    agents: Vec<AgentLine>,
    segments: Vec<SegmentLine>,
    #[serde(default)]
    cases: Cases,
    phrases: Vec<PhraseLine>,
    quotes: Vec<Words>,
    /// Not there in a week frozen before it was drawn.
    #[serde(default)]
    history: Vec<PastPoint>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    down: Vec<DownLine>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    contrary: Vec<ContraryLine>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    heard: Vec<HeardLine>,
    sentence: String,
}

/// One week of a question's line. `value` is the headline: a share as a fraction of one, or a net score.
#[derive(Serialize, Deserialize)]
struct PastPoint {
    instrument: String,
    edition: i32,
    week: String,
    n: u64,
    value: Option<f64>,
    lower: Option<f64>,
    upper: Option<f64>,
}

impl PastPoint {
    fn of(point: &Point) -> Self {
        let Point { instrument, edition, week, n, range } = point;
        Self {
            instrument: instrument.id.to_owned(),
            edition: *edition,
            week: week.to_string(),
            n: *n,
            value: range.map(|e| e.value),
            lower: range.map(|e| e.lower),
            upper: range.map(|e| e.upper),
        }
    }

    fn thawed(self) -> Result<Point, Unreadable> {
        let Self { instrument: id, edition, week, n, value, lower, upper } = self;
        let Some(instrument) = Instrument::by_id(&id) else { return Err(Unreadable::Instrument { id, version: 0 }) };
        Ok(Point { instrument, edition, week: week.parse()?, n, range: estimate(value, lower, upper) })
    }
}

#[derive(Serialize, Deserialize)]
struct Closes {
    total: u64,
    by_state: BTreeMap<String, u64>,
    skipped: BTreeMap<String, u64>,
    undeliverable: BTreeMap<String, u64>,
}

#[derive(Serialize, Deserialize)]
struct Response {
    /// Cards frozen before it was named were about their own week.
    #[serde(default)]
    week: Option<String>,
    #[serde(default)]
    delivered: Option<u64>,
    answered: u64,
    of: u64,
    share: Option<f64>,
    lower: Option<f64>,
    upper: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    why: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct Coverage {
    asked: u64,
    closed: u64,
    #[serde(default)]
    agents: Vec<Covered>,
}

#[derive(Serialize, Deserialize)]
struct Covered {
    name: String,
    asked: u64,
    closed: u64,
}

/// Empty in a week frozen before cases were counted.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Cases {
    opened: Option<u64>,
    answered: Option<u64>,
    median_minutes_to_claim: Option<u64>,
    recovered: Option<u64>,
    open: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<String>,
}

impl Cases {
    fn of(cases: &Shown<CaseTally>) -> Self {
        let tally = cases.get();
        Self {
            opened: tally.map(|t| t.opened),
            answered: tally.map(|t| t.answered),
            median_minutes_to_claim: tally.and_then(|t| t.median_minutes_to_claim),
            recovered: tally.map(|t| t.recovered),
            open: tally.map(|t| t.open),
            why: why(cases),
        }
    }

    fn thawed(self) -> Shown<CaseTally> {
        if let Some(why) = &self.why {
            return Shown::No(hidden(Some(why)));
        }
        Shown::Yes(CaseTally {
            opened: self.opened.unwrap_or(0),
            answered: self.answered.unwrap_or(0),
            median_minutes_to_claim: self.median_minutes_to_claim,
            recovered: self.recovered.unwrap_or(0),
            open: self.open.unwrap_or(0),
        })
    }
}

#[derive(Serialize, Deserialize)]
struct Reason {
    reason: String,
    count: u64,
}

#[derive(Serialize, Deserialize)]
struct Words {
    instrument: String,
    value: u8,
    of: u8,
    text: String,
}

fn leads() -> String {
    Privacy::Leads.as_str().to_owned()
}

impl Frozen {
    fn of(card: &Scorecard) -> Self {
        let closes = card.closes.clone();
        Self {
            team: card.team.as_str().to_owned(),
            week: card.week.to_string(),
            timezone: card.zone.clone(),
            from: card.from,
            to: card.to,
            provisional: card.provisional,
            privacy: card.privacy.as_str().to_owned(),
            metrics: card.metrics.iter().map(Metric::of).collect(),
            people: card.people,
            coverage: Coverage { asked: card.asked, closed: closes.total, agents: groups::covered(&card.coverage) },
            closes: Closes {
                total: closes.total,
                by_state: closes.by_state,
                skipped: closes.skipped,
                undeliverable: closes.undeliverable,
            },
            response_rate: Response::of(card),
            reasons: card.reasons.iter().cloned().map(|(reason, count)| Reason { reason, count }).collect(),
            agents: card.agents.iter().map(AgentLine::of).collect(),
            segments: card.segments.iter().map(SegmentLine::of).collect(),
            cases: Cases::of(&card.cases),
            phrases: card.phrases.iter().map(PhraseLine::of).collect(),
            quotes: card.quotes.iter().map(Words::of).collect(),
            history: card.history.iter().map(PastPoint::of).collect(),
            down: card.down.iter().map(DownLine::of).collect(),
            contrary: card.contrary.iter().map(ContraryLine::of).collect(),
            heard: card.heard.iter().map(HeardLine::of).collect(),
            sentence: meaning(Voice::ENGLISH, card),
        }
    }

    fn thawed(self) -> Result<Scorecard, Unreadable> {
        let Closes { total, by_state, skipped, undeliverable } = self.closes;
        let rate = self.response_rate;
        Ok(Scorecard {
            team: TeamName::new(self.team),
            week: self.week.parse()?,
            zone: self.timezone,
            from: self.from,
            to: self.to,
            provisional: self.provisional,
            privacy: self.privacy.parse().map_err(|_| Unreadable::Privacy(self.privacy))?,
            metrics: self.metrics.into_iter().map(Metric::thawed).collect::<Result<_, _>>()?,
            people: self.people,
            closes: Ledger { total, by_state, skipped, undeliverable },
            delivered: rate.delivered.unwrap_or(rate.of),
            response_week: rate.week.map(|week| week.parse()).transpose()?,
            response: Share { part: rate.answered, whole: rate.of },
            response_range: estimate(rate.share, rate.lower, rate.upper),
            agents: self.agents.into_iter().map(AgentLine::thawed).collect::<Result<_, _>>()?,
            segments: self.segments.into_iter().map(SegmentLine::thawed).collect::<Result<_, _>>()?,
            coverage: self.coverage.agents.into_iter().map(Covered::thawed).collect(),
            asked: self.coverage.asked,
            cases: self.cases.thawed(),
            reasons: self.reasons.into_iter().map(|r| (r.reason, r.count)).collect(),
            phrases: self.phrases.into_iter().map(PhraseLine::thawed).collect(),
            quotes: self.quotes.into_iter().map(Words::thawed).collect::<Result<_, _>>()?,
            history: self.history.into_iter().map(PastPoint::thawed).collect::<Result<_, _>>()?,
            down: self.down.into_iter().map(DownLine::thawed).collect(),
            contrary: self.contrary.into_iter().map(ContraryLine::thawed).collect::<Result<_, _>>()?,
            heard: self.heard.into_iter().map(HeardLine::thawed).collect::<Result<_, _>>()?,
        })
    }
}

impl Words {
    fn of(quote: &Quote) -> Self {
        let Quote { value, instrument, text } = quote;
        Self { instrument: instrument.id.to_owned(), value: *value, of: instrument.max, text: text.clone() }
    }

    fn thawed(self) -> Result<Quote, Unreadable> {
        let Self { instrument: id, value, text, .. } = self;
        match Instrument::by_id(&id) {
            Some(instrument) => Ok(Quote { value, instrument, text }),
            None => Err(Unreadable::Instrument { id, version: 0 }),
        }
    }
}

impl Response {
    fn of(card: &Scorecard) -> Self {
        let range = card.response_range.as_ref();
        let why = if card.delivered > 0 { STILL_OPEN } else { NOBODY_ASKED };
        Self {
            week: card.response_week.map(|week| week.to_string()),
            delivered: Some(card.delivered),
            answered: card.response.part,
            of: card.response.whole,
            share: range.map(|e| e.value),
            lower: range.map(|e| e.lower),
            upper: range.map(|e| e.upper),
            why: range.is_none().then(|| why.to_owned()),
        }
    }
}

fn estimate(value: Option<f64>, lower: Option<f64>, upper: Option<f64>) -> Option<Estimate> {
    Some(Estimate { value: value?, lower: lower?, upper: upper? })
}

fn why<T>(shown: &Shown<T>) -> Option<String> {
    match shown {
        Shown::Yes(_) => None,
        Shown::No(why) => Some((*why).to_owned()),
    }
}

const NOBODY_ASKED: &str = "nobody was asked";
const STILL_OPEN: &str = "the time to answer is not over";

/// The domain's reasons for hiding a number. One that is not here is shown as "not shown".
const HIDDEN: [&str; 8] = [
    FEW_PEOPLE,
    FEW_CASES,
    "no answers",
    "too few answers to report",
    "too few answers for a percentage",
    "no answers in the weeks before",
    "too few answers in the weeks before",
    COMPLEMENT,
];

fn hidden(why: Option<&str>) -> &'static str {
    HIDDEN.into_iter().find(|known| Some(*known) == why).unwrap_or("not shown")
}

#[cfg(test)]
mod tests;
