//! Weeks in a team's time zone, and the hours of its days.
//!
//! Knows that local midnight may not exist or come twice (MEASUREMENT §3, "Weeks and time zones"). Refuses to know
//! what time it is.

use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, ISOWeekDate, Time, Weekday};
use jiff::tz::TimeZone;

use super::civil::first_instant;
use super::{Duration, Timestamp};

#[cfg(test)]
mod every_zone;
mod hours;
mod working;

pub use hours::{BadHours, Hours};
pub use working::working_time;

/// One civil week; how long it really lasts depends on the zone (167, 168 or 169 hours, sometimes half-hours).
const WEEK: Duration = Duration::from_hours(7 * 24);
const DAY: Duration = Duration::from_hours(24);

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
    /// The week that contains `at` in `zone`: the one whose [`Week::span`] does.
    pub fn containing(at: Timestamp, zone: &TimeZone) -> Self {
        let week = Self::of(zone.to_datetime(at).date());
        // Where a clock change takes Monday back into Sunday, the second Sunday midnight comes after the week began.
        let (_, end) = week.span(zone);
        if at >= end { week.back(-1) } else { week }
    }

    /// The last week that had fully ended at `at` in `zone`.
    pub fn just_ended(at: Timestamp, zone: &TimeZone) -> Self {
        Self::containing(at, zone).back(1)
    }

    /// First day.
    pub fn monday(self) -> Date {
        self.monday
    }

    /// Last day.
    pub fn sunday(self) -> Date {
        self.monday.saturating_add(DAY * 6)
    }

    /// The week `n` weeks earlier (negative: later). Saturates at the calendar's ends.
    pub fn back(self, n: i32) -> Self {
        Self::of(self.monday.saturating_sub(WEEK * n))
    }

    /// Half-open span between the first instants of two local Mondays.
    pub fn span(self, zone: &TimeZone) -> (Timestamp, Timestamp) {
        let midnight = |day: Date| first_instant(day.to_datetime(Time::midnight()), zone);
        let end = self.monday.checked_add(WEEK).map(midnight).unwrap_or(Timestamp::MAX);
        (midnight(self.monday), end)
    }

    /// The week a day is in.
    pub fn of(day: Date) -> Self {
        let since_monday = i32::from(day.weekday().to_monday_zero_offset());
        Self { monday: day.saturating_sub(DAY * since_monday) }
    }
}

/// `2026-W47`.
impl fmt::Display for Week {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let week = self.monday.iso_week_date();
        write!(f, "{:04}-W{:02}", week.year(), week.week())
    }
}

impl FromStr for Week {
    type Err = BadWeek;

    fn from_str(s: &str) -> Result<Self, BadWeek> {
        let parsed = s.split_once("-W").and_then(|(year, week)| {
            let monday = ISOWeekDate::new(digits::<4>(year)?, digits::<2>(week)?.try_into().ok()?, Weekday::Monday);
            Some(Self { monday: monday.ok()?.date() })
        });
        parsed.ok_or_else(|| BadWeek(s.chars().take(80).collect()))
    }
}

