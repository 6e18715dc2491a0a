//! Letters in a picture: which can be drawn, and how wide they are.
//!
//! Knows the bundled fonts, all under the SIL Open Font License: Noto Sans, carried by the `notosans` crate, and for
//! Japanese what is cut out of Noto Sans CJK JP (`fonts/`). One character that no font covers would turn its whole line into
//! boxes, so nothing uncovered leaves this file.

use std::sync::{Arc, OnceLock};

use resvg::usvg::fontdb::{Database, ID, Source};
use resvg::usvg::{FontResolver, Options};
use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, MetadataProvider};
use unicode_segmentation::UnicodeSegmentation;

/// Regular or bold; there are no others in the picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// 400.
    Regular,
    /// 700.
    Bold,
}

/// The bundled fonts, loaded once: nothing of the machine's own fonts is ever used, so a picture is the same everywhere.
pub fn fonts() -> Arc<Database> {
    static FONTS: OnceLock<Arc<Database>> = OnceLock::new();
    let load = || {
        let mut database = Database::new();
        for font in [Weight::Regular, Weight::Bold].into_iter().flat_map(files) {
            database.load_font_source(Source::Binary(Arc::new(font)));
        }
        Arc::new(database)
    };
    Arc::clone(FONTS.get_or_init(load))
}

/// How a picture is laid out: with these fonts, and with the Japanese one of the same weight for what Noto Sans lacks.
pub fn options() -> Options<'static> {
    let same_weight = |_: char, used: &[ID], database: &mut Arc<Database>| {
        let weight = database.face(*used.first()?)?.weight;
        database.faces().find(|face| face.weight == weight && !used.contains(&face.id)).map(|face| face.id)
    };
    let font_resolver =
        FontResolver { select_font: FontResolver::default_font_selector(), select_fallback: Box::new(same_weight) };
    Options { fontdb: fonts(), font_family: "Noto Sans".to_owned(), font_resolver, ..Options::default() }
}

/// The fonts of a weight, in the order they are asked for a character.
fn files(weight: Weight) -> [&'static [u8]; 2] {
    match weight {
        Weight::Regular => [notosans::REGULAR_TTF, include_bytes!("fonts/NotoSansCJKjp-Regular.otf")],
        Weight::Bold => [notosans::BOLD_TTF, include_bytes!("fonts/NotoSansCJKjp-Bold.otf")],
    }
}

/// `text` with everything the fonts do not cover taken out: emoji silently, other scripts as one "…" between what stays.
/// `None` when nothing legible is left.
pub fn drawable(text: &str, weight: Weight) -> Option<String> {
    let mut kept = String::new();
    let mut gap = false;
    for grapheme in text.graphemes(true) {
        if grapheme.chars().all(|c| covered(c, weight)) {
            if gap && !kept.is_empty() {
                kept.push('…');
            }
            gap = false;
            kept.push_str(grapheme);
        } else {
            gap |= !grapheme.chars().all(pictorial);
        }
    }
    let folded = kept.split_whitespace().collect::<Vec<_>>().join(" ");
    folded.contains(char::is_alphanumeric).then_some(folded)
}

/// Drawable text of at most `room` pixels, cut between graphemes with "…".
pub fn fit(text: &str, size: f32, weight: Weight, room: f32) -> String {
    if width(text, size, weight) <= room {
        return text.to_owned();
    }
    let mut kept = String::new();
    for grapheme in text.graphemes(true) {
        let longer = format!("{kept}{grapheme}");
        if width(&format!("{longer}…"), size, weight) > room {
            break;
        }
        kept = longer;
    }
    format!("{}…", kept.trim_end())
}

/// The same without a cut wherever a smaller size helps: the largest of `sizes`, largest first, in which all of it fits.
pub fn sized(text: &str, sizes: &[f32], weight: Weight, room: f32) -> (f32, String) {
    let fitting = sizes.iter().find(|size| width(text, **size, weight) <= room).or(sizes.last());
    let size = fitting.copied().unwrap_or(1.0);
    (size, fit(text, size, weight, room))
}

