//! Net scores with the adjusted-Wald range.
//!
//! Knows promoters, passives and detractors. Refuses to know which points of a scale they are.

use super::share::sane;
use super::{Estimate, Z95};

/// Who would recommend and who would not; a net score says nothing without all three.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Net {
    /// Answers that count for.
    pub promoters: u64,
    /// Answers that count neither way.
    pub passives: u64,
    /// Answers that count against.
    pub detractors: u64,
}

impl Net {
    /// All answers.
    pub fn total(self) -> u64 {
        self.promoters.saturating_add(self.passives).saturating_add(self.detractors)
    }

    /// A hundred times the promoters' share less the detractors', -100 to 100, with the adjusted-Wald range: three answers
    /// are added, ¾ on either side (MEASUREMENT §2.2). `None` when there are no answers. The range always holds the
    /// estimate.
    pub fn adjusted_wald(self) -> Option<Estimate> {
        self.adjusted_wald_of(1.0)
    }

    /// The same as if only `worth` times as many answers had been given, as in [`super::Share::wilson_of`].
    pub fn adjusted_wald_of(self, worth: f64) -> Option<Estimate> {
        let n = self.total() as f64 * sane(worth);
        if n == 0.0 {
            return None;
        }
        let (for_, against) = (self.promoters as f64 * sane(worth), self.detractors as f64 * sane(worth));
        let value = (100.0 * (for_ - against) / n).clamp(-100.0, 100.0);
        let wide_n = n + 3.0;
        let (p, d) = ((for_ + 0.75) / wide_n, (against + 0.75) / wide_n);
        let centre = p - d;
        let half = Z95 * ((p + d - centre * centre).max(0.0) / wide_n).sqrt();
        let lower = (100.0 * (centre - half)).max(-100.0).min(value);
        let upper = (100.0 * (centre + half)).min(100.0).max(value);
        Some(Estimate { value, lower, upper })
    }

    /// The variance of one answer that counts 1, 0 or -1: `P + D - (P - D)²`; 0 when there are none.
    pub fn variance(self) -> f64 {
        let n = (self.total() as f64).max(1.0);
        let (p, d) = (self.promoters as f64 / n, self.detractors as f64 / n);
        (p + d - (p - d).powi(2)).max(0.0)
    }

    /// Answers needed in each of two periods to pin down a move of `change` (0.10): `2·z²·var/change²` with the variance
    /// of these answers, to the nearest fifty and at least fifty (it is said with "about").
    ///
    /// Where everybody answered alike the variance is taken for that of one in twenty answering otherwise.
    pub fn answers_needed(self, change: f64) -> u64 {
        let variance = self.variance().max(0.05 * 0.95);
        let fifties = 2.0 * Z95 * Z95 * variance / (change * change) / 50.0;
        // The cast stops at the largest number.
        if fifties.is_nan() { u64::MAX } else { (fifties.round().max(1.0) as u64).saturating_mul(50) }
    }
}
