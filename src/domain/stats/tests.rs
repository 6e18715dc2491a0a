//! What the statistics promise, as sentences.

use proptest::prelude::*;

use super::*;

mod beside;

fn wilson(part: u64, whole: u64) -> Estimate {
    Share { part, whole }.wilson().expect("answers")
}

/// Agreement to the digits the source prints.
fn close(got: f64, printed: f64, digits: i32) -> bool {
    (got - printed).abs() <= 0.5001 * 10_f64.powi(-digits)
}

#[track_caller]
fn assert_range(got: Estimate, lower: f64, upper: f64, digits: i32) {
    assert!(close(got.lower, lower, digits) && close(got.upper, upper, digits), "{got:?}, expected {lower} to {upper}");
}

#[test]
fn wilson_agrees_with_newcombes_examples() {
    // Newcombe 1998a, table I, method 3.
    assert_range(wilson(81, 263), 0.2553, 0.3662, 4);
    assert_range(wilson(15, 148), 0.0624, 0.1605, 4);
    assert_range(wilson(0, 20), 0.0, 0.1611, 4);
    assert_range(wilson(1, 29), 0.0061, 0.1718, 4);
}

#[test]
fn wilson_is_exact_at_the_ends() {
    for n in 1..2_000 {
        assert_eq!(wilson(0, n).lower, 0.0);
        assert_eq!(wilson(n, n).upper, 1.0);
        assert!(wilson(0, n).upper > 0.0 && wilson(n, n).lower < 1.0, "certainty from {n} answers");
    }
    assert_eq!(Share { part: 0, whole: 0 }.wilson(), None);
}

#[test]
fn the_headline_of_the_specification_comes_out() {
    // "86 % said it was easy (43 of 50) … likely 74-93 %."
    assert_range(wilson(43, 50), 0.74, 0.93, 2);
}

#[test]
fn square_and_add_agrees_with_newcombes_example() {
    // Newcombe 1998b, table II, contrast (a), method 10.
    let d = square_and_add(wilson(56, 70), wilson(48, 80));
    assert!((d.value - 0.2).abs() < 1e-12);
    assert_range(d, 0.0524, 0.3339, 4);
}

#[test]
fn the_clear_fall_of_the_specification_comes_out() {
    // 42 of 60 after 204 of 240: 4 to 28 points.
    let d = square_and_add(wilson(42, 60), wilson(204, 240));
    assert_range(d, -0.281, -0.037, 3);
    assert_eq!(verdict(d, 0.05), Verdict::ClearFall);
}

#[test]
fn the_undecided_week_of_the_specification_comes_out() {
    // 17 of 20 after 68 of 80: "anything from 22 points worse to 14 better".
    let d = square_and_add(wilson(17, 20), wilson(68, 80));
    assert_range(d, -0.22, 0.14, 2);
    assert_eq!(verdict(d, 0.05), Verdict::CannotTell);
}

#[test]
fn the_plus_two_range_agrees_with_a_calculation_by_hand() {
    // Five fives of five: with 1 and 5 added, seven values, mean 31/7, variance 16·6/7/6.
    let all_fives = plus_two_mean(&[0, 0, 0, 0, 5], 1).expect("answers");
    let (mean, spread) = (31.0 / 7.0, (96.0_f64 / 7.0 / 6.0).sqrt());
    assert_eq!((all_fives.value, all_fives.upper), (5.0, 5.0));
    assert!((all_fives.lower - (mean - 2.446_911_851 * spread / 7.0_f64.sqrt())).abs() < 1e-8, "{all_fives:?}");
    assert_eq!(plus_two_mean(&[0, 0, 0], 1), None);
    assert_eq!(plus_two_mean(&[], 1), None);
}

#[test]
fn the_net_score_of_the_specification_comes_out() {
    // "NPS +51 (25 promoters, 12 passives, 4 detractors; likely +28 to +68) … about 350 answers".
    let net = Net { promoters: 25, passives: 12, detractors: 4 };
    let e = net.adjusted_wald().expect("answers");
    assert!((e.value - 2100.0 / 41.0).abs() < 1e-9);
    assert_range(e, 28.0, 68.0, 0);
    assert_eq!(net.answers_needed(0.10), 350);
}

#[test]
fn a_net_score_is_about_as_sure_as_the_specification_says() {
    // "±39 points at n=10, ±18 at 50, ±13 at 100, ±7 at 400", which is what six promoters to one detractor give.
    for (n, half) in [(10, 39.0), (50, 18.0), (100, 13.0), (400, 7.0)] {
        let net = Net { promoters: n * 6 / 10, passives: n * 3 / 10, detractors: n / 10 };
        let e = net.adjusted_wald().expect("answers");
        assert!(close((e.upper - e.lower) / 2.0, half, 0), "{n}: {e:?}");
    }
    assert_eq!(Net { promoters: 0, passives: 0, detractors: 0 }.adjusted_wald(), None);
    assert_eq!(Net { promoters: 9, passives: 0, detractors: 0 }.answers_needed(0.10), 50, "never nothing");
}

#[test]
fn the_range_of_a_net_score_holds_it_for_every_split_of_few_answers() {
    for n in 1..=40_u64 {
        for promoters in 0..=n {
            for detractors in 0..=(n - promoters) {
                let e = Net { promoters, passives: n - promoters - detractors, detractors }.adjusted_wald().unwrap();
                assert!(-100.0 <= e.lower && e.lower <= e.value && e.value <= e.upper && e.upper <= 100.0, "{e:?}");
                assert!(e.lower < e.upper, "certainty from {n} answers");
            }
        }
    }
}

