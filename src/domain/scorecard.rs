//! A team's week from its answers.
//!
//! Knows the display thresholds (MEASUREMENT §2.8), the baseline of the pooled four weeks before (§2.5) and the
//! ledger of closes. Refuses to word or draw anything, and to read answers from anywhere.

use std::collections::BTreeMap;

use super::Timestamp;
use super::calendar::Week;
use super::ids::TeamName;
use super::instrument::Instrument;
use super::stats::{Estimate, Share, Verdict, plus_two_mean, square_and_add, verdict};
use super::survey::State;

/// Fewer answers than this and no score is shown at all.
pub const MIN_TO_REPORT: u64 = 5;
/// Fewer answers than this and there is no percent, range or verdict.
pub const MIN_FOR_PERCENT: u64 = 20;
/// Fewer pooled answers than this before and there is no verdict.
pub const MIN_BASELINE: u64 = 20;
/// Margin of *steady*, as a fraction of one.
pub const STEADY_MARGIN: f64 = 0.05;
/// How many complete weeks before are pooled.
pub const BASELINE_WEEKS: usize = 4;

/// The answers on one instrument.
#[derive(Debug, Clone, PartialEq)]
pub struct InstrumentFacts {
    /// The question.
    pub instrument: &'static Instrument,
    /// Answers per point, lowest first, in this week; changed answers count with their last value.
    pub counts: Vec<u64>,
    /// The same for each of the weeks before, newest first, same instrument and version only. Weeks before the team's
    /// first answer on this instrument are left out.
    pub before: Vec<Vec<u64>>,
}

/// A comment that may be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quote {
    /// The score's value.
    pub value: u8,
    /// Highest point of its scale.
    pub of: u8,
    /// What the customer wrote, inert text.
    pub text: String,
}

/// Everything a scorecard is made of, as counted by the store.
#[derive(Debug, Clone, PartialEq)]
pub struct WeekFacts {
    /// Whose.
    pub team: TeamName,
    /// Which week.
    pub week: Week,
    /// IANA name of the team's zone.
    pub zone: String,
    /// First instant of the week.
    pub from: Timestamp,
    /// First instant after it.
    pub to: Timestamp,
    /// The week was not over when this was counted.
    pub provisional: bool,
    /// One entry per instrument the team asks, its first one first.
    pub instruments: Vec<InstrumentFacts>,
    /// Distinct people who answered in the week.
    pub people: u64,
    /// Closes of the week by state word ([`super::survey::State::code`]).
    pub by_state: BTreeMap<String, u64>,
    /// Skipped closes by reason.
    pub skipped: BTreeMap<String, u64>,
    /// Undeliverable closes by reason.
    pub undeliverable: BTreeMap<String, u64>,
    /// Surveys asked (delivered) in the week, whatever became of them.
    pub delivered: u64,
    /// Of those, how many were answered by now.
    pub delivered_answered: u64,
    /// Reasons customers ticked, most frequent first.
    pub reasons: Vec<(String, u64)>,
    /// Comments that may be shown, newest first, at most 20.
    pub quotes: Vec<Quote>,
}

/// A number with its range, or why it may not be shown.
#[derive(Debug, Clone, PartialEq)]
pub enum Shown<T> {
    /// May be shown.
    Yes(T),
    /// May not, for this reason (one short sentence).
    No(&'static str),
}

impl<T> Shown<T> {
    /// The value, if it may be shown.
    pub fn get(&self) -> Option<&T> {
        match self {
            Shown::Yes(value) => Some(value),
            Shown::No(_) => None,
        }
    }
}

/// The pooled weeks before.
#[derive(Debug, Clone, PartialEq)]
pub struct Baseline {
    /// How many weeks were pooled.
    pub weeks: usize,
    /// Favourable of all.
    pub share: Share,
    /// With its range.
    pub estimate: Estimate,
}

/// The change against the baseline.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// Difference of shares with its range, fractions of one.
    pub difference: Estimate,
    /// One of four.
    pub verdict: Verdict,
}

