//! Before and after a day, in words.
//!
//! Knows the sentences of MEASUREMENT §3 as they read for two stretches of weeks. Refuses to compute, and to show a number
//! of one side where the other has too few answers for any.

use jiff::civil::Date;

use super::figure::{count, dates, day, net, net_range, percent, points, range};
use super::{Line, Voice, favourable};
use crate::domain::compare::{Compared, Comparison, Finding, MOST_WEEKS, Refused, Side};
use crate::domain::instrument::Instrument;
use crate::domain::scorecard::{Change, STEADY_MARGIN};
use crate::domain::stats::Verdict;
use crate::present::scorecard::sentence::{clear_size, groups_in_words, label, verdict_words, what_fits};
use crate::present::{Block, Message, Span, foreign};

/// Longest name of a team and longest date that is quoted back, in characters.
const MAX_NAME: usize = 80;
/// Longest name of a team in a title, where Slack counts what it escapes.
const MAX_TITLE: usize = 40;
/// The size of change whose price in answers is told, in points.
const WORTH_SEEING: u64 = 10;

/// What `compare` shows.
pub fn comparison(told: &Comparison) -> Message {
    let mut blocks = vec![
        Block::Heading(format!(
            "Before and after {}: {}",
            day(told.day),
            foreign::line(told.team.as_str(), MAX_TITLE).unwrap_or_else(|| "the team".to_owned())
        )),
        note(format!(
            "The week of {} is left out. Complete weeks only, at most {MOST_WEEKS} on each side, in {} time.",
            dates(told.left_out),
            told.zone
        )),
    ];
    blocks.extend(told.findings.iter().map(finding));
    if told.too_small > 0 {
        let weeks = count(told.too_small as u64, "week", "weeks");
        blocks.push(note(format!(
            "Answers are confidential: {weeks} with answers of fewer than five people are left out."
        )));
    }
    blocks.push(note(
        "Something else may have changed at the same time: two stretches of weeks can show that something moved, not why.",
    ));
    Message { blocks, marker: None }
}

fn finding(found: &Finding) -> Block {
    let (instrument, words) = match found {
        Finding::Compared(compared) => (compared.instrument, compared_words(compared)),
        Finding::QuestionChanged { instrument, on } => (
            *instrument,
            format!(
                "The question changed on {}. Answers before and after are not comparable, so nothing is compared.",
                day(*on)
            ),
        ),
        Finding::NothingBefore { instrument, first: Some(first) } => {
            (*instrument, format!("First answered on {}: there is nothing before to compare with.", day(*first)))
        }
        Finding::NothingBefore { instrument, first: None } => (*instrument, "No answers yet.".to_owned()),
        Finding::NothingAfter { instrument } => {
            (*instrument, "No answers in the weeks after, so there is nothing to compare.".to_owned())
        }
    };
    Block::Text(vec![Span::strong(format!("{}: ", label(Voice::ENGLISH, instrument))), Span::text(words)])
}

/// What is said about one question that was answered on both sides.
pub fn compared_words(compared: &Compared) -> String {
    let used = compared.until.map(|until| format!(" (In the words that were used until {}.)", day(until)));
    format!("{}{}", sides_and_verdict(compared), used.unwrap_or_default())
}

fn sides_and_verdict(compared: &Compared) -> String {
    let Compared { before, after, .. } = compared;
    let (weeks_after, weeks_before) = (weeks(after, "after"), weeks(before, "before"));
    let (n_after, n_before) = (after.card.share.whole, before.card.share.whole);
    // Both sides have answers, or they would not be compared.
    let all_left_out = match (n_before, n_after) {
        (0, 0) => Some("on either side"),
        (0, _) => Some("before"),
        (_, 0) => Some("after"),
        _ => None,
    };
    if let Some(side) = all_left_out {
        return format!("Every week with answers {side} is left out, so there is nothing to compare.");
    }
    if compared.hidden {
        return format!(
            "{} in the {weeks_after}, {n_before} in the {weeks_before}: too few to report.",
            count(n_after, "answer", "answers")
        );
    }
    let Some(change) = after.card.change.get() else {
        return format!(
            "{} in the {weeks_after}, {} in the {weeks_before}. Too few for a percentage.",
            in_counts(after, compared.instrument),
            in_counts(before, compared.instrument)
        );
    };
    let said = favourable(Voice::ENGLISH, compared.instrument, 2);
    let said = if after.card.net.is_some() { String::new() } else { format!(" {said}") };
    let sides = format!(
        "{}{said} in the {weeks_after}, instead of {} in the {weeks_before}.",
        in_figures(after),
        in_figures(before)
    );
    format!("{sides} {}", verdict(compared, change))
}

