//! The comment form, and how its submission is read.
//!
//! Knows the keys of its fields. Refuses to believe a submission: reasons we do not offer are dropped, text is cleaned
//! and cut.

use std::collections::BTreeMap;

use super::{instrument_words, reason_label};
use crate::domain::control::Control;
use crate::domain::ids::SurveyId;
use crate::domain::instrument::{ReasonTag, Score};
use crate::domain::privacy::Privacy;
use crate::domain::survey::Remark;
use crate::domain::ticket::clean_text;
use crate::present::{Field, Form, foreign};

/// Key of the ticked reasons.
pub const REASONS: &str = "reasons";
/// Key of the free text.
pub const COMMENT: &str = "comment";
/// Key of the permission to be contacted.
pub const CONTACT: &str = "contact";
/// The only choice under [`CONTACT`].
pub const CONTACT_OK: &str = "contact_ok";
/// What stands at the free text.
pub const OWN_WORDS: &str = "In your own words";
/// Longest comment kept, in characters.
pub const MAX_COMMENT: u16 = 3000;

/// What stands at [`CONTACT_OK`]: ticking it is the one thing that shows a confidential answer to anybody.
pub fn may_contact(privacy: Privacy) -> &'static str {
    match privacy {
        Privacy::Named | Privacy::Leads => "Someone may contact me",
        Privacy::Confidential => "Someone may contact me; this shows my answer to the support leads",
    }
}

/// The form behind *Tell us why*. `score`: what is saved on the first question. `previous` is what the person wrote before.
pub fn comment_form(survey: &SurveyId, score: Score, privacy: Privacy, previous: &Remark) -> Form {
    let asked = instrument_words(score.instrument());
    let reasons = Field::Choices {
        key: REASONS,
        label: if score.is_low() { asked.what_was_wrong } else { asked.anything_wrong }.to_owned(),
        options: score
            .instrument()
            .reasons
            .iter()
            .map(|tag| (tag.as_str().to_owned(), reason_label(*tag).to_owned()))
            .collect(),
        chosen: previous.reasons.iter().map(|tag| tag.as_str().to_owned()).collect(),
    };
    let comment = Field::Text {
        key: COMMENT,
        label: OWN_WORDS.to_owned(),
        value: previous.comment.clone().unwrap_or_default(),
        max: MAX_COMMENT,
    };
    let contact = Field::Choices {
        key: CONTACT,
        label: "May we come back to you?".to_owned(),
        options: vec![(CONTACT_OK.to_owned(), may_contact(privacy).to_owned())],
        chosen: previous.contact_ok.then(|| CONTACT_OK.to_owned()).into_iter().collect(),
    };
    Form {
        control: Control::Comment { survey: survey.clone() }.to_string(),
        title: "Tell us why".to_owned(),
        submit: "Send".to_owned(),
        fields: vec![reasons, comment, contact],
    }
}

/// Reads a submission of [`comment_form`] (choices as stored words joined by commas). The second value says whether the
/// comment was longer than we keep.
pub fn read_comment_form(fields: &BTreeMap<String, String>) -> (Remark, bool) {
    let words = |key: &str| fields.get(key).map(String::as_str).unwrap_or_default().split(',').map(str::trim);
    let ticked = |tag: &ReasonTag| words(REASONS).any(|word| word == tag.as_str());
    let written = fields.get(COMMENT).and_then(|raw| clean_lines(raw));
    let kept = written.map(|text| foreign::truncated(&text, usize::from(MAX_COMMENT)));
    let (comment, cut) = kept.map_or((None, false), |(text, cut)| (Some(text), cut));
    let reasons = ReasonTag::ALL.into_iter().filter(ticked).collect();
    (Remark { comment, reasons, contact_ok: words(CONTACT).any(|word| word == CONTACT_OK) }, cut)
}

