//! Before and after a day, in words.
//!
//! Knows the sentences of MEASUREMENT §3 as they read for two stretches of weeks. Refuses to compute, and to show a number
//! of one side where the other has too few answers for any.

use jiff::civil::Date;

use super::figure::{net, percent, points};
use super::lang::Given;
use super::{Line, Voice, favourable, team_named};
use crate::domain::compare::{Compared, Comparison, Finding, MOST_WEEKS, Refused, Side};
use crate::domain::scorecard::{Change, STEADY_MARGIN};
use crate::domain::stats::Verdict;
use crate::present::scorecard::sentence::{clear_size, groups_in_words, is_narrow, label, what_fits};
use crate::present::{Block, Message, Span, foreign};

/// Longest name of a team and longest date that is quoted back, in characters.
const MAX_NAME: usize = 80;
/// Longest name of a team in a title, where Slack counts what it escapes.
const MAX_TITLE: usize = 40;
/// The size of change whose price in answers is told, in points.
const WORTH_SEEING: u64 = 10;
/// A date as it is typed.
const EXAMPLE: &str = "2026-06-03";

/// What `compare` shows.
pub fn comparison(voice: Voice, told: &Comparison) -> Message {
    let most = u64::from(MOST_WEEKS.unsigned_abs());
    let team = team_named(voice, told.team.as_str(), MAX_TITLE);
    let left_out =
        [("dates", voice.dates(told.left_out).into()), ("most", most.into()), ("zone", told.zone.as_str().into())];
    let mut blocks = vec![
        Block::Heading(voice.tell(Line::CompareTitle, &[("day", voice.day(told.day).into()), ("team", team.into())])),
        note(voice.tell(Line::CompareLeftOut, &left_out)),
    ];
    blocks.extend(told.findings.iter().map(|found| finding(voice, found)));
    if told.too_small > 0 {
        blocks.push(note(voice.tell(Line::CompareTooSmall, &[("n", told.too_small.into())])));
    }
    blocks.push(note(voice.say(Line::CompareNotWhy)));
    Message { blocks, marker: None }
}

fn finding(voice: Voice, found: &Finding) -> Block {
    let on = |line, date: Date| voice.tell(line, &[("date", voice.day(date).into())]);
    let (instrument, words) = match found {
        Finding::Compared(compared) => (compared.instrument, compared_words(voice, compared)),
        Finding::QuestionChanged { instrument, on: date } => (*instrument, on(Line::CompareChanged, *date)),
        Finding::NothingBefore { instrument, first: Some(first) } => (*instrument, on(Line::CompareFirst, *first)),
        Finding::NothingBefore { instrument, first: None } => (*instrument, voice.say(Line::CompareNoneYet)),
        Finding::NothingAfter { instrument } => (*instrument, voice.say(Line::CompareNoneAfter)),
    };
    let lead = voice.tell(Line::Lead, &[("label", label(voice, instrument).into())]);
    Block::Text(vec![Span::strong(format!("{lead}{}", voice.gap())), Span::text(words)])
}

/// What is said about one question that was answered on both sides.
pub fn compared_words(voice: Voice, compared: &Compared) -> String {
    let until = |date| voice.tell(Line::CompareUntil, &[("date", voice.day(date).into())]);
    voice.joined(sides_and_verdict(voice, compared).into_iter().chain(compared.until.map(until)))
}

fn sides_and_verdict(voice: Voice, compared: &Compared) -> Vec<String> {
    let Compared { before, after, .. } = compared;
    // Both sides have answers, or they would not be compared.
    let all_left_out = match (before.card.share.whole, after.card.share.whole) {
        (0, 0) => Some(Line::CompareHiddenBoth),
        (0, _) => Some(Line::CompareHiddenBefore),
        (_, 0) => Some(Line::CompareHiddenAfter),
        _ => None,
    };
    if let Some(line) = all_left_out {
        return vec![voice.say(line)];
    }
    if compared.hidden {
        return vec![told(voice, Line::CompareFew, compared, Vec::new())];
    }
    match after.card.change.get() {
        None => vec![in_counts(voice, compared)],
        Some(change) => {
            let sides = in_figures(voice, compared).unwrap_or_else(|| in_counts(voice, compared));
            [sides, verdict(voice, change)].into_iter().chain(price(voice, compared, change)).collect()
        }
    }
}

