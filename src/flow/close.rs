//! A close made in a chat becomes the one ticket event, and is planned at once.
//!
//! Knows who may close and which team a chat close belongs to. Refuses to decide whether to ask.

use std::collections::BTreeMap;

use super::plan::{self, Outcome};
use super::receive::{for_the_team, say};
use super::{Ctx, until_fresh};
use crate::chat::{Actor, Reply, Scene};
use crate::config::Team;
use crate::domain::ids::{Channel, Identity};
use crate::domain::ticket::{ChatRef, Contact, EventKind, Outcome as Ended, TicketEvent, TicketFacts, clean_text};
use crate::domain::{Duration, Timestamp};
use crate::present::words::{self, CloseOutcome};
use crate::store::StoreError;

const SUBJECT_CHARS: usize = 200;

/// `/afterword close @customer [subject] [--no-survey reason]`.
pub async fn from_command(
    ctx: &Ctx,
    by: Actor,
    at: Scene,
    customer: Option<Actor>,
    subject: Option<String>,
    no_survey: Option<String>,
    dedupe: String,
) -> Result<Reply, StoreError> {
    let Some(team) = closing_team(ctx, &by, &at) else {
        return Ok(for_the_team(ctx, &by).await);
    };
    let Some(customer) = customer else { return Ok(say(words::close_reply(&CloseOutcome::NoCustomer))) };
    // Inside a thread the thread is the ticket; typed in a channel, every command is a ticket of its own.
    let ticket = if at.own_thread { thread_key(&at) } else { dedupe };
    let mut event = chat_event(ctx, team, &at, ticket, subject.as_deref());
    event.closed_by = Some(contact(&by));
    event.no_survey = no_survey.and_then(|r| clean_text(&r, SUBJECT_CHARS));
    event.customer = Some(contact(&customer));
    finish(ctx, team, event, &customer).await
}

/// The *Close & ask* message action.
pub async fn from_message(
    ctx: &Ctx,
    by: Actor,
    at: Scene,
    customer: Option<Actor>,
    excerpt: Option<String>,
    message_id: String,
) -> Result<Reply, StoreError> {
    let Some(team) = closing_team(ctx, &by, &at) else {
        return Ok(for_the_team(ctx, &by).await);
    };
    let Some(customer) = customer else { return Ok(say(words::close_reply(&CloseOutcome::NoCustomer))) };
    let ticket = if at.own_thread { thread_key(&at) } else { format!("{}/{message_id}", at.channel.id) };
    let mut event = chat_event(ctx, team, &at, ticket, excerpt.as_deref());
    event.closed_by = Some(contact(&by));
    event.customer = Some(contact(&customer));
    finish(ctx, team, event, &customer).await
}

/// A Discord support thread was locked. Counts only under a configured support channel.
pub async fn from_lock(
    ctx: &Ctx,
    at: Scene,
    parent: Channel,
    owner: Option<Identity>,
    name: String,
    locked_at: Timestamp,
) -> Result<Reply, StoreError> {
    let Some(team) = ctx.settings.teams.iter().find(|t| t.support_channels.contains(&parent)) else {
        return Ok(Reply::default());
    };
    let mut event = chat_event(ctx, team, &at, thread_key(&at), Some(&name));
    event.occurred_at = locked_at.min(ctx.now());
    event.customer = owner.map(Contact::of);
    let outcome = taken_in(ctx, &event).await?;
    tracing::info!(outcome = %outcome.code(), team = %team.name, "a locked thread counted as a close");
    Ok(Reply::default())
}

/// The team on whose behalf this person may close here: their own team, preferring the one this channel, or the channel this thread is in, belongs to.
fn closing_team<'a>(ctx: &'a Ctx, by: &Actor, at: &Scene) -> Option<&'a Team> {
    let own = || ctx.settings.teams.iter().filter(|t| ctx.staff.belongs(t, &by.identity));
    let here = |t: &&Team| {
        t.support_channels.iter().any(|channel| *channel == at.channel || at.parent.as_ref() == Some(channel))
    };
    own().find(here).or_else(|| own().next())
}

fn thread_key(at: &Scene) -> String {
    match &at.thread {
        Some(root) => format!("{}/{root}", at.channel.id),
        None => at.channel.id.clone(),
    }
}

fn chat_event(ctx: &Ctx, team: &Team, at: &Scene, ticket: String, subject: Option<&str>) -> TicketEvent {
    let now = ctx.now();
    TicketEvent {
        source: at.channel.platform.as_str().to_owned(),
        installation: at.installation.clone(),
        vendor: "chat".to_owned(),
        kind: EventKind::Closed,
        delivery_id: None,
        dedupe_key: format!("{ticket}@{}", now.as_millisecond()),
        occurred_at: now,
        team: Some(team.name.to_string()),
        ticket: TicketFacts {
            id: ticket,
            subject: subject.and_then(|s| clean_text(s, SUBJECT_CHARS)),
            channel: Some(at.channel.platform.as_str().to_owned()),
            closed_at: Some(now),
            ..TicketFacts::default()
        },
        outcome: Ended::Resolved,
        agent: None,
        closed_by: None,
        participants: Vec::new(),
        replied: None,
        customer: None,
        chat: Some(ChatRef {
            installation: at.installation.clone(),
            channel: at.channel.clone(),
            thread: at.thread.clone(),
            own_thread: at.own_thread,
        }),
        no_survey: None,
        extra: BTreeMap::new(),
    }
}

fn contact(actor: &Actor) -> Contact {
    Contact {
        id: None,
        name: actor.name.as_deref().and_then(|n| clean_text(n, 80)),
        identities: vec![actor.identity.clone()],
        bot: actor.is_bot,
    }
}

async fn taken_in(ctx: &Ctx, event: &TicketEvent) -> Result<Outcome, StoreError> {
    let outcome = until_fresh(|| async {
        let tx = ctx.store.begin().await?;
        let outcome = plan::news(ctx, &tx, event).await?;
        tx.commit().await?;
        Ok(outcome)
    })
    .await?;
    ctx.wake.notify_waiters();
    Ok(outcome)
}

async fn finish(ctx: &Ctx, team: &Team, event: TicketEvent, customer: &Actor) -> Result<Reply, StoreError> {
    let outcome = taken_in(ctx, &event).await?;
    let told = match outcome {
        Outcome::Planned { send_at, .. } => {
            CloseOutcome::WillAsk { who: customer.identity.clone(), when: when(ctx, team, send_at) }
        }
        Outcome::Skipped(why) => CloseOutcome::Skipped(why),
        Outcome::AlreadyClosed | Outcome::CalledOff(_) | Outcome::Ignored(_) => CloseOutcome::AlreadyClosed,
    };
    Ok(say(words::close_reply(&told)))
}

/// The planned time in words, if it is not about now.
fn when(ctx: &Ctx, team: &Team, send_at: Timestamp) -> Option<String> {
    const SOON: Duration = Duration::from_secs(90);
    (send_at.duration_since(ctx.now()) > SOON).then(|| words::figure::local_time(send_at, &team.zone))
}
