//! What the asked person reads: the prompt, what takes its place, and the private sentences after a press.
//!
//! Knows PRODUCT §4. Refuses to put a score into anything that others can see.

use super::{instrument_words, mention, score_words};
use crate::domain::control::Control;
use crate::domain::ids::{Channel, Identity, SurveyId};
use crate::domain::instrument::{Instrument, Score};
use crate::domain::privacy::Privacy;
use crate::domain::survey::{CancelReason, Refused};
use crate::present::{Block, Button, Message, Span, foreign};

/// Longest name of a ticket in a message, in characters.
pub const MAX_TICKET: usize = 80;

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
    /// What the survey promises.
    pub privacy: Privacy,
}

/// The way out for somebody whose ticket is not done.
pub const NOT_SOLVED: &str = "Not solved yet";
/// The way out for somebody who wants no more questions.
pub const DECLINE: &str = "Don't ask me again";

/// Which ticket, and who reads the answer.
pub fn who_sees_it(ticket_label: Option<&str>, privacy: Privacy) -> String {
    let ticket = ticket_label.and_then(|label| foreign::line(label, MAX_TICKET));
    match (ticket, privacy) {
        (Some(ticket), Privacy::Named) => format!("{ticket} · your answer goes to the support team"),
        (None, Privacy::Named) => "Your answer goes to the support team".to_owned(),
        (Some(ticket), Privacy::Leads) => format!("{ticket} · your answer goes to the support leads"),
        (None, Privacy::Leads) => "Your answer goes to the support leads".to_owned(),
        (Some(ticket), Privacy::Confidential) => {
            format!("{ticket} · your answer is confidential: only totals of five or more answers are shown")
        }
        (None, Privacy::Confidential) => {
            "Your answer is confidential: only totals of five or more answers are shown".to_owned()
        }
    }
}

/// The message that asks.
pub fn prompt(prompt: &Prompt<'_>) -> Message {
    let words = instrument_words(prompt.instrument);
    let ask = vec![mention(prompt.person), Span::strong(format!(", {}", words.question))];
    let note = who_sees_it(prompt.ticket_label, prompt.privacy);
    let survey = prompt.survey.clone();
    let ways_out = vec![
        button(&Control::NotSolved { survey: survey.clone() }, NOT_SOLVED),
        button(&Control::Decline { survey }, DECLINE),
    ];
    let rows = vec![scale(prompt.survey, prompt.instrument), ways_out];
    let blocks = vec![Block::Text(ask), Block::Note(vec![Span::text(note)]), Block::Buttons(rows)];
    Message { blocks, marker: None }.marked(prompt.survey.as_str())
}

/// Takes the prompt's place once it is answered. Others see it: never a score.
pub fn thanked(survey: &SurveyId, name: Option<&Identity>) -> Message {
    let spans = match name {
        Some(person) => vec![Span::text("Thanks, "), mention(person), Span::text(" answered.")],
        None => vec![Span::text("Thanks, this was answered.")],
    };
    Message { blocks: vec![Block::Text(spans)], marker: None }.marked(survey.as_str())
}

/// Takes the prompt's place when its time is over.
pub fn expired_prompt(survey: &SurveyId) -> Message {
    Message::plain("This question is closed now. Thanks all the same.").marked(survey.as_str())
}

/// Takes the prompt's place when the asking was called off.
pub fn cancelled_prompt(survey: &SurveyId, why: CancelReason) -> Message {
    let text = match why {
        CancelReason::Reopened => "This ticket was opened again, so there is nothing to answer yet.",
        CancelReason::NotSolved => "Thanks for saying so: the team now knows this is not solved yet.",
        CancelReason::Deleted => "This ticket is gone, so there is nothing left to answer.",
        CancelReason::Erased => "This question was withdrawn.",
        CancelReason::OptedOut => "Understood: no more questions.",
    };
    Message::plain(text).marked(survey.as_str())
}

/// Takes the prompt's place after *Don't ask me again*.
pub fn declined_prompt(survey: &SurveyId) -> Message {
    Message::plain("Understood: no more questions.").marked(survey.as_str())
}

/// The one reminder, under the prompt: no buttons, so that the prompt stays the only thing to press.
pub fn reminder(survey: &SurveyId, person: &Identity) -> Message {
    let text = vec![mention(person), Span::text(", the question above is still open. This is the only reminder.")];
    Message { blocks: vec![Block::Text(text)], marker: None }.marked(format!("{survey}-reminder"))
}

