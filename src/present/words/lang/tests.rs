//! What must be true of every sentence in every language, and of a team's own words.

use std::collections::BTreeSet;

use super::*;
use crate::domain::ids::Identity;
use crate::domain::instrument::{self, CES7, CSAT5, Series};

fn de() -> Speaker<'static> {
    Speaker::plain(Language::De)
}

#[test]
fn every_sentence_is_made_in_every_language() {
    for language in Language::ALL {
        for sentence in Sentence::ALL {
            let given: Vec<(&'static str, Given)> = sentence
                .variables()
                .iter()
                .map(|v| (*v, if *v == "days" { 7_u64.into() } else { "x".into() }))
                .collect();
            let text = Speaker::plain(language).tell(*sentence, &given);
            assert!(!text.trim().is_empty() && !text.contains('{'), "{language} {}: {text}", sentence.id());
            assert_ne!(text, sentence.id(), "{language}");
        }
    }
}

#[test]
fn a_mention_keeps_its_place_in_every_language() {
    let mia = Identity::slack("T1", "UMIA");
    let thanked =
        |speaker: Speaker<'_>| speaker.spans(Sentence::ThankedPerson, &[("person", Span::Mention(mia.clone()).into())]);
    assert_eq!(thanked(de()), [Span::text("Danke, "), Span::Mention(mia.clone()), Span::text(" hat geantwortet.")]);
    assert_eq!(
        thanked(Speaker::plain(Language::Ja)),
        [Span::text("ありがとうございます。"), Span::Mention(mia.clone()), Span::text(" さんが回答しました。")]
    );
}

#[test]
fn what_a_person_wrote_is_never_read_as_a_sentence() {
    let hostile = "{ $person } \u{e000} <!channel>";
    let spans = de().spans(Sentence::NotUnderstood, &[("text", hostile.into())]);
    assert_eq!(spans, [Span::text(format!("Das wurde nicht verstanden: „{hostile}“"))]);
}

#[test]
fn plurals_follow_each_languages_rules() {
    let days = |language, n: u64| Speaker::plain(language).tell(Sentence::RefusedTooLate, &[("days", n.into())]);
    assert!(days(Language::De, 1).contains("einen Tag") && days(Language::De, 7).contains("7 Tage"));
    assert!(days(Language::Fr, 7).contains("7 jours") && days(Language::Ja, 1).contains("1日間"));
}

#[test]
fn no_two_points_of_a_scale_read_alike() {
    for language in Language::ALL {
        for instrument in instrument::ALL {
            let points = Scale::of(Speaker::plain(language), instrument).points;
            assert_eq!(points.iter().collect::<BTreeSet<_>>().len(), instrument.points(), "{language} {points:?}");
        }
    }
}

#[test]
fn a_teams_words_replace_ours_in_their_language_only() {
    let mut own = Lexicon::default();
    own.add(Language::De, Sentence::Decline, "Bitte nicht mehr fragen").unwrap();
    own.add(Language::De, Sentence::PointOf, "{ $point }/{ $max }").unwrap();
    let speaker = Speaker::of(Language::De, &own);
    assert_eq!(speaker.say(Sentence::Decline), "Bitte nicht mehr fragen");
    assert_eq!(speaker.tell(Sentence::PointOf, &[("point", 2_u8.into()), ("max", 7_u8.into())]), "2/7");
    assert_eq!(speaker.say(Sentence::Send), "Senden");
    assert_eq!(Speaker::of(Language::En, &own).say(Sentence::Decline), "Don't ask me again");
}

#[test]
fn unfit_words_are_refused_with_a_remedy() {
    let refused = |sentence, text: &str| Lexicon::default().add(Language::En, sentence, text).unwrap_err();
    assert_eq!(refused(Sentence::ThankedPerson, "Thanks."), "must use { $person } and no other variable");
    assert_eq!(refused(Sentence::Send, "Send { $it }"), "must use no variable and no other variable");
    assert_eq!(refused(Sentence::Send, &"x".repeat(25)), "25 characters, and at most 24 fit here; shorten it");
    assert_eq!(refused(Sentence::Send, "Send\u{202e}"), "holds characters that cannot be seen; write plain text");
    assert_eq!(
        refused(Sentence::Send, " "),
        "cannot be read as Fluent (line 1: Expected a message field for \"send\"); write a text, with variables as { $name }"
    );
    for broken in ["{ $it", "{ send }", "{ -brand }", "{ NUMBER($n) }", "two\nlines"] {
        assert!(!refused(Sentence::Send, broken).is_empty(), "{broken}");
    }
}

#[test]
fn a_question_in_other_words_is_another_series_and_the_same_words_are_the_same_one() {
    let with = |language, sentence, text: &str| {
        let mut own = Lexicon::default();
        own.add(language, sentence, text).unwrap();
        own
    };
    let other = with(Language::De, Sentence::Ces7Question, "wie leicht war das?");
    let again = with(Language::De, Sentence::Ces7Question, "wie leicht war das?");
    let third = with(Language::De, Sentence::Ces7Low, "Gar nicht leicht");
    assert_eq!(other.series(&CES7), again.series(&CES7));
    assert!(other.series(&CES7).edition > 255 && other.series(&CES7) != third.series(&CES7));
    assert_eq!(other.series(&CSAT5), Series::from(&CSAT5), "the other question is still ours");
    let polite = with(Language::De, Sentence::Decline, "Bitte nicht mehr fragen");
    assert_eq!(polite.series(&CES7), Series::from(&CES7), "no part of the question");
}

#[test]
fn a_scale_whose_ends_read_alike_is_found() {
    let mut own = Lexicon::default();
    own.add(Language::En, Sentence::Ces7Low, "Fine").unwrap();
    assert_eq!(own.alike(), None);
    own.add(Language::En, Sentence::Ces7High, "Fine").unwrap();
    assert_eq!(own.alike(), Some((Language::En, &CES7)));
}
