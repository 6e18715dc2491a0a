//! A copy of a SQLite database, taken while it is in use.
//!
//! Knows how to make a copy that is whole or not there at all. Refuses to copy PostgreSQL, which has its own tool.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use sea_orm::sqlx::sqlite::SqliteConnectOptions;
use sea_orm::sqlx::{self, ConnectOptions, Connection};

use super::sql::{self, values};
use super::{Backend, Store, StoreError};

/// Why there is no backup.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// Never overwritten.
    #[error("{} exists already; choose another name, an older backup is never overwritten", .0.display())]
    Exists(PathBuf),
    /// Another tool's work.
    #[error("this database is PostgreSQL; back it up with: pg_dump --format=custom --file=FILE DATABASE_URL")]
    Postgres,
    /// The copy is not what it should be.
    #[error("the copy is damaged ({0}); the database itself may be, too: check the disk")]
    Damaged(String),
    /// The file cannot be written.
    #[error("{} cannot be written: {}", .path.display(), .why)]
    File {
        /// Which.
        path: PathBuf,
        /// The system's word.
        why: std::io::ErrorKind,
    },
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Store {
    /// Copies everything that is committed into a new file, checks it, makes it durable, and only then gives it its name.
    /// Returns its size. Occupies the writer meanwhile: for a store opened beside the serving process.
    pub async fn backup(&self, file: &Path) -> Result<u64, BackupError> {
        if self.backend == Backend::Postgres {
            return Err(BackupError::Postgres);
        }
        if file.exists() {
            return Err(BackupError::Exists(file.to_path_buf()));
        }
        let part = part(file);
        let made = self.copy(&part, file).await;
        if made.is_err() {
            drop(fs::remove_file(&part)); // what is left of a failed copy helps nobody
        }
        made
    }

    async fn copy(&self, part: &Path, file: &Path) -> Result<u64, BackupError> {
        let unable = |e: std::io::Error| BackupError::File { path: file.to_path_buf(), why: e.kind() };
        // Made by us, so that nobody else on the machine can read it; SQLite fills an empty file.
        private(part).map_err(unable)?;
        // Not a reader: `query_only` forbids writing the copy, too. No lock is taken on the database itself.
        sql::execute(&self.writer, "VACUUM INTO $1", values![part.to_string_lossy().into_owned()]).await?;
        check(part).await?;
        let bytes = File::open(part).and_then(|copy| copy.sync_all().and(copy.metadata())).map_err(unable)?.len();
        // Linking, unlike renaming, never replaces a file that appeared meanwhile.
        fs::hard_link(part, file).and_then(|()| fs::remove_file(part)).map_err(unable)?;
        let folder = file.parent().filter(|f| !f.as_os_str().is_empty()).unwrap_or(Path::new("."));
        File::open(folder).and_then(|folder| folder.sync_all()).map_err(unable)?;
        Ok(bytes)
    }
}

fn part(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(format!(".{}.part", std::process::id()));
    PathBuf::from(name)
}

fn private(path: &Path) -> std::io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}

/// SQLite's own full check of every page and index.
async fn check(copy: &Path) -> Result<(), BackupError> {
    let unable = |e: sqlx::Error| BackupError::Damaged(sql::describe(&e));
    let options = SqliteConnectOptions::new().filename(copy).read_only(true).disable_statement_logging();
    let mut connection = options.connect().await.map_err(unable)?;
    let found: String =
        sqlx::query_scalar("PRAGMA integrity_check(1)").fetch_one(&mut connection).await.map_err(unable)?;
    connection.close().await.map_err(unable)?;
    if found == "ok" { Ok(()) } else { Err(BackupError::Damaged(found)) }
}
