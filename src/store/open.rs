//! Opening and migrating: URLs, pools, the single-process lock, the schema's version.
//!
//! Knows what each database must be told before it can be trusted. Refuses to know any table of ours.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use sea_orm::sqlx::postgres::{PgConnectOptions, PgConnection, PgPoolOptions};
use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sea_orm::sqlx::{self, ConnectOptions, Connection, Executor};
use sea_orm::{ConnectionTrait, SqlxPostgresConnector, SqlxSqliteConnector};
use sea_orm_migration::MigratorTrait;

use super::migrations::Migrator;
use super::pen::Pen;
use super::{Backend, OpenError, Store, StoreError, sql};

/// How long opening waits for the database's first answer.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long a unit of work waits for its turn: for a free connection, or for SQLite's writer. Whoever pressed a button
/// has to hear within three seconds, if only that it is not saved.
const TURN: Duration = Duration::from_secs(2);
const READERS: u32 = 4;
/// Connections for scorecards; they wait for each other as long as this.
const COUNTERS: u32 = 2;
const COUNTERS_TURN: Duration = Duration::from_secs(10);
/// Kibibytes of pages that each of those keeps, so that what a scorecard reads twice comes from the file once: the tickets of a week
/// lie far apart in a large one. SQLite's own two megabytes are too few for that, and all readers' would be memory for nothing.
const COUNTERS_CACHE: &str = "-4096";
const POSTGRES_CONNECTIONS: u32 = 8;
/// Any number, as long as it is ours: `afterword` on a telephone's keys.
const MIGRATION_LOCK: i64 = 238_379_673;

type Opened<T> = std::result::Result<T, OpenError>;

impl Store {
    /// Opens `sqlite://file.db` (creating it) or `postgres://…`. Takes the single-process lock on SQLite and refuses a
    /// schema newer than the binary. Does not migrate.
    pub async fn open(url: &str) -> Opened<Store> {
        Self::opened(url, Purpose::Everything).await
    }

    /// Opens a database that exists, to read it only: beside a process that serves it, without the lock. Refuses a schema
    /// that is newer or older than the binary. Writing to the result fails.
    pub async fn open_to_read(url: &str) -> Opened<Store> {
        Self::opened_beside(url, Purpose::Reading).await
    }

    /// The same, but small changes may be written: what an operator decides about a dead letter, a backup's date. The
    /// serving process keeps the lock and its queue; SQLite lets the two writers wait for each other.
    pub async fn open_beside(url: &str) -> Opened<Store> {
        Self::opened_beside(url, Purpose::Beside).await
    }

    async fn opened_beside(url: &str, purpose: Purpose) -> Opened<Store> {
        let store = Self::opened(url, purpose).await?;
        let known = Migrator::migrations().len();
        let found = applied(&store.reader).await.map_err(|e| failed(format!("the schema cannot be read: {e}")))?.len();
        if found < known {
            return Err(failed("the database's schema is older than this program; run `afterword migrate` first"));
        }
        Ok(store)
    }

    async fn opened(url: &str, purpose: Purpose) -> Opened<Store> {
        let store = if url.starts_with("sqlite:") {
            open_sqlite(url, purpose).await?
        } else if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            open_postgres(url).await?
        } else {
            return Err(failed("the database URL must start with sqlite:// or postgres://"));
        };
        refuse_newer(&store.writer).await?;
        Ok(store)
    }

    /// Brings the schema up to date; returns the names applied. Safe to call from several processes at once. SQLite is backed
    /// up first: PostgreSQL has its own tool.
    pub async fn migrate(&self) -> Opened<Vec<String>> {
        let unable = |e: StoreError| failed(format!("the database could not be migrated: {e}"));
        if self.backend == Backend::Sqlite {
            self.back_up_before_migrating().await?;
        }
        let tx = self.begin_alone().await.map_err(unable)?;
        if self.backend == Backend::Postgres {
            // Another process may be migrating for longer than a statement of ours may usually take.
            let wait = format!(
                "SET LOCAL lock_timeout = 0; SET LOCAL statement_timeout = 0; SELECT pg_advisory_xact_lock({MIGRATION_LOCK})"
            );
            tx.inner.execute_unprepared(&wait).await.map_err(|e| unable(e.into()))?;
        }
        refuse_newer(&tx.inner).await?;
        let before = applied(&tx.inner).await.map_err(unable)?;
        Migrator::up(tx.inner.transaction().map_err(|e| unable(e.into()))?, None)
            .await
            .map_err(|e| unable(e.into()))?;
        let mut names = applied(&tx.inner).await.map_err(unable)?;
        names.retain(|name| !before.contains(name));
        tx.commit().await.map_err(unable)?;
        Ok(names)
    }
}

