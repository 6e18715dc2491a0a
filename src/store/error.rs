//! Why something could not be stored, read or opened.
//!
//! Knows what an operator would have to look at. Refuses to hold anybody's words: a failure is told by code and constraint.

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
