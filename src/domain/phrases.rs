//! Phrases that come up in unhappy answers more than in happy ones (MEASUREMENT §4.3).
//!
//! Knows runs of one to three words, the language gate and how few comments are too few. Refuses to guess a feeling: the
//! customer has already said it with the score.

use std::collections::{BTreeMap, BTreeSet};

use unicode_segmentation::UnicodeSegmentation;

use super::instrument::Instrument;
use super::language::Language;
use super::privacy::{CONFIDENTIAL_FLOOR, Privacy};
use super::stats::odds::Contrast;

/// Fewer low comments than this and there are no phrases.
pub const MIN_LOW: usize = 15;
/// A phrase needs so many low comments,
pub const MIN_COMMENTS: u64 = 5;
/// from so many people,
pub const MIN_PEOPLE: usize = 3;
/// and to lean so far towards them, in standard errors.
pub const MIN_Z: f64 = 2.5;
/// As many phrases as are kept.
const MOST: usize = 5;
/// Longest run, in words.
const LONGEST: usize = 3;

/// One comment with what the score beside it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// The question of the score.
    pub instrument: &'static Instrument,
    /// The score is low; otherwise it is favourable. What lies between is not handed in.
    pub low: bool,
    /// Whose it is; nobody known is nobody's.
    pub person: Option<String>,
    /// The language the question was asked in, if it is known.
    pub language: Option<Language>,
    /// What was written, inert.
    pub text: String,
}

/// A phrase with the comments it came up in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase {
    /// The words, in lower case.
    pub text: String,
    /// Low comments with it.
    pub low: u64,
    /// All low comments.
    pub all_low: u64,
    /// High comments with it.
    pub high: u64,
    /// All high comments.
    pub all_high: u64,
}

/// The phrases that lean towards low comments, strongest first. Only comments in a language that is known and puts spaces
/// between words count, for the phrases and for the totals. Under [`Privacy::Confidential`] a phrase needs
/// [`CONFIDENTIAL_FLOOR`] people.
pub fn phrases(remarks: &[Remark], privacy: Privacy) -> Vec<Phrase> {
    let told: Vec<(&Remark, Language)> = remarks.iter().filter_map(|r| Some((r, language(r)?))).collect();
    let all_low = told.iter().filter(|(r, _)| r.low).count();
    if all_low < MIN_LOW {
        return Vec::new();
    }
    let all_high = told.len() - all_low;
    let people = if privacy == Privacy::Confidential { CONFIDENTIAL_FLOOR as usize } else { MIN_PEOPLE };
    let (all_low, all_high) = (all_low as u64, all_high as u64);
    let mut strong: Vec<(f64, Phrase)> = tallies(&told)
        .into_iter()
        .filter(|(_, tally)| tally.low >= MIN_COMMENTS && tally.people.len() >= people)
        .map(|(text, Tally { low, high, .. })| {
            (Contrast { low, all_low, high, all_high }.z(), Phrase { text, low, all_low, high, all_high })
        })
        .filter(|(z, _)| *z >= MIN_Z)
        .collect();
    // Of two as strong the longer says more, and then the alphabet decides.
    strong.sort_by(|(a, p), (b, q)| b.total_cmp(a).then(q.text.len().cmp(&p.text.len())).then(p.text.cmp(&q.text)));
    let mut kept: Vec<Phrase> = Vec::new();
    for (_, phrase) in strong {
        if !kept.iter().any(|stronger| overlap(&stronger.text, &phrase.text)) {
            kept.push(phrase);
        }
    }
    kept.truncate(MOST);
    kept
}

/// Whether one of them is part of the other, in whole words.
fn overlap(a: &str, b: &str) -> bool {
    let (a, b) = (format!(" {a} "), format!(" {b} "));
    a.contains(&b) || b.contains(&a)
}

#[derive(Default)]
struct Tally {
    low: u64,
    high: u64,
    /// Who wrote it in a low comment; a comment of nobody known is nobody's.
    people: BTreeSet<String>,
}

fn tallies(told: &[(&Remark, Language)]) -> BTreeMap<String, Tally> {
    let stops: BTreeMap<Language, BTreeSet<String>> = Language::ALL.into_iter().map(|l| (l, stop_words(l))).collect();
    let none = BTreeSet::new();
    let mut tallies: BTreeMap<String, Tally> = BTreeMap::new();
    for (remark, language) in told {
        for run in runs(&remark.text, stops.get(language).unwrap_or(&none)) {
            let tally = tallies.entry(run).or_default();
            if remark.low {
                tally.low += 1;
                tally.people.extend(remark.person.clone());
            } else {
                tally.high += 1;
            }
        }
    }
    tallies
}

