//! Student's t: how many standard errors hold 95 % when the spread itself was estimated from few answers.
//!
//! Knows one quantile, for whole degrees of freedom, to about twelve digits. Refuses to know what it is used for.

use std::f64::consts::{FRAC_2_PI, FRAC_PI_2};

use super::Z95;

/// From here on the expansion around the normal quantile is closer than rounding in the exact sum.
const MANY: f64 = 200.0;

/// The number that |t| with `freedom` degrees of freedom stays below 95 % of the time. `freedom` is whole, at least 1;
/// anything less counts as 1.
pub(super) fn t95(freedom: f64) -> f64 {
    if freedom >= MANY { expanded(freedom) } else { solved(freedom.max(1.0) as u32) }
}

/// Abramowitz & Stegun 26.7.5: the quantile as a series in one over the degrees of freedom. The first term left out is
/// below 1e-11 from [`MANY`] on.
fn expanded(v: f64) -> f64 {
    let z = Z95;
    let odd = |coefficients: &[f64]| z * coefficients.iter().fold(0.0, |sum, c| sum * z * z + c);
    let g1 = odd(&[1.0, 1.0]) / 4.0;
    let g2 = odd(&[5.0, 16.0, 3.0]) / 96.0;
    let g3 = odd(&[3.0, 19.0, 17.0, -15.0]) / 384.0;
    let g4 = odd(&[79.0, 776.0, 1482.0, -1920.0, -945.0]) / 92160.0;
    z + (g1 + (g2 + (g3 + g4 / v) / v) / v) / v
}

/// Bisection on the angle whose tangent is `t/√v`: there the probability is a finite sum that rises from 0 to 1.
fn solved(v: u32) -> f64 {
    let (mut low, mut high) = (0.0, FRAC_PI_2);
    for _ in 0..60 {
        let middle = (low + high) / 2.0;
        if within(middle, v) < 0.95 { low = middle } else { high = middle }
    }
    f64::from(v).sqrt() * low.tan()
}

/// The probability that |t| stays below `√v·tan(angle)` (Abramowitz & Stegun 26.7.3 for odd `v`, 26.7.4 for even).
fn within(angle: f64, v: u32) -> f64 {
    let (sin, cos) = angle.sin_cos();
    let odd = v % 2 == 1;
    // Each term is the one before times cos²·(k-1)/k, with k over the odd numbers from 3 or the even ones from 2.
    let (mut term, mut sum, mut k) = if odd { (cos, 0.0, 3) } else { (1.0, 0.0, 2) };
    while k <= v {
        sum += term;
        term *= cos * cos * f64::from(k - 1) / f64::from(k);
        k += 2;
    }
    if odd { FRAC_2_PI * (angle + sin * sum) } else { sin * sum }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_quantile_agrees_with_printed_tables() {
        // NIST/SEMATECH e-Handbook 1.3.6.7.2, with the digits statistical packages give.
        let table = [
            (1.0, 12.706_204_736_174_7),
            (2.0, 4.302_652_729_749_46),
            (3.0, 3.182_446_305_283_71),
            (5.0, 2.570_581_835_636_31),
            (10.0, 2.228_138_851_986_27),
            (30.0, 2.042_272_456_301_24),
            (100.0, 1.983_971_518_523_55),
        ];
        for (freedom, t) in table {
            assert!((t95(freedom) - t).abs() < 1e-9, "{freedom}: {} against {t}", t95(freedom));
        }
    }

    #[test]
    fn both_ways_agree_where_they_meet_and_end_at_the_normal_quantile() {
        for v in [150_u32, 199, 200, 201, 500] {
            let gap = (expanded(f64::from(v)) - solved(v)).abs();
            assert!(gap < 1e-10, "{v}: {gap:e}");
        }
        assert!((t95(1e12) - Z95).abs() < 1e-9);
    }

    #[test]
    fn more_answers_never_widen_it() {
        let quantiles: Vec<f64> = (1..400).map(|v| t95(f64::from(v))).collect();
        assert!(quantiles.windows(2).all(|w| w[0] > w[1]));
        assert_eq!(t95(0.0), t95(1.0));
    }
}