fn verdict(compared: &Compared, change: &Change) -> String {
    let fits = || what_fits(Voice::ENGLISH, &change.difference);
    let enough = compared.enough.map(|n| {
        format!(" About {n} answers a week would be enough to see a {WORTH_SEEING}-point change over these weeks.")
    });
    let enough = enough.unwrap_or_default();
    match change.verdict {
        Verdict::ClearRise => format!("A clear rise of {}, not luck.", clear_size(Voice::ENGLISH, &change.difference)),
        Verdict::ClearFall => format!("A clear fall of {}, not luck.", clear_size(Voice::ENGLISH, &change.difference)),
        Verdict::Steady => format!("Steady: within {} points.", points(STEADY_MARGIN)),
        Verdict::CannotTell => {
            let how = verdict_words(Voice::ENGLISH, &compared.after.card)
                .unwrap_or_else(|| Voice::ENGLISH.say(Line::VerdictCannotTell));
            format!("{how}: the answers fit anything from {}.{enough}", fits())
        }
    }
}

/// `8 weeks before`, `week after`.
fn weeks(side: &Side, which: &str) -> String {
    if side.weeks == 1 { format!("week {which}") } else { format!("{} weeks {which}", side.weeks) }
}

/// `88 % of 210 (likely 83-92 %)`, `NPS +51 from 41 (likely +28 to +68)`.
fn in_figures(side: &Side) -> String {
    let whole = side.card.share.whole;
    match (side.card.net.as_ref().and_then(|net| net.get()), side.card.estimate.get()) {
        (Some(score), _) => format!("NPS {} from {whole} (likely {})", net(score.value), net_range(score)),
        (None, Some(share)) => format!("{} % of {whole} (likely {})", percent(side.card.share), range(share)),
        (None, None) => count(whole, "answer", "answers"),
    }
}

fn in_counts(side: &Side, instrument: &Instrument) -> String {
    match side.card.groups() {
        Some(groups) => groups_in_words(Voice::ENGLISH, groups),
        None => {
            let share = side.card.share;
            format!("{} of {} {}", share.part, share.whole, favourable(Voice::ENGLISH, instrument, share.part))
        }
    }
}

/// Why nothing is compared.
pub fn compare_refused(name: &str, asked: Date, why: &Refused) -> Message {
    let (asked, team) = (day(asked), team(name));
    Message::plain(match why {
        Refused::Future => format!("{asked} is still to come. Ask about a day in the past."),
        Refused::NotYet { from } => format!(
            "No complete week has followed the week of {asked} yet. From {} on there is something to compare.",
            day(*from)
        ),
        Refused::BeforeTheFirst { first } => format!(
            "The first answer to {team} came on {}, so there is nothing before {asked} to compare with. Ask about a later \
             week.",
            day(*first)
        ),
        Refused::NoAnswers => format!("{team} has no answers yet, so there is nothing to compare."),
    })
}

/// A date that cannot be read.
pub fn date_not_understood(asked: &str) -> Message {
    let asked = foreign::line(asked, MAX_NAME).unwrap_or_default();
    Message::plain(format!("“{asked}” is not a date. Write it like 2026-06-03: /afterword compare 2026-06-03 [team]"))
}

/// Only the team's own people may see its numbers.
pub fn compare_not_allowed() -> Message {
    Message::plain("Before and after is for the people of a team.")
}

fn team(name: &str) -> String {
    foreign::line(name, MAX_NAME).unwrap_or_else(|| "The team".to_owned())
}

fn note(words: impl Into<String>) -> Block {
    Block::Note(vec![Span::text(words)])
}

#[cfg(test)]
mod tests;
