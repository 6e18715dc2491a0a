//! The program's own processes, killed and started again.
//!
//! Knows addresses, environments and process ids. Refuses to know why one is killed.

use std::collections::BTreeMap;
use std::fs::OpenOptions;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, PoisonError};

use anyhow::Context;

use super::hands;

/// Processes that serve one database.
pub struct Herd {
    program: PathBuf,
    folder: PathBuf,
    environment: BTreeMap<String, String>,
    ports: Vec<u16>,
    children: Mutex<Vec<Option<Child>>>,
}

impl Herd {
    /// Starts so many processes of this very program.
    pub fn start(folder: &Path, environment: BTreeMap<String, String>, count: usize) -> anyhow::Result<Self> {
        let program = std::env::current_exe().context("where this program is")?;
        let ports = (0..count).map(|_| free_port()).collect::<std::io::Result<Vec<_>>>()?;
        let children = Mutex::new(ports.iter().map(|_| None).collect());
        let herd = Self { program, folder: folder.to_owned(), environment, ports, children };
        (0..count).try_for_each(|n| herd.start_one(n))?;
        Ok(herd)
    }

    /// The address of a route of the process with this number, counted round.
    pub fn url(&self, n: usize, path: &str) -> String {
        let port = self.ports.get(n % self.ports.len().max(1)).copied().unwrap_or_default();
        format!("http://127.0.0.1:{port}{path}")
    }

    /// `kill -9`, and a new start.
    pub fn kill(&self, n: usize) -> anyhow::Result<()> {
        self.end(n)?;
        self.start_one(n)
    }

    /// Starts whatever ended by itself again; how many did.
    pub fn count_the_dead(&self) -> anyhow::Result<usize> {
        let mut dead = Vec::new();
        for (n, child) in self.lock().iter_mut().enumerate() {
            if child.as_mut().is_none_or(|c| matches!(c.try_wait(), Ok(Some(_)))) {
                dead.push(n);
            }
        }
        dead.iter().try_for_each(|n| self.start_one(*n))?;
        Ok(dead.len())
    }

    fn end(&self, n: usize) -> anyhow::Result<()> {
        let child = self.lock().get_mut(n).and_then(Option::take);
        if let Some(mut child) = child {
            child.kill().context("a process cannot be killed")?;
            child.wait().context("a killed process cannot be waited for")?;
        }
        Ok(())
    }

    fn start_one(&self, n: usize) -> anyhow::Result<()> {
        let log = self.folder.join(format!("process-{n}.log"));
        let log =
            OpenOptions::new().create(true).append(true).open(&log).with_context(|| format!("{}", log.display()))?;
        let port = self.ports.get(n).copied().unwrap_or_default();
        let mut command = Command::new(&self.program);
        command.arg("serve").env_clear().envs(&self.environment);
        command.envs(hands::INHERITED.iter().filter_map(|key| Some((key, std::env::var_os(key)?))));
        command.env("AFTERWORD__SERVER__BIND", format!("127.0.0.1:{port}"));
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
        let child = command.spawn().context("a process cannot be started")?;
        if let Some(slot) = self.lock().get_mut(n) {
            *slot = Some(child);
        }
        Ok(())
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Option<Child>>> {
        self.children.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Herd {
    fn drop(&mut self) {
        for child in self.lock().iter_mut().filter_map(Option::as_mut) {
            drop(child.kill());
            drop(child.wait());
        }
    }
}

/// A port nobody listens on now; a process keeps it over its deaths.
fn free_port() -> std::io::Result<u16> {
    Ok(std::net::TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}
