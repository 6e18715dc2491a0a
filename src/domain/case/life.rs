//! What may follow what in the life of a case.
//!
//! Knows the table below and nothing else. Refuses to do any of the effects.
//!
//! | event | Open | Taken | Closed | NotActionable | Withdrawn |
//! |---|---|---|---|---|---|
//! | `Take` | Taken | whoever has it: already theirs; else taken by | over | over | over |
//! | `NotActionable` | NotActionable | whoever has it, or a manager: NotActionable; else taken by | over | over | over |
//! | `HandBack` | nobody has it | whoever has it, or a manager: Open, waits anew · `NudgeAt`; else taken by | over | over | over |
//! | `Close` | nobody has it | whoever has it, or a manager: Closed · perhaps `Invite`; else taken by | over | over | over |
//! | `Answered`, low | stays | stays, not recovered | stays, not recovered | stays | stays |
//! | `Answered`, middling | Withdrawn | stays | stays | stays | stays |
//! | `Answered`, high | Withdrawn | stays, recovered | stays, recovered | stays | stays |
//! | `Answered`, hidden | Withdrawn | stays | stays | stays | stays |
//! | `Erased` | Withdrawn | Withdrawn | stays, without its note | stays | stays |
//! | `Nudged` | stays · `EscalateAt`, once a round | out of order | out of order | out of order | out of order |
//!
//! Every accepted event but `Nudged` is followed by `AmendCard`. *Recovered* needs contact: the case was taken or closed.
//! Whoever presses is judged before anything else: programs, then people who are not of the team.

use super::{Case, Effect, Event, Handler, Mood, Outcome, Refused, Rules, State, Withdrawal};
use crate::domain::Timestamp;
use crate::domain::ids::Identity;

/// Whether an answer opens a case. `latest`: the survey's newest case, if it ever had one. `by_score`: a score was
/// pressed, not only something added to it.
pub fn opens(mood: Mood, may_show: bool, latest: Option<&State>, by_score: bool) -> bool {
    let free = match latest {
        None | Some(State::Withdrawn { .. }) => true,
        // Somebody dealt with it. Another low score after that is news; another comment is not.
        Some(State::Closed { .. } | State::NotActionable { .. }) => by_score,
        Some(State::Open | State::Taken { .. }) => false,
    };
    mood == Mood::Low && may_show && free
}

/// Whether this person may close the case now: asked before the form is shown to them, by the same rule that [`apply`]
/// then holds the submission to.
pub fn may_close(case: &Case, by: &Handler) -> Result<(), Refused> {
    may_press(by)?;
    theirs(case, by).map(drop)
}

/// What happens to a case, and what must now be done about it. Pure: the doing is someone else's. The case's `version` is
/// left alone: the store raises it.
pub fn apply(case: &Case, rules: &Rules, event: &Event, now: Timestamp) -> Result<(Case, Vec<Effect>), Refused> {
    if let Some(by) = event.by() {
        may_press(by)?;
    }
    let mut next = case.clone();
    let mut effects = vec![Effect::AmendCard];
    match event {
        Event::Take { by } => take(&mut next, by, now)?,
        Event::NotActionable { by } => {
            let who = actionable(case, by)?;
            next.claimed_at = next.claimed_at.or(Some(now));
            next.state = State::NotActionable { by: Some(who), at: now };
        }
        Event::HandBack { by } => {
            theirs(case, by)?;
            next.state = State::Open;
            next.waiting_since = now;
            next.nudged_at = None;
            next.round = next.round.saturating_add(1);
            effects.push(Effect::NudgeAt(rules.due(now)));
        }
        Event::Close { by, outcome, note, ask_again } => {
            theirs(case, by)?;
            let outcome = outcome.ok_or(Refused::OneOutcome)?;
            if outcome == Outcome::Other && note.is_none() {
                return Err(Refused::NoteMissing);
            }
            next.state = State::Closed { by: Some(by.identity.clone()), outcome, at: now };
            next.note = note.clone();
            effects.extend(ask_again.then_some(Effect::Invite));
        }
        Event::Answered { mood, may_show, by_score } => {
            if *by_score && case.invited_at.is_some() {
                next.reanswered_at = Some(now);
            }
            answered(&mut next, *mood, *may_show, now);
        }
        Event::Erased => erased(&mut next, now),
        Event::Nudged => {
            if case.state != State::Open || case.nudged_at.is_some() {
                return Err(Refused::OutOfOrder("nudged"));
            }
            next.nudged_at = Some(now);
            effects = vec![Effect::EscalateAt(rules.due(now))];
        }
    }
    Ok((next, effects))
}

fn may_press(by: &Handler) -> Result<(), Refused> {
    match (by.is_bot, by.belongs) {
        (true, _) => Err(Refused::Bot),
        (_, false) => Err(Refused::NotOfTheTeam),
        _ => Ok(()),
    }
}

fn take(case: &mut Case, by: &Handler, now: Timestamp) -> Result<(), Refused> {
    match &case.state {
        State::Open => {
            case.claimed_at = case.claimed_at.or(Some(now));
            case.state = State::Taken { by: by.identity.clone() };
            Ok(())
        }
        State::Taken { by: holder } if holder.matches(&by.identity) => Err(Refused::AlreadyYours),
        State::Taken { by: holder } => Err(Refused::TakenBy(holder.clone())),
        over => Err(Refused::Over(over.code())),
    }
}

/// Who calls it not actionable: anybody while nobody has it.
fn actionable(case: &Case, by: &Handler) -> Result<Identity, Refused> {
    match case.state {
        State::Open => Ok(by.identity.clone()),
        _ => theirs(case, by),
    }
}

/// Whoever has it may end it or give it back, and a manager may in their place: people fall ill.
fn theirs(case: &Case, by: &Handler) -> Result<Identity, Refused> {
    match &case.state {
        State::Taken { by: holder } if by.leads || holder.matches(&by.identity) => Ok(by.identity.clone()),
        State::Taken { by: holder } => Err(Refused::TakenBy(holder.clone())),
        State::Open => Err(Refused::NobodyHasIt),
        over => Err(Refused::Over(over.code())),
    }
}

fn answered(case: &mut Case, mood: Mood, may_show: bool, now: Timestamp) {
    match &case.state {
        State::Open if mood != Mood::Low => {
            case.state = State::Withdrawn { why: Withdrawal::ChangedMind, at: now };
        }
        State::Open if !may_show => case.state = State::Withdrawn { why: Withdrawal::NoContact, at: now },
        State::Taken { .. } | State::Closed { .. } => match mood {
            Mood::High => case.recovered_at = case.recovered_at.or(Some(now)),
            Mood::Low => case.recovered_at = None,
            Mood::Middling => {}
        },
        _ => {}
    }
}

fn erased(case: &mut Case, now: Timestamp) {
    case.note = None;
    if case.state.is_live() {
        case.state = State::Withdrawn { why: Withdrawal::Erased, at: now };
    }
}
