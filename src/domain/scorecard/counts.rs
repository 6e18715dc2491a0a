//! Sums of answers by the points of a scale.
//!
//! Knows which points are favourable and what repeat customers' answers are worth. Refuses to know which sums may be shown.

use crate::domain::instrument::{Instrument, Metric};
use crate::domain::stats::{Net, Repeats, Share};

/// How many independent answers one answer is worth, above 0 and at most 1, in the week and in the pooled weeks before.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Worths {
    /// In the week.
    pub now: f64,
    /// In the weeks before.
    pub before: f64,
}

/// How many independent answers one of these is worth (MEASUREMENT §2.7), for the share or the net score that is the
/// headline.
pub fn worth(counts: &[u64], repeats: Repeats, instrument: &Instrument) -> f64 {
    let answers = total(counts);
    match groups(counts, instrument) {
        Some(net) => {
            let mean = (net.promoters as f64 - net.detractors as f64) / (answers as f64).max(1.0);
            repeats.worth(answers, mean, net.variance())
        }
        None => {
            let p = favourable(counts, instrument).fraction();
            repeats.worth(answers, p, p * (1.0 - p))
        }
    }
}

/// Only a metric that nets them has promoters and detractors.
pub(super) fn groups(counts: &[u64], instrument: &Instrument) -> Option<Net> {
    let sum = |is: &dyn Fn(u8) -> bool| {
        let points = instrument.scale().zip(counts).filter(|(point, _)| is(*point));
        points.fold(0_u64, |sum, (_, n)| sum.saturating_add(*n))
    };
    let (good, low) = (|point| instrument.is_favourable(point), |point| instrument.is_low(point));
    (instrument.metric == Metric::Nps).then(|| Net {
        promoters: sum(&good),
        passives: sum(&|point| !good(point) && !low(point)),
        detractors: sum(&low),
    })
}

/// Weeks as if they were one.
pub fn pooled(weeks: &[Vec<u64>], instrument: &Instrument) -> Vec<u64> {
    weeks.iter().fold(on_scale(&[], instrument), |sum, week| {
        sum.iter().zip(on_scale(week, instrument)).map(|(a, b)| a.saturating_add(b)).collect()
    })
}

/// Exactly one count per point of the scale, whatever was handed in.
pub(super) fn on_scale(counts: &[u64], instrument: &Instrument) -> Vec<u64> {
    let mut counts = counts.to_vec();
    counts.resize(instrument.points(), 0);
    counts
}

pub(super) fn favourable(counts: &[u64], instrument: &Instrument) -> Share {
    let part = instrument.scale().zip(counts).filter(|(point, _)| instrument.is_favourable(*point));
    Share { part: part.fold(0, |sum, (_, n)| sum.saturating_add(*n)), whole: total(counts) }
}

pub(super) fn total(counts: &[u64]) -> u64 {
    counts.iter().fold(0, |sum, n| sum.saturating_add(*n))
}
