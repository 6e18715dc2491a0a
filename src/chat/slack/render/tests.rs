//! Messages as Block Kit, and the limits that hold before anything leaves.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::domain::language::Language;
use crate::present::specimen;
use crate::present::words::{self, Speaker, Voice};

fn json_of(shown: &Message) -> Value {
    let rendered = message(shown, Some(&SlackFileId("F7".into()))).unwrap();
    json!({ "text": rendered.text, "blocks": rendered.blocks, "metadata": rendered.metadata })
}

fn button_of(control: &str, label: &str) -> Button {
    Button { control: control.into(), label: label.into() }
}

fn of(block: Block) -> Message {
    Message { blocks: vec![block], marker: None }
}

#[test]
fn a_prompt_has_its_marker_on_the_first_row_of_buttons() {
    let labels = ["1 Very hard", "2", "3", "4", "5", "6", "7 Very easy"];
    let scores = labels.iter().enumerate().map(|(i, l)| button_of(&format!("aw1:s1:ces7.{}", i + 1), l)).collect();
    let others =
        vec![button_of("aw1:s1:not_solved", "Not solved yet"), button_of("aw1:s1:decline", "Don't ask me again")];
    let prompt = Message {
        blocks: vec![
            Block::Text(vec![
                Span::Mention(Identity::slack("T1", "U1")),
                Span::strong(", how easy was it to get this solved?"),
            ]),
            Block::Note(vec![Span::text("Ticket #482 <urgent> · your answer goes to the support leads")]),
            Block::Buttons(vec![scores, others]),
        ],
        marker: Some("7abc".into()),
    };
    insta::assert_json_snapshot!(json_of(&prompt));
}

#[test]
fn a_scorecard_is_heading_words_picture_and_inert_quotes() {
    let picture = Picture { png: vec![1], name: "card.png".into(), alt: "CES 5.8 of 7".into() };
    let card = Message {
        blocks: vec![
            Block::Heading("R&D · week 47".into()),
            Block::Text(vec![Span::strong("71 %"), Span::text(" found it easy (30 answers)")]),
            Block::Picture(picture),
            Block::Divider,
            Block::Quote("*slow* <!channel> <https://evil|Invoice> `x`\nsecond line".into()),
            Block::Note(vec![
                Span::text("last *promise*: "),
                Span::strong("kept"),
                Span::text(" by "),
                Span::Mention(Identity::slack("T1", "U2")),
            ]),
            Block::Note(vec![Span::Mention(Identity::discord("2201"))]),
        ],
        marker: Some("card-1".into()),
    };
    insta::assert_json_snapshot!(json_of(&card));
}

#[test]
fn a_form_asks_for_reasons_and_words_and_carries_its_control() {
    let fields = vec![
        Field::Choices {
            key: "reasons",
            label: "What made it hard?".into(),
            options: vec![("slow".into(), "Slow".into()), ("repeat".into(), "Had to repeat myself".into())],
            chosen: vec!["slow".into()],
        },
        Field::Text { key: "comment", label: "In your words".into(), value: "so <far>".into(), max: 3000 },
    ];
    let asked = Form { control: "aw1:s1:comment".into(), title: "Tell us why".into(), submit: "Send".into(), fields };
    insta::assert_json_snapshot!(form(&asked).unwrap());
}

#[test]
fn many_choices_become_a_menu() {
    let options = (0..11).map(|i| (format!("w{i}"), format!("Choice {i}"))).collect();
    let field = Field::Choices { key: "reasons", label: "Why".into(), options, chosen: vec![] };
    let asked = Form { control: "c".into(), title: "t".into(), submit: "s".into(), fields: vec![field] };
    let view = serde_json::to_value(form(&asked).unwrap()).unwrap();
    assert_eq!(view["blocks"][0]["element"]["type"], "multi_static_select");
    assert_eq!(view["blocks"][0]["element"].get("initial_options"), None);
}

#[test]
fn every_limit_is_named() {
    let many = |n: usize| (0..n).map(|i| button_of(&format!("c{i}"), "x")).collect::<Vec<_>>();
    let tall = Message { blocks: vec![Block::Divider; 51], marker: None };
    for (broken, says) in [
        (tall, "51 blocks in a message; Slack takes 50"),
        (of(Block::Heading("x".repeat(151))), "151 characters in a heading; Slack takes 150"),
        (of(Block::Heading(" ".into())), "an empty heading"),
        (of(Block::Text(vec![Span::text("&".repeat(601))])), "3005 characters in a paragraph; Slack takes 3000"),
        (of(Block::Buttons(vec![many(26)])), "26 buttons in a row; Slack takes 25"),
        (of(Block::Buttons(vec![vec![button_of("c", &"x".repeat(76))]])), "76 characters in a button; Slack takes 75"),
        (
            of(Block::Buttons(vec![vec![button_of(&"c".repeat(256), "x")]])),
            "256 characters in a control; Slack takes 255",
        ),
        (of(Block::Buttons(vec![vec![button_of("c", "a"), button_of("c", "b")]])), "two buttons share a control (b)"),
        (Message::plain("x").marked("m".repeat(256)), "256 characters in a marker; Slack takes 255"),
        (Message::default(), "the message is empty"),
        (Message::plain(""), "the message is empty"),
    ] {
        assert_eq!(message(&broken, None).unwrap_err(), says);
    }
    let alt = Picture { png: vec![], name: "a.png".into(), alt: "x".repeat(2_001) };
    let error = message(&of(Block::Picture(alt)), None).unwrap_err();
    assert_eq!(error, "2001 characters in a picture's description; Slack takes 2000");
}

