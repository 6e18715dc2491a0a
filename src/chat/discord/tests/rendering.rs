//! Messages and forms in Discord's shapes.

use proptest::prelude::*;

use super::super::escape::length;
use super::super::render::{Answering, render};
use super::super::{form, render as rendering};
use super::*;
use crate::domain::ids::Identity;
use crate::domain::instrument::ReasonTag;
use crate::domain::language::Language;
use crate::present::words::Voice;
use crate::present::{Block, Button, Field, Form, Message, Picture, Span};

fn buttons(labels: &[&str]) -> Vec<Button> {
    labels.iter().map(|l| Button { control: format!("aw1:s1:{l}"), label: (*l).to_owned() }).collect()
}

fn prompt() -> Message {
    let question = Span::strong(", how easy was it to get this solved?");
    Message {
        blocks: vec![
            Block::Text(vec![Span::Mention(Identity::discord("2201")), question]),
            Block::Note(vec![Span::text("Ticket #482 · your answer goes to the support leads")]),
            Block::Buttons(vec![
                buttons(&["1 Very hard", "2", "3", "4", "5", "6", "7 Very easy"]),
                buttons(&["Not solved yet", "Don't ask me again"]),
            ]),
        ],
        marker: Some("s1".into()),
    }
}

fn scorecard() -> Message {
    let text = |s: &str| Block::Text(vec![Span::text(s)]);
    Message {
        blocks: vec![
            Block::Heading("Payments · 16–22 November".into()),
            text("Easier than in the four weeks before."),
            Block::Text(vec![Span::strong("CES"), Span::text(" 82 % (71–90 %), n = 58")]),
            Block::Quote("They asked me *twice* for my @id\nbut then it was quick".into()),
            Block::Picture(Picture { png: vec![1], name: "payments.png".into(), alt: "CES 82 %".into() }),
            Block::Divider,
            Block::Note(vec![Span::text("How was this worked out? 58 answers, Wilson 95 %")]),
        ],
        marker: Some("card-7".into()),
    }
}

fn body(message: &Message) -> Value {
    let (body, _) = render(message).and_then(|m| m.create()).expect("renders");
    valid("POST", "/channels/1/messages", &body);
    body
}

#[test]
fn a_prompt_is_one_line_and_neutral_buttons_in_rows_of_four_and_three() {
    insta::assert_json_snapshot!("prompt", body(&prompt()));
}

#[test]
fn a_scorecard_is_a_card_with_its_picture_and_a_quiet_key() {
    insta::assert_json_snapshot!("scorecard", body(&scorecard()));
}

#[test]
fn rows_are_split_evenly() {
    let split = |n: usize| {
        let labels: Vec<String> = (0..n).map(|i| i.to_string()).collect();
        let row = buttons(&labels.iter().map(String::as_str).collect::<Vec<_>>());
        let message = Message { blocks: vec![Block::Buttons(vec![row])], marker: None };
        let rows = body(&message)["components"].as_array().cloned().unwrap_or_default();
        rows.iter().map(|r| r["components"].as_array().map_or(0, Vec::len)).collect::<Vec<_>>()
    };
    assert_eq!(split(5), [5]);
    assert_eq!(split(6), [3, 3]);
    assert_eq!(split(7), [4, 3]);
    assert_eq!(split(11), [4, 4, 3]);
    assert_eq!(split(25), [5; 5]);
}

#[test]
fn private_answers_are_ephemeral_or_take_the_place_of_one() {
    let said = render(&Message::plain("Saved: 2 of 7.")).expect("renders");
    let (new, _) = said.response(Answering::Privately).expect("a body");
    let (same, _) = said.response(Answering::InPlace).expect("a body");
    for body in [&new, &same] {
        valid("POST", "/interactions/1/t/callback", body);
    }
    assert_eq!((&new["type"], &new["data"]["flags"]), (&json!(4), &json!(64)));
    assert_eq!(
        same,
        json!({ "type": 7, "data": {
            "content": "Saved: 2 of 7.", "embeds": [], "components": [], "attachments": [],
            "allowed_mentions": { "parse": [] },
        } })
    );
}

