//! One reminder at most of a question that is still open, if the team wants any.
//!
//! Decided: the reminder is one short line without buttons, under the question it points to. The question stays the only
//! thing that can be pressed, so that there is one visible prompt whatever happens to the reminder. It is planned in the
//! transaction that stores the prompt, and everything is checked again when it is due.

use super::deliver::post;
use super::{Ctx, Held, off, plan, store_failed_around_a_send};
use crate::config::Team;
use crate::domain::ids::{MessageRef, Place, Platform, SurveyId};
use crate::domain::job::{Ending, NewJob, Task};
use crate::domain::policy::Rules;
use crate::domain::survey::{State, Survey, Unreachable};
use crate::domain::ticket::TicketEvent;
use crate::domain::{Duration, Timestamp};
use crate::present::words::{self, Voice};
use crate::store::{Person, StoreError, Tx};

/// Nobody is reminded of a question that closes before they can be expected to see it.
const LEAST_LEFT: Duration = Duration::from_hours(1);

/// Plans the reminder of a prompt that has just become visible, together with that fact.
pub(super) async fn plan_one(ctx: &Ctx, tx: &Tx, survey: &Survey, now: Timestamp) -> Result<(), StoreError> {
    let (State::Delivered { at, message: Some(message) }, Some(team)) = (&survey.state, ctx.team_of(&survey.team))
    else {
        return Ok(());
    };
    let Some(due) = team.rules.remind.and_then(|after| at.saturating_add(after).ok()) else { return Ok(()) };
    let task = Task::Remind { survey: survey.id.clone() };
    tx.enqueue(&NewJob::once(task, Some(message.channel.platform), due), now).await.map(drop)
}

/// Runs one remind job.
pub async fn person(ctx: &Ctx, job: &Held, id: &SurveyId) -> Ending {
    match attempt(ctx, job, id).await {
        Ok(ending) => ending,
        Err(error) => store_failed_around_a_send(&error),
    }
}

async fn attempt(ctx: &Ctx, job: &Held, id: &SurveyId) -> Result<Ending, StoreError> {
    let nothing = |why: &str| Ok(Ending::Cancelled { why: why.to_owned() });
    let Some(survey) = ctx.store.survey(id).await? else { return nothing("no such survey") };
    let Some(person) = &survey.person else { return nothing("nobody was asked") };
    let (Some(person), Some(ticket)) = (ctx.store.person(person).await?, ctx.store.ticket(&survey.ticket).await?)
    else {
        return nothing("nobody was asked");
    };
    let Some(team) = ctx.team_of(&survey.team) else { return nothing("no such team") };
    let State::Delivered { at, message: Some(prompt) } = &survey.state else { return nothing("no longer open") };
    let end = at.saturating_add(survey.expires).unwrap_or(Timestamp::MAX);
    let tx = ctx.store.begin().await?;
    let rules = off::rules_now(&tx, team).await?;
    drop(tx);
    match verdict(team, &rules, &person, end, ctx.now()) {
        Verdict::Remind => {}
        Verdict::Later(until) => return Ok(Ending::Snooze { until }),
        Verdict::No(why) => return nothing(why),
    }
    let here = survey.may_answer.iter().find(|i| i.platform() == Some(prompt.channel.platform));
    let Some(who) = here.or_else(|| survey.may_answer.first()) else { return nothing("nobody was asked") };
    let speaker = ctx.speaker(&survey);
    let message = words::reminder(speaker, id, who);
    match post(ctx, job, Voice::of(speaker.language()), &beside(prompt, &ticket.event), &message).await {
        Ok(_) => Ok(Ending::Done),
        // Where the question stands nothing more can be written: it stands there all the same.
        Err(Ending::Dead { why }) if Unreachable::parse(&why).is_some() => nothing(&why),
        Err(ending) => Ok(ending),
    }
}

/// Whether to remind now.
#[derive(Debug, PartialEq, Eq)]
enum Verdict {
    Remind,
    Later(Timestamp),
    No(&'static str),
}

/// The same manners as for asking: not whoever wants no questions, not while the team asks nobody, in the person's hours.
fn verdict(team: &Team, rules: &Rules, person: &Person, end: Timestamp, now: Timestamp) -> Verdict {
    if rules.remind.is_none() || rules.paused {
        return Verdict::No("the team reminds nobody");
    }
    if person.opted_out_at.is_some() {
        return Verdict::No("opted out");
    }
    let open = rules.hours.next_open(now, &plan::zone(Some(person), team));
    if open.saturating_add(LEAST_LEFT).unwrap_or(Timestamp::MAX) > end {
        return Verdict::No("the question closes before");
    }
    if open > now { Verdict::Later(open) } else { Verdict::Remind }
}

/// Under the prompt: in the ticket's thread if it stands there, else as a reply to it.
fn beside(prompt: &MessageRef, event: &TicketEvent) -> Place {
    let in_thread = event.chat.as_ref().filter(|c| c.own_thread && c.channel == prompt.channel);
    let thread = match prompt.channel.platform {
        Platform::Slack => in_thread.and_then(|c| c.thread.clone()),
        Platform::Discord => None,
    };
    Place::Channel { channel: prompt.channel.clone(), thread: thread.or_else(|| Some(prompt.id.clone())) }
}
