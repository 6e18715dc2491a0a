//! The comment form, and how its submission is read.
//!
//! Knows the keys of its fields. Refuses to believe a submission: reasons we do not offer are dropped, text is cleaned
//! and cut.

use std::collections::BTreeMap;

use super::lang::{Scale, Sentence, Speaker};
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
/// Longest comment kept, in characters.
pub const MAX_COMMENT: u16 = 3000;

/// What the form needs to know.
#[derive(Debug, Clone)]
pub struct CommentForm<'a> {
    /// Which survey.
    pub survey: &'a SurveyId,
    /// What is saved on the first question.
    pub score: Score,
    /// What the person wrote before.
    pub previous: &'a Remark,
    /// Who may read it.
    pub privacy: Privacy,
}

/// The form behind *Tell us why*.
pub fn comment_form(speaker: Speaker<'_>, form: &CommentForm<'_>) -> Form {
    let CommentForm { survey, score, previous, privacy } = form;
    let asked = Scale::of(speaker, score.instrument());
    let reasons = Field::Choices {
        key: REASONS,
        label: if score.is_low() { asked.what_was_wrong } else { asked.anything_wrong },
        options: score
            .instrument()
            .reasons
            .iter()
            .map(|tag| (tag.as_str().to_owned(), reason_words(speaker, *tag)))
            .collect(),
        chosen: previous.reasons.iter().map(|tag| tag.as_str().to_owned()).collect(),
    };
    let comment = Field::Text {
        key: COMMENT,
        label: speaker.say(Sentence::OwnWords),
        value: previous.comment.clone().unwrap_or_default(),
        max: MAX_COMMENT,
    };
    let contact = Field::Choices {
        key: CONTACT,
        label: speaker.say(Sentence::Contact),
        options: vec![(CONTACT_OK.to_owned(), may_contact(speaker, *privacy))],
        chosen: previous.contact_ok.then(|| CONTACT_OK.to_owned()).into_iter().collect(),
    };
    Form {
        control: Control::Comment { survey: (*survey).clone() }.to_string(),
        title: speaker.say(Sentence::TellWhy),
        submit: speaker.say(Sentence::Send),
        fields: vec![reasons, comment, contact],
    }
}

/// What stands at [`CONTACT_OK`]. Where nobody sees a single answer, ticking it shows this one to the leads: said here.
pub fn may_contact(speaker: Speaker<'_>, privacy: Privacy) -> String {
    speaker.say(match privacy {
        Privacy::Confidential => Sentence::ContactOkConfidential,
        Privacy::Named | Privacy::Leads => Sentence::ContactOk,
    })
}

/// What customers tick, in their own voice.
pub fn reason_words(speaker: Speaker<'_>, tag: ReasonTag) -> String {
    speaker.say(match tag {
        ReasonTag::Repeat => Sentence::ReasonRepeat,
        ReasonTag::PassedAround => Sentence::ReasonPassedAround,
        ReasonTag::CameBack => Sentence::ReasonCameBack,
        ReasonTag::SwitchedChannel => Sentence::ReasonSwitchedChannel,
        ReasonTag::Slow => Sentence::ReasonSlow,
        ReasonTag::NotFixed => Sentence::ReasonNotFixed,
        ReasonTag::Unclear => Sentence::ReasonUnclear,
    })
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
    use crate::domain::instrument::{CES7, Instrument, NPS11};
    use crate::present::text;

    fn previous() -> Remark {
        Remark { comment: Some("three calls".into()), reasons: vec![ReasonTag::Slow], contact_ok: true }
    }

    fn form(survey: &SurveyId, privacy: Privacy) -> Form {
        let previous = previous();
        comment_form(Speaker::ENGLISH, &CommentForm { survey, score: score(&CES7, 2), previous: &previous, privacy })
    }

    fn score(instrument: &'static Instrument, value: i64) -> Score {
        Score::on(instrument, value).unwrap()
    }

    #[test]
    fn where_nobody_sees_an_answer_the_form_says_that_wanting_contact_shows_it() {
        let said = text::form(&form(&SurveyId::new("7f3a9c"), Privacy::Confidential));
        assert!(said.contains("(x) Someone may contact me; the leads then see this answer"), "{said}");
    }

    #[test]
    fn the_form_asks_about_what_was_asked() {
        let (survey, previous) = (SurveyId::new("7f3a9c"), Remark::default());
        let asked =
            CommentForm { survey: &survey, score: score(&NPS11, 6), previous: &previous, privacy: Privacy::Leads };
        assert_snapshot!(text::form(&comment_form(Speaker::ENGLISH, &asked)), @r"
        Tell us why
        What would have to be better?:
          ( ) Not fixed
          ( ) Unclear answer
          ( ) Slow
          ( ) Had to repeat myself
          ( ) Passed around
          ( ) Had to come back
          ( ) Had to switch channel
        In your own words: _
        May we come back to you?:
          ( ) Someone may contact me
        [Send]
        ");
    }

    #[test]
    fn the_form_starts_with_what_was_said_before() {
        let survey = SurveyId::new("7f3a9c");
        assert_snapshot!(text::form(&form(&survey, Privacy::Leads)), @r"
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
}