/// Advance width in pixels, without kerning (which only ever makes it a little less).
pub fn width(text: &str, size: f32, weight: Weight) -> f32 {
    let fonts = faces(weight);
    let advance = |c: char| {
        fonts.iter().find_map(|font| {
            let glyph = font.charmap().map(c)?;
            font.glyph_metrics(Size::new(size), LocationRef::default()).advance_width(glyph)
        })
    };
    text.chars().filter_map(advance).sum()
}

fn covered(c: char, weight: Weight) -> bool {
    // Zero-width characters have glyphs in no font and draw nothing; they are simply not kept.
    faces(weight).iter().any(|font| font.charmap().map(c).is_some())
}

fn pictorial(c: char) -> bool {
    matches!(c, '\u{2600}'..='\u{27bf}' | '\u{1f000}'..='\u{1faff}' | '\u{fe0f}' | '\u{200d}' | '\u{e0020}'..='\u{e007f}')
}

fn faces(weight: Weight) -> Vec<FontRef<'static>> {
    files(weight).into_iter().filter_map(|file| FontRef::new(file).ok()).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::instrument;
    use crate::domain::language::Language;
    use crate::present::words::{InstrumentWords, Line, Voice};

    #[test]
    fn what_no_font_covers_never_reaches_the_picture() {
        let bold = |text| drawable(text, Weight::Bold);
        assert_eq!(bold("Payments").as_deref(), Some("Payments"));
        assert_eq!(bold("Zahlungen & Платежи").as_deref(), Some("Zahlungen & Платежи"));
        assert_eq!(bold("💳 Payments 🎉").as_deref(), Some("Payments"));
        assert_eq!(bold("Café שלום team").as_deref(), Some("Café … team"));
        assert_eq!(bold("支払いチーム").as_deref(), Some("支払いチーム"));
        assert_eq!(bold("결제"), None);
    }

    #[test]
    fn every_character_of_every_language_can_be_drawn() {
        for language in Language::ALL {
            let voice = Voice::of(language);
            let of = |words: String| -> Vec<char> { words.chars().filter(|c| !c.is_control()).collect() };
            let lines = Line::ALL.iter().flat_map(|line| {
                let given: Vec<_> = line.variables().iter().map(|v| (*v, 7_u64.into())).collect();
                of(voice.tell(*line, &given))
            });
            let scales = instrument::ALL.into_iter().flat_map(|i| {
                let words = InstrumentWords::of(voice, i);
                of([words.short, words.low, words.high].concat())
            });
            let days = "月火水木金土日年第週".chars();
            for c in lines.chain(scales).chain(days) {
                for weight in [Weight::Regular, Weight::Bold] {
                    assert!(covered(c, weight), "{language}: {c:?}; run fonts/subset.sh again");
                }
            }
        }
    }

    #[test]
    fn a_long_name_is_cut_to_its_room() {
        let long = "Customer Success Operations Europe, Middle East and Africa";
        let cut = fit(long, 44.0, Weight::Bold, 600.0);
        assert!(cut.ends_with('…') && width(&cut, 44.0, Weight::Bold) <= 600.0, "{cut}");
        assert_eq!(fit("Payments", 44.0, Weight::Bold, 600.0), "Payments");
    }

    #[test]
    fn both_weights_are_loaded_for_both_scripts() {
        let fonts = fonts();
        let mut weights: Vec<u16> = fonts.faces().map(|f| f.weight.0).collect();
        weights.sort_unstable();
        assert_eq!(weights, [400, 400, 700, 700]);
        let named = |name: &str| fonts.faces().filter(|f| f.families.iter().any(|(n, _)| n == name)).count();
        assert_eq!((named("Noto Sans"), named("Noto Sans CJK JP")), (2, 2));
    }

    proptest! {
        #[test]
        fn every_drawable_character_is_covered(text in "\\PC{0,60}") {
            for weight in [Weight::Regular, Weight::Bold] {
                if let Some(drawable) = drawable(&text, weight) {
                    prop_assert!(drawable.chars().all(|c| covered(c, weight)));
                }
            }
        }
    }
}
