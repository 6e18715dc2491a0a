//! Cases: a low score becomes a card that somebody takes, and ends with an outcome.
//!
//! | file | verb |
//! |---|---|
//! | `open` | an answer opens a case, or moves the one there is |
//! | `act` | somebody takes it, gives it back, ends it |
//! | `card` | the card is posted, and edited at each step |
//! | `remind` | nobody takes it: the channel, then the managers |
//! | `again` | the customer is asked once whether it has become better |
//! | `list` | `/afterword cases` |
//!
//! Commits together: the case, its history and the jobs that must follow. What the card shows is decided each time it is
//! composed, from the survey's own privacy.

pub mod act;
pub mod again;
pub mod card;
pub mod list;
pub mod open;
pub mod remind;

use super::{Ctx, announce};
use crate::config::Team;
use crate::domain::announce::Kind;
use crate::domain::case::{Case, Effect, Event};
use crate::domain::ids::{Channel, Identity, Place, Platform};
use crate::domain::job::{NewJob, Task};
use crate::domain::survey::CHANGE_WINDOW;
use crate::domain::{Timestamp, ticket::TicketEvent};
use crate::store::{StoreError, Tx};

/// Stores a case's next state, what happened, and everything that follows from it.
pub(super) async fn store(
    ctx: &Ctx,
    tx: &Tx,
    team: &Team,
    next: &Case,
    (event, effects): (&Event, &[Effect]),
    now: Timestamp,
) -> Result<(), StoreError> {
    tx.save_case(next, now).await?;
    tx.note_case(&next.id, event.code(), event.by().map(|by| &by.identity), now).await?;
    // A case ends once: what happens to it later announces nothing, since this was announced under the same key.
    if !next.state.is_live() {
        announce::case(ctx, tx, next, Kind::CaseClosed, now).await?;
    }
    for effect in effects {
        one_effect(ctx, tx, team, next, *effect, now).await?;
    }
    Ok(())
}

async fn one_effect(
    ctx: &Ctx,
    tx: &Tx,
    team: &Team,
    case: &Case,
    effect: Effect,
    now: Timestamp,
) -> Result<(), StoreError> {
    let id = || case.id.clone();
    match effect {
        Effect::AmendCard => amend(tx, case, now).await,
        Effect::NudgeAt(at) => nudge(ctx, tx, team, case, at, now).await,
        Effect::EscalateAt(at) => {
            for to in managers(ctx, team, home(case)) {
                let lane = to.platform();
                let job = NewJob::nth(Task::EscalateCase { case: id(), to }, i64::from(case.round), lane, at);
                tx.enqueue(&job, now).await?;
            }
            Ok(())
        }
        Effect::Invite => {
            let job = NewJob::once(Task::InviteAgain { survey: case.survey.clone() }, None, now);
            tx.enqueue(&job, now).await.map(drop)
        }
    }
}

/// Has what is visible of a case brought in line with it, if anything is.
pub(super) async fn amend(tx: &Tx, case: &Case, now: Timestamp) -> Result<(), StoreError> {
    let Some(visible) = case.card.as_ref().or(case.invitation.as_ref()) else { return Ok(()) };
    let lane = Some(visible.channel.platform);
    tx.enqueue(&NewJob::nth(Task::AmendCard { case: case.id.clone() }, case.version, lane, now), now).await.map(drop)
}

async fn nudge(ctx: &Ctx, tx: &Tx, team: &Team, case: &Case, at: Timestamp, now: Timestamp) -> Result<(), StoreError> {
    let task = Task::NudgeCase { case: case.id.clone() };
    tx.enqueue(&NewJob::nth(task, i64::from(case.round), lane(ctx, team, home(case)), at), now).await.map(drop)
}

/// Where a team's cards go, best first: its case channel, else its managers. `home`: where the customer answered, or where
/// the card is already.
pub(super) fn places(ctx: &Ctx, team: &Team, home: Option<Platform>) -> Vec<Place> {
    let channel = channel(team, home).cloned().map(|channel| Place::Channel { channel, thread: None });
    let managers = managers(ctx, team, home).into_iter().map(|person| Place::Direct { person });
    channel.into_iter().chain(managers).collect()
}

/// The case channel for a case of this platform.
pub(super) fn channel(team: &Team, home: Option<Platform>) -> Option<&Channel> {
    team.case_channels.iter().find(|c| Some(c.platform) == home).or_else(|| team.case_channels.first())
}

fn home(case: &Case) -> Option<Platform> {
    case.card.as_ref().map(|card| card.channel.platform)
}

fn lane(ctx: &Ctx, team: &Team, home: Option<Platform>) -> Option<Platform> {
    places(ctx, team, home).first().map(Place::platform)
}

/// The managers who can be written to where the cards are; those elsewhere, if there is none. One person may be
/// configured under a name on each platform, and is told once.
fn managers(ctx: &Ctx, team: &Team, home: Option<Platform>) -> Vec<Identity> {
    let all: Vec<Identity> = ctx.staff.managers(team).iter().map(|manager| ctx.placed(manager)).collect();
    let reachable = |m: &&Identity| m.platform().is_some_and(|p| ctx.chat(p).is_some());
    let first = all.iter().find(reachable).and_then(Identity::platform);
    let of = |home: Option<Platform>| {
        let there: Vec<Identity> =
            all.iter().filter(reachable).filter(|m| home.is_some() && m.platform() == home).cloned().collect();
        there
    };
    match of(channel(team, home).map(|c| c.platform).or(home)) {
        there if there.is_empty() => of(first),
        there => there,
    }
}

/// When an answer given at `answered` can no longer be changed.
pub(super) fn frozen_at(answered: Timestamp) -> Timestamp {
    answered.saturating_add(CHANGE_WINDOW).unwrap_or(Timestamp::MAX)
}

/// The page of the ticket: what its helpdesk says, else the conversation it lived in, unless that is a private one.
pub(super) fn link(event: &TicketEvent) -> Option<String> {
    if event.ticket.url.is_some() {
        return event.ticket.url.clone();
    }
    let chat = event.chat.as_ref().filter(|chat| !chat.installation.is_empty())?;
    let (home, channel) = (&chat.installation, &chat.channel.id);
    Some(match (chat.channel.platform, &chat.thread) {
        (Platform::Slack, _) if channel.starts_with('D') => return None,
        (Platform::Slack, Some(ts)) => format!("https://app.slack.com/client/{home}/{channel}/thread/{channel}-{ts}"),
        (Platform::Slack, None) => format!("https://app.slack.com/client/{home}/{channel}"),
        (Platform::Discord, _) => format!("https://discord.com/channels/{home}/{channel}"),
    })
}
