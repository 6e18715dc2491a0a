//! What a week needs said now and then: why a number moved, when nothing served, a scale that is read upside down.
//!
//! Knows which line says what. Refuses to decide when they apply; the card says so.

use jiff::tz::TimeZone;

use super::sentence::label;
use crate::domain::Timestamp;
use crate::domain::scorecard::contrary::Contrary;
use crate::domain::scorecard::down::Stretch;
use crate::domain::scorecard::heard::Heard;
use crate::domain::scorecard::mix::{Mix, Turn};
use crate::domain::scorecard::{Kind, Scorecard};
use crate::present::foreign;
use crate::present::words::figure::points;
use crate::present::words::{Line, Voice};

/// Longest name of a kind of tickets, in characters.
const MAX_NAME: usize = 40;
/// More stretches than this are only counted.
const MOST_STRETCHES: usize = 3;

/// Why the first number that moved clearly did, as far as it can be told.
pub fn mix_line(voice: Voice, card: &Scorecard) -> Option<String> {
    let (metric, mix) = card.metrics.iter().find_map(|m| Some((m, m.mix.as_ref()?)))?;
    let told = mix_sentence(voice, mix)?;
    // Where two questions are on the card, "the fall" is not clear by itself.
    let lead = || voice.tell(Line::Lead, &[("label", label(voice, metric.instrument).into())]);
    Some(if card.metrics.len() > 1 { voice.joined([lead(), told]) } else { told })
}

/// `Most of the fall (7 of 10 points) is because more billing tickets came in, not because service got worse.` `None` where
/// the move rounds to no point at all.
pub fn mix_sentence(voice: Voice, mix: &Mix) -> Option<String> {
    let (part, n) = (points(mix.mix).unsigned_abs(), points(mix.of).unsigned_abs());
    if part == 0 || n == 0 {
        return None;
    }
    let fall = mix.of < 0.0;
    let why = ("why", turn_words(voice, mix).into());
    if part >= n {
        let whole = if fall { Line::MixFallWhole } else { Line::MixRiseWhole };
        return Some(voice.tell(whole, &[("n", n.into()), why]));
    }
    let line = match (part * 2 > n, fall) {
        (true, true) => Line::MixFallMost,
        (true, false) => Line::MixRiseMost,
        (false, true) => Line::MixFallHalf,
        (false, false) => Line::MixRiseHalf,
    };
    Some(voice.tell(line, &[("part", part.into()), ("n", n.into()), why]))
}

/// `Under-represented: email tickets (33 % of the tickets closed, 12 % of those answered).`
pub fn heard_words(voice: Voice, card: &Scorecard) -> Vec<String> {
    let told = |heard: &Heard| {
        let (tickets, answers) = (voice.share(heard.of_tickets), voice.share(heard.of_answers));
        let parts = [("tickets", tickets.into()), ("answers", answers.into())];
        if heard.kind == Kind::Wait {
            let [tickets, answers] = parts;
            let line = if heard.more { Line::HeardWaitMore } else { Line::HeardWaitLess };
            return voice.tell(line, &[("wait", heard.name.as_str().into()), tickets, answers]);
        }
        let name = foreign::line(&heard.name, MAX_NAME).unwrap_or_else(|| voice.say(Line::Unnamed));
        let [tickets, answers] = parts;
        voice.tell(
            if heard.more { Line::HeardMore } else { Line::HeardLess },
            &[("name", name.into()), tickets, answers],
        )
    };
    card.heard.iter().map(told).collect()
}

/// `more billing tickets came in`.
fn turn_words(voice: Voice, mix: &Mix) -> String {
    let name = foreign::line(&mix.name, MAX_NAME).unwrap_or_else(|| voice.say(Line::Unnamed));
    let line = match mix.turn {
        Turn::More => Line::MixMore,
        Turn::Fewer => Line::MixFewer,
        Turn::LargerPart => Line::MixLarger,
        Turn::SmallerPart => Line::MixSmaller,
    };
    voice.tell(line, &[("name", name.into())])
}

/// `Afterword was not running for 9 hours of this week (Tue 17 Nov, 02:10 to 11:05), so closes in that time may be missing
/// or were asked about late.` `None` in a week that was served throughout.
pub fn down_line(voice: Voice, card: &Scorecard) -> Option<String> {
    let zone = TimeZone::get(&card.zone).unwrap_or(TimeZone::UTC);
    let length = card.down.iter().fold(0_i64, |sum, stretch| sum.saturating_add(stretch.length().as_secs()));
    let shown = card.down.iter().take(MOST_STRETCHES);
    let mut when: Vec<String> = shown.map(|s| stretch_words(voice, *s, (card.from, card.to), &zone)).collect();
    let more = card.down.len().saturating_sub(MOST_STRETCHES) as u64;
    when.extend((more > 0).then(|| voice.tell(Line::DownMore, &[("n", more.into())])));
    let given = [("length", lasted(voice, length).into()), ("when", voice.parted(&when).into())];
    (!card.down.is_empty()).then(|| voice.tell(Line::Down, &given))
}

/// `Tue 17 Nov, 02:10 to 11:05`, `Sat 21 Nov, 22:00 to Sun 22 Nov, 06:00`; the week's edges by their names.
fn stretch_words(voice: Voice, stretch: Stretch, (from, to): (Timestamp, Timestamp), zone: &TimeZone) -> String {
    let day = |at: Timestamp| zone.to_datetime(at).date();
    let began = ("from", voice.local_time(stretch.from, zone).into());
    let time = || zone.to_datetime(stretch.to).strftime("%H:%M").to_string();
    match (stretch.from <= from, stretch.to >= to) {
        (true, true) => voice.say(Line::DownThroughout),
        (true, false) => voice.tell(Line::DownSinceStart, &[("to", voice.local_time(stretch.to, zone).into())]),
        (false, true) => voice.tell(Line::DownUntilEnd, &[began]),
        (false, false) if day(stretch.from) == day(stretch.to) => {
            voice.tell(Line::DownBetween, &[began, ("to", time().into())])
        }
        (false, false) => voice.tell(Line::DownBetween, &[began, ("to", voice.local_time(stretch.to, zone).into())]),
    }
}

/// `40 minutes`, `9 hours`, to the nearest.
fn lasted(voice: Voice, seconds: i64) -> String {
    let minutes = u64::try_from(seconds.saturating_add(30) / 60).unwrap_or(0);
    if minutes < 90 {
        voice.tell(Line::DownMinutes, &[("n", minutes.max(1).into())])
    } else {
        voice.tell(Line::DownHours, &[("n", (minutes.saturating_add(30) / 60).into())])
    }
}

/// For each question whose comments contradict their scores too often: `Effort: 9 of 60 comments in English say the opposite
/// of their score, so some customers may be reading the scale upside down.`
pub fn contrary_lines(voice: Voice, card: &Scorecard) -> Vec<String> {
    card.contrary.iter().map(|contrary| contrary_sentence(voice, contrary)).collect()
}

fn contrary_sentence(voice: Voice, contrary: &Contrary) -> String {
    let label = label(voice, contrary.instrument).into();
    let (part, whole) = (contrary.share.part, contrary.share.whole);
    voice.tell(Line::Contrary, &[("label", label), ("part", part.into()), ("whole", whole.into())])
}

#[cfg(test)]
mod tests;
