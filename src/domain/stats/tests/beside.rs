//! Groups, repeat customers, mixes and charts: worked examples of the literature, and every formula computed again another
//! way over random input.

use proptest::prelude::*;

use super::super::*;

const EXACT: f64 = 1e-6;

#[track_caller]
fn same(got: f64, expected: f64) {
    assert!((got - expected).abs() < EXACT, "{got}, expected {expected}");
}

fn share(part: u64, whole: u64) -> Share {
    Share { part, whole }
}

fn sums(people: &[(i64, u64)]) -> Repeats {
    let mut sum = Repeats::default();
    people.iter().for_each(|(k, n)| sum.add(*k, *n));
    sum
}

#[test]
fn three_people_with_five_answers_are_worth_what_one_works_out_by_hand() {
    // p = 3/5; squares (2-1.2)² + (0-1.2)² + (1-0.6)² = 2.24; V = 3/2 · 2.24/25 = 0.1344; n_eff = 0.24/0.1344.
    let worth = sums(&[(2, 2), (0, 2), (1, 1)]).worth(5, 0.6, 0.24);
    same(5.0 * worth, 0.24 / 0.1344);
}

#[test]
fn who_answered_once_counts_fully_and_equal_answers_count_by_people() {
    assert_eq!(sums(&[(1, 1), (0, 1), (1, 1)]).worth(3, 2.0 / 3.0, 2.0 / 9.0), 1.0);
    same(20.0 * sums(&[(10, 10), (5, 5), (5, 5)]).worth(20, 1.0, 0.0), 3.0);
    same(9.0 * sums(&[(4, 9)]).worth(9, 4.0 / 9.0, 20.0 / 81.0), 1.0);
    assert_eq!(Repeats::default().worth(50, 0.5, 0.25), 1.0, "nothing known of the people");
    assert_eq!(sums(&[(1, 2), (1, 2)]).worth(4, 0.5, 0.25), 1.0, "never worth more than one each");
}

#[test]
fn the_tests_agree_with_the_literature() {
    // Campbell 2007: N-1 times what Pearson's sum over N is. Newcombe's 56/70 against 48/80 by Σ(O-E)²/E.
    let (a, b) = (share(56, 70), share(48, 80));
    let expected = |row: f64, column: f64| row * column / 150.0;
    let cells = [(56.0, 70.0, 104.0), (14.0, 70.0, 46.0), (48.0, 80.0, 104.0), (32.0, 80.0, 46.0)];
    let pearson: f64 = cells.iter().map(|(o, r, c)| (o - expected(*r, *c)).powi(2) / expected(*r, *c)).sum();
    same(tails::two_sided(a, b).unwrap(), 2.0 * upper_tail((pearson * 149.0 / 150.0).sqrt()));
    // Fisher where expectations are tiny: 20 of the 8855 tables.
    same(tails::two_sided(share(3, 3), share(1, 20)).unwrap(), 20.0 / 8855.0);
    same(tails::two_sided(share(1, 1), share(1, 100)).unwrap(), 2.0 / 101.0);
    assert_eq!(tails::two_sided(share(5, 5), share(9, 9)), Some(1.0));
    assert_eq!(tails::two_sided(share(0, 0), share(9, 9)), None);
}