impl Store {
    /// A database that holds anything is copied before its schema changes; without the copy it is not changed.
    async fn back_up_before_migrating(&self) -> Opened<()> {
        let unable = |e: &dyn std::fmt::Display| {
            failed(format!("the database was not migrated, because it could not be backed up before: {e}"))
        };
        let has = applied(&self.reader).await.map_err(|e| unable(&e))?;
        let steps = Migrator::migrations();
        let pending = steps.iter().map(|step| step.name()).find(|name| !has.iter().any(|applied| applied == name));
        let Some(step) = pending.filter(|_| !has.is_empty()) else { return Ok(()) };
        let file = self.backup_before(step).await.map_err(|e| unable(&e))?;
        tracing::info!(file = %file.display(), "the database was backed up before its schema changes");
        Ok(())
    }
}

/// Names of the migrations a database has, in order; none if it was never migrated.
pub(super) async fn applied(db: &impl ConnectionTrait) -> super::Result<Vec<String>> {
    let exists = match db.get_database_backend() {
        sea_orm::DbBackend::Sqlite => {
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'seaql_migrations'"
        }
        // Not to_regclass: its cached "no such table" outlives a wait for the lock, inside which another process made it.
        _ => {
            "SELECT tablename::text FROM pg_tables WHERE tablename = 'seaql_migrations' AND schemaname = current_schema()"
        }
    };
    if sql::value::<String>(db, exists, vec![]).await?.is_none() {
        return Ok(vec![]);
    }
    let rows = sql::all(db, "SELECT version FROM seaql_migrations ORDER BY version", vec![]).await?;
    rows.iter().map(|row| Ok(row.try_get_by_index(0)?)).collect()
}

async fn refuse_newer(db: &impl ConnectionTrait) -> Opened<()> {
    let applied = applied(db).await.map_err(|e| failed(format!("the schema's version cannot be read: {e}")))?;
    let known: Vec<String> = Migrator::migrations().iter().map(|m| m.name().to_owned()).collect();
    match applied.into_iter().rfind(|name| !known.contains(name)) {
        Some(found) => Err(OpenError::Newer { found, known: known.last().cloned().unwrap_or_default() }),
        None => Ok(()),
    }
}

/// What a database is opened for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Purpose {
    Everything,
    Reading,
    /// Writing a little, beside a process that serves.
    Beside,
}

async fn open_sqlite(url: &str, purpose: Purpose) -> Opened<Store> {
    let options = SqliteConnectOptions::from_str(url)
        .map_err(|_| failed("the SQLite URL cannot be read; write it like sqlite://afterword.db"))?;
    let in_memory = url.contains(":memory:") || url.contains("mode=memory");
    if in_memory || options.get_filename().as_os_str().is_empty() {
        return Err(failed("the SQLite URL must name a file, like sqlite://afterword.db"));
    }
    let file = resolved(options.get_filename())?;
    if purpose != Purpose::Everything && !file.exists() {
        return Err(failed(format!("there is no database at {}; start `afterword serve` first", file.display())));
    }
    let lock = (purpose == Purpose::Everything).then(|| Lock::take(&file)).transpose()?;
    let unable = |e: sqlx::Error| failed(format!("{} cannot be opened: {}", file.display(), sql::describe(&e)));
    let options = options
        .filename(&file)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(TURN)
        .disable_statement_logging();
    if purpose == Purpose::Everything && file.exists() {
        refuse_damaged(&options, &file).await?;
    }
    let write = match purpose {
        Purpose::Everything => options.clone().create_if_missing(true).journal_mode(SqliteJournalMode::Wal),
        // What an operator has erased is overwritten, not only unlinked.
        Purpose::Beside => options.clone().create_if_missing(false).pragma("secure_delete", "ON"),
        Purpose::Reading => options.clone().create_if_missing(false).pragma("query_only", "ON"),
    };
    let doubtful = Arc::new(AtomicBool::new(false));
    let writer = writer_pool(doubtful.clone()).connect_with(write).await.map_err(unable)?;
    // `query_only` rather than a read-only file: a reader must be able to recover the write-ahead log.
    let read = options.create_if_missing(false).pragma("query_only", "ON");
    let count = read.clone().pragma("cache_size", COUNTERS_CACHE);
    let reader = sqlite_pool(READERS).connect_with(read).await.map_err(unable)?;
    // All of them now: a connection is a thread, and on Monday morning there may be none to be had.
    let counters = sqlite_pool(COUNTERS).min_connections(COUNTERS).acquire_timeout(COUNTERS_TURN);
    let counter = counters.connect_with(count).await.map_err(unable)?;
    log_pragmas(&writer, &file).await.map_err(unable)?;
    let writer = SqlxSqliteConnector::from_sqlx_sqlite_pool(writer);
    let pen = (purpose == Purpose::Everything).then(|| Pen::new(writer.clone(), TURN, doubtful));
    Ok(Store {
        backend: Backend::Sqlite,
        writer,
        pen,
        reader: SqlxSqliteConnector::from_sqlx_sqlite_pool(reader),
        counter: SqlxSqliteConnector::from_sqlx_sqlite_pool(counter),
        lock: lock.map(Arc::new),
    })
}

