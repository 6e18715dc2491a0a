//! Weeks and hours in a team's time zone.
//!
//! Knows that local midnight may not exist or come twice (MEASUREMENT §3, "Weeks and time zones"). Refuses to know
//! what time it is.

use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;

use super::Timestamp;

/// A Monday-to-Sunday week, named by ISO year and number (`2026-W47`). Which instants it spans depends on the zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Week {
    monday: Date,
}

/// A week label that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a week; write it like 2026-W47")]
pub struct BadWeek(pub String);

impl Week {
    /// The week that contains `at` in `zone`.
    pub fn containing(at: Timestamp, zone: &TimeZone) -> Self {
        let _ = (at, zone);
        todo!()
    }

    /// The last week that had fully ended at `at` in `zone`.
    pub fn just_ended(at: Timestamp, zone: &TimeZone) -> Self {
        let _ = (at, zone);
        todo!()
    }

    /// First day.
    pub fn monday(self) -> Date {
        self.monday
    }

    /// Last day.
    pub fn sunday(self) -> Date {
        todo!()
    }

    /// The week `n` weeks earlier (negative: later). Saturates at the calendar's ends.
    pub fn back(self, n: i32) -> Self {
        let _ = n;
        todo!()
    }

    /// Half-open span between the first instants of two local Mondays.
    pub fn span(self, zone: &TimeZone) -> (Timestamp, Timestamp) {
        let _ = zone;
        todo!()
    }
}

/// `2026-W47`.
impl fmt::Display for Week {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let _ = f;
        todo!()
    }
}

impl FromStr for Week {
    type Err = BadWeek;

    fn from_str(s: &str) -> Result<Self, BadWeek> {
        let _ = s;
        todo!()
    }
}

/// The hours of a local day in which people may be asked: `08:00-20:00`. Start before end; `00:00-24:00` is always.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hours {
    from: Time,
    /// `None` is midnight at the end of the day.
    to: Option<Time>,
}

/// Hours that cannot be read or never open.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a span of hours; write it like 08:00-20:00, the start before the end")]
pub struct BadHours(pub String);

impl Hours {
    /// Every hour of the day.
    pub fn always() -> Self {
        todo!()
    }

    /// The first instant at or after `at` that lies inside these hours in `zone`.
    pub fn next_open(&self, at: Timestamp, zone: &TimeZone) -> Timestamp {
        let _ = (at, zone);
        todo!()
    }
}

impl FromStr for Hours {
    type Err = BadHours;

    fn from_str(s: &str) -> Result<Self, BadHours> {
        let _ = s;
        todo!()
    }
}

impl fmt::Display for Hours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let _ = f;
        todo!()
    }
}
