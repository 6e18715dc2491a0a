//! Erases a person: open questions are called off, visible prompts amended, names and words removed; what was counted
//! stays counted.
//!
//! Commits together, so that nothing is half erased. A prompt that is being sent meanwhile finds its survey called off
//! and is amended. Refuses to repeat whom it erased.

use super::respond::carry_out;
use super::{Ctx, until_fresh};
use crate::domain::case;
use crate::domain::ids::Identity;
use crate::domain::job::{NewJob, Task};
use crate::domain::survey::{self, CancelReason, Event};
use crate::store::StoreError;

/// What was found and is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Forgotten {
    /// People known by this name.
    pub people: usize,
    /// Their questions that were open.
    pub called_off: usize,
    /// Anything was stored that named them.
    pub found: bool,
}

/// Erases whoever is known by this name, and all their other names. Again, it finds nothing.
pub async fn person(ctx: &Ctx, who: &Identity) -> Result<Forgotten, StoreError> {
    until_fresh(|| once(ctx, who)).await
}

async fn once(ctx: &Ctx, who: &Identity) -> Result<Forgotten, StoreError> {
    let now = ctx.now();
    let tx = ctx.store.begin().await?;
    let (people, names) = tx.known_as(who).await?;
    let mut called_off = 0;
    for person in &people {
        for survey in tx.surveys_of(person).await? {
            if let Ok((next, effects)) = survey::apply(&survey, &[], Event::CallOff(CancelReason::Erased), now)
                && next.state != survey.state
            {
                called_off += 1;
                carry_out(ctx, &tx, &survey, &next, &effects, now).await?;
            }
        }
        // Before their surveys forget whose they are.
        for case in tx.cases_about(person).await? {
            if let Some(team) = ctx.team_of(&case.team)
                && let Ok((next, effects)) = case::apply(&case, &team.cases, &case::Event::Erased, now)
            {
                super::case::store(ctx, &tx, team, &next, (&case::Event::Erased, &effects), now).await?;
            }
        }
        tx.erase_person(person).await?;
        for survey in tx.surveys_of(person).await? {
            // The prompt may still address them.
            if let Some(message) = survey.state.message() {
                let task = Task::AmendPrompt { survey: survey.id.clone() };
                tx.enqueue(&NewJob::nth(task, survey.version, Some(message.channel.platform), now), now).await?;
            }
        }
    }
    for name in &names {
        // What an erased person of the team had in hand waits for somebody else, from now on and with a reminder.
        for case in tx.cases_held_by(name).await? {
            let (Some(team), Some(holder)) = (ctx.team_of(&case.team), case.state.by()) else { continue };
            let by = case::Handler { identity: holder.clone(), belongs: true, leads: false, is_bot: false };
            let event = case::Event::HandBack { by };
            if let Ok((next, effects)) = case::apply(&case, &team.cases, &event, now) {
                super::case::store(ctx, &tx, team, &next, (&event, &effects), now).await?;
            }
        }
    }
    let alias = format!("erased {}", ctx.chance.id().chars().take(8).collect::<String>());
    let events = tx.erase_names(&names, &alias).await?;
    tx.note_act("forget", &format!("{} people, {called_off} called off, {events} records", people.len()), now).await?;
    tx.commit().await?;
    ctx.wake.notify_waiters();
    Ok(Forgotten { people: people.len(), called_off, found: !people.is_empty() || events > 0 })
}
