//! Comments that plainly contradict their score: where they are many, a scale is being read upside down (MEASUREMENT §1.5).
//!
//! Knows a lexicon of English (VADER: Hutto and Gilbert 2014, through `vader-parity`) and how plain a contradiction must be.
//! Refuses to put a number on anybody's mood: in support comments the lexicon agrees with the score only 71 times in a
//! hundred (MEASUREMENT §4.1), so it decides nothing but this, and only for text without a word to the contrary.

use std::collections::BTreeSet;

use vader_parity::SentimentIntensityAnalyzer;

use crate::domain::instrument::Instrument;
use crate::domain::phrases::{Remark, is_english};
use crate::domain::privacy::{CONFIDENTIAL_FLOOR, Privacy};
use crate::domain::stats::Share;

/// More contradictions than this are more than chance and sarcasm make.
pub const USUAL: f64 = 0.05;
/// Fewer comments than this and nothing is said.
pub const MIN_COMMENTS: u64 = 20;
/// The contradictions come from so many people.
const MIN_PEOPLE: usize = 3;
/// How far from neutral (-1 to 1) the words must lie.
const PLAIN: f64 = 0.6;

/// A question whose comments contradict their scores too often.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Contrary {
    /// The question.
    pub instrument: &'static Instrument,
    /// Comments that say the opposite of their score, of all that could be read.
    pub share: Share,
}

/// The questions, in this order, whose share of contradicting comments is above [`USUAL`] by more than luck: the lower end of
/// Wilson's range lies above it. Only comments in English count, for the contradictions and for the total.
pub fn contrary(
    asked: impl Iterator<Item = &'static Instrument>,
    remarks: &[Remark],
    privacy: Privacy,
) -> Vec<Contrary> {
    let english: Vec<&Remark> = remarks.iter().filter(|r| is_english(r)).collect();
    if (english.len() as u64) < MIN_COMMENTS {
        return Vec::new();
    }
    let reader = SentimentIntensityAnalyzer::new();
    asked
        .filter_map(|instrument| {
            let of_it: Vec<&&Remark> = english.iter().filter(|r| r.instrument == instrument).collect();
            let against: Vec<&&Remark> = of_it.iter().copied().filter(|r| contradicts(&reader, r)).collect();
            let share = Share { part: against.len() as u64, whole: of_it.len() as u64 };
            let clear = share.wilson().is_some_and(|range| range.lower > USUAL);
            let people = if privacy == Privacy::Confidential { CONFIDENTIAL_FLOOR as usize } else { MIN_PEOPLE };
            (share.whole >= MIN_COMMENTS && clear && authors(&against) >= people)
                .then_some(Contrary { instrument, share })
        })
        .collect()
}

/// How many different people wrote these; one of nobody known is a person of its own.
fn authors(remarks: &[&&Remark]) -> usize {
    let known: BTreeSet<&str> = remarks.iter().filter_map(|r| r.person.as_deref()).collect();
    known.len() + remarks.iter().filter(|r| r.person.is_none()).count()
}

/// Nothing but praise beside a low score, or nothing but blame beside a favourable one.
fn contradicts(reader: &SentimentIntensityAnalyzer, remark: &Remark) -> bool {
    let said = reader.polarity_scores(&remark.text);
    if remark.low { said.compound >= PLAIN && said.neg <= 0.0 } else { said.compound <= -PLAIN && said.pos <= 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::instrument::{CES7, CSAT5};
    use crate::domain::language::Language;

    fn remark(n: usize, low: bool, text: &str) -> Remark {
        let person = Some(format!("p{n}"));
        Remark { instrument: &CES7, low, person, language: Some(Language::En), text: text.to_owned() }
    }

    fn told(remarks: &[Remark], privacy: Privacy) -> Vec<(u64, u64)> {
        let found = contrary([&CES7, &CSAT5].into_iter(), remarks, privacy);
        found.into_iter().map(|c| (c.share.part, c.share.whole)).collect()
    }

    /// `odd` low scores with nothing but praise among `all` comments that say what their scores say.
    fn week(odd: usize, all: usize) -> Vec<Remark> {
        (0..all)
            .map(|n| match n {
                n if n < odd => remark(n, true, "Great help, very quick and friendly, thank you so much!"),
                n if n % 2 == 0 => remark(n, true, "It is still not resolved and nobody called."),
                n => remark(n, false, "Sorted in one message, thank you!"),
            })
            .collect()
    }

    #[test]
    fn praise_beside_many_low_scores_says_that_the_scale_may_be_read_upside_down() {
        assert_eq!(told(&week(9, 60), Privacy::Leads), [(9, 60)]);
        assert_eq!(told(&week(0, 60), Privacy::Leads), []);
    }

    #[test]
    fn blame_beside_many_high_scores_says_so_too() {
        let awful = (0..10).map(|n| remark(n, false, "Terrible, horrible service. I am very angry."));
        let well = (10..40).map(|n| remark(n, false, "Quick and kind."));
        assert_eq!(told(&awful.chain(well).collect::<Vec<_>>(), Privacy::Leads), [(10, 40)]);
    }

    #[test]
    fn around_five_percent_or_with_few_comments_nothing_is_said() {
        // 5 of 60 is 8 %, whose range begins below 5 %.
        assert_eq!(told(&week(5, 60), Privacy::Leads), []);
        assert_eq!(told(&week(9, 19), Privacy::Leads), [], "nineteen comments");
    }

    #[test]
    fn a_comment_with_a_word_to_the_contrary_contradicts_nothing() {
        let mixed = "Great and friendly help, but the bug is still a terrible problem.";
        let remarks: Vec<Remark> = (0..40).map(|n| remark(n, true, mixed)).collect();
        assert_eq!(told(&remarks, Privacy::Leads), []);
    }

    #[test]
    fn only_english_is_read_and_every_question_by_itself() {
        let german: Vec<Remark> =
            week(9, 60).into_iter().map(|r| Remark { language: Some(Language::De), ..r }).collect();
        assert_eq!(told(&german, Privacy::Leads), []);
        let other: Vec<Remark> = week(9, 60).into_iter().map(|r| Remark { instrument: &CSAT5, ..r }).collect();
        let found = contrary([&CES7, &CSAT5].into_iter(), &other, Privacy::Leads);
        assert_eq!(found.iter().map(|c| c.instrument.id).collect::<Vec<_>>(), ["csat5"]);
    }

    #[test]
    fn one_person_who_writes_the_opposite_all_week_turns_no_scale_round() {
        let by = |person: fn(usize) -> usize| {
            let mut remarks = week(9, 60);
            remarks.iter_mut().take(9).enumerate().for_each(|(n, r)| r.person = Some(format!("q{}", person(n))));
            remarks
        };
        assert_eq!(told(&by(|n| n % 2), Privacy::Leads), []);
        assert_eq!(told(&by(|n| n % 4), Privacy::Confidential), [], "four people are too few there");
        assert_eq!(told(&by(|n| n % 4), Privacy::Leads), [(9, 60)]);
    }
}