#[test]
fn a_message_that_discord_would_refuse_is_refused_here_and_the_limit_is_named() {
    let long = |n: usize| Message::plain("x".repeat(n));
    let rows = |n: usize| Message {
        blocks: vec![Block::Buttons((0..n).map(|i| buttons(&[&i.to_string()])).collect())],
        marker: None,
    };
    let twice = Message { blocks: vec![Block::Buttons(vec![buttons(&["a", "a"])])], marker: None };
    let cases = [
        (long(6_001), "6000"),
        (long(4_097), "4096"),
        (rows(6), "rows"),
        (twice, "unique"),
        (Message { blocks: vec![Block::Heading("x".repeat(257))], marker: None }, "256"),
        (
            Message {
                blocks: vec![Block::Buttons(vec![vec![Button { control: "c".into(), label: "x".repeat(81) }]])],
                marker: None,
            },
            "80",
        ),
        (Message::default(), "empty"),
    ];
    for (message, limit) in cases {
        let refused = render(&message).map(drop).expect_err(limit);
        assert!(refused.contains(limit), "{refused}");
    }
    for fits in [long(2_000), long(2_001), long(4_096), rows(5)] {
        body(&fits);
    }
}

#[test]
fn long_quotations_are_shortened_so_that_our_own_words_fit() {
    let quote = |n: usize| Block::Quote("я*".repeat(n));
    let message = Message {
        blocks: vec![
            Block::Heading("Low score".into()),
            quote(1_500),
            Block::Text(vec![Span::text("w".repeat(900))]),
            quote(1_500),
        ],
        marker: None,
    };
    let body = body(&message);
    let embeds = body["embeds"].as_array().expect("embeds");
    let units: usize = embeds.iter().map(|e| length(e["description"].as_str().unwrap_or_default())).sum();
    assert!((5_900..=6_000 - 9).contains(&units), "{units}");
    assert!(body.to_string().contains(&"w".repeat(900)));
}

#[test]
fn somebody_without_a_discord_name_is_not_given_away() {
    let message =
        Message { blocks: vec![Block::Text(vec![Span::Mention(Identity::email("mia@example.com"))])], marker: None };
    assert_eq!(body(&message)["content"], json!("someone"));
}

#[test]
fn a_nonce_fits_and_is_the_same_for_the_same_marker_only() {
    assert_eq!(rendering::nonce("a").len(), 25);
    assert_eq!(rendering::nonce("a"), rendering::nonce("a"));
    assert_ne!(rendering::nonce("a"), rendering::nonce("b"));
}

#[test]
fn choices_of_another_form_carry_their_words_with_them() {
    let options = vec![("red".to_owned(), "Red".to_owned()), ("green".to_owned(), "Green".to_owned())];
    let field = Field::Choices { key: "colour", label: "Which?".into(), options, chosen: vec!["green".into()] };
    let body = form::open(&Form { fields: vec![field], ..form() }).expect("opens");
    let input = &body["data"]["components"][0]["components"][0];
    assert_eq!((&input["custom_id"], &input["value"]), (&json!("colour=red|green"), &json!("2")));
}

fn form() -> Form {
    let labels = [
        "had to repeat myself",
        "passed around",
        "had to come back",
        "had to switch channel",
        "slow",
        "not fixed",
        "unclear answer",
    ];
    Form {
        control: "aw1:s1:comment".into(),
        title: "Tell us why".into(),
        submit: "Send".into(),
        fields: vec![
            Field::Choices {
                key: "reasons",
                label: "What made it hard? Numbers will do".into(),
                options: ReasonTag::ALL
                    .iter()
                    .zip(labels)
                    .map(|(r, l)| (r.as_str().to_owned(), l.to_owned()))
                    .collect(),
                chosen: vec!["slow".into(), "repeat".into()],
            },
            Field::Text { key: "comment", label: "Anything else?".into(), value: "was ok".into(), max: 3_000 },
            Field::Choices {
                key: "contact",
                label: "May we contact you?".into(),
                options: vec![("contact_ok".into(), "Someone may contact me".into())],
                chosen: vec![],
            },
        ],
    }
}

#[test]
fn a_form_lists_its_choices_by_number() {
    let body = form::open(&form()).expect("opens");
    valid("POST", "/interactions/1/t/callback", &body);
    insta::assert_json_snapshot!("form", body);
}

#[test]
fn without_room_for_a_second_input_long_labels_are_shortened() {
    let mut form = form();
    for key in ["a", "b"] {
        form.fields.push(Field::Text { key, label: key.into(), value: String::new(), max: 10 });
    }
    let body = form::open(&form).expect("opens");
    valid("POST", "/interactions/1/t/callback", &body);
    let placeholder = &body["data"]["components"][0]["components"][0]["placeholder"];
    insta::assert_snapshot!(placeholder.as_str().unwrap_or_default(), @"1 had to rep… · 2 passed aro… · 3 had to com… · 4 had to swi… · 5 slow · 6 not fixed · 7 unclear an…");
}

