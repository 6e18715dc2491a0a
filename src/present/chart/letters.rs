//! Letters in a picture: which can be drawn, and how wide they are.
//!
//! Knows the two bundled fonts (Noto Sans, SIL Open Font License, carried by the `notosans` crate). One character that
//! no font covers would turn its whole line into boxes, so nothing uncovered leaves this file.

use std::sync::{Arc, OnceLock};

use resvg::usvg::fontdb::{Database, Source};
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
        for font in [notosans::REGULAR_TTF, notosans::BOLD_TTF] {
            database.load_font_source(Source::Binary(Arc::new(font)));
        }
        Arc::new(database)
    };
    Arc::clone(FONTS.get_or_init(load))
}

/// `text` with everything a font does not cover taken out: emoji silently, other scripts as one "…" between what stays.
/// `None` when nothing legible is left.
pub fn drawable(text: &str) -> Option<String> {
    let mut kept = String::new();
    let mut gap = false;
    for grapheme in text.graphemes(true) {
        if grapheme.chars().all(covered) {
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

/// Advance width in pixels, without kerning (which only ever makes it a little less).
pub fn width(text: &str, size: f32, weight: Weight) -> f32 {
    let Some(font) = font(weight) else { return 0.0 };
    let (letters, metrics) = (font.charmap(), font.glyph_metrics(Size::new(size), LocationRef::default()));
    text.chars().filter_map(|c| metrics.advance_width(letters.map(c)?)).sum()
}

fn covered(c: char) -> bool {
    // Zero-width characters have glyphs in no font and draw nothing; they are simply not kept.
    [Weight::Regular, Weight::Bold].into_iter().all(|w| font(w).is_some_and(|f| f.charmap().map(c).is_some()))
}

fn pictorial(c: char) -> bool {
    matches!(c, '\u{2600}'..='\u{27bf}' | '\u{1f000}'..='\u{1faff}' | '\u{fe0f}' | '\u{200d}' | '\u{e0020}'..='\u{e007f}')
}

fn font(weight: Weight) -> Option<FontRef<'static>> {
    FontRef::new(match weight {
        Weight::Regular => notosans::REGULAR_TTF,
        Weight::Bold => notosans::BOLD_TTF,
    })
    .ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_no_font_covers_never_reaches_the_picture() {
        assert_eq!(drawable("Payments").as_deref(), Some("Payments"));
        assert_eq!(drawable("Zahlungen & Платежи").as_deref(), Some("Zahlungen & Платежи"));
        assert_eq!(drawable("💳 Payments 🎉").as_deref(), Some("Payments"));
        assert_eq!(drawable("Café 東京 team").as_deref(), Some("Café … team"));
        assert_eq!(drawable("支払いチーム"), None);
    }

    #[test]
    fn a_long_name_is_cut_to_its_room() {
        let long = "Customer Success Operations Europe, Middle East and Africa";
        let cut = fit(long, 44.0, Weight::Bold, 600.0);
        assert!(cut.ends_with('…') && width(&cut, 44.0, Weight::Bold) <= 600.0, "{cut}");
        assert_eq!(fit("Payments", 44.0, Weight::Bold, 600.0), "Payments");
    }

    #[test]
    fn both_weights_are_loaded_under_one_family() {
        let fonts = fonts();
        let mut weights: Vec<u16> = fonts.faces().map(|f| f.weight.0).collect();
        weights.sort_unstable();
        assert_eq!(weights, [400, 700]);
        assert!(fonts.faces().all(|f| f.families.iter().any(|(name, _)| name == "Noto Sans")));
    }

    proptest! {
        #[test]
        fn every_drawable_character_is_covered(text in "\\PC{0,60}") {
            if let Some(drawable) = drawable(&text) {
                prop_assert!(drawable.chars().all(covered));
            }
        }
    }
}
