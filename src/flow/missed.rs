//! A scorecard that was missed is posted because a manager asks for it.
//!
//! The same run per team, week and channel is opened or taken up again, so that it is posted once whoever asks how often.
//! Refuses a week that is not over, and to send agents their own numbers of a week long past.

use super::receive::say;
use super::{Ctx, explain, until_fresh};
use crate::chat::{Actor, Reply};
use crate::config::Team;
use crate::domain::calendar::Week;
use crate::domain::job::{NewJob, Task};
use crate::present::words::{self, PostOutcome};
use crate::store::{RunState, StoreError};

/// `/afterword scorecard [team] <week> post`.
pub async fn post(ctx: &Ctx, by: &Actor, team: Option<&str>, week: Option<&str>) -> Result<Reply, StoreError> {
    let Some(found) = explain::named_or_own(ctx, by, team) else {
        if !ctx.is_staff(&by.identity) {
            return Ok(say(words::post_reply(ctx.voice_outside(by).await, &PostOutcome::NotAllowed)));
        }
        return Ok(explain::no_such_team(ctx, by, team));
    };
    let told = |outcome: &PostOutcome| Ok(say(words::post_reply(found.voice(), outcome)));
    if !ctx.staff.leads(found, &by.identity) {
        return told(&PostOutcome::NotAllowed);
    }
    let now = ctx.now();
    let week = match week.map(str::parse::<Week>) {
        None => Week::just_ended(now, &found.zone),
        Some(Ok(week)) => week,
        Some(Err(bad)) => return Ok(say(words::week_not_understood(found.voice(), &bad.0))),
    };
    if week.span(&found.zone).1 > now {
        return told(&PostOutcome::NotOver { week });
    }
    if found.channels.is_empty() {
        return told(&PostOutcome::NoChannel { team: found.name.clone() });
    }
    let outcome = until_fresh(|| open(ctx, found, week)).await?;
    ctx.wake.notify_waiters();
    told(&outcome)
}

async fn open(ctx: &Ctx, team: &Team, week: Week) -> Result<PostOutcome, StoreError> {
    let now = ctx.now();
    let tx = ctx.store.begin().await?;
    let (mut posting, mut waiting, mut posted) = (0, 0, 0);
    for channel in &team.channels {
        let opened = tx.open_run(&team.name, week, channel, now, RunState::Pending, true, now).await?;
        let run = match opened {
            Some(run) => Some(run),
            None => tx.take_up_missed(&team.name, week, channel).await?,
        };
        let Some(run) = run else {
            match tx.run_state(&team.name, week, channel).await? {
                Some(RunState::Posted) => posted += 1,
                _ => waiting += 1,
            }
            continue;
        };
        tx.enqueue(&NewJob::once(Task::PostScorecard { run }, Some(channel.platform), now), now).await?;
        posting += 1;
    }
    tx.commit().await?;
    if posting > 0 {
        tracing::info!(team = %team.name, %week, channels = posting, "a manager asked for a scorecard to be posted");
    }
    Ok(PostOutcome::Posting { team: team.name.clone(), week, posting, waiting, posted })
}