/// What the confirmation needs to know.
#[derive(Debug, Clone)]
pub struct Saved<'a> {
    /// Which survey.
    pub survey: &'a SurveyId,
    /// As stored.
    pub score: Score,
    /// The second question, if there is one and it is not answered yet.
    pub follow: Option<&'a Instrument>,
}

/// The private confirmation: said only after the answer is stored.
pub fn saved(saved: &Saved<'_>) -> Message {
    let words = instrument_words(saved.score.instrument());
    let mut text = vec![Span::strong(format!("Saved: {}.", score_words(saved.score)))];
    if saved.score.is_low() {
        text.push(Span::text(format!(" {}", words.what_was_wrong)));
    }
    let survey = saved.survey.clone();
    let next = vec![
        button(&Control::TellWhy { survey: survey.clone() }, "Tell us why"),
        button(&Control::Change { survey }, "Change"),
    ];
    let why = Block::Buttons(vec![next]);
    let second = saved.follow.map(|second| {
        let ask = format!("If you like: {}", instrument_words(second).question);
        [Block::Text(vec![Span::text(ask)]), Block::Buttons(vec![scale(saved.survey, second)])]
    });
    // After a low score the comment comes first; otherwise the second question stays next to its scale, also where all
    // buttons stand below all text (Discord).
    let mut blocks = vec![Block::Text(text)];
    if saved.score.is_low() {
        blocks.push(why);
        blocks.extend(second.into_iter().flatten());
    } else {
        blocks.extend(second.into_iter().flatten());
        blocks.push(why);
    }
    Message { blocks, marker: None }.marked(saved.survey.as_str())
}

/// The scale once more, privately. Nothing is pre-selected: a change is a fresh answer.
pub fn scale_again(survey: &SurveyId, instrument: &Instrument) -> Message {
    let ask = Block::Text(vec![Span::text(instrument_words(instrument).short)]);
    let note = Block::Note(vec![Span::text("The last press counts.")]);
    let blocks = vec![ask, Block::Buttons(vec![scale(survey, instrument)]), note];
    Message { blocks, marker: None }.marked(survey.as_str())
}

/// After the comment form. `cut`: the text was longer than we keep.
pub fn comment_saved(cut: bool) -> Message {
    Message::plain(if cut {
        "Thanks, that is saved. It was longer than we can keep, so the end was cut off."
    } else {
        "Thanks, that is saved."
    })
}

/// After *Don't ask me again* or `stop-asking`.
pub fn declined_private() -> Message {
    Message::plain("You won't be asked again. /afterword ask-me turns it back on.")
}

/// After `ask-me`.
pub fn asked_again_on() -> Message {
    Message::plain("You may be asked again after a ticket. /afterword stop-asking turns it off.")
}

/// After *Not solved yet*.
pub fn not_solved_private() -> Message {
    Message::plain("Thanks for telling us. The team has been told that it is not solved yet.")
}

/// Why nothing was stored.
pub fn refused(why: &Refused) -> Message {
    Message::plain(match why {
        Refused::NotTheAskedPerson => "This question is for the customer, so nothing was saved.",
        Refused::Agent => "The team cannot rate itself, so nothing was saved.",
        Refused::Bot => "Only people can answer, so nothing was saved.",
        Refused::OffScale => "That is not a point on this question's scale, so nothing was saved.",
        Refused::Over(state) => over(state),
        Refused::ChangeWindowOver => {
            "An answer can be changed for seven days. They have passed, so it stays as it was."
        }
        Refused::NotAnsweredYet => "There is no answer to add to yet. Please press a point on the scale first.",
        Refused::OutOfOrder { .. } => "That does not fit any more, so nothing was saved.",
    })
}

fn over(state: &str) -> &'static str {
    match state {
        "expired" => "This question is closed, so nothing was saved. Thanks all the same.",
        "declined" => "You asked not to be asked again, so nothing was saved. /afterword ask-me turns it back on.",
        "cancelled" => "This question was called off, so nothing was saved.",
        _ => "This question is not open, so nothing was saved.",
    }
}

/// A button we do not know.
pub fn unknown_control() -> Message {
    Message::plain("This button is not one we know any more, so nothing was saved.")
}

/// It could not be stored.
pub fn not_saved() -> Message {
    Message::plain("That could not be saved. Please press again in a moment.")
}

