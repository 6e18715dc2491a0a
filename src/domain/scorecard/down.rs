//! Stretches of a week in which nothing served: closes in them may be missing, or were asked about late.
//!
//! Knows how long a silence must be to count, and what of it lies in a week. Refuses to know why nothing served.

use crate::domain::{Duration, Timestamp};

/// Heartbeats come every minute. A silence longer than this is an outage, a shorter one a restart.
pub const SILENCE: Duration = Duration::from_mins(15);
/// What is left of an outage at a week's edge is not worth a word below this.
const WORTH_SAYING: Duration = Duration::from_mins(1);

/// From the last heartbeat of the last process to the first of the next one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stretch {
    /// The last sign of life.
    pub from: Timestamp,
    /// When something served again.
    pub to: Timestamp,
}

impl Stretch {
    /// How long it was.
    pub fn length(self) -> Duration {
        self.to.duration_since(self.from)
    }
}

/// The silence between two signs of life, if it was an outage.
pub fn silence(last: Timestamp, now: Timestamp) -> Option<Stretch> {
    let stretch = Stretch { from: last, to: now };
    (stretch.length() > SILENCE).then_some(stretch)
}

/// What of these lies in the week from `from` until `to`, in order, each moment once.
pub fn within(mut all: Vec<Stretch>, from: Timestamp, to: Timestamp) -> Vec<Stretch> {
    all.sort();
    let mut kept: Vec<Stretch> = Vec::new();
    for stretch in all {
        let clipped = Stretch { from: stretch.from.max(from), to: stretch.to.min(to) };
        match kept.last_mut().filter(|last| clipped.from <= last.to) {
            // Clocks of several machines differ a little.
            Some(last) => last.to = last.to.max(clipped.to),
            None if clipped.length() >= WORTH_SAYING => kept.push(clipped),
            None => {}
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::civil::zones::at;

    fn stretch(from: &str, to: &str) -> Stretch {
        Stretch { from: at(from), to: at(to) }
    }

    #[test]
    fn a_quarter_of_an_hour_is_a_restart_and_more_is_an_outage() {
        let (last, now) = (at("2026-11-17T01:10:00Z"), at("2026-11-17T01:25:00Z"));
        assert_eq!(silence(last, now), None);
        let longer = now + Duration::from_millis(1);
        assert_eq!(silence(last, longer), Some(Stretch { from: last, to: longer }));
        assert_eq!(silence(now, last), None, "a clock that was set back is no outage");
    }

    #[test]
    fn a_week_has_what_of_an_outage_lies_within_it() {
        let (from, to) = (at("2026-11-15T23:00:00Z"), at("2026-11-22T23:00:00Z"));
        let over_the_start = stretch("2026-11-15T20:00:00Z", "2026-11-16T01:00:00Z");
        let over_the_end = stretch("2026-11-22T22:30:00Z", "2026-11-24T08:00:00Z");
        let outside = stretch("2026-11-24T20:00:00Z", "2026-11-25T01:00:00Z");
        let touching = stretch("2026-11-22T23:00:00Z", "2026-11-23T01:00:00Z");
        let found = within(vec![outside, over_the_end, touching, over_the_start], from, to);
        let clipped = [stretch("2026-11-15T23:00:00Z", "2026-11-16T01:00:00Z"), Stretch { to, ..over_the_end }];
        assert_eq!(found, clipped);
        let all_of_it = stretch("2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z");
        assert_eq!(within(vec![all_of_it], from, to), [Stretch { from, to }]);
    }

    #[test]
    fn what_two_processes_noted_of_one_outage_is_one_outage() {
        let noted = vec![
            stretch("2026-11-17T01:00:00Z", "2026-11-17T03:00:00Z"),
            stretch("2026-11-17T01:00:01Z", "2026-11-17T03:00:02Z"),
        ];
        let found = within(noted, at("2026-11-15T23:00:00Z"), at("2026-11-22T23:00:00Z"));
        assert_eq!(found, [stretch("2026-11-17T01:00:00Z", "2026-11-17T03:00:02Z")]);
    }
}