/// SQLite would serve a damaged file until somebody reads the wrong page. This looks at all of it, before anything is
/// written: about a second for a gigabyte. Whatever else is wrong with the file is for opening it to say.
async fn refuse_damaged(options: &SqliteConnectOptions, file: &Path) -> Opened<()> {
    let look = async {
        let mut connection = options.clone().create_if_missing(false).pragma("query_only", "ON").connect().await?;
        let found: String = sqlx::query_scalar("PRAGMA quick_check(1)").fetch_one(&mut connection).await?;
        connection.close().await?;
        Ok(found)
    };
    let damaged = |found: String| OpenError::Damaged { file: file.display().to_string(), found };
    match look.await {
        Ok(found) if found == "ok" => Ok(()),
        Ok(found) => Err(damaged(found)),
        // SQLITE_CORRUPT and SQLITE_NOTADB.
        Err(sqlx::Error::Database(e))
            if e.code().is_some_and(|c| matches!(c.as_ref(), "11" | "26" | "267" | "779")) =>
        {
            Err(damaged(e.message().to_owned()))
        }
        Err(_) => Ok(()),
    }
}

/// The pool of the one writer. A connection whose commit failed, or that SQLite rolled back behind sqlx's back, is not
/// used again.
fn writer_pool(doubtful: Arc<AtomicBool>) -> SqlitePoolOptions {
    sqlite_pool(1).before_acquire(move |connection, _| {
        let clean = !connection.is_in_transaction();
        let trusted = !doubtful.swap(false, Ordering::SeqCst);
        Box::pin(async move { Ok(clean && trusted) })
    })
}

fn sqlite_pool(connections: u32) -> SqlitePoolOptions {
    SqlitePoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(TURN)
        .idle_timeout(None)
        .max_lifetime(None)
        // There is no network that could have died; asking would cost every unit of work a round trip to the thread
        // that holds the connection.
        .test_before_acquire(false)
}

/// Says at start what SQLite really does, as it was asked and not as it was told.
async fn log_pragmas(pool: &sqlx::SqlitePool, file: &Path) -> std::result::Result<(), sqlx::Error> {
    let journal: String = sqlx::query_scalar("PRAGMA journal_mode").fetch_one(pool).await?;
    let synchronous: i64 = sqlx::query_scalar("PRAGMA synchronous").fetch_one(pool).await?;
    let foreign_keys: i64 = sqlx::query_scalar("PRAGMA foreign_keys").fetch_one(pool).await?;
    let busy_ms: i64 = sqlx::query_scalar("PRAGMA busy_timeout").fetch_one(pool).await?;
    tracing::info!(file = %file.display(), journal, synchronous, foreign_keys, busy_ms, "SQLite is open");
    if journal != "wal" {
        tracing::warn!(
            journal,
            "SQLite cannot keep a write-ahead log here (a network disk?); readers will wait for writers"
        );
    }
    Ok(())
}

/// The file's one true path, so that two spellings of it meet at the same lock.
fn resolved(file: &Path) -> Opened<PathBuf> {
    if let Ok(existing) = file.canonicalize() {
        return Ok(existing);
    }
    let folder = match file.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let name = file.file_name().ok_or_else(|| failed(format!("{} is not a file name", file.display())))?;
    let folder = folder
        .canonicalize()
        .map_err(|e| failed(format!("the folder {} cannot be used: {}", folder.display(), e.kind())))?;
    Ok(folder.join(name))
}

