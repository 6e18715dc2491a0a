//! "How was this worked out?": methods, inputs and rules in plain words.
//!
//! Knows which formula each number came from (MEASUREMENT §2) and says its name, so that anybody can check it.

use super::sentence::{Showing, has_a_mean, label, showing};
use crate::domain::Timestamp;
use crate::domain::instrument::Instrument;
use crate::domain::scorecard::{
    Baseline, Change, MIN_BASELINE, MIN_FOR_PERCENT, MIN_TO_REPORT, MetricCard, STEADY_MARGIN, Scorecard,
};
use crate::domain::stats::{Estimate, Net, Share};
use crate::present::words::figure::{net, points, signed};
use crate::present::words::lang::Given;
use crate::present::words::{Line, Voice, has_digits};

/// How sure the ranges are, in percent.
const LEVEL: u64 = 95;

/// All lines, for whoever asks.
pub fn working(voice: Voice, card: &Scorecard) -> Vec<String> {
    let mut lines = core(voice, card);
    lines.extend(heard_line(voice, card));
    lines
}

/// The lines that stand in the details, most important first; who is heard is left to whoever asks, or the longest details
/// would not be one message of Discord's.
pub(super) fn core(voice: Voice, card: &Scorecard) -> Vec<String> {
    let mut lines: Vec<String> = card.metrics.iter().flat_map(|metric| metric_lines(voice, metric)).collect();
    if card.metrics.iter().any(|m| m.change.get().is_some()) {
        lines.push(voice.tell(Line::WorkClear, &[("margin", points(STEADY_MARGIN).unsigned_abs().into())]));
    }
    lines.push(voice.tell(
        Line::WorkFloors,
        &[("few", MIN_TO_REPORT.into()), ("percent", MIN_FOR_PERCENT.into()), ("baseline", MIN_BASELINE.into())],
    ));
    if card.agents.iter().any(|agent| agent.estimate.get().is_some()) {
        lines.push(voice.tell(Line::WorkAgents, &[("few", MIN_FOR_PERCENT.into())]));
    }
    if let Some(week) = card.response_week {
        lines.push(voice.tell(Line::WorkAsked, &[("dates", voice.dates(week).into()), level(voice)]));
    }
    lines.push(voice.say(Line::WorkCounts));
    let [from, to] = [card.from, card.to].map(|at| local(voice, card, at));
    lines.push(
        voice.tell(Line::WorkWeek, &[("from", from.into()), ("to", to.into()), ("zone", card.zone.as_str().into())]),
    );
    lines.push(voice.say(Line::WorkRules));
    lines
}

fn heard_line(voice: Voice, card: &Scorecard) -> Option<String> {
    let week = card.response_week.filter(|_| !card.heard.is_empty())?;
    Some(voice.tell(Line::WorkHeard, &[("dates", voice.dates(week).into()), ("few", MIN_FOR_PERCENT.into())]))
}

fn level(voice: Voice) -> (&'static str, Given) {
    ("level", voice.percent(LEVEL).into())
}

fn metric_lines(voice: Voice, metric: &MetricCard) -> Vec<String> {
    if showing(metric) != Showing::Everything {
        return Vec::new();
    }
    let lines = [
        headline_line(voice, metric),
        mean_line(voice, metric),
        repeats_line(voice, metric),
        change_line(voice, metric),
    ];
    lines.into_iter().flatten().collect()
}

fn named(voice: Voice, metric: &MetricCard) -> (&'static str, Given) {
    ("label", label(voice, metric.instrument).into())
}

fn mean_line(voice: Voice, metric: &MetricCard) -> Option<String> {
    let mean = metric.mean.get().filter(|_| has_a_mean(metric.instrument))?;
    let (value, range) = (voice.decimal(mean.value, 2), voice.decimals(mean, 2));
    Some(voice.tell(Line::WorkMean, &[named(voice, metric), ("mean", value.into()), ("range", range.into())]))
}

/// What repeat customers' answers are worth.
fn repeats_line(voice: Voice, metric: &MetricCard) -> Option<String> {
    let people = metric.people?;
    let worth = voice.decimal(metric.effective, 1);
    Some(voice.tell(
        Line::WorkRepeats,
        &[named(voice, metric), ("n", metric.share.whole.into()), ("people", people.into()), ("worth", worth.into())],
    ))
}

fn headline_line(voice: Voice, metric: &MetricCard) -> Option<String> {
    let Instrument { max, favourable_from, .. } = metric.instrument;
    let estimate = metric.headline().get()?;
    if let Some(groups) = metric.groups() {
        return Some(net_line(voice, metric, groups, estimate));
    }
    let Share { part, whole } = metric.share;
    let mut given = vec![
        named(voice, metric),
        ("part", part.into()),
        ("whole", whole.into()),
        ("share", voice.share(metric.share).into()),
        ("range", voice.range(estimate).into()),
        level(voice),
    ];
    if !has_digits(metric.instrument) {
        return Some(voice.tell(Line::WorkThumbs, &given));
    }
    given.push(("counted", voice.points(*favourable_from, *max).into()));
    Some(voice.tell(Line::WorkShare, &given))
}

fn net_line(voice: Voice, metric: &MetricCard, groups: Net, estimate: &Estimate) -> String {
    let Instrument { min, max, low_to, favourable_from, .. } = metric.instrument;
    let Share { part, whole } = metric.share;
    voice.tell(
        Line::WorkNet,
        &[
            named(voice, metric),
            ("part", part.into()),
            ("whole", whole.into()),
            ("counted", voice.points(*favourable_from, *max).into()),
            ("detractors", groups.detractors.into()),
            ("low", voice.points(*min, *low_to).into()),
            ("score", net(estimate.value).into()),
            ("range", voice.net_range(estimate).into()),
            level(voice),
        ],
    )
}

fn change_line(voice: Voice, metric: &MetricCard) -> Option<String> {
    let (baseline, change) = (metric.baseline.get()?, metric.change.get()?);
    let mut given = vec![named(voice, metric), ("weeks", baseline.weeks.into())];
    given.extend(ends(change));
    Some(match (&baseline.net, metric.headline().get()) {
        (Some(before), Some(now)) => {
            given.extend([("now", net(now.value).into()), ("before", net(before.value).into())]);
            given.push(("n", baseline.share.whole.into()));
            voice.tell(Line::WorkChangeNet, &given)
        }
        _ => {
            given.extend(shares(voice, metric, baseline));
            voice.tell(Line::WorkChange, &given)
        }
    })
}

fn ends(change: &Change) -> [(&'static str, Given); 2] {
    let end = |fraction: f64| Given::from(signed(points(fraction)));
    [("from", end(change.difference.lower)), ("to", end(change.difference.upper))]
}

fn shares(voice: Voice, metric: &MetricCard, baseline: &Baseline) -> [(&'static str, Given); 4] {
    [
        ("now", voice.share(metric.share).into()),
        ("before", voice.share(baseline.share).into()),
        ("part", baseline.share.part.into()),
        ("whole", baseline.share.whole.into()),
    ]
}

fn local(voice: Voice, card: &Scorecard, at: Timestamp) -> String {
    let zone = jiff::tz::TimeZone::get(&card.zone).unwrap_or(jiff::tz::TimeZone::UTC);
    voice.local_time(at, &zone)
}
