//! The sentences about one number (MEASUREMENT §3), and the one sentence about the week.
//!
//! Knows the exact words and when each applies. Refuses to compute: a hidden number stays hidden.

use crate::domain::instrument::{Instrument, Metric};
use crate::domain::privacy::CONFIDENTIAL_FLOOR;
use crate::domain::scorecard::{
    Baseline, Change, MIN_FOR_PERCENT, MIN_TO_REPORT, MetricCard, STEADY_MARGIN, Scorecard,
};
use crate::domain::stats::{Estimate, Net, Share, Verdict, answers_needed};
use crate::present::words::figure::{count, dates, day, last_weeks, net, net_range, percent, points, range};
use crate::present::words::{instrument_words, score_of};

/// Up to this half-range an unclear change reads "no clear change"; beyond it, "can't tell yet" (MEASUREMENT §2.6).
const CLEAR_ENOUGH: f64 = 0.15;
/// The size of change whose price in answers is told.
const WORTH_SEEING: f64 = 0.10;

/// How much may be said about so many answers (MEASUREMENT §2.8).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Showing {
    /// No answers.
    Nothing,
    /// Only how many there were.
    OnlyCount,
    /// Counts in words.
    Counts,
    /// Percent, range and verdict.
    Everything,
}

/// What may be shown of a question's week.
pub fn showing(metric: &MetricCard) -> Showing {
    match metric.share.whole {
        0 => Showing::Nothing,
        n if n < MIN_TO_REPORT || metric.is_of_few_people() => Showing::OnlyCount,
        n if n < MIN_FOR_PERCENT => Showing::Counts,
        _ => Showing::Everything,
    }
}

/// What one instrument's week says, in the words of MEASUREMENT §3.
pub fn sentence(metric: &MetricCard) -> String {
    let mut said = judged(metric);
    said.extend(all_the_same(metric).map(|same| format!(" {same}")));
    said
}

/// Nobody chose another score: worth a word, because the spread has nothing else to show.
fn all_the_same(metric: &MetricCard) -> Option<String> {
    let whole = metric.share.whole;
    let at = metric.counts.iter().position(|n| *n == whole).filter(|_| showing(metric) == Showing::Everything)?;
    let value = metric.instrument.min.saturating_add(u8::try_from(at).ok()?);
    Some(format!("All {whole} gave the same score: {}.", score_of(metric.instrument, value)))
}

fn judged(metric: &MetricCard) -> String {
    let Share { part, whole } = metric.share;
    let said = instrument_words(metric.instrument).favourable;
    match (showing(metric), metric.headline().get(), metric.groups()) {
        (Showing::Nothing, _, _) => "No answers.".to_owned(),
        (Showing::OnlyCount, _, _) if metric.is_of_few_people() => {
            format!("{whole} answers, of fewer than {CONFIDENTIAL_FLOOR} people: too few to report.")
        }
        (Showing::OnlyCount, _, _) => format!("Only {}: too few to report.", count(whole, "answer", "answers")),
        (Showing::Everything, Some(net), Some(groups)) => full_net(metric, groups, net),
        (Showing::Everything, Some(share), None) => full(metric, share),
        (_, _, Some(groups)) => format!("{}. Too few for a net score.", groups_in_words(groups)),
        _ => format!("{part} of {whole} {said}. Too few for a percentage."),
    }
}

/// `25 promoters, 12 passives, 4 detractors`.
pub fn groups_in_words(groups: Net) -> String {
    let Net { promoters, passives, detractors } = groups;
    format!(
        "{}, {}, {}",
        count(promoters, "promoter", "promoters"),
        count(passives, "passive", "passives"),
        count(detractors, "detractor", "detractors")
    )
}

