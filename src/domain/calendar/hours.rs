//! The hours of a local day in which people may be asked.
//!
//! Knows that a clock change may skip them or bring them twice. Refuses to know what time it is.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Time;
use jiff::tz::TimeZone;

use super::super::civil::{first_instant, instants};
use super::super::days::Days;
use super::{DAY, Timestamp, digits};

/// Days in which an opening is looked for.
const LOOK_AHEAD: i32 = 15;

/// The hours of a local day in which people may be asked: `08:00-20:00`. Start before end; `00:00-24:00` is always. Of
/// every day, unless [`Hours::on`] says which.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hours {
    from: Time,
    /// `None` is midnight at the end of the day.
    to: Option<Time>,
    days: Days,
}

/// Hours that cannot be read or never open.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a span of hours; write it like 08:00-20:00, the start before the end")]
pub struct BadHours(pub String);

impl Hours {
    /// Every hour of the day.
    pub fn always() -> Self {
        Self { from: Time::midnight(), to: None, days: Days::EVERY }
    }

    /// The same hours, of these days of the week alone.
    #[must_use]
    pub fn on(self, days: Days) -> Self {
        Self { days, ..self }
    }

    /// Which days of the week they are of.
    pub fn days(&self) -> Days {
        self.days
    }

    /// The first instant at or after `at` that lies inside these hours in `zone`.
    ///
    /// Hours that a clock change skips altogether open again the next day; hours it repeats are open twice.
    pub fn next_open(&self, at: Timestamp, zone: &TimeZone) -> Timestamp {
        if self.are_open(at, zone) {
            return at;
        }
        // Hours open when the clock reaches their start, or when a clock change jumps into them. Two weeks and a day on
        // there is an opening even where one day a week is asked on and that one was skipped whole.
        let today = zone.to_datetime(at).date();
        let opens = |moment: &Timestamp| *moment >= at && self.are_open(*moment, zone);
        let opening = (0..=LOOK_AHEAD)
            .filter_map(|n| today.checked_add(DAY * n).ok())
            .find_map(|day| instants(day.to_datetime(self.from), zone).filter(opens).min());
        let horizon = opening.or_else(|| at.saturating_add(DAY * (LOOK_AHEAD + 1)).ok()).unwrap_or(Timestamp::MAX);
        let changes = zone.following(at).map(|change| change.timestamp()).take_while(|change| *change <= horizon);
        opening.into_iter().chain(changes.filter(opens)).min().unwrap_or(at)
    }

    pub(super) fn are_open(&self, at: Timestamp, zone: &TimeZone) -> bool {
        let local = zone.to_datetime(at);
        self.days.has(local.weekday()) && self.from <= local.time() && self.to.is_none_or(|to| local.time() < to)
    }

    /// The first instant after `at`, at which they are open, where they may not be open any more: their end, midnight, or
    /// a clock change.
    pub(super) fn next_break(&self, at: Timestamp, zone: &TimeZone) -> Timestamp {
        let today = zone.to_datetime(at).date();
        let end = self.to.and_then(|to| instants(today.to_datetime(to), zone).find(|end| *end > at));
        let midnight = today.checked_add(DAY).map(|next| first_instant(next.to_datetime(Time::midnight()), zone));
        let change = zone.following(at).map(|change| change.timestamp()).find(|change| *change > at);
        let breaks = [end, midnight.ok().filter(|m| *m > at), change];
        breaks.into_iter().flatten().min().unwrap_or(Timestamp::MAX)
    }
}

impl FromStr for Hours {
    type Err = BadHours;

    fn from_str(s: &str) -> Result<Self, BadHours> {
        let parsed = s.split_once('-').and_then(|(from, to)| {
            let (from, to) = (from.trim(), to.trim());
            let to = if to == "24:00" { None } else { Some(clock(to)?) };
            let hours = Self { from: clock(from)?, to, days: Days::EVERY };
            hours.to.is_none_or(|to| hours.from < to).then_some(hours)
        });
        parsed.ok_or_else(|| BadHours(s.chars().take(80).collect()))
    }
}

/// `8:00` or `08:00`, to the minute.
fn clock(s: &str) -> Option<Time> {
    let (hour, minute) = s.split_once(':')?;
    let hour = digits::<2>(hour).or_else(|| digits::<1>(hour))?;
    Time::new(hour.try_into().ok()?, digits::<2>(minute)?.try_into().ok()?, 0, 0).ok()
}

