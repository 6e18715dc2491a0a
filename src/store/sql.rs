//! Running one statement.
//!
//! Knows that `$1` is a placeholder on both databases and how a failure is told without telling anyone's words.
//! Refuses to know any table.

use sea_orm::sqlx;
use sea_orm::{ConnectionTrait, DbBackend, DbErr, QueryResult, RuntimeErr, Statement, TryGetable, Value};
use serde::de::DeserializeOwned;

use super::{Result, StoreError};
use crate::domain::Timestamp;
use crate::domain::ids::Platform;

/// The bound values of a statement, in order.
macro_rules! values {
    ($($value:expr),* $(,)?) => { vec![$(sea_orm::Value::from($value)),*] };
}
pub(super) use values;

pub(super) fn statement(db: &impl ConnectionTrait, sql: impl Into<String>, values: Vec<Value>) -> Statement {
    Statement::from_sql_and_values(db.get_database_backend(), sql, values)
}

/// Runs a statement; returns the rows it touched.
pub(super) async fn execute(db: &impl ConnectionTrait, sql: impl Into<String>, values: Vec<Value>) -> Result<u64> {
    Ok(db.execute_raw(statement(db, sql, values)).await?.rows_affected())
}

/// The first row, if there is one.
pub(super) async fn one(
    db: &impl ConnectionTrait,
    sql: impl Into<String>,
    values: Vec<Value>,
) -> Result<Option<QueryResult>> {
    Ok(db.query_one_raw(statement(db, sql, values)).await?)
}

/// Every row.
pub(super) async fn all(
    db: &impl ConnectionTrait,
    sql: impl Into<String>,
    values: Vec<Value>,
) -> Result<Vec<QueryResult>> {
    Ok(db.query_all_raw(statement(db, sql, values)).await?)
}

/// The first column of the first row, if there is one and it is not null.
pub(super) async fn value<T: TryGetable>(
    db: &impl ConnectionTrait,
    sql: impl Into<String>,
    values: Vec<Value>,
) -> Result<Option<T>> {
    match one(db, sql, values).await? {
        Some(row) => Ok(row.try_get_by_index::<Option<T>>(0)?),
        None => Ok(None),
    }
}

/// Every row, read from one row of the database: where hundreds are read, most of the cost is that each comes by itself.
/// `columns` becomes an array a row; beside it stands `json`, a column of JSON text, as it is, since quoting it would be work for both
/// sides. `rest` is what follows from `FROM` on.
pub(super) async fn packed<T: DeserializeOwned>(
    db: &impl ConnectionTrait,
    columns: &str,
    json: &str,
    rest: &str,
    values: Vec<Value>,
) -> Result<Vec<(T, String)>> {
    // Aggregates of one query see its rows in one order. No JSON has a control character in it, unless it is none.
    let sql = match db.get_database_backend() {
        DbBackend::Sqlite => {
            format!("SELECT group_concat(json_array({columns}), ''), group_concat({json}, char(30)) {rest}")
        }
        _ => format!(
            "SELECT string_agg(CAST(json_build_array({columns}) AS TEXT), ''), string_agg({json}, chr(30)) {rest}"
        ),
    };
    let Some(row) = one(db, sql, values).await? else { return Ok(Vec::new()) };
    let texts: (Option<String>, Option<String>) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
    let (Some(rows), Some(beside)) = texts else { return Ok(Vec::new()) };
    // The parser's own message may quote what people wrote.
    let bad = || StoreError::Database("a column has an unexpected type".into());
    let rows = serde_json::Deserializer::from_str(&rows).into_iter::<T>();
    let rows: Vec<T> = rows.collect::<std::result::Result<_, _>>().map_err(|_| bad())?;
    let mut beside: Vec<&str> = beside.split('\u{1e}').collect();
    if beside.len() != rows.len() {
        // One of them is no JSON, and nobody can say any more whose each is.
        beside = vec![""; rows.len()];
    }
    Ok(rows.into_iter().zip(beside.into_iter().map(str::to_owned)).collect())
}