fn full_net(metric: &MetricCard, groups: Net, now: &Estimate) -> String {
    let plain = format!("NPS {} ({}; likely {}).", net(now.value), groups_in_words(groups), net_range(now));
    let needed = groups.answers_needed(WORTH_SEEING);
    // Fewer than there already are is no advice.
    let price = if needed > groups.total() {
        let change = points(WORTH_SEEING);
        format!(" Pinning down a {change}-point move takes about {needed} answers in each period.")
    } else {
        String::new()
    };
    let (Some(baseline), Some(change)) = (metric.baseline.get(), metric.change.get()) else {
        return format!("{plain} {}{price}", nothing_before(metric));
    };
    let (weeks, before) = (last_weeks(baseline.weeks), net(baseline.headline().value));
    match change.verdict {
        Verdict::Steady => format!("{plain} Steady: within {} points of {weeks}.", points(STEADY_MARGIN)),
        Verdict::ClearRise | Verdict::ClearFall => {
            let (way, move_) = if change.verdict == Verdict::ClearRise { ("Up", "rise") } else { ("Down", "drop") };
            let size = clear_size(&change.difference);
            format!("{plain} {way} from {before} over {weeks}. That is a real {move_} of {size}, not luck.")
        }
        Verdict::CannotTell if half_range(change) <= CLEAR_ENOUGH => {
            format!("{plain} No clear change from {weeks} ({before}).{price}")
        }
        Verdict::CannotTell => {
            let fits = what_fits(&change.difference);
            format!("{plain} Can't tell yet: after {before} over {weeks}, the answers fit anything from {fits}.{price}")
        }
    }
}

fn full(metric: &MetricCard, estimate: &Estimate) -> String {
    let Share { part, whole } = metric.share;
    let share = percent(metric.share);
    let said = instrument_words(metric.instrument).favourable;
    let plain = format!(
        "{share} % {said} ({part} of {whole}). With this many answers, the true figure is likely {}.",
        range(estimate)
    );
    let (Some(baseline), Some(change)) = (metric.baseline.get(), metric.change.get()) else {
        return format!("{plain} {}", nothing_before(metric));
    };
    let (weeks, before) = (last_weeks(baseline.weeks), percent(baseline.share));
    match change.verdict {
        Verdict::Steady => {
            format!("{plain} Steady: within {} points of {weeks}.", points(STEADY_MARGIN))
        }
        Verdict::ClearRise | Verdict::ClearFall => {
            let (way, move_) = if change.verdict == Verdict::ClearRise { ("up", "rise") } else { ("down", "drop") };
            let size = clear_size(&change.difference);
            format!(
                "{share} % {said} ({part} of {whole}), {way} from {before} % over {weeks}. \
                 That is a real {move_} of {size}, not luck."
            )
        }
        Verdict::CannotTell if half_range(change) <= CLEAR_ENOUGH => {
            format!("{plain} No clear change from {weeks} ({before} %).")
        }
        Verdict::CannotTell => cannot_tell(metric.share, change),
    }
}

fn nothing_before(metric: &MetricCard) -> String {
    if let Some(date) = metric.changed {
        let on = day(date);
        return format!(
            "The question changed on {on}. Scores before and after are not comparable, so there is no arrow."
        );
    }
    let why = if metric.first_week {
        "This is the first week, so there is nothing to compare it with yet."
    } else {
        "There were too few answers in the weeks before to compare it with."
    };
    why.to_owned()
}

/// `somewhere between 4 and 28 points`: of a difference whose range leaves out zero.
pub fn clear_size(difference: &Estimate) -> String {
    let (a, b) = (points(difference.lower).abs(), points(difference.upper).abs());
    let (near, far) = (a.min(b), a.max(b));
    match (near, far) {
        (0, far) => format!("up to {}", in_points(far.max(1))),
        (near, far) if near == far => format!("about {}", in_points(far)),
        (near, far) => format!("somewhere between {near} and {far} points"),
    }
}

/// `22 points worse to 14 better`.
pub fn what_fits(difference: &Estimate) -> String {
    let worse = points(difference.lower).min(0).abs();
    let better = points(difference.upper).max(0);
    match (worse, better) {
        (0, better) => format!("no change to {} better", in_points(better)),
        (worse, 0) => format!("{} worse to no change", in_points(worse)),
        (worse, better) => format!("{} worse to {better} better", in_points(worse)),
    }
}

fn cannot_tell(share: Share, change: &Change) -> String {
    let fits = what_fits(&change.difference);
    let Share { part, whole } = share;
    let p = part as f64 / whole.max(1) as f64;
    let needed = answers_needed(p, WORTH_SEEING);
    let start = format!("Can't tell yet ({part} of {whole}): the answers fit anything from {fits}.");
    // At 0 % and 100 % the rule of thumb has nothing to say, and fewer than there already are is no advice.
    if needed > whole {
        format!("{start} About {needed} answers a week would be enough to see a {}-point change.", points(WORTH_SEEING))
    } else {
        start
    }
}