impl fmt::Display for Hours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (hour, minute) = self.to.map_or((24, 0), |to| (to.hour(), to.minute()));
        write!(f, "{:02}:{:02}-{hour:02}:{minute:02}", self.from.hour(), self.from.minute())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::super::civil::zones::{all, at, zone};
    use super::*;

    fn hours(written: &str) -> Hours {
        written.parse().expect("hours")
    }

    proptest! {
        #[test]
        fn the_next_opening_is_open_never_earlier_and_never_runs_backwards(
            index in any::<prop::sample::Index>(),
            start in 0_i64..2_500_000_000,
            step in 0_i64..200_000,
            from in 0_i16..24,
            length in 1_i16..24,
            first in 0_usize..7,
            last in 0_usize..7,
        ) {
            let zones = all();
            let z = index.get(&zones);
            let to = (from + length).min(24);
            let names = ["MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"];
            let days = format!("{}-{}", names[first], names[last]).parse().unwrap();
            let h = hours(&format!("{from:02}:00-{to:02}:00")).on(days);
            let early = Timestamp::from_second(start).unwrap();
            let late = Timestamp::from_second(start + step).unwrap();
            let (a, b) = (h.next_open(early, z), h.next_open(late, z));
            prop_assert!(a >= early && b >= late && a <= b);
            prop_assert!(h.are_open(a, z), "{} at {}", h, z.to_datetime(a));
            prop_assert_eq!(h.next_open(a, z), a);
        }
    }

    #[test]
    fn hours_are_read_and_written() {
        for s in ["08:00-20:00", "00:00-24:00", "09:30-17:45", "23:59-24:00"] {
            assert_eq!(hours(s).to_string(), s);
        }
        assert_eq!(hours("8:00 - 20:00").to_string(), "08:00-20:00");
        assert_eq!(Hours::always(), hours("00:00-24:00"));
    }

    #[test]
    fn hours_that_never_open_are_refused() {
        let wrong = [
            "",
            "08:00",
            "8-20",
            "20:00-08:00",
            "08:00-08:00",
            "24:00-24:00",
            "08:60-20:00",
            "08:00-25:00",
            "08:00-24:01",
            "-08:00",
            "08:00-20:00-22:00",
            "8:0-20:00",
        ];
        for s in wrong {
            assert!(s.parse::<Hours>().is_err(), "{s:?}");
        }
        assert_eq!(
            "20:00-08:00".parse::<Hours>().unwrap_err().to_string(),
            "\"20:00-08:00\" is not a span of hours; write it like 08:00-20:00, the start before the end"
        );
    }

    #[test]
    fn a_person_is_asked_at_once_inside_their_hours_and_next_morning_after_them() {
        let berlin = zone("Europe/Berlin");
        let h = hours("08:00-20:00");
        let noon = at("2026-11-23T11:00:00Z");
        assert_eq!(h.next_open(noon, &berlin), noon);
        assert_eq!(h.next_open(at("2026-11-23T05:00:00Z"), &berlin), at("2026-11-23T07:00:00Z"));
        assert_eq!(h.next_open(at("2026-11-23T19:00:00Z"), &berlin), at("2026-11-24T07:00:00Z"));
        assert_eq!(h.next_open(at("2026-11-23T18:59:59.999Z"), &berlin), at("2026-11-23T18:59:59.999Z"));
    }

    #[test]
    fn hours_that_a_clock_change_cuts_open_at_the_first_instant_left_of_them() {
        let new_york = zone("America/New_York");
        let before = at("2026-03-08T06:00:00Z");
        assert_eq!(hours("02:30-04:00").next_open(before, &new_york), at("2026-03-08T07:00:00Z"));
        // Skipped whole: the next day.
        assert_eq!(hours("02:15-02:45").next_open(before, &new_york), at("2026-03-09T06:15:00Z"));
        // Between the two passes of 01:15, the second pass opens them again.
        assert_eq!(hours("01:15-01:20").next_open(at("2026-11-01T05:30:00Z"), &new_york), at("2026-11-01T06:15:00Z"));
    }

    #[test]
    fn on_a_day_that_is_not_theirs_hours_wait_for_the_next_that_is() {
        let berlin = zone("Europe/Berlin");
        let week = hours("08:00-20:00").on("MON-FRI".parse().unwrap());
        let friday = at("2026-11-27T18:59:00Z");
        assert_eq!(week.next_open(friday, &berlin), friday);
        let monday = at("2026-11-30T07:00:00Z");
        for closed in ["2026-11-27T19:00:00Z", "2026-11-28T11:00:00Z", "2026-11-29T22:59:00Z"] {
            assert_eq!(week.next_open(at(closed), &berlin), monday, "{closed}");
        }
        let auckland = zone("Pacific/Auckland");
        assert_eq!(week.next_open(at("2026-11-29T21:00:00Z"), &auckland), at("2026-11-29T21:00:00Z"), "Monday there");
    }

    #[test]
    fn hours_of_one_day_a_week_that_a_clock_change_skips_open_a_week_later() {
        let sunday = hours("02:15-02:45").on("SUN".parse().unwrap());
        let before = at("2026-03-08T06:00:00Z");
        assert_eq!(sunday.next_open(before, &zone("America/New_York")), at("2026-03-15T06:15:00Z"));
    }

    #[test]
    fn hours_that_are_always_open_never_wait() {
        for z in all() {
            let t = at("2026-03-29T01:00:00Z");
            assert_eq!(Hours::always().next_open(t, &z), t);
        }
    }
}
