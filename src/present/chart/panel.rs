//! One instrument in the picture: the headline with its range, and the spread of scores.
//!
//! Knows where things go inside a panel. A number that may not be shown is words here, never a bar.

use super::Place;
use super::letters::{Weight, fit, sized, width};
use super::paper::{Anchor, Ink, Paper, Type};
use crate::domain::scorecard::MetricCard;
use crate::domain::stats::{Estimate, Verdict};
use crate::present::scorecard::sentence::{Showing, showing, verdict_words};
use crate::present::scorecard::{answers as some_answers, spread};
use crate::present::words::figure::{net, percent};
use crate::present::words::{InstrumentWords, Line, Voice, favourable, label};

const LABEL: f32 = 28.0;
const SMALL: f32 = 26.0;
const HEADLINE: f32 = 92.0;
const COUNTS: f32 = 72.0;
const HIDDEN: f32 = 54.0;

/// The headline: question, verdict, number, range. 210 pixels high.
pub fn headline(paper: &mut Paper, voice: Voice, metric: &MetricCard, x: f32, y: f32, room: f32) {
    let glance = InstrumentWords::of(voice, metric.instrument).glance;
    let verdict = verdict(paper, voice, metric, x + room, y + 36.0);
    // What the week came to is never made smaller for the question beside it.
    let (size, glance) = sized(&glance, &[LABEL, 26.0, 24.0, 22.0, 20.0], Weight::Regular, verdict - 12.0 - x);
    paper.text(x, y + 36.0, Type::quiet(size), &glance);
    let (part, answers) = (metric.share.part, metric.share.whole);
    match (showing(metric), metric.headline().get()) {
        (Showing::Everything, Some(estimate)) => {
            number(paper, voice, metric, estimate, x, y + 127.0, room);
            range(paper, voice, metric, estimate, x, y + 150.0, room);
        }
        (Showing::Nothing, _) => {
            in_words(paper, &voice.say(Line::ChartNoAnswers), HIDDEN, &[voice.say(Line::ChartNothing)], x, y);
        }
        (Showing::OnlyCount, _) => {
            let (only, why) = if metric.is_of_few_people() {
                (some_answers(voice, answers), Line::ChartFewPeople)
            } else {
                (voice.tell(Line::ChartOnly, &[("n", answers.into())]), Line::ChartFew)
            };
            in_words(paper, &only, HIDDEN, &[voice.say(why)], x, y);
        }
        _ => {
            let counts = voice.tell(Line::ChartPart, &[("part", part.into()), ("n", answers.into())]);
            let few = if metric.net.is_some() { Line::ChartFewNet } else { Line::ChartFewShare };
            let said = favourable(voice, metric.instrument, part);
            in_words(paper, &counts, COUNTS, &[said, voice.say(few)], x, y);
        }
    }
}

fn number(paper: &mut Paper, voice: Voice, metric: &MetricCard, estimate: &Estimate, x: f32, y: f32, room: f32) {
    let share = percent(metric.share);
    let (number, said) = match metric.net {
        Some(_) => (net(estimate.value), label(voice, metric.instrument)),
        None => (voice.percent(share), favourable(voice, metric.instrument, share)),
    };
    paper.text(x - 2.0, y, Type::bold(HEADLINE), &number);
    let beside = x + width(&number, HEADLINE, Weight::Bold) + 18.0;
    let left = room - (beside - x);
    let (size, said) = sized(&said, &[LABEL, 26.0, 24.0, 22.0, 20.0], Weight::Regular, left);
    paper.text(beside, y - 38.0, Type::quiet(size).in_ink(Ink::Ink), &said);
    let whole = metric.share.whole;
    let part_of = [("part", metric.share.part.into()), ("n", whole.into())];
    let (told, counts) = match metric.net {
        Some(_) => (some_answers(voice, whole), voice.whole(whole)),
        None => (voice.tell(Line::ChartPartAnswers, &part_of), voice.tell(Line::ChartPart, &part_of)),
    };
    let told = if width(&told, LABEL, Weight::Regular) <= left { told } else { counts };
    paper.text(beside, y, Type::quiet(LABEL), &fit(&told, LABEL, Weight::Regular, left));
}

fn in_words(paper: &mut Paper, what: &str, size: f32, below: &[String], x: f32, y: f32) {
    paper.text(x, y + 112.0, Type::bold(size), what);
    for (line, words) in below.iter().enumerate() {
        paper.text(x, y + 158.0 + 38.0 * line as f32, Type::quiet(LABEL), words);
    }
}