/// Every run of one to three words that begins and ends with a word that means something, once.
fn runs(text: &str, stops: &BTreeSet<String>) -> BTreeSet<String> {
    let words: Vec<String> = text.unicode_words().map(str::to_lowercase).collect();
    let means = |word: &String| !stops.contains(word) && word.chars().any(char::is_alphabetic);
    let spans = (1..=LONGEST).flat_map(|length| words.windows(length));
    let kept = spans.filter(|run| run.first().is_some_and(means) && run.last().is_some_and(means));
    kept.map(|run| run.join(" ")).collect()
}

/// Words that say no are what a complaint is made of.
const NEVER_STOPPED: [&str; 18] = [
    "no", "not", "never", "nothing", "without", "nicht", "nie", "kein", "keine", "ohne", "pas", "jamais", "sans",
    "nunca", "sin", "não", "nao", "sem",
];

fn stop_words(language: Language) -> BTreeSet<String> {
    let words = stop_words::lookup(language.code()).unwrap_or_default().iter().map(ToString::to_string);
    words.filter(|word| !NEVER_STOPPED.contains(&word.as_str())).collect()
}

/// The language of a comment: that of the question if it is known, else what the text itself reliably shows. `None` if it
/// is none of ours, or one that puts no spaces between words.
fn language(remark: &Remark) -> Option<Language> {
    let spaced = |l: &Language| *l != Language::Ja;
    if remark.text.chars().any(without_spaces) {
        return None;
    }
    remark.language.or_else(|| detected(&remark.text)).filter(spaced)
}

/// Whether a comment is in English: asked so and not plainly in another language of ours, or plainly so.
pub(super) fn is_english(remark: &Remark) -> bool {
    language(remark) == Some(Language::En) && detected(&remark.text).is_none_or(|found| found == Language::En)
}

/// Chinese, Japanese, Thai.
fn without_spaces(c: char) -> bool {
    matches!(c, '\u{0e00}'..='\u{0e7f}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}

fn detected(text: &str) -> Option<Language> {
    use whatlang::Lang;
    let ours = vec![Lang::Eng, Lang::Deu, Lang::Fra, Lang::Spa, Lang::Por, Lang::Jpn];
    let found = whatlang::Detector::with_allowlist(ours).detect(text).filter(whatlang::Info::is_reliable)?;
    match found.lang() {
        Lang::Eng => Some(Language::En),
        Lang::Deu => Some(Language::De),
        Lang::Fra => Some(Language::Fr),
        Lang::Spa => Some(Language::Es),
        Lang::Por => Some(Language::Pt),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::instrument::CES7;

    fn remarks(low: &[(&str, usize)], high: &[(&str, usize)], language: Option<Language>) -> Vec<Remark> {
        let side = |low: bool, texts: &[(&str, usize)]| -> Vec<Remark> {
            let each = texts.iter().flat_map(|(text, n)| std::iter::repeat_n((*text).to_owned(), *n));
            each.enumerate()
                .map(|(i, text)| Remark { instrument: &CES7, low, person: Some(format!("p{i}")), language, text })
                .collect()
        };
        [side(true, low), side(false, high)].concat()
    }

    #[test]
    fn a_phrase_of_unhappy_answers_is_found_with_its_counts() {
        let said = remarks(
            &[("It was not resolved at all", 12), ("Too slow for me", 28)],
            &[("Thank you, quick help", 298), ("the first was not resolved", 2)],
            Some(Language::En),
        );
        let found = phrases(&said, Privacy::Leads);
        let phrase = found.iter().find(|p| p.text == "not resolved");
        let counts = phrase.map(|p| (p.low, p.all_low, p.high, p.all_high));
        assert_eq!(counts, Some((12, 40, 2, 300)), "{found:?}");
        assert!(!found.iter().any(|p| p.text.contains("thank")), "{found:?}");
        assert!(!found.iter().any(|p| p.text == "resolved"), "part of a stronger one: {found:?}");
    }

    #[test]
    fn few_comments_few_people_and_unknown_languages_say_nothing() {
        let text = "It was not resolved at all";
        let happy = [("Thank you, quick help", 300)];
        assert!(phrases(&remarks(&[(text, 14)], &happy, Some(Language::En)), Privacy::Leads).is_empty());
        let mut two = remarks(&[(text, 15)], &happy, Some(Language::En));
        assert!(!phrases(&two, Privacy::Leads).is_empty());
        two.iter_mut().enumerate().for_each(|(i, r)| r.person = Some(format!("p{}", i % 2)));
        assert!(phrases(&two, Privacy::Leads).is_empty(), "two people");
        two.iter_mut().enumerate().for_each(|(i, r)| r.person = Some(format!("p{}", i % 4)));
        assert!(!phrases(&two, Privacy::Leads).is_empty() && phrases(&two, Privacy::Confidential).is_empty());
        let unknown = remarks(&[("hm xq zzt", 20)], &happy, None);
        assert!(phrases(&unknown, Privacy::Leads).is_empty());
        let japanese = remarks(&[("解決しませんでした", 20)], &happy, Some(Language::Ja));
        assert!(phrases(&japanese, Privacy::Leads).is_empty(), "quotes only");
    }
}
