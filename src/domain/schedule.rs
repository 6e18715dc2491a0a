//! When a scorecard is due: a cron expression on civil wall-clock time.
//!
//! Knows five- and six-field crontab, crontab's day numbers (0 and 7 are Sunday), and what a clock change does: a gap
//! moves to the first instant after it, a fold fires once, at the first (RELIABILITY §1.11). `cron` parses the
//! expression and never meets a time zone. Refuses to know what is posted.

use jiff::tz::TimeZone;

use super::Timestamp;

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
        let _ = written;
        todo!()
    }

    /// As written in configuration.
    pub fn as_str(&self) -> &str {
        &self.written
    }

    /// The first fire strictly after `after`. Monotonic: feeding the result back in never goes back in time.
    pub fn next_after(&self, after: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
        let _ = (after, zone, &self.parsed);
        todo!()
    }

    /// Every fire in `(after, until]`, oldest first, at most `limit`.
    pub fn fires_between(&self, after: Timestamp, until: Timestamp, zone: &TimeZone, limit: usize) -> Vec<Timestamp> {
        let _ = (after, until, zone, limit);
        todo!()
    }
}
