//! "How was this worked out?": methods, inputs and rules in plain words.
//!
//! Knows which formula each number came from (MEASUREMENT §2) and says its name, so that anybody can check it.

use super::sentence::{Showing, showing};
use crate::domain::scorecard::{MIN_BASELINE, MIN_FOR_PERCENT, MIN_TO_REPORT, MetricCard, STEADY_MARGIN, Scorecard};
use crate::present::words::figure::{last_weeks, percent, points, range, signed};
use crate::present::words::instrument_words;

/// The lines, most important first.
pub fn working(card: &Scorecard) -> Vec<String> {
    let mut lines: Vec<String> = card.metrics.iter().flat_map(metric_lines).collect();
    if card.metrics.iter().any(|m| m.change.get().is_some()) {
        lines.push(format!(
            "A change is called clear if its range leaves out 0, and steady if the range stays within {} points of 0. \
             About one week in twenty looks clear by luck alone.",
            points(STEADY_MARGIN)
        ));
    }
    lines.push(format!(
        "Fewer than {MIN_TO_REPORT} answers: no score. Fewer than {MIN_FOR_PERCENT}: counts only, no percentage and no \
         comparison. Fewer than {MIN_BASELINE} in the weeks before: no comparison."
    ));
    lines.push(
        "An answer counts in the week it first arrived, with its last value. A ticket counts in the week it was closed."
            .to_owned(),
    );
    lines.push(format!(
        "The week runs from {} until {} ({}).",
        local(card, card.from),
        local(card, card.to),
        card.zone
    ));
    lines
}

fn metric_lines(metric: &MetricCard) -> Vec<String> {
    if showing(metric.share.whole) != Showing::Everything {
        return Vec::new();
    }
    let label = instrument_words(metric.instrument).label;
    let from = metric.instrument.favourable_from;
    let to = metric.instrument.max;
    let mut lines = Vec::new();
    if let Some(estimate) = metric.estimate.get() {
        lines.push(format!(
            "{label}, share: {} of {} answers were {from}-{to}, which is {} %. Likely range {}: Wilson's score range at 95 %.",
            metric.share.part,
            metric.share.whole,
            percent(metric.share),
            range(estimate)
        ));
    }
    if let Some(mean) = metric.mean.get() {
        lines.push(format!(
            "{label}, mean: {:.2}. Likely range {:.2}-{:.2}: one answer added at each end of the scale, then Student's t \
             (plus-two, our own construction).",
            mean.value, mean.lower, mean.upper
        ));
    }
    lines.extend(change_line(metric, label));
    lines
}

fn change_line(metric: &MetricCard, label: &str) -> Option<String> {
    let (baseline, change) = (metric.baseline.get()?, metric.change.get()?);
    Some(format!(
        "{label}, change: {} % now, {} % over {} ({} of {}). The difference is likely between {} and {} points: \
         square-and-add (Newcombe 1998, method 10).",
        percent(metric.share),
        percent(baseline.share),
        last_weeks(baseline.weeks),
        baseline.share.part,
        baseline.share.whole,
        signed(points(change.difference.lower)),
        signed(points(change.difference.upper))
    ))
}

fn local(card: &Scorecard, at: crate::domain::Timestamp) -> String {
    let zone = jiff::tz::TimeZone::get(&card.zone).unwrap_or(jiff::tz::TimeZone::UTC);
    crate::present::words::figure::local_time(at, &zone)
}