#[test]
fn a_clear_change_is_clear_even_inside_the_margin() {
    let range = |lower, upper| verdict(Estimate { value: (lower + upper) / 2.0, lower, upper }, 0.05);
    assert_eq!(range(0.01, 0.03), Verdict::ClearRise);
    assert_eq!(range(-0.03, -0.01), Verdict::ClearFall);
    assert_eq!(range(-0.05, 0.05), Verdict::Steady);
    assert_eq!(range(0.0, 0.05), Verdict::Steady);
    assert_eq!(range(-0.051, 0.05), Verdict::CannotTell);
    assert_eq!(range(-0.05, 0.051), Verdict::CannotTell);
    assert_eq!(range(-0.2, 0.2), Verdict::CannotTell);
}

#[test]
fn percents_give_the_spare_ones_to_the_largest_remainders() {
    assert_eq!(percents(&[1, 1, 1]), [34, 33, 33]);
    assert_eq!(percents(&[2, 1]), [67, 33]);
    assert_eq!(percents(&[0, 0, 7]), [0, 0, 100]);
    assert_eq!(percents(&[1, 199]), [1, 99]);
    assert_eq!(percents(&[0, 0]), [0, 0]);
    assert_eq!(percents(&[]), [0_u8; 0]);
    assert_eq!(percents(&[u64::MAX, u64::MAX]), [50, 50]);
}

#[test]
fn answers_needed_follow_the_formula() {
    assert_eq!(answers_needed(0.85, 0.10), 60, "61.2, said as \"about 60\" (MEASUREMENT §3)");
    assert_eq!(answers_needed(0.88, 0.10), 50, "50.7");
    assert_eq!(answers_needed(0.5, 0.05), 480, "480.2");
    assert_eq!(answers_needed(1.0, 0.10), answers_needed(0.95, 0.10), "never nothing");
    assert_eq!(answers_needed(0.85, 0.0), u64::MAX);
    assert_eq!(answers_needed(f64::NAN, 0.10), answers_needed(0.5, 0.10));
    assert_eq!(answers_needed(0.5, f64::NAN), u64::MAX);
}

fn shares() -> impl Strategy<Value = Share> {
    prop_oneof![1..200_u64, 1..10_000_000_u64, Just(u64::MAX)]
        .prop_flat_map(|whole| (0..=whole).prop_map(move |part| Share { part, whole }))
}

proptest! {
    #[test]
    fn a_range_of_a_share_holds_it_and_stays_between_nothing_and_all(share in shares()) {
        let e = share.wilson().unwrap();
        prop_assert!(0.0 <= e.lower && e.lower <= e.value && e.value <= e.upper && e.upper <= 1.0, "{e:?}");
    }

    #[test]
    fn ranges_mirror_when_good_and_bad_are_swapped(share in shares()) {
        let e = share.wilson().unwrap();
        let m = Share { part: share.whole - share.part, ..share }.wilson().unwrap();
        prop_assert!((e.lower - (1.0 - m.upper)).abs() < 1e-9 && (e.upper - (1.0 - m.lower)).abs() < 1e-9);
    }

    #[test]
    fn a_range_of_a_mean_holds_it_stays_on_the_scale_and_is_never_a_point(
        counts in prop::collection::vec(prop_oneof![Just(0_u64), 1..30_u64, Just(5_000_000)], 2..=11),
        min in 0_u8..3,
    ) {
        let answers: u64 = counts.iter().sum();
        prop_assume!(answers > 0);
        let e = plus_two_mean(&counts, min).unwrap();
        let top = f64::from(min) + (counts.len() - 1) as f64;
        prop_assert!(f64::from(min) <= e.lower && e.lower <= e.value && e.value <= e.upper && e.upper <= top, "{e:?}");
        prop_assert!(e.lower < e.upper);
    }

    #[test]
    fn a_difference_holds_its_estimate_and_turns_round_with_its_sides(a in shares(), b in shares()) {
        let (a, b) = (a.wilson().unwrap(), b.wilson().unwrap());
        let (d, back) = (square_and_add(a, b), square_and_add(b, a));
        prop_assert!(-1.0 - 1e-12 <= d.lower && d.lower <= d.value && d.value <= d.upper && d.upper <= 1.0 + 1e-12);
        prop_assert!((d.lower + back.upper).abs() < 1e-12 && (d.upper + back.lower).abs() < 1e-12);
        prop_assert!(verdict(square_and_add(a, a), 0.05) != Verdict::ClearRise);
    }

    #[test]
    fn percents_add_up_to_a_hundred_and_are_never_a_whole_point_off(counts in prop::collection::vec(0..100_000_u64, 1..12)) {
        let total: u64 = counts.iter().sum();
        let percents = percents(&counts);
        prop_assert_eq!(percents.iter().map(|p| u64::from(*p)).sum::<u64>(), if total == 0 { 0 } else { 100 });
        for (p, c) in percents.iter().zip(&counts) {
            let exact = if total == 0 { 0.0 } else { *c as f64 * 100.0 / total as f64 };
            prop_assert!((f64::from(*p) - exact).abs() < 1.0);
        }
    }

    #[test]
    fn a_smaller_change_never_needs_fewer_answers(p in 0.0_f64..=1.0, change in 0.001_f64..0.5) {
        prop_assert!(answers_needed(p, change / 2.0) >= answers_needed(p, change));
    }
}
