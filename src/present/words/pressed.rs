//! What one person reads in private: after a press, a form or a command of theirs.
//!
//! Knows PRODUCT §4; the words themselves are in `lang`, by language. Refuses to say "saved" of anything: who calls it has
//! stored it.

use super::asking::{ASK_ME, HELP, STOP_ASKING, button, scale};
use super::lang::{Scale, Sentence, Speaker};
use crate::domain::control::Control;
use crate::domain::ids::SurveyId;
use crate::domain::instrument::{Instrument, Score};
use crate::domain::survey::{CHANGE_WINDOW, Refused};
use crate::present::{Block, Message, Span, foreign};

/// Longest piece of a person's input that is quoted back.
const MAX_QUOTED: usize = 120;

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

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;
    use crate::domain::instrument::{CES7, CSAT5, NPS11, THUMBS};
    use crate::present::text::plain;

    const EN: Speaker<'static> = Speaker::ENGLISH;

    fn survey() -> SurveyId {
        SurveyId::new("7f3a9c")
    }

    fn score(instrument: &'static Instrument, value: i64) -> Score {
        Score::on(instrument, value).unwrap()
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
}
