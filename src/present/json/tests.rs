//! What the JSON promises: its shape, what it hides, and that it reads back.

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::domain::instrument::{ALL, NPS11};
use crate::domain::scorecard::{InstrumentFacts, MIN_TO_REPORT, build};
use crate::present::words::Voice;
use crate::present::{scorecard as words, specimen, text};

fn through_text(card: &Scorecard) -> Scorecard {
    let stored = scorecard(card).to_string();
    read(&serde_json::from_str(&stored).unwrap()).unwrap()
}

#[test]
fn a_full_week_has_the_promised_shape() {
    insta::assert_json_snapshot!(scorecard(&specimen::full_week()));
}

#[test]
fn a_week_with_three_answers_hides_them_even_in_the_file() {
    let stored = scorecard(&specimen::week(&[0, 1, 0, 0, 0, 0, 2], &[]));
    let metric = &stored["metrics"][0];
    assert_eq!(metric["n"], 3);
    for key in ["favourable", "share", "lower", "upper", "mean", "counts"] {
        assert!(metric[key].is_null(), "{key}");
    }
    assert_eq!(metric["why"], "too few answers to report");
    assert!(metric["change"]["verdict"].is_null());
}

#[test]
fn a_question_we_no_longer_know_is_named_not_guessed() {
    let mut stored = scorecard(&specimen::full_week());
    stored["metrics"][0]["question_version"] = 9.into();
    assert_eq!(read(&stored).unwrap_err().to_string(), "unknown question ces7 v9");
}

#[test]
fn a_card_frozen_before_there_were_levels_of_privacy_is_still_read() {
    let mut stored = scorecard(&specimen::full_week());
    stored["quotes"] = json!([]);
    stored.as_object_mut().unwrap().remove("privacy");
    assert_eq!(read(&stored).unwrap().privacy, Privacy::Leads);
}

#[test]
fn transactional_nps_runs_from_minus_to_plus_a_hundred_and_all_else_is_a_fraction() {
    let stored = scorecard(&specimen::net_week());
    let metric = &stored["metrics"][0];
    let number = |value: &Value| value.as_f64().unwrap();
    assert_eq!((metric["instrument"].as_str(), metric["n"].as_u64()), (Some("nps11"), Some(41)));
    assert!((number(&metric["nps"]) - 2100.0 / 41.0).abs() < 1e-9, "{metric}");
    assert!((number(&metric["nps_lower"]) - 27.6).abs() < 0.1 && (number(&metric["nps_upper"]) - 67.9).abs() < 0.1);
    assert!((number(&metric["share"]) - 25.0 / 41.0).abs() < 1e-12, "the promoters' share: {metric}");
    assert_eq!(metric["counts"].as_array().map(Vec::len), Some(11));
    let difference = number(&metric["nps"]) - number(&metric["baseline"]["nps"]);
    assert!((number(&metric["change"]["difference"]) * 100.0 - difference).abs() < 1e-9, "{metric}");
    let few = specimen::of(&NPS11, &[0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1], &[] as &[[u64; 11]]);
    let few = scorecard(&few)["metrics"][0].clone();
    assert!(few["nps"].is_null() && few.as_object().unwrap().contains_key("nps"), "hidden, not absent: {few}");
    let ces = scorecard(&specimen::full_week())["metrics"][0].clone();
    assert!(!ces.as_object().unwrap().contains_key("nps"), "{ces}");
}

#[test]
fn every_card_reads_the_same_after_it_was_frozen() {
    for (name, card) in specimen::scorecards() {
        let thawed = through_text(&card);
        assert_eq!(scorecard(&thawed), scorecard(&card), "{name}");
        assert_eq!(
            text::plain(&words::message(Voice::ENGLISH, &thawed, None, false)),
            text::plain(&words::message(Voice::ENGLISH, &card, None, false))
        );
        assert_eq!(
            text::plain(&words::detail(Voice::ENGLISH, &thawed)),
            text::plain(&words::detail(Voice::ENGLISH, &card)),
            "{name}"
        );
    }
}

#[test]
fn a_week_frozen_before_agents_segments_and_repeat_customers_were_counted_is_still_read() {
    let mut stored = scorecard(&specimen::full_week());
    for list in ["agents", "segments", "phrases"] {
        stored[list] = json!([]);
    }
    let forget = |of: &mut Value, keys: &[&str]| {
        let object = of.as_object_mut().unwrap();
        keys.iter().for_each(|key| assert!(object.remove(*key).is_some(), "{key}"));
    };
    forget(&mut stored["response_rate"], &["week", "delivered"]);
    forget(&mut stored["coverage"], &["agents"]);
    for at in 0..2 {
        forget(&mut stored["metrics"][at], &["people", "effective", "changed"]);
    }
    let card = read(&stored).unwrap();
    assert_eq!((card.response_week, card.delivered, card.agents.len()), (None, 86, 0));
    assert_eq!(card.metrics[0].effective, 50.0);
    assert!(
        text::plain(&words::message(Voice::ENGLISH, &card, None, false))
            .contains("50 of 86 people asked answered (58 %")
    );
}

proptest! {
    #[test]
    fn whatever_was_answered_the_frozen_card_is_the_same_card(
        which in 0..ALL.len(),
        counts in proptest::collection::vec(0u64..400, 11),
        before in proptest::collection::vec(proptest::collection::vec(0u64..100, 11), 0..5),
    ) {
        let instrument = ALL[which];
        let fitting = |counts: &Vec<u64>| counts[..instrument.points()].to_vec();
        let mut facts = specimen::facts();
        facts.quotes.clear();
        let before = before.iter().map(fitting).collect();
        facts.instruments = vec![InstrumentFacts::of(instrument, fitting(&counts), before)];
        let card = build(facts);
        let thawed = through_text(&card);
        prop_assert_eq!(scorecard(&thawed), scorecard(&card));
        if card.metrics[0].share.whole >= MIN_TO_REPORT {
            prop_assert_eq!(thawed, card);
        }
    }
}
