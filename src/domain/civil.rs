//! From a reading on a wall clock to the instant it means.
//!
//! Knows the one policy for clock changes (RELIABILITY §1.11): a reading that is skipped means the first instant after
//! the gap, a reading that comes twice means its first pass. Weeks and schedules both rest on it, so it is written
//! once. Refuses to know weeks, hours and schedules.

use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, Offset, TimeZone};

use super::Timestamp;

/// The first instant at which a clock in `zone` shows `wall` or, where `wall` is skipped, something later.
///
/// Never decreases as `wall` grows, which is what makes weeks touch and schedules run forward. Readings outside the
/// years a [`Timestamp`] can hold are moved to its nearest end.
pub fn first_instant(wall: DateTime, zone: &TimeZone) -> Timestamp {
    match zone.to_ambiguous_timestamp(wall).offset() {
        AmbiguousOffset::Unambiguous { offset } => at_offset(wall, offset),
        AmbiguousOffset::Fold { before, .. } => at_offset(wall, before),
        AmbiguousOffset::Gap { before, after } => {
            // A clock still on the old offset reads `wall` after the change, one already on the new offset before it:
            // the change lies between the two.
            let (old, new) = (at_offset(wall, before), at_offset(wall, after));
            zone.following(new)
                .map(|change| change.timestamp())
                .take_while(|at| *at <= old)
                .find(|at| zone.to_datetime(*at) >= wall)
                .unwrap_or(old)
        }
    }
}

/// Every instant at which a clock in `zone` shows exactly `wall`: none in a gap, two in a fold.
pub fn instants(wall: DateTime, zone: &TimeZone) -> impl Iterator<Item = Timestamp> {
    let (first, second) = match zone.to_ambiguous_timestamp(wall).offset() {
        AmbiguousOffset::Unambiguous { offset } => (Some(offset), None),
        AmbiguousOffset::Fold { before, after } => (Some(before), Some(after)),
        AmbiguousOffset::Gap { .. } => (None, None),
    };
    first.into_iter().chain(second).map(move |offset| at_offset(wall, offset))
}

fn at_offset(wall: DateTime, offset: Offset) -> Timestamp {
    let end = if wall.year() < 0 { Timestamp::MIN } else { Timestamp::MAX };
    offset.to_timestamp(wall).unwrap_or(end)
}

#[cfg(test)]
pub(super) mod zones {
    //! Every zone the product can be configured with, for tests that must hold in all of them.

    use super::*;

    /// All zones of the bundled database.
    pub fn all() -> Vec<TimeZone> {
        let bundled = jiff::tz::TimeZoneDatabase::bundled();
        bundled.available().map(|name| bundled.get(name.as_str()).expect("listed, so there")).collect()
    }

    /// One zone by name.
    pub fn zone(name: &str) -> TimeZone {
        jiff::tz::TimeZoneDatabase::bundled().get(name).expect("a zone that exists")
    }

    /// A timestamp as RFC 3339 writes it.
    pub fn at(text: &str) -> Timestamp {
        text.parse().expect("a timestamp")
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, datetime};
    use proptest::prelude::*;

    use super::zones::{all, at, zone};
    use super::*;

    #[test]
    fn a_skipped_reading_means_the_first_instant_after_the_gap() {
        let new_york = zone("America/New_York");
        for minute in [0, 1, 30, 59] {
            let got = first_instant(date(2026, 3, 8).at(2, minute, 0, 0), &new_york);
            assert_eq!(got, at("2026-03-08T07:00:00Z"));
        }
        assert_eq!(first_instant(datetime(2026, 4, 24, 0, 0, 0, 0), &zone("Africa/Cairo")), at("2026-04-23T22:00:00Z"));
    }

    #[test]
    fn a_repeated_reading_means_its_first_pass() {
        let new_york = zone("America/New_York");
        let wall = datetime(2026, 11, 1, 1, 30, 0, 0);
        assert_eq!(first_instant(wall, &new_york), at("2026-11-01T05:30:00Z"));
        let both: Vec<_> = instants(wall, &new_york).collect();
        assert_eq!(both, [at("2026-11-01T05:30:00Z"), at("2026-11-01T06:30:00Z")]);
    }

    #[test]
    fn a_day_that_an_island_skipped_begins_when_the_next_day_begins() {
        // Samoa went from Thursday to Saturday.
        let apia = zone("Pacific/Apia");
        let saturday = at("2011-12-30T10:00:00Z");
        for hour in [0, 9, 23] {
            assert_eq!(first_instant(date(2011, 12, 30).at(hour, 0, 0, 0), &apia), saturday);
        }
        assert_eq!(first_instant(datetime(2011, 12, 31, 0, 0, 0, 0), &apia), saturday);
    }

    #[test]
    fn the_ends_of_the_calendar_do_not_break_it() {
        for z in [TimeZone::UTC, zone("Asia/Tokyo"), zone("America/New_York")] {
            assert_eq!(first_instant(DateTime::MAX, &z), Timestamp::MAX);
            assert!(first_instant(DateTime::MIN, &z) < at("-009998-01-01T00:00:00Z"));
        }
    }

    proptest! {
        #[test]
        fn later_readings_never_mean_earlier_instants(
            index in any::<prop::sample::Index>(),
            start in -2_000_000_000_i64..4_000_000_000,
            step in 0_i64..100_000,
        ) {
            let zones = all();
            let z = index.get(&zones);
            let wall = TimeZone::UTC.to_datetime(Timestamp::from_second(start).unwrap());
            let later = TimeZone::UTC.to_datetime(Timestamp::from_second(start + step).unwrap());
            prop_assert!(first_instant(wall, z) <= first_instant(later, z));
        }

        #[test]
        fn an_instant_is_never_before_the_meaning_of_its_own_reading(
            index in any::<prop::sample::Index>(),
            second in -2_000_000_000_i64..4_000_000_000,
        ) {
            let zones = all();
            let z = index.get(&zones);
            let instant = Timestamp::from_second(second).unwrap();
            prop_assert!(first_instant(z.to_datetime(instant), z) <= instant);
        }
    }
}
