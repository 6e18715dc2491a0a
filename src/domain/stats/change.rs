//! Whether a number changed: square-and-add, and one of four verdicts.
//!
//! Knows that a range which holds 0 is no proof of either a change or of none. Refuses to know weeks or words.

use super::{Estimate, Z95};

/// The difference `now - before` by square-and-add (MEASUREMENT §2.4; Newcombe 1998 method 10 for shares).
pub fn square_and_add(now: Estimate, before: Estimate) -> Estimate {
    let value = now.value - before.value;
    let down = (now.value - now.lower).hypot(before.upper - before.value);
    let up = (now.upper - now.value).hypot(before.value - before.lower);
    Estimate { value, lower: value - down, upper: value + up }
}

/// The four verdicts (MEASUREMENT §2.6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The range of the difference lies above 0.
    ClearRise,
    /// … below 0.
    ClearFall,
    /// … inside ± the margin.
    Steady,
    /// Anything else.
    CannotTell,
}

impl Verdict {
    /// `clear_rise`, `clear_fall`, `steady`, `cannot_tell`.
    pub fn code(self) -> &'static str {
        match self {
            Verdict::ClearRise => "clear_rise",
            Verdict::ClearFall => "clear_fall",
            Verdict::Steady => "steady",
            Verdict::CannotTell => "cannot_tell",
        }
    }
}

/// The verdict on a difference with margin `margin` (0.05 = five points).
///
/// A range that excludes 0 is clear even where it lies inside the margin: the change is real, if small.
pub fn verdict(difference: Estimate, margin: f64) -> Verdict {
    let Estimate { lower, upper, .. } = difference;
    if lower > 0.0 {
        Verdict::ClearRise
    } else if upper < 0.0 {
        Verdict::ClearFall
    } else if lower >= -margin && upper <= margin {
        Verdict::Steady
    } else {
        Verdict::CannotTell
    }
}

/// Answers a week needed to see a change of `change` (0.10) against a four-week baseline at share `p`
/// (MEASUREMENT §3): `1.25·z²·p(1-p)/change²`, to the nearest ten and at least ten (it is said with "about").
///
/// `p` is taken no nearer to 0 or 1 than 0.05: there the formula would promise that no answers at all are enough.
pub fn answers_needed(p: f64, change: f64) -> u64 {
    let p = if p.is_nan() { 0.5 } else { p.clamp(0.05, 0.95) };
    let tens = 0.125 * Z95 * Z95 * p * (1.0 - p) / (change * change);
    // A change of nothing would take for ever; the cast stops at the largest number.
    if tens.is_nan() { u64::MAX } else { (tens.round().max(1.0) as u64).saturating_mul(10) }
}
