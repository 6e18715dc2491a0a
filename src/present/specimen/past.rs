//! The weeks before a plausible week.
//!
//! Knows counts of answers. Refuses to be random.

use crate::domain::calendar::Week;
use crate::domain::instrument::{CES7, CSAT5};
use crate::domain::scorecard::InstrumentFacts;
use crate::domain::scorecard::history::PastWeek;
use crate::domain::stats::Repeats;

/// Twelve weeks of both questions. `csat5` had other words in the first four, and a small week is a gap.
pub(super) fn both(week: Week) -> Vec<PastWeek> {
    let easy: [(u64, u64); 12] = [
        (31, 9),
        (35, 12),
        (38, 11),
        (33, 13),
        (40, 12),
        (8, 2),
        (44, 9),
        (41, 11),
        (44, 6),
        (44, 6),
        (44, 6),
        (43, 7),
    ];
    let satisfied: [(u64, u64); 12] =
        [(17, 9), (19, 8), (16, 8), (20, 7), (22, 6), (21, 7), (23, 5), (22, 4), (24, 4), (24, 4), (24, 4), (24, 4)];
    let weeks = (0..12).rev().map(|n| week.back(n));
    let each = weeks.zip(easy).zip(satisfied).enumerate();
    each.flat_map(|(n, ((week, (easy, hard)), (happy, not)))| {
        let edition = if n < 4 { 0 } else { i32::from(CSAT5.version) };
        let ces = [vec![0, hard, 0, 0, 0, 0, easy], vec![not, 0, 0, 0, happy]];
        let ([ces, csat], repeats) = (ces, Repeats::default());
        [
            PastWeek { instrument: &CES7, edition: i32::from(CES7.version), week, counts: ces, repeats },
            PastWeek { instrument: &CSAT5, edition, week, counts: csat, repeats },
        ]
    })
    .collect()
}

/// The weeks of a card that counts only those it pools.
pub(super) fn pooled(week: Week, facts: &InstrumentFacts) -> Vec<PastWeek> {
    let counts = std::iter::once(&facts.counts).chain(&facts.before);
    let edition = i32::from(facts.instrument.version);
    let back = |n: usize| i32::try_from(n).map_or(week, |n| week.back(n));
    let past = |(n, counts): (usize, &Vec<u64>)| PastWeek {
        instrument: facts.instrument,
        edition,
        week: back(n),
        counts: counts.clone(),
        repeats: Repeats::default(),
    };
    counts.enumerate().map(past).collect()
}
