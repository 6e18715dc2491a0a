//! One question of a scorecard as JSON: its number, the weeks before, the change.
//!
//! Knows their shape; what is hidden is null with a `why`. Refuses to compute.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::extra::MixLine;
use super::{Unreadable, estimate, hidden, why};
use crate::domain::Timestamp;
use crate::domain::instrument::{Instrument, Metric as Measures};
use crate::domain::scorecard::{Baseline, Change, MIN_TO_REPORT, MetricCard, Shown, Words as Asked};
use crate::domain::stats::{Estimate, Share, Verdict};
use crate::present::scorecard::sentence;
use crate::present::words::Voice;

#[derive(Serialize, Deserialize)]
pub(super) struct Metric {
    instrument: String,
    question_version: u16,
    n: u64,
    favourable: Option<u64>,
    share: Option<f64>,
    lower: Option<f64>,
    upper: Option<f64>,
    mean: Option<f64>,
    mean_lower: Option<f64>,
    mean_upper: Option<f64>,
    #[serde(flatten)]
    net: Option<Net>,
    counts: Option<Vec<u64>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    why: Option<String>,
    baseline: Before,
    change: Move,
    first_week: bool,
    #[serde(default)]
    people: Option<u64>,
    #[serde(default)]
    effective: Option<f64>,
    #[serde(default)]
    changed: Option<Date>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    own_words: Option<OwnWords>,
    #[serde(default, skip_serializing_if = "is_false")]
    other_tool: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    mix: Option<MixLine>,
    sentence: String,
}

/// The team asked in its own words; `since` is when the first answer to them was given.
#[derive(Serialize, Deserialize)]
struct OwnWords {
    since: Option<Timestamp>,
}

#[derive(Serialize, Deserialize)]
struct Before {
    weeks: Option<usize>,
    n: Option<u64>,
    favourable: Option<u64>,
    share: Option<f64>,
    lower: Option<f64>,
    upper: Option<f64>,
    #[serde(flatten)]
    net: Option<Net>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    why: Option<String>,
}

/// A net score with its range, -100 to 100.
#[derive(Serialize, Deserialize)]
struct Net {
    nps: Option<f64>,
    nps_lower: Option<f64>,
    nps_upper: Option<f64>,
}

#[derive(Serialize, Deserialize)]
struct Move {
    difference: Option<f64>,
    lower: Option<f64>,
    upper: Option<f64>,
    verdict: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    why: Option<String>,
}

impl Metric {
    pub(super) fn of(metric: &MetricCard) -> Self {
        let n = metric.share.whole;
        // Below the floor even the favourable count would give single answers away.
        let countable = n == 0 || (n >= MIN_TO_REPORT && !metric.is_of_few_people());
        let (share, mean) = (metric.estimate.get(), metric.mean.get());
        Self {
            instrument: metric.instrument.id.to_owned(),
            question_version: metric.instrument.version,
            n,
            favourable: countable.then_some(metric.share.part),
            share: share.map(|e| e.value),
            lower: share.map(|e| e.lower),
            upper: share.map(|e| e.upper),
            mean: mean.map(|e| e.value),
            mean_lower: mean.map(|e| e.lower),
            mean_upper: mean.map(|e| e.upper),
            net: metric.net.as_ref().map(|net| Net::of(net.get())),
            counts: countable.then(|| metric.counts.clone()),
            why: why(&metric.estimate),
            baseline: Before::of(&metric.baseline),
            change: Move::of(&metric.change),
            first_week: metric.first_week,
            people: metric.people,
            effective: Some(metric.effective),
            changed: metric.changed,
            other_tool: metric.words == Asked::Others,
            own_words: match metric.words {
                Asked::Ours | Asked::Others => None,
                Asked::Own { since } => Some(OwnWords { since }),
            },
            mix: metric.mix.as_ref().map(MixLine::of),
            sentence: sentence(Voice::ENGLISH, metric),
        }
    }

