//! Nobody takes a case: the channel is reminded once, then the managers are told directly. Only in working hours.

use super::card::Told;
use super::open::home;
use super::{link, places, store};
use crate::domain::Timestamp;
use crate::domain::case::{self, Case, Event, Rules, State};
use crate::domain::ids::{CaseId, Identity, Place};
use crate::domain::job::{Ending, Job};
use crate::flow::deliver::{post, post_to_first};
use crate::flow::{Ctx, Held, insist, store_failed_around_a_send};
use crate::present::words::{self, Voice, Waiting};
use crate::store::StoreError;

/// Runs one nudge-case job.
pub async fn channel(ctx: &Ctx, job: &Held, id: &CaseId) -> Ending {
    match nudge(ctx, job, id).await {
        Ok(ending) => ending,
        Err(error) => store_failed_around_a_send(&error),
    }
}

async fn nudge(ctx: &Ctx, job: &Held, id: &CaseId) -> Result<Ending, StoreError> {
    let Some(told) = Told::load(ctx, id).await? else { return nothing("no such case") };
    let case = &told.case;
    if case.nudged_at.is_some() {
        return nothing("reminded already");
    }
    if let Some(ending) = not_now(ctx, job, case, &told.team.cases, case.waiting_since) {
        return Ok(ending);
    }
    let message = words::case_nudge(&waiting(&told)).marked(format!("n{}-{id}", case.round));
    let beside_the_card = case.card.as_ref().map(|card| Place::Channel { channel: card.channel.clone(), thread: None });
    let places = match beside_the_card {
        Some(place) => vec![place],
        None => places(ctx, &told.team, home(&told.survey)),
    };
    let places: Vec<_> = places.into_iter().map(|place| (place, message.clone())).collect();
    if let Err(ending) = post_to_first(ctx, job, Voice::ENGLISH, &places).await {
        return Ok(ending);
    }
    insist(job, || nudged(ctx, job, id)).await?;
    ctx.wake.notify_waiters();
    Ok(Ending::Done)
}

/// The reminder is visible: say so, and have the managers told if it changes nothing.
async fn nudged(ctx: &Ctx, job: &Held, id: &CaseId) -> Result<(), StoreError> {
    let now = ctx.now();
    let tx = ctx.store.begin().await?;
    if let Some(case) = tx.case(id).await?
        && let Some(team) = ctx.team_of(&case.team)
        && let Ok((next, effects)) = case::apply(&case, &team.cases, &Event::Nudged, now)
    {
        store(ctx, &tx, team, &next, (&Event::Nudged, &effects), now).await?;
    }
    tx.finish(job, &Ending::Done, now, now).await?;
    tx.commit().await
}

/// Runs one escalate-case job.
pub async fn manager(ctx: &Ctx, job: &Held, id: &CaseId, to: &Identity) -> Ending {
    match escalate(ctx, job, id, to).await {
        Ok(ending) => ending,
        Err(error) => store_failed_around_a_send(&error),
    }
}

async fn escalate(ctx: &Ctx, job: &Held, id: &CaseId, to: &Identity) -> Result<Ending, StoreError> {
    let Some(told) = Told::load(ctx, id).await? else { return nothing("no such case") };
    let Some(nudged_at) = told.case.nudged_at else { return nothing("given back meanwhile") };
    if let Some(ending) = not_now(ctx, job, &told.case, &told.team.cases, nudged_at) {
        return Ok(ending);
    }
    let message = words::case_escalation(&waiting(&told)).marked(format!("e{}-{id}", told.case.round));
    if let Err(ending) = post(ctx, job, Voice::ENGLISH, &Place::Direct { person: to.clone() }, &message).await {
        return Ok(ending);
    }
    insist(job, || async {
        let now = ctx.now();
        let tx = ctx.store.begin().await?;
        tx.note_case(id, "escalated", Some(to), now).await?;
        tx.finish(job, &Ending::Done, now, now).await?;
        tx.commit().await
    })
    .await?;
    Ok(Ending::Done)
}

/// Whether this is not the moment: somebody has it, or had it and gave it back (which has a reminder of its own), it has
/// not waited for long enough since `since` (the limit was raised), or nobody works now.
fn not_now(ctx: &Ctx, job: &Job, case: &Case, rules: &Rules, since: Timestamp) -> Option<Ending> {
    let now = ctx.now();
    if !job.key.ends_with(&format!(":{}", case.round)) {
        return Some(Ending::Cancelled { why: "given back meanwhile".to_owned() });
    }
    if case.state != State::Open {
        return Some(Ending::Cancelled { why: "somebody has it, or it is over".to_owned() });
    }
    if now < rules.due(since) {
        return Some(Ending::Snooze { until: rules.due(since) });
    }
    let working = rules.next_working(now);
    (working > now).then_some(Ending::Snooze { until: working })
}

/// Reminders cannot be taken back, so they hold nothing that a customer wrote: no subject, no comment, no name.
fn waiting(told: &Told) -> Waiting<'_> {
    let facts = &told.ticket.event.ticket;
    Waiting {
        case: &told.case.id,
        team: told.team.name.as_str(),
        number: told.label().filter(|label| facts.subject.as_ref() != Some(label)),
        link: link(&told.ticket.event),
        since: told.case.waiting_since,
        zone: &told.team.zone,
    }
}

fn nothing(why: &str) -> Result<Ending, StoreError> {
    Ok(Ending::Cancelled { why: why.to_owned() })
}
