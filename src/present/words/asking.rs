//! What the asked person reads: the prompt, what takes its place, and the private sentences after a press.
//!
//! Knows PRODUCT §4; the words themselves are in `lang`, by language. Refuses to put a score into anything that others can see.

use super::lang::{Scale, Sentence, Speaker};
use super::mention;
use crate::domain::control::Control;
use crate::domain::ids::{Channel, Identity, SurveyId};
use crate::domain::instrument::{Instrument, Score};
use crate::domain::privacy::Privacy;
use crate::domain::survey::{CHANGE_WINDOW, CancelReason, Refused};
use crate::present::{Block, Button, Message, Span, foreign};

/// Longest name of a ticket in a message, in characters.
pub const MAX_TICKET: usize = 80;
/// Switches questions off for a person.
pub const STOP_ASKING: &str = "/afterword stop-asking";
/// Switches them on again.
pub const ASK_ME: &str = "/afterword ask-me";
/// Lists what a person can decide.
const HELP: &str = "/afterword help";

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

/// `2 of 7`, or the point's own words where there is no scale, as the customer is told.
fn told_score(speaker: Speaker<'_>, score: Score) -> String {
    if score.instrument().points() == 2 {
        let Scale { low, high, .. } = Scale::of(speaker, score.instrument());
        return if score.is_favourable() { high } else { low };
    }
    let given = [("point", score.value().into()), ("max", score.instrument().max.into())];
    speaker.tell(Sentence::PointOf, &given)
}

/// What was stored, as a sentence.
pub fn saved_words(speaker: Speaker<'_>, score: Score) -> String {
    speaker.tell(Sentence::Saved, &[("score", told_score(speaker, score).into())])
}