/// The verdict in words at the right edge; a clear one with an arrow before it, so that it does not hang on colour. Returns
/// where it begins.
fn verdict(paper: &mut Paper, voice: Voice, metric: &MetricCard, right: f32, y: f32) -> f32 {
    let Some(words) = verdict_words(voice, metric) else { return right };
    let face = Type::bold(LABEL).hung(Anchor::End);
    paper.text(right, y, face, &words);
    let begins = right - width(&words, LABEL, Weight::Bold);
    let tip = begins - 16.0;
    match metric.change.get().map(|change| change.verdict) {
        Some(Verdict::ClearRise) => {
            paper.shape(&[(tip - 22.0, y), (tip, y), (tip - 11.0, y - 20.0)], Ink::Ink);
            tip - 22.0
        }
        Some(Verdict::ClearFall) => {
            paper.shape(&[(tip - 22.0, y - 20.0), (tip, y - 20.0), (tip - 11.0, y)], Ink::Ink);
            tip - 22.0
        }
        _ => begins,
    }
}

/// A track from 0 to 100 %, or from -100 to +100, with the likely range, the estimate as a dot and the weeks before as a
/// mark.
fn range(paper: &mut Paper, voice: Voice, metric: &MetricCard, estimate: &Estimate, x: f32, y: f32, room: f32) {
    let from_left = |value: f64| if metric.net.is_some() { (value + 100.0) / 200.0 } else { value };
    let at = |value: f64| x + room * from_left(value).clamp(0.0, 1.0) as f32;
    paper.bar(x, y, room, 16.0, 8.0, Ink::Line);
    let (from, to) = (at(estimate.lower), at(estimate.upper));
    paper.bar(from, y, (to - from).max(4.0), 16.0, 8.0, Ink::Range);
    let baseline = metric.baseline.get();
    if let Some(before) = baseline {
        mark(paper, at(before.headline().value), y);
    }
    paper.dot(at(estimate.value), y + 8.0, 10.0, Ink::Deep);
    let likely = match metric.net {
        Some(_) => voice.net_range(estimate),
        None => voice.range(estimate).replace('-', "–"),
    };
    let likely = voice.tell(Line::ChartLikely, &[("range", likely.into())]);
    paper.text(x, y + 54.0, Type::quiet(SMALL), &likely);
    if let Some(before) = baseline {
        let score = match &before.net {
            Some(score) => net(score.value),
            None => voice.share(before.share),
        };
        let words = voice.tell(Line::ChartBefore, &[("weeks", before.weeks.into()), ("score", score.into())]);
        let face = Type::quiet(SMALL).hung(Anchor::End);
        paper.text(x + room, y + 54.0, face, &words);
        mark_in_key(paper, x + room - width(&words, SMALL, Weight::Regular) - 14.0, y + 54.0);
    }
}

/// The weeks before: an upright stroke through the track, and the same stroke in the key.
fn mark(paper: &mut Paper, x: f32, y: f32) {
    paper.bar(x - 5.5, y - 14.0, 11.0, 44.0, 3.0, Ink::Paper);
    paper.bar(x - 2.5, y - 14.0, 5.0, 44.0, 2.0, Ink::Ink);
}

fn mark_in_key(paper: &mut Paper, x: f32, y: f32) {
    paper.bar(x - 2.5, y - 22.0, 5.0, 26.0, 2.0, Ink::Ink);
}

/// The spread of scores as columns; nothing below five answers.
pub fn columns(paper: &mut Paper, voice: Voice, metric: &MetricCard, place: Place) {
    let Place { x, y, room, height } = place;
    let Some(bars) = spread(voice, metric) else { return };
    let most = bars.iter().map(|bar| bar.count).max().unwrap_or(0).max(1);
    let gap = 14.0;
    let wide = (room + gap) / bars.len() as f32 - gap;
    let (top, floor) = (y + 34.0, y + height - 68.0);
    paper.bar(x, floor, room, 2.0, 0.0, Ink::Line);
    for (place, bar) in bars.iter().enumerate() {
        let left = x + place as f32 * (wide + gap);
        let tall = (floor - top) * bar.count as f32 / most as f32;
        let ink = if bar.favourable { Ink::Deep } else { Ink::Pale };
        if bar.count > 0 {
            let tall = tall.max(4.0);
            paper.bar(left, floor - tall, wide, tall, 4.0, ink);
            // Eleven columns stand close together.
            let size = if bars.len() > 7 { 18.0 } else { 24.0 };
            let label = Type::quiet(size).in_ink(Ink::Ink).hung(Anchor::Middle);
            paper.text(left + wide / 2.0, floor - tall - 9.0, label, &bar.shown);
        }
        let digit = Type::quiet(SMALL).hung(Anchor::Middle);
        paper.text(left + wide / 2.0, floor + 30.0, digit, &bar.tick);
    }
    let words = InstrumentWords::of(voice, metric.instrument);
    // Two ends of one line, of the same size.
    let sizes = [24.0, 22.0, 20.0, 18.0];
    let half = |text: &str| sized(text, &sizes, Weight::Regular, (room - gap) / 2.0);
    let ((low_size, low), (high_size, high)) = (half(&words.low), half(&words.high));
    let face = Type::quiet(if low_size < high_size { low_size } else { high_size });
    paper.text(x, floor + 62.0, face, &low);
    paper.text(x + room, floor + 62.0, face.hung(Anchor::End), &high);
}
