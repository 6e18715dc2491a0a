//! The program and the reference under the same calls on the same disk, in turns.
//!
//! Knows how much is asked of them and in which order: whatever else this machine does meets both. Refuses to judge.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::Context;
use tokio::time::{Instant, sleep};

use crate::calls::Caller;
use crate::check::Kept;
use crate::child::{Disk, Memory, Served, free_port};
use crate::driver::{Driven, Request, Tempo, drive};
use crate::platforms::Platforms;
use crate::program::{Program, Transport};
use crate::{bare, reference, seed};

/// Calls a second in the open loop.
pub const RATE: u32 = 500;
const ROUND: usize = 2;
const ROUNDS: usize = 2;
/// At full load.
pub const AT_ONCE: usize = 64;
const FULL: Duration = Duration::from_secs(3);
/// Calls before anything counts.
const WARM: usize = 200;
/// Calls written for one full load; it ends early if they run out.
const MOST: usize = 12_000;
/// Questions that wait to be pressed, on each platform.
const ASKED: usize = WARM + ROUNDS * ROUND * RATE as usize + MOST;

/// One caller's figures on one disk.
pub struct Figures {
    /// Who called.
    pub caller: Caller,
    /// At [`RATE`].
    pub paced: Pair,
    /// At full load.
    pub full: Pair,
}

/// The same load on both.
pub struct Pair {
    /// On the program.
    pub ours: Loaded,
    /// On the reference.
    pub reference: Loaded,
}

/// One side's.
pub struct Loaded {
    /// What the driver saw.
    pub driven: Driven,
    /// Processor time a call, in milliseconds.
    pub processor: f64,
}

/// All callers' figures on one disk.
pub struct OnDisk {
    /// Which.
    pub disk: Disk,
    /// Bare commits a second, before and after.
    pub bare: [f64; 2],
    /// By caller.
    pub figures: Vec<Figures>,
    /// Of the program after all of it.
    pub memory: Memory,
    /// Acknowledged calls that were looked for, and found.
    pub checked: usize,
}

impl OnDisk {
    /// Bare commits a second.
    pub fn commits(&self) -> f64 {
        self.bare.iter().sum::<f64>() / self.bare.len() as f64
    }
}

/// Measures everything on one disk.
pub async fn measure(folder: &Path, platforms: &Platforms, disk: Disk) -> anyhow::Result<OnDisk> {
    let before = bare::per_second(folder, &disk)?;
    let program = Program::new(folder, platforms, if disk.is_slow() { "slow" } else { "fast" });
    seed::fill(&program.database, ASKED, seed::Stage::Asked).await?;
    platforms.forget();
    let sides =
        Sides { ours: program.serve(Transport::Calls, &disk).await?, reference: start_reference(folder, &disk).await? };
    ready(sides.ours.port).await?;
    let (mut figures, mut kept) = (Vec::new(), Kept::default());
    for caller in [Caller::Slack, Caller::Discord, Caller::Desk] {
        figures.push(sides.face(caller, platforms, kept.by(caller)).await?);
    }
    let memory = sides.ours.memory()?;
    drop(sides);
    // What a person was told is not saved, a moment after the acknowledgement, counts as not saved.
    let refused = platforms.heard().not_saved.clone();
    kept.slack.retain(|number| !refused.contains(number));
    let checked = kept.all_stored(&program.database).await?;
    let bare = [before, bare::per_second(folder, &disk)?];
    Ok(OnDisk { disk, bare, figures, memory, checked })
}

async fn start_reference(folder: &Path, disk: &Disk) -> anyhow::Result<Served> {
    let port = free_port()?;
    let mut command = Command::new(std::env::current_exe()?);
    command.arg(reference::ROLE).arg(port.to_string()).arg(folder.join(format!("reference-{port}.db")));
    Served::start(command, disk, port, &folder.join(format!("reference-{port}.log"))).await
}

/// Waits until it says that it is ready.
pub async fn ready(port: u16) -> anyhow::Result<()> {
    let bytes = b"GET /readyz HTTP/1.1\r\nHost: bench\r\n\r\n".to_vec();
    let until = Instant::now() + Duration::from_secs(20);
    while Instant::now() < until {
        let asked = vec![Request { number: 0, bytes: bytes.clone() }];
        let driven = drive(port, asked, Tempo::AtOnce(1, Duration::from_secs(1))).await?;
        if driven.fates.iter().any(|f| f.kept) {
            return Ok(());
        }
        sleep(Duration::from_millis(5)).await;
    }
    anyhow::bail!("the program did not become ready")
}

struct Sides {
    ours: Served,
    reference: Served,
}

impl Sides {
    async fn face(&self, caller: Caller, platforms: &Platforms, kept: &mut Vec<usize>) -> anyhow::Result<Figures> {
        let mut next = 0;
        let mut some = |count: usize| -> anyhow::Result<Vec<Request>> {
            let calls = (next..next + count).map(|number| caller.call(number, platforms.host())).collect();
            next += count;
            calls
        };
        let warm = some(WARM)?;
        both(self, &warm, Tempo::AtOnce(8, FULL), kept).await?;
        let mut paced = Vec::new();
        for _ in 0..ROUNDS {
            paced.push(both(self, &some(ROUND * RATE as usize)?, Tempo::PerSecond(RATE), kept).await?);
        }
        let full = both(self, &some(MOST)?, Tempo::AtOnce(AT_ONCE, FULL), kept).await?;
        let paced = paced.into_iter().reduce(Pair::and).context("no round")?;
        for (what, pair) in [("paced", &paced), ("full load", &full)] {
            let (ours, reference) = (pair.ours.driven.spread().line(), pair.reference.driven.spread().line());
            eprintln!("  {caller:?}, {what}: p50, p99, max {ours}; reference {reference}");
        }
        Ok(Figures { caller, paced, full })
    }
}

/// The reference first, then the program.
async fn both(sides: &Sides, requests: &[Request], tempo: Tempo, kept: &mut Vec<usize>) -> anyhow::Result<Pair> {
    let reference = load(&sides.reference, requests, tempo).await.context("the reference")?;
    let ours = load(&sides.ours, requests, tempo).await.context("the program")?;
    kept.extend(ours.driven.fates.iter().filter(|f| f.kept).map(|f| f.number));
    Ok(Pair { ours, reference })
}

async fn load(served: &Served, requests: &[Request], tempo: Tempo) -> anyhow::Result<Loaded> {
    let before = served.processor()?;
    let driven = drive(served.port, requests.to_vec(), tempo).await?;
    let taken = (served.processor()? - before).as_secs_f64() * 1e3;
    let processor = taken / driven.fates.len().max(1) as f64;
    Ok(Loaded { driven, processor })
}

impl Pair {
    fn and(self, later: Pair) -> Pair {
        Pair { ours: self.ours.and(later.ours), reference: self.reference.and(later.reference) }
    }
}

impl Loaded {
    fn and(self, later: Loaded) -> Loaded {
        let (a, b) = (self.driven.fates.len() as f64, later.driven.fates.len() as f64);
        let processor = (self.processor * a + later.processor * b) / (a + b).max(1.0);
        Loaded { driven: self.driven.and(later.driven), processor }
    }
}
