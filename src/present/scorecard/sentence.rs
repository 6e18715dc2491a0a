//! The sentences about one number (MEASUREMENT §3), and the one sentence about the week.
//!
//! Knows the exact words and when each applies. Refuses to compute: a hidden number stays hidden.

use crate::domain::instrument::{Instrument, Metric};
use crate::domain::privacy::CONFIDENTIAL_FLOOR;
use crate::domain::scorecard::{
    Baseline, Change, MIN_FOR_PERCENT, MIN_TO_REPORT, MetricCard, STEADY_MARGIN, Scorecard,
};
use crate::domain::stats::{Estimate, Net, Share, Verdict, answers_needed};
use crate::present::words::figure::{net, percent, points};
use crate::present::words::lang::Given;
use crate::present::words::{Line, Voice, clear_week, favourable, score_of};

pub use crate::present::words::label;

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
pub fn sentence(voice: Voice, metric: &MetricCard) -> String {
    voice.joined([judged(voice, metric)].into_iter().chain(all_the_same(voice, metric)))
}

/// Nobody chose another score: worth a word, because the spread has nothing else to show.
fn all_the_same(voice: Voice, metric: &MetricCard) -> Option<String> {
    let whole = metric.share.whole;
    let at = metric.counts.iter().position(|n| *n == whole).filter(|_| showing(metric) == Showing::Everything)?;
    let value = metric.instrument.min.saturating_add(u8::try_from(at).ok()?);
    let score = score_of(voice, metric.instrument, value);
    Some(voice.tell(Line::AllTheSame, &[("n", whole.into()), ("score", score.into())]))
}

fn judged(voice: Voice, metric: &MetricCard) -> String {
    let Share { part, whole } = metric.share;
    match (showing(metric), metric.headline().get(), metric.groups()) {
        (Showing::Nothing, _, _) => voice.say(Line::NoAnswers),
        (Showing::OnlyCount, _, _) if metric.is_of_few_people() => {
            voice.tell(Line::FewPeople, &[("n", whole.into()), ("floor", CONFIDENTIAL_FLOOR.into())])
        }
        (Showing::OnlyCount, _, _) => voice.tell(Line::OnlyFew, &[("n", whole.into())]),
        (Showing::Everything, Some(net), Some(groups)) => full_net(voice, metric, groups, net),
        (Showing::Everything, Some(share), None) => full(voice, metric, share),
        (_, _, Some(groups)) => voice.tell(Line::CountsNet, &[("groups", groups_in_words(voice, groups).into())]),
        _ => {
            let said = favourable(voice, metric.instrument, part);
            voice.tell(Line::CountsShare, &[("part", part.into()), ("whole", whole.into()), ("said", said.into())])
        }
    }
}

/// `25 promoters, 12 passives, 4 detractors`.
pub fn groups_in_words(voice: Voice, groups: Net) -> String {
    let Net { promoters, passives, detractors } = groups;
    let each = [(Line::Promoters, promoters), (Line::Passives, passives), (Line::Detractors, detractors)];
    voice.listed(&each.map(|(line, n)| voice.tell(line, &[("n", n.into())])))
}

fn full_net(voice: Voice, metric: &MetricCard, groups: Net, now: &Estimate) -> String {
    let plain = voice.tell(
        Line::NetNow,
        &[
            ("score", net(now.value).into()),
            ("groups", groups_in_words(voice, groups).into()),
            ("range", voice.net_range(now).into()),
        ],
    );
    let needed = groups.answers_needed(WORTH_SEEING);
    // Fewer than there already are is no advice.
    let price = (needed > groups.total())
        .then(|| voice.tell(Line::NetPrice, &[("change", worth_seeing().into()), ("needed", needed.into())]));
    let (Some(baseline), Some(change)) = (metric.baseline.get(), metric.change.get()) else {
        return voice.joined([plain, nothing_before(voice, metric)].into_iter().chain(price));
    };
    let (weeks, before) = (("weeks", baseline.weeks.into()), ("before", net(baseline.headline().value).into()));
    match change.verdict {
        Verdict::Steady => voice.joined([plain, steady(voice, baseline)]),
        Verdict::ClearRise | Verdict::ClearFall => {
            let way = if change.verdict == Verdict::ClearRise { Line::NetUp } else { Line::NetDown };
            voice.joined([plain, voice.tell(way, &[weeks, before]), real(voice, change)])
        }
        Verdict::CannotTell if is_narrow(change) => {
            voice.joined([plain, voice.tell(Line::NoClearChange, &[weeks, before])].into_iter().chain(price))
        }
        Verdict::CannotTell => {
            let fits = ("fits", what_fits(voice, &change.difference).into());
            voice.joined([plain, voice.tell(Line::CannotTellNet, &[weeks, before, fits])].into_iter().chain(price))
        }
    }
}

