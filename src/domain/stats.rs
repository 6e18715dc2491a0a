//! Shares, means, ranges, change. Closed-form, honest about small numbers.
//!
//! Every formula is MEASUREMENT §2. Refuses to know weeks, teams or words. No function here divides by zero,
//! returns NaN or ∞, or takes a bare percentage.

/// The exact normal quantile for a 95 % range.
pub const Z95: f64 = 1.959_963_984_540_054;

/// `part` of `whole`; never a bare percentage, so nobody can average averages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    /// Favourable answers.
    pub part: u64,
    /// All valid answers.
    pub whole: u64,
}

/// A number with its likely range, as fractions of one (shares) or points on the scale (means).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The plain estimate.
    pub value: f64,
    /// Lower end of the likely range.
    pub lower: f64,
    /// Upper end.
    pub upper: f64,
}

impl Share {
    /// The Wilson score range (Wilson 1927; MEASUREMENT §2.1). `None` when `whole` is 0.
    pub fn wilson(self) -> Option<Estimate> {
        todo!()
    }
}

/// Mean of a distribution over the points `min..=max` (`counts[i]` answers of `min + i`) with the plus-two range
/// (MEASUREMENT §2.3). `None` when there are no answers.
pub fn plus_two_mean(counts: &[u64], min: u8) -> Option<Estimate> {
    let _ = (counts, min);
    todo!()
}

/// The difference `now - before` by square-and-add (MEASUREMENT §2.4; Newcombe 1998 method 10 for shares).
pub fn square_and_add(now: Estimate, before: Estimate) -> Estimate {
    let _ = (now, before);
    todo!()
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
pub fn verdict(difference: Estimate, margin: f64) -> Verdict {
    let _ = (difference, margin);
    todo!()
}

/// Whole percents that add up to exactly 100 (largest remainder). All zero when the total is zero.
pub fn percents(counts: &[u64]) -> Vec<u8> {
    let _ = counts;
    todo!()
}

/// Answers a week needed to see a change of `change` (0.10) against a four-week baseline at share `p`
/// (MEASUREMENT §3): `1.25·z²·p(1-p)/change²`, rounded up to a multiple of ten.
pub fn answers_needed(p: f64, change: f64) -> u64 {
    let _ = (p, change);
    todo!()
}
