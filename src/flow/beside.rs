//! The question beside the answer to something its person just did, seen by them alone.
//!
//! For whoever refuses direct messages where no channel was left: the asking stands as *undeliverable*, and their next act
//! within the time a close stays worth asking about makes it *delivered*. Everything is checked again first, the person's
//! one slot is taken, and it is committed before it is shown: it may be lost on its way, it can never be shown twice.

use super::deliver::{asked_in, history, ticket_named, worded};
use super::respond::carry_out;
use super::{Ctx, off, plan, until_fresh};
use crate::chat::{Actor, Reply};
use crate::domain::ids::{Platform, SurveyId};
use crate::domain::policy::{self, COOLDOWN_FLOOR, CustomerKind, Moment, Recheck};
use crate::domain::survey::{self, Event, State, Survey, Unreachable};
use crate::domain::ticket::{TicketFacts, human_reply};
use crate::domain::{Duration, Timestamp};
use crate::present::Message;
use crate::store::StoreError;

/// Longer ago than any team's `too_old`.
const LONGEST: Duration = Duration::from_hours(365 * 24);

/// The reply, with the question that waits for this person if there is one and it fits.
pub async fn with_question(ctx: &Ctx, by: &Actor, reply: Reply) -> Reply {
    // Only Discord's people can refuse direct messages, and only beside a message is there room.
    let (Some(Platform::Discord), Some(_)) = (by.identity.platform(), &reply.message) else { return reply };
    match until_fresh(|| offer(ctx, by, &reply)).await {
        Ok(Some(message)) => Reply { message: Some(message), ..reply },
        Ok(None) => reply,
        Err(error) => {
            tracing::warn!(error = %error, "a waiting question could not be looked for");
            reply
        }
    }
}

async fn offer(ctx: &Ctx, by: &Actor, reply: &Reply) -> Result<Option<Message>, StoreError> {
    let now = ctx.now();
    let since = now.saturating_sub(LONGEST).unwrap_or(Timestamp::MIN);
    let Some(id) = ctx.store.waiting_question(&by.identity, since).await? else { return Ok(None) };
    let Some(ticket) = ticket_of(ctx, &id).await? else { return Ok(None) };
    let tx = ctx.store.begin().await?;
    let Some(mut survey) = tx.survey(&id).await?.filter(waits) else { return Ok(None) };
    let (Some(person), Some(team)) = (survey.person.clone(), ctx.team_of(&survey.team)) else { return Ok(None) };
    let found = tx.person(std::slice::from_ref(&by.identity), &|| ctx.chance.id(), now).await?;
    let Some(person) = Some(found).filter(|found| found.id == person) else { return Ok(None) };
    if !survey.may_answer.contains(&by.identity) {
        survey.may_answer.push(by.identity.clone());
    }
    let facts = &ticket.event.ticket;
    let locale = by.locale.as_deref().or(person.locale.as_deref());
    survey.wording = asked_in(team, &survey, locale, facts);
    let Some(message) = beside(ctx, &survey, facts, reply) else { return Ok(None) };
    let staff = person.identities.iter().any(|i| ctx.staff.belongs(team, i));
    let customer = if by.is_bot {
        CustomerKind::Bot
    } else if staff {
        CustomerKind::Agent
    } else {
        CustomerKind::Person
    };
    let moment = Moment {
        planned_for: now,
        closed_at: survey.closed_at,
        quiet_since: None,
        human_reply: human_reply(&ticket.event),
    };
    let zone = plan::zone(Some(&person), team);
    let rules = off::rules_now(&tx, team).await?;
    let history = history(&tx, &person, &id).await?;
    let fresh = survey.closed_at.saturating_add(rules.too_old).unwrap_or(Timestamp::MAX) >= now;
    let verdict = policy::recheck(&moment, &rules, &history, customer, &zone, now);
    let cooldown = rules.cooldown.max(COOLDOWN_FLOOR);
    if !fresh || verdict != Recheck::Send || !tx.reserve_ask(&person.id, &id, cooldown, now).await? {
        return Ok(None);
    }
    tx.set_wording(&id, &survey.wording).await?;
    let Ok((next, effects)) = survey::apply(&survey, &[], Event::Linked, now) else { return Ok(None) };
    carry_out(ctx, &tx, &survey, &next, &effects, now).await?;
    tx.commit().await?;
    ctx.wake.notify_waiters();
    tracing::info!(survey = %id, "asked beside the answer to something the person did");
    Ok(Some(message))
}

async fn ticket_of(ctx: &Ctx, id: &SurveyId) -> Result<Option<crate::store::TicketRow>, StoreError> {
    match ctx.store.survey(id).await? {
        Some(survey) => ctx.store.ticket(&survey.ticket).await,
        None => Ok(None),
    }
}

fn waits(survey: &Survey) -> bool {
    matches!(survey.state, State::Undeliverable { why: Unreachable::DirectMessagesClosed, .. })
}

/// What they were told and the question below it; `None` if both together break a limit of the platform.
fn beside(ctx: &Ctx, survey: &Survey, facts: &TicketFacts, reply: &Reply) -> Option<Message> {
    let speaker = ctx.speaker(survey);
    let question = worded(speaker, survey, Platform::Discord, ticket_named(speaker, facts).as_deref())?;
    let told = reply.message.as_ref()?;
    let blocks = told.blocks.iter().chain(&question.blocks).cloned().collect();
    let message = Message { blocks, marker: question.marker };
    let fits = ctx.chat(Platform::Discord)?.check(&message);
    fits.is_ok().then_some(message)
}
