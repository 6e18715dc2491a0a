//! The customer is asked once whether it has become better, after somebody dealt with their case.
//!
//! Once in a survey's life, by direct message only: in a conversation that others read, being asked again would tell them
//! that the first answer was a low one. The press is an ordinary change of the answer. Cooldown does not apply, for it is
//! the same question; opting out and the person's hours do.

use super::frozen_at;
use crate::domain::Timestamp;
use crate::domain::case::Case;
use crate::domain::ids::{Identity, MessageRef, Place, SurveyId};
use crate::domain::job::{Ending, NewJob, Task};
use crate::domain::survey::{Answer, State, Survey, Unreachable};
use crate::flow::deliver::{post_to_first, ticket_named};
use crate::flow::{Ctx, Held, insist, plan, store_failed_around_a_send};
use crate::present::Message;
use crate::present::words::{self, Voice};
use crate::store::{Person, StoreError};

/// Runs one invite-again job.
pub async fn customer(ctx: &Ctx, job: &Held, id: &SurveyId) -> Ending {
    match invite(ctx, job, id).await {
        Ok(ending) => ending,
        Err(error) => store_failed_around_a_send(&error),
    }
}

async fn invite(ctx: &Ctx, job: &Held, id: &SurveyId) -> Result<Ending, StoreError> {
    let nothing = |why: &str| Ok(Ending::Cancelled { why: why.to_owned() });
    let Some(survey) = ctx.store.survey(id).await? else { return nothing("no such survey") };
    let Some(case) = ctx.store.case_of(id).await? else { return nothing("no case") };
    let State::Answered { at, .. } = survey.state else { return nothing("not answered") };
    let Some(team) = ctx.team_of(&survey.team) else { return nothing("no such team") };
    let person = match &survey.person {
        Some(person) => ctx.store.person(person).await?,
        None => None,
    };
    let Some(person) = person.filter(|p| p.opted_out_at.is_none()) else { return nothing("wants no questions") };
    let answers = ctx.store.answers(id).await?;
    let Some(low) = answers.iter().find(|a| team.cases.is_low(a.score)) else { return nothing("not low any more") };
    let now = ctx.now();
    if now >= frozen_at(at) && !job.unknown {
        return nothing("the answer can no longer be changed");
    }
    let open = team.rules.hours.next_open(now, &plan::zone(Some(&person), team));
    if open > now && !job.unknown {
        return Ok(Ending::Snooze { until: open });
    }
    let ticket = ctx.store.ticket(&survey.ticket).await?;
    let speaker = ctx.speaker(&survey);
    let label = ticket.and_then(|ticket| ticket_named(speaker, &ticket.event.ticket));
    let places = places(ctx, &survey, &person, low, label.as_deref());
    match post_to_first(ctx, job, Voice::of(speaker.language()), &places).await {
        Ok(sent) => {
            insist(job, || invited(ctx, job, &case, (at, low), &sent)).await?;
            ctx.wake.notify_waiters();
            Ok(Ending::Done)
        }
        // Nothing for an operator to mend.
        Err(Ending::Dead { why }) if Unreachable::parse(&why).is_some() => {
            insist(job, || not_invited(ctx, job, &case, &why)).await?;
            Ok(Ending::Cancelled { why })
        }
        Err(ending) => Ok(ending),
    }
}

/// Their direct conversations, that of the platform they answered on first.
fn places(ctx: &Ctx, survey: &Survey, person: &Person, low: &Answer, label: Option<&str>) -> Vec<(Place, Message)> {
    let home = survey.state.message().map(|m| m.channel.platform);
    let mut known: Vec<&Identity> =
        person.identities.iter().filter(|i| i.platform().is_some_and(|p| ctx.chat(p).is_some())).collect();
    known.sort_by_key(|i| (i.platform() != home, i.kind));
    let each = |person: &Identity| {
        let message = words::invitation(ctx.speaker(survey), &survey.id, person, label, low.score.instrument());
        (Place::Direct { person: person.clone() }, message)
    };
    known.into_iter().map(each).collect()
}

/// The invitation is visible: say so on the card, and close it when the answer can no longer be changed.
async fn invited(
    ctx: &Ctx,
    job: &Held,
    case: &Case,
    (answered, asked_about): (Timestamp, &Answer),
    sent: &MessageRef,
) -> Result<(), StoreError> {
    let now = ctx.now();
    let tx = ctx.store.begin().await?;
    if let Some(mut case) = tx.case(&case.id).await? {
        case.invitation = Some(sent.clone());
        case.invited_at = Some(now);
        // A press may overtake the news of its own invitation.
        let answers = tx.answers(&case.survey).await?;
        if !answers.iter().any(|a| a.score == asked_about.score && a.changes == asked_about.changes) {
            case.reanswered_at = Some(now);
        }
        tx.save_case(&case, now).await?;
        tx.note_case(&case.id, "invited", None, now).await?;
        super::amend(&tx, &case, now).await?;
        let task = Task::AmendCard { case: case.id.clone() };
        let key = frozen_at(answered);
        let lane = Some(sent.channel.platform);
        tx.enqueue(&NewJob::nth(task, key.as_millisecond(), lane, key), now).await?;
    }
    tx.finish(job, &Ending::Done, now, now).await?;
    tx.commit().await
}

async fn not_invited(ctx: &Ctx, job: &Held, case: &Case, why: &str) -> Result<(), StoreError> {
    let now = ctx.now();
    let tx = ctx.store.begin().await?;
    tx.note_case(&case.id, "not_invited", None, now).await?;
    tx.finish(job, &Ending::Cancelled { why: why.to_owned() }, now, now).await?;
    tx.commit().await
}
