//! Processes under measurement: the program and the reference, each a child of its own, on the disk as it is or a slow one.
//!
//! Knows how to start one, when it listens, and what the kernel says of its memory and processor time. Refuses to know
//! what it is asked to do. A child is killed when it is dropped: nothing that was acknowledged may need a clean end.

use std::fs::File;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::Context;
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep};

/// A process may take this long to listen.
const PATIENCE: Duration = Duration::from_secs(20);
/// The kernel counts processor time in hundredths of a second.
const TICK: Duration = Duration::from_millis(10);

/// What every flush costs.
#[derive(Debug, Clone)]
pub struct Disk {
    /// As it stands in tables.
    pub name: &'static str,
    shim: Option<PathBuf>,
}

impl Disk {
    /// The disk as it is.
    pub fn as_it_is() -> Self {
        Self { name: "as it is", shim: None }
    }

    /// The same with two milliseconds added to every flush. Needs a C compiler.
    pub fn slow(folder: &Path) -> anyhow::Result<Self> {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/common/slow_disk.c");
        let shim = folder.join("slow_disk.so");
        let compiled = Command::new("cc").args(["-O2", "-shared", "-fPIC", "-o"]).arg(&shim).arg(source).status();
        anyhow::ensure!(compiled.context("a C compiler (cc) makes the slow disk")?.success(), "cc failed");
        Ok(Self { name: "+2 ms a flush", shim: Some(shim) })
    }

    /// Whether flushes are slower than the disk is.
    pub fn is_slow(&self) -> bool {
        self.shim.is_some()
    }

    /// Puts a process on this disk.
    pub fn under(&self, mut command: Command) -> Command {
        if let Some(shim) = &self.shim {
            command.env("LD_PRELOAD", shim);
        }
        command
    }
}

/// A running process that serves a port.
pub struct Served {
    child: Child,
    /// Where it listens.
    pub port: u16,
    /// When it was started.
    pub began: Instant,
}

impl Served {
    /// Starts it and waits until it listens. What it says goes to `log`.
    pub async fn start(command: Command, disk: &Disk, port: u16, log: &Path) -> anyhow::Result<Self> {
        Self::start_within(PATIENCE, command, disk, port, log).await
    }

    /// The same where it may take longer: the first start on a large file reads all of it.
    pub async fn start_within(
        patience: Duration,
        mut command: Command,
        disk: &Disk,
        port: u16,
        log: &Path,
    ) -> anyhow::Result<Self> {
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(File::create(log)?);
        let began = Instant::now();
        let child = disk.under(command).spawn()?;
        let mut served = Self { child, port, began };
        while TcpStream::connect(("127.0.0.1", port)).await.is_err() {
            let ended = served.child.try_wait()?;
            let said = || std::fs::read_to_string(log).unwrap_or_default();
            anyhow::ensure!(ended.is_none() && began.elapsed() < patience, "it does not listen: {ended:?} {}", said());
            sleep(Duration::from_millis(1)).await;
        }
        Ok(served)
    }

    /// Processor time so far, in the program and in the kernel for it.
    pub fn processor(&self) -> anyhow::Result<Duration> {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        let rest = stat.rsplit_once(')').context("no process name")?.1;
        let ticks = rest.split_whitespace().skip(11).take(2).map(str::parse::<u32>).sum::<Result<u32, _>>()?;
        Ok(TICK * ticks)
    }

    /// What of it is in memory now.
    pub fn memory(&self) -> anyhow::Result<Memory> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let megabytes = |name: &str| -> anyhow::Result<f64> {
            let line = status.lines().find_map(|l| l.strip_prefix(name)).with_context(|| format!("no {name}"))?;
            let kib: f64 = line.trim().trim_end_matches(" kB").parse()?;
            Ok(kib * 1024.0 / 1e6)
        };
        Ok(Memory { resident: megabytes("VmRSS:")?, own: megabytes("RssAnon:")? })
    }
}

/// In megabytes (of a million bytes).
#[derive(Clone, Copy, Default)]
pub struct Memory {
    /// All of it: what the targets are about.
    pub resident: f64,
    /// What the program wrote. The rest is its own file, of which the kernel maps as much as it likes.
    pub own: f64,
}

impl Memory {
    /// The more of two.
    pub fn most(self, other: Self) -> Self {
        if self.resident < other.resident { other } else { self }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// A port nobody listens on.
pub fn free_port() -> anyhow::Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}
