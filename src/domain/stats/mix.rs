//! Why a share moved: other tickets, or other service (Kitagawa 1955; MEASUREMENT §2.11).
//!
//! Knows one split that adds up exactly. Refuses to know what the kinds are.

use super::Share;

/// A move taken apart, in fractions of one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Split {
    /// What came from each kind being answered differently.
    pub within: f64,
    /// What came from there being more of one kind and less of another.
    pub mix: f64,
}

impl Split {
    /// Both together: the move itself.
    pub fn total(self) -> f64 {
        self.within + self.mix
    }
}

/// Takes the move from `before` to `now` apart, kind by kind in the same order: `within = Σ (w1+w2)/2·(r2-r1)`,
/// `mix = Σ (r1+r2)/2·(w2-w1)`. A kind without answers on one side has the other side's share there, so that its coming and
/// going is all mix. `None` when either side has no answers.
pub fn split(before: &[Share], now: &[Share]) -> Option<Split> {
    let whole = |side: &[Share]| side.iter().map(|s| s.whole as f64).sum::<f64>();
    let (all_before, all_now) = (whole(before), whole(now));
    if all_before == 0.0 || all_now == 0.0 {
        return None;
    }
    let mut sum = Split { within: 0.0, mix: 0.0 };
    for at in 0..before.len().max(now.len()) {
        let (b, n) = (before.get(at).copied().unwrap_or_default(), now.get(at).copied().unwrap_or_default());
        let (w1, w2) = (b.whole as f64 / all_before, n.whole as f64 / all_now);
        let r1 = if b.whole == 0 { n.fraction() } else { b.fraction() };
        let r2 = if n.whole == 0 { b.fraction() } else { n.fraction() };
        sum.within += (w1 + w2) / 2.0 * (r2 - r1);
        sum.mix += (r1 + r2) / 2.0 * (w2 - w1);
    }
    Some(sum)
}