/// The normal upper tail by Simpson's rule.
fn upper_tail(z: f64) -> f64 {
    let density = |x: f64| (-x * x / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt();
    let (steps, width) = (20_000, 12.0);
    let at = |i: i32| density(z + width * f64::from(i) / f64::from(steps));
    let inner: f64 = (1..steps).map(|i| at(i) * if i % 2 == 1 { 4.0 } else { 2.0 }).sum();
    (at(0) + inner + at(steps)) * width / f64::from(steps) / 3.0
}

#[test]
fn holms_procedure_stops_at_the_first_that_fails() {
    assert_eq!(tails::holm(&[0.01, 0.04, 0.03, 0.005], 0.05), [true, false, false, true]);
    assert_eq!(tails::holm(&[0.0, f64::NAN], 0.05), [true, false]);
    assert_eq!(tails::holm(&[], 0.05), [false; 0]);
}

#[test]
fn the_beta_distribution_agrees_with_its_closed_forms() {
    same(beta::cumulative(0.5, 2.0, 3.0), 11.0 / 16.0);
    same(beta::quantile(0.975, 1.0, 20.0), 1.0 - 0.025_f64.powf(1.0 / 20.0));
    // Clopper & Pearson 1934's limits for 81 of 263 (Newcombe 1998a, table I, method 5): 0.2527 to 0.3676.
    assert!((beta::quantile(0.025, 81.0, 183.0) - 0.2527).abs() < 5e-5);
    assert!((beta::quantile(0.975, 82.0, 182.0) - 0.3676).abs() < 5e-5);
}

#[test]
fn two_groups_of_ten_are_pulled_as_one_works_out_by_hand() {
    // MSB 0.8, MSW 3.4/18, n_A 10: rho = 0.2444…
    let rho = shrink::rho(&[share(5, 10), share(9, 10)]).unwrap();
    same(rho, (0.8 - 3.4 / 18.0) / (0.8 + 9.0 * 3.4 / 18.0));
    // Fewer than eight groups: twenty imagined answers at 84 %.
    let pull = shrink::pull(&[share(113, 120), share(55, 80)]);
    assert_eq!(pull.strength, Some(20.0));
    same(pull.adjusted(share(113, 120)).unwrap().value, (113.0 + 16.8) / 140.0);
    let alike = shrink::pull(&[share(9, 10); 20]);
    assert_eq!(alike.adjusted(share(10, 10)), share(180, 200).wilson(), "no spread at all: everybody is the team");
}

#[test]
fn simpsons_paradox_is_taken_apart() {
    // Charig and others 1986, kidney stones small and large: open surgery 81/87 and 192/263, the needle 234/270 and 55/80.
    let split = mix::split(&[share(81, 87), share(192, 263)], &[share(234, 270), share(55, 80)]).unwrap();
    same(split.total(), 289.0 / 350.0 - 273.0 / 350.0);
    assert!(split.within < 0.0 && split.mix > 0.0, "worse in both kinds, better in all: {split:?}");
    assert_eq!(mix::split(&[], &[share(1, 2)]), None);
}

#[test]
fn a_band_is_three_standard_errors_wide_and_needs_eight_weeks() {
    let (low, high) = drift::band(0.85, 50);
    same(low, 0.85 - 3.0 * (0.1275_f64 / 50.0).sqrt());
    assert_eq!(high, 1.0, "within the scale");
    let weeks = [share(85, 100); 8];
    assert_eq!(drift::outside(share(60, 100), &weeks), Some(drift::Side::Below));
    assert_eq!(drift::outside(share(80, 100), &weeks), None);
    assert_eq!(drift::outside(share(60, 100), &weeks[1..]), None);
    let (good, slow) = (share(90, 100), share(82, 100));
    let sliding = [slow, slow, slow, slow, good, good, good, good, good, good, good, good];
    assert_eq!(drift::creeping(share(80, 100), &sliding), Some(drift::Side::Below));
    assert_eq!(drift::outside(share(80, 100), &sliding), None, "no single week shows it");
    assert_eq!(drift::creeping(share(20, 20), &[share(20, 20); 9]), None);
}

#[test]
fn the_phrase_of_the_specification_leans_clearly_towards_unhappy_answers() {
    // "'not resolved' came up in 12 of 40 unhappy answers and 2 of 300 happy ones."
    let z = odds::Contrast { low: 12, all_low: 40, high: 2, all_high: 300 }.z();
    let a = 500.0 * 14.0 / 340.0;
    let odds = |with: f64, all: f64| ((with + a) / (all - with + 500.0 - a)).ln();
    same(z, (odds(12.0, 40.0) - odds(2.0, 300.0)) / (1.0 / (12.0 + a) + 1.0 / (2.0 + a)).sqrt());
    assert!((z - 2.897).abs() < 5e-4, "{z}");
    assert_eq!(odds::Contrast { low: 0, all_low: 40, high: 0, all_high: 300 }.z(), 0.0);
    assert_eq!(odds::Contrast { low: 40, all_low: 40, high: 300, all_high: 300 }.z(), 0.0);
}

fn groups() -> impl Strategy<Value = Vec<Share>> {
    prop::collection::vec((1..80_u64).prop_flat_map(|n| (0..=n).prop_map(move |k| share(k, n))), 2..15)
}

proptest! {
    #[test]
    fn repeat_customers_are_worth_the_same_person_by_person(
        people in prop::collection::vec((1..12_u64).prop_flat_map(|n| (0..=n).prop_map(move |k| (k, n))), 2..30)
    ) {
        let (k, n) = people.iter().fold((0, 0), |(k, n), p| (k + p.0, n + p.1));
        let p = k as f64 / n as f64;
        let signed: Vec<(i64, u64)> = people.iter().map(|(k, n)| (*k as i64, *n)).collect();
        let worth = sums(&signed).worth(n, p, p * (1.0 - p));
        let m = people.len() as f64;
        let off: f64 = people.iter().map(|(k, n)| (*k as f64 - p * *n as f64).powi(2)).sum();
        let v = m / (m - 1.0) * off / (n as f64).powi(2);
        let expected = if people.iter().all(|(_, n)| *n == 1) { n as f64 }
            else if k == 0 || k == n { m }
            else if v <= 0.0 { n as f64 }
            else { (p * (1.0 - p) / v).min(n as f64).max(1.0) };
        prop_assert!((worth * n as f64 - expected).abs() < EXACT, "{} against {expected}", worth * n as f64);
        let (plain, wide) = (share(k, n).wilson().unwrap(), share(k, n).wilson_of(worth).unwrap());
        prop_assert!(wide.lower <= plain.lower + 1e-12 && plain.upper <= wide.upper + 1e-12);
    }

    #[test]
    fn a_chance_is_the_same_whoever_is_named_first_and_never_off_its_scale(a in groups()) {
        let (x, y) = (a[0], a[1]);
        let (p, q) = (tails::two_sided(x, y).unwrap(), tails::two_sided(y, x).unwrap());
        prop_assert!((0.0..=1.0).contains(&p) && (p - q).abs() < 1e-9);
    }

    #[test]
    fn a_beta_probability_is_the_binomial_sum_and_its_quantile_leads_back(a in 1..40_i32, b in 1..40_i32, x in 0.01..0.99_f64) {
        // DLMF 8.17.5: for whole a and b it is the chance of at least a successes in a+b-1.
        let n = a + b - 1;
        let term = |j: i32| {
            let choose: f64 = (1..=j).map(|i| f64::from(n - j + i) / f64::from(i)).product();
            choose * x.powi(j) * (1.0 - x).powi(n - j)
        };
        let sum: f64 = (a..=n).map(term).sum();
        let got = beta::cumulative(x, f64::from(a), f64::from(b));
        prop_assert!((got - sum).abs() < EXACT, "{got} against {sum}");
        let back = beta::quantile(0.3, f64::from(a), f64::from(b));
        prop_assert!((beta::cumulative(back, f64::from(a), f64::from(b)) - 0.3).abs() < EXACT);
    }

    #[test]
    fn the_intraclass_correlation_is_that_of_the_answers_one_by_one(groups in groups()) {
        let answers: Vec<Vec<f64>> = groups.iter()
            .map(|g| (0..g.whole).map(|i| if i < g.part { 1.0 } else { 0.0 }).collect()).collect();
        let all: Vec<f64> = answers.concat();
        let (n, m) = (all.len() as f64, groups.len() as f64);
        prop_assume!(n > m);
        let mean = |xs: &[f64]| xs.iter().sum::<f64>() / xs.len() as f64;
        let grand = mean(&all);
        let total: f64 = all.iter().map(|x| (x - grand).powi(2)).sum();
        let within: f64 = answers.iter().flat_map(|g| g.iter().map(|x| (x - mean(g)).powi(2)).collect::<Vec<_>>()).sum();
        let (msb, msw) = ((total - within) / (m - 1.0), within / (n - m));
        let size = (n - groups.iter().map(|g| (g.whole * g.whole) as f64).sum::<f64>() / n) / (m - 1.0);
        let whole = msb + (size - 1.0) * msw;
        match shrink::rho(&groups) {
            Some(rho) => prop_assert!((rho - ((msb - msw) / whole).clamp(0.0, 1.0)).abs() < EXACT),
            None => prop_assert!(whole.abs() < 1e-9),
        }
        let pull = shrink::pull(&groups);
        for group in groups {
            let e = pull.adjusted(group).unwrap();
            prop_assert!(0.0 <= e.lower && e.lower <= e.value && e.value <= e.upper && e.upper <= 1.0, "{e:?}");
        }
    }

    #[test]
    fn a_split_adds_up_to_the_move(before in groups(), now in groups()) {
        let fraction = |side: &[Share]| {
            side.iter().map(|s| s.part as f64).sum::<f64>() / side.iter().map(|s| s.whole as f64).sum::<f64>()
        };
        let split = mix::split(&before, &now).unwrap();
        prop_assert!((split.total() - (fraction(&now) - fraction(&before))).abs() < 1e-9);
    }

    #[test]
    fn no_alarm_is_given_by_weeks_all_alike(part in 0..=50_u64, weeks in 8..20_usize) {
        let alike = vec![share(part, 50); weeks];
        prop_assert_eq!(drift::outside(share(part, 50), &alike), None);
        prop_assert_eq!(drift::creeping(share(part, 50), &alike), None);
    }
}
