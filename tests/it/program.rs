//! The program itself, as an operator runs it: `afterword serve` and the other commands, in processes of their own.
//!
//! Knows how to start it with nothing but the environment a world gives it, alone or under another program (`strace`,
//! `prlimit`), when it is ready, and how to end it, rudely or not. Refuses to know what it is asked to do.

use std::ffi::OsString;
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

/// How the program is started. The default is how [`Program::serve`] does it.
#[derive(Debug, Clone, Default)]
pub struct Launch {
    /// Variables beside those of the world.
    pub env: Vec<(String, String)>,
    /// What it runs under, with arguments: `["prlimit", "--nofile=80"]`, `["strace", "-D", …]` (with `-D` the process
    /// started is the program itself).
    pub under: Vec<String>,
}

/// A running `afterword serve`. It is killed when this is dropped.
pub struct Program {
    child: Child,
    log: PathBuf,
}

impl Program {
    /// Starts `serve` and waits until it says it is ready; the world's [`World::url`] then leads to it.
    pub async fn serve(world: &mut World) -> Self {
        Self::launch(world, &Launch::default()).await
    }

    /// The same, started in another way.
    pub async fn launch(world: &mut World, how: &Launch) -> Self {
        let mut program = Self::spawn(world, how);
        program.until_ready(world).await;
        program
    }

    /// Starts it and waits for nothing: for a program that is not to become ready, or one of several.
    pub fn spawn(world: &World, how: &Launch) -> Self {
        static LOGS: AtomicU32 = AtomicU32::new(0);
        let log = world.config_file().with_file_name(format!("log-{}", LOGS.fetch_add(1, Ordering::Relaxed)));
        let mut command = command_under(world, &how.under, &["serve"]);
        command.envs(how.env.iter().cloned()).env("AFTERWORD__LOG__FORMAT", "json");
        command.stdin(Stdio::null()).stdout(Stdio::null());
        let child = command.stderr(File::create(&log).unwrap()).spawn().unwrap();
        Self { child, log }
    }

    /// Waits until it is ready; the world's [`World::url`] then leads to it.
    pub async fn until_ready(&mut self, world: &mut World) {
        self.until_serving().await;
        world.listens_at(self.address().expect("it is ready, so it listens"));
    }

    /// Waits until it is ready.
    pub async fn until_serving(&mut self) {
        let deadline = Instant::now() + READY;
        while !self.is_ready().await {
            let ended = self.child.try_wait().unwrap();
            assert!(ended.is_none() && Instant::now() < deadline, "not ready ({ended:?}):\n{}", self.log());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Waits until it listens, without asking it anything; `false` if it ended first.
    pub async fn becomes_audible(&mut self, world: &mut World) -> bool {
        let deadline = Instant::now() + READY;
        while self.address().is_none() {
            if self.has_ended() || Instant::now() > deadline {
                return false;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        world.listens_at(self.address().expect("it listens"));
        true
    }

    /// Whether it ended, of itself or by a signal.
    pub fn has_ended(&mut self) -> bool {
        self.child.try_wait().unwrap().is_some()
    }

    async fn is_ready(&self) -> bool {
        let Some(url) = self.url("/readyz") else { return false };
        client().get(url).send().await.is_ok_and(|response| response.status() == 200)
    }

    /// The address of one of its routes, once it listens.
    pub fn url(&self, path: &str) -> Option<String> {
        Some(format!("http://{}{path}", self.address()?))
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

    /// Waits until the log says this so often, no more and no less. Lines are written by a thread of their own, after what
    /// they tell of has been answered.
    pub async fn says(&self, words: &str, times: usize) {
        let deadline = Instant::now() + READY;
        while self.log().matches(words).count() < times {
            assert!(Instant::now() < deadline, "{words:?} is not said:\n{}", self.log());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        assert_eq!(self.log().matches(words).count(), times, "{}", self.log());
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

    /// `kill -9`; everything it had begun stays as it is.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Sends a signal by name: `TERM`, `STOP`, `CONT`.
    pub fn signal(&self, name: &str) {
        let kill = format!("kill -{name} {}", self.child.id());
        assert!(Command::new("sh").arg("-c").arg(kill).status().unwrap().success());
    }

    /// Waits for its end, at most this long.
    pub async fn ended(&mut self, within: Duration) -> ExitStatus {
        let asked = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(asked.elapsed() < within, "it does not end:\n{}", self.log());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// SIGTERM; how it ended, and how long that took.
    pub async fn terminated(mut self) -> (ExitStatus, Duration) {
        let asked = Instant::now();
        self.signal("TERM");
        let status = self.ended(Duration::from_secs(30)).await;
        (status, asked.elapsed())
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

/// The program with these arguments in the world's environment; further settings are the caller's.
pub fn command(world: &World, arguments: &[&str]) -> Command {
    command_under(world, &[], arguments)
}

/// The binary that is tried: the one built with these tests, or another (a released one) named by a variable.
fn binary() -> OsString {
    std::env::var_os("AFTERWORD_TEST_PROGRAM").unwrap_or_else(|| env!("CARGO_BIN_EXE_afterword").into())
}

/// The same under another program.
pub fn command_under(world: &World, under: &[String], arguments: &[&str]) -> Command {
    let program = binary();
    let mut command = match under.split_first() {
        None => Command::new(&program),
        Some((first, rest)) => {
            let mut command = Command::new(first);
            command.args(rest).arg(program);
            command
        }
    };
    command.args(arguments).env_clear().envs(world.environment()).env("AFTERWORD_CONFIG", world.config_file());
    if let Some(path) = std::env::var_os("PATH").filter(|_| !under.is_empty()) {
        command.env("PATH", path);
    }
    command
}
