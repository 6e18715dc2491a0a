//! Which verb runs which job.

use super::{
    Ctx, Held, amend, announce, case, deliver, digest, expire, hand_back, me, plan, remind, store_failed, tell,
    until_fresh,
};
use crate::domain::job::{Ending, Job, Task};
use crate::store::StoreError;

/// Runs one claimed job to its ending. The runner settles whatever a verb has not settled itself.
pub async fn perform(ctx: &Ctx, job: &Held) -> Ending {
    match &job.task {
        Task::Receive { inbox } => receive(ctx, job, *inbox).await,
        Task::Deliver { survey } => deliver::prompt(ctx, job, survey).await,
        Task::AmendPrompt { survey } => amend::prompt(ctx, job, survey).await,
        Task::Expire { survey } => expire::survey(ctx, survey).await,
        Task::Remind { survey } => remind::person(ctx, job, survey).await,
        Task::HandBack { survey } => hand_back::link(ctx, job, survey).await,
        Task::TellTeam { survey } => tell::team(ctx, job, survey).await,
        Task::PostScorecard { run } => digest::scorecard(ctx, job, *run).await,
        Task::PostDetail { run } => digest::detail(ctx, job, *run).await,
        Task::CaseCard { case } => case::card::post(ctx, job, case).await,
        Task::AmendCard { case } => case::card::edit(ctx, job, case).await,
        Task::NudgeCase { case } => case::remind::channel(ctx, job, case).await,
        Task::EscalateCase { case, to } => case::remind::manager(ctx, job, case, to).await,
        Task::InviteAgain { survey } => case::again::customer(ctx, job, survey).await,
        Task::AgentNotes { run } => me::open_notes(ctx, *run).await,
        Task::TellAgent { note } => me::tell(ctx, job, *note).await,
        Task::Announce(what) => announce::tell(ctx, job, what).await,
    }
}

async fn receive(ctx: &Ctx, job: &Job, inbox: i64) -> Ending {
    match until_fresh(|| act_on(ctx, job, inbox)).await {
        Ok(ending) => ending,
        Err(error) => store_failed(&error),
    }
}

async fn act_on(ctx: &Ctx, job: &Job, inbox: i64) -> Result<Ending, StoreError> {
    let tx = ctx.store.begin().await?;
    let Some(received) = tx.received(inbox).await? else {
        return Ok(Ending::Cancelled { why: "no such inbox row".to_owned() });
    };
    let outcome = plan::news(ctx, &tx, &received.event).await?;
    let now = ctx.now();
    tx.settle_received(inbox, &outcome.code(), now).await?;
    tx.finish(job, &Ending::Done, now, now).await?;
    tx.commit().await?;
    ctx.wake.notify_waiters();
    Ok(Ending::Done)
}
