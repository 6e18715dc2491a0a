//! Many durations, and the three that are told.

use std::time::Duration;

/// Durations in order.
pub struct Spread(Vec<Duration>);

impl Spread {
    /// Of these, in any order.
    pub fn of(mut all: Vec<Duration>) -> Self {
        all.sort_unstable();
        Self(all)
    }

    /// The duration that this share of all does not exceed, in milliseconds; zero if there are none.
    pub fn ms(&self, share: f64) -> f64 {
        // Whole numbers far below 2^52: neither direction loses anything.
        let rank = (share * self.0.len() as f64).ceil() as usize;
        let at = rank.clamp(1, self.0.len().max(1)) - 1;
        self.0.get(at).map_or(0.0, Duration::as_secs_f64) * 1e3
    }

    /// Half, 99 of 100, and the longest.
    pub fn line(&self) -> String {
        format!("{:>7.2} {:>7.2} {:>7.2}", self.ms(0.50), self.ms(0.99), self.ms(1.0))
    }
}
