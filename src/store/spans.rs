//! The first and last instants of a team's weeks, and SQL that tells which week an instant is of.
//!
//! Knows that weeks are half-open, and that one ends where the next begins. Refuses to know what is counted in them.

use jiff::tz::TimeZone;
use sea_orm::{QueryResult, Value};

use super::Result;
use super::sql::{corrupt, ms};
use crate::domain::calendar::Week;
use crate::domain::instrument::Instrument;
use crate::domain::scorecard::BASELINE_WEEKS;

/// First instants of the weeks, this one first and each older than the one before it, and the end of this one.
pub(super) struct Spans {
    starts: Vec<i64>,
    end: i64,
}

impl Spans {
    pub(super) fn of(week: Week, zone: &TimeZone) -> Self {
        Self::last(BASELINE_WEEKS + 1, week, zone)
    }

    /// So many weeks, this one the newest.
    pub(super) fn last(weeks: usize, week: Week, zone: &TimeZone) -> Self {
        let weeks = 0..i32::try_from(weeks).unwrap_or(i32::MAX);
        Self { starts: weeks.map(|n| ms(week.back(n).span(zone).0)).collect(), end: ms(week.span(zone).1) }
    }

    pub(super) fn this(&self) -> (i64, i64) {
        (self.starts.first().copied().unwrap_or(self.end), self.end)
    }

    /// The start of the oldest.
    pub(super) fn oldest(&self) -> i64 {
        self.starts.last().copied().unwrap_or(self.end)
    }

    /// The end of the newest.
    pub(super) fn end(&self) -> i64 {
        self.end
    }

    /// How many weeks.
    pub(super) fn weeks(&self) -> usize {
        self.starts.len()
    }

    /// The week an instant falls in, 0 the newest; none if it is in none.
    pub(super) fn week_of(&self, at: i64) -> Option<usize> {
        self.starts.iter().position(|start| at >= *start).filter(|_| at < self.end)
    }

    /// So many weeks of these, the newest of them so many weeks back.
    pub(super) fn window(&self, back: usize, weeks: usize) -> Self {
        Self { starts: self.starts.iter().skip(back).take(weeks).copied().collect(), end: self.end_of(back) }
    }

    /// The week a column's instant falls in, as SQL: 0 is the newest. Binds what it needs.
    pub(super) fn cases(&self, column: &str, bound: &mut Vec<Value>) -> String {
        let mut cases = String::new();
        for (n, start) in self.starts.iter().enumerate() {
            bound.push((*start).into());
            cases.push_str(&format!(" WHEN {column} >= ${} THEN {n}", bound.len()));
        }
        format!("CASE{cases} END")
    }

    /// Rows of (week, score, count) as counts per week and point.
    pub(super) fn tally(&self, instrument: &Instrument, rows: Vec<QueryResult>) -> Result<Vec<Vec<u64>>> {
        let mut weeks = vec![vec![0_u64; instrument.points()]; self.starts.len()];
        for row in rows {
            let (week, score, count): (i32, i32, i64) =
                (row.try_get_by_index(0)?, row.try_get_by_index(1)?, row.try_get_by_index(2)?);
            let cell = usize::try_from(week)
                .ok()
                .and_then(|w| weeks.get_mut(w))
                .zip(usize::try_from(score - i32::from(instrument.min)).ok())
                .and_then(|(points, at)| points.get_mut(at))
                .ok_or_else(|| corrupt("answer", "off the scale"))?;
            *cell = u64::try_from(count).unwrap_or(0);
        }
        Ok(weeks)
    }

    /// The start of the n-th week.
    pub(super) fn start_of(&self, n: usize) -> i64 {
        self.starts.get(n).copied().unwrap_or(self.end)
    }

    /// The end of the n-th week is the start of the one after it.
    pub(super) fn end_of(&self, n: usize) -> i64 {
        n.checked_sub(1).and_then(|newer| self.starts.get(newer)).copied().unwrap_or(self.end)
    }
}
