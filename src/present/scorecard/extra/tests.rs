//! The sentences, and where they stand.

use super::*;
use crate::domain::instrument::{CES7, CSAT5};
use crate::domain::scorecard::Kind;
use crate::domain::stats::Share;
use crate::present::scorecard::{detail, message};
use crate::present::{page, specimen, text};

fn mix(mix: f64, of: f64, turn: Turn) -> Mix {
    Mix { kind: Kind::Tag, name: "billing".to_owned(), turn, mix, of }
}

fn says(part: f64, of: f64, turn: Turn) -> Option<String> {
    mix_sentence(Voice::ENGLISH, &mix(part, of, turn))
}

#[test]
fn the_sentence_of_the_measurement_page() {
    assert_eq!(
        says(-0.0693, -0.10, Turn::More).unwrap(),
        "Most of the fall (7 of 10 points) is because more billing tickets came in, not because service got worse."
    );
}

#[test]
fn a_rise_half_of_a_move_and_all_of_it_read_well() {
    let told = [
        says(0.07, 0.10, Turn::Fewer),
        says(-0.05, -0.10, Turn::LargerPart),
        says(-0.12, -0.10, Turn::SmallerPart),
        says(-0.011, -0.012, Turn::More),
        says(-0.004, -0.004, Turn::More),
    ];
    let told: Vec<&str> = told.iter().map(|line| line.as_deref().unwrap_or("nothing")).collect();
    assert_eq!(
        told,
        [
            "Most of the rise (7 of 10 points) is because fewer billing tickets came in, not because service got better.",
            "About half of the fall (5 of 10 points) is because a larger part of the tickets was billing, not because \
             service got worse.",
            "The whole fall (10 points) is because a smaller part of the tickets was billing, not because service got worse.",
            "The whole fall (1 point) is because more billing tickets came in, not because service got worse.",
            "nothing",
        ]
    );
}

#[test]
fn a_name_from_outside_stays_inert_in_it() {
    let hostile = Mix { name: format!("<@U1> *x* \u{202e}{}", "w".repeat(90)), ..mix(-0.07, -0.10, Turn::More) };
    let told = mix_sentence(Voice::ENGLISH, &hostile).unwrap();
    assert!(!told.contains('\u{202e}') && told.chars().count() < 200, "{told}");
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn down(stretches: &[(&str, &str)]) -> Scorecard {
    let down = stretches.iter().map(|(from, to)| Stretch { from: at(from), to: at(to) }).collect();
    Scorecard { down, ..specimen::full_week() }
}

fn line(stretches: &[(&str, &str)]) -> String {
    down_line(Voice::ENGLISH, &down(stretches)).unwrap()
}

#[test]
fn a_week_that_was_served_in_part_says_when_it_was_not() {
    assert_eq!(down_line(Voice::ENGLISH, &specimen::full_week()), None);
    assert_eq!(
        line(&[("2026-11-17T01:10:00Z", "2026-11-17T10:05:00Z")]),
        "Afterword was not running for 9 hours of this week (Tue 17 Nov, 02:10 to 11:05), so closes in that time may be \
         missing or were asked about late."
    );
}

#[test]
fn several_stretches_and_the_weeks_edges_are_told_in_its_own_time() {
    let start = ("2026-11-15T23:00:00Z", "2026-11-16T06:00:00Z");
    let night = ("2026-11-17T21:30:00Z", "2026-11-18T00:00:00Z");
    let end = ("2026-11-22T22:20:00Z", "2026-11-22T23:00:00Z");
    assert!(
        line(&[start]).contains("for 7 hours of this week (from its start to Mon 16 Nov, 07:00),"),
        "{}",
        line(&[start])
    );
    assert!(line(&[end]).contains("for 40 minutes of this week (Sun 22 Nov, 23:20 to its end),"), "{}", line(&[end]));
    assert!(
        line(&[("2026-11-15T23:00:00Z", "2026-11-22T23:00:00Z")])
            .contains("for 168 hours of this week (from its start to its end),")
    );
    let all = line(&[start, night, night, night, end]);
    let night = "Tue 17 Nov, 22:30 to Wed 18 Nov, 01:00";
    assert!(
        all.contains(&format!("(from its start to Mon 16 Nov, 07:00; {night}; {night}; and 2 more times)")),
        "{all}"
    );
}

#[test]
fn comments_that_say_the_opposite_are_counted_and_never_quoted() {
    let contrary = vec![Contrary { instrument: &CES7, share: Share { part: 9, whole: 60 } }];
    assert_eq!(
        contrary_lines(Voice::ENGLISH, &Scorecard { contrary, ..specimen::full_week() }),
        [
            "Effort: 9 of 60 comments in English say the opposite of their score, so some customers may be reading the scale \
          upside down."
        ]
    );
}

/// A week with all of it.
fn everything() -> Scorecard {
    let mut card = down(&[("2026-11-17T01:10:00Z", "2026-11-17T10:05:00Z")]);
    card.metrics[0].mix = Some(mix(-0.07, -0.10, Turn::More));
    card.contrary = vec![Contrary { instrument: &CSAT5, share: Share { part: 9, whole: 60 } }];
    card
}

#[test]
fn every_rendering_says_what_there_is_to_say_and_reads_back_the_same() {
    let card = everything();
    let down = down_line(Voice::ENGLISH, &card).unwrap();
    let mix = "Effort: Most of the fall (7 of 10 points) is because more billing tickets came in, not because service got worse.";
    let contrary = &contrary_lines(Voice::ENGLISH, &card)[0];
    let channel = text::plain(&message(Voice::ENGLISH, &card, None, false));
    assert!(channel.contains(&down) && channel.contains(mix) && !channel.contains(contrary), "{channel}");
    assert!(text::plain(&detail(Voice::ENGLISH, &card)).contains(contrary));
    let page = page::html(Voice::ENGLISH, &card);
    assert!([&down, mix, contrary].iter().all(|told| page.contains(*told)), "{page}");
    let stored = crate::present::json::scorecard(&card);
    let again = crate::present::json::read(&stored).unwrap();
    assert_eq!(
        (&again.down, &again.contrary, &again.metrics[0].mix),
        (&card.down, &card.contrary, &card.metrics[0].mix)
    );
    assert_eq!(crate::present::json::scorecard(&again), stored);
}

#[test]
fn a_week_frozen_before_any_of_it_was_told_is_still_read() {
    let stored = crate::present::json::scorecard(&specimen::full_week());
    for key in ["down", "contrary"] {
        assert!(stored.get(key).is_none(), "{key} is there only where there is something to say");
    }
    assert!(crate::present::json::read(&stored).unwrap().down.is_empty());
}
