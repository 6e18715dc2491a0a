//! Who wants no more questions is left alone at once: on every platform, in every open or planned asking.
//!
//! Commits with the opt-out itself. An open prompt is closed as declined, since that is what its person said; what was
//! not sent yet is called off, and a send that is under way then finds it so and takes its prompt back.

use super::Ctx;
use super::respond::amend_soon;
use crate::domain::Timestamp;
use crate::domain::ids::PersonId;
use crate::domain::survey::{self, CancelReason, Effect, Event, Presser, State, Survey};
use crate::store::{StoreError, Tx};

/// Remembers the wish, and ends everything that is open.
pub(super) async fn person(ctx: &Ctx, tx: &Tx, person: &PersonId, now: Timestamp) -> Result<(), StoreError> {
    tx.set_opt_out(person, Some(now)).await?;
    ends_open(ctx, tx, person, now).await
}

/// Ends everything that is open of a person who wants no questions.
pub(super) async fn ends_open(ctx: &Ctx, tx: &Tx, person: &PersonId, now: Timestamp) -> Result<(), StoreError> {
    for open in tx.open_surveys(person).await? {
        let Some(event) = ending(&open) else { continue };
        let Ok((next, effects)) = survey::apply(&open, &[], event, now) else { continue };
        if next == open {
            continue;
        }
        tx.save_survey(&next, now).await?;
        if effects.contains(&Effect::AmendPrompt) {
            amend_soon(tx, &next, now).await?;
        }
        tracing::info!(survey = %open.id, person = %person, "ended with an opt-out");
    }
    ctx.wake.notify_waiters();
    Ok(())
}

/// Nobody has two open questions: where two accounts turn out to be one person's, the older question stays.
pub(super) async fn keeps_one_open(ctx: &Ctx, tx: &Tx, person: &PersonId, now: Timestamp) -> Result<(), StoreError> {
    let mut asked: Vec<(Timestamp, Survey)> = Vec::new();
    for open in tx.open_surveys(person).await? {
        if let State::Delivered { at, .. } = open.state {
            asked.push((at, open));
        }
    }
    asked.sort_by(|(a, one), (b, other)| (a, one.id.as_str()).cmp(&(b, other.id.as_str())));
    for (_, open) in asked.iter().skip(1) {
        let event = Event::CallOff(CancelReason::AnotherOpen);
        let Ok((next, effects)) = survey::apply(open, &[], event, now) else { continue };
        tx.save_survey(&next, now).await?;
        if effects.contains(&Effect::AmendPrompt) {
            amend_soon(tx, &next, now).await?;
        }
        tracing::info!(survey = %open.id, person = %person, "closed: the person has an older question open");
    }
    ctx.wake.notify_waiters();
    Ok(())
}

fn ending(open: &Survey) -> Option<Event> {
    match open.state {
        State::Planned { .. } | State::Held { .. } => Some(Event::CallOff(CancelReason::OptedOut)),
        // Said by the person themselves, if not with this prompt's button.
        State::Delivered { .. } => {
            let identity = open.may_answer.first()?.clone();
            Some(Event::Decline { by: Presser { identity, is_agent: false, is_bot: false } })
        }
        _ => None,
    }
}
