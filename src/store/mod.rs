//! What we remember. With `migrations/`, the only place that knows sea-orm.
//!
//! Knows rows, transactions, leases and fences on SQLite and PostgreSQL. Refuses to decide anything: it stores what
//! `domain` decided and hands back what was stored. Lookups return `Option`; a corrupt row is an error, never a
//! half-valid value. `now` is always an argument.
//!
//! Every write goes through a [`Tx`]; a job commits with the fact that caused it. On SQLite there is one writer
//! connection, and units that arrive together are made durable together (`pen`); each group begins with `BEGIN
//! IMMEDIATE`, so no reader is ever upgraded to a writer halfway (RELIABILITY Q1). On PostgreSQL units run side by side
//! at *read committed*: whatever must happen once is one statement that compares and swaps, or a unique key. `sql` runs
//! statements, `rows` holds the entities, the other files each hold one idea.

mod agents;
mod announce;
mod api;
mod backup;
mod browse;
mod bulk;
mod cases;
mod compare;
mod credits;
mod crowds;
mod erase;
mod event_text;
mod hearsay;
mod hours;
mod import;
mod inbox;
mod jobs;
mod ledger;
mod linking;
mod names;
mod off;
mod online;
mod open;
mod outages;
mod past;
mod paused;
mod pen;
mod people;
mod promises;
mod roster;
mod rows;
mod runs;
mod score_groups;
mod scores;
mod series;
mod sign_in;
mod sql;
mod status;
mod stories;
mod survey_row;
mod surveys;
mod tickets;
mod unread;
mod work;

#[path = "../../migrations/mod.rs"]
mod migrations;

pub use agents::{AgentNote, AgentScope};
pub use announce::WebhookOff;
pub use api::{AnswerRow, CaseRow, CloseRow, Slice};
pub use browse::{CloseLine, Covered, LARGEST_PAGE, Wanted};
pub use cases::{CaseStep, CasesWanted};

pub use credits::{CreditMove, Mover};
pub use hours::Recount;
pub use jobs::Lease;
pub use off::TeamOff;
pub use past::Past;
pub use paused::Paused;
pub use promises::Promiser;
pub use sign_in::Visitor;
pub use unread::Unread;

use std::sync::Arc;

pub use backup::BackupError;
pub use import::{Ids, Import};

use sea_orm::{
    AccessMode, DatabaseConnection, DatabaseTransaction, IsolationLevel, SqliteTransactionMode, TransactionOptions,
};

use crate::domain::Timestamp;
use crate::domain::calendar::Week;
use crate::domain::case::Case;
use crate::domain::ids::*;
use crate::domain::instrument::Instrument;
use crate::domain::privacy::Privacy;
use crate::domain::survey::{Answer, Survey};
use crate::domain::ticket::TicketEvent;
use pen::{Company, Pen};
use work::Work;

/// Why something could not be stored or read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// Somebody else changed the row first; load again and decide again.
    #[error("changed by somebody else meanwhile")]
    Stale,
    /// The database called the unit off to let another one through (serialization failure, deadlock); begin it again.
    #[error("called off by the database in favour of another unit")]
    CalledOff,
    /// A stored row does not parse.
    #[error("corrupt row in {table}: {problem}")]
    Corrupt {
        /// Which table.
        table: &'static str,
        /// What is wrong, without personal data.
        problem: String,
    },
    /// The database failed.
    #[error("database: {0}")]
    Database(String),
}

/// What an operator would have to look at after a [`StoreError`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// No room.
    DiskFull,
    /// It refuses to be written.
    ReadOnly,
    /// Somebody else holds it.
    Busy,
    /// Anything else.
    Other,
}

