//! An agent's own weeks: on request, and once a week unasked.
//!
//! Knows when a week is told and that what was told stays told: the lines are frozen with the note that sends them. One
//! note per agent and week, whichever process opens it; a crash between two steps repeats none. Refuses to compare agents.

use super::deliver::post;
use super::receive::{for_the_team, say};
use super::{Ctx, Held, staff, store_failed, store_failed_around_a_send, until_fresh};
use crate::chat::{Actor, Reply};
use crate::config::Team;
use crate::domain::agent::{self, OwnWeek, WEEKS_SHOWN};
use crate::domain::calendar::Week;
use crate::domain::ids::{Identity, Place};
use crate::domain::job::{Ending, NewJob, Task};
use crate::present::words::{self, OwnTeam, TheWeek, Voice};
use crate::store::{AgentScope, Run, StoreError, Tx};

/// `/afterword me`, `me on`, `me off`.
pub async fn from_command(ctx: &Ctx, by: &Actor, messages: Option<bool>) -> Result<Reply, StoreError> {
    if !ctx.is_staff(&by.identity) {
        return Ok(for_the_team(ctx, by).await);
    }
    if let Some(wanted) = messages {
        let ids = ctx.staff.credit_ids(&by.identity);
        until_fresh(|| async {
            let tx = ctx.store.begin().await?;
            tx.set_notes_off(&ids, !wanted, ctx.now()).await?;
            tx.commit().await
        })
        .await?;
        return Ok(say(words::me_messages(wanted)));
    }
    let teams = own_teams(ctx, &by.identity, WEEKS_SHOWN).await?;
    let off = ctx.store.wants_no_notes(&ctx.staff.credit_ids(&by.identity)).await?;
    Ok(say(words::me(&teams, off)))
}

/// The person's weeks in each team they belong to, the running one first.
pub(super) async fn own_teams(ctx: &Ctx, person: &Identity, weeks: i32) -> Result<Vec<OwnTeam>, StoreError> {
    let mut told = Vec::new();
    for team in ctx.settings.teams.iter().filter(|t| ctx.staff.belongs(t, person)) {
        let now = Week::containing(ctx.now(), &team.zone);
        staff::meet_in_time(ctx, team, now).await;
        let ids = ctx.staff.credit_ids(person);
        let notes = ctx.store.agent_notes(&team.name, &ids).await?;
        let mut shown = Vec::new();
        for back in 0..weeks {
            let week = now.back(back);
            // What was told of a week stays what it says.
            let note = notes.iter().find(|n| n.week == week);
            let Some(own) = counted(ctx, team, &ids, week, note.is_some()).await? else { continue };
            let numbers = note.map_or_else(|| words::own_week(&own), |n| n.frozen.lines().map(str::to_owned).collect());
            let lines = numbers.into_iter().chain(words::own_quotes(&own)).collect();
            shown.push(TheWeek { week, running: back == 0, lines });
        }
        told.push(OwnTeam { team: team.name.to_string(), privacy: team.privacy, weeks: shown });
    }
    Ok(told)
}

/// A week as the agent may see it; `None` if nothing of it may be shown yet.
async fn counted(
    ctx: &Ctx,
    team: &Team,
    ids: &[String],
    week: Week,
    told: bool,
) -> Result<Option<OwnWeek>, StoreError> {
    let series = team.series();
    let scope = AgentScope { team: &team.name, ids, zone: &team.zone, series: &series };
    let counted = ctx.store.agent_week(scope, week).await?;
    Ok(agent::own(&counted, week.span(&team.zone).1, ctx.now(), told, team.privacy))
}

/// Runs one job that opens a private note for everybody with answers in the week of a scorecard that is due.
pub async fn open_notes(ctx: &Ctx, run: i64) -> Ending {
    match until_fresh(|| open_all(ctx, run)).await {
        Ok(ending) => ending,
        Err(error) => store_failed(&error),
    }
}

async fn open_all(ctx: &Ctx, run: i64) -> Result<Ending, StoreError> {
    let Some(run) = ctx.store.run(run).await? else { return Ok(Ending::Cancelled { why: "no such run".to_owned() }) };
    let Some(team) = ctx.settings.team(run.team.as_str()) else {
        return Ok(Ending::Cancelled { why: "no such team".to_owned() });
    };
    staff::meet_credited(ctx, team, run.week).await;
    let mut done: Vec<String> = Vec::new();
    for id in ctx.store.agents_with_answers(&team.name, run.week, &team.zone).await? {
        if !done.contains(&id) {
            let ids = open_one(ctx, team, &run, &id).await?;
            done.extend(ids);
        }
    }
    ctx.wake.notify_waiters();
    Ok(Ending::Done)
}

/// Opens one agent's note, if they can be reached, are still on the team, want it, and have it not yet. Returns every id
/// the agent goes by.
async fn open_one(ctx: &Ctx, team: &Team, run: &Run, id: &str) -> Result<Vec<String>, StoreError> {
    let alone = vec![id.to_owned()];
    let Some(person) = ctx.staff.reached_by(id) else { return Ok(alone) };
    let ids = ctx.staff.credit_ids(&person);
    if !ctx.staff.belongs(team, &person) || ctx.store.wants_no_notes(&ids).await? {
        return Ok(ids);
    }
    let Some(own) = counted(ctx, team, &ids, run.week, true).await? else { return Ok(ids) };
    let lines = words::own_week(&own);
    let tx = ctx.store.begin().await?;
    keep_and_send(ctx, &tx, team, run, &person, &lines.join("\n")).await?;
    tx.commit().await?;
    Ok(ids)
}

async fn keep_and_send(
    ctx: &Ctx,
    tx: &Tx,
    team: &Team,
    run: &Run,
    person: &Identity,
    frozen: &str,
) -> Result<(), StoreError> {
    let now = ctx.now();
    if let Some(note) = tx.add_agent_note((&team.name, run.week), &person.to_string(), frozen, now).await? {
        tx.enqueue(&NewJob::once(Task::TellAgent { note }, person.platform(), now), now).await?;
    }
    Ok(())
}

/// Runs one job that tells an agent their week.
pub async fn tell(ctx: &Ctx, job: &Held, note: i64) -> Ending {
    match tell_one(ctx, job, note).await {
        Ok(ending) => ending,
        Err(error) => store_failed_around_a_send(&error),
    }
}

async fn tell_one(ctx: &Ctx, job: &Held, id: i64) -> Result<Ending, StoreError> {
    let nothing = |why: &str| Ok(Ending::Cancelled { why: why.to_owned() });
    let Some(note) = ctx.store.agent_note(id).await? else { return nothing("no such note") };
    let Some(team) = ctx.settings.team(note.team.as_str()) else { return nothing("no such team") };
    let Some(person) = note.agent.parse::<Identity>().ok().map(|p| ctx.placed(&p)) else {
        return nothing("nobody to write to");
    };
    if !job.unknown && ctx.store.wants_no_notes(&ctx.staff.credit_ids(&person)).await? {
        return nothing("the agent wants no messages");
    }
    let lines = note.frozen.lines().map(str::to_owned).collect();
    let week = TheWeek { week: note.week, running: false, lines };
    let own = OwnTeam { team: team.name.to_string(), privacy: team.privacy, weeks: vec![week] };
    let message = words::own_week_message(&own).marked(format!("me-{}-{id}", note.week));
    match post(ctx, job, Voice::ENGLISH, &Place::Direct { person }, &message).await {
        Ok(_) => Ok(Ending::Done),
        Err(ending) => Ok(ending),
    }
}
