//! The sentences about agents, tags, touchpoints, segments and phrases.
//!
//! Knows that a channel praises and never blames: who is below is for their managers alone. Refuses to rank.

use super::sentence::label;
use crate::domain::phrases::Phrase;
use crate::domain::scorecard::{Flag, GroupCard, Kind, MIN_FOR_PERCENT, Scorecard};
use crate::domain::stats::Share;
use crate::present::foreign;
use crate::present::words::figure::{percent, range};

/// Longest name of an agent or a tag, in characters.
const MAX_NAME: usize = 40;
/// As many segments of one kind as a detail lists.
const MOST: usize = 8;
/// As many phrases as a detail tells.
const MOST_PHRASES: usize = 3;

/// What the team may read of its agents. `None` where nobody has enough answers, and where somebody is below and nobody
/// above: "nobody is below" would be untrue, and anything else would tell.
pub fn agents_line(card: &Scorecard) -> Option<String> {
    let first = card.metrics.iter().find(|m| m.share.whole > 0)?;
    let agents: Vec<&GroupCard> = card.agents.iter().filter(|a| a.instrument == first.instrument).collect();
    let enough: Vec<&&GroupCard> = agents.iter().filter(|a| a.estimate.get().is_some()).collect();
    match (agents.as_slice(), enough.is_empty()) {
        ([_], false) => {
            return Some("All credited answers are about one agent's tickets, so nobody is compared.".to_owned());
        }
        (_, true) => return None,
        _ => {}
    }
    let above: Vec<String> = enough.iter().filter_map(|agent| above(agent, first.share)).collect();
    let somebody_below = enough.iter().any(|a| a.flag == Some(Flag::Below));
    match (above.is_empty(), somebody_below) {
        (false, _) => Some(above.join(" ")),
        (true, false) => Some("Nobody is clearly above or below the team.".to_owned()),
        (true, true) => None,
    }
}

/// `Ana is clearly above the team (94 % of 120; team 84 %).`
fn above(agent: &GroupCard, team: Share) -> Option<String> {
    let part = *agent.favourable.get().filter(|_| agent.flag == Some(Flag::Above))?;
    let (share, n) = (percent(Share { part, whole: agent.n }), agent.n);
    Some(format!("{} is clearly above the team ({share} % of {n}; team {} %).", name(&agent.name), percent(team)))
}

/// A line for each kind of segment that has anything to show, for the detail.
pub fn segment_lines(card: &Scorecard) -> Vec<String> {
    let kinds = card.metrics.iter().flat_map(|m| Kind::SEGMENTS.map(|kind| (m, kind)));
    kinds
        .filter_map(|(metric, kind)| {
            let of_kind = card.segments.iter().filter(|s| s.kind == kind && s.instrument == metric.instrument);
            let mut shown: Vec<&GroupCard> = of_kind.filter(|s| s.favourable.get().is_some()).collect();
            // The largest, and those by name, as everywhere.
            shown.sort_by_key(|s| std::cmp::Reverse(s.n));
            shown.truncate(MOST);
            shown.sort_by(|a, b| a.name.cmp(&b.name));
            let each: Vec<String> = shown.into_iter().filter_map(segment).collect();
            (!each.is_empty()).then(|| format!("{} by {}: {}.", label(metric.instrument), kind.code(), each.join("; ")))
        })
        .collect()
}

/// `billing 70 % of 60, likely 57-80 %, clearly below the rest`; counts below twenty answers.
fn segment(group: &GroupCard) -> Option<String> {
    let part = *group.favourable.get()?;
    let (name, n) = (name(&group.name), group.n);
    let Some(estimate) = group.estimate.get().filter(|_| n >= MIN_FOR_PERCENT) else {
        return Some(format!("{name} {part} of {n}"));
    };
    let flag = match group.flag {
        Some(Flag::Above) => ", clearly above the rest",
        Some(Flag::Below) => ", clearly below the rest",
        None => "",
    };
    Some(format!("{name} {} % of {n}, likely {}{flag}", percent(Share { part, whole: n }), range(estimate)))
}

/// `"not resolved" came up in 12 of 40 unhappy comments and 2 of 300 happy ones.`
pub fn phrase_lines(card: &Scorecard) -> Vec<String> {
    let line = |p: &Phrase| {
        let words = foreign::line(&p.text, MAX_NAME)?;
        let Phrase { low, all_low, high, all_high, .. } = p;
        Some(format!("\"{words}\" came up in {low} of {all_low} unhappy comments and {high} of {all_high} happy ones."))
    };
    card.phrases.iter().take(MOST_PHRASES).filter_map(line).collect()
}

fn name(raw: &str) -> String {
    foreign::line(raw, MAX_NAME).unwrap_or_else(|| "unnamed".to_owned())
}
