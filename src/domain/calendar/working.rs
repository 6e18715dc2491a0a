//! How much of a time is working time.
//!
//! Knows a team's hours and days. Refuses to know holidays.

use jiff::tz::TimeZone;

use super::{Duration, Hours, Timestamp};

/// The first instant at which somebody works and at which, since `since`, `length` of working time has passed. Hours of
/// certain days ([`Hours::on`]) leave out the rest of the week.
///
/// Time that a clock change skips is not worked; time that it repeats is worked twice.
pub fn working_time(since: Timestamp, length: Duration, hours: &Hours, zone: &TimeZone) -> Timestamp {
    let (mut at, mut left) = (hours.next_open(since, zone), length);
    while left.is_positive() {
        let end = hours.next_break(at, zone);
        let stretch = end.duration_since(at);
        if stretch > left {
            return at.saturating_add(left).unwrap_or(Timestamp::MAX);
        }
        left -= stretch;
        let next = hours.next_open(end, zone);
        // The calendar's end.
        if next <= at {
            return Timestamp::MAX;
        }
        at = next;
    }
    at
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::super::civil::zones::{all, at, zone};
    use jiff::civil::Weekday;

    use super::super::super::days::Days;
    use super::*;

    fn office(of_a_day: &str) -> Hours {
        of_a_day.parse::<Hours>().expect("hours").on(Days::WORKING)
    }

    #[test]
    fn working_time_stops_at_night_and_over_the_weekend() {
        let berlin = zone("Europe/Berlin");
        let worked =
            |since: &str, n: i64| working_time(at(since), Duration::from_hours(n), &office("09:00-17:00"), &berlin);
        // A Tuesday in winter: 10:00 is 09:00 UTC.
        assert_eq!(worked("2026-11-24T09:00:00Z", 4), at("2026-11-24T13:00:00Z"));
        assert_eq!(worked("2026-11-24T15:00:00Z", 4), at("2026-11-25T11:00:00Z"));
        // From the end of Friday, and from Saturday, to Monday noon.
        assert_eq!(worked("2026-11-27T15:00:00Z", 4), at("2026-11-30T11:00:00Z"));
        assert_eq!(worked("2026-11-28T11:00:00Z", 4), at("2026-11-30T12:00:00Z"));
        // What is over when the day is over is due when the next one begins.
        assert_eq!(worked("2026-11-24T12:00:00Z", 4), at("2026-11-25T08:00:00Z"));
        assert_eq!(worked("2026-11-28T11:00:00Z", 0), at("2026-11-30T08:00:00Z"));
    }

    #[test]
    fn a_clock_change_neither_gives_nor_takes_working_time() {
        let berlin = zone("Europe/Berlin");
        let always = Hours::always().on(Days::WORKING);
        // Friday evening to Monday, over the night of 25 October 2026: weekends do not count.
        let since = at("2026-10-23T20:00:00Z");
        assert_eq!(working_time(since, Duration::from_hours(4), &always, &berlin), at("2026-10-26T01:00:00Z"));
    }

    proptest! {
        #[test]
        fn working_time_ends_in_working_hours_never_early_and_in_order(
            index in any::<prop::sample::Index>(),
            start in 0_i64..2_500_000_000,
            step in 0_i64..200_000,
            minutes in 0_i64..3_000,
            from in 0_i16..24,
            length in 1_i16..24,
        ) {
            let zones = all();
            let z = index.get(&zones);
            let to = (from + length).min(24);
            let h = office(&format!("{from:02}:00-{to:02}:00"));
            let (early, limit) = (Timestamp::from_second(start).unwrap(), Duration::from_mins(minutes));
            let late = Timestamp::from_second(start + step).unwrap();
            let (a, b) = (working_time(early, limit, &h, z), working_time(late, limit, &h, z));
            prop_assert!(a >= early + limit && b >= late + limit && a <= b);
            prop_assert!(h.are_open(a, z), "{} at {}", h, z.to_datetime(a));
            prop_assert!(!matches!(z.to_datetime(a).date().weekday(), Weekday::Saturday | Weekday::Sunday));
        }
    }
}
