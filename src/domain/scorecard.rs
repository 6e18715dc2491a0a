//! A team's week from its answers.
//!
//! Knows the display thresholds (MEASUREMENT §2.8), the baseline of the pooled four weeks before (§2.5) and the
//! ledger of closes. Refuses to word or draw anything, and to read answers from anywhere.

use std::collections::BTreeMap;

use super::Timestamp;
use super::calendar::Week;
use super::ids::TeamName;
use super::instrument::Instrument;
use super::stats::{Estimate, Share, Verdict};

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
    /// Closes that were asked about (planned, held, delivered, answered, declined, expired, or cancelled after sending).
    pub asked: u64,
    /// Reasons ticked.
    pub reasons: Vec<(String, u64)>,
    /// At most two quotes: the lowest newest and the highest newest; none below [`MIN_TO_REPORT`] answers.
    pub quotes: Vec<Quote>,
}

/// Builds the card. Deterministic; never divides by zero.
pub fn build(facts: WeekFacts) -> Scorecard {
    let _ = facts;
    todo!()
}
