//! The words of every instrument in what a team reads.
//!
//! Knows labels, scale words and the counting rule in words, in the language of a [`Voice`]. What a customer is asked is in
//! `lang`, and a scale's words come from there. Changing the question or the scale is a new version of the instrument
//! (MEASUREMENT §1.5), so a change there belongs with a raised `version`.

use super::{Line, Scale, Voice};
use crate::domain::instrument::{Instrument, Metric, Score};

/// What an instrument says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InstrumentWords {
    /// The question by itself, short, as a label.
    pub short: String,
    /// The question at a glance, two words, for the picture.
    pub glance: String,
    /// What is measured, one or two words, as a label in front of a result.
    pub label: String,
    /// Lowest point.
    pub low: String,
    /// Highest point.
    pub high: String,
    /// Button labels from lowest to highest: digits everywhere, words at both ends; words alone where there is no scale.
    pub points: Vec<String>,
    /// The points at a glance, for under a column: digits, or one word.
    pub ticks: Vec<String>,
    /// The counting rule for the footer.
    pub rule: String,
}

/// The words of `instrument` in English.
pub fn instrument_words(instrument: &Instrument) -> InstrumentWords {
    InstrumentWords::of(Voice::ENGLISH, instrument)
}

impl InstrumentWords {
    /// The words of `instrument`.
    pub fn of(voice: Voice, instrument: &Instrument) -> Self {
        let Scale { short, low, high, points, .. } = Scale::of(voice.speaker(), instrument);
        let asked = voice.tell(Line::AskedOurs, &[("version", u64::from(instrument.version).into())]);
        Self {
            short,
            glance: voice.say(match instrument.metric {
                Metric::Ces => Line::GlanceCes,
                Metric::Csat => Line::GlanceCsat,
                Metric::Thumbs => Line::GlanceThumbs,
                Metric::Nps => Line::GlanceNps,
            }),
            label: label(voice, instrument),
            low,
            high,
            points,
            ticks: ticks(voice, instrument),
            rule: format!("{} · {asked}", made(voice, instrument)),
        }
    }
}

/// `Effort`: what stands in front of an instrument's result. Two series that must not be taken for one have two.
pub fn label(voice: Voice, instrument: &Instrument) -> String {
    voice.say(match (instrument.metric, instrument.id) {
        (Metric::Ces, "ces_5_agree") => Line::LabelCesAgree,
        (Metric::Ces, _) if is_on_seven_points(instrument) => Line::LabelCes7,
        (Metric::Ces, _) => Line::LabelCes5,
        (Metric::Csat, _) => Line::LabelCsat5,
        (Metric::Thumbs, _) => Line::LabelThumbs,
        (Metric::Nps, _) => Line::LabelNps11,
    })
}

/// What favourable answers said: "86 % … ", "7 of 8 … ". `n`: how many percent or answers, for their plural.
pub fn favourable(voice: Voice, instrument: &Instrument, n: u64) -> String {
    let line = match instrument.metric {
        Metric::Ces => Line::SaidCes,
        Metric::Csat => Line::SaidCsat,
        Metric::Thumbs => Line::SaidThumbs,
        Metric::Nps => Line::SaidNps,
    };
    voice.tell(line, &[("n", n.into())])
}

/// The week after a clear rise or fall, a whole sentence.
pub fn clear_week(voice: Voice, instrument: &Instrument, rise: bool) -> String {
    voice.say(match (instrument.metric, rise) {
        (Metric::Ces, true) => Line::RiseCes,
        (Metric::Ces, false) => Line::FallCes,
        (Metric::Csat, true) => Line::RiseCsat,
        (Metric::Csat, false) => Line::FallCsat,
        (Metric::Thumbs, true) => Line::RiseThumbs,
        (Metric::Thumbs, false) => Line::FallThumbs,
        (Metric::Nps, true) => Line::RiseNps,
        (Metric::Nps, false) => Line::FallNps,
    })
}

/// How the number is made: `CES 2.0 · share answering 5-7 of 7`.
pub fn made(voice: Voice, instrument: &Instrument) -> String {
    let Instrument { min, max, low_to, favourable_from, .. } = instrument;
    let counted = voice.points(*favourable_from, *max);
    let share = |line| voice.tell(line, &[("counted", counted.clone().into()), ("max", (*max).into())]);
    match instrument.metric {
        Metric::Ces if is_on_seven_points(instrument) => share(Line::MadeCes7),
        Metric::Ces => share(Line::MadeCes5),
        Metric::Csat => share(Line::MadeCsat5),
        Metric::Thumbs => voice.say(Line::MadeThumbs),
        Metric::Nps => {
            let low = voice.points(*min, *low_to);
            voice.tell(Line::MadeNps11, &[("counted", counted.into()), ("low", low.into())])
        }
    }
}

