//! The sentences about agents, tags, touchpoints, segments and phrases.
//!
//! Knows that a channel praises and never blames: who is below is for their managers alone. Refuses to rank.

use super::sentence::label;
use crate::domain::phrases::Phrase;
use crate::domain::scorecard::{Flag, GroupCard, Kind, MIN_FOR_PERCENT, Scorecard};
use crate::domain::stats::Share;
use crate::present::foreign;
use crate::present::words::{Line, Voice};

/// Longest name of an agent or a tag, in characters.
const MAX_NAME: usize = 40;
/// As many segments of one kind as a detail lists.
const MOST: usize = 8;
/// As many phrases as a detail tells.
const MOST_PHRASES: usize = 3;

/// What the team may read of its agents. `None` where nobody has enough answers, and where somebody is below and nobody
/// above: "nobody is below" would be untrue, and anything else would tell.
pub fn agents_line(voice: Voice, card: &Scorecard) -> Option<String> {
    let first = card.metrics.iter().find(|m| m.share.whole > 0)?;
    let agents: Vec<&GroupCard> = card.agents.iter().filter(|a| a.instrument == first.instrument).collect();
    let enough: Vec<&&GroupCard> = agents.iter().filter(|a| a.estimate.get().is_some()).collect();
    match (agents.as_slice(), enough.is_empty()) {
        ([_], false) => {
            return Some(voice.say(Line::OneAgent));
        }
        (_, true) => return None,
        _ => {}
    }
    let above: Vec<String> = enough.iter().filter_map(|agent| above(voice, agent, first.share)).collect();
    let somebody_below = enough.iter().any(|a| a.flag == Some(Flag::Below));
    match (above.is_empty(), somebody_below) {
        (false, _) => Some(voice.joined(above)),
        (true, false) => Some(voice.say(Line::NobodyApart)),
        (true, true) => None,
    }
}

/// `Ana is clearly above the team (94 % of 120; team 84 %).`
fn above(voice: Voice, agent: &GroupCard, team: Share) -> Option<String> {
    let part = *agent.favourable.get().filter(|_| agent.flag == Some(Flag::Above))?;
    let share = voice.share(Share { part, whole: agent.n });
    Some(voice.tell(
        Line::AgentAbove,
        &[
            ("name", name(voice, &agent.name).into()),
            ("share", share.into()),
            ("n", agent.n.into()),
            ("team", voice.share(team).into()),
        ],
    ))
}

/// A line for each kind of segment that has anything to show, for the detail.
pub fn segment_lines(voice: Voice, card: &Scorecard) -> Vec<String> {
    let kinds = card.metrics.iter().flat_map(|m| Kind::SEGMENTS.map(|kind| (m, kind)));
    kinds
        .filter_map(|(metric, kind)| {
            let of_kind = card.segments.iter().filter(|s| s.kind == kind && s.instrument == metric.instrument);
            let mut shown: Vec<&GroupCard> = of_kind.filter(|s| s.favourable.get().is_some()).collect();
            // The largest, and those by name, as everywhere.
            shown.sort_by_key(|s| std::cmp::Reverse(s.n));
            shown.truncate(MOST);
            shown.sort_by(|a, b| a.name.cmp(&b.name));
            let each: Vec<String> = shown.into_iter().filter_map(|s| segment(voice, s)).collect();
            let given = || [("label", label(voice, metric.instrument).into()), ("list", voice.parted(&each).into())];
            (!each.is_empty()).then(|| voice.tell(by(kind), &given()))
        })
        .collect()
}

fn by(kind: Kind) -> Line {
    match kind {
        Kind::Touchpoint => Line::ByTouchpoint,
        Kind::Segment => Line::BySegment,
        // No agent is listed here, no channel and no time.
        Kind::Tag | Kind::Agent | Kind::Channel | Kind::Wait => Line::ByTag,
    }
}

/// `billing 70 % of 60, likely 57-80 %, clearly below the rest`; counts below twenty answers.
fn segment(voice: Voice, group: &GroupCard) -> Option<String> {
    let part = *group.favourable.get()?;
    let (name, n) = (name(voice, &group.name), group.n);
    let Some(estimate) = group.estimate.get().filter(|_| n >= MIN_FOR_PERCENT) else {
        return Some(voice.tell(Line::SegmentFew, &[("name", name.into()), ("part", part.into()), ("n", n.into())]));
    };
    let line = match group.flag {
        Some(Flag::Above) => Line::SegmentAbove,
        Some(Flag::Below) => Line::SegmentBelow,
        None => Line::Segment,
    };
    let share = voice.share(Share { part, whole: n });
    let range = voice.range(estimate);
    Some(voice.tell(line, &[("name", name.into()), ("share", share.into()), ("n", n.into()), ("range", range.into())]))
}

/// `"not resolved" came up in 12 of 40 unhappy comments and 2 of 300 happy ones.`
pub fn phrase_lines(voice: Voice, card: &Scorecard) -> Vec<String> {
    let line = |p: &Phrase| {
        let words = foreign::line(&p.text, MAX_NAME)?;
        let given = [("low", p.low), ("lows", p.all_low), ("high", p.high), ("highs", p.all_high)];
        let given = given.map(|(name, n)| (name, n.into())).into_iter().chain([("words", words.into())]);
        Some(voice.tell(Line::Phrase, &given.collect::<Vec<_>>()))
    };
    card.phrases.iter().take(MOST_PHRASES).filter_map(line).collect()
}

fn name(voice: Voice, raw: &str) -> String {
    foreign::line(raw, MAX_NAME).unwrap_or_else(|| voice.say(Line::Unnamed))
}
