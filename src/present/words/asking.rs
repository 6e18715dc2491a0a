//! What stands where the asked person and others see it: the prompt, what takes its place, and its one reminder.
//!
//! Knows PRODUCT §4; the words themselves are in `lang`, by language. Refuses to put a score into anything that others can see.

use super::lang::{Scale, Sentence, Speaker};
use super::mention;
use crate::domain::control::Control;
use crate::domain::ids::{Identity, SurveyId};
use crate::domain::instrument::Instrument;
use crate::domain::privacy::Privacy;
use crate::domain::survey::CancelReason;
use crate::present::{Block, Button, Message, Span, foreign};

/// Longest name of a ticket in a message, in characters.
pub const MAX_TICKET: usize = 80;
/// Switches questions off for a person.
pub const STOP_ASKING: &str = "/afterword stop-asking";
/// Switches them on again.
pub const ASK_ME: &str = "/afterword ask-me";
/// Lists what a person can decide.
pub(super) const HELP: &str = "/afterword help";

/// What the prompt needs to know.
#[derive(Debug, Clone)]
pub struct Prompt<'a> {
    /// Carried by every button and as the marker.
    pub survey: &'a SurveyId,
    /// Who is asked.
    pub person: &'a Identity,
    /// "Ticket #482", or the subject; whatever it holds, it is cleaned and cut here.
    pub ticket_label: Option<&'a str>,
    /// The one question the shared prompt shows.
    pub instrument: &'a Instrument,
    /// Who may read the answer, promised here.
    pub privacy: Privacy,
}

/// The number people know a ticket by, as a name for it.
pub fn ticket_number(speaker: Speaker<'_>, number: &str) -> String {
    speaker.tell(Sentence::TicketNumber, &[("number", number.into())])
}

/// Which ticket, and who reads the answer.
pub fn who_sees_it(speaker: Speaker<'_>, privacy: Privacy, ticket_label: Option<&str>) -> String {
    let (alone, with_ticket) = match privacy {
        Privacy::Named => (Sentence::SeesNamed, Sentence::SeesNamedTicket),
        Privacy::Leads => (Sentence::SeesLeads, Sentence::SeesLeadsTicket),
        Privacy::Confidential => (Sentence::SeesConfidential, Sentence::SeesConfidentialTicket),
    };
    match ticket_label.and_then(|label| foreign::line(label, MAX_TICKET)) {
        Some(ticket) => speaker.tell(with_ticket, &[("ticket", ticket.into())]),
        None => speaker.say(alone),
    }
}

/// The message that asks.
pub fn prompt(speaker: Speaker<'_>, prompt: &Prompt<'_>) -> Message {
    let question = Span::strong(Scale::of(speaker, prompt.instrument).question);
    let given = [("person", mention(prompt.person).into()), ("question", question.into())];
    let ask = speaker.spans(Sentence::Prompt, &given);
    let note = who_sees_it(speaker, prompt.privacy, prompt.ticket_label);
    let survey = prompt.survey.clone();
    let ways_out = vec![
        button(&Control::NotSolved { survey: survey.clone() }, speaker.say(Sentence::NotSolved)),
        button(&Control::Decline { survey }, speaker.say(Sentence::Decline)),
    ];
    let rows = vec![scale(speaker, prompt.survey, prompt.instrument), ways_out];
    let blocks = vec![Block::Text(ask), Block::Note(vec![Span::text(note)]), Block::Buttons(rows)];
    Message { blocks, marker: None }.marked(prompt.survey.as_str())
}

/// Takes the prompt's place once it is answered. Others see it: never a score.
pub fn thanked(speaker: Speaker<'_>, survey: &SurveyId, name: Option<&Identity>) -> Message {
    let spans = match name {
        Some(person) => speaker.spans(Sentence::ThankedPerson, &[("person", mention(person).into())]),
        None => vec![Span::text(speaker.say(Sentence::Thanked))],
    };
    Message { blocks: vec![Block::Text(spans)], marker: None }.marked(survey.as_str())
}

/// Takes the prompt's place when its time is over.
pub fn expired_prompt(speaker: Speaker<'_>, survey: &SurveyId) -> Message {
    Message::plain(speaker.say(Sentence::Expired)).marked(survey.as_str())
}

/// Takes the prompt's place when the asking was called off.
pub fn cancelled_prompt(speaker: Speaker<'_>, survey: &SurveyId, why: CancelReason) -> Message {
    let sentence = match why {
        CancelReason::Reopened => Sentence::CancelledReopened,
        CancelReason::NotSolved => Sentence::CancelledNotSolved,
        CancelReason::Deleted => Sentence::CancelledDeleted,
        CancelReason::Erased => Sentence::CancelledErased,
        CancelReason::OptedOut => Sentence::Declined,
        CancelReason::AnotherOpen => Sentence::CancelledAnotherOpen,
    };
    Message::plain(speaker.say(sentence)).marked(survey.as_str())
}

/// Takes the prompt's place after *Don't ask me again*.
pub fn declined_prompt(speaker: Speaker<'_>, survey: &SurveyId) -> Message {
    Message::plain(speaker.say(Sentence::Declined)).marked(survey.as_str())
}

/// The one reminder, under the prompt: no buttons, so that the prompt stays the only thing to press.
pub fn reminder(speaker: Speaker<'_>, survey: &SurveyId, person: &Identity) -> Message {
    let text = speaker.spans(Sentence::Reminder, &[("person", mention(person).into())]);
    Message { blocks: vec![Block::Text(text)], marker: None }.marked(format!("{survey}-reminder"))
}

