//! Starting, sitting idle, and working off a queue: with sockets to both platforms, as most people run it.
//!
//! Knows what is counted and for how long. Refuses to judge.

use std::path::Path;
use std::time::Duration;

use tokio::time::{Instant, sleep};

use crate::child::{Disk, Memory, Served};
use crate::load::ready;
use crate::platforms::{DISCORD, DISCORD_POST, Platforms, SLACK_POST};
use crate::program::{Program, Transport};
use crate::seed::{self, Stage};

const STARTS: usize = 5;
const IDLE: Duration = Duration::from_secs(3);
/// Prompts that are due, half of them on each platform.
pub const QUEUED: usize = 100_000;
/// The first seconds, in which bursts are spent, do not count.
const BURSTS: Duration = Duration::from_secs(4);
/// So much of the draining is watched.
const WATCHED: Duration = Duration::from_secs(20);
/// Set to a number: that many prompts are queued for each platform, and drained to the last on Discord.
const WHOLE: &str = "AFTERWORD_BENCH_BACKLOG";

/// An empty database.
pub struct Idle {
    /// From the start of the process until it was ready, in milliseconds: the middle one of a few.
    pub ready: f64,
    /// Resident, connected to both.
    pub memory: Memory,
}

/// A long queue.
pub struct Backlog {
    /// Prompts queued for both platforms together.
    pub queued: usize,
    /// From the start of the process until it was ready, in milliseconds.
    pub ready: f64,
    /// Resident at most.
    pub memory: Memory,
    /// Messages a second.
    pub slack: f64,
    /// The same on Discord.
    pub discord: f64,
    /// Calls of Discord's API a second.
    pub discord_calls: f64,
    /// Calls refused because they came too soon.
    pub too_soon: usize,
    /// How long was watched.
    pub watched: Duration,
}

/// Starts it on an empty database, a few times.
pub async fn idle(folder: &Path, platforms: &Platforms) -> anyhow::Result<Idle> {
    let mut starts = Vec::new();
    let program = Program::new(folder, platforms, "empty");
    seed::fill(&program.database, 0, Stage::Queued).await?;
    for _ in 1..STARTS {
        starts.push(start(&program, platforms).await?.1);
    }
    let (served, last) = start(&program, platforms).await?;
    starts.push(last);
    sleep(IDLE).await;
    starts.sort_by(f64::total_cmp);
    Ok(Idle { ready: starts[STARTS / 2], memory: served.memory()? })
}

/// Not asked whether it is ready before it can be: a "no" is repeated for a second.
async fn start(program: &Program, platforms: &Platforms) -> anyhow::Result<(Served, f64)> {
    let served = program.serve(Transport::Sockets, &Disk::as_it_is()).await?;
    platforms.connected().await?;
    sleep(Duration::from_millis(3)).await;
    ready(served.port).await?;
    let took = served.began.elapsed().as_secs_f64() * 1e3;
    Ok((served, took))
}

/// Starts it on a long queue and watches.
pub async fn backlog(folder: &Path, platforms: &Platforms) -> anyhow::Result<Backlog> {
    let whole: Option<usize> = std::env::var(WHOLE).ok().map(|n| n.parse()).transpose()?;
    let each = whole.unwrap_or(QUEUED / 2);
    let program = Program::new(folder, platforms, "queue");
    seed::fill(&program.database, each, Stage::Queued).await?;
    platforms.forget();
    let (served, ready) = start(&program, platforms).await?;
    sleep(BURSTS).await;
    let (from, mut memory) = (Instant::now(), served.memory()?);
    loop {
        sleep(Duration::from_millis(500)).await;
        memory = memory.most(served.memory()?);
        // The model itself is queued too.
        let drained = platforms.heard().calls.get(DISCORD_POST).map_or(0, Vec::len) > each;
        if whole.map_or(from.elapsed() >= WATCHED, |_| drained) {
            break;
        }
    }
    let heard = platforms.heard();
    let rate = |name| per_second(heard.calls.get(name).map_or(&[], Vec::as_slice), from);
    let (slack, discord, discord_calls) = (rate(SLACK_POST), rate(DISCORD_POST), rate(DISCORD));
    let (too_soon, watched) = (heard.too_soon, from.elapsed());
    Ok(Backlog { queued: 2 * each, ready, memory, slack, discord, discord_calls, too_soon, watched })
}

/// From the first call after `from` to the last.
fn per_second(calls: &[Instant], from: Instant) -> f64 {
    let counted: Vec<Instant> = calls.iter().copied().filter(|at| *at >= from).collect();
    match (counted.first(), counted.last()) {
        (Some(first), Some(last)) if last > first => (counted.len() - 1) as f64 / (*last - *first).as_secs_f64(),
        _ => 0.0,
    }
}