impl StoreError {
    /// Read from the code that `sql::describe` puts last: SQLite's number or PostgreSQL's SQLSTATE.
    pub fn cause(&self) -> Cause {
        let StoreError::Database(told) = self else { return Cause::Other };
        let code = told.rsplit_once('(').and_then(|(_, code)| code.strip_suffix(')')).unwrap_or_default();
        match code {
            "13" | "53100" => Cause::DiskFull,
            "25006" => Cause::ReadOnly,
            "5" | "517" | "55P03" => Cause::Busy,
            // SQLite's extended codes keep the plain one in the low byte.
            _ if code.len() < 5 && code.parse::<u32>().is_ok_and(|c| c & 0xFF == 8) => Cause::ReadOnly,
            _ => Cause::Other,
        }
    }
}

/// Why the database could not be opened. Exit code 3 for `Locked` and `Newer`.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Another process has the SQLite file.
    #[error(
        "{file} is in use by process {pid}; stop it first, or use PostgreSQL for several processes (lock file {lock})"
    )]
    Locked {
        /// Database file.
        file: String,
        /// The holder's process id as written in the lock file.
        pid: String,
        /// Lock file.
        lock: String,
    },
    /// The schema is newer than this binary.
    #[error(
        "the database has schema {found}, this binary knows up to {known}; run the newer binary, or restore the backup made before the upgrade"
    )]
    Newer {
        /// Newest applied migration.
        found: String,
        /// Newest known migration.
        known: String,
    },
    /// The SQLite file is damaged.
    #[error(
        "{file} is damaged ({found}); nothing was changed. Restore the last backup in its place, or copy what can be read with `sqlite3 {file} .recover`"
    )]
    Damaged {
        /// Database file.
        file: String,
        /// The first thing SQLite's check found.
        found: String,
    },
    /// Anything else: bad URL, no permission, server down. Holds a sentence that names the path or host, never a password.
    #[error("{0}")]
    Failed(String),
}

/// The database. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    backend: Backend,
    /// SQLite: one connection. PostgreSQL: the pool.
    writer: DatabaseConnection,
    /// SQLite: connections that cannot write. PostgreSQL: the same pool.
    reader: DatabaseConnection,
    /// SQLite: whose turn it is to write. `None` where units run side by side, and in a store opened to read.
    pen: Option<Pen>,
    /// SQLite's single-process lock; released by the last clone, or by [`Store::close`].
    lock: Option<Arc<open::Lock>>,
}

/// One unit of work on the writer. Dropped without [`Tx::commit`], it leaves nothing behind. After an error it can only
/// be dropped, on both databases.
///
/// What a unit reads may be a neighbour's work that is not durable yet. Before anyone is told what was read, the unit is
/// committed, even if it changed nothing: only then does what it saw exist.
pub struct Tx {
    inner: Work,
}

/// Which database it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backend {
    /// One file, one process.
    Sqlite,
    /// Any number of processes.
    Postgres,
}

/// Something that arrived from outside, before it is acted on.
#[derive(Debug, Clone, PartialEq)]
pub struct Received {
    /// The event, already parsed and cleaned.
    pub event: TicketEvent,
    /// When.
    pub at: Timestamp,
}

/// A person, as far as asking is concerned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Who.
    pub id: PersonId,
    /// When they told us to stop.
    pub opted_out_at: Option<Timestamp>,
    /// When they were last asked, and by which survey.
    pub last_asked: Option<(Timestamp, SurveyId)>,
    /// Every identity that leads to them.
    pub identities: Vec<Identity>,
    /// Time zone learnt from a platform.
    pub zone: Option<String>,
    /// Where sending failed for good before, why, and when.
    pub unreachable: Vec<(Platform, String, Timestamp)>,
    /// Locale learnt from a platform: `de-CH`.
    pub locale: Option<String>,
}

/// What recording a close found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recorded {
    /// A new close, the `seq`-th of the ticket.
    New {
        /// The ticket.
        ticket: TicketId,
        /// Which close, from 1.
        seq: u32,
    },
    /// The ticket was closed already and not reopened since: not a second close.
    Known {
        /// The ticket.
        ticket: TicketId,
    },
}

