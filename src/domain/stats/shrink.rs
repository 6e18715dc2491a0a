//! Groups beside their team: how far a small group's share is drawn towards everybody's.
//!
//! Knows that the best and the worst of many small groups are mostly lucky and unlucky (MEASUREMENT §2.9). Refuses to rank.

use super::{Estimate, Share, beta};

/// From so many groups on their own spread is estimated,
pub const MIN_GROUPS: usize = 8;
/// and from so many answers.
pub const MIN_ANSWERS: u64 = 100;
/// Below that every group is given as many imagined answers as this, shared like the team's.
pub const FIXED_STRENGTH: f64 = 20.0;

/// How strongly groups are drawn towards everybody's share.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pull {
    /// Everybody's share.
    pub team: Share,
    /// How many answers of the team's kind are added to each group's; `None`: the groups do not differ at all.
    pub strength: Option<f64>,
}

/// The pull on these groups: `s = (1-rho)/rho` with the intraclass correlation of the analysis of variance (Ridout,
/// Demétrio & Firth 1999), or [`FIXED_STRENGTH`] below [`MIN_GROUPS`] groups or [`MIN_ANSWERS`] answers. Empty groups do not
/// count.
pub fn pull(groups: &[Share]) -> Pull {
    let groups: Vec<Share> = groups.iter().copied().filter(|g| g.whole > 0).collect();
    let sum = |of: fn(&Share) -> u64| groups.iter().fold(0_u64, |sum, g| sum.saturating_add(of(g)));
    let team = Share { part: sum(|g| g.part.min(g.whole)), whole: sum(|g| g.whole) };
    let strength = if groups.len() < MIN_GROUPS || team.whole < MIN_ANSWERS {
        Some(FIXED_STRENGTH)
    } else {
        // A rho of nothing but rounding is none.
        rho(&groups).filter(|rho| *rho > 1e-9).map(|rho| (1.0 - rho) / rho)
    };
    Pull { team, strength }
}

/// The intraclass correlation, 0 to 1; `None` where it cannot be told from these groups: fewer than two, one answer in
/// each, or everybody answering alike.
pub fn rho(groups: &[Share]) -> Option<f64> {
    let m = groups.len() as f64;
    let n: f64 = groups.iter().map(|g| g.whole as f64).sum();
    let k: f64 = groups.iter().map(|g| g.part as f64).sum();
    if m < 2.0 || n <= m {
        return None;
    }
    let p = k / n;
    let squares: f64 = groups.iter().map(|g| (g.whole as f64).powi(2)).sum();
    let between: f64 = groups.iter().map(|g| g.whole as f64 * (g.fraction() - p).powi(2)).sum();
    let within: f64 = groups.iter().map(|g| g.whole as f64 * g.fraction() * (1.0 - g.fraction())).sum();
    let (msb, msw) = (between / (m - 1.0), within / (n - m));
    let size = (n - squares / n) / (m - 1.0);
    let whole = msb + (size - 1.0) * msw;
    (whole > 0.0).then(|| ((msb - msw) / whole).clamp(0.0, 1.0))
}

impl Pull {
    /// A group's share drawn towards everybody's, with the middle 95 % of the beta distribution after its answers:
    /// `(k + p·s)/(n + s)`. `None` when the team has no answers.
    ///
    /// Where groups do not differ, everybody has the team's share with the team's own range.
    pub fn adjusted(&self, group: Share) -> Option<Estimate> {
        let team = self.team.wilson()?;
        let Some(s) = self.strength else { return Some(team) };
        let (k, n) = (group.part.min(group.whole) as f64, group.whole as f64);
        if n + s <= 0.0 {
            return Some(team);
        }
        let value = (k + team.value * s) / (n + s);
        // Half an answer at least on either side (Jeffreys' prior), or an end of nothing would have no range.
        let (a, b) = ((team.value * s + k).max(0.5), ((1.0 - team.value) * s + n - k).max(0.5));
        let (lower, upper) = (beta::quantile(0.025, a, b), beta::quantile(0.975, a, b));
        Some(Estimate { value, lower: lower.min(value), upper: upper.max(value) })
    }
}