/// One instrument on one card.
#[derive(Debug, Clone, PartialEq)]
pub struct MetricCard {
    /// The question.
    pub instrument: &'static Instrument,
    /// Answers per point, lowest first. Empty answers may be hidden by renderers below [`MIN_TO_REPORT`].
    pub counts: Vec<u64>,
    /// Favourable of all.
    pub share: Share,
    /// Share with range; hidden below [`MIN_FOR_PERCENT`].
    pub estimate: Shown<Estimate>,
    /// Mean with range; hidden below [`MIN_FOR_PERCENT`].
    pub mean: Shown<Estimate>,
    /// The weeks before, pooled; hidden below [`MIN_BASELINE`] pooled answers.
    pub baseline: Shown<Baseline>,
    /// Change and verdict; hidden when either side is.
    pub change: Shown<Change>,
    /// This is the first week with answers on this question.
    pub first_week: bool,
}

/// Where the week's closes stand.
#[derive(Debug, Clone, PartialEq)]
pub struct Ledger {
    /// All closes of the week.
    pub total: u64,
    /// Adds up to `total`; every word of [`super::survey::State::CODES`] is present.
    pub by_state: BTreeMap<String, u64>,
    /// Skipped by reason.
    pub skipped: BTreeMap<String, u64>,
    /// Undeliverable by reason.
    pub undeliverable: BTreeMap<String, u64>,
}

/// One team's week.
#[derive(Debug, Clone, PartialEq)]
pub struct Scorecard {
    /// Whose.
    pub team: TeamName,
    /// Which.
    pub week: Week,
    /// IANA zone name.
    pub zone: String,
    /// First instant.
    pub from: Timestamp,
    /// First instant after.
    pub to: Timestamp,
    /// The week was not over yet.
    pub provisional: bool,
    /// One per instrument, the team's first one first.
    pub metrics: Vec<MetricCard>,
    /// Distinct people who answered.
    pub people: u64,
    /// The ledger.
    pub closes: Ledger,
    /// Answered of delivered, with its range where there is any.
    pub response: Share,
    /// Range of [`Scorecard::response`]; `None` when nothing was delivered.
    pub response_range: Option<Estimate>,
    /// Closes that were or will be asked about: planned, held, delivered, answered, declined, expired or cancelled
    /// (called off before or after the sending: the choice to ask was made). Against [`Ledger::total`] this is coverage.
    pub asked: u64,
    /// Reasons ticked; none below [`MIN_TO_REPORT`] answers on the first instrument.
    pub reasons: Vec<(String, u64)>,
    /// At most two quotes: the lowest newest and the highest newest; none below [`MIN_TO_REPORT`] answers on
    /// the first instrument.
    pub quotes: Vec<Quote>,
}

/// Builds the card. Deterministic; never divides by zero.
pub fn build(facts: WeekFacts) -> Scorecard {
    let reportable = facts.instruments.first().is_some_and(|first| total(&first.counts) >= MIN_TO_REPORT);
    let closes = ledger(facts.by_state, facts.skipped, facts.undeliverable);
    let response = Share { part: facts.delivered_answered.min(facts.delivered), whole: facts.delivered };
    Scorecard {
        team: facts.team,
        week: facts.week,
        zone: facts.zone,
        from: facts.from,
        to: facts.to,
        provisional: facts.provisional,
        metrics: facts.instruments.iter().map(metric).collect(),
        people: facts.people,
        asked: asked(&closes),
        closes,
        response,
        response_range: response.wilson(),
        // What so few people ticked or wrote would show how they scored.
        reasons: if reportable { facts.reasons } else { Vec::new() },
        quotes: if reportable { two_quotes(facts.quotes) } else { Vec::new() },
    }
}

/// One instrument's answers with everything that may be said about them.
pub fn metric(facts: &InstrumentFacts) -> MetricCard {
    let instrument = facts.instrument;
    let counts = on_scale(&facts.counts, instrument);
    let share = favourable(&counts, instrument);
    let estimate = enough(share.whole, || share.wilson());
    let baseline = baseline(facts);
    let change = match (&estimate, &baseline) {
        (Shown::Yes(now), Shown::Yes(before)) => {
            let difference = square_and_add(*now, before.estimate);
            Shown::Yes(Change { difference, verdict: verdict(difference, STEADY_MARGIN) })
        }
        (Shown::No(why), _) | (_, Shown::No(why)) => Shown::No(why),
    };
    MetricCard {
        instrument,
        share,
        estimate,
        mean: enough(share.whole, || plus_two_mean(&counts, instrument.min)),
        baseline,
        change,
        first_week: share.whole > 0 && facts.before.is_empty(),
        counts,
    }
}