/// A ticket as stored.
#[derive(Debug, Clone, PartialEq)]
pub struct TicketRow {
    /// Ours.
    pub id: TicketId,
    /// Everything the source said; `occurred_at` is the last close.
    pub event: TicketEvent,
}

/// A scorecard run: one (team, week, channel).
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// Row id.
    pub id: i64,
    /// Whose.
    pub team: TeamName,
    /// Which week.
    pub week: Week,
    /// Where.
    pub channel: Channel,
    /// When it was due.
    pub due_at: Timestamp,
    /// `pending`, `posted` or `missed`.
    pub state: RunState,
    /// The numbers, frozen at first render, as `present::json` wrote them; a retry repeats the same text.
    pub frozen: Option<String>,
    /// The posted message.
    pub message: Option<MessageRef>,
    /// It was posted (or first tried) later than planned.
    pub late: bool,
}

/// Where a run stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunState {
    /// Due, not posted yet.
    Pending,
    /// Visible.
    Posted,
    /// Too late to post unasked.
    Missed,
}

/// One survey with all that `why` tells about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Story {
    /// Source and key as people write them.
    pub source: String,
    /// Human key or id.
    pub ticket: String,
    /// Subject.
    pub subject: Option<String>,
    /// The survey.
    pub survey: Survey,
    /// Its answers.
    pub answers: Vec<Answer>,
    /// Its newest case, if a low score ever opened one.
    pub case: Option<Case>,
    /// How its credit was moved, oldest first.
    pub moves: Vec<CreditMove>,
    /// Its jobs: kind, state, due, attempts, last error.
    pub jobs: Vec<JobLine>,
}

/// A job as `why` shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobLine {
    /// Kind word.
    pub kind: String,
    /// State word.
    pub state: String,
    /// Due.
    pub due_at: Timestamp,
    /// Attempts so far.
    pub attempts: u32,
    /// Last error code.
    pub error: Option<String>,
}

/// One line of the ledger for export and import: a close, with at most one answer.
#[derive(Debug, Clone, PartialEq)]
pub struct LedgerLine {
    /// Source name.
    pub source: String,
    /// Source's ticket id.
    pub ticket_id: String,
    /// Subject.
    pub subject: Option<String>,
    /// Team.
    pub team: TeamName,
    /// Credited agent.
    pub agent: Option<String>,
    /// Customer, as one identity's text: as the source called them, however many accounts are theirs.
    pub customer: Option<String>,
    /// Who that is: linked accounts are one person. No column; an export counts people by it, an import finds out.
    pub person: Option<PersonId>,
    /// Channel word.
    pub channel: Option<String>,
    /// Journey stage.
    pub touchpoint: Option<String>,
    /// Segment.
    pub segment: Option<String>,
    /// Labels.
    pub tags: Vec<String>,
    /// Opened.
    pub opened_at: Option<Timestamp>,
    /// Closed.
    pub closed_at: Timestamp,
    /// State word.
    pub state: String,
    /// Reason word of skipped, undeliverable, cancelled.
    pub reason: Option<String>,
    /// Delivered.
    pub asked_at: Option<Timestamp>,
    /// The instrument asked, if any was.
    pub instrument: Option<&'static Instrument>,
    /// The answer on it, if any.
    pub answer: Option<Answer>,
    /// The customer was unhappy, was contacted, and made the answer a favourable one. Told by an export; an import, which
    /// brings no cases, leaves it out.
    pub recovered: bool,
    /// What the customer was promised about the answer. An export honours it; it is no column.
    pub privacy: Privacy,
}

/// Which ledger an export walks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LedgerKind {
    /// A row per close and instrument asked, unsurveyed closes too. Ranged by close time.
    Tickets,
    /// A row per answer. Ranged by first answer time.
    Answers,
}

type Result<T> = std::result::Result<T, StoreError>;