/// On a scorecard that a manager gets because its channel takes none.
pub fn scorecard_elsewhere(channel: &Channel) -> Block {
    Block::Text(vec![Span::text(format!(
        "This scorecard could not be posted in {channel}: the channel is archived or gone, or I was removed from it. So \
         you get it instead. Invite me again, or name another channel in the configuration."
    ))])
}

/// On a message to a team that may be there already, where nobody could look.
pub fn possible_repeat() -> Block {
    Block::Text(vec![Span::text(
        "(possible repeat) An earlier attempt to post this got no answer, and I may not read this channel to see whether \
         it arrived.",
    )])
}

/// To the team: the customer pressed *Not solved yet*. `url` is for agents; anything but http(s) is left out. Where answers
/// are confidential the customer is named only if nothing else tells whom to help: pressing this asks for help.
pub fn not_solved_note(
    ticket_label: Option<&str>,
    url: Option<&str>,
    customer: &Identity,
    privacy: Privacy,
) -> Message {
    let ticket = ticket_label.and_then(|label| foreign::line(label, MAX_TICKET));
    let url = url.and_then(web_address);
    let found_without = ticket.is_some() || url.is_some();
    let what = Span::strong(ticket.unwrap_or_else(|| "A ticket".to_owned()));
    let text = if privacy == Privacy::Confidential && found_without {
        vec![what, Span::text(" is not solved yet, says its customer.")]
    } else {
        vec![what, Span::text(" is not solved yet, says "), mention(customer), Span::text(".")]
    };
    let mut blocks = vec![Block::Text(text)];
    if let Some(url) = url {
        blocks.push(Block::Note(vec![Span::text(url)]));
    }
    Message { blocks, marker: None }
}

pub(super) fn web_address(raw: &str) -> Option<String> {
    let parsed = url::Url::parse(raw).ok()?;
    let fits = matches!(parsed.scheme(), "http" | "https") && parsed.as_str().len() <= 500;
    fits.then(|| parsed.to_string())
}

