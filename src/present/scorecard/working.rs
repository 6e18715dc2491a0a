//! "How was this worked out?": methods, inputs and rules in plain words.
//!
//! Knows which formula each number came from (MEASUREMENT §2) and says its name, so that anybody can check it.

use super::sentence::{Showing, has_a_mean, showing};
use crate::domain::instrument::Instrument;
use crate::domain::scorecard::{MIN_BASELINE, MIN_FOR_PERCENT, MIN_TO_REPORT, MetricCard, STEADY_MARGIN, Scorecard};
use crate::domain::stats::Share;
use crate::present::words::figure::{dates, last_weeks, net, net_range, percent, points, range, signed};
use crate::present::words::{has_digits, instrument_words};

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
    if card.agents.iter().any(|agent| agent.estimate.get().is_some()) {
        lines.push(AGENTS.to_owned());
    }
    if let Some(week) = card.response_week {
        lines.push(format!(
            "Who answered: of the people asked {}, the newest week whose time to answer is over. Likely range: Wilson's \
             score range at 95 %.",
            dates(week)
        ));
    }
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
    lines.push(
        "Every rule with its formula, source and a worked example: \"How we count\", docs/counting.md.".to_owned(),
    );
    lines
}

const AGENTS: &str = "Agents: somebody is called clearly above only from 20 answers on, if the N-1 chi-square test against the \
    rest of the team still says so after Holm's correction for all agents looked at. Nobody is ranked.";

/// What repeat customers' answers are worth.
fn repeats_line(metric: &MetricCard, label: &str) -> Option<String> {
    let people = metric.people?;
    Some(format!(
        "{label}, repeat customers: {} answers came from {people} people. One person's answers go together, so for the \
         ranges they are worth {:.1} independent ones (variance between people).",
        metric.share.whole, metric.effective
    ))
}

fn metric_lines(metric: &MetricCard) -> Vec<String> {
    if showing(metric) != Showing::Everything {
        return Vec::new();
    }
    let label = instrument_words(metric.instrument).label;
    let mut lines: Vec<String> = headline_line(metric, label).into_iter().collect();
    if let Some(mean) = metric.mean.get().filter(|_| has_a_mean(metric.instrument)) {
        lines.push(format!(
            "{label}, mean: {:.2}. Likely range {:.2}-{:.2}: one answer added at each end of the scale, then Student's t \
             (plus-two, our own construction).",
            mean.value, mean.lower, mean.upper
        ));
    }
    lines.extend(repeats_line(metric, label));
    lines.extend(change_line(metric, label));
    lines
}

fn headline_line(metric: &MetricCard, label: &str) -> Option<String> {
    let Instrument { min, max, low_to, favourable_from, .. } = metric.instrument;
    let Share { part, whole } = metric.share;
    let estimate = metric.headline().get()?;
    if let Some(groups) = metric.groups() {
        return Some(format!(
            "{label}: {part} of {whole} answers were {favourable_from}-{max} (promoters) and {} were {min}-{low_to} \
             (detractors); the difference of their shares, times a hundred, is {}. Likely range {}: adjusted Wald at 95 %. \
             Asked after a ticket it is not the NPS of a yearly survey, and not to be compared with one.",
            groups.detractors,
            net(estimate.value),
            net_range(estimate)
        ));
    }
    let counted = if favourable_from == max { format!("{max}") } else { format!("{favourable_from}-{max}") };
    let counted = if has_digits(metric.instrument) { counted } else { "thumbs up".to_owned() };
    Some(format!(
        "{label}, share: {part} of {whole} answers were {counted}, which is {} %. Likely range {}: Wilson's score range at 95 %.",
        percent(metric.share),
        range(estimate)
    ))
}

fn change_line(metric: &MetricCard, label: &str) -> Option<String> {
    let (baseline, change) = (metric.baseline.get()?, metric.change.get()?);
    let weeks = last_weeks(baseline.weeks);
    let now_and_then = match (&baseline.net, metric.headline().get()) {
        (Some(before), Some(now)) => {
            format!("{} now, {} over {weeks} ({} answers)", net(now.value), net(before.value), baseline.share.whole)
        }
        _ => format!(
            "{} % now, {} % over {weeks} ({} of {})",
            percent(metric.share),
            percent(baseline.share),
            baseline.share.part,
            baseline.share.whole
        ),
    };
    Some(format!(
        "{label}, change: {now_and_then}. The difference is likely between {} and {} points: square-and-add \
         (Newcombe 1998, method 10).",
        signed(points(change.difference.lower)),
        signed(points(change.difference.upper))
    ))
}

fn local(card: &Scorecard, at: crate::domain::Timestamp) -> String {
    let zone = jiff::tz::TimeZone::get(&card.zone).unwrap_or(jiff::tz::TimeZone::UTC);
    crate::present::words::figure::local_time(at, &zone)
}
