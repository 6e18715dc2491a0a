//! Cron becomes one run per (team, week, channel).
//!
//! What is due is computed from the week's label, never from a timer's edge: a restart, a replica or a wound clock opens
//! the same run, and the unique key lets only one in. Less than 48 hours late is posted and says so; older is listed as
//! missed and posted on request (PRODUCT §6).

use crate::config::Team;
use crate::domain::calendar::Week;
use crate::domain::job::{NewJob, Task};
use crate::domain::{Duration, Timestamp};
use crate::flow::Ctx;
use crate::store::{RunState, StoreError};

/// Later than this after its time, a scorecard says that it is late.
const LATE: Duration = Duration::from_hours(1);
/// Later than this, it is missed.
const MISSED: Duration = Duration::from_hours(48);
/// How far back fires are looked for.
const LOOK_BACK: Duration = Duration::from_hours(28 * 24);
/// At most this many fires of one team are looked at in a step.
const FIRES: usize = 40;

/// Opens every run that is due and not open yet; returns how many.
pub async fn open_due_runs(ctx: &Ctx, now: Timestamp) -> Result<usize, StoreError> {
    let Some(installed_at) = ctx.store.installed_at().await? else { return Ok(0) };
    let since = installed_at.max(now - LOOK_BACK);
    let mut opened = 0;
    for team in &ctx.settings.teams {
        for due in team.schedule.fires_between(since, now, &team.zone, FIRES) {
            opened += open_run(ctx, team, due, now).await?;
        }
    }
    Ok(opened)
}

async fn open_run(ctx: &Ctx, team: &Team, due: Timestamp, now: Timestamp) -> Result<usize, StoreError> {
    let week = Week::just_ended(due, &team.zone);
    let late_by = now.duration_since(due);
    let state = if late_by > MISSED { RunState::Missed } else { RunState::Pending };
    let known = ctx.store.run_keys(&team.name, week).await?;
    let mut opened = 0;
    for channel in team.channels.iter().filter(|c| !known.contains(c)) {
        let tx = ctx.store.begin().await?;
        if let Some(run) = tx.open_run(&team.name, week, channel, due, state, late_by > LATE, now).await? {
            if state == RunState::Pending {
                // From its own time on, so that one posted before a restored backup knew of it is found.
                let doubtful = ctx.store.in_doubt_before().await?.is_some_and(|before| due <= before);
                let from = if doubtful { due } else { now };
                let job = NewJob::once(Task::PostScorecard { run }, Some(channel.platform), from);
                tx.enqueue(&job, now).await?;
                tx.enqueue(&NewJob::once(Task::AgentNotes { run }, None, now), now).await?;
                if doubtful {
                    tx.doubt_overdue(now).await?;
                }
            }
            tracing::info!(team = %team.name, %week, %channel, missed = state == RunState::Missed, "scorecard due");
            opened += 1;
        }
        tx.commit().await?;
    }
    Ok(opened)
}

/// The first fire of any team after `now`.
pub fn next_fire(ctx: &Ctx, now: Timestamp) -> Option<Timestamp> {
    ctx.settings.teams.iter().filter_map(|t| t.schedule.next_after(now, &t.zone)).min()
}
