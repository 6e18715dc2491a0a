//! The worked sentences of MEASUREMENT §3, from their inputs; and the messages as they read.

mod languages;

use insta::assert_snapshot;

use super::*;
use crate::domain::ids::TeamName;
use crate::domain::instrument::{CES7, CSAT5};
use crate::domain::scorecard::{InstrumentFacts, build};
use crate::present::specimen;
use crate::present::text::plain;
use crate::present::words::Voice;

/// A metric with `part` of `whole` favourable answers after the weeks of `before`.
fn metric(part: u64, whole: u64, before: &[(u64, u64)]) -> MetricCard {
    let counts = |(part, whole): (u64, u64)| vec![whole - part, 0, 0, 0, part, 0, 0];
    let before = before.iter().map(|week| counts(*week)).collect();
    let mut facts = specimen::facts();
    facts.instruments = vec![InstrumentFacts::of(&CES7, counts((part, whole)), before)];
    build(facts).metrics.remove(0)
}

fn says(part: u64, whole: u64, before: &[(u64, u64)]) -> String {
    sentence(Voice::ENGLISH, &metric(part, whole, before))
}

#[test]
fn a_normal_week() {
    assert_eq!(
        says(43, 50, &[(44, 50); 4]),
        "86 % said it was easy (43 of 50). With this many answers, the true figure is likely 74-93 %. \
         No clear change from the last 4 weeks (88 %)."
    );
}

#[test]
fn a_clear_fall() {
    assert_eq!(
        says(42, 60, &[(51, 60); 4]),
        "70 % said it was easy (42 of 60), down from 85 % over the last 4 weeks. \
         That is a real drop of somewhere between 4 and 28 points, not luck."
    );
}

#[test]
fn a_clear_rise() {
    assert_eq!(
        says(57, 60, &[(42, 60); 4]),
        "95 % said it was easy (57 of 60), up from 70 % over the last 4 weeks. \
         That is a real rise of somewhere between 15 and 32 points, not luck."
    );
}

#[test]
fn a_week_that_cannot_tell() {
    assert_eq!(
        says(17, 20, &[(17, 20); 4]),
        "Can't tell yet (17 of 20): the answers fit anything from 22 points worse to 14 better. \
         About 60 answers a week would be enough to see a 10-point change."
    );
}

#[test]
fn a_steady_week() {
    let words = says(8600, 10000, &[(8600, 10000); 4]);
    assert!(words.ends_with(" Steady: within 5 points of the last 4 weeks."), "{words}");
}

#[test]
fn few_answers_are_counted_in_words_and_fewer_not_at_all() {
    assert_eq!(says(7, 8, &[(17, 20); 4]), "7 of 8 said it was easy. Too few for a percentage.");
    assert_eq!(says(2, 3, &[]), "Only 3 answers: too few to report.");
    assert_eq!(says(0, 1, &[]), "Only 1 answer: too few to report.");
    assert_eq!(says(0, 0, &[(17, 20); 4]), "No answers.");
}

#[test]
fn without_weeks_before_it_says_why_there_is_no_comparison() {
    assert_eq!(
        says(43, 50, &[]),
        "86 % said it was easy (43 of 50). With this many answers, the true figure is likely 74-93 %. \
         This is the first week, so there is nothing to compare it with yet."
    );
    assert!(says(43, 50, &[(7, 8)]).ends_with("There were too few answers in the weeks before to compare it with."));
    assert!(says(43, 50, &[(88, 100)]).ends_with("No clear change from the last week (88 %)."));
}

#[test]
fn satisfaction_has_its_own_words() {
    let mut facts = specimen::facts();
    facts.instruments.reverse();
    let card = build(facts);
    assert_eq!(card.metrics[0].instrument, &CSAT5);
    assert!(sentence(Voice::ENGLISH, &card.metrics[0]).starts_with("86 % were satisfied (24 of 28)."));
}

#[test]
fn a_full_week_reads_like_this() {
    assert_snapshot!(plain(&message(Voice::ENGLISH, &specimen::full_week(), None, false)));
    assert_snapshot!(plain(&detail(Voice::ENGLISH, &specimen::full_week())));
}

#[test]
fn a_week_is_about_fifteen_lines() {
    for (name, card) in specimen::scorecards() {
        let lines = message(Voice::ENGLISH, &card, None, false).blocks.len();
        assert!(lines <= 18, "{name}: {lines}");
    }
}

#[test]
fn edge_weeks_read_well() {
    let cards = specimen::scorecards().into_iter().filter(|(name, _)| *name != "full" && *name != "hostile");
    let read = |(name, card): (&str, Scorecard)| {
        format!("== {name}\n{}\n", plain(&message(Voice::ENGLISH, &card, None, name == "few")))
    };
    assert_snapshot!(cards.map(read).collect::<Vec<_>>().join("\n"));
}

