//! Claims what is due, runs it, settles it. [`Runner::run_due`] is the step; [`Runner::run`] only repeats it.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration as Wait;

use tokio::task::JoinSet;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::schedule;
use super::watch::Watch;
use crate::domain::ids::Platform;
use crate::domain::job::{self, Ending, Job};
use crate::domain::{Duration, Timestamp};
use crate::flow::{Ctx, Held, insist, pause, perform, until_fresh};
use crate::store::{Paused, StoreError};

/// Who a job may have to wait for: nobody, Slack, Discord.
const LANES: [Option<Platform>; 3] = [None, Some(Platform::Slack), Some(Platform::Discord)];
/// Jobs of a lane run at the same time.
const AT_ONCE: u64 = 16;
/// The loop looks this often even when nobody rings: schedules, leases and wound clocks do not ring.
const POLL: Wait = Wait::from_millis(500);
/// A job that panicked or could not be read this often is set aside.
const POISONED: u32 = 3;
/// Between two heartbeats of the database.
const BEAT: Duration = Duration::from_secs(60);
/// The loop's own time for one pass when the database is in trouble.
const TROUBLE: Wait = Wait::from_secs(2);

/// What one step did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Ran {
    /// Jobs claimed and run.
    pub claimed: usize,
    /// Of those, finished for good (done, cancelled, dead).
    pub finished: usize,
    /// Scorecard runs opened.
    pub opened: usize,
}

impl Ran {
    /// Whether there was anything to do.
    pub fn nothing(self) -> bool {
        self.claimed == 0 && self.opened == 0
    }
}

/// Runs jobs for one process.
pub struct Runner {
    ctx: Ctx,
    owner: String,
    /// Before this, no team's schedule fires; `None` until it was looked at.
    next_fire: Mutex<Option<Timestamp>>,
    /// When a paused platform is asked again; one this process knows nothing of is asked at once.
    next_probe: Mutex<BTreeMap<Platform, Timestamp>>,
    watch: Watch,
    began: Timestamp,
    last_beat: Mutex<Timestamp>,
}

impl Runner {
    /// A runner with an owner name of its own, so that leases tell processes apart.
    pub fn new(ctx: Ctx) -> Self {
        let (owner, began) = (ctx.chance.id(), ctx.now());
        Self {
            ctx,
            owner,
            next_fire: Mutex::new(None),
            next_probe: Mutex::default(),
            watch: Watch::default(),
            began,
            last_beat: Mutex::new(began),
        }
    }

    /// Opens due scorecard runs, takes back leases that have expired by the caller's clock, claims what is due and runs it
    /// to its end.
    pub async fn run_due(&self, now: Timestamp) -> Result<Ran, StoreError> {
        let opened = self.open_due_runs(now).await?;
        self.take_back_by_the_clock(now).await?;
        Ok(Ran { opened, ..self.run_lanes(&LANES, now).await? })
    }

    async fn run_lanes(&self, lanes: &[Option<Platform>], now: Timestamp) -> Result<Ran, StoreError> {
        // From before the claim: whoever sees it sees it later.
        let until = self.ctx.until_others_may();
        let jobs = self.claim(lanes, now).await?;
        let claimed = jobs.len();
        let mut running = JoinSet::new();
        for job in jobs {
            let ctx = self.ctx.clone();
            let held = Held { job, until: until.clone() };
            running.spawn(async move { run_one(&ctx, &held).await });
        }
        let mut finished = 0;
        while let Some(ended) = running.join_next().await {
            match ended {
                Ok(Ok(done)) => finished += usize::from(done),
                Ok(Err(error)) => tracing::error!(error = %error, "a job could not be settled; its lease will end"),
                Err(_) => tracing::error!("settling a job stopped unexpectedly; its lease will end"),
            }
        }
        Ok(Ran { claimed, finished, opened: 0 })
    }

    /// Repeats the step until told to stop; then finishes what it is in and gives its leases back. Each lane has a loop of
    /// its own, so that a platform that makes us wait holds up neither the other one nor the webhooks.
    pub async fn run(self, stop: CancellationToken) {
        let [none, slack, discord] = LANES.map(|lane| self.run_lane(lane, &stop));
        tokio::join!(none, slack, discord);
        if let Err(error) = self.give_back().await {
            tracing::warn!(error = %error, "leases could not be given back; they will end by themselves");
        }
    }

