//! The program itself, as an operator runs it: `afterword serve` and the other commands, in processes of their own.
//!
//! Knows how to start it with nothing but the environment a world gives it, when it is ready, and how to end it, rudely
//! or not. Refuses to know what it is asked to do.

use std::fs::File;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use tokio::time::Instant;

use crate::hooks::client;
use crate::world::World;

/// A machine under load may take this long to start a program.
const READY: Duration = Duration::from_secs(30);

/// A running `afterword serve`. It is killed when this is dropped.
pub struct Program {
    child: Child,
    log: PathBuf,
}

impl Program {
    /// Starts `serve` and waits until it says it is ready; the world's [`World::url`] then leads to it.
    pub async fn serve(world: &mut World) -> Self {
        static LOGS: AtomicU32 = AtomicU32::new(0);
        let log = world.config_file().with_file_name(format!("log-{}", LOGS.fetch_add(1, Ordering::Relaxed)));
        let mut command = command(world, &["serve"]);
        command.env("AFTERWORD__LOG__FORMAT", "json").stdin(Stdio::null()).stdout(Stdio::null());
        let child = command.stderr(File::create(&log).unwrap()).spawn().unwrap();
        let mut program = Self { child, log };
        let deadline = Instant::now() + READY;
        while !program.is_ready(world).await {
            let ended = program.child.try_wait().unwrap();
            assert!(ended.is_none() && Instant::now() < deadline, "not ready ({ended:?}):\n{}", program.log());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        program
    }

    async fn is_ready(&self, world: &mut World) -> bool {
        let Some(address) = self.address() else { return false };
        world.listens_at(address);
        let answer = client().get(world.url("/readyz")).send().await;
        answer.is_ok_and(|response| response.status() == 200)
    }

    /// Where it says it listens.
    fn address(&self) -> Option<SocketAddr> {
        let log = self.log();
        let line = log.lines().find(|line| line.contains("Afterword is up"))?;
        let (_, rest) = line.split_once(r#""address":""#)?;
        rest.split_once('"')?.0.parse().ok()
    }

    pub fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap()
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// `kill -9`, and a new start.
    pub async fn killed_and_started(mut self, world: &mut World) -> Self {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        Self::serve(world).await
    }

    /// SIGTERM; how it ended, and how long that took.
    pub async fn terminated(mut self) -> (ExitStatus, Duration) {
        let asked = Instant::now();
        let kill = format!("kill -TERM {}", self.child.id());
        assert!(Command::new("sh").arg("-c").arg(kill).status().unwrap().success());
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return (status, asked.elapsed());
            }
            assert!(asked.elapsed() < Duration::from_secs(30), "SIGTERM does not end it:\n{}", self.log());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Runs a command to its end with the world's configuration.
pub fn run(world: &World, arguments: &[&str]) -> Output {
    command(world, arguments).stdin(Stdio::null()).output().unwrap()
}

/// The same with another configuration file.
pub fn run_with(world: &World, config: &Path, arguments: &[&str]) -> Output {
    command(world, arguments).env("AFTERWORD_CONFIG", config).stdin(Stdio::null()).output().unwrap()
}

/// Standard output of a command that must succeed.
pub fn printed(world: &World, arguments: &[&str]) -> String {
    let output = run(world, arguments);
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {}: {complaint}", output.status);
    String::from_utf8(output.stdout).unwrap()
}

/// Exit code and standard error of a command that must fail.
pub fn refused(output: &Output) -> (Option<i32>, String) {
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

fn command(world: &World, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_afterword"));
    command.args(arguments).env_clear().envs(world.environment()).env("AFTERWORD_CONFIG", world.config_file());
    command
}