/// A number written with exactly `N` ASCII digits.
fn digits<const N: usize>(s: &str) -> Option<i16> {
    let plain = s.len() == N && s.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| s.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::super::civil::zones::{all, at, zone};
    use super::*;

    const MILLISECOND: Duration = Duration::from_millis(1);

    fn week(label: &str) -> Week {
        label.parse().expect("a week")
    }

    #[test]
    fn labels_follow_the_iso_year_not_the_calendar_year() {
        let cases = [
            (date(2026, 11, 16), "2026-W47"),
            (date(2020, 12, 28), "2020-W53"),
            (date(2021, 1, 3), "2020-W53"),
            (date(2021, 1, 4), "2021-W01"),
            (date(2026, 12, 31), "2026-W53"),
            (date(2027, 1, 3), "2026-W53"),
            (date(2024, 12, 30), "2025-W01"),
        ];
        for (day, label) in cases {
            assert_eq!(Week::of(day).to_string(), label, "{day}");
            assert_eq!(week(label), Week::of(day));
        }
    }

    #[test]
    fn a_week_runs_from_monday_to_sunday() {
        let w = week("2026-W47");
        assert_eq!((w.monday(), w.sunday()), (date(2026, 11, 16), date(2026, 11, 22)));
    }

    #[test]
    fn what_is_not_a_week_is_refused_with_an_example() {
        let wrong = [
            "",
            "2026",
            "2026-47",
            "2026-W",
            "2026-W7",
            "2026-W00",
            "2025-W53",
            "2026-W54",
            "26-W01",
            "2026-w47",
            "+026-W47",
            "2026-W+7",
            " 2026-W47",
            "2026-W47-1",
            "２０２６-W47",
        ];
        for s in wrong {
            assert!(s.parse::<Week>().is_err(), "{s:?}");
        }
        let message = "2025-W53".parse::<Week>().unwrap_err().to_string();
        assert_eq!(message, "\"2025-W53\" is not a week; write it like 2026-W47");
    }

    #[test]
    fn weeks_count_back_over_a_long_year_and_stop_at_the_ends_of_the_calendar() {
        assert_eq!(week("2027-W01").back(1), week("2026-W53"));
        assert_eq!(week("2026-W53").back(-1), week("2027-W01"));
        for n in [i32::MIN, i32::MAX] {
            let w = week("2026-W01").back(n);
            assert_eq!(w.monday().weekday(), Weekday::Monday);
            let (from, to) = w.span(&TimeZone::UTC);
            assert!(from < to);
        }
    }

    #[test]
    fn a_week_with_a_clock_change_is_an_hour_shorter_or_longer() {
        let berlin = zone("Europe/Berlin");
        let length = |label: &str| {
            let (from, to) = week(label).span(&berlin);
            to.duration_since(from).as_hours()
        };
        assert_eq!(length("2026-W13"), 167);
        assert_eq!(length("2026-W14"), 168);
        assert_eq!(length("2026-W43"), 169);
    }

    #[test]
    fn a_week_whose_monday_has_no_midnight_begins_at_its_first_instant() {
        let mut found = 0;
        for z in all() {
            for change in
                z.following(at("1940-01-01T00:00:00Z")).take_while(|c| c.timestamp() < at("2030-01-01T00:00:00Z"))
            {
                let local = z.to_datetime(change.timestamp());
                let just_before = z.to_datetime(change.timestamp() - MILLISECOND);
                let skips_midnight = local.date().weekday() == Weekday::Monday
                    && local.time() > Time::midnight()
                    && just_before.date() < local.date();
                if skips_midnight {
                    found += 1;
                    assert_eq!(Week::of(local.date()).span(&z).0, change.timestamp(), "{:?} {local}", z.iana_name());
                }
            }
        }
        assert!(found > 0, "no zone ever skipped a Monday midnight: the test proves nothing");
    }

    #[test]
    fn the_week_just_ended_changes_at_local_midnight_of_monday() {
        let tokyo = zone("Asia/Tokyo");
        let midnight = at("2026-11-22T15:00:00Z");
        assert_eq!(Week::just_ended(midnight, &tokyo), week("2026-W47"));
        assert_eq!(Week::just_ended(midnight - MILLISECOND, &tokyo), week("2026-W46"));
    }

    #[test]
    fn weeks_touch_and_contain_their_own_ends_in_every_zone() {
        for z in all() {
            for label in ["1965-W17", "1993-W33", "2011-W52", "2020-W53", "2026-W13", "2026-W44", "2026-W53"] {
                check_week(week(label), &z);
            }
        }
    }

    fn check_week(w: Week, z: &TimeZone) {
        let (from, to) = w.span(z);
        assert!(from < to);
        assert_eq!(w.back(-1).span(z).0, to, "weeks touch");
        assert_eq!(Week::containing(from, z), w);
        assert_eq!(Week::containing(to - MILLISECOND, z), w);
        assert_eq!(Week::containing(to, z), w.back(-1));
    }

    proptest! {
        #[test]
        fn weeks_touch_wherever_and_whenever(index in any::<prop::sample::Index>(), n in 0_i32..10_000) {
            let zones = all();
            check_week(week("2090-W01").back(n), index.get(&zones));
        }

        #[test]
        fn a_label_reads_back_as_its_week(n in -3_000_i32..100_000) {
            let w = week("2026-W47").back(n);
            prop_assert_eq!(w.to_string().parse::<Week>(), Ok(w));
        }
    }
}