    async fn run_lane(&self, lane: Option<Platform>, stop: &CancellationToken) {
        while !stop.is_cancelled() {
            let rung = self.ctx.wake.notified(); // made before looking, so that no ring is missed
            if let Some(problem) = self.ctx.clock_problem() {
                tracing::error!(problem, "the queue stands still");
                tokio::select! {
                    () = tokio::time::sleep(TROUBLE) => continue,
                    () = stop.cancelled() => return,
                }
            }
            let pause = match self.lane_step(lane).await {
                Ok(ran) if !ran.nothing() => continue,
                Ok(_) => POLL,
                Err(error) => {
                    tracing::error!(error = %error, "the queue could not be read; trying again");
                    TROUBLE
                }
            };
            tokio::select! {
                () = rung => {}
                () = tokio::time::sleep(pause) => {}
                () = stop.cancelled() => {}
            }
        }
    }

    /// The lane that needs no platform also looks at the schedules.
    async fn lane_step(&self, lane: Option<Platform>) -> Result<Ran, StoreError> {
        let now = self.ctx.now();
        if lane.is_none() && self.beat_is_due(now) {
            self.ctx.store.beat(now).await?;
        }
        let opened = if lane.is_none() { self.open_due_runs(now).await? } else { 0 };
        if lane.is_none() && self.watch.is_due() {
            self.take_back_the_abandoned(now).await?;
        }
        Ok(Ran { opened, ..self.run_lanes(&[lane], now).await? })
    }

    /// Gives back what this process still holds.
    pub async fn give_back(&self) -> Result<u64, StoreError> {
        let tx = self.ctx.store.begin().await?;
        let given = tx.release(&self.owner, self.ctx.now()).await?;
        tx.commit().await?;
        Ok(given)
    }

    /// Looks at the schedules only when one of them may have fired since the last look.
    async fn open_due_runs(&self, now: Timestamp) -> Result<usize, StoreError> {
        if self.next_fire().is_some_and(|next| now < next) {
            return Ok(0);
        }
        let opened = schedule::open_due_runs(&self.ctx, now).await?;
        *self.next_fire.lock().unwrap_or_else(PoisonError::into_inner) = schedule::next_fire(&self.ctx, now);
        Ok(opened)
    }

    fn next_fire(&self) -> Option<Timestamp> {
        *self.next_fire.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn claim(&self, lanes: &[Option<Platform>], now: Timestamp) -> Result<Vec<Job>, StoreError> {
        // Looking costs a read; taking the writer costs everybody. So look first.
        if self.ctx.store.next_due().await?.is_none_or(|due| due > now) {
            return Ok(Vec::new());
        }
        let lanes = &self.open_lanes(lanes, now).await?;
        if lanes.is_empty() {
            return Ok(Vec::new());
        }
        until_fresh(|| async {
            let tx = self.ctx.store.begin().await?;
            let jobs = tx.claim(lanes, AT_ONCE, &self.owner, job::LEASE, now).await?;
            tx.commit().await?;
            Ok(jobs)
        })
        .await
    }
}

impl Runner {
    /// What nobody has finished or given back for the length of a lease, as far as this process saw. The clock on the wall
    /// is not asked: it may have been set.
    async fn take_back_the_abandoned(&self, now: Timestamp) -> Result<(), StoreError> {
        let length = Wait::try_from(job::LEASE).unwrap_or(Wait::from_secs(60));
        let ended = self.watch.ended(&self.ctx.store.leases().await?, length, Instant::now());
        if ended.is_empty() {
            return Ok(());
        }
        let tx = self.ctx.store.begin().await?;
        let taken = tx.take_back(&ended, now).await?;
        tx.commit().await?;
        self.tell_taken_back(taken);
        Ok(())
    }

    /// For a caller whose clock does not run by itself.
    async fn take_back_by_the_clock(&self, now: Timestamp) -> Result<(), StoreError> {
        if self.ctx.store.next_due().await?.is_none_or(|due| due > now) {
            return Ok(());
        }
        let tx = self.ctx.store.begin().await?;
        let taken = tx.sweep(now).await?;
        tx.commit().await?;
        self.tell_taken_back(taken);
        Ok(())
    }

