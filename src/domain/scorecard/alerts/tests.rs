//! Which weeks stand out of the weeks before them, worked out by hand.

use super::*;
use crate::domain::calendar::Week;
use crate::domain::instrument::{CES7, CSAT5, NPS11};
use crate::domain::scorecard::history::PastWeek;
use crate::domain::scorecard::{InstrumentFacts, WeekFacts, build};
use crate::domain::stats::Repeats;

const WHOLE: u64 = 50;

fn this() -> Week {
    "2026-W47".parse().unwrap()
}

/// A week of so many favourable of fifty answers.
fn past(instrument: &'static Instrument, back: i32, edition: i32, good: u64) -> PastWeek {
    of(instrument, back, edition, good, WHOLE)
}

fn of(instrument: &'static Instrument, back: i32, edition: i32, good: u64, whole: u64) -> PastWeek {
    let mut counts = vec![0; instrument.points()];
    (counts[0], counts[instrument.points() - 1]) = (whole - good, good);
    PastWeek { instrument, edition, week: this().back(back), counts, repeats: Repeats::default() }
}

/// What stands out on a card of these weeks, of which the newest is the card's own.
fn told(past: Vec<PastWeek>) -> Vec<(&'static str, Side, bool)> {
    let mut asked: Vec<&'static Instrument> = Vec::new();
    for week in &past {
        if !asked.contains(&week.instrument) {
            asked.push(week.instrument);
        }
    }
    let now = |instrument: &'static Instrument| {
        let newest = past.iter().filter(|p| p.instrument == instrument && p.week == this()).max_by_key(|p| p.edition);
        let counts = newest.map(|p| p.counts.clone()).unwrap_or_else(|| vec![0; instrument.points()]);
        InstrumentFacts::of(instrument, counts, vec![])
    };
    let instruments = asked.into_iter().map(now).collect();
    let card = build(WeekFacts { past, ..crate::domain::scorecard::tests::facts(instruments) });
    alerts(&card).into_iter().map(|a| (a.instrument.id, a.side, a.crept)).collect()
}

/// Twelve weeks of CES, the oldest first; the last is the card's own.
fn weeks(good: &[u64]) -> Vec<PastWeek> {
    (0..).zip(good.iter().rev()).map(|(back, good)| past(&CES7, back, 1, *good)).collect()
}

/// From 85 % of fifty a week, `3·sqrt(0.85·0.15/50)` is 15.15 points: 34 of fifty (68 %) are out, 35 (70 %) are in; above,
/// all fifty of a hundred percent are in.
#[test]
fn a_week_that_jumps_out_of_the_band_of_the_weeks_before_is_told() {
    let pattern = [42, 43, 42, 43, 42, 43, 42, 43];
    let with = |now: u64| told(weeks(&[&pattern[..], &[now]].concat()));
    assert_eq!(with(34), [("ces7", Side::Below, false)]);
    assert!(with(35).iter().all(|(_, _, crept)| *crept), "inside the band: {:?}", with(35));
    assert_eq!(with(42), []);
    let low = [10, 11, 10, 11, 10, 11, 10, 11];
    assert_eq!(told(weeks(&[&low[..], &[30]].concat())), [("ces7", Side::Above, false)]);
}

/// The pooled 457 of 550 are 83.1 %, `sqrt(p(1-p)/50)` 5.3 points: the newest week, 70 %, lies within three of them, but after
/// 74, 72 and 72 % the moving average is at -1.02, below `-2.86·sqrt(0.2/1.8·(1-0.8^24))` = -0.95.
#[test]
fn weeks_that_creep_away_are_told_though_none_of_them_jumps() {
    let creeping = [43, 44, 43, 44, 43, 44, 43, 44, 37, 36, 36, 35];
    assert_eq!(told(weeks(&creeping)), [("ces7", Side::Below, true)]);
    let steady = [43, 42, 43, 42, 43, 42, 43, 42, 43, 42, 43];
    assert_eq!(told(weeks(&steady)), []);
}

#[test]
fn with_fewer_than_eight_earlier_weeks_of_twenty_answers_nothing_is_told() {
    let seven = [42, 43, 42, 43, 42, 43, 42];
    assert_eq!(told(weeks(&[&seven[..], &[10]].concat())), []);
    assert_eq!(told(weeks(&[&seven[..], &[43, 10]].concat())), [("ces7", Side::Below, false)]);
    // The eighth has nineteen answers: it is not shown, so it makes no band.
    let mut small = weeks(&[&seven[..], &[43, 10]].concat());
    small[8] = of(&CES7, 8, 1, 17, 19);
    assert_eq!(told(small), []);
}

#[test]
fn a_week_of_fewer_than_twenty_answers_is_not_judged() {
    let mut few = weeks(&[42, 43, 42, 43, 42, 43, 42, 43, 43]);
    few[0] = of(&CES7, 0, 1, 0, 19);
    assert_eq!(told(few), []);
}

#[test]
fn new_words_begin_anew() {
    let worded = |changed: i32| {
        let weeks = weeks(&[42, 43, 42, 43, 42, 43, 42, 43, 42, 43, 10]);
        let newer = |week: PastWeek| {
            let edition = if week.week >= this().back(changed) { 300 } else { 1 };
            PastWeek { edition, ..week }
        };
        told(weeks.into_iter().map(newer).collect())
    };
    assert_eq!(worded(12), [("ces7", Side::Below, false)], "all in the same words");
    assert_eq!(worded(8), [("ces7", Side::Below, false)], "eight weeks and this one in the new words");
    assert_eq!(worded(7), [], "seven");
    assert_eq!(worded(0), [], "the new words are a week old");
}

#[test]
fn each_question_has_its_own_band_and_a_net_score_has_none() {
    let pattern = [42, 43, 42, 43, 42, 43, 42, 43, 10];
    let on = |instrument: &'static Instrument| {
        (0..).zip(pattern.into_iter().rev()).map(move |(back, good)| past(instrument, back, 1, good))
    };
    assert_eq!(told(on(&NPS11).collect()), []);
    let both = on(&CSAT5).chain(on(&NPS11)).chain(weeks(&[42, 43, 42, 43, 42, 43, 42, 43, 43]));
    assert_eq!(told(both.collect()), [("csat5", Side::Below, false)]);
}
