//! The command line: one function a command. Exit codes: 0 done, 1 failed, 2 wrong usage or configuration, 3 refused.
//!
//! Knows how people type commands. Refuses to hold any logic that a chat or a webhook would need too.

mod backup;
mod compare;
mod credit;
mod doctor;
mod export;
mod forget;
mod hook;
pub(crate) mod import;
mod link;
mod preview;
mod recount;
mod report;
mod serve;
mod status;
mod torture;

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};
use secrecy::ExposeSecret;

use crate::config::Settings;
use crate::store::{OpenError, Store, StoreError};

/// Asks customers how easy their support ticket was, in Slack and Discord, and posts the team a scorecard it can trust.
#[derive(Debug, Parser)]
#[command(name = "afterword", version, about, disable_help_subcommand = true)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
    /// Configuration file; config/default.toml lists every key.
    #[arg(long, global = true, env = "AFTERWORD_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Everything on this machine: a simulated Slack and Discord, and a page to play all three people.
    Demo {
        /// Port of the page (0: any free one).
        #[arg(long, default_value_t = 0)]
        port: u16,
    },
    /// Run against the real platforms (migrates first).
    Serve,
    /// Validate the configuration offline; shows the next three scorecard times per team.
    Check,
    /// Bring the database's schema up to date.
    Migrate,
    /// One team's week, in the same numbers every other rendering shows.
    Scorecard {
        /// The team's name.
        #[arg(long)]
        team: String,
        /// The week, like 2026-W47; the last complete one if left out.
        #[arg(long)]
        week: Option<String>,
        /// How to show it.
        #[arg(long, value_enum, default_value_t = ScorecardFormat::Text)]
        format: ScorecardFormat,
        /// Write here instead of to standard output.
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// The complete weeks before a day beside those after it: did that change help?
    Compare {
        /// The team's name.
        #[arg(long)]
        team: String,
        /// The day, like 2026-06-03; its own week is left out.
        #[arg(long)]
        date: String,
        /// How to show it.
        #[arg(long, value_enum, default_value_t = CompareFormat::Text)]
        format: CompareFormat,
    },
    /// Why a ticket was or was not asked about.
    Why {
        /// The number people use, or the source's id.
        #[arg(allow_hyphen_values = true)]
        ticket: String,
        /// Only tickets of this source.
        #[arg(long)]
        source: Option<String>,
        /// Make a link to the question about its newest close, to be handed to the customer; earlier ones stop working.
        #[arg(long)]
        link: bool,
    },
    /// Credit a close to another agent of its team; who, when and why is kept, and the next scorecard says so.
    Credit {
        /// The number people use, or the source's id.
        #[arg(allow_hyphen_values = true)]
        ticket: String,
        /// Who is to be credited: `slack:ID`, `discord:ID` or an e-mail address, as configuration lists them.
        #[arg(long)]
        agent: String,
        /// Why it is moved.
        #[arg(long)]
        reason: String,
        /// Only tickets of this source.
        #[arg(long)]
        source: Option<String>,
    },
    /// Count every answer and compare with the counts that scorecards read; mend them if they differ.
    Recount {
        /// Only compare: exit code 1 if they differ.
        #[arg(long)]
        check: bool,
    },
    /// How everything stands: connections, queue, dead letters, missed scorecards, the last backup.
    Status {
        /// For machines.
        #[arg(long)]
        json: bool,
    },
    /// Talk to the database, Slack and Discord: tokens, scopes, channels, clock. Says how to mend each. Changes nothing.
    Doctor,
    /// Copy the SQLite database into a new file while it is in use. PostgreSQL: says what to run.
    Backup {
        /// Must not exist.
        file: PathBuf,
    },
    /// What was set aside after failing: list it, try it again, or give it up.
    Dead {
        /// What to do.
        #[command(subcommand)]
        act: status::Dead,
    },
    /// Receivers of outgoing webhooks.
    Webhook {
        /// What to do.
        #[command(subcommand)]
        act: status::Webhook,
    },
    /// Erase a person everywhere in the database; their scores stay, without a name. Again, it finds nothing.
    Forget {
        /// `slack:ID`, `discord:ID` or an e-mail address; all their other names go with it.
        person: String,
    },
    /// Add tickets and answers from elsewhere: all of the file or nothing. Errors name the row.
    Import {
        /// CSV with any of the columns that `export` writes; `ticket_id` and `closed_at` must be there.
        file: PathBuf,
        /// The tool it comes from; told from its header, if left out.
        #[arg(long, value_enum)]
        from: Option<import::Origin>,
        /// Whose answers another tool's are, if there are several teams.
        #[arg(long)]
        team: Option<String>,
        /// What another tool asked, if its file does not say: `nps11`, `csat5`, `ces_5_agree`.
        #[arg(long)]
        instrument: Option<String>,
    },
    /// Write the ledger as CSV or JSON lines.
    Export {
        /// A row per close and instrument, or a row per answer.
        #[arg(value_enum)]
        what: ExportKind,
        /// File format.
        #[arg(long, value_enum, default_value_t = ExportFormat::Csv)]
        format: ExportFormat,
        /// From this day or instant on.
        #[arg(long, value_name = "D")]
        from: Option<String>,
        /// Up to, not including, this day or instant.
        #[arg(long, value_name = "D")]
        to: Option<String>,
    },
    /// Prove it on this machine: the program's own processes, killed at random on a simulated Slack and Discord that
    /// misbehave, and an oracle at the end. Exit code 1 if anything was lost or doubled.
    Torture {
        /// What happens when is drawn from this number.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// How long the storms last together; the calms between them come on top.
        #[arg(long, default_value_t = 1.0)]
        minutes: f64,
        /// An empty PostgreSQL database of its own; a SQLite file if left out.
        #[arg(long, value_name = "URL")]
        database: Option<String>,
        /// How many processes serve it; more than one needs PostgreSQL.
        #[arg(long, default_value_t = 1)]
        processes: usize,
    },
    /// Every message customers read, in every language, as each platform shows it; a team's own words included.
    Preview(preview::Preview),
    /// What one saved webhook would do: prints the event as JSON, or why it is refused.
    Hook {
        /// A configured source.
        source: String,
        /// File with the raw body.
        #[arg(long, value_name = "FILE")]
        body: PathBuf,
        /// A header of the request.
        #[arg(long = "header", value_name = "K: V")]
        headers: Vec<String>,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ScorecardFormat {
    Text,
    Json,
    Png,
    Html,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum CompareFormat {
    Text,
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ExportKind {
    Tickets,
    Answers,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ExportFormat {
    Csv,
    Jsonl,
}

/// Why a command did not do its work.
#[derive(Debug)]
pub enum Failure {
    /// It was tried and failed.
    Failed(String),
    /// Wrong usage or configuration.
    Usage(String),
    /// Refused: locked, damaged, or a schema newer than the binary.
    Refused(String),
}

impl Failure {
    /// 1, 2 or 3.
    pub fn exit_code(&self) -> u8 {
        match self {
            Failure::Failed(_) => 1,
            Failure::Usage(_) => 2,
            Failure::Refused(_) => 3,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Failed(text) | Failure::Usage(text) | Failure::Refused(text) => f.write_str(text),
        }
    }
}

impl From<OpenError> for Failure {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::Locked { .. } | OpenError::Newer { .. } | OpenError::Damaged { .. } => {
                Failure::Refused(error.to_string())
            }
            OpenError::Failed(_) => Failure::Failed(error.to_string()),
        }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Failure::Failed(error.to_string())
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Failure::Failed(error.to_string())
    }
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        match error.downcast::<OpenError>() {
            Ok(open) => open.into(),
            Err(error) => Failure::Failed(format!("{error:#}")),
        }
    }
}

impl Cli {
    /// Runs the command.
    pub async fn run(self) -> Result<(), Failure> {
        let settings = || Settings::load(self.config.as_deref(), &environment());
        let settings = || settings().map_err(|e| Failure::Usage(e.to_string()));
        match self.command {
            Command::Demo { port } => crate::sandbox::demo::run(port).await.map_err(Failure::from),
            Command::Serve => serve::serve(settings()?).await,
            Command::Check => report::check(&settings()?),
            Command::Migrate => serve::migrate(settings()?).await,
            Command::Scorecard { team, week, format, out } => {
                report::scorecard(settings()?, &team, week.as_deref(), format, out.as_deref()).await
            }
            Command::Compare { team, date, format } => compare::compare(settings()?, &team, &date, format).await,
            Command::Why { ticket, source, link: true } => link::link(settings()?, &ticket, source.as_deref()).await,
            Command::Why { ticket, source, link: false } => report::why(settings()?, &ticket, source.as_deref()).await,
            Command::Recount { check } => recount::recount(settings()?, check).await,
            Command::Credit { ticket, agent, reason, source } => {
                credit::credit(settings()?, &ticket, source.as_deref(), &agent, &reason).await
            }
            Command::Status { json } => status::status(settings()?, json).await,
            Command::Doctor => doctor::doctor(settings()?).await,
            Command::Backup { file } => backup::backup(settings()?, &file).await,
            Command::Dead { act } => status::dead(settings()?, act).await,
            Command::Webhook { act } => status::webhook(settings()?, act).await,
            Command::Forget { person } => forget::forget(settings()?, &person).await,
            Command::Import { file, from, team, instrument } => {
                import::import(settings()?, &file, &import::How { from, team, instrument }).await
            }
            Command::Export { what, format, from, to } => {
                export::export(settings()?, what, format, from.as_deref(), to.as_deref()).await
            }
            Command::Torture { seed, minutes, database, processes } => {
                torture::torture(seed, minutes, database, processes).await
            }
            // Our own words can be read before anything is configured.
            Command::Preview(what) if self.config.is_none() => preview::preview(settings().ok().as_ref(), what),
            Command::Preview(what) => preview::preview(Some(&settings()?), what),
            Command::Hook { source, body, headers } => hook::hook(&settings()?, &source, &body, &headers),
        }
    }
}

fn environment() -> BTreeMap<String, String> {
    std::env::vars_os().filter_map(|(k, v)| Some((k.into_string().ok()?, v.into_string().ok()?))).collect()
}

/// Opens the configured database to change a little, beside a process that may be serving it.
async fn open_beside(settings: &Settings) -> Result<Store, Failure> {
    Ok(Store::open_beside(settings.database_url.expose_secret()).await?)
}

/// Opens the configured database for a command that only reads, beside a process that may be serving it.
async fn open(settings: &Settings) -> Result<Store, Failure> {
    Ok(Store::open_to_read(settings.database_url.expose_secret()).await?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_readme_lists_every_command() {
        let readme = include_str!("../../README.md");
        for command in Cli::command().get_subcommands() {
            let (alone, followed) = (format!("`{}`", command.get_name()), format!("`{} ", command.get_name()));
            let listed =
                |line: &str| line.starts_with("| `") && [&alone, &followed].iter().any(|name| line.contains(*name));
            assert!(readme.lines().any(listed), "{}", command.get_name());
        }
    }
}
