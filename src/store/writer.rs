//! One long unit of work on SQLite, with the writer's connection to itself.
//!
//! Knows the shortest way for many values into a statement: sea-orm copies every value once more before it binds it, which a
//! profile of an import showed as a fifth of its processor time. Refuses to know any table, and to write beside anybody:
//! whoever holds it holds the pen.

use std::sync::atomic::{AtomicBool, Ordering};

use async_trait::async_trait;
use sea_orm::sqlx::sqlite::{Sqlite, SqliteArguments};
use sea_orm::sqlx::{self, Arguments, AssertSqlSafe, Transaction};
use sea_orm::{ConnectionTrait, DbBackend, DbErr, ExecResult, QueryResult, RuntimeErr, Statement, Value};
use tokio::sync::Mutex;

use super::pen::Held;
use super::{Result, StoreError};

/// The writer's transaction. Dropped without [`Writer::commit`], it leaves nothing behind.
pub(super) struct Writer {
    // Dropped first: it is rolled back before the pen goes round.
    transaction: Mutex<Transaction<'static, Sqlite>>,
    held: Held,
    /// A statement failed. As on PostgreSQL, nothing more is done.
    failed: AtomicBool,
}

impl Writer {
    pub(super) fn new(transaction: Transaction<'static, Sqlite>, held: Held) -> Self {
        Self { transaction: Mutex::new(transaction), held, failed: AtomicBool::new(false) }
    }

    /// Makes everything durable. To be called in a task: once begun, it is to be finished.
    pub(super) async fn commit(self) -> Result<()> {
        if self.failed.load(Ordering::Relaxed) {
            return Err(StoreError::Database("a unit of work that failed was to be committed".into()));
        }
        let done = self.transaction.into_inner().commit().await.map_err(failure).map_err(StoreError::from);
        if let Err(error) = &done {
            self.held.doubt(error);
        }
        done
    }

    /// Runs a statement with values that are bound as they are.
    pub(super) async fn run(&self, sql: &str, bound: SqliteArguments) -> std::result::Result<ExecResult, DbErr> {
        self.refuse_failed()?;
        let mut transaction = self.transaction.lock().await;
        let done = sqlx::query_with(AssertSqlSafe(sql), bound).execute(&mut **transaction).await;
        self.noting(done.map(ExecResult::from).map_err(failure))
    }

    fn refuse_failed(&self) -> std::result::Result<(), DbErr> {
        match self.failed.load(Ordering::Relaxed) {
            true => Err(DbErr::Custom("the unit of work has failed already".into())),
            false => Ok(()),
        }
    }

    fn noting<T>(&self, result: std::result::Result<T, DbErr>) -> std::result::Result<T, DbErr> {
        if result.is_err() {
            self.failed.store(true, Ordering::Relaxed);
        }
        result
    }

    async fn rows(&self, statement: Statement) -> std::result::Result<Vec<QueryResult>, DbErr> {
        self.refuse_failed()?;
        let (sql, bound) = (statement.sql, arguments(statement.values.map(|values| values.0))?);
        let mut transaction = self.transaction.lock().await;
        let found = sqlx::query_with(AssertSqlSafe(sql), bound).fetch_all(&mut **transaction).await;
        let found = self.noting(found.map_err(|e| DbErr::Query(RuntimeErr::SqlxError(e.into()))))?;
        Ok(found.into_iter().map(QueryResult::from).collect())
    }
}

/// As sea-orm would tell it.
pub(super) fn failure(error: sqlx::Error) -> DbErr {
    DbErr::Exec(RuntimeErr::SqlxError(error.into()))
}

/// The kinds of values that are bound here; any other is an error and never another value.
fn arguments(values: Option<Vec<Value>>) -> std::result::Result<SqliteArguments, DbErr> {
    let mut bound = SqliteArguments::default();
    for value in values.unwrap_or_default() {
        match value {
            Value::Bool(value) => bound.add(value),
            Value::Int(value) => bound.add(value),
            Value::BigInt(value) => bound.add(value),
            Value::String(value) => bound.add(value),
            _ => Err("a kind of value that is not bound here".into()),
        }
        .map_err(|_| DbErr::Custom("a value cannot be bound".into()))?;
    }
    Ok(bound)
}

#[async_trait]
impl ConnectionTrait for Writer {
    fn get_database_backend(&self) -> DbBackend {
        DbBackend::Sqlite
    }

    async fn execute_raw(&self, statement: Statement) -> std::result::Result<ExecResult, DbErr> {
        let bound = arguments(statement.values.map(|values| values.0))?;
        self.run(&statement.sql, bound).await
    }

    async fn execute_unprepared(&self, sql: &str) -> std::result::Result<ExecResult, DbErr> {
        self.run(sql, SqliteArguments::default()).await
    }

    async fn query_one_raw(&self, statement: Statement) -> std::result::Result<Option<QueryResult>, DbErr> {
        Ok(self.rows(statement).await?.into_iter().next())
    }

    async fn query_all_raw(&self, statement: Statement) -> std::result::Result<Vec<QueryResult>, DbErr> {
        self.rows(statement).await
    }
}
