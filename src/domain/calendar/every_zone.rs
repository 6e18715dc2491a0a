//! Every week of every zone there is, from 1970 on.
//!
//! Weeks without a clock change are all alike, so those with one are looked at, each with the weeks around it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::tz::TimeZone;

use super::super::civil::instants;
use super::super::civil::zones::{all, at};
use super::*;

const MILLISECOND: Duration = Duration::from_millis(1);

/// The weeks around every clock change of a zone.
fn weeks_of_change(zone: &TimeZone) -> BTreeSet<Week> {
    let (from, to) = (at("1970-01-01T00:00:00Z"), at("2038-01-01T00:00:00Z"));
    let changes = zone.following(from).map(|change| change.timestamp()).take_while(|change| *change < to);
    changes.flat_map(|change| [-1, 0, 1].map(|n| Week::of(zone.to_datetime(change).date()).back(n))).collect()
}

fn name(zone: &TimeZone) -> &str {
    zone.iana_name().unwrap_or_default()
}

/// No earlier instant shows this Monday or a later day: where the clock was set back over midnight, the first pass counts.
fn is_first_instant(edge: Timestamp, monday: Date, zone: &TimeZone) -> bool {
    let before = |instant: Timestamp| zone.to_datetime(instant).date() < monday;
    let changes = zone.preceding(edge).map(|change| change.timestamp());
    let changes: Vec<Timestamp> = changes.take_while(|change| edge.duration_since(*change) <= DAY * 3).collect();
    // Between two clock changes a day only grows, so that the ends of each stretch are enough to look at.
    let ends = changes.iter().flat_map(|change| [*change, *change - MILLISECOND]).chain([edge - MILLISECOND]);
    zone.to_datetime(edge).date() >= monday && ends.filter(|instant| *instant < edge).all(before)
}

#[test]
fn in_every_zone_a_week_begins_at_the_first_instant_of_its_monday_and_touches_the_next() {
    let (mut skipped, mut twice, mut weeks) = (BTreeSet::new(), BTreeSet::new(), 0);
    for zone in all() {
        for week in weeks_of_change(&zone) {
            weeks += 1;
            let (from, to) = week.span(&zone);
            assert!(from < to, "{} {week}", name(&zone));
            assert!(is_first_instant(from, week.monday(), &zone), "{} {week} begins at {from}", name(&zone));
            assert_eq!(week.back(-1).span(&zone).0, to, "{} {week}", name(&zone));
            assert_eq!(week.back(1).span(&zone).1, from, "{} {week}", name(&zone));
            for (instant, in_it) in [(from, week), (to - MILLISECOND, week), (from - MILLISECOND, week.back(1))] {
                assert_eq!(Week::containing(instant, &zone), in_it, "{} {instant}", name(&zone));
            }
            let midnights = instants(week.monday().to_datetime(Time::midnight()), &zone).count();
            match midnights {
                0 => skipped.insert(name(&zone).to_owned()),
                2 => twice.insert(name(&zone).to_owned()),
                _ => false,
            };
        }
    }
    // Otherwise it proves nothing: Mondays without midnight, and Mondays with two.
    assert!(weeks > 50_000, "{weeks}");
    for zone in ["Asia/Amman", "America/Sao_Paulo", "Asia/Tehran", "Pacific/Kiritimati"] {
        assert!(skipped.contains(zone), "{zone}: {skipped:?}");
    }
    assert!(twice.contains("Asia/Jerusalem") && twice.contains("Europe/Sofia"), "{twice:?}");
}

/// In hours and minutes.
fn length(week: Week, zone: &TimeZone) -> (i64, i64) {
    let (from, to) = week.span(zone);
    let minutes = to.duration_since(from).as_mins();
    (minutes / 60, minutes % 60)
}

#[test]
fn a_week_lasts_167_to_169_hours_but_for_the_odd_ones_that_are_named_here() {
    let mut odd: BTreeMap<(String, i64, i64), BTreeSet<String>> = BTreeMap::new();
    // What is to come may still be decided otherwise.
    let [since, until] = ["2000-W01", "2026-W53"].map(|label| label.parse::<Week>().unwrap());
    for zone in all() {
        for week in weeks_of_change(&zone).into_iter().filter(|week| (since..=until).contains(week)) {
            let (hours, minutes) = length(week, &zone);
            let usual = matches!((hours, minutes), (167, 0 | 30) | (168, 0 | 30) | (169, 0));
            if !usual {
                odd.entry((week.to_string(), hours, minutes)).or_default().insert(name(&zone).to_owned());
            }
        }
    }
    let told: Vec<String> = odd
        .iter()
        .map(|((week, h, m), zones)| {
            format!("{week} {h}:{m:02} {}", zones.iter().cloned().collect::<Vec<_>>().join(" "))
        })
        .collect();
    insta::assert_snapshot!(told.join("\n"));
}
