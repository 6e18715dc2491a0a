//! Whether a number moved because other tickets came in (MEASUREMENT §2.11, §3).
//!
//! Knows when that may be said: after a clear verdict, when it is at least half of the move, and of kinds of tickets that
//! may be shown in the week and in the pooled weeks before. Refuses to word it, and to guess why other tickets came in.

use super::groups::{GroupCard, GroupFacts, Kind, visible};
use super::{InstrumentFacts, MIN_FOR_PERCENT, MetricCard, WeekFacts, compared, metric};
use crate::domain::instrument::Metric;
use crate::domain::privacy::Privacy;
use crate::domain::stats::mix::split;
use crate::domain::stats::{Share, Verdict};

/// What rounding alone makes of a number.
const ROUNDING: f64 = 1e-12;

/// One kind of tickets beside all others, in the week and in the pooled weeks before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupMove {
    /// What it is made by.
    pub kind: Kind,
    /// What people call it; empty: everything that belongs to no group of this kind.
    pub name: String,
    /// Favourable of all its answers in the week.
    pub now: Share,
    /// The same in the weeks before together.
    pub before: Share,
}

/// How the part of a kind of tickets changed; the plainest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Turn {
    /// A larger part, and more of them a week.
    More,
    /// A smaller part, and fewer of them a week.
    Fewer,
    /// A larger part of fewer answers.
    LargerPart,
    /// A smaller part of more answers.
    SmallerPart,
}

impl Turn {
    /// `more`, `fewer`, `larger_part`, `smaller_part`.
    pub fn code(self) -> &'static str {
        match self {
            Turn::More => "more",
            Turn::Fewer => "fewer",
            Turn::LargerPart => "larger_part",
            Turn::SmallerPart => "smaller_part",
        }
    }

    /// The turn of a [`Turn::code`].
    pub fn of_code(code: &str) -> Option<Self> {
        [Turn::More, Turn::Fewer, Turn::LargerPart, Turn::SmallerPart].into_iter().find(|turn| turn.code() == code)
    }
}

/// The kind of tickets whose coming or going is at least half of a clear move.
#[derive(Debug, Clone, PartialEq)]
pub struct Mix {
    /// What it is made by.
    pub kind: Kind,
    /// What people call it.
    pub name: String,
    /// How its part changed.
    pub turn: Turn,
    /// What came from that, as a fraction of one, with the sign of the move.
    pub mix: f64,
    /// The whole move.
    pub of: f64,
}

/// Whether the weeks before must be counted by kinds of tickets: some number moved clearly, and what was promised does not
/// forbid to tell kinds apart.
pub fn matters(facts: &WeekFacts) -> bool {
    let privacy = facts.privacy.max(facts.privacy_before);
    facts.instruments.iter().any(|on| moved(on, privacy))
}

/// The same of one question.
pub fn moved(on: &InstrumentFacts, privacy: Privacy) -> bool {
    clear(&metric(on, privacy), privacy)
}

/// A net score is no share, so that its move does not come apart like one.
fn clear(card: &MetricCard, privacy: Privacy) -> bool {
    let moved =
        card.change.get().is_some_and(|change| matches!(change.verdict, Verdict::ClearRise | Verdict::ClearFall));
    moved && privacy != Privacy::Confidential && card.instrument.metric != Metric::Nps
}

/// What may be said of why this number moved. Of several kinds of tickets the one that explains most.
pub(super) fn told(facts: &InstrumentFacts, card: &MetricCard, privacy: Privacy) -> Option<Mix> {
    let (change, baseline) = (card.change.get()?, card.baseline.get()?);
    if !clear(card, privacy) {
        return None;
    }
    let (now, before, of) = (card.share, baseline.share, change.difference.value);
    let mut best: Option<Mix> = None;
    for kind in Kind::SEGMENTS {
        let listed = compared(kind, facts);
        let seen_before = before_visible(kind, &facts.moves);
        let of_kind = facts.moves.iter().filter(|m| m.kind == kind && !m.name.is_empty());
        for group in of_kind.filter(|m| may_be_told(m, now, before, &listed, &seen_before)) {
            let rest = (before.without(group.before), now.without(group.now));
            let Some(parts) = split(&[group.before, rest.0], &[group.now, rest.1]) else { continue };
            let half = parts.mix * of > 0.0 && parts.mix.abs() * 2.0 >= of.abs() - ROUNDING;
            // Counted at another moment, or by other rules, it would explain another move.
            let adds_up = (parts.total() - of).abs() < 1e-9;
            let turn = turn(group, now, before, baseline.weeks);
            let mix = Mix { kind, name: group.name.clone(), turn, mix: parts.mix, of };
            if half && adds_up && best.as_ref().is_none_or(|known| tells_more(&mix, known)) {
                best = Some(mix);
            }
        }
    }
    best
}

/// More comes from it or, of two sides of one coin, it is the plainer one.
fn tells_more(mix: &Mix, than: &Mix) -> bool {
    let more = mix.mix.abs() - than.mix.abs();
    more > ROUNDING || (more > -ROUNDING && mix.turn < than.turn)
}

/// On either side a kind, and what is left without it, has enough answers for a percentage or none at all, and it is shown
/// there. Nothing that a card hides goes into the split by itself.
fn may_be_told(group: &GroupMove, now: Share, before: Share, listed: &[GroupCard], seen_before: &[&str]) -> bool {
    let enough = |share: Share| share.whole == 0 || share.whole >= MIN_FOR_PERCENT;
    let sides = [group.now, now.without(group.now), group.before, before.without(group.before)];
    let shown_now = group.now.whole == 0
        || listed
            .iter()
            .any(|card| card.name == group.name && card.n == group.now.whole && card.estimate.get().is_some());
    let shown_before = group.before.whole == 0 || seen_before.contains(&group.name.as_str());
    sides.into_iter().all(enough) && shown_now && shown_before
}

/// The names that a card of the pooled weeks before would show.
fn before_visible(kind: Kind, moves: &[GroupMove]) -> Vec<&str> {
    let then: Vec<&GroupMove> = moves.iter().filter(|m| m.kind == kind && m.before.whole > 0).collect();
    let facts: Vec<GroupFacts> =
        then.iter().map(|m| GroupFacts { kind, name: m.name.clone(), share: m.before }).collect();
    then.iter().zip(visible(&facts)).filter(|(_, shown)| *shown).map(|(m, _)| m.name.as_str()).collect()
}

fn turn(group: &GroupMove, now: Share, before: Share, weeks: usize) -> Turn {
    let part = |of: Share, whole: Share| of.whole as f64 / whole.whole.max(1) as f64;
    let a_week = group.before.whole as f64 / weeks.max(1) as f64;
    let (larger, more) = (part(group.now, now) > part(group.before, before), group.now.whole as f64 > a_week);
    match (larger, more) {
        (true, true) => Turn::More,
        (true, false) => Turn::LargerPart,
        (false, true) => Turn::SmallerPart,
        (false, false) => Turn::Fewer,
    }
}

#[cfg(test)]
mod tests;
