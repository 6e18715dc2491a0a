//! Shares, means, ranges, change. Closed-form, honest about small numbers.
//!
//! Every formula is MEASUREMENT §2. Refuses to know weeks, teams or words. No function here divides by zero,
//! returns NaN or ∞, or takes a bare percentage.

mod student;

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

impl Share {
    /// The Wilson score range (Wilson 1927; MEASUREMENT §2.1). `None` when `whole` is 0.
    ///
    /// Exactly 0 at the lower end when nothing was favourable, exactly 1 at the upper end when everything was:
    /// rounding must not print "99.9999 %".
    pub fn wilson(self) -> Option<Estimate> {
        if self.whole == 0 {
            return None;
        }
        let part = self.part.min(self.whole);
        let (n, zz) = (self.whole as f64, Z95 * Z95);
        let p = part as f64 / n;
        let shrink = 1.0 + zz / n;
        let centre = (p + zz / (2.0 * n)) / shrink;
        let half = Z95 * (p * (1.0 - p) / n + zz / (4.0 * n * n)).sqrt() / shrink;
        let lower = if part == 0 { 0.0 } else { (centre - half).clamp(0.0, p) };
        let upper = if part == self.whole { 1.0 } else { (centre + half).clamp(p, 1.0) };
        Some(Estimate { value: p, lower, upper })
    }
}

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
        let n = self.total() as f64;
        if n == 0.0 {
            return None;
        }
        let (for_, against) = (self.promoters as f64, self.detractors as f64);
        let value = (100.0 * (for_ - against) / n).clamp(-100.0, 100.0);
        let wide_n = n + 3.0;
        let (p, d) = ((for_ + 0.75) / wide_n, (against + 0.75) / wide_n);
        let centre = p - d;
        let half = Z95 * ((p + d - centre * centre).max(0.0) / wide_n).sqrt();
        let lower = (100.0 * (centre - half)).max(-100.0).min(value);
        let upper = (100.0 * (centre + half)).min(100.0).max(value);
        Some(Estimate { value, lower, upper })
    }

    /// Answers needed in each of two periods to pin down a move of `change` (0.10): `2·z²·var/change²` with the variance
    /// of these answers, to the nearest fifty and at least fifty (it is said with "about").
    ///
    /// Where everybody answered alike the variance is taken for that of one in twenty answering otherwise.
    pub fn answers_needed(self, change: f64) -> u64 {
        let n = (self.total() as f64).max(1.0);
        let (p, d) = (self.promoters as f64 / n, self.detractors as f64 / n);
        let variance = (p + d - (p - d).powi(2)).max(0.05 * 0.95);
        let fifties = 2.0 * Z95 * Z95 * variance / (change * change) / 50.0;
        // The cast stops at the largest number.
        if fifties.is_nan() { u64::MAX } else { (fifties.round().max(1.0) as u64).saturating_mul(50) }
    }
}

/// Mean of a distribution over the points `min..=max` (`counts[i]` answers of `min + i`) with the plus-two range
/// (MEASUREMENT §2.3). `None` when there are no answers.
///
/// The range is that of the answers and one imagined answer at each end of the scale; it never leaves the scale, is
/// never a single point and always holds the plain mean.
pub fn plus_two_mean(counts: &[u64], min: u8) -> Option<Estimate> {
    let points = || (0_u16..).map(|i| f64::from(u16::from(min) + i)).zip(counts.iter().map(|c| *c as f64));
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
    let half = student::t95(n + 1.0) * (squares / (n + 1.0) / wide_n).sqrt();
    let lower = (wide_mean - half).max(bottom).min(mean);
    let upper = (wide_mean + half).min(top).max(mean);
    Some(Estimate { value: mean, lower, upper })
}

/// The difference `now - before` by square-and-add (MEASUREMENT §2.4; Newcombe 1998 method 10 for shares).
pub fn square_and_add(now: Estimate, before: Estimate) -> Estimate {
    let value = now.value - before.value;
    let down = (now.value - now.lower).hypot(before.upper - before.value);
    let up = (now.upper - now.value).hypot(before.value - before.lower);
    Estimate { value, lower: value - down, upper: value + up }
}

impl Estimate {
    /// Everything divided by a hundred: the difference of two net scores as a fraction of one, like every other difference.
    pub fn hundredth(self) -> Self {
        Self { value: self.value / 100.0, lower: self.lower / 100.0, upper: self.upper / 100.0 }
    }
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

/// Whole percents that add up to exactly 100 (largest remainder). All zero when the total is zero.
///
/// Among equal remainders the lower point gets the spare percent, so that the same counts always print the same.
pub fn percents(counts: &[u64]) -> Vec<u8> {
    let total: u128 = counts.iter().map(|c| u128::from(*c)).sum();
    if total == 0 {
        return vec![0; counts.len()];
    }
    let hundredfold = |i: usize| counts.get(i).map_or(0, |c| u128::from(*c) * 100);
    let floor = |i: usize| u8::try_from(hundredfold(i) / total).unwrap_or(100);
    let spare = 100_usize.saturating_sub((0..counts.len()).map(|i| usize::from(floor(i))).sum());
    let mut by_remainder: Vec<usize> = (0..counts.len()).collect();
    by_remainder.sort_by_key(|i| std::cmp::Reverse(hundredfold(*i) % total));
    by_remainder.truncate(spare);
    (0..counts.len()).map(|i| floor(i) + u8::from(by_remainder.contains(&i))).collect()
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

#[cfg(test)]
mod tests;
