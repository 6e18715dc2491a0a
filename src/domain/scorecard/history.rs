//! The last twelve weeks of a question, for a line.
//!
//! Knows which weeks may show a score, and that words that changed begin another line: answers to them are another series
//! (MEASUREMENT §1.5). Refuses to judge a change; one rule does that ([`super::Change`]).

use super::{BASELINE_WEEKS, MIN_FOR_PERCENT, MIN_TO_REPORT, favourable, groups, on_scale, total, worth};
use crate::domain::calendar::Week;
use crate::domain::instrument::Instrument;
use crate::domain::stats::{Estimate, Repeats};

/// Weeks on the line, the card's own among them.
pub const WEEKS: usize = 12;

/// Answers of one week to one wording of a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastWeek {
    /// The question.
    pub instrument: &'static Instrument,
    /// Which wording of it (`Series::edition`).
    pub edition: i32,
    /// The team's week.
    pub week: Week,
    /// Answers per point, lowest first.
    pub counts: Vec<u64>,
    /// The people behind them.
    pub repeats: Repeats,
}

/// One week of a line.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// The question.
    pub instrument: &'static Instrument,
    /// Which wording of it: points of different wordings are never joined.
    pub edition: i32,
    /// The team's week.
    pub week: Week,
    /// Answers.
    pub n: u64,
    /// The headline with its range: a share as a fraction of one, a net score from -100 to 100. `None` with fewer than
    /// [`MIN_FOR_PERCENT`] answers, or where showing it would tell what another week hides.
    pub range: Option<Estimate>,
}

/// The points of a card of the week `this`, in the order of the weeks. Weeks without answers have none.
pub fn line(mut past: Vec<PastWeek>, this: Week) -> Vec<Point> {
    past.retain(|week| total(&week.counts) > 0);
    past.sort_by_key(|p| (p.instrument.id, p.week, p.edition));
    let mut points: Vec<Point> = past.iter().map(point).collect();
    hide_complements(&mut points, this);
    points
}

fn point(past: &PastWeek) -> Point {
    let PastWeek { instrument, edition, week, .. } = *past;
    let counts = on_scale(&past.counts, instrument);
    let share = favourable(&counts, instrument);
    // By the rule of the card, so that the last point is the card's own range.
    let worth = worth(&counts, past.repeats, instrument);
    let range = match groups(&counts, instrument) {
        _ if share.whole < MIN_FOR_PERCENT => None,
        Some(net) => net.adjusted_wald_of(worth),
        None => share.wilson_of(worth),
    };
    Point { instrument, edition, week, n: share.whole, range }
}

