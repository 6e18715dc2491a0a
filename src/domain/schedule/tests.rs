//! What the schedules promise, as sentences.

use proptest::prelude::*;

use super::super::civil::zones::{all, at, zone};
use super::*;

fn schedule(written: &str) -> Schedule {
    Schedule::parse(written).unwrap_or_else(|e| panic!("{e}"))
}

fn problem(written: &str) -> String {
    Schedule::parse(written).expect_err(written).problem
}

/// The fires after `after`, as the clock in `zone` shows them.
fn shown(written: &str, zone: &TimeZone, after: &str, count: usize) -> Vec<String> {
    let fires = schedule(written).fires_between(at(after), Timestamp::MAX, zone, count);
    fires.into_iter().map(|fire| zone.to_datetime(fire).strftime("%a %F %T").to_string()).collect()
}

#[test]
fn every_monday_at_nine_means_nine_on_the_wall_the_whole_year_round() {
    for name in ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"] {
        let z = zone(name);
        let fires = shown("0 9 * * MON", &z, "2025-12-31T00:00:00Z", 54);
        assert_eq!(fires.len(), 54);
        assert!(fires.iter().all(|f| f.starts_with("Mon ") && f.ends_with(" 09:00:00")), "{name}: {fires:?}");
    }
}

#[test]
fn berlin_moves_by_an_hour_of_utc_at_both_clock_changes() {
    let berlin = zone("Europe/Berlin");
    let s = schedule("0 9 * * MON");
    let utc = |after| s.next_after(at(after), &berlin).unwrap().to_string();
    assert_eq!(utc("2026-03-23T09:00:00Z"), "2026-03-30T07:00:00Z");
    assert_eq!(utc("2026-03-20T09:00:00Z"), "2026-03-23T08:00:00Z");
    assert_eq!(utc("2026-10-20T09:00:00Z"), "2026-10-26T08:00:00Z");
}

#[test]
fn a_time_that_the_clock_skips_fires_at_the_first_instant_after_the_gap() {
    let new_york = zone("America/New_York");
    assert_eq!(
        shown("30 2 * * SUN", &new_york, "2026-03-07T00:00:00Z", 2),
        ["Sun 2026-03-08 03:00:00", "Sun 2026-03-15 02:30:00"]
    );
    let cairo = zone("Africa/Cairo");
    assert_eq!(
        shown("@daily", &cairo, "2026-04-22T12:00:00Z", 3),
        ["Thu 2026-04-23 00:00:00", "Fri 2026-04-24 01:00:00", "Sat 2026-04-25 00:00:00"]
    );
}

#[test]
fn a_time_that_the_clock_repeats_fires_once_at_its_first_pass() {
    let new_york = zone("America/New_York");
    let s = schedule("30 1 * * *");
    let day = s.fires_between(at("2026-11-01T04:00:00Z"), at("2026-11-02T05:00:00Z"), &new_york, 10);
    assert_eq!(day, [at("2026-11-01T05:30:00Z")]);
    // Asked during the second pass, the answer is tomorrow, not an hour ago.
    assert_eq!(s.next_after(at("2026-11-01T06:10:00Z"), &new_york), Some(at("2026-11-02T06:30:00Z")));
}

#[test]
fn an_hourly_schedule_never_fires_twice_at_one_instant_and_rests_in_the_repeated_hour() {
    let new_york = zone("America/New_York");
    let spring =
        schedule("@hourly").fires_between(at("2026-03-08T05:30:00Z"), at("2026-03-08T08:00:00Z"), &new_york, 10);
    assert_eq!(spring, [at("2026-03-08T06:00:00Z"), at("2026-03-08T07:00:00Z"), at("2026-03-08T08:00:00Z")]);
    let autumn =
        schedule("@hourly").fires_between(at("2026-11-01T04:30:00Z"), at("2026-11-01T07:00:00Z"), &new_york, 10);
    assert_eq!(autumn, [at("2026-11-01T05:00:00Z"), at("2026-11-01T07:00:00Z")]);
}

#[test]
fn a_day_that_an_island_skipped_is_made_up_at_the_start_of_the_next() {
    let apia = zone("Pacific/Apia");
    assert_eq!(
        shown("0 9 * * FRI", &apia, "2011-12-24T00:00:00Z", 2),
        ["Sat 2011-12-31 00:00:00", "Fri 2012-01-06 09:00:00"]
    );
}

#[test]
fn a_fire_is_strictly_after_and_found_to_the_millisecond() {
    let utc = TimeZone::UTC;
    let s = schedule("0 9 * * MON");
    let nine = at("2026-11-23T09:00:00Z");
    assert_eq!(s.next_after(at("2026-11-23T08:59:59.999Z"), &utc), Some(nine));
    assert_eq!(s.next_after(nine, &utc), Some(at("2026-11-30T09:00:00Z")));
    assert_eq!(s.next_after(at("2026-11-23T09:00:00.001Z"), &utc), Some(at("2026-11-30T09:00:00Z")));
    assert_eq!(s.fires_between(at("2026-11-16T09:00:00Z"), nine, &utc, 10), [nine], "the end belongs to the span");
    assert_eq!(s.fires_between(nine, nine, &utc, 10), []);
    assert_eq!(s.fires_between(Timestamp::MIN, Timestamp::MAX, &utc, 3).len(), 3);
}

