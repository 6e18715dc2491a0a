//! Which weeks count, against hand-computed values, against the literature and against a second way of computing.

use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::domain::instrument::{CES7, CSAT5, NPS11};
use crate::domain::stats::Verdict;

fn berlin() -> TimeZone {
    jiff::tz::TimeZoneDatabase::bundled().get("Europe/Berlin").unwrap()
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// `part` favourable answers of `whole`.
fn week(part: u64, whole: u64) -> Vec<u64> {
    vec![0, whole - part, 0, 0, 0, part, 0]
}

fn series(current: bool, first: &str, before: Vec<Vec<u64>>, after: Vec<Vec<u64>>) -> SeriesFacts {
    let (repeats_before, repeats_after) = (Repeats::default(), Repeats::default());
    let (people_before, people_after, first) = (Vec::new(), Vec::new(), Some(at(first)));
    let instrument = &CES7;
    SeriesFacts {
        instrument,
        current,
        first,
        before,
        after,
        people_before,
        people_after,
        repeats_before,
        repeats_after,
    }
}

fn facts(series: Vec<SeriesFacts>) -> CompareFacts {
    let first = Some(at("2026-01-05T09:00:00Z"));
    CompareFacts { team: TeamName::new("Payments"), privacy: Privacy::Leads, first, series }
}

const DAY: Date = date(2026, 6, 3);

fn around(privacy: Privacy, now: &str) -> Result<Around, Refused> {
    Around::of(DAY, &berlin(), privacy, at(now))
}

fn asked(facts: &CompareFacts) -> Result<Comparison, Refused> {
    compare(DAY, &berlin(), &around(Privacy::Leads, "2026-07-08T09:00:00Z").unwrap(), facts)
}

fn only(comparison: &Comparison) -> &Compared {
    match comparison.findings.as_slice() {
        [Finding::Compared(compared)] => compared,
        other => panic!("not one comparison: {other:?}"),
    }
}

fn empty() -> Vec<Vec<u64>> {
    vec![vec![0; 7]; 8]
}

#[test]
fn a_date_is_read_as_it_is_written_everywhere_else() {
    assert_eq!(read_date("2026-06-03"), Ok(DAY));
    for wrong in
        ["", "3 June", "2026-6-3", "20260603", "2026-02-30", "2026-06-03T00:00", "-026-06-03", "２０２６-06-03"]
    {
        assert_eq!(read_date(wrong), Err(BadDate(wrong.to_owned())));
    }
    let long = "9".repeat(5_000);
    assert_eq!(read_date(&long), Err(BadDate("9".repeat(80))));
}

#[test]
fn only_complete_weeks_count_and_the_days_own_is_left_out() {
    let weeks = around(Privacy::Leads, "2026-06-28T21:59:59Z").unwrap();
    assert_eq!(weeks.left_out.to_string(), "2026-W23");
    assert_eq!(weeks.after.iter().map(Week::to_string).collect::<Vec<_>>(), ["2026-W24", "2026-W25"]);
    let weeks = around(Privacy::Leads, "2026-06-28T22:00:00Z").unwrap();
    assert_eq!(weeks.newest().to_string(), "2026-W26", "it is Monday in Berlin");
    let weeks = around(Privacy::Leads, "2027-06-28T22:00:00Z").unwrap();
    assert_eq!((weeks.after.len(), weeks.newest().to_string()), (8, "2026-W31".to_owned()));
}

#[test]
fn where_answers_are_confidential_a_week_counts_when_none_of_them_can_change_any_more() {
    let weeks = |now| around(Privacy::Confidential, now).map(|w| w.after.len());
    assert_eq!(weeks("2026-06-21T21:59:59Z"), Err(Refused::NotYet { from: date(2026, 6, 22) }));
    assert_eq!(weeks("2026-06-21T22:00:00Z"), Ok(1));
}

#[test]
fn a_day_to_come_too_new_or_too_old_is_refused() {
    assert_eq!(around(Privacy::Leads, "2026-06-02T21:59:59Z"), Err(Refused::Future));
    assert_eq!(
        around(Privacy::Leads, "2026-06-02T22:00:00Z"),
        Err(Refused::NotYet { from: date(2026, 6, 15) }),
        "in Berlin the day has come"
    );
    let mut facts = facts(vec![]);
    facts.first = Some(at("2026-05-31T22:00:00Z"));
    assert_eq!(asked(&facts), Err(Refused::BeforeTheFirst { first: date(2026, 6, 1) }));
    facts.first = None;
    assert_eq!(asked(&facts), Err(Refused::NoAnswers));
}

/// MEASUREMENT §3: 204 of 240 before and 42 of 60 after; Newcombe's method 10 gives -28.1 to -3.7 points.
#[test]
fn the_worked_example_of_a_clear_fall_comes_out() {
    let mut before = vec![week(51, 60); 4];
    before.extend(vec![week(0, 0); 4]);
    let told = asked(&facts(vec![series(true, "2026-05-04T09:00:00Z", before, vec![week(42, 60)])])).unwrap();
    let compared = only(&told);
    assert_eq!((compared.before.weeks, compared.after.weeks), (4, 1), "weeks before the first answer do not count");
    let change = compared.after.card.change.get().unwrap();
    assert_eq!(change.verdict, Verdict::ClearFall);
    let rounded = |x: f64| (x * 1000.0).round() / 1000.0;
    assert_eq!((rounded(change.difference.lower), rounded(change.difference.upper)), (-0.281, -0.037));
    assert!((change.difference.value + 0.15).abs() < 1e-12);
}

/// The two sides of [`the_worked_example_of_a_clear_fall_comes_out`], by people who answered six times each, always alike.
#[test]
fn repeat_customers_widen_both_sides_as_they_widen_a_card_and_can_take_a_verdict_away() {
    let mut one = series(true, "2026-05-04T09:00:00Z", vec![week(51, 60); 4], vec![week(42, 60)]);
    (1..=34).for_each(|_| one.repeats_before.add(6, 6));
    (1..=6).for_each(|_| one.repeats_before.add(0, 6));
    (1..=7).for_each(|_| one.repeats_after.add(6, 6));
    (1..=3).for_each(|_| one.repeats_after.add(0, 6));
    let told = asked(&facts(vec![one.clone()])).unwrap();
    let compared = only(&told);
    // Alike people count once: V = m/(m-1)·p(1-p)/m, so n_eff = m - 1.
    assert!((compared.before.card.effective - 39.0).abs() < 1e-9, "{}", compared.before.card.effective);
    assert!((compared.after.card.effective - 9.0).abs() < 1e-9, "{}", compared.after.card.effective);
    let change = compared.after.card.change.get().unwrap();
    assert_eq!(change.verdict, Verdict::CannotTell);
    // The same as a card's, whose week and weeks before these are.
    let mut card = InstrumentFacts::of(&CES7, week(42, 60), vec![week(51, 60); 4]);
    (card.repeats, card.repeats_before) = (one.repeats_after, one.repeats_before);
    let card = crate::domain::scorecard::metric(&card, Privacy::Leads);
    assert_eq!((card.change.get(), card.estimate.get()), (Some(change), compared.after.card.estimate.get()));
    assert_eq!(card.baseline.get().map(|b| b.estimate), compared.before.card.estimate.get().copied());
}

/// By hand: p = 246/300 = 0.82, z² = 3.841459, 3.841459 · 0.1476 · (1/4 + 1/1) / 0.01 = 70.87: about 70.
#[test]
fn so_many_answers_a_week_would_be_enough() {
    let (was, is) = (week(204, 240), week(42, 60));
    assert_eq!(answers_needed(&CES7, &was, &is, 4.0, 1.0), 70);
    // 8 weeks on each side at one half: 3.841459 · 0.25 · 0.25 / 0.01 = 24.01.
    assert_eq!(answers_needed(&CES7, &week(50, 100), &week(50, 100), 8.0, 8.0), 20);
    // Everybody alike: 3.841459 · 0.0475 · 2 / 0.01 = 36.49.
    assert_eq!(answers_needed(&CES7, &week(9, 9), &week(9, 9), 1.0, 1.0), 40);
    // Half promoters, half detractors: variance 1; 3.841459 · 2 / 0.01 = 768.3.
    let split = vec![5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5];
    assert_eq!(answers_needed(&NPS11, &split, &split, 1.0, 1.0), 770);
}

#[test]
fn thresholds_hold_on_both_sides_and_one_hidden_side_hides_the_other() {
    let told = |before: (u64, u64), after: (u64, u64)| {
        let mut weeks = empty();
        weeks[0] = week(before.0, before.1);
        let series = series(true, "2026-01-05T09:00:00Z", weeks, vec![week(after.0, after.1)]);
        only(&asked(&facts(vec![series])).unwrap()).clone()
    };
    let few = told((30, 40), (4, 4));
    assert!(few.hidden && few.after.card.change.get().is_none());
    let some = told((5, 5), (30, 40));
    assert!(!some.hidden && some.after.card.change.get().is_none() && some.before.card.estimate.get().is_none());
    let enough = told((15, 20), (15, 20));
    assert!(enough.after.card.change.get().is_some());
}

#[test]
fn confidential_weeks_with_too_few_answers_stay_out_of_the_pool() {
    let mut before = empty();
    (before[0], before[1], before[2]) = (week(20, 30), week(1, 4), week(5, 5));
    let mut facts = facts(vec![series(true, "2026-01-05T09:00:00Z", before, vec![week(20, 30), week(0, 1)])]);
    let open = asked(&facts).unwrap();
    assert_eq!((open.too_small, only(&open).before.card.share.whole, only(&open).after.card.share.whole), (0, 39, 31));
    facts.privacy = Privacy::Confidential;
    let told = asked(&facts).unwrap();
    assert_eq!((told.too_small, only(&told).before.card.share.whole, only(&told).after.card.share.whole), (2, 35, 30));
    let weeks = |found: &Comparison| (only(found).before.weeks, only(found).after.weeks);
    let (all, without) = (weeks(&open), weeks(&told));
    assert_eq!(without, (all.0 - 1, all.1 - 1), "a week that is left out is not said to be counted");
}

#[test]
fn confidential_weeks_of_many_answers_by_four_people_stay_out_of_the_pool() {
    let mut before = empty();
    (before[0], before[1]) = (week(20, 30), week(30, 40));
    let mut told = series(true, "2026-01-05T09:00:00Z", before, vec![week(20, 30), week(2, 25)]);
    (told.people_before, told.people_after) = (vec![12, 4, 0, 0, 0, 0, 0, 0], vec![5, 4]);
    let confidential = CompareFacts { privacy: Privacy::Confidential, ..facts(vec![told.clone()]) };
    let counted = |comparison: &Comparison| {
        (comparison.too_small, only(comparison).before.card.share.whole, only(comparison).after.card.share.whole)
    };
    assert_eq!(counted(&asked(&confidential).unwrap()), (2, 30, 30));
    let mut hidden = confidential.clone();
    hidden.series[0].people_after = vec![4, 1];
    let all_small = asked(&hidden).unwrap();
    assert_eq!(
        (all_small.too_small, only(&all_small).hidden),
        (3, true),
        "of a side left out it is not said that nobody answered"
    );
    assert_eq!(counted(&asked(&facts(vec![told])).unwrap()), (0, 70, 55), "others promise no floor");
}

#[test]
fn a_question_that_changed_in_between_is_not_compared() {
    let (mut old, on) = (empty(), "2026-06-05T09:00:00Z");
    old[0] = week(30, 40);
    let earlier = series(false, "2026-01-05T09:00:00Z", old, vec![vec![0; 7]; 4]);
    let now = series(true, on, empty(), vec![week(30, 40); 4]);
    let told = asked(&facts(vec![now.clone(), earlier])).unwrap();
    assert_eq!(told.findings, [Finding::QuestionChanged { instrument: &CES7, on: date(2026, 6, 5) }]);
    let told = asked(&facts(vec![now])).unwrap();
    assert_eq!(told.findings, [Finding::NothingBefore { instrument: &CES7, first: Some(date(2026, 6, 5)) }]);
    let mut before = empty();
    before[3] = week(3, 5);
    let told = asked(&facts(vec![series(true, "2026-01-05T09:00:00Z", before, vec![vec![0; 7]])])).unwrap();
    assert_eq!(told.findings, [Finding::NothingAfter { instrument: &CES7 }]);
}

#[test]
fn words_used_on_both_sides_are_compared_even_if_others_are_used_now() {
    let mut old = empty();
    old[0] = week(30, 40);
    let after = vec![week(30, 40), week(35, 40), week(0, 0), week(0, 0)];
    let earlier = series(false, "2026-01-05T09:00:00Z", old, after);
    let now = series(true, "2026-06-22T09:00:00Z", empty(), vec![week(0, 0), week(0, 0), week(9, 9), week(9, 9)]);
    let told = asked(&facts(vec![now, earlier])).unwrap();
    let compared = only(&told);
    assert_eq!((compared.until, compared.after.weeks), (Some(date(2026, 6, 22)), 2));
    assert_eq!(compared.after.card.share.whole, 80, "of the old words only");
}

#[test]
fn every_question_the_team_asks_is_told_in_its_order() {
    let of = |instrument: &'static Instrument| SeriesFacts {
        instrument,
        current: true,
        first: None,
        before: vec![vec![0; instrument.points()]; 8],
        after: vec![vec![0; instrument.points()]],
        people_before: Vec::new(),
        people_after: Vec::new(),
        repeats_before: Repeats::default(),
        repeats_after: Repeats::default(),
    };
    let told = asked(&facts(vec![of(&CSAT5), of(&CES7)])).unwrap();
    let nothing = |instrument| Finding::NothingBefore { instrument, first: None };
    assert_eq!(told.findings, [nothing(&CSAT5), nothing(&CES7)]);
}

