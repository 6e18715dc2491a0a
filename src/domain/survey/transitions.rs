//! What may follow what in the life of a survey.
//!
//! Knows the table below and nothing else; each row of it has a test. Refuses to do any of the effects.
//!
//! | event | Planned, Held | Delivered | Answered | Declined, Expired, Skipped, Undeliverable, Cancelled |
//! |---|---|---|---|---|
//! | `Hold` | Held · `DeliverAt` | out of order | out of order | out of order |
//! | `Skip` | Skipped | out of order | out of order | out of order |
//! | `CannotReach` | Undeliverable | out of order | out of order | out of order |
//! | `Sent` | Delivered · `ExpireAt` | out of order | out of order | Cancelled without a prompt: keeps it · `AmendPrompt`; else out of order |
//! | `Linked` | out of order | stays | out of order | Undeliverable: Delivered, without a message · `ExpireAt`; else over |
//! | `Press`, first question | out of order (not known to be sent) | Answered · `Record`, `AmendPrompt` | stays · `Record` (nothing if it was pressed before what is stored, or is that press again) | over |
//! | `Press`, second question | out of order | not answered yet | stays · `Record` (likewise) | over |
//! | `Remark` | out of order | not answered yet | stays · `RecordRemark` | over |
//! | `NotSolved` | out of order | Cancelled · `AmendPrompt`, `TellTeam` | stays · `TellTeam` | over; already called off by it: stays |
//! | `Decline` | stays · `OptOut` | Declined · `OptOut`, `AmendPrompt` | stays · `OptOut` | stays · `OptOut` |
//! | `CallOff` | Cancelled | Cancelled · `AmendPrompt` | stays | stays |
//! | `WindowOver` | stays | at the end Expired · `AmendPrompt`; before it stays · `ExpireAt` | stays | stays |
//!
//! Three clocks cut across it. Once a delivered prompt's window has ended, presses, remarks and *not solved* are over,
//! even if `WindowOver` has not run yet. [`CHANGE_WINDOW`] after the first answer, scores and remarks are frozen. And
//! *don't ask me again* is never too late: it is about the person, not the survey.
//!
//! `AmendPrompt` follows only where the prompt is a message in a chat; a page that a link leads to needs no edit.
//!
//! Whoever presses is judged before anything else: programs, then people who were not asked, then the team's own.

use super::{
    Answer, CHANGE_WINDOW, CancelReason, Duration, Effect, Event, Instrument, MessageRef, Presser, Refused, Score,
    State, Survey, Timestamp,
};

/// A new state, or `None` to stay, and what must now be done.
type Step = Result<(Option<State>, Vec<Effect>), Refused>;

/// What happens to a survey, and what must now be done about it. Pure: the doing is someone else's.
///
/// `answers` are the survey's stored answers (first instrument, then the second). A press that repeats the stored
/// value is accepted and changes nothing but is thanked again. The survey's `version` is left alone: the store raises it.
pub fn apply(
    survey: &Survey,
    answers: &[Answer],
    event: Event,
    now: Timestamp,
) -> Result<(Survey, Vec<Effect>), Refused> {
    if let Some(by) = presser(&event) {
        may_press(survey, by)?;
    }
    let (state, effects) = match event {
        Event::Hold { until } => {
            before_sending(survey, "hold", State::Held { until }).map(|s| (s, vec![Effect::DeliverAt(until)]))
        }
        Event::Skip(why) => before_sending(survey, "skip", State::Skipped { why }).map(|s| (s, vec![])),
        Event::CannotReach(why) => {
            before_sending(survey, "cannot_reach", State::Undeliverable { at: now, why }).map(|s| (s, vec![]))
        }
        Event::Sent { message } => sent(survey, message, now),
        Event::Press { instrument, value, made, .. } => press(survey, answers, (instrument, value), made, now),
        Event::Remark { remark, .. } => {
            changeable(survey, "remark", now).map(|()| (None, vec![Effect::RecordRemark(remark)]))
        }
        Event::NotSolved { .. } => not_solved(survey, now),
        Event::Linked => linked(survey, now),
        Event::Decline { .. } => Ok(decline(survey, now)),
        Event::CallOff(why) => Ok(call_off(survey, why, now)),
        Event::WindowOver => Ok(window_over(survey, now)),
    }?;
    let state = state.unwrap_or_else(|| survey.state.clone());
    Ok((Survey { state, ..survey.clone() }, effects))
}