/// The thresholds of MEASUREMENT §2.8.
fn enough<T>(answers: u64, show: impl FnOnce() -> Option<T>) -> Shown<T> {
    match answers {
        0 => Shown::No("no answers"),
        n if n < MIN_TO_REPORT => Shown::No("too few answers to report"),
        n if n < MIN_FOR_PERCENT => Shown::No("too few answers for a percentage"),
        _ => show().map_or(Shown::No("no answers"), Shown::Yes),
    }
}

/// The complete weeks before, pooled as if they were one: the same false alarms as last week alone, with far more
/// power (MEASUREMENT §2.5).
fn baseline(facts: &InstrumentFacts) -> Shown<Baseline> {
    let weeks = facts.before.iter().take(BASELINE_WEEKS);
    let pooled = weeks.clone().map(|counts| favourable(&on_scale(counts, facts.instrument), facts.instrument));
    let share = pooled.fold(Share { part: 0, whole: 0 }, |sum, week| Share {
        part: sum.part.saturating_add(week.part),
        whole: sum.whole.saturating_add(week.whole),
    });
    match share.wilson() {
        None => Shown::No("no answers in the weeks before"),
        Some(_) if share.whole < MIN_BASELINE => Shown::No("too few answers in the weeks before"),
        Some(estimate) => Shown::Yes(Baseline { weeks: weeks.count(), share, estimate }),
    }
}

/// Exactly one count per point of the scale, whatever was handed in.
fn on_scale(counts: &[u64], instrument: &Instrument) -> Vec<u64> {
    let mut counts = counts.to_vec();
    counts.resize(instrument.points(), 0);
    counts
}

fn favourable(counts: &[u64], instrument: &Instrument) -> Share {
    let part = instrument.scale().zip(counts).filter(|(point, _)| instrument.is_favourable(*point));
    Share { part: part.fold(0, |sum, (_, n)| sum.saturating_add(*n)), whole: total(counts) }
}

fn total(counts: &[u64]) -> u64 {
    counts.iter().fold(0, |sum, n| sum.saturating_add(*n))
}

/// Every state word is present, so that a reader sees the zeros; a word we do not know still counts as a close.
fn ledger(
    mut by_state: BTreeMap<String, u64>,
    skipped: BTreeMap<String, u64>,
    undeliverable: BTreeMap<String, u64>,
) -> Ledger {
    for code in State::CODES {
        by_state.entry(code.to_owned()).or_default();
    }
    let total = by_state.values().fold(0_u64, |sum, n| sum.saturating_add(*n));
    Ledger { total, by_state, skipped, undeliverable }
}

/// All closes but those skipped and those whose customer could not be reached.
fn asked(closes: &Ledger) -> u64 {
    let not_asked = ["skipped", "undeliverable"].iter().filter_map(|code| closes.by_state.get(*code));
    not_asked.fold(closes.total, |left, n| left.saturating_sub(*n))
}

/// The newest of the lowest and, from what is left, the newest of the highest.
fn two_quotes(newest_first: Vec<Quote>) -> Vec<Quote> {
    // Where on its scale a score lies, in whole numbers: scales differ in length.
    let height = |q: &Quote| u32::from(q.value.saturating_sub(1)) * 1_000 / u32::from(q.of.max(2) - 1);
    let Some(lowest) = newest_first.iter().min_by_key(|q| height(q)).cloned() else { return Vec::new() };
    let others = newest_first.into_iter().filter(|q| q.text != lowest.text);
    // `max_by_key` keeps the last of equals, so the newest must come last.
    let highest = others.rev().max_by_key(height);
    std::iter::once(lowest).chain(highest).collect()
}

#[cfg(test)]
mod tests;