/// Every line cleaned for itself, empty ones dropped: what a person wrote on two lines stays on two.
pub(super) fn clean_lines(raw: &str) -> Option<String> {
    let lines: Vec<String> = raw.lines().filter_map(|line| clean_text(line, usize::MAX)).collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;
    use crate::domain::instrument::{ALL, CES7, NPS11};
    use crate::present::text;

    fn score(instrument: &'static crate::domain::instrument::Instrument, value: u8) -> Score {
        Score::on(instrument, i64::from(value)).unwrap()
    }

    fn previous() -> Remark {
        Remark { comment: Some("three calls".into()), reasons: vec![ReasonTag::Slow], contact_ok: true }
    }

    #[test]
    fn the_form_starts_with_what_was_said_before() {
        let survey = SurveyId::new("7f3a9c");
        assert_snapshot!(text::form(&comment_form(&survey, score(&CES7, 2), Privacy::Leads, &previous())), @r"
        Tell us why
        What made it hard?:
          ( ) Had to repeat myself
          ( ) Passed around
          ( ) Had to come back
          ( ) Had to switch channel
          (x) Slow
          ( ) Not fixed
          ( ) Unclear answer
        In your own words: three calls_
        May we come back to you?:
          (x) Someone may contact me
        [Send]
        ");
    }

    #[test]
    fn what_was_chosen_reads_back() {
        let fields = [(REASONS, "slow,made_up"), (COMMENT, " three  calls "), (CONTACT, CONTACT_OK)];
        let fields = fields.map(|(k, v)| (k.to_owned(), v.to_owned())).into();
        assert_eq!(read_comment_form(&fields), (previous(), false));
    }

    #[test]
    fn what_was_written_on_two_lines_stays_on_two() {
        let fields = [(COMMENT.to_owned(), " Slow. \r\n\n But\u{202e} kind.\0 ".to_owned())].into();
        let (remark, _) = read_comment_form(&fields);
        assert_eq!(remark.comment.as_deref(), Some("Slow.\nBut kind."));
    }

    #[test]
    fn empty_is_fine_and_too_long_is_cut_and_said() {
        assert_eq!(read_comment_form(&BTreeMap::new()), (Remark::default(), false));
        let fields = BTreeMap::from([(COMMENT.to_owned(), "x".repeat(5000))]);
        let (remark, cut) = read_comment_form(&fields);
        assert_eq!((remark.comment.map(|c| c.len()), cut), (Some(3000), true));
    }

    #[test]
    fn the_form_fits_both_platforms() {
        let survey = SurveyId::new("x".repeat(36));
        let scores = ALL.into_iter().flat_map(|i| [score(i, i.min), score(i, i.max)]);
        for (score, privacy) in scores.flat_map(|score| Privacy::ALL.map(|level| (score, level))) {
            let form = comment_form(&survey, score, privacy, &Remark::default());
            assert!(
                form.title.len() <= 24
                    && form.submit.len() <= 24
                    && form.control.len() <= 100
                    && form.fields.len() <= 5
            );
            for field in form.fields {
                if let Field::Choices { options, .. } = &field {
                    assert!(options.iter().all(|(_, label)| label.chars().count() <= 75), "{options:?}");
                }
                let (Field::Text { label, .. } | Field::Choices { label, .. } | Field::Choice { label, .. }) = field;
                assert!(label.chars().count() <= 45, "{label}");
            }
        }
    }

    #[test]
    fn the_form_asks_about_what_was_asked_and_confidence_is_given_up_only_knowingly() {
        let form = comment_form(&SurveyId::new("7f3a9c"), score(&NPS11, 6), Privacy::Confidential, &Remark::default());
        assert_snapshot!(text::form(&form), @r"
        Tell us why
        What went wrong?:
          ( ) Not fixed
          ( ) Unclear answer
          ( ) Slow
          ( ) Had to repeat myself
          ( ) Passed around
          ( ) Had to come back
          ( ) Had to switch channel
        In your own words: _
        May we come back to you?:
          ( ) Someone may contact me; this shows my answer to the support leads
        [Send]
        ");
    }
}