#[test]
fn the_hostile_week_stays_in_shape() {
    let card = specimen::scorecards().into_iter().find(|(name, _)| *name == "hostile").unwrap().1;
    assert_snapshot!(plain(&message(Voice::ENGLISH, &card, None, true)));
    assert_snapshot!(plain(&detail(Voice::ENGLISH, &card)));
}

#[test]
fn a_clear_answer_to_the_second_question_does_not_speak_for_the_week() {
    let mut facts = specimen::facts();
    facts.team = TeamName::new("Payments");
    facts.instruments[1].counts = vec![20, 20, 0, 0, 0];
    let card = build(facts);
    assert_eq!(meaning(Voice::ENGLISH, &card), "No clear change from the weeks before.");
    assert!(sentence(Voice::ENGLISH, &card.metrics[1]).contains("real drop"));
}

#[test]
fn no_message_uses_a_word_of_the_textbook() {
    let banned =
        ["significan", "p-value", "confidence interval", "margin of error", "sigma", "sample", "statistically", "!"];
    for (name, card) in specimen::scorecards() {
        if name == "hostile" {
            continue;
        }
        for late in [false, true] {
            let words = plain(&message(Voice::ENGLISH, &Scorecard { quotes: vec![], ..card.clone() }, None, late))
                .to_lowercase();
            let detail = plain(&detail(Voice::ENGLISH, &Scorecard { quotes: vec![], ..card.clone() })).to_lowercase();
            for word in banned {
                assert!(!words.contains(word) && !detail.contains(word), "{name}: {word}\n{words}\n{detail}");
            }
        }
    }
}

#[test]
fn who_is_below_is_never_said_where_the_team_reads() {
    let card = specimen::scorecards().into_iter().find(|(name, _)| *name == "an agent clearly above").unwrap().1;
    assert_eq!(card.agents.iter().filter(|a| a.flag.is_some()).count(), 2, "{:?}", card.agents);
    let words =
        format!("{}{}", plain(&message(Voice::ENGLISH, &card, None, false)), plain(&detail(Voice::ENGLISH, &card)));
    assert!(words.contains("Ana is clearly above the team (94 % of 120; team 84 %)."), "{words}");
    assert!(!words.contains("Ben") && !words.contains("below the team"), "{words}");
    let only_below = Scorecard { agents: card.agents.iter().filter(|a| a.name == "Ben").cloned().collect(), ..card };
    assert!(!plain(&message(Voice::ENGLISH, &only_below, None, false)).contains("Nobody is clearly"));
}

#[test]
fn the_edge_weeks_of_the_specification_have_their_sentence() {
    let read = |wanted: &str| {
        let card = specimen::scorecards().into_iter().find(|(name, _)| *name == wanted).unwrap().1;
        plain(&message(Voice::ENGLISH, &card, None, false))
    };
    let changed = read("question changed");
    assert!(changed.contains(
        "The question changed on 17 Nov 2026. Scores before and after are not comparable, so there is no arrow."
    ));
    assert!(read("one agent only").contains("All credited answers are about one agent's tickets"));
    assert!(
        read("all the same score").contains("All 30 gave the same score: 7 of 7"),
        "{}",
        read("all the same score")
    );
    assert!(read("repeat customers").contains("50 answers from 18 people"), "{}", read("repeat customers"));
    assert!(read("provisional").contains("provisional: the week is not over"));
    assert!(read("first week").contains("This is the first week"));
    assert!(read("full").contains("50 of 86 people asked 9-15 Nov 2026 answered (58 %"), "{}", read("full"));
}

#[test]
fn a_teams_own_words_are_said_to_be_its_own_and_since_when() {
    let mut card = crate::present::specimen::full_week();
    let mut metric = card.metrics[0].clone();
    assert_eq!(rule(Voice::ENGLISH, &card, &metric), "CES 2.0 · share answering 5-7 of 7 · question v1");
    metric.words = Words::Own { since: Some("2026-06-02T22:30:00Z".parse().unwrap()) };
    assert_eq!(
        rule(Voice::ENGLISH, &card, &metric),
        "CES 2.0 · share answering 5-7 of 7 · your own words, since 3 Jun 2026"
    );
    metric.words = Words::Own { since: None };
    assert_eq!(rule(Voice::ENGLISH, &card, &metric), "CES 2.0 · share answering 5-7 of 7 · your own words");
    card.metrics[0] = metric;
    let thawed = crate::present::json::read(&crate::present::json::scorecard(&card)).unwrap();
    assert_eq!(thawed.metrics[0].words, Words::Own { since: None });
}
