//! Twelve weeks of a question as a line with its band.
//!
//! Knows that a week which may not show a score is a gap, and that words that changed begin another line behind a mark.
//! The scale is the whole scale, always: a line that fills its frame by zooming would make noise look like news.

use super::Place;
use super::letters::{Weight, fit, width};
use super::paper::{Anchor, Ink, Paper, Type};
use crate::domain::calendar::Week;
use crate::domain::instrument::Metric;
use crate::domain::scorecard::history::{Point, WEEKS};
use crate::domain::stats::Estimate;
use crate::present::words::figure::net;
use crate::present::words::{Line, Voice};

const SMALL: f32 = 22.0;
/// Room for the words of the scale, at the right.
const SCALE: f32 = 74.0;

/// Where things are.
struct Frame {
    left: f32,
    right: f32,
    top: f32,
    floor: f32,
    week: Week,
    net: bool,
}

impl Frame {
    fn x(&self, week: Week) -> f32 {
        let back = (0..WEEKS).find(|n| i32::try_from(*n).is_ok_and(|n| self.week.back(n) == week)).unwrap_or(WEEKS);
        let step = (self.right - self.left) / (WEEKS - 1) as f32;
        self.right - step * back as f32
    }

    fn y(&self, value: f64) -> f32 {
        let up = if self.net { (value + 100.0) / 200.0 } else { value };
        self.floor - (self.floor - self.top) * up.clamp(0.0, 1.0) as f32
    }
}

/// The line of one question up to the card's week.
pub fn weeks(paper: &mut Paper, voice: Voice, points: &[&Point], week: Week, place: Place) {
    let Place { x, y, room, height } = place;
    let Some(first) = points.first() else { return };
    let net = first.instrument.metric == Metric::Nps;
    let frame =
        Frame { left: x + 10.0, right: x + room - SCALE - 10.0, top: y + 40.0, floor: y + height - 34.0, week, net };
    scale(paper, voice, &frame, x, room);
    let runs = runs(points, week);
    for run in &runs {
        band(paper, &frame, run);
    }
    for run in &runs {
        stroke(paper, &frame, run);
    }
    changes(paper, voice, &frame, points, x);
    ends(paper, voice, &frame, x);
}

/// Three thin lines with their values.
fn scale(paper: &mut Paper, voice: Voice, frame: &Frame, x: f32, room: f32) {
    let lines = if frame.net { [-100.0, 0.0, 100.0] } else { [0.0, 0.5, 1.0] };
    for value in lines {
        let y = frame.y(value);
        let shown = if frame.net { net(value) } else { voice.fraction(value) };
        paper.bar(x, y - 1.0, room - SCALE, 2.0, 0.0, Ink::Line);
        paper.text(x + room, y + 8.0, Type::quiet(SMALL).hung(Anchor::End), &shown);
    }
}

/// Neighbouring weeks of one wording that show a score. Points come by week, so those of two wordings may alternate.
fn runs<'p>(points: &[&'p Point], week: Week) -> Vec<Vec<(&'p Point, &'p Estimate)>> {
    let mut editions: Vec<i32> = points.iter().map(|p| p.edition).collect();
    editions.sort_unstable();
    editions.dedup();
    let mut runs = Vec::new();
    for edition in editions {
        let mut run: Vec<(&Point, &Estimate)> = Vec::new();
        for back in (0..WEEKS).rev() {
            let at = i32::try_from(back).map_or(week, |n| week.back(n));
            let found = points.iter().find(|p| p.edition == edition && p.week == at);
            match found.and_then(|p| Some((*p, p.range.as_ref()?))) {
                Some(point) => run.push(point),
                None => runs.push(std::mem::take(&mut run)),
            }
        }
        runs.push(run);
    }
    runs.retain(|run| !run.is_empty());
    runs
}

fn band(paper: &mut Paper, frame: &Frame, run: &[(&Point, &Estimate)]) {
    let upper = run.iter().map(|(p, e)| (frame.x(p.week), frame.y(e.upper)));
    let lower = run.iter().rev().map(|(p, e)| (frame.x(p.week), frame.y(e.lower)));
    match run {
        [(only, range)] => {
            let (top, bottom) = (frame.y(range.upper), frame.y(range.lower));
            paper.bar(frame.x(only.week) - 4.0, top, 8.0, bottom - top, 4.0, Ink::Range);
        }
        _ => paper.shape(&upper.chain(lower).collect::<Vec<_>>(), Ink::Range),
    }
}

fn stroke(paper: &mut Paper, frame: &Frame, run: &[(&Point, &Estimate)]) {
    let at: Vec<(f32, f32)> = run.iter().map(|(p, e)| (frame.x(p.week), frame.y(e.value))).collect();
    for pair in at.windows(2) {
        if let [from, to] = pair {
            paper.shape(&thick(*from, *to, 5.0), Ink::Deep);
        }
    }
    for ((x, y), (point, _)) in at.into_iter().zip(run) {
        paper.dot(x, y, if point.week == frame.week { 8.0 } else { 4.0 }, Ink::Deep);
    }
}

/// A line as the thin shape it covers: shapes are recoloured for the dark by their class, strokes would not be.
fn thick(from: (f32, f32), to: (f32, f32), wide: f32) -> [(f32, f32); 4] {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let long = dx.hypot(dy).max(f32::EPSILON);
    let (ox, oy) = (-dy / long * wide / 2.0, dx / long * wide / 2.0);
    [(from.0 + ox, from.1 + oy), (to.0 + ox, to.1 + oy), (to.0 - ox, to.1 - oy), (from.0 - ox, from.1 - oy)]
}

/// A dotted upright where answers in other words begin.
fn changes(paper: &mut Paper, voice: Voice, frame: &Frame, points: &[&Point], x: f32) {
    let mut label = true;
    for week in changed(points) {
        let at = (frame.x(week) + frame.x(week.back(1))) / 2.0;
        let mut y = frame.top;
        while y < frame.floor {
            paper.bar(at - 1.5, y, 3.0, 6.0, 1.0, Ink::Quiet);
            y += 12.0;
        }
        // One label is enough; a second would run into it.
        if std::mem::take(&mut label) {
            let words = voice.say(Line::ChartChanged);
            let wide = width(&words, SMALL, Weight::Regular);
            let from = (at - wide / 2.0).clamp(x, frame.right - wide);
            paper.text(from, frame.top - 12.0, Type::quiet(SMALL), &words);
        }
    }
}

/// The first week of each wording but the first.
pub fn changed(points: &[&Point]) -> Vec<Week> {
    let mut begun: Vec<(i32, Week)> = Vec::new();
    for point in points {
        if !begun.iter().any(|(edition, _)| *edition == point.edition) {
            begun.push((point.edition, point.week));
        }
    }
    begun.into_iter().skip(1).map(|(_, week)| week).collect()
}

fn ends(paper: &mut Paper, voice: Voice, frame: &Frame, x: f32) {
    let first = voice.since(frame.week.back(i32::try_from(WEEKS - 1).unwrap_or(0)));
    let y = frame.floor + 28.0;
    paper.text(x, y, Type::quiet(SMALL), &fit(&first, SMALL, Weight::Regular, 120.0));
    paper.text(frame.right + 10.0, y, Type::quiet(SMALL).hung(Anchor::End), &voice.since(frame.week));
}
