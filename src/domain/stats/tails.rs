//! Whether two groups differ: N-1 chi-square, Fisher where numbers are tiny, and Holm for many looks at once.
//!
//! Knows probabilities of chance alone. Refuses to know what the groups are; no such number is ever shown to anybody.

use super::Share;

/// At or below this probability, after Holm, a group is called different.
pub const ALPHA: f64 = 0.05;

/// The probability, if nothing but chance were at work, of two shares at least this far apart, from both sides.
///
/// `chi²·(N-1)/N` with one degree of freedom (Campbell 2007); Fisher's exact test where some expected count is below 1
/// (MEASUREMENT §2.4). `None` where a group is empty. Where everybody answered alike it is 1.
pub fn two_sided(a: Share, b: Share) -> Option<f64> {
    if a.whole == 0 || b.whole == 0 {
        return None;
    }
    let (k, n) = ((a.part + b.part) as f64, (a.whole + b.whole) as f64);
    if k == 0.0 || k == n {
        return Some(1.0);
    }
    let smallest = a.whole.min(b.whole) as f64 * k.min(n - k) / n;
    Some(if smallest < 1.0 { fisher(a, b) } else { chi_square(a, b) })
}

/// N-1 chi-square. All four margins are above 0.
fn chi_square(a: Share, b: Share) -> f64 {
    let (k, n) = ((a.part + b.part) as f64, (a.whole + b.whole) as f64);
    let (n1, n2) = (a.whole as f64, b.whole as f64);
    let cross = a.part as f64 * (n2 - b.part as f64) - b.part as f64 * (n1 - a.part as f64);
    let chi = (cross / (n1 * n2)) * (cross / (k * (n - k))) * (n - 1.0);
    libm::erfc((chi / 2.0).sqrt()).clamp(0.0, 1.0)
}

/// Fisher's exact test: all tables with the same margins that are no likelier than this one, together.
fn fisher(a: Share, b: Share) -> f64 {
    let k = a.part + b.part;
    let (from, to) = (k.saturating_sub(b.whole), k.min(a.whole));
    let log = |x: u64| ln_choose(a.whole, x) + ln_choose(b.whole, k - x) - ln_choose(a.whole + b.whole, k);
    let here = log(a.part);
    // Tables exactly as likely must not be lost to rounding.
    let sum: f64 = (from..=to).map(log).filter(|there| *there <= here + 1e-9).map(f64::exp).sum();
    sum.clamp(0.0, 1.0)
}

fn ln_choose(n: u64, k: u64) -> f64 {
    let ln_factorial = |n: u64| libm::lgamma(n as f64 + 1.0);
    ln_factorial(n) - ln_factorial(k) - ln_factorial(n - k)
}

/// Which of these probabilities are still at most `alpha` when all were looked at together (Holm 1979): the smallest is
/// compared with `alpha/m`, the next with `alpha/(m-1)`, and so on until the first that fails.
pub fn holm(probabilities: &[f64], alpha: f64) -> Vec<bool> {
    let mut order: Vec<usize> = (0..probabilities.len()).collect();
    let p = |i: &usize| probabilities.get(*i).copied().filter(|p| !p.is_nan()).unwrap_or(1.0);
    order.sort_by(|a, b| p(a).total_cmp(&p(b)));
    let held = order.iter().enumerate().take_while(|(rank, i)| p(i) <= alpha / (probabilities.len() - rank) as f64);
    let held: Vec<usize> = held.map(|(_, i)| *i).collect();
    (0..probabilities.len()).map(|i| held.contains(&i)).collect()
}
