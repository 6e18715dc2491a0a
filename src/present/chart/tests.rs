//! The picture: as SVG text, as pixels, and as words.

use resvg::tiny_skia::Pixmap;
use resvg::usvg::Node;

use super::*;
use crate::domain::language::Language;
use crate::present::specimen;

/// Rasterisers of one version agree byte for byte on one machine; between processors a pixel may differ by a shade.
const MAX_SHADE: u8 = 24;
const MAX_STRAY_PIXELS: usize = 400;

#[test]
fn the_full_week_is_drawn_as_agreed() {
    insta::assert_snapshot!(svg(Voice::ENGLISH, &specimen::full_week()));
}

#[test]
fn the_pixels_are_those_of_the_golden_picture() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/present/chart/golden.png");
    let drawn = png(Voice::ENGLISH, &specimen::full_week()).unwrap();
    if std::env::var_os("AFTERWORD_GOLDEN").is_some() {
        std::fs::write(path, &drawn).unwrap();
    }
    let golden = Pixmap::decode_png(&std::fs::read(path).unwrap()).unwrap();
    let drawn = Pixmap::decode_png(&drawn).unwrap();
    assert_eq!((drawn.width(), drawn.height()), (golden.width(), golden.height()));
    let differs = |(a, b): (&u8, &u8)| a.abs_diff(*b) > MAX_SHADE;
    let stray = drawn.data().iter().zip(golden.data()).filter(|pair| differs(*pair)).count();
    assert!(stray <= MAX_STRAY_PIXELS, "{stray} channels differ; AFTERWORD_GOLDEN=1 draws a new golden picture");
}

/// Every card in every language, and some at the edge of the paper.
fn pictures() -> Vec<(String, Voice, Scorecard)> {
    let name = |name: &str| Scorecard { team: crate::domain::ids::TeamName::new(name), ..specimen::full_week() };
    let mut all = Vec::new();
    for language in Language::ALL {
        let mut cards = specimen::scorecards();
        cards.push(("a name no font covers", name("결제 💳")));
        cards.push(("a Japanese name", name("支払いチーム")));
        cards.push(("a long name", name("Customer Success Operations for Europe, the Middle East and Africa")));
        cards.push(("everybody", specimen::week(&[0, 0, 0, 0, 0, 0, 1_000_000], &[[0, 0, 0, 0, 0, 0, 90]; 4])));
        cards.push(("nineteen", specimen::week(&[0, 0, 0, 0, 0, 9, 10], &[])));
        all.extend(cards.into_iter().map(|(name, card)| (format!("{language} {name}"), Voice::of(language), card)));
    }
    all
}

#[test]
fn every_kind_of_week_can_be_drawn() {
    let look = std::env::var_os("AFTERWORD_LOOK");
    for (name, voice, card) in pictures() {
        // Every language is laid out below; to draw them all is for those who look.
        if look.is_none() && voice != Voice::ENGLISH && !name.ends_with("full") {
            continue;
        }
        let picture = png(voice, &card).unwrap();
        assert!(picture.len() > 5_000 && picture.len() < 300_000, "{name}: {} bytes", picture.len());
        if let Some(folder) = &look {
            let folder = std::path::Path::new(folder);
            let page = crate::present::page::html(voice, &card);
            std::fs::write(folder.join(format!("{name}.html")), page).unwrap();
            std::fs::write(folder.join(format!("{name}.png")), picture).unwrap();
        }
    }
}

#[test]
fn no_text_runs_off_the_picture_or_into_another() {
    for (name, voice, card) in pictures() {
        let tree = Tree::from_str(&svg(voice, &card), &letters::options()).unwrap();
        let texts = tree.root().children().iter().filter(|node| matches!(node, Node::Text(_)));
        let boxes: Vec<_> = texts.map(Node::abs_stroke_bounding_box).collect();
        for (i, a) in boxes.iter().enumerate() {
            let inside = a.left() >= 0.0 && a.right() <= WIDTH as f32 && a.top() >= 0.0 && a.bottom() <= HEIGHT as f32;
            assert!(inside, "{name}: {a:?}");
            for b in boxes.iter().skip(i + 1) {
                let apart =
                    a.right() < b.left() || b.right() < a.left() || a.bottom() < b.top() || b.bottom() < a.top();
                assert!(apart, "{name}: {a:?} and {b:?}");
            }
        }
    }
}

/// A picture may cut a name, never a word of ours.
#[test]
fn no_word_of_ours_is_cut_in_a_picture() {
    for (name, voice, card) in pictures() {
        if ["hostile", "everybody", "a long name"].iter().any(|cut| name.ends_with(cut)) {
            continue;
        }
        assert!(!svg(voice, &card).contains('…'), "{name}");
    }
}

#[test]
fn a_name_cannot_become_markup_and_a_foreign_one_is_never_boxes() {
    let hostile = specimen::scorecards().into_iter().find(|(name, _)| *name == "hostile").unwrap().1;
    let drawn = svg(Voice::ENGLISH, &hostile);
    assert!(!drawn.contains("<b>") && drawn.contains("&lt;b&gt;"));
    let mut foreign = specimen::full_week();
    foreign.team = crate::domain::ids::TeamName::new("결제 💳");
    let texts = svg(Voice::ENGLISH, &foreign);
    let texts = texts.split("</title>").nth(1).unwrap();
    assert!(texts.contains("Team scorecard") && !texts.contains(['결', '💳']));
}

#[test]
fn the_words_tell_what_the_picture_shows() {
    insta::assert_snapshot!(alt(Voice::ENGLISH, &specimen::full_week()));
    for (name, voice, card) in pictures() {
        assert!(alt(voice, &card).chars().count() <= MAX_ALT, "{name}");
    }
}

#[test]
fn hidden_scores_are_neither_drawn_nor_told() {
    let card = specimen::week(&[0, 1, 0, 0, 0, 1, 1], &[]);
    let drawn = svg(Voice::ENGLISH, &card);
    assert!(drawn.contains("Only 3 answers") && !drawn.contains("2 of 3") && !drawn.contains("67 %"));
    assert!(!alt(Voice::ENGLISH, &card).contains("2 of 3"));
}
