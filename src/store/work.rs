//! One unit of work, on either database.
//!
//! Knows that SQLite's units share one writer ([`super::pen`]) and PostgreSQL's run side by side, each in a transaction
//! and on a connection of its own. Refuses to know any table.

use async_trait::async_trait;
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, ExecResult, QueryResult, Statement,
    TransactionOptions, TransactionTrait,
};

use super::pen::Unit;
use super::writer::Writer;
use super::{Result, StoreError};

/// Where a unit's statements run.
pub(super) enum Work {
    /// In a transaction of its own.
    Apart(DatabaseTransaction),
    /// In a group's transaction.
    Grouped(Unit),
    /// On SQLite, in a long transaction of its own.
    Bare(Writer),
}

impl Work {
    /// Makes everything durable.
    pub(super) async fn commit(self) -> Result<()> {
        match self {
            // Detached: a commit once begun is finished, even if whoever waits for it is dropped (RELIABILITY Q3, Q4).
            Work::Apart(transaction) => detached(async move { transaction.commit().await }).await,
            Work::Grouped(unit) => unit.commit().await,
            Work::Bare(writer) => match tokio::spawn(writer.commit()).await {
                Ok(done) => done,
                Err(_) => Err(StoreError::Database("stopped while working".into())),
            },
        }
    }

    /// The transaction itself, for what needs more than statements.
    pub(super) fn transaction(&self) -> std::result::Result<&DatabaseTransaction, DbErr> {
        match self {
            Work::Apart(transaction) => Ok(transaction),
            Work::Grouped(unit) => unit.transaction(),
            Work::Bare(_) => Err(DbErr::Custom("a long unit of work is for statements only".into())),
        }
    }
}

/// Begins in a task of its own. sqlx 0.9.0 leaves a PostgreSQL connection inside an open transaction when `BEGIN` is
/// cancelled (RELIABILITY Q3); a task is not cancelled when its waiter is, and the transaction nobody takes is rolled back.
pub(super) async fn begin(pool: &DatabaseConnection, options: TransactionOptions) -> Result<DatabaseTransaction> {
    let pool = pool.clone();
    detached(async move { pool.begin_with_options(options).await }).await
}

async fn detached<T: Send + 'static>(
    work: impl Future<Output = std::result::Result<T, DbErr>> + Send + 'static,
) -> Result<T> {
    match tokio::spawn(work).await {
        Ok(done) => Ok(done?),
        Err(_) => Err(StoreError::Database("stopped while working".into())),
    }
}

#[async_trait]
impl ConnectionTrait for Work {
    fn get_database_backend(&self) -> DbBackend {
        match self {
            Work::Apart(transaction) => transaction.get_database_backend(),
            Work::Grouped(unit) => unit.get_database_backend(),
            Work::Bare(writer) => writer.get_database_backend(),
        }
    }

    async fn execute_raw(&self, statement: Statement) -> std::result::Result<ExecResult, DbErr> {
        match self {
            Work::Apart(transaction) => transaction.execute_raw(statement).await,
            Work::Grouped(unit) => unit.execute_raw(statement).await,
            Work::Bare(writer) => writer.execute_raw(statement).await,
        }
    }

    async fn execute_unprepared(&self, sql: &str) -> std::result::Result<ExecResult, DbErr> {
        match self {
            Work::Apart(transaction) => transaction.execute_unprepared(sql).await,
            Work::Grouped(unit) => unit.execute_unprepared(sql).await,
            Work::Bare(writer) => writer.execute_unprepared(sql).await,
        }
    }

    async fn query_one_raw(&self, statement: Statement) -> std::result::Result<Option<QueryResult>, DbErr> {
        match self {
            Work::Apart(transaction) => transaction.query_one_raw(statement).await,
            Work::Grouped(unit) => unit.query_one_raw(statement).await,
            Work::Bare(writer) => writer.query_one_raw(statement).await,
        }
    }

    async fn query_all_raw(&self, statement: Statement) -> std::result::Result<Vec<QueryResult>, DbErr> {
        match self {
            Work::Apart(transaction) => transaction.query_all_raw(statement).await,
            Work::Grouped(unit) => unit.query_all_raw(statement).await,
            Work::Bare(writer) => writer.query_all_raw(statement).await,
        }
    }
}
