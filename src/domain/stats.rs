//! Shares, means, ranges, change. Closed-form, honest about small numbers.
//!
//! Every formula is MEASUREMENT §2; `docs/counting.md` tells them with a worked example each. Refuses to know weeks, teams or
//! words. No function here divides by zero, returns NaN or ∞, or takes a bare percentage.

pub mod beta;
mod change;
pub mod drift;
mod mean;
pub mod mix;
mod net;
pub mod odds;
mod percents;
mod repeats;
mod share;
pub mod shrink;
mod student;
pub mod tails;

pub use change::{Verdict, answers_needed, square_and_add, verdict};
pub use mean::{plus_two_mean, plus_two_mean_of};
pub use net::Net;
pub use percents::percents;
pub use repeats::Repeats;
pub use share::Share;

/// The exact normal quantile for a 95 % range.
pub const Z95: f64 = 1.959_963_984_540_054;

/// A number with its likely range, as fractions of one (shares), points on the scale (means), or from -100 to 100 (net
/// scores).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The plain estimate.
    pub value: f64,
    /// Lower end of the likely range.
    pub lower: f64,
    /// Upper end.
    pub upper: f64,
}

impl Estimate {
    /// Everything divided by a hundred: the difference of two net scores as a fraction of one, like every other difference.
    pub fn hundredth(self) -> Self {
        Self { value: self.value / 100.0, lower: self.lower / 100.0, upper: self.upper / 100.0 }
    }
}

#[cfg(test)]
mod tests;