#[test]
fn both_inputs_of_one_choice_count_together() {
    let input =
        |id: &str, value: &str| json!({ "type": 1, "components": [{ "type": 4, "custom_id": id, "value": value }] });
    let rows = json!([input("reasons+", "7"), input("reasons", "1")]);
    let read = form::read(&serde_json::from_value::<Vec<_>>(rows).expect("rows"));
    assert_eq!(read, [("reasons".to_owned(), "repeat,unclear".to_owned())].into());
}

fn submitted(custom_id: &str, value: &str) -> Option<String> {
    let row = json!([{ "type": 1, "components": [{ "type": 4, "custom_id": custom_id, "value": value }] }]);
    form::read(&serde_json::from_value::<Vec<_>>(row).expect("rows")).into_values().next()
}

#[test]
fn numbers_and_words_become_stored_words_and_the_rest_is_ignored() {
    let reasons = "reasons=repeat|passed_around|came_back|switched_channel|slow|not_fixed|unclear";
    let cases = [
        (reasons, "1, 5", "repeat,slow"),
        (reasons, "5 and 1!", "repeat,slow"),
        (reasons, "Slow; not fixed", "slow,not_fixed"),
        (reasons, "not_fixed", "not_fixed"),
        (reasons, "8 99 whatever -1.5e3", "repeat"),
        (reasons, "", ""),
        ("reasons", "2", "passed_around"),
        ("contact", "yes", "contact_ok"),
        ("contact", "1", "contact_ok"),
        ("contact", "no", ""),
        ("colour=red|green", "2", "green"),
        ("comment", "1, 5", "1, 5"),
    ];
    for (id, typed, expected) in cases {
        assert_eq!(submitted(id, typed).as_deref(), Some(expected), "{typed}");
    }
}

fn any_block() -> impl Strategy<Value = Block> {
    let text = r"[\PC\n*@<>:/#-]{0,400}";
    prop_oneof![
        text.prop_map(|s| Block::Text(vec![Span::text(s.clone()), Span::strong(s)])),
        text.prop_map(|s| Block::Note(vec![Span::text(s)])),
        r"[\PC\n*@<>:/#-]{0,3000}".prop_map(Block::Quote),
        r"\PC{0,150}".prop_map(Block::Heading),
        Just(Block::Divider),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn whatever_renders_is_within_discords_limits(blocks in prop::collection::vec(any_block(), 0..12), marked: bool) {
        let message = Message { blocks, marker: marked.then(|| "m1".to_owned()) };
        if let Ok((body, _)) = render(&message).and_then(|m| m.create()) {
            let units = |v: &Value| v.as_str().map_or(0, length);
            prop_assert!(units(&body["content"]) <= 2_000);
            let embeds = body["embeds"].as_array().cloned().unwrap_or_default();
            prop_assert!(embeds.len() <= 10);
            let all = |e: &Value| units(&e["title"]) + units(&e["description"]) + units(&e["footer"]["text"]);
            prop_assert!(embeds.iter().map(all).sum::<usize>() <= 6_000);
            prop_assert!(embeds.iter().all(|e| units(&e["title"]) <= 256 && units(&e["description"]) <= 4_096));
            prop_assert_eq!(&body["allowed_mentions"], &json!({ "parse": [] }));
        }
    }
}

#[test]
fn every_scorecard_is_within_discords_limits_in_every_language() {
    for voice in Language::ALL.map(Voice::of) {
        for (name, card) in crate::present::specimen::cards(voice) {
            let shown = body(&card).to_string();
            // What names nobody cannot be too long: not a word of ours is cut.
            if !name.contains("hostile") && !name.contains("longest") {
                assert!(!shown.contains('…'), "{voice:?} {name}: {shown}");
            }
        }
    }
}

#[test]
fn what_is_said_beside_a_scorecard_is_within_discords_limits_in_every_language() {
    for voice in Language::ALL.map(Voice::of) {
        for (_, shown) in crate::present::specimen::beside(voice, None) {
            body(&shown);
        }
        for (name, shown) in crate::present::specimen::beside(voice, Some("Payments")) {
            let shown = body(&shown).to_string();
            assert!(!shown.contains('…'), "{voice:?} {name}: {shown}");
        }
    }
}

/// Long enough a file to be read once and looked at again whenever it changes.
#[test]
fn every_message_and_form_in_discords_shapes() {
    let mut all = serde_json::Map::new();
    for (name, message) in crate::present::specimen::messages() {
        all.insert(name, body(&message));
    }
    for (name, shown) in crate::present::specimen::forms() {
        all.insert(format!("form {name}"), form::open(&shown).expect("renders"));
    }
    insta::assert_json_snapshot!(Value::Object(all));
}
