//! An instrument's question and scale in one language.
//!
//! Knows which sentences belong to which instrument. A change in any of [`Scale::sentences`] is a change of the question:
//! answers before and after it are never counted together.

use super::{Sentence, Speaker};
use crate::domain::instrument::{Instrument, Metric};

/// An instrument as a customer meets it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scale {
    /// As asked after a mention: starts in lower case where the language has one, ends as a question.
    pub question: String,
    /// The question by itself, short.
    pub short: String,
    /// Lowest point.
    pub low: String,
    /// Highest point.
    pub high: String,
    /// Button labels from lowest to highest: digits everywhere, words at both ends; words alone where there are only two.
    pub points: Vec<String>,
    /// Asked of somebody who gave a low score.
    pub what_was_wrong: String,
    /// Asked of everybody else.
    pub anything_wrong: String,
    /// Above the reasons where no score is known yet.
    pub was_anything: String,
}

/// The sentences of one instrument.
struct Keys {
    question: Sentence,
    short: Sentence,
    low: Sentence,
    high: Sentence,
    wrong: Sentence,
}

macro_rules! keys {
    ($question:ident, $short:ident, $low:ident, $high:ident, $wrong:ident) => {
        Keys {
            question: Sentence::$question,
            short: Sentence::$short,
            low: Sentence::$low,
            high: Sentence::$high,
            wrong: Sentence::$wrong,
        }
    };
}

/// A test sees to it that every instrument has words of its own here.
fn keys(instrument: &Instrument) -> Keys {
    match instrument.id {
        "ces5" => keys!(Ces5Question, Ces5Short, Ces5Low, Ces5High, Ces5Wrong),
        "csat5" => keys!(Csat5Question, Csat5Short, Csat5Low, Csat5High, Csat5Wrong),
        "thumbs" => keys!(ThumbsQuestion, ThumbsShort, ThumbsLow, ThumbsHigh, ThumbsWrong),
        "nps11" => keys!(Nps11Question, Nps11Short, Nps11Low, Nps11High, Nps11Wrong),
        _ => keys!(Ces7Question, Ces7Short, Ces7Low, Ces7High, Ces7Wrong),
    }
}

impl Scale {
    /// In the words of `speaker`.
    pub fn of(speaker: Speaker<'_>, instrument: &Instrument) -> Self {
        let Keys { question, short, low, high, wrong } = keys(instrument);
        let (low, high) = (speaker.say(low), speaker.say(high));
        // Whoever is asked about effort thinks of the way; whoever is asked about the outcome, of the outcome.
        let (anything, was) = match instrument.metric {
            Metric::Ces => (Sentence::ReasonsHigh, Sentence::PageReasons),
            Metric::Csat | Metric::Thumbs | Metric::Nps => (Sentence::OutcomeHigh, Sentence::PageOutcome),
        };
        let label = |point: u8| {
            let worded = |word: &String| {
                speaker.tell(Sentence::PointWord, &[("point", point.into()), ("word", word.as_str().into())])
            };
            match point {
                p if p == instrument.min && instrument.points() == 2 => low.clone(),
                p if p == instrument.max && instrument.points() == 2 => high.clone(),
                p if p == instrument.min => worded(&low),
                p if p == instrument.max => worded(&high),
                p => p.to_string(),
            }
        };
        Self {
            question: speaker.say(question),
            short: speaker.say(short),
            points: instrument.scale().map(label).collect(),
            what_was_wrong: speaker.say(wrong),
            anything_wrong: speaker.say(anything),
            was_anything: speaker.say(was),
            low,
            high,
        }
    }

    /// Whatever of it shapes an answer.
    pub fn sentences(instrument: &Instrument) -> [Sentence; 5] {
        let Keys { question, low, high, .. } = keys(instrument);
        [question, low, high, Sentence::Prompt, Sentence::PointWord]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::instrument;

    #[test]
    fn every_instrument_has_words_of_its_own() {
        for instrument in instrument::ALL {
            let Keys { question, short, low, high, wrong } = keys(instrument);
            for sentence in [question, short, low, high, wrong] {
                assert!(sentence.id().starts_with(&format!("{}-", instrument.id)), "{}", sentence.id());
            }
        }
    }
}