fn presser(event: &Event) -> Option<&Presser> {
    match event {
        Event::Press { by, .. } | Event::Remark { by, .. } | Event::NotSolved { by } | Event::Decline { by } => {
            Some(by)
        }
        Event::Hold { .. }
        | Event::Skip(_)
        | Event::Sent { .. }
        | Event::CannotReach(_)
        | Event::Linked
        | Event::CallOff(_)
        | Event::WindowOver => None,
    }
}

/// Whether this person may change their answer or add to it now: asked before a form or a scale is shown to them, by the
/// same rule that [`apply`] then holds the submission to.
pub fn may_revise(survey: &Survey, by: &Presser, now: Timestamp) -> Result<(), Refused> {
    may_press(survey, by)?;
    changeable(survey, "press", now)
}

fn may_press(survey: &Survey, by: &Presser) -> Result<(), Refused> {
    if by.is_bot {
        Err(Refused::Bot)
    } else if !survey.may_answer.iter().any(|asked| asked.matches(&by.identity)) {
        Err(Refused::NotTheAskedPerson)
    } else if by.is_agent {
        Err(Refused::Agent)
    } else {
        Ok(())
    }
}

fn before_sending(survey: &Survey, event: &'static str, next: State) -> Result<Option<State>, Refused> {
    match survey.state {
        State::Planned { .. } | State::Held { .. } => Ok(Some(next)),
        _ => Err(out_of_order(survey, event)),
    }
}

/// A prompt that became visible while the survey was being called off is taken note of, so that it can be amended.
fn sent(survey: &Survey, message: MessageRef, now: Timestamp) -> Step {
    match survey.state {
        State::Planned { .. } | State::Held { .. } => {
            let end = after(now, survey.expires);
            Ok((Some(State::Delivered { at: now, message: Some(message) }), vec![Effect::ExpireAt(end)]))
        }
        State::Cancelled { at, why, message: None } => {
            Ok((Some(State::Cancelled { at, why, message: Some(message) }), vec![Effect::AmendPrompt]))
        }
        _ => Err(out_of_order(survey, "sent")),
    }
}

/// A link can stand for a prompt that reached nobody, or beside one that did.
fn linked(survey: &Survey, now: Timestamp) -> Step {
    match survey.state {
        State::Undeliverable { .. } => {
            let end = after(now, survey.expires);
            Ok((Some(State::Delivered { at: now, message: None }), vec![Effect::ExpireAt(end)]))
        }
        State::Delivered { .. } => {
            still_open(survey, now)?;
            Ok((None, vec![]))
        }
        State::Answered { .. } => Err(out_of_order(survey, "linked")),
        _ => Err(closed_to_people(survey, "linked")),
    }
}

/// The edit of a prompt that is a message.
fn amend(message: Option<&MessageRef>) -> Option<Effect> {
    message.map(|_| Effect::AmendPrompt)
}

