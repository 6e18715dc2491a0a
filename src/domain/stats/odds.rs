//! Which phrases belong to unhappy answers: log-odds with a prior (Monroe, Colaresi & Quinn 2008; MEASUREMENT §4.3).
//!
//! Knows two counts of comments and their two totals. Refuses to know words.

/// Weight of the prior, in imagined comments.
pub const PRIOR: f64 = 500.0;

/// In how many comments of each kind something came up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Contrast {
    /// Low comments with it.
    pub low: u64,
    /// All low comments.
    pub all_low: u64,
    /// High comments with it.
    pub high: u64,
    /// All high comments.
    pub all_high: u64,
}

impl Contrast {
    /// How many standard errors it leans towards low comments; below 0 towards high ones. 0 where nothing can be told.
    pub fn z(self) -> f64 {
        let all = (self.all_low + self.all_high) as f64;
        let with = (self.low + self.high) as f64;
        if self.all_low == 0 || self.all_high == 0 || with == 0.0 || with >= all {
            return 0.0;
        }
        let prior = PRIOR * with / all;
        let side = |with: u64, all: u64| (with as f64 + prior, (all.saturating_sub(with)) as f64 + PRIOR - prior);
        let (low, not_low) = side(self.low, self.all_low);
        let (high, not_high) = side(self.high, self.all_high);
        ((low / not_low).ln() - (high / not_high).ln()) / (1.0 / low + 1.0 / high).sqrt()
    }
}
