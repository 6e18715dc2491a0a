//! Whether a week leaves the band of the weeks before it, at once or by creeping.
//!
//! Knows the p-chart (Shewhart 1931) and the EWMA chart (Roberts 1959) for shares (MEASUREMENT §2.12). Refuses to know dates.

use super::Share;

/// From so many earlier weeks with answers on.
pub const MIN_WEEKS: usize = 8;
/// How much the newest week counts in the moving average.
pub const LAMBDA: f64 = 0.2;
/// How many standard errors the band is wide on either side.
const WIDE: f64 = 3.0;
/// The same for the moving average: with [`LAMBDA`] about as rare as the other (Lucas & Saccucci 1990: 2.86).
const WIDE_AVERAGE: f64 = 2.86;

/// Which way a week lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Above the band.
    Above,
    /// Below the band.
    Below,
}

/// The weeks' band around `p` for `n` answers: `p ± 3·sqrt(p(1-p)/n)`, within 0 and 1.
pub fn band(p: f64, n: u64) -> (f64, f64) {
    let half = WIDE * (p * (1.0 - p) / (n as f64).max(1.0)).max(0.0).sqrt();
    ((p - half).max(0.0), (p + half).min(1.0))
}

/// Whether this week lies outside the band of the weeks `before`; `None` if inside, or with fewer than [`MIN_WEEKS`].
pub fn outside(now: Share, before: &[Share]) -> Option<Side> {
    let (p, _) = centre(before)?;
    if now.whole == 0 {
        return None;
    }
    let (low, high) = band(p, now.whole);
    side(now.fraction(), low, high)
}

/// Whether the weeks have crept away, this one being the last: the moving average of `(p_t - p)/sqrt(p(1-p)/n_t)` against
/// `2.86·sqrt(λ/(2-λ)·(1-(1-λ)^2t))`. `before` is newest first, and its pooled share the centre.
pub fn creeping(now: Share, before: &[Share]) -> Option<Side> {
    let (p, weeks) = centre(before)?;
    let spread = p * (1.0 - p);
    if now.whole == 0 || spread <= 0.0 {
        return None;
    }
    let (mut average, mut left) = (0.0, 1.0);
    for week in weeks.iter().rev().chain([&now]) {
        let standard = (week.fraction() - p) / (spread / week.whole as f64).sqrt();
        average = LAMBDA * standard + (1.0 - LAMBDA) * average;
        left *= (1.0 - LAMBDA).powi(2);
    }
    let limit = WIDE_AVERAGE * (LAMBDA / (2.0 - LAMBDA) * (1.0 - left)).sqrt();
    side(average, -limit, limit)
}

fn centre(before: &[Share]) -> Option<(f64, Vec<Share>)> {
    let weeks: Vec<Share> = before.iter().copied().filter(|week| week.whole > 0).collect();
    if weeks.len() < MIN_WEEKS {
        return None;
    }
    let sum = |of: fn(&Share) -> u64| weeks.iter().fold(0_u64, |sum, w| sum.saturating_add(of(w)));
    let all = Share { part: sum(|w| w.part), whole: sum(|w| w.whole) };
    Some((all.fraction(), weeks))
}

fn side(value: f64, low: f64, high: f64) -> Option<Side> {
    // Rounding alone takes nobody out of a band.
    if value > high + 1e-12 {
        Some(Side::Above)
    } else if value < low - 1e-12 {
        Some(Side::Below)
    } else {
        None
    }
}