/// The lock that keeps a second process off a SQLite file. It belongs to the open file, so the system releases it
/// even when the process is killed, and a second opening in one process is refused like any other.
pub(super) struct Lock {
    file: Mutex<Option<File>>,
    /// Where the heartbeats are counted beside the database.
    mark: PathBuf,
}

impl Lock {
    fn take(database: &Path) -> Opened<Self> {
        let mut path = database.as_os_str().to_owned();
        path.push(".lock");
        let path = PathBuf::from(path);
        let unable =
            |e: std::io::Error| failed(format!("the lock file {} cannot be used: {}", path.display(), e.kind()));
        let mut file =
            OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path).map_err(unable)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut pid = String::new();
                let _unreadable_is_unknown = file.read_to_string(&mut pid);
                let pid = if pid.trim().is_empty() { "unknown".to_owned() } else { pid.trim().to_owned() };
                let (file, lock) = (database.display().to_string(), path.display().to_string());
                return Err(OpenError::Locked { file, pid, lock });
            }
            Err(TryLockError::Error(e)) => return Err(unable(e)),
        }
        let written = file
            .set_len(0)
            .and_then(|()| file.rewind())
            .and_then(|()| writeln!(file, "{}", std::process::id()))
            .and_then(|()| file.flush());
        written.map_err(unable)?;
        let mut mark = database.as_os_str().to_owned();
        mark.push(".beat");
        Ok(Self { file: Mutex::new(Some(file)), mark: mark.into() })
    }

    /// The heartbeats counted beside the database; `None` if there is no count that can be read.
    pub(super) fn marked(&self) -> Option<i64> {
        std::fs::read_to_string(&self.mark).ok()?.trim().parse().ok()
    }

    /// Counts beside the database. That it cannot be written costs only the knowledge of a restore.
    pub(super) fn mark(&self, beats: i64) {
        if let Err(error) = std::fs::write(&self.mark, format!("{beats}\n")) {
            tracing::warn!(file = %self.mark.display(), kind = %error.kind(), "the heartbeat could not be noted");
        }
    }

    /// Lets another process in now. The file stays: removing it would let two processes lock two files of one name.
    pub(super) fn release(&self) {
        self.file.lock().unwrap_or_else(PoisonError::into_inner).take();
    }
}

async fn open_postgres(url: &str) -> Opened<Store> {
    let options = PgConnectOptions::from_str(url).map_err(|_| {
        failed("the PostgreSQL URL cannot be read; write it like postgres://user:password@host:5432/database")
    })?;
    let place = format!("{}:{}", options.get_host(), options.get_port());
    let unable = |why: String| failed(format!("PostgreSQL at {place} cannot be opened: {why}"));
    let options = options
        .application_name("afterword")
        .options([
            ("statement_timeout", "10s"),
            ("lock_timeout", "5s"),
            ("idle_in_transaction_session_timeout", "15s"),
            // The ROLLBACK before each use is usually needless, and PostgreSQL would say so each time.
            ("client_min_messages", "error"),
        ])
        .disable_statement_logging();
    // The pool would retry in silence and report only that it gave up; one connection says why.
    let first = tokio::time::timeout(PATIENCE, PgConnection::connect_with(&options));
    match first.await {
        Ok(Ok(connection)) => drop(connection.close().await),
        Ok(Err(error)) => return Err(unable(sql::describe(&error))),
        Err(_) => return Err(unable("no answer".into())),
    }
    let pool = PgPoolOptions::new()
        .max_connections(POSTGRES_CONNECTIONS)
        .acquire_timeout(TURN)
        // The ROLLBACK below proves the connection alive.
        .test_before_acquire(false)
        .before_acquire(|connection, _| {
            Box::pin(async move {
                // A cancelled BEGIN leaves a transaction open that sqlx 0.9.0 does not know of (RELIABILITY Q3).
                connection.execute("ROLLBACK").await?;
                Ok(true)
            })
        })
        .connect_with(options)
        .await
        .map_err(|e| unable(sql::describe(&e)))?;
    tracing::info!(place, "PostgreSQL is open");
    let pool = SqlxPostgresConnector::from_sqlx_postgres_pool(pool);
    Ok(Store {
        backend: Backend::Postgres,
        writer: pool.clone(),
        reader: pool.clone(),
        counter: pool,
        pen: None,
        lock: None,
    })
}

fn failed(sentence: impl Into<String>) -> OpenError {
    OpenError::Failed(sentence.into())
}
