//! What a week needs said now and then: why a number moved, when nothing served, a scale that is read upside down.
//!
//! Knows the words, one function a sentence. Refuses to decide when they apply; the card says so.

use jiff::tz::TimeZone;

use super::sentence::label;
use crate::domain::Timestamp;
use crate::domain::scorecard::contrary::Contrary;
use crate::domain::scorecard::down::Stretch;
use crate::domain::scorecard::mix::{Mix, Turn};
use crate::domain::scorecard::{MetricCard, Scorecard};
use crate::present::foreign;
use crate::present::words::figure::{count, local_time, points};

/// Longest name of a kind of tickets, in characters.
const MAX_NAME: usize = 40;
/// More stretches than this are only counted.
const MOST_STRETCHES: usize = 3;

/// Why the first number that moved clearly did, as far as it can be told.
pub fn mix_line(card: &Scorecard) -> Option<String> {
    let (metric, mix) = card.metrics.iter().find_map(|m| Some((m, m.mix.as_ref()?)))?;
    let told = mix_sentence(mix)?;
    // Where two questions are on the card, "the fall" is not clear by itself.
    Some(if card.metrics.len() > 1 { labelled(metric, &told) } else { told })
}

/// `Most of the fall (7 of 10 points) is because more billing tickets came in, not because service got worse.` `None` where
/// the move rounds to no point at all.
pub fn mix_sentence(mix: &Mix) -> Option<String> {
    let (move_, service) = if mix.of < 0.0 { ("fall", "got worse") } else { ("rise", "got better") };
    let name = foreign::line(&mix.name, MAX_NAME).unwrap_or_else(|| "unnamed".to_owned());
    let why = turn_words(mix.turn, &name);
    let (part, whole) = (points(mix.mix).unsigned_abs(), points(mix.of).unsigned_abs());
    let in_points = count(whole, "point", "points");
    Some(match (part, whole) {
        (_, 0) | (0, _) => return None,
        (part, whole) if part >= whole => {
            format!("The whole {move_} ({in_points}) is because {why}, not because service {service}.")
        }
        (part, whole) if part * 2 > whole => {
            format!("Most of the {move_} ({part} of {in_points}) is because {why}, not because service {service}.")
        }
        _ => format!(
            "About half of the {move_} ({part} of {in_points}) is because {why}, not because service {service}."
        ),
    })
}

/// `more billing tickets came in`.
fn turn_words(turn: Turn, name: &str) -> String {
    match turn {
        Turn::More => format!("more {name} tickets came in"),
        Turn::Fewer => format!("fewer {name} tickets came in"),
        Turn::LargerPart => format!("a larger part of the tickets was {name}"),
        Turn::SmallerPart => format!("a smaller part of the tickets was {name}"),
    }
}

/// `Afterword was not running for 9 hours of this week (Tue 17 Nov, 02:10 to 11:05), so closes in that time may be missing
/// or were asked about late.` `None` in a week that was served throughout.
pub fn down_line(card: &Scorecard) -> Option<String> {
    let zone = TimeZone::get(&card.zone).unwrap_or(TimeZone::UTC);
    let length = card.down.iter().fold(0_i64, |sum, stretch| sum.saturating_add(stretch.length().as_secs()));
    let mut when: Vec<String> =
        card.down.iter().take(MOST_STRETCHES).map(|s| stretch_words(*s, card.from, card.to, &zone)).collect();
    match card.down.len().saturating_sub(MOST_STRETCHES) {
        0 => {}
        1 => when.push("and once more".to_owned()),
        more => when.push(format!("and {more} more times")),
    }
    (!card.down.is_empty()).then(|| {
        format!(
            "Afterword was not running for {} of this week ({}), so closes in that time may be missing or were asked about \
             late.",
            lasted(length),
            when.join("; ")
        )
    })
}

/// `Tue 17 Nov, 02:10 to 11:05`, `Sat 21 Nov, 22:00 to Sun 22 Nov, 06:00`; the week's edges by their names.
fn stretch_words(stretch: Stretch, from: Timestamp, to: Timestamp, zone: &TimeZone) -> String {
    let day = |at: Timestamp| zone.to_datetime(at).date();
    let began = if stretch.from <= from { "from its start".to_owned() } else { local_time(stretch.from, zone) };
    let ended = match stretch.to {
        end if end >= to => "its end".to_owned(),
        end if stretch.from > from && day(end) == day(stretch.from) => {
            zone.to_datetime(end).strftime("%H:%M").to_string()
        }
        end => local_time(end, zone),
    };
    format!("{began} to {ended}")
}

/// `40 minutes`, `9 hours`, to the nearest.
fn lasted(seconds: i64) -> String {
    let minutes = u64::try_from(seconds.saturating_add(30) / 60).unwrap_or(0);
    if minutes < 90 {
        count(minutes.max(1), "minute", "minutes")
    } else {
        count(minutes.saturating_add(30) / 60, "hour", "hours")
    }
}

/// For each question whose comments contradict their scores too often: `Effort: 9 of 60 comments in English say the opposite
/// of their score, so some customers may be reading the scale upside down.`
pub fn contrary_lines(card: &Scorecard) -> Vec<String> {
    card.contrary.iter().map(contrary_sentence).collect()
}

fn contrary_sentence(contrary: &Contrary) -> String {
    let label = label(contrary.instrument);
    let (part, whole) = (contrary.share.part, contrary.share.whole);
    format!(
        "{label}: {part} of {whole} comments in English say the opposite of their score, so some customers may be reading \
         the scale upside down."
    )
}

/// `… · another tool's words`: how a number of imported answers is made, whose question we did not ask.
pub fn another_tools_words(made: &str) -> String {
    format!("{made} · imported, in another tool's words")
}

/// `Effort: most of the fall …`.
fn labelled(metric: &MetricCard, told: &str) -> String {
    let mut letters = told.chars();
    let first = letters.next().map(|c| c.to_lowercase().to_string()).unwrap_or_default();
    format!("{}: {first}{}", label(metric.instrument), letters.as_str())
}

#[cfg(test)]
mod tests;
