//! A schedule as an operator writes it: cron on the first line, a time zone on the second.
//!
//! Knows that fires only go forward. Refuses to know which fire is right: `domain::schedule` has tests for that.

use jiff::tz::TimeZone;

use super::tidy;
use crate::domain::Timestamp;
use crate::domain::schedule::Schedule;

/// Around a clock change in both hemispheres, at the ends of what can be written, and now.
const MOMENTS: [&str; 6] = [
    "-000001-01-01T00:00:00Z",
    "1969-12-31T23:59:58Z",
    "2026-03-29T00:59:59Z",
    "2026-10-25T00:30:00Z",
    "2027-02-28T23:59:59.999Z",
    "9998-12-31T00:00:00Z",
];

/// Reads it and asks for the next fires.
pub fn schedules(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let (written, zone) = text.split_once('\n').unwrap_or((&text, "Europe/Berlin"));
    let zone = TimeZone::get(zone.trim()).unwrap_or(TimeZone::UTC);
    match Schedule::parse(written) {
        Ok(schedule) => {
            assert_eq!(schedule.as_str(), written.trim());
            MOMENTS.iter().filter_map(|at| at.parse().ok()).for_each(|at| forward(&schedule, at, &zone));
        }
        Err(bad) => {
            assert!(bad.written.chars().count() <= 80);
            assert!(bad.problem.chars().count() > 10, "no remedy: {bad}");
            tidy("the complaint", &bad.to_string(), 1_000);
        }
    }
}

fn forward(schedule: &Schedule, after: Timestamp, zone: &TimeZone) {
    let fires = schedule.fires_between(after, Timestamp::MAX, zone, 3);
    let mut last = after;
    for fire in fires {
        assert!(fire > last, "{fire} does not follow {last}");
        last = fire;
    }
}
