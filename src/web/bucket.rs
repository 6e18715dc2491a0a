//! How often something may be done: so many times at once, and so many a second after that.
//!
//! Knows time only as it is told. Refuses to know clients: behind a proxy they all look alike, and what a proxy says about
//! them anybody can say (RELIABILITY B20), so a bucket is one page's, or one token's.

use std::sync::{Mutex, PoisonError};

use crate::domain::Timestamp;

/// So many at once, and so many a second after that.
pub(super) struct Bucket {
    most: f64,
    a_second: f64,
    left: Mutex<(f64, Timestamp)>,
}

impl Bucket {
    pub(super) fn new(most: f64, a_second: f64) -> Self {
        Self { most, a_second, left: Mutex::new((most, Timestamp::MIN)) }
    }

    pub(super) fn take(&self, now: Timestamp) -> bool {
        let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        let since = now.duration_since(left.1).as_secs_f64().max(0.0);
        let filled = (left.0 + since * self.a_second).min(self.most);
        let may = filled >= 1.0;
        *left = (if may { filled - 1.0 } else { filled }, now);
        may
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_gives_what_it_holds_and_then_what_flows_in() {
        let bucket = Bucket::new(3.0, 2.0);
        let at = |ms: i64| Timestamp::from_millisecond(1_800_000_000_000 + ms).unwrap();
        assert_eq!([0, 0, 0, 0].map(|ms| bucket.take(at(ms))), [true, true, true, false]);
        assert_eq!([400, 500, 500].map(|ms| bucket.take(at(ms))), [false, true, false]);
        assert!(!bucket.take(at(-5_000)), "a clock that is set back gives nothing");
        assert_eq!([60_000; 4].map(|ms| bucket.take(at(ms))), [true, true, true, false]);
    }
}
