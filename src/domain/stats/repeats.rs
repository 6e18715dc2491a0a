//! Answers of people who answered more than once.
//!
//! Knows that they are not independent, and how many independent ones they are worth (the variance of a ratio over
//! clusters: Cochran 1977 §3.12; design effect: Kish 1965; MEASUREMENT §2.7). Refuses to know who the people are: four sums
//! are enough.

/// Sums over the people who answered, each with `n` answers of which `k` were favourable; where a net score is the
/// headline, `k` is promoters less detractors. An answer of nobody known is a person of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Repeats {
    /// How many people.
    pub people: u64,
    /// Σ k².
    pub sum_kk: u64,
    /// Σ k·n; below 0 where detractors prevail.
    pub sum_kn: i64,
    /// Σ n².
    pub sum_nn: u64,
}

impl Repeats {
    /// Adds one person with `n` answers that count `k` together.
    pub fn add(&mut self, k: i64, n: u64) {
        self.people = self.people.saturating_add(1);
        let size = k.unsigned_abs();
        self.sum_kk = self.sum_kk.saturating_add(size.saturating_mul(size));
        self.sum_kn = self.sum_kn.saturating_add(k.saturating_mul(i64::try_from(n).unwrap_or(i64::MAX)));
        self.sum_nn = self.sum_nn.saturating_add(n.saturating_mul(n));
    }

    /// The sums over these people's answers of two spans in which nobody is in both.
    pub fn joined(self, other: Self) -> Self {
        Self {
            people: self.people.saturating_add(other.people),
            sum_kk: self.sum_kk.saturating_add(other.sum_kk),
            sum_kn: self.sum_kn.saturating_add(other.sum_kn),
            sum_nn: self.sum_nn.saturating_add(other.sum_nn),
        }
    }

    /// Whether some person answered more than once, given how many answers there are. Without sums (an answer counted
    /// elsewhere) nobody is known to have.
    pub fn any(self, answers: u64) -> bool {
        self.people > 0 && self.people < answers
    }

    /// How many independent answers one of these `answers` is worth, above 0 and at most 1:
    /// `V = m/(m-1) · Σ(k - p·n)² / N²`, `n_eff = min(N, variance/V)`, worth `n_eff / N`.
    ///
    /// `mean` is the share (or the net score as a fraction), `variance` that of one answer: `p(1-p)`, or [`super::Net::variance`].
    /// 1 when nobody answered twice. Where all answers are equal, or all are one person's, the number of people counts
    /// (`n_eff = m`). Never worth less than one answer in all.
    pub fn worth(self, answers: u64, mean: f64, variance: f64) -> f64 {
        if !self.any(answers) {
            return 1.0;
        }
        let (n, m) = (answers as f64, self.people as f64);
        let as_people = m / n;
        // A variance of nothing but rounding is none.
        if self.people == 1 || variance.is_nan() || variance < 1e-12 {
            return as_people;
        }
        let off = self.sum_kk as f64 - 2.0 * mean * self.sum_kn as f64 + mean * mean * self.sum_nn as f64;
        let v = m / (m - 1.0) * off.max(0.0) / (n * n);
        // People who all answered alike on average: their answers are worth no less than independent ones.
        if v * n <= variance { 1.0 } else { (variance / v / n).clamp(1.0 / n, 1.0) }
    }
}