    pub(super) fn thawed(self) -> Result<MetricCard, Unreadable> {
        let known = Instrument::by_id(&self.instrument).filter(|i| i.version == self.question_version);
        let Some(instrument) = known else {
            return Err(Unreadable::Instrument { id: self.instrument, version: self.question_version });
        };
        let hidden = hidden(self.why.as_deref());
        let mut counts = self.counts.unwrap_or_default();
        counts.resize(instrument.points(), 0);
        Ok(MetricCard {
            instrument,
            counts,
            share: Share { part: self.favourable.unwrap_or(0), whole: self.n },
            estimate: estimate(self.share, self.lower, self.upper).map_or(Shown::No(hidden), Shown::Yes),
            mean: estimate(self.mean, self.mean_lower, self.mean_upper).map_or(Shown::No(hidden), Shown::Yes),
            net: (instrument.metric == Measures::Nps)
                .then(|| self.net.and_then(Net::thawed).map_or(Shown::No(hidden), Shown::Yes)),
            baseline: self.baseline.thawed(),
            change: self.change.thawed()?,
            first_week: self.first_week,
            people: self.people,
            effective: self.effective.unwrap_or(self.n as f64),
            changed: self.changed,
            mix: self.mix.map(MixLine::thawed).transpose()?,
            words: match self.own_words {
                Some(own) => Asked::Own { since: own.since },
                None if self.other_tool => Asked::Others,
                None => Asked::Ours,
            },
        })
    }
}

impl Before {
    fn of(baseline: &Shown<Baseline>) -> Self {
        let before = baseline.get();
        Self {
            weeks: before.map(|b| b.weeks),
            n: before.map(|b| b.share.whole),
            favourable: before.map(|b| b.share.part),
            share: before.map(|b| b.estimate.value),
            lower: before.map(|b| b.estimate.lower),
            upper: before.map(|b| b.estimate.upper),
            net: before.and_then(|b| b.net.as_ref()).map(|net| Net::of(Some(net))),
            why: why(baseline),
        }
    }

    fn thawed(self) -> Shown<Baseline> {
        let shown = || {
            let share = Share { part: self.favourable?, whole: self.n? };
            let estimate = estimate(self.share, self.lower, self.upper)?;
            Some(Baseline { weeks: self.weeks?, share, estimate, net: self.net.and_then(Net::thawed) })
        };
        shown().map_or(Shown::No(hidden(self.why.as_deref())), Shown::Yes)
    }
}

impl Net {
    fn of(net: Option<&Estimate>) -> Self {
        Self { nps: net.map(|e| e.value), nps_lower: net.map(|e| e.lower), nps_upper: net.map(|e| e.upper) }
    }

    fn thawed(self) -> Option<Estimate> {
        estimate(self.nps, self.nps_lower, self.nps_upper)
    }
}

impl Move {
    fn of(change: &Shown<Change>) -> Self {
        let moved = change.get();
        Self {
            difference: moved.map(|c| c.difference.value),
            lower: moved.map(|c| c.difference.lower),
            upper: moved.map(|c| c.difference.upper),
            verdict: moved.map(|c| c.verdict.code().to_owned()),
            why: why(change),
        }
    }

    fn thawed(self) -> Result<Shown<Change>, Unreadable> {
        let difference = estimate(self.difference, self.lower, self.upper);
        let (Some(difference), Some(code)) = (difference, self.verdict) else {
            return Ok(Shown::No(hidden(self.why.as_deref())));
        };
        let all = [Verdict::ClearRise, Verdict::ClearFall, Verdict::Steady, Verdict::CannotTell];
        let verdict = all.into_iter().find(|v| v.code() == code).ok_or(Unreadable::Verdict(code))?;
        Ok(Shown::Yes(Change { difference, verdict }))
    }
}

fn is_false(told: &bool) -> bool {
    !told
}
