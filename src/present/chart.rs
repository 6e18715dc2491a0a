//! The scorecard as a picture, understood in three seconds on a phone.
//!
//! Knows layout, fonts and pixels. Refuses to compute or to show a number the card hides; whatever is drawn is also in
//! [`alt`], in words.

pub mod letters;
mod line;
mod panel;
mod paper;

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::Tree;

use self::letters::{Weight, drawable, fit, sized, width};
use self::paper::{Anchor, Paper, Type};
use super::foreign;
use super::scorecard::{Funnel, meaning, numbers, sentence, spread_point, title};
use super::words::figure::net;
use super::words::{InstrumentWords, Line, Voice};
use crate::domain::scorecard::history::Point;
use crate::domain::scorecard::{MetricCard, Scorecard};
use crate::domain::stats::Estimate;

pub use paper::Ink;

/// Pixels.
pub const WIDTH: u32 = 1200;
/// Pixels.
pub const HEIGHT: u32 = 860;
/// Longest text that stands in for the picture (Slack's limit for alternative text).
pub const MAX_ALT: usize = 2000;

const LEFT: f32 = 56.0;
const RIGHT: f32 = 1144.0;
const GUTTER: f32 = 64.0;

/// Why there is no picture. The message goes out without it.
#[derive(Debug, thiserror::Error)]
pub enum ChartError {
    /// Our own SVG was not understood: a bug of ours.
    #[error("the picture could not be laid out: {0}")]
    Layout(#[from] resvg::usvg::Error),
    /// No memory for the pixels.
    #[error("the picture could not be allocated")]
    Pixels,
    /// It could not be written as PNG.
    #[error("the picture could not be written as PNG")]
    Encoding,
}

/// The picture as SVG, in the light theme; shapes carry classes (see [`Ink::class`]) for pages that recolour them.
pub fn svg(voice: Voice, card: &Scorecard) -> String {
    let mut paper = Paper::new(WIDTH, HEIGHT, &title(voice, card));
    header(&mut paper, voice, card);
    match card.metrics.as_slice() {
        [] => {}
        [only] => {
            let room = (RIGHT - LEFT - GUTTER) / 2.0;
            let beside = LEFT + room + GUTTER;
            panel::headline(&mut paper, voice, only, LEFT, 176.0, room);
            line::weeks(
                &mut paper,
                voice,
                &past(card, only),
                card.week,
                Place { x: LEFT, y: 410.0, room, height: 340.0 },
            );
            panel::columns(&mut paper, voice, only, Place { x: beside, y: 176.0, room, height: 574.0 });
        }
        // A team asks one or two questions; a third would not be legible here and is in the words.
        [first, second, ..] => two(&mut paper, voice, card, [first, second]),
    }
    funnel(&mut paper, voice, card);
    paper.finish()
}

/// The picture as PNG bytes. Costs about 50 ms of processor time: call it where blocking is allowed.
pub fn png(voice: Voice, card: &Scorecard) -> Result<Vec<u8>, ChartError> {
    let tree = Tree::from_str(&svg(voice, card), &letters::options())?;
    let mut pixels = Pixmap::new(WIDTH, HEIGHT).ok_or(ChartError::Pixels)?;
    resvg::render(&tree, Transform::identity(), &mut pixels.as_mut());
    pixels.encode_png().map_err(|_| ChartError::Encoding)
}

/// The same facts in words, at most [`MAX_ALT`] characters.
pub fn alt(voice: Voice, card: &Scorecard) -> String {
    let mut words = vec![voice.tell(Line::AltStart, &[("title", title(voice, card).into())]), meaning(voice, card)];
    for metric in &card.metrics {
        words.push(InstrumentWords::of(voice, metric.instrument).short);
        words.push(sentence(voice, metric));
        words.extend(numbers(voice, metric).map(|numbers| format!("{numbers}{}", voice.stop())));
        words.extend(spread_in_words(voice, metric));
        words.extend(weeks_in_words(voice, card, metric));
    }
    words.push(voice.tell(Line::FunnelShort, &Funnel::of(card).given()));
    foreign::cut(&voice.joined(words), MAX_ALT)
}

fn spread_in_words(voice: Voice, metric: &MetricCard) -> Option<String> {
    let bars = super::scorecard::spread(voice, metric)?;
    let each: Vec<String> = bars.into_iter().map(|bar| spread_point(voice, bar.tick, bar.shown)).collect();
    Some(voice.tell(Line::AltSpread, &[("list", voice.listed(&each).into())]))
}

fn weeks_in_words(voice: Voice, card: &Scorecard, metric: &MetricCard) -> Option<String> {
    let past = past(card, metric);
    let score = |range: &Estimate| match metric.net {
        Some(_) => net(range.value),
        None => voice.fraction(range.value),
    };
    let week = |point: &&Point| {
        let score = score(point.range.as_ref()?);
        Some(voice.tell(Line::AltWeek, &[("day", voice.since(point.week).into()), ("score", score.into())]))
    };
    let shown: Vec<String> = past.iter().filter_map(week).collect();
    if shown.is_empty() {
        return None;
    }
    let weeks = voice.tell(Line::AltWeeks, &[("list", voice.listed(&shown).into())]);
    let and_of =
        |before: String, next: String| voice.tell(Line::AltAndOf, &[("before", before.into()), ("next", next.into())]);
    let changed = line::changed(&past).into_iter().map(|week| voice.since(week)).reduce(and_of);
    let changed = changed.map(|days| voice.tell(Line::AltChanged, &[("days", days.into())]));
    Some(voice.joined([weeks].into_iter().chain(changed)))
}

fn header(paper: &mut Paper, voice: Voice, card: &Scorecard) {
    let when = format!("{} · {}", voice.week_number(card.week), voice.dates(card.week).replace('-', "–"));
    paper.text(RIGHT, 74.0, Type::quiet(30.0).hung(Anchor::End), &when);
    let room = RIGHT - LEFT - width(&when, 30.0, Weight::Regular) - 40.0;
    let name = foreign::bare(card.team.as_str(), 200).and_then(|name| drawable(&name, Weight::Bold));
    let name = name.unwrap_or_else(|| voice.say(Line::ChartTeam));
    paper.text(LEFT, 74.0, Type::bold(46.0), &fit(&name, 46.0, Weight::Bold, room));
    let not_over = card.provisional.then(|| voice.say(Line::ChartNotOver));
    let words = voice.joined([meaning(voice, card)].into_iter().chain(not_over));
    let (size, words) = sized(&words, &[32.0, 30.0, 28.0, 26.0, 24.0], Weight::Regular, RIGHT - LEFT);
    paper.text(LEFT, 124.0, Type::quiet(size).in_ink(Ink::Ink), &words);
    paper.bar(LEFT, 148.0, RIGHT - LEFT, 2.0, 0.0, Ink::Line);
}

/// Where a part of the picture goes, in pixels.
#[derive(Debug, Clone, Copy)]
struct Place {
    x: f32,
    y: f32,
    room: f32,
    height: f32,
}

fn two(paper: &mut Paper, voice: Voice, card: &Scorecard, metrics: [&MetricCard; 2]) {
    let room = (RIGHT - LEFT - GUTTER) / 2.0;
    for (metric, x) in metrics.into_iter().zip([LEFT, LEFT + room + GUTTER]) {
        panel::headline(paper, voice, metric, x, 156.0, room);
        line::weeks(paper, voice, &past(card, metric), card.week, Place { x, y: 366.0, room, height: 196.0 });
        panel::columns(paper, voice, metric, Place { x, y: 566.0, room, height: 200.0 });
    }
}

fn past<'c>(card: &'c Scorecard, metric: &MetricCard) -> Vec<&'c Point> {
    card.history.iter().filter(|point| point.instrument == metric.instrument).collect()
}

