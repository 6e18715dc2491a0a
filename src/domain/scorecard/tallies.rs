//! What is counted of a week besides scores: asks, closes, cases.
//!
//! Knows which sums must agree. Refuses to know what was answered.

use std::collections::BTreeMap;

use crate::domain::calendar::Week;
use crate::domain::stats::Share;
use crate::domain::survey::State;

/// A week of asks whose answer windows are all over: nothing can be added to it (MEASUREMENT §2.10).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AskWeek {
    /// The week the questions became visible in.
    pub week: Week,
    /// Answered of delivered.
    pub share: Share,
}

/// How many of an agent's closes were asked about: asking only happy customers shows here and in no range.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgentCoverage {
    /// What people call the agent.
    pub name: String,
    /// Of those closed, were or will be asked about.
    pub asked: u64,
    /// Closes of the week credited to the agent.
    pub closed: u64,
}

/// A week's cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CaseTally {
    /// Opened in the week.
    pub opened: u64,
    /// Of those, how many somebody took (or called not actionable) by the time of counting.
    pub answered: u64,
    /// Of those, the median of the whole minutes between opening and taking, by the clock on the wall; the lower of the
    /// two in the middle. `None` when nobody took any.
    pub median_minutes_to_claim: Option<u64>,
    /// Answers that became favourable in the week after contact, whenever their case was opened.
    pub recovered: u64,
    /// Opened before the week's end, and not over at the time of counting.
    pub open: u64,
}

impl CaseTally {
    /// From counts and from how long each case waited until it was taken, in milliseconds.
    pub fn of(opened: u64, mut waits: Vec<i64>, recovered: u64, open: u64) -> Self {
        waits.sort_unstable();
        let middle = waits.get(waits.len().saturating_sub(1) / 2);
        let median = middle.map(|ms| u64::try_from(ms / 60_000).unwrap_or(0));
        let answered = u64::try_from(waits.len()).unwrap_or(u64::MAX).min(opened);
        Self { opened, answered, median_minutes_to_claim: median, recovered, open }
    }
}

/// Where the week's closes stand.
#[derive(Debug, Clone, PartialEq)]
pub struct Ledger {
    /// All closes of the week.
    pub total: u64,
    /// Adds up to `total`; every word of [`crate::domain::survey::State::CODES`] is present.
    pub by_state: BTreeMap<String, u64>,
    /// Skipped by reason.
    pub skipped: BTreeMap<String, u64>,
    /// Undeliverable by reason.
    pub undeliverable: BTreeMap<String, u64>,
}

/// Every state word is present, so that a reader sees the zeros; a word we do not know still counts as a close.
pub(super) fn ledger(
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
pub(super) fn asked(closes: &Ledger) -> u64 {
    let not_asked = ["skipped", "undeliverable"].iter().filter_map(|code| closes.by_state.get(*code));
    not_asked.fold(closes.total, |left, n| left.saturating_sub(*n))
}
