//! The scorecard as a picture, understood in three seconds on a phone.
//!
//! Knows layout, fonts and pixels. Refuses to compute or to show a number the card hides; whatever is drawn is also in
//! [`alt`], in words.

pub mod letters;
mod line;
mod panel;
mod paper;

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree};

use self::letters::{Weight, drawable, fit, fonts, width};
use self::paper::{Anchor, Paper, Type};
use super::foreign;
use super::scorecard::{Funnel, meaning, numbers, sentence, title};
use super::words::figure::{dates, net, points, since, week_number};
use super::words::instrument_words;
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
pub fn svg(card: &Scorecard) -> String {
    let mut paper = Paper::new(WIDTH, HEIGHT, &title(card));
    header(&mut paper, card);
    match card.metrics.as_slice() {
        [] => {}
        [only] => {
            let room = (RIGHT - LEFT - GUTTER) / 2.0;
            let beside = LEFT + room + GUTTER;
            panel::headline(&mut paper, only, LEFT, 176.0, room);
            line::weeks(&mut paper, &past(card, only), card.week, LEFT, 410.0, room, 340.0);
            panel::columns(&mut paper, only, beside, 176.0, room, 574.0);
        }
        // A team asks one or two questions; a third would not be legible here and is in the words.
        [first, second, ..] => two(&mut paper, card, first, second),
    }
    funnel(&mut paper, card);
    paper.finish()
}

/// The picture as PNG bytes. Costs about 50 ms of processor time: call it where blocking is allowed.
pub fn png(card: &Scorecard) -> Result<Vec<u8>, ChartError> {
    let options = Options { fontdb: fonts(), font_family: "Noto Sans".to_owned(), ..Options::default() };
    let tree = Tree::from_str(&svg(card), &options)?;
    let mut pixels = Pixmap::new(WIDTH, HEIGHT).ok_or(ChartError::Pixels)?;
    resvg::render(&tree, Transform::identity(), &mut pixels.as_mut());
    pixels.encode_png().map_err(|_| ChartError::Encoding)
}

/// The same facts in words, at most [`MAX_ALT`] characters.
pub fn alt(card: &Scorecard) -> String {
    let mut words = vec![format!("Scorecard: {}.", title(card)), meaning(card)];
    for metric in &card.metrics {
        let numbers = numbers(metric).map(|n| format!(" {n}.")).unwrap_or_default();
        words.push(format!("{} {}{numbers}", instrument_words(metric.instrument).short, sentence(metric)));
        words.extend(spread_in_words(metric));
        words.extend(weeks_in_words(card, metric));
    }
    let Funnel { closed, asked, delivered, answered } = Funnel::of(card);
    words.push(format!("{closed} closed, {asked} asked about, {delivered} delivered, {answered} answered."));
    foreign::cut(&words.join(" "), MAX_ALT)
}

fn spread_in_words(metric: &MetricCard) -> Option<String> {
    let bars = super::scorecard::spread(metric)?;
    let each: Vec<String> = bars.iter().map(|bar| format!("{}: {}", bar.tick, bar.shown)).collect();
    Some(format!("Spread: {}.", each.join(", ")))
}

fn weeks_in_words(card: &Scorecard, metric: &MetricCard) -> Option<String> {
    let past = past(card, metric);
    let score = |range: &Estimate| match metric.net {
        Some(_) => net(range.value),
        None => format!("{} %", points(range.value)),
    };
    let shown = past.iter().filter_map(|p| Some(format!("{} {}", since(p.week), score(p.range.as_ref()?))));
    let shown: Vec<String> = shown.collect();
    let changed: Vec<String> = line::changed(&past).into_iter().map(since).collect();
    let changed = if changed.is_empty() {
        String::new()
    } else {
        format!(" The question changed in the week of {}.", changed.join(" and of "))
    };
    (!shown.is_empty()).then(|| format!("Weeks: {}.{changed}", shown.join(", ")))
}

fn header(paper: &mut Paper, card: &Scorecard) {
    let when = format!("{} · {}", week_number(card.week), dates(card.week).replace('-', "–"));
    paper.text(RIGHT, 74.0, Type::quiet(30.0).hung(Anchor::End), &when);
    let room = RIGHT - LEFT - width(&when, 30.0, Weight::Regular) - 40.0;
    let name = foreign::bare(card.team.as_str(), 200).and_then(|name| drawable(&name));
    let name = name.unwrap_or_else(|| "Team scorecard".to_owned());
    paper.text(LEFT, 74.0, Type::bold(46.0), &fit(&name, 46.0, Weight::Bold, room));
    let mut words = meaning(card);
    if card.provisional {
        words.push_str(" The week is not over.");
    }
    let words = fit(&words, 32.0, Weight::Regular, RIGHT - LEFT);
    paper.text(LEFT, 124.0, Type::quiet(32.0).in_ink(Ink::Ink), &words);
    paper.bar(LEFT, 148.0, RIGHT - LEFT, 2.0, 0.0, Ink::Line);
}

fn two(paper: &mut Paper, card: &Scorecard, first: &MetricCard, second: &MetricCard) {
    let room = (RIGHT - LEFT - GUTTER) / 2.0;
    for (metric, x) in [(first, LEFT), (second, LEFT + room + GUTTER)] {
        panel::headline(paper, metric, x, 156.0, room);
        line::weeks(paper, &past(card, metric), card.week, x, 366.0, room, 196.0);
        panel::columns(paper, metric, x, 566.0, room, 200.0);
    }
}

fn past<'c>(card: &'c Scorecard, metric: &MetricCard) -> Vec<&'c Point> {
    card.history.iter().filter(|point| point.instrument == metric.instrument).collect()
}

/// Closed, asked, delivered, answered: each bar is part of the one before.
fn funnel(paper: &mut Paper, card: &Scorecard) {
    let Funnel { closed, asked, delivered, answered } = Funnel::of(card);
    let steps = [(closed, "closed"), (asked, "asked"), (delivered, "delivered"), (answered, "answered")];
    let gap = 28.0;
    let room = (RIGHT - LEFT - 3.0 * gap) / 4.0;
    for (place, (n, word)) in steps.into_iter().enumerate() {
        let x = LEFT + place as f32 * (room + gap);
        let number = n.to_string();
        paper.text(x, 808.0, Type::bold(34.0), &number);
        let beside = x + width(&number, 34.0, Weight::Bold) + 10.0;
        paper.text(beside, 808.0, Type::quiet(26.0), word);
        paper.bar(x, 822.0, room, 8.0, 4.0, Ink::Line);
        let part = if closed == 0 { 0.0 } else { n as f32 / closed as f32 };
        if n > 0 {
            paper.bar(x, 822.0, (room * part.min(1.0)).max(4.0), 8.0, 4.0, Ink::Deep);
        }
    }
}

#[cfg(test)]
mod tests;