#[test]
fn crontabs_day_numbers_start_and_end_with_sunday() {
    // 2026-11-22 is a Sunday.
    let days = |field: &str| {
        let fires = shown(&format!("0 9 * * {field}"), &TimeZone::UTC, "2026-11-21T12:00:00Z", 7);
        let within: Vec<_> =
            fires.iter().filter(|f| f.as_str()[4..14] < *"2026-11-29").map(|f| f[..3].to_owned()).collect();
        within.join(" ")
    };
    for sunday in ["0", "7", "SUN", "sun", "Sunday", "0,7", "7-7"] {
        assert_eq!(days(sunday), "Sun", "{sunday}");
    }
    assert_eq!(days("1"), "Mon");
    assert_eq!(days("1-5"), "Mon Tue Wed Thu Fri");
    assert_eq!(days("MON-FRI"), "Mon Tue Wed Thu Fri");
    assert_eq!(days("mon-Friday/2"), "Mon Wed Fri");
    assert_eq!(days("5-7"), "Sun Fri Sat");
    assert_eq!(days("SAT-SUN"), "Sun Sat");
    assert_eq!(days("0-6"), "Sun Mon Tue Wed Thu Fri Sat");
    assert_eq!(days("*/2"), "Sun Tue Thu Sat");
    assert_eq!(days("1-7/3"), "Sun Mon Thu");
    assert_eq!(days("5/1"), "Fri Sat");
    assert_eq!(days("7/2"), "Sun");
    assert_eq!(days("tues,thurs,6"), "Tue Thu Sat");
    assert_eq!(days("?"), days("*"));
}

#[test]
fn both_days_must_match_where_both_are_set() {
    assert_eq!(
        shown("0 9 1-7 * MON", &TimeZone::UTC, "2026-11-21T00:00:00Z", 2),
        ["Mon 2026-12-07 09:00:00", "Mon 2027-01-04 09:00:00"]
    );
}

#[test]
fn six_fields_begin_with_seconds_and_nicknames_are_known() {
    let one = |written: &str| shown(written, &TimeZone::UTC, "2026-11-21T12:00:00Z", 1).remove(0);
    assert_eq!(one("30 0 9 * * MON"), "Mon 2026-11-23 09:00:30");
    assert_eq!(one("@hourly"), "Sat 2026-11-21 13:00:00");
    assert_eq!(one("@daily"), "Sun 2026-11-22 00:00:00");
    assert_eq!(one("@Weekly"), "Sun 2026-11-22 00:00:00");
    assert_eq!(one("@monthly"), "Tue 2026-12-01 00:00:00");
    assert_eq!(one("0 9 29 feb *"), "Tue 2028-02-29 09:00:00");
    assert_eq!(one("  0 9 1 JAN-march/2 *  "), "Fri 2027-01-01 09:00:00");
    assert_eq!(schedule(" 0 9 * * MON ").as_str(), "0 9 * * MON");
}

