//! The baseline: what this disk gives to bare one-row durable commits, with the driver and settings the product uses.
//!
//! Knows SQLite with a write-ahead log and `synchronous=FULL`, one connection, autocommit. Refuses to know the product.

use std::path::Path;
use std::time::Duration;

use sea_orm::sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sea_orm::sqlx::{self, ConnectOptions};
use tokio::time::Instant;

/// A row about as large as an answer.
const ROW: &str = "01jd8k2m4n6p8q0r2s4t6v8w0x|ces7|6|slack:T0SANDBOX1/U0CUSTOMER";

/// A database with one table, on the disk under test. Cheap to clone.
#[derive(Clone)]
pub struct Disk {
    pool: SqlitePool,
}

impl Disk {
    /// Creates the file.
    pub async fn new(file: &Path) -> anyhow::Result<Self> {
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .disable_statement_logging();
        let pool = SqlitePoolOptions::new()
            .max_connections(1)
            .idle_timeout(None)
            .max_lifetime(None)
            .test_before_acquire(false)
            .acquire_timeout(Duration::from_secs(60))
            .connect_with(options)
            .await?;
        sqlx::query("CREATE TABLE bare (id INTEGER PRIMARY KEY, body TEXT NOT NULL)").execute(&pool).await?;
        Ok(Self { pool })
    }

    /// One row, durable when this returns.
    pub async fn commit_one(&self) -> anyhow::Result<()> {
        sqlx::query("INSERT INTO bare (body) VALUES (?)").bind(ROW).execute(&self.pool).await?;
        Ok(())
    }

    /// Commits one after the other for this long; returns how many a second.
    pub async fn commits_per_second(&self, lasting: Duration) -> anyhow::Result<f64> {
        let (start, mut done) = (Instant::now(), 0_u32);
        while start.elapsed() < lasting {
            self.commit_one().await?;
            done += 1;
        }
        Ok(f64::from(done) / start.elapsed().as_secs_f64())
    }

    /// Closes the file.
    pub async fn close(self) {
        self.pool.close().await;
    }
}
