//! A link to the question goes back to the ticket's source, where no chat reached the customer.
//!
//! One call, the same for every attempt: the same link, the same idempotency key. Decided: the asking stays
//! *undeliverable* until the source has taken the link, and then is *delivered*; the link works from the first attempt on,
//! for an answer may be lost that did arrive. A source that does not answer for two days is given up, and said so.

use super::deliver::{history, wait_or_retry};
use super::online::hash;
use super::respond::carry_out;
use super::{Ctx, Held, insist, store_failed, until_fresh};
use crate::chat::SendError;
use crate::chat::outgoing::{self, Outgoing};
use crate::chat::reach::Reach;
use crate::domain::Timestamp;
use crate::domain::ids::{Platform, SurveyId};
use crate::domain::job::{Ending, GIVE_UP, NewJob, Task};
use crate::domain::policy::COOLDOWN_FLOOR;
use crate::domain::survey::{self, Event, State, Survey, Unreachable};
use crate::store::{StoreError, TicketRow, Tx};

/// Plans the call, together with the fact that nobody was reached.
pub(super) async fn plan_one(ctx: &Ctx, tx: &Tx, survey: &Survey, now: Timestamp) -> Result<(), StoreError> {
    let State::Undeliverable { why, .. } = survey.state else { return Ok(()) };
    // Too late is too late by any way, and a prompt refused as malformed is a fault of ours to be looked at.
    if matches!(why, Unreachable::TooLate | Unreachable::Refused) || ctx.settings.server.public_url.is_none() {
        return Ok(());
    }
    let Some(ticket) = tx.ticket(&survey.ticket).await? else { return Ok(()) };
    let takes = ctx.settings.sources.iter().any(|s| s.name == ticket.event.source && s.hand_back.is_some());
    if takes {
        let task = Task::HandBack { survey: survey.id.clone() };
        tx.enqueue(&NewJob::once(task, None, now), now).await?;
    }
    Ok(())
}

/// Runs one hand-back job.
pub async fn link(ctx: &Ctx, job: &Held, id: &SurveyId) -> Ending {
    match attempt(ctx, job, id).await {
        Ok(ending) => ending,
        Err(error) => store_failed(&error),
    }
}

async fn attempt(ctx: &Ctx, job: &Held, id: &SurveyId) -> Result<Ending, StoreError> {
    let nothing = |why: &str| Ok(Ending::Cancelled { why: why.to_owned() });
    let Some(survey) = ctx.store.survey(id).await? else { return nothing("no such survey") };
    let Some(ticket) = ctx.store.ticket(&survey.ticket).await? else { return nothing("no such ticket") };
    let source = ctx.settings.sources.iter().find(|s| s.name == ticket.event.source);
    let Some(call) = source.and_then(|s| s.hand_back.as_ref()) else { return nothing("the source takes no links") };
    let Some(base) = ctx.settings.server.public_url.clone() else { return nothing("no public_url") };
    if ctx.now() > job.created_at + GIVE_UP {
        return Ok(Ending::Dead { why: "the source did not take the link".to_owned() });
    }
    let token = match until_fresh(|| still_to_be_asked(ctx, id)).await? {
        Ok(token) => token,
        Err(why) => return nothing(why),
    };
    let link = format!("{}/s/{token}", base.as_str().trim_end_matches('/'));
    let key = format!("afterword-{id}");
    let Some(call) = call.call(&facts(&ticket, &link, &key)) else {
        return Ok(Ending::Dead { why: "the filled address is none".to_owned() });
    };
    let (method, url, headers, body) = (&call.method, &call.url, &call.headers, call.body);
    let what = Outgoing { method, url, headers, body, reach: Reach::Servers };
    match outgoing::call(what, &job.until).await {
        Ok(()) => insist(job, || taken(ctx, job, id)).await,
        // With the same key and the same link, calling again does no harm.
        Err(SendError::Unknown(why)) => Ok(Ending::Retry { why }),
        Err(error) => Ok(wait_or_retry(ctx, job, Platform::Slack, error).await),
    }
}

fn facts<'a>(ticket: &'a TicketRow, link: &'a str, key: &'a str) -> crate::config::HandBackFacts<'a> {
    let facts = &ticket.event.ticket;
    let ticket_key = facts.key.as_deref().unwrap_or(&facts.id);
    crate::config::HandBackFacts { ticket_id: &facts.id, ticket_key, link, key }
}

/// The token to hand over, if this person may still be asked.
async fn still_to_be_asked(ctx: &Ctx, id: &SurveyId) -> Result<Result<String, &'static str>, StoreError> {
    let now = ctx.now();
    let tx = ctx.store.begin().await?;
    let Some(survey) = tx.survey(id).await? else { return Ok(Err("no such survey")) };
    if !matches!(survey.state, State::Undeliverable { .. }) {
        return Ok(Err("no longer undeliverable"));
    }
    let (Some(person), Some(team)) = (&survey.person, ctx.team_of(&survey.team)) else {
        return Ok(Err("nobody to ask"));
    };
    let Some(person) = ctx.store.person(person).await? else { return Ok(Err("nobody to ask")) };
    let known = history(&tx, &person, id).await?;
    let cooldown = team.rules.cooldown.max(COOLDOWN_FLOOR);
    let too_soon = known.last_asked.is_some_and(|at| now < at.saturating_add(cooldown).unwrap_or(Timestamp::MAX));
    if known.opted_out || known.open_prompt || too_soon || team.rules.paused {
        return Ok(Err("not to be asked any more"));
    }
    let token = ctx.chance.id();
    let token = tx.link_to_hand_back(id, &token, &hash(&token), now).await?;
    tx.commit().await?;
    Ok(token.ok_or("a link was made by hand"))
}

/// The source has it: that is the delivery.
async fn taken(ctx: &Ctx, job: &Held, id: &SurveyId) -> Result<Ending, StoreError> {
    let now = ctx.now();
    let tx = ctx.store.begin().await?;
    let Some(survey) = tx.survey(id).await? else { return Ok(Ending::Done) };
    if let (State::Undeliverable { .. }, Ok((next, effects))) =
        (&survey.state, survey::apply(&survey, &[], Event::Linked, now))
    {
        carry_out(ctx, &tx, &survey, &next, &effects, now).await?;
        if let Some(person) = &survey.person {
            tx.reserve_ask(person, id, crate::domain::Duration::ZERO, now).await?;
        }
    }
    tx.handed_back(id).await?;
    tx.finish(job, &Ending::Done, now, now).await?;
    tx.commit().await?;
    ctx.wake.notify_waiters();
    Ok(Ending::Done)
}