pub(super) fn scale(survey: &SurveyId, instrument: &Instrument) -> Vec<Button> {
    let labels = instrument_words(instrument).points;
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

    fn survey() -> SurveyId {
        SurveyId::new("7f3a9c")
    }

    fn mia() -> Identity {
        Identity::slack("T1", "UMIA")
    }

    fn score(instrument: &'static Instrument, value: i64) -> Score {
        Score::on(instrument, value).unwrap()
    }

    #[test]
    fn the_prompt_reads_as_promised() {
        let (survey, mia) = (survey(), mia());
        let asked = |instrument, ticket_label| {
            let privacy = Privacy::Leads;
            plain(&prompt(&Prompt { survey: &survey, person: &mia, ticket_label, instrument, privacy }))
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
            plain(&prompt(&Prompt { survey: &survey, person: &mia, ticket_label, instrument, privacy }))
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
    fn the_prompt_says_who_sees_the_answer() {
        let says = |label| Privacy::ALL.map(|level| who_sees_it(label, level)).join("\n");
        assert_snapshot!(says(Some("Ticket #482")), @r"
        Ticket #482 · your answer goes to the support team
        Ticket #482 · your answer goes to the support leads
        Ticket #482 · your answer is confidential: only totals of five or more answers are shown
        ");
        assert_snapshot!(says(None), @r"
        Your answer goes to the support team
        Your answer goes to the support leads
        Your answer is confidential: only totals of five or more answers are shown
        ");
    }

    #[test]
    fn every_button_reads_back_as_what_it_says() {
        let (survey, mia) = (survey(), mia());
        let (ticket_label, privacy) = (None, Privacy::Leads);
        let message = prompt(&Prompt { survey: &survey, person: &mia, ticket_label, instrument: &CES7, privacy });
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
            thanked(&survey, Some(&mia())),
            thanked(&survey, None),
            expired_prompt(&survey),
            declined_prompt(&survey),
            cancelled_prompt(&survey, CancelReason::Reopened),
            cancelled_prompt(&survey, CancelReason::NotSolved),
            cancelled_prompt(&survey, CancelReason::Deleted),
            cancelled_prompt(&survey, CancelReason::Erased),
            cancelled_prompt(&survey, CancelReason::OptedOut),
            reminder(&survey, &mia()),
        ];
        for message in &all {
            let text = plain(message);
            assert!(!text.contains('[') && !text.contains(|c: char| c.is_ascii_digit()), "{text}");
            assert!(message.marker.as_deref().is_some_and(|m| m.starts_with("7f3a9c")));
        }
        assert_eq!(plain(&all[0]), "Thanks, @UMIA answered.");
    }

    #[test]
    fn a_high_score_is_confirmed_quietly_and_a_low_one_is_asked_why() {
        let survey = survey();
        let confirmed = |score, follow| plain(&saved(&Saved { survey: &survey, score, follow }));
        assert_snapshot!(confirmed(score(&CES7, 7), None), @r"
        Saved: 7 of 7.
        [Tell us why] [Change]
        ");
        assert_snapshot!(confirmed(score(&CES7, 2), Some(&CSAT5)), @r"
        Saved: 2 of 7. What made it hard?
        [Tell us why] [Change]
        If you like: how satisfied were you with the help you got?
        [1 Very unsatisfied] [2] [3] [4] [5 Very satisfied]
        ");
    }

    #[test]
    fn what_is_saved_is_said_in_the_words_of_its_question() {
        let survey = survey();
        let confirmed = |score| plain(&saved(&Saved { survey: &survey, score, follow: None }));
        let all = [score(&THUMBS, 1), score(&THUMBS, 0), score(&NPS11, 7), score(&NPS11, 6)].map(confirmed);
        assert_snapshot!(all.join("\n"), @r"
        Saved: thumbs up.
        [Tell us why] [Change]
        Saved: thumbs down. What went wrong?
        [Tell us why] [Change]
        Saved: 7 of 10.
        [Tell us why] [Change]
        Saved: 6 of 10. What went wrong?
        [Tell us why] [Change]
        ");
    }

    #[test]
    fn the_scale_comes_again_without_a_choice_made() {
        assert_snapshot!(plain(&scale_again(&survey(), &CSAT5)), @r"
        How satisfied were you?
        [1 Very unsatisfied] [2] [3] [4] [5 Very satisfied]
        The last press counts.
        ");
    }

    #[test]
    fn every_refusal_says_that_nothing_changed() {
        let all = [
            Refused::NotTheAskedPerson,
            Refused::Agent,
            Refused::Bot,
            Refused::OffScale,
            Refused::Over("expired"),
            Refused::Over("declined"),
            Refused::Over("planned"),
            Refused::OutOfOrder { event: "sent", state: "answered" },
        ];
        for why in all {
            assert!(plain(&refused(&why)).contains("nothing was saved"), "{why:?}");
        }
        assert!(plain(&refused(&Refused::ChangeWindowOver)).contains("stays as it was"));
        assert!(plain(&refused(&Refused::NotAnsweredYet)).contains("press a point on the scale first"));
    }

    #[test]
    fn a_manager_is_told_why_the_scorecard_comes_to_them() {
        let channel = Channel { platform: crate::domain::ids::Platform::Slack, id: "C1".to_owned() };
        let message = Message { blocks: vec![scorecard_elsewhere(&channel)], marker: None };
        assert_snapshot!(plain(&message), @"This scorecard could not be posted in slack:C1: the channel is archived or gone, or I was removed from it. So you get it instead. Invite me again, or name another channel in the configuration.");
    }

    #[test]
    fn the_team_is_told_with_a_link_only_if_it_is_a_web_address() {
        let told = |url| plain(&not_solved_note(Some("Ticket #482"), Some(url), &mia(), Privacy::Leads));
        assert_snapshot!(told("https://desk.example/482"), @r"
        Ticket #482 is not solved yet, says @UMIA.
        https://desk.example/482
        ");
        assert_snapshot!(told("javascript:alert(1)"), @"Ticket #482 is not solved yet, says @UMIA.");
    }

    #[test]
    fn a_confidential_customer_is_named_to_the_team_only_if_nobody_could_help_them_otherwise() {
        let told = |label, url| plain(&not_solved_note(label, url, &mia(), Privacy::Confidential));
        assert_eq!(told(Some("Ticket #482"), None), "Ticket #482 is not solved yet, says its customer.");
        assert_eq!(
            told(None, Some("https://desk.example/482")),
            "A ticket is not solved yet, says its customer.\nhttps://desk.example/482"
        );
        assert_eq!(told(None, Some("javascript:alert(1)")), "A ticket is not solved yet, says @UMIA.");
    }
}