#[test]
fn a_long_comment_is_cut_and_never_refused() {
    let shown = json_of(&of(Block::Quote("ä".repeat(5_000))));
    let kept = shown["blocks"][0]["elements"][0]["elements"][0]["text"].as_str().unwrap();
    assert_eq!(kept.chars().count(), 3_000);
    assert!(shown["text"].as_str().unwrap().chars().count() <= 3_000);
}

proptest! {
    #[test]
    fn nothing_a_person_wrote_reaches_a_parser(words in "[<>!@#|*_~`& a]{1,60}") {
        let shown = Message {
            blocks: vec![
                Block::Quote(words.clone()),
                Block::Text(vec![Span::text(words.clone())]),
                Block::Note(vec![Span::text(words.clone()), Span::strong("x")]),
            ],
            marker: None,
        };
        let rendered = message(&shown, None).unwrap();
        prop_assert!(!rendered.text.contains(['<', '>']));
        for block in &rendered.blocks {
            if let SlackBlock::Context(context) = block {
                let text = serde_json::to_value(context).unwrap()["elements"][0]["text"].as_str().unwrap().to_owned();
                prop_assert!(!text.contains(['<', '>', '_', '~', '`']) && text.matches('*').count() == 2);
            }
        }
    }
}

/// Long enough a file to be read once and looked at again whenever it changes.
#[test]
fn every_message_and_form_in_block_kit() {
    let mut all = serde_json::Map::new();
    for (name, message) in crate::present::specimen::messages() {
        all.insert(name, json_of(&message));
    }
    for (name, shown) in crate::present::specimen::forms() {
        all.insert(format!("form {name}"), serde_json::to_value(form(&shown).unwrap()).unwrap());
    }
    insta::assert_json_snapshot!(Value::Object(all));
}

#[test]
fn every_scorecard_is_within_slacks_limits_in_every_language() {
    for voice in Language::ALL.map(Voice::of) {
        for (name, card) in specimen::cards(voice) {
            let rendered = message(&card, None).unwrap_or_else(|why| panic!("{voice:?} {name}: {why}"));
            let shown = serde_json::to_value(&rendered.blocks).unwrap();
            assert!(shown.as_array().unwrap().len() <= 50, "{voice:?} {name}");
            // What names nobody cannot be too long: not a word of ours is cut.
            if !name.contains("hostile") && !name.contains("longest") {
                assert!(!shown.to_string().contains('…'), "{voice:?} {name}: {shown}");
            }
        }
    }
}

#[test]
fn what_is_said_beside_a_scorecard_is_within_slacks_limits_in_every_language() {
    for voice in Language::ALL.map(Voice::of) {
        for (name, shown) in specimen::beside(voice, None) {
            message(&shown, None).unwrap_or_else(|why| panic!("{voice:?} {name}: {why}"));
        }
        for (name, shown) in specimen::beside(voice, Some("Payments")) {
            let shown = json_of(&shown).to_string();
            assert!(!shown.contains('…'), "{voice:?} {name}: {shown}");
        }
        for (name, shown) in specimen::forms_beside(voice) {
            form(&shown).unwrap_or_else(|why| panic!("{voice:?} form {name}: {why}"));
        }
    }
}

#[test]
fn every_home_is_within_slacks_limits_and_too_many_blocks_are_refused() {
    let languages = Language::ALL.into_iter().map(Speaker::plain);
    let all = languages.flat_map(|speaker| specimen::homes().into_iter().map(move |home| (speaker, home)));
    for (speaker, (name, shown)) in all {
        let view = home(&words::home(speaker, &shown)).unwrap_or_else(|why| panic!("{name}: {why}"));
        let view = serde_json::to_value(&view).unwrap();
        assert_eq!(view["type"], "home", "{name}");
        assert!(view["blocks"].as_array().unwrap().len() <= 100, "{name}");
    }
    let long = Message { blocks: vec![Block::Divider; 101], marker: None };
    assert_eq!(home(&long).unwrap_err(), "101 blocks in a Home; Slack takes 100");
    let heavy = Message { blocks: vec![Block::Quote("x".repeat(3_000)); 100], marker: None };
    assert!(home(&heavy).unwrap_err().contains("bytes in a Home; Slack takes 250000"));
}