/// Newcombe's method 10 from the textbook's other form: the roots of (p - x)² = z²x(1 - x)/n.
fn by_roots(part: f64, whole: f64) -> (f64, f64, f64) {
    let (p, zz) = (part / whole, Z95 * Z95);
    let (a, b, c) = (1.0 + zz / whole, -(2.0 * p + zz / whole), p * p);
    let root = (b * b - 4.0 * a * c).max(0.0).sqrt();
    (p, (-b - root) / (2.0 * a), (-b + root) / (2.0 * a))
}

proptest! {
    #[test]
    fn any_two_sides_agree_with_a_second_way_of_computing(
        before in proptest::collection::vec((0_u64..50, 0_u64..50), 8),
        after in proptest::collection::vec((0_u64..50, 0_u64..50), 1..=8),
        privacy in prop_oneof![Just(Privacy::Leads), Just(Privacy::Confidential)],
    ) {
        let weeks = |of: &[(u64, u64)]| of.iter().map(|(good, bad)| week(*good, good + bad)).collect::<Vec<_>>();
        let counts = |of: &[(u64, u64)]| {
            let counted = of.iter().filter(|(g, b)| privacy == Privacy::Leads || g + b == 0 || g + b >= 5);
            counted.fold((0, 0), |(part, whole), (g, b)| (part + g, whole + g + b))
        };
        let mut given = facts(vec![series(true, "2026-01-05T09:00:00Z", weeks(&before), weeks(&after))]);
        given.privacy = privacy;
        let told = asked(&given).unwrap();
        let ((k1, n1), (k2, n2)) = (counts(&before), counts(&after));
        match told.findings.as_slice() {
            [Finding::Compared(told)] => {
                prop_assert_eq!((told.before.card.share.part, told.before.card.share.whole), (k1, n1));
                prop_assert_eq!((told.after.card.share.part, told.after.card.share.whole), (k2, n2));
                prop_assert_eq!(told.hidden, n1 < 5 || n2 < 5);
                prop_assert_eq!(told.after.card.change.get().is_some(), n1 >= 20 && n2 >= 20);
                if let Some(change) = told.after.card.change.get() {
                    let (p1, l1, u1) = by_roots(k1 as f64, n1 as f64);
                    let (p2, l2, u2) = by_roots(k2 as f64, n2 as f64);
                    let lower = p2 - p1 - ((p2 - l2).powi(2) + (u1 - p1).powi(2)).sqrt();
                    let upper = p2 - p1 + ((u2 - p2).powi(2) + (p1 - l1).powi(2)).sqrt();
                    prop_assert!((change.difference.lower - lower).abs() < 1e-6);
                    prop_assert!((change.difference.upper - upper).abs() < 1e-6);
                    prop_assert_eq!(change.verdict == Verdict::ClearRise, change.difference.lower > 0.0);
                    prop_assert_eq!(change.verdict == Verdict::ClearFall, change.difference.upper < 0.0);
                }
            }
            _ => prop_assert!(n1 == 0 || n2 == 0),
        }
    }

    #[test]
    fn the_order_of_the_weeks_changes_nothing(seed in proptest::collection::vec((0_u64..50, 0_u64..50), 8)) {
        let weeks = |of: &[(u64, u64)]| of.iter().map(|(g, b)| week(*g, g + b)).collect::<Vec<_>>();
        let turned: Vec<(u64, u64)> = seed.iter().rev().copied().collect();
        let one = series(true, "2025-01-05T09:00:00Z", weeks(&seed), vec![week(20, 30), week(5, 9)]);
        let other = series(true, "2025-01-05T09:00:00Z", weeks(&turned), vec![week(5, 9), week(20, 30)]);
        prop_assert_eq!(asked(&facts(vec![one])), asked(&facts(vec![other])));
    }
}