fn in_points(n: i64) -> String {
    count(n.unsigned_abs(), "point", "points")
}

fn half_range(change: &Change) -> f64 {
    (change.difference.upper - change.difference.lower) / 2.0
}

/// The verdict in two or three words; `None` where there is none.
pub fn verdict_words(metric: &MetricCard) -> Option<&'static str> {
    let change = metric.change.get()?;
    Some(match change.verdict {
        Verdict::ClearRise => "Clearly up",
        Verdict::ClearFall => "Clearly down",
        Verdict::Steady => "Steady",
        Verdict::CannotTell if half_range(change) <= CLEAR_ENOUGH => "No clear change",
        Verdict::CannotTell => "Can't tell yet",
    })
}

/// `the last 4 weeks: 85 % of 240`.
pub fn before_words(baseline: &Baseline) -> String {
    let (weeks, answers) = (last_weeks(baseline.weeks), baseline.share.whole);
    match &baseline.net {
        Some(score) => format!("{weeks}: {} from {answers}", net(score.value)),
        None => format!("{weeks}: {} % of {answers}", percent(baseline.share)),
    }
}

/// Whether people speak of the mean of this scale: of two points it is the share over again, and of a net score it is
/// another number than everybody knows.
pub fn has_a_mean(instrument: &Instrument) -> bool {
    matches!(instrument.metric, Metric::Ces | Metric::Csat)
}

/// The week in one sentence. One verdict a card: the team's first instrument speaks, or, when nobody answered it, the
/// first that was answered.
pub fn meaning(card: &Scorecard) -> String {
    let answered = card.metrics.iter().find(|m| m.share.whole > 0);
    let Some(metric) = answered else { return nobody_answered(card).to_owned() };
    match showing(metric) {
        Showing::Nothing | Showing::OnlyCount => "Too few answers to say how the week went.".to_owned(),
        Showing::Counts => "A few answers, not enough to judge the week by.".to_owned(),
        Showing::Everything => week_in_words(metric),
    }
}

fn nobody_answered(card: &Scorecard) -> &'static str {
    match (card.closes.total, card.asked, card.provisional) {
        (0, _, false) => "No tickets were closed this week.",
        (0, _, true) => "No tickets have been closed this week so far.",
        (_, 0, false) => "Nobody was asked this week.",
        (_, 0, true) => "Nobody has been asked this week so far.",
        (_, _, false) => "Nobody answered this week.",
        (_, _, true) => "Nobody has answered this week so far.",
    }
}

fn week_in_words(metric: &MetricCard) -> String {
    let Some(change) = metric.change.get() else {
        return if metric.changed.is_some() {
            "The question changed, so there is nothing to compare this week with yet.".to_owned()
        } else if metric.first_week {
            "The first week with answers: from here on there is something to compare with.".to_owned()
        } else {
            "Nothing yet to compare this week with.".to_owned()
        };
    };
    let words = instrument_words(metric.instrument);
    match change.verdict {
        Verdict::ClearRise => words.clear_rise.to_owned(),
        Verdict::ClearFall => words.clear_fall.to_owned(),
        Verdict::Steady => "A steady week.".to_owned(),
        Verdict::CannotTell if half_range(change) <= CLEAR_ENOUGH => {
            "No clear change from the weeks before.".to_owned()
        }
        Verdict::CannotTell => "Too few answers to tell whether anything changed.".to_owned(),
    }
}

/// `50 of 180 people asked 9-15 Nov 2026 answered (28 %, likely 22-35 %).` The week is named where it is not the card's own.
pub fn response_words(card: &Scorecard) -> Option<String> {
    let Share { part, whole } = card.response;
    let figure_range = range(card.response_range.as_ref()?);
    let asked = if whole == 1 { "person asked" } else { "people asked" };
    let earlier = card.response_week.filter(|week| *week != card.week);
    let asked = earlier.map_or_else(|| asked.to_owned(), |week| format!("{asked} {}", dates(week)));
    Some(if whole < MIN_FOR_PERCENT {
        format!("{part} of {whole} {asked} answered.")
    } else {
        format!("{part} of {whole} {asked} answered ({} %, likely {}).", percent(card.response), figure_range)
    })
}

/// `Effort`: what stands in front of an instrument's sentence.
pub fn label(instrument: &Instrument) -> &'static str {
    instrument_words(instrument).label
}