/// Of two presses the later one counts, even where the network let it overtake the earlier one.
fn press(
    survey: &Survey,
    answers: &[Answer],
    (instrument, value): (&'static Instrument, i64),
    made: Timestamp,
    now: Timestamp,
) -> Step {
    let first = instrument == survey.instrument;
    if !first && survey.follow != Some(instrument) {
        return Err(Refused::OffScale);
    }
    let score = Score::on(instrument, value).map_err(|_| Refused::OffScale)?;
    match &survey.state {
        State::Delivered { message, .. } if first => {
            still_open(survey, now)?;
            let answered = State::Answered { at: now, message: message.clone() };
            Ok((
                Some(answered),
                [Some(Effect::Record { score, made }), amend(message.as_ref())].into_iter().flatten().collect(),
            ))
        }
        _ => {
            changeable(survey, "press", now)?;
            let on_it = answers.iter().find(|answer| answer.score.instrument() == instrument);
            // The same value pressed later moves the time it stands from, so that nothing older overtakes it afterwards.
            let stands =
                on_it.is_some_and(|answer| made < answer.last_at || (answer.score == score && made == answer.last_at));
            Ok((None, if stands { vec![] } else { vec![Effect::Record { score, made }] }))
        }
    }
}

fn not_solved(survey: &Survey, now: Timestamp) -> Step {
    match &survey.state {
        State::Delivered { message, .. } => {
            still_open(survey, now)?;
            let cancelled = State::Cancelled { at: now, why: CancelReason::NotSolved, message: message.clone() };
            Ok((Some(cancelled), amend(message.as_ref()).into_iter().chain([Effect::TellTeam]).collect()))
        }
        State::Answered { .. } => Ok((None, vec![Effect::TellTeam])),
        // A second tap on the same button.
        State::Cancelled { why: CancelReason::NotSolved, .. } => Ok((None, vec![])),
        _ => Err(closed_to_people(survey, "not_solved")),
    }
}

fn decline(survey: &Survey, now: Timestamp) -> (Option<State>, Vec<Effect>) {
    match &survey.state {
        State::Delivered { message, .. } => {
            let declined = State::Declined { at: now, message: message.clone() };
            (Some(declined), [Some(Effect::OptOut), amend(message.as_ref())].into_iter().flatten().collect())
        }
        _ => (None, vec![Effect::OptOut]),
    }
}

fn call_off(survey: &Survey, why: CancelReason, now: Timestamp) -> (Option<State>, Vec<Effect>) {
    match &survey.state {
        State::Planned { .. } | State::Held { .. } => (Some(State::Cancelled { at: now, why, message: None }), vec![]),
        State::Delivered { message, .. } => {
            let effects = amend(message.as_ref()).into_iter().collect();
            (Some(State::Cancelled { at: now, why, message: message.clone() }), effects)
        }
        _ => (None, vec![]),
    }
}

fn window_over(survey: &Survey, now: Timestamp) -> (Option<State>, Vec<Effect>) {
    match &survey.state {
        State::Delivered { at, .. } if now < after(*at, survey.expires) => {
            (None, vec![Effect::ExpireAt(after(*at, survey.expires))])
        }
        State::Delivered { message, .. } => {
            let effects = amend(message.as_ref()).into_iter().collect();
            (Some(State::Expired { at: now, message: message.clone() }), effects)
        }
        _ => (None, vec![]),
    }
}

/// A delivered prompt whose window has ended is over, whether or not the expiry job has run.
fn still_open(survey: &Survey, now: Timestamp) -> Result<(), Refused> {
    match survey.state {
        State::Delivered { at, .. } if now >= after(at, survey.expires) => Err(Refused::Over("expired")),
        _ => Ok(()),
    }
}

/// Only an answer young enough can be changed or added to.
fn changeable(survey: &Survey, event: &'static str, now: Timestamp) -> Result<(), Refused> {
    match survey.state {
        State::Answered { at, .. } if now < after(at, CHANGE_WINDOW) => Ok(()),
        State::Answered { .. } => Err(Refused::ChangeWindowOver),
        State::Delivered { .. } => {
            still_open(survey, now)?;
            Err(Refused::NotAnsweredYet)
        }
        _ => Err(closed_to_people(survey, event)),
    }
}

/// Before sending, a press can only mean that the prompt is visible and we do not know it yet: not over, just early.
fn closed_to_people(survey: &Survey, event: &'static str) -> Refused {
    match survey.state {
        State::Planned { .. } | State::Held { .. } => out_of_order(survey, event),
        _ => Refused::Over(survey.state.code()),
    }
}

fn out_of_order(survey: &Survey, event: &'static str) -> Refused {
    Refused::OutOfOrder { event, state: survey.state.code() }
}

fn after(at: Timestamp, by: Duration) -> Timestamp {
    at.saturating_add(by).unwrap_or(Timestamp::MAX)
}
