//! Whether a question's week leaves the band of its own earlier weeks (MEASUREMENT §2.12).
//!
//! Knows which weeks make the band: those of the same words with enough answers to be shown. Refuses to know words.

use super::Scorecard;
use crate::domain::instrument::{Instrument, Metric};
use crate::domain::stats::Share;
use crate::domain::stats::drift::{self, Side};

/// A week that stands out from the weeks before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Alert {
    /// The question.
    pub instrument: &'static Instrument,
    /// Which way.
    pub side: Side,
    /// It crept there over weeks; otherwise this week alone jumped.
    pub crept: bool,
}

/// The alerts of a card, question by question; at most one each, and none where a question is headed by a net score.
pub fn alerts(card: &Scorecard) -> Vec<Alert> {
    let shares = card.metrics.iter().filter(|m| m.instrument.metric != Metric::Nps && m.estimate.get().is_some());
    shares.filter_map(|metric| alert(card, metric.instrument, metric.share)).collect()
}

fn alert(card: &Scorecard, instrument: &'static Instrument, now: Share) -> Option<Alert> {
    let of_it = card.history.iter().filter(|point| point.instrument == instrument);
    let edition = of_it.clone().filter(|point| point.week == card.week).map(|point| point.edition).max()?;
    let before = of_it.filter(|point| point.edition == edition && point.week < card.week);
    let mut before: Vec<Share> = before
        .filter_map(|point| {
            let part = point.range?.value * point.n as f64;
            // A share times its answers is a whole number; the cast never sees anything else.
            Some(Share { part: part.round() as u64, whole: point.n })
        })
        .collect();
    before.reverse();
    let jumped = drift::outside(now, &before).map(|side| Alert { instrument, side, crept: false });
    jumped.or_else(|| drift::creeping(now, &before).map(|side| Alert { instrument, side, crept: true }))
}

#[cfg(test)]
mod tests;
