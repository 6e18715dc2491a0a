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
mod closes;
mod compare;
mod credited;
mod credits;
mod crowds;
mod editions;
mod erase;
mod error;
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
mod promised;
mod promises;
mod remarks;
mod repeats;
mod roster;
mod rows;
mod runs;
mod score_groups;
mod scores;
mod shapes;
mod sign_in;
mod spans;
mod sql;
mod status;
mod stories;
mod survey_row;
mod surveys;
mod tickets;
mod unread;
mod work;
mod writer;

#[path = "../../migrations/mod.rs"]
mod migrations;

pub use agents::{AgentNote, AgentScope};
pub use announce::WebhookOff;
pub use api::{AnswerRow, CaseRow, CloseRow, Slice};
pub use browse::{CloseLine, Covered, LARGEST_PAGE, Wanted};
pub use cases::{CaseStep, CasesWanted};

pub use credits::{CreditMove, Mover};
pub use error::{Cause, OpenError, StoreError};
pub use hours::Recount;
pub use jobs::Lease;
pub use off::TeamOff;
pub use past::Past;
pub use paused::Paused;
pub use promises::Promiser;
pub use scores::{Counted, WeekRead};
pub use shapes::{JobLine, LedgerKind, LedgerLine, Person, Received, Recorded, Run, RunState, Story, TicketRow};
pub use sign_in::Visitor;
pub use unread::Unread;

use std::sync::Arc;

pub use backup::BackupError;
pub use import::{Ids, Import};

use sea_orm::{
    AccessMode, DatabaseConnection, DatabaseTransaction, IsolationLevel, SqliteTransactionMode, TransactionOptions,
};

use crate::domain::Timestamp;
use pen::{Company, Pen};
use work::Work;

/// The database. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    backend: Backend,
    /// SQLite: one connection. PostgreSQL: the pool.
    writer: DatabaseConnection,
    /// SQLite: connections that cannot write. PostgreSQL: the same pool.
    reader: DatabaseConnection,
    /// SQLite: connections that cannot write either, for scorecards. PostgreSQL: the same pool.
    counter: DatabaseConnection,
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

type Result<T> = std::result::Result<T, StoreError>;

/// Answers to which something was added, exactly as the partial index says it.
const REMARKED: &str = "(comment IS NOT NULL OR reasons IS NOT NULL)";

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

    /// The same with the shortest way for many rows.
    async fn begin_bare(&self) -> Result<Tx> {
        match &self.pen {
            Some(pen) => Ok(Tx { inner: Work::Bare(pen.take_bare().await?) }),
            None => self.begin_alone().await,
        }
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
        self.view_on(&self.reader).await
    }

    /// The same for a scorecard, which reads more than others do, and again and again.
    async fn snapshot_to_count(&self) -> Result<DatabaseTransaction> {
        self.view_on(&self.counter).await
    }

    async fn view_on(&self, pool: &DatabaseConnection) -> Result<DatabaseTransaction> {
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
        work::begin(pool, options).await
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
        for pool in [&self.counter, &self.reader, &self.writer] {
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
