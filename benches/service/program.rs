//! Afterword itself as an operator runs it: the built program, its configuration, its database.
//!
//! Knows the settings it is measured with. Refuses to know what is asked of it.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::calls::{HOOK_SECRET, SIGNING_SECRET, public_key};
use crate::child::{Disk, Served, free_port};
use crate::platforms::Platforms;

/// How the platforms reach it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transport {
    /// Over the sockets it holds.
    Sockets,
    /// By calling it.
    Calls,
}

/// The program with one database.
pub struct Program {
    folder: PathBuf,
    host: String,
    /// Its database.
    pub database: PathBuf,
}

impl Program {
    /// Connected to these platforms, with the database `name`.
    pub fn new(folder: &Path, platforms: &Platforms, name: &str) -> Self {
        let host = platforms.host().to_owned();
        Self { folder: folder.to_owned(), host, database: folder.join(format!("{name}.db")) }
    }

    /// Starts `afterword serve`; returns when it listens.
    pub async fn serve(&self, transport: Transport, disk: &Disk) -> anyhow::Result<Served> {
        let port = free_port()?;
        let config = self.folder.join(format!("{port}.toml"));
        std::fs::write(&config, self.config(transport, port))?;
        // The one built with this bench, or another (a released one) named by the same variable as in the tests.
        let binary = std::env::var_os("AFTERWORD_TEST_PROGRAM");
        let mut command = Command::new(binary.unwrap_or_else(|| env!("CARGO_BIN_EXE_afterword").into()));
        command.arg("serve").env_clear().env("AFTERWORD_CONFIG", &config);
        command.env("DATABASE_URL", format!("sqlite://{}", self.database.display()));
        command.env("DESK_SECRET", HOOK_SECRET).env("ZEN_SECRET", "another-long-and-secret-string");
        command.env("SLACK_BOT_TOKEN", "xoxb-bench-7d1f0c52").env("DISCORD_TOKEN", "bench-discord-token");
        match transport {
            Transport::Sockets => command.env("SLACK_APP_TOKEN", "xapp-bench-7d1f0c52"),
            Transport::Calls => {
                command.env("SLACK_SIGNING_SECRET", SIGNING_SECRET).env("DISCORD_PUBLIC_KEY", hex::encode(public_key()))
            }
        };
        Served::start(command, disk, port, &self.folder.join(format!("{port}.log"))).await
    }

    fn config(&self, transport: Transport, port: u16) -> String {
        let host = &self.host;
        let (slack, discord) = match transport {
            Transport::Sockets => ("socket", "gateway"),
            Transport::Calls => ("http", "http"),
        };
        format!(
            r#"
[server]
bind = "127.0.0.1:{port}"
public_url = "http://localhost:{port}"
[slack]
transport = "{slack}"
api_url = "http://{host}/api"
[discord]
transport = "{discord}"
api_url = "http://{host}/discord"
[survey]
hours = "00:00-24:00"
[[team]]
name = "Payments"
timezone = "Europe/Berlin"
agents = ["slack:U0AGENT001"]
{}"#,
            include_str!("../../tests/fixtures/sources.toml")
        )
    }
}
