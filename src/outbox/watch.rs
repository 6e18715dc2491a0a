//! Whose lease has ended, counted by this process alone.
//!
//! Knows that the clocks of two machines differ, and that each may be set at any moment: a clock that jumps ahead by an
//! hour must not make everybody's work look abandoned. So a lease has ended only when this process has itself seen it
//! unchanged for the whole of its length. Refuses to know what time it is.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration as Wait;

use tokio::time::Instant;

use crate::store::Lease;

/// Looks no more often than this, however busy the queue.
const LOOK: Wait = Wait::from_millis(500);

/// The leases seen so far, each since when.
#[derive(Debug, Default)]
pub struct Watch(Mutex<Seen>);

#[derive(Debug, Default)]
struct Seen {
    last_look: Option<Instant>,
    since: HashMap<Lease, Instant>,
}

impl Watch {
    /// Whether it is time to look again.
    pub fn is_due(&self) -> bool {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let due = seen.last_look.is_none_or(|at| at.elapsed() >= LOOK);
        if due {
            seen.last_look = Some(Instant::now());
        }
        due
    }

    /// Takes in every lease there is; returns those that have been there for longer than `length`.
    pub fn ended(&self, leases: &[Lease], length: Wait, now: Instant) -> Vec<Lease> {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        seen.since.retain(|lease, _| leases.contains(lease));
        for lease in leases {
            seen.since.entry(*lease).or_insert(now);
        }
        let over = |since: &Instant| now.duration_since(*since) > length;
        seen.since.iter().filter(|(_, since)| over(since)).map(|(lease, _)| *lease).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lease_ends_when_it_was_seen_unchanged_for_its_length() {
        let (watch, minute, second) = (Watch::default(), Wait::from_secs(60), Wait::from_secs(1));
        let lease = |fence| Lease { job: 7, fence };
        let mut now = Instant::now();
        assert!(watch.ended(&[lease(1)], minute, now).is_empty(), "however old it may be, it is new to us");
        now += minute;
        assert!(watch.ended(&[lease(1)], minute, now).is_empty());
        now += second;
        assert_eq!(watch.ended(&[lease(1)], minute, now), [lease(1)]);
        assert!(watch.ended(&[lease(2)], minute, now).is_empty(), "somebody else's by now, and counted anew");
        now += minute + second;
        assert!(watch.ended(&[], minute, now).is_empty());
        assert!(watch.ended(&[lease(2)], minute, now).is_empty(), "what was given back and taken again begins again");
    }
}
