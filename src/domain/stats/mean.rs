//! Means on a bounded scale with the plus-two range.
//!
//! Knows one interval for one mean. Refuses to know what the points mean.

use super::share::sane;
use super::{Estimate, student};

/// Mean of a distribution over the points `min..=max` (`counts[i]` answers of `min + i`) with the plus-two range
/// (MEASUREMENT §2.3). `None` when there are no answers.
///
/// The range is that of the answers and one imagined answer at each end of the scale; it never leaves the scale, is
/// never a single point and always holds the plain mean.
pub fn plus_two_mean(counts: &[u64], min: u8) -> Option<Estimate> {
    plus_two_mean_of(counts, min, 1.0)
}

/// The same as if only `worth` times as many answers had been given, spread in the same way, as in
/// [`super::Share::wilson_of`]; degrees of freedom are rounded down.
pub fn plus_two_mean_of(counts: &[u64], min: u8, worth: f64) -> Option<Estimate> {
    let worth = sane(worth);
    let points = || (0_u16..).map(|i| f64::from(u16::from(min) + i)).zip(counts.iter().map(|c| *c as f64 * worth));
    let n: f64 = points().map(|(_, count)| count).sum();
    let (bottom, top) = (f64::from(min), points().last()?.0);
    if n == 0.0 {
        return None;
    }
    let sum: f64 = points().map(|(point, count)| point * count).sum();
    let mean = (sum / n).clamp(bottom, top);
    let (wide_n, wide_mean) = (n + 2.0, (sum + bottom + top) / (n + 2.0));
    let off = |point: f64| (point - wide_mean).powi(2);
    let squares = points().map(|(point, count)| count * off(point)).sum::<f64>() + off(bottom) + off(top);
    let half = student::t95((n + 1.0 + 1e-9).floor()) * (squares / (n + 1.0) / wide_n).sqrt();
    let lower = (wide_mean - half).max(bottom).min(mean);
    let upper = (wide_mean + half).min(top).max(mean);
    Some(Estimate { value: mean, lower, upper })
}
