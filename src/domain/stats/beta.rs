//! The beta distribution: what a share may be after some answers and a prior.
//!
//! Knows the regularised incomplete beta function and its inverse. Refuses to know what the share is of.

/// Below this a parameter counts as this: a beta distribution needs both above 0.
const SMALLEST: f64 = 1e-6;

/// The value below which a beta(`a`, `b`) variable lies with probability `q`. Bisection of [`cumulative`]: slow and sure.
pub fn quantile(q: f64, a: f64, b: f64) -> f64 {
    if q <= 0.0 {
        return 0.0;
    }
    if q >= 1.0 {
        return 1.0;
    }
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..60 {
        let middle = (low + high) / 2.0;
        if cumulative(middle, a, b) < q { low = middle } else { high = middle }
    }
    (low + high) / 2.0
}

/// The probability that a beta(`a`, `b`) variable is at most `x`: the continued fraction of DLMF 8.17.22, taken on the
/// side where it settles quickly.
pub fn cumulative(x: f64, a: f64, b: f64) -> f64 {
    let (a, b) = (a.max(SMALLEST), b.max(SMALLEST));
    if x.is_nan() || x <= 0.0 {
        return 0.0;
    }
    if x >= 1.0 {
        return 1.0;
    }
    let ln_front = libm::lgamma(a + b) - libm::lgamma(a) - libm::lgamma(b) + a * x.ln() + b * (1.0 - x).ln();
    let front = ln_front.exp();
    let sum = if x < (a + 1.0) / (a + b + 2.0) {
        front * fraction(x, a, b) / a
    } else {
        1.0 - front * fraction(1.0 - x, b, a) / b
    };
    sum.clamp(0.0, 1.0)
}

/// Lentz's method.
fn fraction(x: f64, a: f64, b: f64) -> f64 {
    let safe = |v: f64| if v.abs() < 1e-300 { 1e-300 } else { v };
    let mut c = 1.0;
    let mut d = 1.0 / safe(1.0 - (a + b) * x / (a + 1.0));
    let mut h = d;
    for m in 1..10_000_u32 {
        let m = f64::from(m);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        let mut step = 1.0;
        for term in [even, odd] {
            d = 1.0 / safe(1.0 + term * d);
            c = safe(1.0 + term / c);
            step = c * d;
            h *= step;
        }
        if (step - 1.0).abs() < 1e-15 {
            break;
        }
    }
    h
}