/// That a column is one of many texts, bound as one: [`many`]. However many, it is one statement to prepare and to keep.
pub(super) fn among(db: &impl ConnectionTrait, column: &str, bound: usize) -> String {
    match db.get_database_backend() {
        DbBackend::Sqlite => format!("{column} IN (SELECT value FROM json_each(${bound}))"),
        // An array, not a subselect: without statistics, as in the middle of an import, that is joined row by row.
        _ => format!("{column} = ANY (ARRAY(SELECT json_array_elements_text(CAST(${bound} AS json))))"),
    }
}

/// The texts of [`among`].
pub(super) fn many<'a>(texts: impl Iterator<Item = &'a str>) -> Value {
    serde_json::Value::from_iter(texts).to_string().into()
}

/// `$from, $from+1, …` for `count` values.
pub(super) fn placeholders(from: usize, count: usize) -> String {
    (from..from + count).map(|n| format!("${n}")).collect::<Vec<_>>().join(", ")
}

/// As stored: milliseconds.
pub(super) fn ms(at: Timestamp) -> i64 {
    at.as_millisecond()
}

/// As read: an instant, unless the row is corrupt.
pub(super) fn instant(table: &'static str, ms: i64) -> Result<Timestamp> {
    Timestamp::from_millisecond(ms).map_err(|_| corrupt(table, "a time beyond the calendar"))
}

/// As read: a platform, unless the row is corrupt.
pub(super) fn platform(table: &'static str, word: &str) -> Result<Platform> {
    word.parse().map_err(|_| corrupt(table, "an unknown platform"))
}

pub(super) fn corrupt(table: &'static str, problem: impl Into<String>) -> StoreError {
    StoreError::Corrupt { table, problem: problem.into() }
}

impl From<DbErr> for StoreError {
    fn from(error: DbErr) -> Self {
        match error {
            DbErr::Conn(RuntimeErr::SqlxError(e))
            | DbErr::Exec(RuntimeErr::SqlxError(e))
            | DbErr::Query(RuntimeErr::SqlxError(e)) => from_sqlx(&e),
            DbErr::ConnectionAcquire(_) => StoreError::Database("no connection became free in time".into()),
            // The rest carry only names of types and columns, or are never raised by what we call.
            DbErr::TryIntoErr { from, into, .. } => StoreError::Database(format!("a {from} is not a {into}")),
            DbErr::Type(_) => StoreError::Database("a column has an unexpected type".into()),
            DbErr::RecordNotUpdated => StoreError::Stale,
            _ => StoreError::Database("the statement could not be run".into()),
        }
    }
}

/// Somebody else was first (unique key), or goes first (serialization, deadlock): decide again. Everything else is told by
/// code and constraint. PostgreSQL's data exceptions (class 22) quote the offending value, so their text is dropped.
fn from_sqlx(error: &sqlx::Error) -> StoreError {
    let sqlx::Error::Database(db) = error else { return StoreError::Database(describe(error)) };
    let code = db.code().unwrap_or_default();
    if db.is_unique_violation() {
        return StoreError::Stale;
    }
    if matches!(code.as_ref(), "40001" | "40P01") {
        return StoreError::CalledOff;
    }
    StoreError::Database(describe(error))
}

/// A sentence about a failure that holds no value from a statement.
pub(super) fn describe(error: &sqlx::Error) -> String {
    match error {
        sqlx::Error::Database(db) => {
            let code = db.code().unwrap_or_default();
            let quotes_values = code.len() == 5 && code.starts_with("22");
            if quotes_values { format!("a value was refused ({code})") } else { format!("{} ({code})", db.message()) }
        }
        sqlx::Error::PoolTimedOut => "no connection became free in time".into(),
        sqlx::Error::PoolClosed => "the store is closed".into(),
        sqlx::Error::Io(io) => format!("connection: {}", io.kind()),
        sqlx::Error::ColumnDecode { index, .. } => format!("column {index} has an unexpected type"),
        sqlx::Error::ColumnNotFound(name) => format!("no column {name}"),
        sqlx::Error::Tls(_) => "no secure connection could be made".into(),
        sqlx::Error::RowNotFound => "no row".into(),
        _ => "the statement could not be run".into(),
    }
}
