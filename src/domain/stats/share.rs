//! Shares with Wilson's range.
//!
//! Knows one interval for one share. Refuses to know who answered; how much an answer is worth is told to it.

use super::{Estimate, Z95};

/// `part` of `whole`; never a bare percentage, so nobody can average averages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Share {
    /// Favourable answers.
    pub part: u64,
    /// All valid answers.
    pub whole: u64,
}

impl Share {
    /// The Wilson score range (Wilson 1927; MEASUREMENT §2.1). `None` when `whole` is 0.
    ///
    /// Exactly 0 at the lower end when nothing was favourable, exactly 1 at the upper end when everything was:
    /// rounding must not print "99.9999 %".
    pub fn wilson(self) -> Option<Estimate> {
        self.wilson_of(1.0)
    }

    /// The same as if only `worth` times as many answers had been given, with the same share: what repeat customers'
    /// answers are worth ([`super::Repeats::worth`]). `worth` lies between 0 and 1; anything else counts as 1.
    pub fn wilson_of(self, worth: f64) -> Option<Estimate> {
        if self.whole == 0 {
            return None;
        }
        let part = self.part.min(self.whole);
        let (n, zz) = (self.whole as f64 * sane(worth), Z95 * Z95);
        let p = part as f64 / self.whole as f64;
        let shrink = 1.0 + zz / n;
        let centre = (p + zz / (2.0 * n)) / shrink;
        let half = Z95 * (p * (1.0 - p) / n + zz / (4.0 * n * n)).sqrt() / shrink;
        let lower = if part == 0 { 0.0 } else { (centre - half).clamp(0.0, p) };
        let upper = if part == self.whole { 1.0 } else { (centre + half).clamp(p, 1.0) };
        Some(Estimate { value: p, lower, upper })
    }

    /// The fraction; 0 of nothing.
    pub fn fraction(self) -> f64 {
        if self.whole == 0 { 0.0 } else { self.part.min(self.whole) as f64 / self.whole as f64 }
    }

    /// What is left when `other` is taken out.
    pub fn without(self, other: Share) -> Share {
        Share { part: self.part.saturating_sub(other.part), whole: self.whole.saturating_sub(other.whole) }
    }
}

/// A worth that can be multiplied with.
pub(super) fn sane(worth: f64) -> f64 {
    if worth > 0.0 && worth <= 1.0 { worth } else { 1.0 }
}
