//! The words of every instrument in what a team reads.
//!
//! Knows labels, scale words and the counting rule in words, in English. What a customer is asked, in every language, is
//! in `lang`; a test holds the two together. Changing the question or the scale is a new version of the instrument
//! (MEASUREMENT §1.5), so a change there belongs with a raised `version`.

use crate::domain::instrument::{Instrument, Metric};

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
    /// Button labels from lowest to highest: digits everywhere, words at both ends.
    pub points: Vec<String>,
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
    }
}

fn effort(instrument: &Instrument) -> InstrumentWords {
    InstrumentWords {
        short: "How easy was it?",
        glance: "How easy?",
        label: "Effort",
        low: "Very hard",
        high: "Very easy",
        points: points(instrument, "Very hard", "Very easy"),
        favourable: "said it was easy",
        clear_rise: "Getting help became clearly easier for customers.",
        clear_fall: "Getting help became clearly harder for customers.",
        rule: rule("CES 2.0", instrument),
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
        favourable: "were satisfied",
        clear_rise: "Customers were clearly more satisfied.",
        clear_fall: "Customers were clearly less satisfied.",
        rule: rule("CSAT", instrument),
    }
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
    use crate::domain::instrument::{CES7, CSAT5};
    use crate::present::words::{Scale, Speaker};

    #[test]
    fn a_team_reads_the_scale_that_customers_read_in_english() {
        for instrument in crate::domain::instrument::ALL {
            let (team, customer) = (instrument_words(instrument), Scale::of(Speaker::ENGLISH, instrument));
            assert_eq!((team.low, team.high, team.short), (&*customer.low, &*customer.high, &*customer.short));
            assert_eq!(team.points, customer.points);
        }
    }

    #[test]
    fn effort_is_asked_in_the_agreed_words() {
        let words = instrument_words(&CES7);
        assert_eq!(words.points, ["1 Very hard", "2", "3", "4", "5", "6", "7 Very easy"]);
        assert_eq!(words.rule, "CES 2.0 · share answering 5-7 of 7 · question v1");
    }

    #[test]
    fn satisfaction_is_asked_in_the_agreed_words() {
        let words = instrument_words(&CSAT5);
        assert_eq!(words.points, ["1 Very unsatisfied", "2", "3", "4", "5 Very satisfied"]);
        assert_eq!(words.rule, "CSAT · share answering 4-5 of 5 · question v1");
    }
}
