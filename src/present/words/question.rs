//! The words of every instrument in what a team reads.
//!
//! Knows labels, scale words and the counting rule in words, in English. What a customer is asked, in every language, is
//! in `lang`; a test holds the two together. Changing the question or the scale is a new version of the instrument
//! (MEASUREMENT §1.5), so a change there belongs with a raised `version`.

use crate::domain::instrument::{Instrument, Metric, Score};

/// What an instrument says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InstrumentWords {
    /// The question by itself, short, as a label.
    pub short: &'static str,
    /// The question at a glance, two words, for the picture.
    pub glance: &'static str,
    /// What is measured, one or two words, as a label in front of a result.
    pub label: &'static str,
    /// Lowest point.
    pub low: &'static str,
    /// Highest point.
    pub high: &'static str,
    /// Button labels from lowest to highest: digits everywhere, words at both ends; words alone where there is no scale.
    pub points: Vec<String>,
    /// The points at a glance, for under a column: digits, or one word.
    pub ticks: Vec<String>,
    /// What favourable answers said: "86 % … ".
    pub favourable: &'static str,
    /// The week after a clear rise, a whole sentence.
    pub clear_rise: &'static str,
    /// The week after a clear fall, a whole sentence.
    pub clear_fall: &'static str,
    /// The counting rule for the footer.
    pub rule: String,
}

/// The words of `instrument`.
pub fn instrument_words(instrument: &Instrument) -> InstrumentWords {
    match instrument.metric {
        Metric::Ces => effort(instrument),
        Metric::Csat => satisfaction(instrument),
        Metric::Thumbs => thumbs(instrument),
        Metric::Nps => recommendation(instrument),
    }
}

/// A score as people say it: `2 of 7`, `thumbs up`.
pub fn score_words(score: Score) -> String {
    score_of(score.instrument(), score.value())
}

/// The same of a point on an instrument's scale: a customer gave …
pub fn score_of(instrument: &Instrument, value: u8) -> String {
    match instrument.metric {
        Metric::Thumbs if instrument.is_favourable(value) => "thumbs up".to_owned(),
        Metric::Thumbs => "thumbs down".to_owned(),
        Metric::Ces | Metric::Csat | Metric::Nps => format!("{value} of {}", instrument.max),
    }
}

fn effort(instrument: &Instrument) -> InstrumentWords {
    // Two series that must not be taken for one: the one on seven points has a name of its own.
    let seven = instrument.max == 7;
    InstrumentWords {
        short: "How easy was it?",
        glance: "How easy?",
        label: match instrument.id {
            "ces_5_agree" => "Effort (agree, 1-5)",
            _ if seven => "Effort",
            _ => "Effort (1-5)",
        },
        low: "Very hard",
        high: "Very easy",
        points: points(instrument, "Very hard", "Very easy"),
        ticks: digits(instrument),
        favourable: "said it was easy",
        clear_rise: "Getting help became clearly easier for customers.",
        clear_fall: "Getting help became clearly harder for customers.",
        rule: rule(if seven { "CES 2.0" } else { "CES on five points" }, instrument),
    }
}

fn satisfaction(instrument: &Instrument) -> InstrumentWords {
    InstrumentWords {
        short: "How satisfied were you?",
        glance: "How satisfied?",
        label: "Satisfaction",
        low: "Very unsatisfied",
        high: "Very satisfied",
        points: points(instrument, "Very unsatisfied", "Very satisfied"),
        ticks: digits(instrument),
        favourable: "were satisfied",
        clear_rise: "Customers were clearly more satisfied.",
        clear_fall: "Customers were clearly less satisfied.",
        rule: rule("CSAT", instrument),
    }
}

fn thumbs(instrument: &Instrument) -> InstrumentWords {
    InstrumentWords {
        short: "Were you satisfied?",
        glance: "Satisfied?",
        label: "Thumbs",
        low: "No, thumbs down",
        high: "Yes, thumbs up",
        points: vec!["No, thumbs down".to_owned(), "Yes, thumbs up".to_owned()],
        ticks: vec!["No".to_owned(), "Yes".to_owned()],
        favourable: "gave a thumbs up",
        clear_rise: "Clearly more customers were satisfied.",
        clear_fall: "Clearly fewer customers were satisfied.",
        rule: format!("Thumbs · share of thumbs up · question v{}", instrument.version),
    }
}

fn recommendation(instrument: &Instrument) -> InstrumentWords {
    let Instrument { min, max, low_to, favourable_from, version, .. } = instrument;
    InstrumentWords {
        short: "How likely are you to recommend us?",
        glance: "Recommend us?",
        label: "Transactional NPS",
        low: "Not at all likely",
        high: "Extremely likely",
        points: points(instrument, "Not at all likely", "Extremely likely"),
        ticks: digits(instrument),
        favourable: "would recommend us",
        clear_rise: "Customers became clearly more likely to recommend us.",
        clear_fall: "Customers became clearly less likely to recommend us.",
        rule: format!(
            "Transactional NPS · share answering {favourable_from}-{max} less share answering {min}-{low_to} · \
             question v{version}"
        ),
    }
}

fn digits(instrument: &Instrument) -> Vec<String> {
    instrument.scale().map(|point| point.to_string()).collect()
}

fn points(instrument: &Instrument, low: &str, high: &str) -> Vec<String> {
    let label = |point: u8| match point {
        p if p == instrument.min => format!("{p} {low}"),
        p if p == instrument.max => format!("{p} {high}"),
        p => p.to_string(),
    };
    instrument.scale().map(label).collect()
}

fn rule(name: &str, instrument: &Instrument) -> String {
    let Instrument { favourable_from, max, version, .. } = instrument;
    format!("{name} · share answering {favourable_from}-{max} of {max} · question v{version}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::instrument::{ALL, CES7, CSAT5, NPS11, THUMBS};
    use crate::present::words::{Scale, Speaker};

    #[test]
    fn a_team_reads_the_scale_that_customers_read_in_english() {
        for instrument in ALL {
            let (team, customer) = (instrument_words(instrument), Scale::of(Speaker::ENGLISH, instrument));
            assert_eq!((team.low, team.high, team.short), (&*customer.low, &*customer.high, &*customer.short));
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
        assert_eq!((distinct(|w| w.label.to_owned()), distinct(|w| w.rule)), (ALL.len(), ALL.len()));
    }

    #[test]
    fn a_score_is_told_in_words() {
        let told = |i, value| score_words(Score::on(i, value).unwrap());
        let told = [told(&CES7, 2), told(&CSAT5, 5), told(&THUMBS, 0), told(&THUMBS, 1), told(&NPS11, 0)];
        assert_eq!(told, ["2 of 7", "5 of 5", "thumbs down", "thumbs up", "0 of 10"]);
    }
}
