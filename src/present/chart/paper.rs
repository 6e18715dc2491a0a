//! The paper the picture is drawn on: SVG text, written in order.
//!
//! Knows escaping, colours and coordinates. Every shape carries a class as well as its colour, so that a page may
//! recolour it for the dark without a second picture.

use std::fmt::Write;

use super::letters::{Weight, width};

/// A role a colour plays. Differences of lightness, not of hue: they survive colour-blindness and a grey printer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ink {
    /// The ground.
    Paper,
    /// Words and numbers.
    Ink,
    /// Quieter words.
    Quiet,
    /// Tracks and thin lines.
    Line,
    /// Answers that are not favourable.
    Pale,
    /// Favourable answers, and what is left of a funnel.
    Deep,
    /// The likely range.
    Range,
}

impl Ink {
    /// Every role.
    pub const ALL: [Ink; 7] = [Ink::Paper, Ink::Ink, Ink::Quiet, Ink::Line, Ink::Pale, Ink::Deep, Ink::Range];

    /// Class name.
    pub fn class(self) -> &'static str {
        match self {
            Ink::Paper => "paper",
            Ink::Ink => "ink",
            Ink::Quiet => "quiet",
            Ink::Line => "line",
            Ink::Pale => "pale",
            Ink::Deep => "deep",
            Ink::Range => "range",
        }
    }

    /// By day.
    pub fn light(self) -> &'static str {
        match self {
            Ink::Paper => "#fbfaf8",
            Ink::Ink => "#1d2733",
            Ink::Quiet => "#566372",
            Ink::Line => "#e6e5e1",
            Ink::Pale => "#b9c4cf",
            Ink::Deep => "#2a5d8f",
            Ink::Range => "#a9c4de",
        }
    }

    /// By night.
    pub fn dark(self) -> &'static str {
        match self {
            Ink::Paper => "#171c23",
            Ink::Ink => "#eef1f4",
            Ink::Quiet => "#a5b0bc",
            Ink::Line => "#2c343e",
            Ink::Pale => "#56626f",
            Ink::Deep => "#8fbde8",
            Ink::Range => "#3a5a7a",
        }
    }
}

/// Where a text hangs on its x.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// Starts there.
    Start,
    /// Is centred there.
    Middle,
    /// Ends there.
    End,
}

/// How a text looks.
#[derive(Debug, Clone, Copy)]
pub struct Type {
    /// Pixels.
    pub size: f32,
    /// Regular or bold.
    pub weight: Weight,
    /// Colour.
    pub ink: Ink,
    /// Where it hangs.
    pub anchor: Anchor,
}

impl Type {
    /// Bold and dark, from the left.
    pub fn bold(size: f32) -> Self {
        Self { size, weight: Weight::Bold, ink: Ink::Ink, anchor: Anchor::Start }
    }

    /// Regular and quiet, from the left.
    pub fn quiet(size: f32) -> Self {
        Self { size, weight: Weight::Regular, ink: Ink::Quiet, anchor: Anchor::Start }
    }

    /// The same in another colour.
    pub fn in_ink(self, ink: Ink) -> Self {
        Self { ink, ..self }
    }

    /// The same, hanging otherwise.
    pub fn hung(self, anchor: Anchor) -> Self {
        Self { anchor, ..self }
    }
}

/// An SVG being written.
#[derive(Debug)]
pub struct Paper {
    svg: String,
}

impl Paper {
    /// An empty sheet with a title for those who cannot see it.
    pub fn new(width: u32, height: u32, title: &str) -> Self {
        let svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" \
             font-family=\"Noto Sans\" role=\"img\">\n<title>{}</title>\n",
            escaped(title)
        );
        let mut paper = Self { svg };
        paper.bar(0.0, 0.0, width as f32, height as f32, 0.0, Ink::Paper);
        paper
    }

    /// The finished SVG.
    pub fn finish(mut self) -> String {
        self.svg.push_str("</svg>\n");
        self.svg
    }

    /// A filled rectangle with round corners.
    pub fn bar(&mut self, x: f32, y: f32, width: f32, height: f32, radius: f32, ink: Ink) {
        self.write(format_args!(
            "<rect class=\"{}\" fill=\"{}\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{:.1}\" height=\"{height:.1}\" rx=\"{:.1}\"/>",
            ink.class(),
            ink.light(),
            width.max(0.0),
            radius.min(width / 2.0).max(0.0)
        ));
    }

    /// A dot with a rim of paper, so that it stands out on its bar.
    pub fn dot(&mut self, x: f32, y: f32, radius: f32, ink: Ink) {
        for (radius, ink) in [(radius + 4.0, Ink::Paper), (radius, ink)] {
            self.write(format_args!(
                "<circle class=\"{}\" fill=\"{}\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{radius:.1}\"/>",
                ink.class(),
                ink.light()
            ));
        }
    }

    /// A filled shape through these points.
    pub fn shape(&mut self, corners: &[(f32, f32)], ink: Ink) {
        let points: Vec<String> = corners.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
        self.write(format_args!(
            "<polygon class=\"{}\" fill=\"{}\" points=\"{}\"/>",
            ink.class(),
            ink.light(),
            points.join(" ")
        ));
    }

    /// One line of text on the base line `y`. The text must be drawable. Its length is written down, so that a browser
    /// without our font squeezes its own into the same place.
    pub fn text(&mut self, x: f32, y: f32, face: Type, text: &str) {
        let weight = if face.weight == Weight::Bold { " font-weight=\"700\"" } else { "" };
        let anchor = match face.anchor {
            Anchor::Start => "",
            Anchor::Middle => " text-anchor=\"middle\"",
            Anchor::End => " text-anchor=\"end\"",
        };
        self.write(format_args!(
            "<text class=\"{}\" fill=\"{}\" x=\"{x:.1}\" y=\"{y:.1}\" font-size=\"{}\"{weight}{anchor} \
             textLength=\"{:.1}\" lengthAdjust=\"spacingAndGlyphs\">{}</text>",
            face.ink.class(),
            face.ink.light(),
            face.size,
            width(text, face.size, face.weight),
            escaped(text)
        ));
    }

    fn write(&mut self, line: std::fmt::Arguments<'_>) {
        // Writing to a String cannot fail.
        let _ = writeln!(self.svg, "{line}");
    }
}

/// Text between tags or in an attribute.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            // Not allowed in XML at all.
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => safe.push(' '),
            c => safe.push(c),
        }
    }
    safe
}