/// Closed, asked, delivered, answered: each bar is part of the one before.
fn funnel(paper: &mut Paper, voice: Voice, card: &Scorecard) {
    let Funnel { closed, asked, delivered, answered } = Funnel::of(card);
    let steps = [
        (closed, Line::ChartClosed),
        (asked, Line::ChartAsked),
        (delivered, Line::ChartDelivered),
        (answered, Line::ChartAnswered),
    ];
    let gap = 28.0;
    let room = (RIGHT - LEFT - 3.0 * gap) / 4.0;
    for (place, (n, word)) in steps.into_iter().enumerate() {
        let x = LEFT + place as f32 * (room + gap);
        let number = voice.whole(n);
        paper.text(x, 808.0, Type::bold(34.0), &number);
        let beside = x + width(&number, 34.0, Weight::Bold) + 10.0;
        let (size, word) = sized(&voice.say(word), &[26.0, 24.0, 22.0], Weight::Regular, x + room - beside);
        paper.text(beside, 808.0, Type::quiet(size), &word);
        paper.bar(x, 822.0, room, 8.0, 4.0, Ink::Line);
        let part = if closed == 0 { 0.0 } else { n as f32 / closed as f32 };
        if n > 0 {
            paper.bar(x, 822.0, (room * part.min(1.0)).max(4.0), 8.0, 4.0, Ink::Deep);
        }
    }
}

#[cfg(test)]
mod tests;