impl Store {
    /// Which database this is.
    pub fn backend(&self) -> Backend {
        self.backend
    }

    /// A unit of work: on SQLite one of a group on the one writer, on PostgreSQL a transaction.
    pub async fn begin(&self) -> Result<Tx> {
        self.begin_in(Company::Shared).await
    }

    /// A unit of work that takes long: nobody else's answer waits until it is durable, only until it is written.
    pub async fn begin_alone(&self) -> Result<Tx> {
        self.begin_in(Company::Alone).await
    }

    async fn begin_in(&self, company: Company) -> Result<Tx> {
        let inner = match &self.pen {
            Some(pen) => Work::Grouped(pen.take(company).await?),
            None => {
                // Beside a process that serves, what is read before writing must not be out of date by then.
                let immediate = (self.backend == Backend::Sqlite).then_some(SqliteTransactionMode::Immediate);
                let options =
                    TransactionOptions { sqlite_transaction_mode: immediate, ..TransactionOptions::default() };
                Work::Apart(work::begin(&self.writer, options).await?)
            }
        };
        Ok(Tx { inner })
    }

    /// One unchanging view for several reads.
    async fn snapshot(&self) -> Result<DatabaseTransaction> {
        let options = match self.backend {
            Backend::Sqlite => TransactionOptions {
                sqlite_transaction_mode: Some(SqliteTransactionMode::Deferred),
                ..TransactionOptions::default()
            },
            Backend::Postgres => TransactionOptions {
                isolation_level: Some(IsolationLevel::RepeatableRead),
                access_mode: Some(AccessMode::ReadOnly),
                ..TransactionOptions::default()
            },
        };
        work::begin(&self.reader, options).await
    }

    /// Proves that the database can be read and written, for `/readyz`.
    pub async fn ping(&self) -> Result<()> {
        let tx = self.begin().await?;
        // Another value each time: SQLite does not write a row that stays as it is, and a full disk would go unnoticed.
        let sql = "INSERT INTO meta (key, value) VALUES ('ping', '1')
                   ON CONFLICT (key) DO UPDATE SET value = CAST(CAST(meta.value AS BIGINT) + 1 AS TEXT)";
        sql::execute(&tx.inner, sql, vec![]).await?;
        tx.commit().await?;
        let read: Option<String> =
            sql::value(&self.reader, "SELECT value FROM meta WHERE key = 'ping'", vec![]).await?;
        read.map(drop).ok_or_else(|| StoreError::Database("what was written cannot be read".into()))
    }

    /// When this database was first migrated.
    pub async fn installed_at(&self) -> Result<Option<Timestamp>> {
        let sql = "SELECT value FROM meta WHERE key = 'installed_at'";
        let text: Option<String> = sql::value(&self.reader, sql, vec![]).await?;
        text.map(|t| {
            let ms = t.parse().map_err(|_| sql::corrupt("meta", "installed_at is not a number"))?;
            sql::instant("meta", ms)
        })
        .transpose()
    }

    /// Closes all connections and releases the lock.
    pub async fn close(self) {
        for pool in [&self.reader, &self.writer] {
            if let Err(error) = pool.close_by_ref().await {
                tracing::warn!(problem = %StoreError::from(error), "the database did not close cleanly");
            }
        }
        if let Some(lock) = &self.lock {
            lock.release();
        }
    }
}

impl Tx {
    /// Makes everything durable.
    pub async fn commit(self) -> Result<()> {
        self.inner.commit().await
    }

    /// Sets `installed_at` if it is not set.
    pub async fn note_installed(&self, now: Timestamp) -> Result<()> {
        let sql = "INSERT INTO meta (key, value) VALUES ('installed_at', $1) ON CONFLICT (key) DO NOTHING";
        sql::execute(&self.inner, sql, sql::values![sql::ms(now).to_string()]).await?;
        Ok(())
    }
}