fn verdict(voice: Voice, change: &Change) -> String {
    let sized = |line| voice.tell(line, &[("size", clear_size(voice, &change.difference).into())]);
    let fitting = |line| voice.tell(line, &[("fits", what_fits(voice, &change.difference).into())]);
    match change.verdict {
        Verdict::ClearRise => sized(Line::CompareRise),
        Verdict::ClearFall => sized(Line::CompareFall),
        Verdict::Steady => voice.tell(Line::CompareSteady, &[("margin", points(STEADY_MARGIN).unsigned_abs().into())]),
        Verdict::CannotTell if is_narrow(change) => fitting(Line::CompareNoClearChange),
        Verdict::CannotTell => fitting(Line::CompareCannotTell),
    }
}

/// How many answers would have told, where these do not.
fn price(voice: Voice, compared: &Compared, change: &Change) -> Option<String> {
    let n = compared.enough.filter(|_| change.verdict == Verdict::CannotTell)?;
    Some(voice.tell(Line::CompareEnough, &[("n", n.into()), ("change", WORTH_SEEING.into())]))
}

/// `88 % of 210 (likely 83-92 %) …`, `NPS +51 from 41 (likely +28 to +68) …`; `None` where a side has no such number.
fn in_figures(voice: Voice, compared: &Compared) -> Option<String> {
    let (is, was) = (&compared.after.card, &compared.before.card);
    if let Some(now) = is.net.as_ref() {
        let (now, then) = (now.get()?, was.net.as_ref()?.get()?);
        let given = vec![
            ("score", net(now.value).into()),
            ("range", voice.net_range(now).into()),
            ("score-before", net(then.value).into()),
            ("range-before", voice.net_range(then).into()),
        ];
        return Some(told(voice, Line::CompareNet, compared, given));
    }
    let given = vec![
        ("said", favourable(voice, compared.instrument, percent(is.share)).into()),
        ("share", voice.share(is.share).into()),
        ("range", voice.range(is.estimate.get()?).into()),
        ("share-before", voice.share(was.share).into()),
        ("range-before", voice.range(was.estimate.get()?).into()),
    ];
    Some(told(voice, Line::CompareShare, compared, given))
}

fn in_counts(voice: Voice, compared: &Compared) -> String {
    let (is, was) = (&compared.after.card, &compared.before.card);
    if let (Some(now), Some(then)) = (is.groups(), was.groups()) {
        let [now, then] = [now, then].map(|groups| groups_in_words(voice, groups));
        let given = vec![("groups", now.into()), ("groups-before", then.into())];
        return told(voice, Line::CompareCountsNet, compared, given);
    }
    let said = |part| favourable(voice, compared.instrument, part);
    let given = vec![
        ("part", is.share.part.into()),
        ("said", said(is.share.part).into()),
        ("part-before", was.share.part.into()),
        ("said-before", said(was.share.part).into()),
    ];
    told(voice, Line::CompareCounts, compared, given)
}

/// A sentence about both stretches of weeks: how long they are and how many answered is in each.
fn told(voice: Voice, line: Line, compared: &Compared, mut given: Vec<(&'static str, Given)>) -> String {
    let weeks = |line, side: &Side| voice.tell(line, &[("weeks", side.weeks.into())]);
    given.extend([
        ("n", compared.after.card.share.whole.into()),
        ("n-before", compared.before.card.share.whole.into()),
        ("after", weeks(Line::CompareAfter, &compared.after).into()),
        ("before", weeks(Line::CompareBefore, &compared.before).into()),
    ]);
    voice.tell(line, &given)
}

/// Why nothing is compared.
pub fn compare_refused(voice: Voice, name: &str, asked: Date, why: &Refused) -> Message {
    let (day, team) = (("day", voice.day(asked).into()), ("team", team_named(voice, name, MAX_NAME).into()));
    Message::plain(match why {
        Refused::Future => voice.tell(Line::CompareFuture, &[day]),
        Refused::NotYet { from } => voice.tell(Line::CompareNotYet, &[day, ("from", voice.day(*from).into())]),
        Refused::BeforeTheFirst { first } => {
            voice.tell(Line::CompareBeforeFirst, &[day, team, ("first", voice.day(*first).into())])
        }
        Refused::NoAnswers => voice.tell(Line::CompareNoAnswers, &[team]),
    })
}

/// A date that cannot be read.
pub fn date_not_understood(voice: Voice, asked: &str) -> Message {
    let asked = foreign::line(asked, MAX_NAME).unwrap_or_default();
    let command = format!("/afterword compare {EXAMPLE} [team]");
    let given = [("asked", asked.into()), ("example", EXAMPLE.into()), ("command", command.into())];
    Message::plain(voice.tell(Line::CompareNoDate, &given))
}

/// Only the team's own people may see its numbers.
pub fn compare_not_allowed(voice: Voice) -> Message {
    Message::plain(voice.say(Line::CompareNotAllowed))
}

fn note(words: String) -> Block {
    Block::Note(vec![Span::text(words)])
}

#[cfg(test)]
mod tests;
