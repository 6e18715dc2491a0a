//! The dashboard's pages over the same file, asked of the running program one after the other, as a reader does.
//!
//! Knows a session (it writes one; signing in is not what is measured) and addresses. Beside them, in turns, the least
//! the same server answers: `/healthz`, without a database. Refuses to judge.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use afterword::domain::calendar::Week;
use sea_orm::sqlx;
use sea_orm::sqlx::Connection;
use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sha2::{Digest, Sha256};
use tokio::time::Instant;

use crate::child::{Disk, Served, free_port};
use crate::spread::Spread;

/// Times each page is asked for.
const TIMES: usize = 200;
/// Whose session it is.
const LEAD: &str = "U0LEAD001";
const SESSION: &str = "benchbenchbenchbenchbenchbench00";

/// Runs of a command that starts anew each time.
const COMMANDS: usize = 20;
/// The first start on a large file reads all of it.
const PATIENCE: Duration = Duration::from_secs(600);

/// One address.
pub struct Page {
    /// As it stands in the table.
    pub name: &'static str,
    /// How long it took.
    pub took: Spread,
}

/// What the program needs beside its configuration.
pub const SECRETS: [(&str, &str); 2] =
    [("SLACK_BOT_TOKEN", "xoxb-bench-7d1f0c52"), ("SLACK_SIGNING_SECRET", "bench-signing-secret-0123456789")];

/// A configuration with one team, served here. Nobody listens where the chat would be (`nobody`): that is tried again now
/// and then, and no page waits for it.
pub fn config(team: &str, port: u16, nobody: u16) -> String {
    format!(
        "[server]\nbind = \"127.0.0.1:{port}\"\npublic_url = \"http://localhost:{port}\"\n\
         [slack]\ntransport = \"http\"\napi_url = \"http://localhost:{nobody}/api\"\n\
         [[team]]\nname = \"{team}\"\ntimezone = \"Europe/Berlin\"\ninstruments = [\"ces7\", \"csat5\"]\n\
         managers = [\"slack:{LEAD}\"]\n"
    )
}

/// `afterword`, with this configuration and file.
fn program(config: &Path, file: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_afterword"));
    command.env_clear().env("AFTERWORD_CONFIG", config).envs(SECRETS);
    command.env("DATABASE_URL", format!("sqlite://{}", file.display()));
    command
}

/// `afterword scorecard`, from its start to its end.
pub fn command(folder: &Path, file: &Path, team: &str, week: Week) -> anyhow::Result<Spread> {
    let config = folder.join("command.toml");
    std::fs::write(&config, self::config(team, free_port()?, free_port()?))?;
    let mut took = Vec::with_capacity(COMMANDS);
    for _ in 0..COMMANDS {
        let begun = std::time::Instant::now();
        let mut command = program(&config, file);
        let out =
            command.args(["scorecard", "--team", team, "--week", &week.to_string(), "--format", "json"]).output()?;
        took.push(begun.elapsed());
        anyhow::ensure!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    }
    Ok(Spread::of(took))
}

/// Asks the program, with this file as its database, for every kind of page of `team` about `week`.
pub async fn measure(folder: &Path, file: &Path, team: &str, week: Week) -> anyhow::Result<Vec<Page>> {
    sign_in(file).await?;
    let port = free_port()?;
    let config = folder.join(format!("{port}.toml"));
    std::fs::write(&config, self::config(team, port, free_port()?))?;
    let mut command = program(&config, file);
    command.arg("serve");
    let log = folder.join(format!("{port}.log"));
    let served = Served::start_within(PATIENCE, command, &Disk::as_it_is(), port, &log).await?;
    let team = team.replace(' ', "%20");
    let asked = [
        ("/healthz, no database", "/healthz".to_owned()),
        ("overview", "/".to_owned()),
        ("eight weeks of a team", format!("/teams/{team}?before={}", week.back(-1))),
        ("one week", format!("/teams/{team}/weeks/{week}")),
        ("closes of the week", format!("/teams/{team}/closes?week={week}")),
        ("closes, answered only", format!("/teams/{team}/closes?week={week}&state=answered")),
        ("a ticket's closes", format!("/teams/{team}/closes?week={week}&q=7")),
        ("cases", format!("/teams/{team}/cases")),
        ("people", "/people".to_owned()),
        ("settings", "/settings".to_owned()),
    ];
    let client = afterword::chat::http::client()?;
    let mut took: Vec<Vec<Duration>> = vec![Vec::new(); asked.len()];
    for _ in 0..TIMES {
        for ((name, path), took) in asked.iter().zip(&mut took) {
            let request = client.get(format!("http://localhost:{port}{path}"));
            let request = request.header("cookie", format!("aw_session={SESSION}"));
            let begun = Instant::now();
            let answer = request.send().await?;
            let status = answer.status();
            let length = answer.bytes().await?.len();
            took.push(begun.elapsed());
            // A hundred looks a second is what is served; more is refused.
            tokio::time::sleep(Duration::from_millis(12)).await;
            anyhow::ensure!(status.is_success(), "{name}: {status}, {length} bytes");
        }
    }
    drop(served);
    Ok(asked.iter().zip(took).map(|((name, _), took)| Page { name, took: Spread::of(took) }).collect())
}

/// A session of somebody who leads the team.
async fn sign_in(file: &Path) -> anyhow::Result<()> {
    let mut db = SqliteConnection::connect_with(&SqliteConnectOptions::new().filename(file)).await?;
    let hash = hex::encode(Sha256::digest(SESSION.as_bytes()));
    let sql = "INSERT OR REPLACE INTO web_session (hash, kind, installation, value, made_at, ends_at) VALUES (?, 'slack', '', ?, 0, ?)";
    sqlx::query(sql).bind(hash).bind(LEAD).bind(i64::MAX / 2).execute(&mut db).await?;
    db.close().await?;
    Ok(())
}
