//! When a scorecard is due: a cron expression on civil wall-clock time.
//!
//! Knows five- and six-field crontab, crontab's day numbers (0 and 7 are Sunday), and what a clock change does: a gap
//! moves to the first instant after it, a fold fires once, at the first (RELIABILITY §1.11). `cron` searches the
//! calendar and never meets a time zone. Refuses to know what is posted.
//!
//! Two consequences worth knowing when writing one: where both the day of the month and the day of the week are set,
//! *both* must match (`0 9 1-7 * MON` is the first Monday), where Vixie's cron would take either; and an hourly
//! schedule is silent in the hour a clock repeats.

mod fields;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, Timelike as _};
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use super::Timestamp;
use super::civil::first_instant;

/// A schedule that was understood and will fire.
#[derive(Debug, Clone)]
pub struct Schedule {
    written: String,
    parsed: cron::Schedule,
}

/// A schedule that was not understood, never fires, or fires too often; the text says which, and what to write.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{written:?}: {problem}")]
pub struct BadSchedule {
    /// As written.
    pub written: String,
    /// One sentence with the remedy.
    pub problem: String,
}

impl Schedule {
    /// Reads a crontab expression of five or six fields (seconds first) or a nickname such as `@weekly`.
    /// Refused: what never fires, and what fires more than once an hour.
    pub fn parse(written: &str) -> Result<Self, BadSchedule> {
        let bad = |problem| BadSchedule { written: written.chars().take(80).collect(), problem };
        let canonical = fields::canonical(written).map_err(bad)?;
        let parsed: cron::Schedule = canonical.parse().map_err(|_| bad(NOT_UNDERSTOOD.to_owned()))?;
        if parsed.after(&DAWN.and_utc()).next().is_none() {
            return Err(bad(NEVER_FIRES.to_owned()));
        }
        Ok(Self { written: written.trim().to_owned(), parsed })
    }

    /// As written in configuration.
    pub fn as_str(&self) -> &str {
        &self.written
    }

    /// The first fire strictly after `after`. Monotonic: feeding the result back in never goes back in time.
    pub fn next_after(&self, after: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
        // Readings up to the one the clock shows now mean instants up to now (`civil::first_instant` never decreases),
        // so the search starts there; readings just ahead may still mean the past, in a fold, and are passed over.
        let shown = to_naive(zone.to_datetime(after)).unwrap_or(DAWN).max(DAWN);
        self.parsed
            .after(&shown.and_utc())
            .filter_map(|wall| to_civil(wall.naive_utc()))
            .map(|wall| first_instant(wall, zone))
            .find(|fire| *fire > after)
    }

    /// Every fire in `(after, until]`, oldest first, at most `limit`.
    pub fn fires_between(&self, after: Timestamp, until: Timestamp, zone: &TimeZone, limit: usize) -> Vec<Timestamp> {
        std::iter::successors(self.next_after(after, zone), |fire| self.next_after(*fire, zone))
            .take_while(|fire| *fire <= until)
            .take(limit)
            .collect()
    }
}

const NOT_UNDERSTOOD: &str = "this schedule was not understood; write five fields: minute hour day-of-month month \
                              day-of-week, such as 0 9 * * MON";
const NEVER_FIRES: &str =
    "no such day ever comes, so this schedule would never fire; check the day of the month against the month";

/// The second before the first year that `cron` can search.
const DAWN: NaiveDateTime = match (NaiveDate::from_ymd_opt(1969, 12, 31), NaiveTime::from_hms_opt(23, 59, 59)) {
    (Some(day), Some(time)) => NaiveDateTime::new(day, time),
    _ => NaiveDateTime::MIN,
};

/// The reading in `chrono`'s words, cut to whole seconds: `cron` knows nothing finer.
fn to_naive(wall: DateTime) -> Option<NaiveDateTime> {
    let part = |n: i8| u32::try_from(n).ok();
    NaiveDate::from_ymd_opt(i32::from(wall.year()), part(wall.month())?, part(wall.day())?)?.and_hms_opt(
        part(wall.hour())?,
        part(wall.minute())?,
        part(wall.second())?,
    )
}

/// The reading in `jiff`'s words.
fn to_civil(wall: NaiveDateTime) -> Option<DateTime> {
    use chrono::Datelike as _;
    let part = |n: u32| i8::try_from(n).ok();
    DateTime::new(
        i16::try_from(wall.year()).ok()?,
        part(wall.month())?,
        part(wall.day())?,
        part(wall.hour())?,
        part(wall.minute())?,
        part(wall.second())?,
        0,
    )
    .ok()
}

#[cfg(test)]
mod tests;
