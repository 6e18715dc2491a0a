//! What the JSON promises: its shape, what it hides, and that it reads back.

use proptest::prelude::*;

use super::*;
use crate::domain::instrument::{ALL, NPS11};
use crate::domain::scorecard::{InstrumentFacts, build};
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
            text::plain(&words::message(&thawed, None, false)),
            text::plain(&words::message(&card, None, false))
        );
        assert_eq!(text::plain(&words::detail(&thawed)), text::plain(&words::detail(&card)), "{name}");
    }
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
        facts.instruments = vec![InstrumentFacts { instrument, counts: fitting(&counts), before, people: vec![], words: crate::domain::scorecard::Words::Ours }];
        let card = build(facts);
        let thawed = through_text(&card);
        prop_assert_eq!(scorecard(&thawed), scorecard(&card));
        if card.metrics[0].share.whole >= MIN_TO_REPORT {
            prop_assert_eq!(thawed, card);
        }
    }
}