/// The one reminder, under the prompt: no buttons, so that the prompt stays the only thing to press.
pub fn reminder(speaker: Speaker<'_>, survey: &SurveyId, person: &Identity) -> Message {
    let text = speaker.spans(Sentence::Reminder, &[("person", mention(person).into())]);
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
pub fn saved(speaker: Speaker<'_>, saved: &Saved<'_>) -> Message {
    let done = Span::strong(saved_words(speaker, saved.score));
    let text = if saved.score.is_low() {
        let why = Scale::of(speaker, saved.score.instrument()).what_was_wrong;
        speaker.spans(Sentence::SavedAndAsked, &[("saved", done.into()), ("why", why.into())])
    } else {
        vec![done]
    };
    let survey = saved.survey.clone();
    let next = vec![
        button(&Control::TellWhy { survey: survey.clone() }, speaker.say(Sentence::TellWhy)),
        button(&Control::Change { survey }, speaker.say(Sentence::Change)),
    ];
    let why = Block::Buttons(vec![next]);
    let second = saved.follow.map(|second| {
        let question = Scale::of(speaker, second).question;
        let ask = speaker.tell(Sentence::Follow, &[("question", question.into())]);
        [Block::Text(vec![Span::text(ask)]), Block::Buttons(vec![scale(speaker, saved.survey, second)])]
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
pub fn scale_again(speaker: Speaker<'_>, survey: &SurveyId, instrument: &Instrument) -> Message {
    let ask = Block::Text(vec![Span::text(Scale::of(speaker, instrument).short)]);
    let note = Block::Note(vec![Span::text(speaker.say(Sentence::LastCounts))]);
    let blocks = vec![ask, Block::Buttons(vec![scale(speaker, survey, instrument)]), note];
    Message { blocks, marker: None }.marked(survey.as_str())
}

/// After the comment form. `cut`: the text was longer than we keep.
pub fn comment_saved(speaker: Speaker<'_>, cut: bool) -> Message {
    Message::plain(speaker.say(if cut { Sentence::CommentSavedCut } else { Sentence::CommentSaved }))
}

/// After *Don't ask me again* or `stop-asking`.
pub fn declined_private(speaker: Speaker<'_>) -> Message {
    Message::plain(speaker.tell(Sentence::OptedOut, &[("command", ASK_ME.into())]))
}

/// After `ask-me`.
pub fn asked_again_on(speaker: Speaker<'_>) -> Message {
    Message::plain(speaker.tell(Sentence::OptedIn, &[("command", STOP_ASKING.into())]))
}

/// After *Not solved yet*.
pub fn not_solved_private(speaker: Speaker<'_>) -> Message {
    Message::plain(speaker.say(Sentence::ToldTeam))
}

/// Why nothing was stored.
pub fn refused(speaker: Speaker<'_>, why: &Refused) -> Message {
    let sentence = match why {
        Refused::NotTheAskedPerson => Sentence::RefusedNotAsked,
        Refused::Agent => Sentence::RefusedAgent,
        Refused::Bot => Sentence::RefusedBot,
        Refused::OffScale => Sentence::RefusedOffScale,
        Refused::Over("expired") => Sentence::RefusedExpired,
        Refused::Over("declined") => {
            return Message::plain(speaker.tell(Sentence::RefusedDeclined, &[("command", ASK_ME.into())]));
        }
        Refused::Over("cancelled") => Sentence::RefusedCancelled,
        Refused::Over(_) => Sentence::RefusedNotOpen,
        Refused::ChangeWindowOver => {
            let days = u64::try_from(CHANGE_WINDOW.as_hours() / 24).unwrap_or_default();
            return Message::plain(speaker.tell(Sentence::RefusedTooLate, &[("days", days.into())]));
        }
        Refused::NotAnsweredYet => Sentence::RefusedNoAnswer,
        Refused::OutOfOrder { .. } => Sentence::RefusedOutOfOrder,
    };
    Message::plain(speaker.say(sentence))
}

/// A button we do not know.
pub fn unknown_control(speaker: Speaker<'_>) -> Message {
    Message::plain(speaker.say(Sentence::UnknownControl))
}

/// It could not be stored.
pub fn not_saved(speaker: Speaker<'_>) -> Message {
    Message::plain(speaker.say(Sentence::NotSaved))
}

/// A command could not be stored.
pub fn not_saved_command(speaker: Speaker<'_>) -> Message {
    Message::plain(speaker.say(Sentence::NotSavedCommand))
}

/// Stands under a form that stays open because it could not be stored.
pub fn not_saved_form(speaker: Speaker<'_>) -> String {
    speaker.say(Sentence::NotSavedForm)
}

/// The form came too late for the platform.
pub fn form_expired(speaker: Speaker<'_>) -> Message {
    Message::plain(speaker.say(Sentence::FormExpired))
}

/// Somebody who is of no team used what is for a team's people.
pub fn for_the_team(speaker: Speaker<'_>) -> Message {
    Message::plain(speaker.tell(Sentence::ForTheTeam, &[("command", HELP.into())]))
}

/// A button of a preview: it stores nothing, and says so.
pub fn rehearsal(speaker: Speaker<'_>) -> Message {
    Message::plain(speaker.say(Sentence::Rehearsal))
}

/// Lists what a customer can decide; `not_understood` is quoted back.
pub fn customer_help(speaker: Speaker<'_>, not_understood: Option<&str>) -> Message {
    let mut blocks = Vec::new();
    if let Some(text) = not_understood {
        let quoted = foreign::line(text, MAX_QUOTED).unwrap_or_default();
        blocks.push(Block::Text(speaker.spans(Sentence::NotUnderstood, &[("text", quoted.into())])));
    }
    blocks.push(Block::Text(vec![Span::text(speaker.say(Sentence::HelpIntro))]));
    let known = [(STOP_ASKING, Sentence::HelpStopAsking), (ASK_ME, Sentence::HelpAskMe), (HELP, Sentence::HelpHelp)];
    blocks.extend(known.map(|(command, meaning)| {
        Block::Text(vec![Span::strong(command), Span::text(format!("  {}", speaker.say(meaning)))])
    }));
    Message { blocks, marker: None }
}

/// Longest piece of a person's input that is quoted back.
const MAX_QUOTED: usize = 120;

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

    fn score(instrument: &'static Instrument, value: i64) -> Score {
        Score::on(instrument, value).unwrap()
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
    fn a_customer_who_asks_for_help_learns_what_they_can_decide() {
        assert_snapshot!(plain(&customer_help(EN, Some("clsoe"))), @r"
        That was not understood: “clsoe”
        When a ticket of yours is closed, you may be asked how easy that was. You decide whether:
        /afterword stop-asking  no more questions for you, anywhere
        /afterword ask-me  questions for you again
        /afterword help  this list
        ");
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

    #[test]
    fn a_high_score_is_confirmed_quietly_and_a_low_one_is_asked_why() {
        let survey = survey();
        let confirmed = |score, follow| plain(&saved(EN, &Saved { survey: &survey, score, follow }));
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
        let confirmed = |score| plain(&saved(EN, &Saved { survey: &survey, score, follow: None }));
        let all = [score(&THUMBS, 1), score(&THUMBS, 0), score(&NPS11, 7), score(&NPS11, 6)].map(confirmed);
        assert_snapshot!(all.join("\n"), @r"
        Saved: Yes, thumbs up.
        [Tell us why] [Change]
        Saved: No, thumbs down. What went wrong?
        [Tell us why] [Change]
        Saved: 7 of 10.
        [Tell us why] [Change]
        Saved: 6 of 10. What would have to be better?
        [Tell us why] [Change]
        ");
    }

    #[test]
    fn the_scale_comes_again_without_a_choice_made() {
        assert_snapshot!(plain(&scale_again(EN, &survey(), &CSAT5)), @r"
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
            assert!(plain(&refused(EN, &why)).contains("nothing was saved"), "{why:?}");
        }
        assert!(plain(&refused(EN, &Refused::ChangeWindowOver)).contains("stays as it was"));
        assert!(plain(&refused(EN, &Refused::NotAnsweredYet)).contains("press a point on the scale first"));
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