/// The weeks before are also shown pooled. Where weeks that are too small to report are all that taking the others from the
/// pool would leave, the smallest of the others is hidden too (complementary hiding, MEASUREMENT §2.8): what is left must be
/// at least two weeks of [`MIN_TO_REPORT`] answers together.
fn hide_complements(points: &mut [Point], this: Week) {
    let pooled: Vec<Week> = (1..=BASELINE_WEEKS).filter_map(|n| Some(this.back(i32::try_from(n).ok()?))).collect();
    let series: Vec<_> = points.iter().map(|p| (p.instrument, p.edition)).collect();
    for one in series {
        let mut those: Vec<&mut Point> =
            points.iter_mut().filter(|p| (p.instrument, p.edition) == one && pooled.contains(&p.week)).collect();
        let unseen: Vec<u64> = those.iter().filter(|p| p.range.is_none()).map(|p| p.n).collect();
        let left = unseen.iter().sum::<u64>();
        if (unseen.len() == 1 || left < MIN_TO_REPORT)
            && unseen.iter().any(|n| *n < MIN_TO_REPORT)
            && let Some(smallest) = those.iter_mut().filter(|p| p.range.is_some()).min_by_key(|p| p.n)
        {
            smallest.range = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::instrument::{CES7, NPS11};
    use crate::domain::privacy::Privacy;
    use crate::domain::scorecard::{InstrumentFacts, metric};

    fn week(n: i32) -> Week {
        "2026-W47".parse::<Week>().unwrap().back(n)
    }

    fn past(back: i32, edition: i32, good: u64, bad: u64) -> PastWeek {
        let (counts, repeats) = (vec![bad, 0, 0, 0, 0, 0, good], Repeats::default());
        PastWeek { instrument: &CES7, edition, week: week(back), counts, repeats }
    }

    #[test]
    fn a_week_has_the_share_and_range_of_its_answers_and_none_with_fewer_than_twenty() {
        let points = line(vec![past(0, 1, 43, 7), past(1, 1, 10, 9), past(2, 1, 0, 0)], week(0));
        let told: Vec<(Week, u64, bool)> = points.iter().map(|p| (p.week, p.n, p.range.is_some())).collect();
        assert_eq!(told, [(week(1), 19, false), (week(0), 50, true)], "in the order of weeks");
        let range = points[1].range.unwrap();
        assert!((range.value - 0.86).abs() < 1e-9 && range.lower < 0.75 && range.upper > 0.92, "{range:?}");
    }

    #[test]
    fn where_customers_repeat_the_last_point_is_exactly_the_range_of_the_card() {
        for instrument in [&CES7, &NPS11] {
            let mut counts = vec![0; instrument.points()];
            (counts[0], counts[instrument.points() - 1]) = (8, 42);
            let mut repeats = Repeats::default();
            let low = if instrument == &NPS11 { -4 } else { 0 };
            [5, 5, 5, 4, 4, 4, 4, 3, 3, 5].into_iter().for_each(|n| repeats.add(n, n.unsigned_abs()));
            [low, low].into_iter().for_each(|k| repeats.add(k, 4));
            let facts = InstrumentFacts { repeats, ..InstrumentFacts::of(instrument, counts.clone(), vec![]) };
            let card = metric(&facts, Privacy::Leads);
            assert!(card.effective < 30.0, "they do repeat: {}", card.effective);
            let drawn = line(vec![PastWeek { instrument, counts, repeats, ..past(0, 1, 0, 0) }], week(0));
            assert_eq!(drawn.last().and_then(|p| p.range).as_ref(), card.headline().get());
        }
    }

    #[test]
    fn a_net_score_is_drawn_where_the_card_is_headed_by_one() {
        let counts = vec![4, 0, 0, 0, 0, 0, 0, 12, 0, 25, 0];
        let points = line(vec![PastWeek { instrument: &NPS11, counts, ..past(0, 1, 0, 0) }], week(0));
        assert!((points[0].range.unwrap().value - 51.2).abs() < 0.1, "{points:?}");
    }

    #[test]
    fn other_words_are_points_of_their_own_even_within_one_week() {
        let points = line(vec![past(1, 2, 30, 0), past(1, 1, 25, 0)], week(0));
        assert_eq!(points.iter().map(|p| (p.edition, p.n)).collect::<Vec<_>>(), [(1, 25), (2, 30)]);
    }

    #[test]
    fn pooled_weeks_that_are_too_small_even_together_take_the_smallest_other_with_them() {
        let weeks = vec![past(1, 1, 30, 0), past(2, 1, 1, 1), past(3, 1, 0, 1), past(4, 1, 50, 0)];
        let shown: Vec<u64> = line(weeks, week(0)).iter().filter(|p| p.range.is_some()).map(|p| p.n).collect();
        assert_eq!(shown, [50], "of 83 pooled answers, 80 shown would leave three");
    }

    #[test]
    fn of_the_pooled_weeks_one_that_is_too_small_to_report_takes_the_smallest_other_with_it() {
        let weeks = vec![past(0, 1, 40, 0), past(1, 1, 30, 0), past(2, 1, 2, 1), past(3, 1, 50, 0), past(5, 1, 25, 0)];
        let shown: Vec<u64> = line(weeks, week(0)).iter().filter(|p| p.range.is_some()).map(|p| p.n).collect();
        assert_eq!(shown, [25, 50, 40], "30 is hidden beside the 3");
        let two_unseen = vec![past(1, 1, 30, 0), past(2, 1, 2, 1), past(3, 1, 12, 0)];
        assert!(line(two_unseen, week(0)).iter().any(|p| p.n == 30 && p.range.is_some()));
    }
}