fn is_on_seven_points(instrument: &Instrument) -> bool {
    instrument.max == 7
}

fn ticks(voice: Voice, instrument: &Instrument) -> Vec<String> {
    match instrument.metric {
        Metric::Thumbs => [Line::TickNo, Line::TickYes].map(|line| voice.say(line)).to_vec(),
        Metric::Ces | Metric::Csat | Metric::Nps => instrument.scale().map(|point| point.to_string()).collect(),
    }
}

/// A score as people say it, in English: `2 of 7`, `thumbs up`.
pub fn score_words(score: Score) -> String {
    score_of(Voice::ENGLISH, score.instrument(), score.value())
}

/// The same of a point on an instrument's scale: a customer gave …
pub fn score_of(voice: Voice, instrument: &Instrument, value: u8) -> String {
    match instrument.metric {
        Metric::Thumbs if instrument.is_favourable(value) => voice.say(Line::ScoreUp),
        Metric::Thumbs => voice.say(Line::ScoreDown),
        Metric::Ces | Metric::Csat | Metric::Nps => {
            voice.tell(Line::ScoreOf, &[("value", value.into()), ("max", instrument.max.into())])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::instrument::{ALL, CES7, CSAT5, NPS11, THUMBS};
    use crate::present::words::Speaker;

    #[test]
    fn a_team_reads_the_scale_that_customers_read_in_english() {
        for instrument in ALL {
            let (team, customer) = (instrument_words(instrument), Scale::of(Speaker::ENGLISH, instrument));
            assert_eq!((team.low, team.high, team.short), (customer.low, customer.high, customer.short));
            assert_eq!(team.points, customer.points);
        }
    }

    /// Wording and version of everything there is. Who changes a line here starts a new series: raise the version too.
    #[test]
    fn every_question_is_asked_in_the_agreed_words() {
        let asked = ALL.into_iter().map(|instrument| {
            let words = instrument_words(instrument);
            let labels: Vec<String> = words.points.iter().map(|label| format!("[{label}]")).collect();
            let question = Scale::of(Speaker::ENGLISH, instrument).question;
            format!("{}: {question}\n{}\n{}", instrument.id, labels.join(" "), words.rule)
        });
        insta::assert_snapshot!(asked.collect::<Vec<_>>().join("\n\n"), @r"
        ces7: how easy was it to get this solved?
        [1 Very hard] [2] [3] [4] [5] [6] [7 Very easy]
        CES 2.0 · share answering 5-7 of 7 · question v1

        ces5: how easy was it to get this solved?
        [1 Very hard] [2] [3] [4] [5 Very easy]
        CES on five points · share answering 4-5 of 5 · question v1

        csat5: how satisfied were you with the help you got?
        [1 Very unsatisfied] [2] [3] [4] [5 Very satisfied]
        CSAT · share answering 4-5 of 5 · question v1

        thumbs: were you satisfied with the help you got?
        [No, thumbs down] [Yes, thumbs up]
        Thumbs · share of thumbs up · question v1

        nps11: how likely is it that you would recommend us to a friend or colleague?
        [0 Not at all likely] [1] [2] [3] [4] [5] [6] [7] [8] [9] [10 Extremely likely]
        Transactional NPS · share answering 9-10 less share answering 0-6 · question v1
        ");
    }

    #[test]
    fn every_point_has_a_label_and_a_tick() {
        for instrument in ALL {
            let words = instrument_words(instrument);
            assert_eq!((words.points.len(), words.ticks.len()), (instrument.points(), instrument.points()));
        }
    }

    #[test]
    fn no_two_instruments_can_be_taken_for_each_other() {
        let distinct = |word: fn(InstrumentWords) -> String| {
            ALL.into_iter().map(|i| word(instrument_words(i))).collect::<std::collections::BTreeSet<_>>().len()
        };
        assert_eq!((distinct(|w| w.label), distinct(|w| w.rule)), (ALL.len(), ALL.len()));
    }

    #[test]
    fn a_score_is_told_in_words() {
        let told = |i, value| score_words(Score::on(i, value).unwrap());
        let told = [told(&CES7, 2), told(&CSAT5, 5), told(&THUMBS, 0), told(&THUMBS, 1), told(&NPS11, 0)];
        assert_eq!(told, ["2 of 7", "5 of 5", "thumbs down", "thumbs up", "0 of 10"]);
    }
}