#[test]
fn a_wrong_schedule_is_told_what_is_wrong_and_what_to_write() {
    let cases = [
        (
            "",
            "the schedule is empty; write five fields: minute hour day-of-month month day-of-week, such as 0 9 * * MON",
        ),
        (
            "  ",
            "the schedule is empty; write five fields: minute hour day-of-month month day-of-week, such as 0 9 * * MON",
        ),
        (
            "0 9 * *",
            "there are 4 fields where five belong: minute hour day-of-month month day-of-week, such as 0 9 * * MON",
        ),
        (
            "weekly",
            "there is one field where five belong: minute hour day-of-month month day-of-week, such as 0 9 * * MON",
        ),
        ("0 0 9 * * MON 2027", "there is a seventh field, and years are not supported; leave the year away"),
        ("60 9 * * 1", "the minute cannot be \"60\"; write a number from 0 to 59"),
        ("0 24 * * 1", "the hour cannot be \"24\"; write a number from 0 to 23"),
        ("0 9 0 * *", "the day of the month cannot be \"0\"; write a number from 1 to 31"),
        ("0 9 * 13 *", "the month cannot be \"13\"; write a number from 1 to 12, or a name such as JAN"),
        ("0 9 * * 8", "the day of the week cannot be \"8\"; write a number from 0 to 7, or a name such as MON"),
        ("0 9 * * MO", "the day of the week cannot be \"MO\"; write a number from 0 to 7, or a name such as MON"),
        (
            "0 9 * * Montag",
            "the day of the week cannot be \"Montag\"; write a number from 0 to 7, or a name such as MON",
        ),
        ("0 9 * * FRI-MON", "the day of the week range FRI-MON runs backwards; list its values with commas instead"),
        ("0 9 20-10 * *", "the day of the month range 20-10 runs backwards; list its values with commas instead"),
        ("*/0 9 * * *", "\"0\" is not a step for the minute; write a number from 1, such as */2"),
        ("0 9 L * *", "L, W and # are not supported in the day of the month; write a number from 1 to 31"),
        ("0 9 15W * *", "L, W and # are not supported in the day of the month; write a number from 1 to 31"),
        (
            "0 9 * * 5L",
            "L, W and # are not supported in the day of the week; write a number from 0 to 7, or a name such as MON",
        ),
        (
            "0 9 * * MON#1",
            "L, W and # are not supported in the day of the week; write a number from 0 to 7, or a name such as MON",
        ),
        (
            "0 9 31 2 *",
            "no such day ever comes, so this schedule would never fire; check the day of the month against the month",
        ),
        (
            "0 9 30,31 FEB MON",
            "no such day ever comes, so this schedule would never fire; check the day of the month against the month",
        ),
        (
            "* * * * *",
            "this fires 60 times an hour, and once an hour is the most; write one minute, such as 0 9 * * MON",
        ),
        (
            "0,30 9 * * MON",
            "this fires 2 times an hour, and once an hour is the most; write one minute, such as 0 9 * * MON",
        ),
        (
            "* 0 9 * * MON",
            "this fires 60 times an hour, and once an hour is the most; write one minute, such as 0 9 * * MON",
        ),
        ("@reboot", "this nickname is not known; write @hourly, @daily, @weekly or @monthly, or five fields"),
    ];
    for (written, sentence) in cases {
        assert_eq!(problem(written), sentence, "{written:?}");
    }
}

#[test]
fn no_complaint_has_more_than_one_line_or_repeats_a_long_mistake() {
    let long = "9".repeat(5_000);
    for written in [",", "1,,2 9 * * *", "- 9 * * *", "0 9 * * -1", "+5 9 * * *", "0 9 * * */-1", "☃ ☃ ☃ ☃ ☃", &long]
    {
        let error = Schedule::parse(written).expect_err(written);
        assert!(!error.to_string().contains('\n'));
        assert!(error.to_string().chars().count() < 400, "{error}");
    }
    let error = Schedule::parse("60 9 * * 1").expect_err("wrong");
    assert_eq!(error.to_string(), "\"60 9 * * 1\": the minute cannot be \"60\"; write a number from 0 to 59");
}

fn expressions() -> impl Strategy<Value = String> {
    let hour = prop_oneof![Just("*".to_owned()), (0..24_u8).prop_map(|h| h.to_string()), Just("*/3".to_owned())];
    let day = prop_oneof![3 => Just("*".to_owned()), 1 => (1..29_u8).prop_map(|d| d.to_string())];
    let weekday = prop_oneof![Just("*".to_owned()), (0..8_u8).prop_map(|d| d.to_string()), Just("MON-FRI".to_owned())];
    (0..60_u8, hour, day, weekday).prop_map(|(m, h, d, w)| format!("{m} {h} {d} * {w}"))
}

proptest! {
    #[test]
    fn fires_run_strictly_forward_in_every_zone(
        index in any::<prop::sample::Index>(),
        written in expressions(),
        start in 0_i64..3_000_000_000,
    ) {
        let zones = all();
        let z = index.get(&zones);
        let s = schedule(&written);
        let start = Timestamp::from_second(start).unwrap();
        let fires = s.fires_between(start, Timestamp::MAX, z, 40);
        prop_assert_eq!(fires.len(), 40);
        prop_assert!(fires.first() > Some(&start));
        prop_assert!(fires.windows(2).all(|w| w[0] < w[1]));
    }

    #[test]
    fn asking_from_between_two_fires_finds_the_second(
        index in any::<prop::sample::Index>(),
        written in expressions(),
        start in 0_i64..3_000_000_000,
        part in 0.0_f64..1.0,
    ) {
        let zones = all();
        let z = index.get(&zones);
        let s = schedule(&written);
        let first = s.next_after(Timestamp::from_second(start).unwrap(), z).unwrap();
        let second = s.next_after(first, z).unwrap();
        let gap = second.duration_since(first).as_millis() as f64;
        let between = first + jiff::SignedDuration::from_millis((gap * part) as i64);
        prop_assert_eq!(s.next_after(between, z), Some(second));
    }

    #[test]
    fn nothing_written_makes_it_panic(written in "[-0-9a-zA-Z*/,?#@ ]{0,30}") {
        if let Ok(s) = Schedule::parse(&written) {
            let _ = s.next_after(Timestamp::UNIX_EPOCH, &TimeZone::UTC);
        }
    }
}