    fn tell_taken_back(&self, (unknown, freed): (u64, u64)) {
        if unknown + freed > 0 {
            tracing::warn!(unknown, freed, "leases had ended; their jobs are taken up again");
            self.ctx.wake.notify_waiters();
        }
    }

    fn beat_is_due(&self, now: Timestamp) -> bool {
        let mut last = self.last_beat.lock().unwrap_or_else(PoisonError::into_inner);
        let due = now.duration_since(*last) >= BEAT;
        if due {
            *last = now;
        }
        due
    }

    /// The lanes whose platform accepts us. A paused one is asked every few minutes, and at once after a restart.
    async fn open_lanes(
        &self,
        lanes: &[Option<Platform>],
        now: Timestamp,
    ) -> Result<Vec<Option<Platform>>, StoreError> {
        let mut open = lanes.to_vec();
        for paused in self.ctx.store.paused().await? {
            let lane = Some(paused.platform);
            if !open.contains(&lane)
                || (self.may_probe(&paused, now) && pause::probe(&self.ctx, paused.platform).await?)
            {
                continue;
            }
            open.retain(|l| *l != lane);
        }
        Ok(open)
    }

    fn may_probe(&self, paused: &Paused, now: Timestamp) -> bool {
        let mut probes = self.next_probe.lock().unwrap_or_else(PoisonError::into_inner);
        let first = if paused.since < self.began { now } else { paused.since + pause::PROBE };
        // An entry from an earlier pause says nothing about this one.
        let due = probes.get(&paused.platform).copied().filter(|at| *at > paused.since).unwrap_or(first);
        let may = due <= now;
        probes.insert(paused.platform, if may { now + pause::PROBE } else { due });
        may
    }
}

/// Runs one job in a task of its own, so that a panic costs only this job, and settles it. `true` if it is over.
async fn run_one(ctx: &Ctx, job: &Held) -> Result<bool, StoreError> {
    let (inner, claimed) = (ctx.clone(), job.clone());
    let ending =
        tokio::spawn(async move { perform::perform(&inner, &claimed).await }).await.unwrap_or_else(|_| panicked(job));
    let ending = set_aside_if_poisoned(job, ending);
    tell_log(job, &ending);
    let now = ctx.now();
    let retry_at = now + wait_before_retry(ctx, job, &ending);
    insist(job, || async {
        let tx = ctx.store.begin().await?;
        tx.finish(job, &ending, retry_at, now).await?; // `false`: the verb settled it itself, or the lease was lost
        tx.commit().await
    })
    .await?;
    Ok(matches!(ending, Ending::Done | Ending::Dead { .. } | Ending::Cancelled { .. }))
}

/// A job that panicked may have sent before it did.
fn panicked(job: &Job) -> Ending {
    let why = "panicked".to_owned();
    if job.task.sends() { Ending::Unknown { why } } else { Ending::Retry { why } }
}

fn set_aside_if_poisoned(job: &Job, ending: Ending) -> Ending {
    match ending {
        Ending::Retry { why } | Ending::Unknown { why }
            if job.attempt >= POISONED && (why == "panicked" || why.contains("corrupt row")) =>
        {
            Ending::Dead { why }
        }
        other => other,
    }
}

fn wait_before_retry(ctx: &Ctx, job: &Job, ending: &Ending) -> Duration {
    let backoff = job::backoff_of(&job.task, job.attempt, ctx.chance.fraction());
    match ending {
        Ending::Unknown { .. } => backoff.max(job::SETTLE_TIME),
        _ => backoff,
    }
}

fn tell_log(job: &Job, ending: &Ending) {
    let (id, kind, attempt) = (job.id, job.task.kind(), job.attempt);
    match ending {
        Ending::Done | Ending::Snooze { .. } => tracing::debug!(job = id, kind, attempt, "job ended"),
        Ending::Cancelled { why } => tracing::debug!(job = id, kind, why, "job cancelled"),
        Ending::Retry { why } => tracing::warn!(job = id, kind, attempt, why, "job failed; it will be tried again"),
        Ending::Unknown { why } => {
            tracing::warn!(job = id, kind, attempt, why, "outcome unknown; it will be looked for");
        }
        Ending::Dead { why } => tracing::error!(job = id, kind, attempt, why, "job set aside"),
    }
}
