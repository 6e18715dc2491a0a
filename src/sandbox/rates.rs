//! How often something may be done: token buckets by key, in the machine's own time.
//!
//! Knows arithmetic only; which key goes how fast is the platforms' business.

use std::collections::HashMap;

use tokio::time::Instant;

/// Buckets by key.
#[derive(Debug, Default)]
pub(super) struct Rates {
    buckets: HashMap<String, (f64, Instant)>,
}

/// The state of one bucket after asking it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Verdict {
    /// Seconds to wait; zero if the call may pass.
    pub wait: f64,
    /// Whole calls left.
    pub left: u32,
    /// Seconds until the bucket is full again.
    pub full_in: f64,
}

impl Rates {
    /// Takes one token from `key`, which refills at `per_second` up to `burst`.
    pub(super) fn take(&mut self, key: &str, per_second: f64, burst: f64, now: Instant) -> Verdict {
        let (tokens, at) = self.buckets.entry(key.to_owned()).or_insert((burst, now));
        *tokens = (*tokens + now.duration_since(*at).as_secs_f64() * per_second).min(burst);
        *at = now;
        let wait = if *tokens >= 1.0 {
            *tokens -= 1.0;
            0.0
        } else {
            (1.0 - *tokens) / per_second
        };
        Verdict { wait, left: *tokens as u32, full_in: (burst - *tokens) / per_second }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_empties_and_refills() {
        let (mut rates, start) = (Rates::default(), Instant::now());
        for _ in 0..3 {
            assert_eq!(rates.take("c", 1.0, 3.0, start).wait, 0.0);
        }
        assert!(rates.take("c", 1.0, 3.0, start).wait > 0.0);
        assert_eq!(rates.take("other", 1.0, 3.0, start).wait, 0.0);
        let later = start + std::time::Duration::from_secs(1);
        assert_eq!(rates.take("c", 1.0, 3.0, later).wait, 0.0);
    }
}