pub(super) fn scale(speaker: Speaker<'_>, survey: &SurveyId, instrument: &Instrument) -> Vec<Button> {
    let labels = Scale::of(speaker, instrument).points;
    let press = |value: u8| Control::Score {
        survey: survey.clone(),
        instrument: instrument.id.to_owned(),
        value: i64::from(value),
    };
    instrument.scale().zip(labels).map(|(value, label)| button(&press(value), label)).collect()
}

pub(super) fn button(control: &Control, label: impl Into<String>) -> Button {
    Button { control: control.to_string(), label: label.into() }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;
    use crate::domain::instrument::{CES5, CES7, CSAT5, NPS11, THUMBS};
    use crate::present::text::plain;

    const EN: Speaker<'static> = Speaker::ENGLISH;

    fn survey() -> SurveyId {
        SurveyId::new("7f3a9c")
    }

    fn mia() -> Identity {
        Identity::slack("T1", "UMIA")
    }

    #[test]
    fn the_prompt_reads_as_promised() {
        let (survey, mia) = (survey(), mia());
        let asked = |instrument, ticket_label| {
            plain(&prompt(
                EN,
                &Prompt { survey: &survey, person: &mia, ticket_label, instrument, privacy: Privacy::Leads },
            ))
        };
        assert_snapshot!(asked(&CES7, Some("Ticket #482")), @r"
        @UMIA, how easy was it to get this solved?
        Ticket #482 · your answer goes to the support leads
        [1 Very hard] [2] [3] [4] [5] [6] [7 Very easy]
        [Not solved yet] [Don't ask me again]
        ");
        assert_snapshot!(asked(&CSAT5, None), @r"
        @UMIA, how satisfied were you with the help you got?
        Your answer goes to the support leads
        [1 Very unsatisfied] [2] [3] [4] [5 Very satisfied]
        [Not solved yet] [Don't ask me again]
        ");
    }

    #[test]
    fn thumbs_are_words_and_eleven_points_are_all_there() {
        let (survey, mia) = (survey(), mia());
        let asked = |instrument| {
            let (ticket_label, privacy) = (Some("Ticket #482"), Privacy::Leads);
            plain(&prompt(EN, &Prompt { survey: &survey, person: &mia, ticket_label, instrument, privacy }))
        };
        assert_snapshot!([asked(&CES5), asked(&THUMBS), asked(&NPS11)].join("\n\n"), @r"
        @UMIA, how easy was it to get this solved?
        Ticket #482 · your answer goes to the support leads
        [1 Very hard] [2] [3] [4] [5 Very easy]
        [Not solved yet] [Don't ask me again]

        @UMIA, were you satisfied with the help you got?
        Ticket #482 · your answer goes to the support leads
        [No, thumbs down] [Yes, thumbs up]
        [Not solved yet] [Don't ask me again]

        @UMIA, how likely is it that you would recommend us to a friend or colleague?
        Ticket #482 · your answer goes to the support leads
        [0 Not at all likely] [1] [2] [3] [4] [5] [6] [7] [8] [9] [10 Extremely likely]
        [Not solved yet] [Don't ask me again]
        ");
    }

    #[test]
    fn the_prompt_says_who_will_see_the_answer() {
        let said = |privacy| who_sees_it(EN, privacy, Some("Ticket #482"));
        assert_eq!(said(Privacy::Named), "Ticket #482 · your answer goes to the team");
        assert_eq!(said(Privacy::Leads), "Ticket #482 · your answer goes to the support leads");
        assert_eq!(said(Privacy::Confidential), "Ticket #482 · your answer is confidential: only totals are shown");
    }

    #[test]
    fn every_button_reads_back_as_what_it_says() {
        let (survey, mia) = (survey(), mia());
        let privacy = Privacy::Leads;
        let asked = Prompt { survey: &survey, person: &mia, ticket_label: None, instrument: &CES7, privacy };
        let message = prompt(EN, &asked);
        let Some(Block::Buttons(rows)) = message.blocks.last() else { panic!("no buttons") };
        let two: Control = rows[0][1].control.parse().unwrap();
        assert_eq!(two, Control::Score { survey: survey.clone(), instrument: "ces7".into(), value: 2 });
        assert_eq!(rows[1][0].control.parse(), Ok(Control::NotSolved { survey: survey.clone() }));
        assert_eq!(rows[1][1].control.parse(), Ok(Control::Decline { survey }));
        assert_eq!(message.marker.as_deref(), Some("7f3a9c"));
    }

    #[test]
    fn what_takes_the_prompts_place_has_no_score_and_no_buttons() {
        let survey = survey();
        let all = [
            thanked(EN, &survey, Some(&mia())),
            thanked(EN, &survey, None),
            expired_prompt(EN, &survey),
            declined_prompt(EN, &survey),
            cancelled_prompt(EN, &survey, CancelReason::Reopened),
            cancelled_prompt(EN, &survey, CancelReason::NotSolved),
            cancelled_prompt(EN, &survey, CancelReason::Deleted),
            cancelled_prompt(EN, &survey, CancelReason::Erased),
            cancelled_prompt(EN, &survey, CancelReason::OptedOut),
            reminder(EN, &survey, &mia()),
        ];
        for message in &all {
            let text = plain(message);
            assert!(!text.contains('[') && !text.contains(|c: char| c.is_ascii_digit()), "{text}");
            assert!(message.marker.as_deref().is_some_and(|m| m.starts_with("7f3a9c")));
        }
        assert_eq!(plain(&all[0]), "Thanks, @UMIA answered.");
    }
}