fn full(voice: Voice, metric: &MetricCard, estimate: &Estimate) -> String {
    let Share { part, whole } = metric.share;
    let said = favourable(voice, metric.instrument, percent(metric.share));
    let now: [(&'static str, Given); 4] = [
        ("share", voice.share(metric.share).into()),
        ("said", said.into()),
        ("part", part.into()),
        ("whole", whole.into()),
    ];
    let likely = voice.tell(Line::ShareLikely, &[("range", voice.range(estimate).into())]);
    let plain = voice.joined([voice.tell(Line::ShareNow, &now), likely]);
    let (Some(baseline), Some(change)) = (metric.baseline.get(), metric.change.get()) else {
        return voice.joined([plain, nothing_before(voice, metric)]);
    };
    let before = [("weeks", baseline.weeks.into()), ("before", voice.share(baseline.share).into())];
    match change.verdict {
        Verdict::Steady => voice.joined([plain, steady(voice, baseline)]),
        Verdict::ClearRise | Verdict::ClearFall => {
            let way = if change.verdict == Verdict::ClearRise { Line::ShareUp } else { Line::ShareDown };
            let moved: Vec<_> = now.into_iter().chain(before).collect();
            voice.joined([voice.tell(way, &moved), real(voice, change)])
        }
        Verdict::CannotTell if is_narrow(change) => voice.joined([plain, voice.tell(Line::NoClearChange, &before)]),
        Verdict::CannotTell => cannot_tell(voice, metric.share, change),
    }
}

fn steady(voice: Voice, baseline: &Baseline) -> String {
    let margin = points(STEADY_MARGIN).unsigned_abs();
    voice.tell(Line::Steady, &[("margin", margin.into()), ("weeks", baseline.weeks.into())])
}

/// A change whose range leaves out zero: the only one that is called real.
fn real(voice: Voice, change: &Change) -> String {
    let line = if change.verdict == Verdict::ClearRise { Line::RealRise } else { Line::RealDrop };
    voice.tell(line, &[("size", clear_size(voice, &change.difference).into())])
}

fn nothing_before(voice: Voice, metric: &MetricCard) -> String {
    match metric.changed {
        Some(date) => voice.tell(Line::ChangedOn, &[("date", voice.day(date).into())]),
        None => voice.say(if metric.first_week { Line::FirstWeek } else { Line::TooFewBefore }),
    }
}

/// `somewhere between 4 and 28 points`: of a difference whose range leaves out zero.
pub fn clear_size(voice: Voice, difference: &Estimate) -> String {
    let [a, b] = [difference.lower, difference.upper].map(|end| points(end).unsigned_abs());
    match (a.min(b), a.max(b)) {
        (0, far) => voice.tell(Line::SizeUpTo, &[("n", far.max(1).into())]),
        (near, far) if near == far => voice.tell(Line::SizeAbout, &[("n", far.into())]),
        (near, far) => voice.tell(Line::SizeBetween, &[("near", near.into()), ("far", far.into())]),
    }
}

/// `22 points worse to 14 better`.
pub fn what_fits(voice: Voice, difference: &Estimate) -> String {
    let worse = points(difference.lower).min(0).unsigned_abs();
    let better = points(difference.upper).max(0).unsigned_abs();
    match (worse, better) {
        (0, better) => voice.tell(Line::FitsBetter, &[("n", better.into())]),
        (worse, 0) => voice.tell(Line::FitsWorse, &[("n", worse.into())]),
        (worse, better) => voice.tell(Line::FitsBoth, &[("worse", worse.into()), ("better", better.into())]),
    }
}

fn cannot_tell(voice: Voice, share: Share, change: &Change) -> String {
    let fits = what_fits(voice, &change.difference);
    let Share { part, whole } = share;
    let p = part as f64 / whole.max(1) as f64;
    let needed = answers_needed(p, WORTH_SEEING);
    let given = [("part", part.into()), ("whole", whole.into()), ("fits", fits.into())];
    // At 0 % and 100 % the rule of thumb has nothing to say, and fewer than there already are is no advice.
    let price = (needed > whole)
        .then(|| voice.tell(Line::SharePrice, &[("needed", needed.into()), ("change", worth_seeing().into())]));
    voice.joined([voice.tell(Line::CannotTell, &given)].into_iter().chain(price))
}

fn worth_seeing() -> u64 {
    points(WORTH_SEEING).unsigned_abs()
}

/// Whether an unclear change is known well enough to be called "no clear change", and not "can't tell yet".
pub fn is_narrow(change: &Change) -> bool {
    (change.difference.upper - change.difference.lower) / 2.0 <= CLEAR_ENOUGH
}

/// The verdict in two or three words; `None` where there is none.
pub fn verdict_words(voice: Voice, metric: &MetricCard) -> Option<String> {
    let change = metric.change.get()?;
    Some(voice.say(match change.verdict {
        Verdict::ClearRise => Line::VerdictUp,
        Verdict::ClearFall => Line::VerdictDown,
        Verdict::Steady => Line::VerdictSteady,
        Verdict::CannotTell if is_narrow(change) => Line::VerdictNoClearChange,
        Verdict::CannotTell => Line::VerdictCannotTell,
    }))
}

/// `the last 4 weeks: 85 % of 240`.
pub fn before_words(voice: Voice, baseline: &Baseline) -> String {
    let (weeks, n) = (("weeks", baseline.weeks.into()), ("n", baseline.share.whole.into()));
    match &baseline.net {
        Some(score) => voice.tell(Line::BeforeNet, &[weeks, n, ("score", net(score.value).into())]),
        None => voice.tell(Line::BeforeShare, &[weeks, n, ("share", voice.share(baseline.share).into())]),
    }
}

/// Whether people speak of the mean of this scale: of two points it is the share over again, and of a net score it is
/// another number than everybody knows.
pub fn has_a_mean(instrument: &Instrument) -> bool {
    matches!(instrument.metric, Metric::Ces | Metric::Csat)
}

/// The week in one sentence. One verdict a card: the team's first instrument speaks, or, when nobody answered it, the
/// first that was answered.
pub fn meaning(voice: Voice, card: &Scorecard) -> String {
    let answered = card.metrics.iter().find(|m| m.share.whole > 0);
    let Some(metric) = answered else { return voice.say(nobody_answered(card)) };
    match showing(metric) {
        Showing::Nothing | Showing::OnlyCount => voice.say(Line::WeekTooFew),
        Showing::Counts => voice.say(Line::WeekFew),
        Showing::Everything => week_in_words(voice, metric),
    }
}

fn nobody_answered(card: &Scorecard) -> Line {
    match (card.closes.total, card.asked, card.provisional) {
        (0, _, false) => Line::NothingClosedWeek,
        (0, _, true) => Line::NothingClosedYet,
        (_, 0, false) => Line::NobodyAsked,
        (_, 0, true) => Line::NobodyAskedYet,
        (_, _, false) => Line::NobodyAnswered,
        (_, _, true) => Line::NobodyAnsweredYet,
    }
}

fn week_in_words(voice: Voice, metric: &MetricCard) -> String {
    let Some(change) = metric.change.get() else {
        return voice.say(match (metric.changed, metric.first_week) {
            (Some(_), _) => Line::WeekChanged,
            (None, true) => Line::WeekFirst,
            (None, false) => Line::WeekNothingBefore,
        });
    };
    match change.verdict {
        Verdict::ClearRise => clear_week(voice, metric.instrument, true),
        Verdict::ClearFall => clear_week(voice, metric.instrument, false),
        Verdict::Steady => voice.say(Line::WeekSteady),
        Verdict::CannotTell if is_narrow(change) => voice.say(Line::WeekNoClearChange),
        Verdict::CannotTell => voice.say(Line::WeekCannotTell),
    }
}

/// `50 of 180 people asked 9-15 Nov 2026 answered (28 %, likely 22-35 %).` The week is named where it is not the card's own.
pub fn response_words(voice: Voice, card: &Scorecard) -> Option<String> {
    let Share { part, whole } = card.response;
    let range = voice.range(card.response_range.as_ref()?);
    let earlier = card.response_week.filter(|week| *week != card.week);
    let mut given: Vec<(&'static str, Given)> = vec![("part", part.into()), ("whole", whole.into())];
    given.extend(earlier.map(|week| ("dates", voice.dates(week).into())));
    let few = whole < MIN_FOR_PERCENT;
    if !few {
        given.extend([("share", voice.share(card.response).into()), ("range", range.into())]);
    }
    Some(voice.tell(
        match (few, earlier) {
            (true, None) => Line::ResponseFew,
            (true, Some(_)) => Line::ResponseFewWeek,
            (false, None) => Line::Response,
            (false, Some(_)) => Line::ResponseWeek,
        },
        &given,
    ))
}
