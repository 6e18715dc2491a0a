//! The card in every language, and what is said beside it: how they read, and that they say the same numbers.

use std::collections::BTreeMap;

use super::*;
use crate::domain::compare::{Comparison, Finding};
use crate::domain::language::Language;
use crate::domain::scorecard::Kind;
use crate::domain::scorecard::heard::Heard;
use crate::domain::stats::{Share, Verdict};
use crate::present::words::{self, Line};
use crate::present::{chart, text};

/// Channel, details and the picture in words of the weeks that matter most.
fn read(voice: Voice) -> String {
    let wanted = ["full", "clear fall", "cannot tell", "steady", "too few", "transactional NPS"];
    let cards = specimen::scorecards().into_iter().filter(|(name, _)| wanted.contains(name));
    let read = |(name, card): (&str, Scorecard)| {
        format!(
            "== {name}\n{}\n-- details\n{}\n-- the picture\n{}\n",
            plain(&message(voice, &card, None, false)),
            plain(&detail(voice, &card)),
            chart::alt(voice, &card)
        )
    };
    cards.map(read).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_card_reads_well_in_every_language() {
    for language in Language::ALL {
        assert_snapshot!(format!("card_in_{language}"), read(Voice::of(language)));
    }
}

/// Every kind of comparison: all that is said of one, and of the others what sets them apart.
fn comparisons(voice: Voice) -> String {
    let all = specimen::comparisons().into_iter().enumerate();
    let read = |(at, (name, told)): (usize, (&str, Comparison))| {
        let said = plain(&words::comparison(voice, &told));
        let last = said.lines().count() - 1;
        let apart: Vec<&str> = said.lines().skip(2).take(last - 2).collect();
        format!("== {name}\n{}\n", if at == 0 { said.clone() } else { apart.join("\n") })
    };
    all.map(read).collect::<Vec<_>>().join("\n")
}

/// What else is said beside a card: replies and forms, named.
fn beside(voice: Voice) -> Vec<(String, String)> {
    let messages = specimen::beside(voice, Some("Payments")).into_iter().map(|(name, shown)| (name, plain(&shown)));
    let forms =
        specimen::forms_beside(voice).into_iter().map(|(name, form)| (format!("form: {name}"), text::form(&form)));
    messages.chain(forms).collect()
}

#[test]
fn a_comparison_reads_well_in_every_language() {
    for language in Language::ALL {
        assert_snapshot!(format!("comparisons_in_{language}"), comparisons(Voice::of(language)));
    }
}

#[test]
fn tickets_that_were_open_so_long_are_named_in_every_language() {
    let of = |part, whole| Share { part, whole };
    let heard = |code: &str, more| Heard {
        kind: Kind::Wait,
        name: code.to_owned(),
        more,
        of_tickets: of(60, 180),
        of_answers: of(5, 50),
    };
    let waits = [("hour", true), ("day", false), ("longer", false)].map(|(code, more)| heard(code, more));
    let card = Scorecard { heard: waits.into(), ..specimen::full_week() };
    let said = Language::ALL.map(|language| extra::heard_words(Voice::of(language), &card).join("\n"));
    assert_snapshot!(said.join("\n\n"));
}

#[test]
fn what_is_said_beside_a_card_reads_well_in_every_language() {
    for language in Language::ALL {
        let said = beside(Voice::of(language)).into_iter().map(|(name, said)| format!("== {name}\n{said}\n"));
        assert_snapshot!(format!("beside_in_{language}"), said.collect::<Vec<_>>().join("\n"));
    }
}

/// Every number of a text as it is computed, and how often: `12.345` of a German is 12345, its `5,70` is 5.70.
fn numbers_in(language: Language, text: &str) -> BTreeMap<String, usize> {
    let marks: &[char] = if language == Language::En { &['.'] } else { &['.', ',', '\u{202f}'] };
    let mut all = BTreeMap::new();
    for token in text.split(|c: char| !c.is_ascii_digit() && !marks.contains(&c)) {
        let token = token.trim_matches(marks);
        let parts: Vec<&str> = token.split(marks).collect();
        let number = match parts.as_slice() {
            [""] => continue,
            [first, rest @ ..] if language != Language::En && first.len() <= 3 && rest.iter().all(|p| p.len() == 3) => {
                parts.concat()
            }
            _ => parts.join("."),
        };
        *all.entry(number).or_default() += 1;
    }
    all
}

#[test]
fn every_language_tells_the_same_numbers() {
    assert_eq!(numbers_in(Language::De, "12.345 von 5,70, 16."), numbers_in(Language::En, "12345 of 5.70, 16"));
    let told = |voice: Voice, card: &Scorecard| {
        let all = [message(voice, card, None, true), detail(voice, card)].map(|message| plain(&message)).join("\n");
        numbers_in(voice.language(), &format!("{all}\n{}", chart::alt(voice, card)))
    };
    for (name, card) in specimen::scorecards() {
        // The picture's words of the longest week are cut, in each language elsewhere; what customers wrote is no number.
        if name == "hostile" {
            continue;
        }
        let english = told(Voice::ENGLISH, &card);
        for language in Language::ALL {
            let there = told(Voice::of(language), &card);
            for (number, times) in &english {
                let found = there.get(number).copied().unwrap_or(0);
                assert!(found >= *times, "{name}, {language}: {number} {found} times and not {times}");
            }
        }
    }
}

#[test]
fn every_language_says_the_same_numbers_beside_a_card() {
    let told = |voice: Voice| {
        let compared = specimen::comparisons().into_iter();
        let compared = compared.map(|(name, told)| (name.to_owned(), plain(&words::comparison(voice, &told))));
        compared
            .chain(beside(voice))
            .map(|(name, said)| (name, numbers_in(voice.language(), &said)))
            .collect::<Vec<_>>()
    };
    let english = told(Voice::ENGLISH);
    for language in Language::ALL {
        for ((name, wanted), (_, there)) in english.iter().zip(told(Voice::of(language))) {
            for (number, times) in wanted {
                let found = there.get(number).copied().unwrap_or(0);
                assert!(found >= *times, "{name}, {language}: {number} {found} times and not {times}");
            }
        }
    }
}

#[test]
fn a_comparison_calls_only_a_clear_change_clear_in_any_language() {
    let verdict = |told: &Comparison| match told.findings.as_slice() {
        [Finding::Compared(compared)] => compared.after.card.change.get().map(|change| change.verdict),
        _ => None,
    };
    let all = specimen::comparisons();
    for wanted in [Verdict::ClearRise, Verdict::ClearFall, Verdict::Steady, Verdict::CannotTell] {
        assert!(all.iter().any(|(_, told)| verdict(told) == Some(wanted)), "{wanted:?}");
    }
    for voice in Language::ALL.map(Voice::of) {
        let start = |line| voice.tell(line, &[("size", "|".into())]).split('|').next().unwrap_or_default().to_owned();
        for (name, told) in &all {
            let said = plain(&words::comparison(voice, told));
            assert_eq!(
                said.contains(&start(Line::CompareRise)),
                verdict(told) == Some(Verdict::ClearRise),
                "{name}: {said}"
            );
            assert_eq!(
                said.contains(&start(Line::CompareFall)),
                verdict(told) == Some(Verdict::ClearFall),
                "{name}: {said}"
            );
        }
    }
}

#[test]
fn only_a_clear_change_is_called_real_in_any_language() {
    for voice in Language::ALL.map(Voice::of) {
        let real = |line| {
            let said = voice.tell(line, &[("size", "|".into())]);
            said.split('|').max_by_key(|piece| piece.len()).unwrap_or_default().to_owned()
        };
        let (rise, drop) = (real(Line::RealRise), real(Line::RealDrop));
        for (name, card) in specimen::scorecards() {
            let clear = |m: &MetricCard| {
                m.change.get().is_some_and(|c| matches!(c.verdict, Verdict::ClearRise | Verdict::ClearFall))
            };
            let clear = card.metrics.iter().any(clear);
            let said = plain(&message(voice, &card, None, false));
            assert!(clear || !(said.contains(&rise) || said.contains(&drop)), "{name}: {said}");
        }
    }
}
