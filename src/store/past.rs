//! Whether the database is the one we last wrote to.
//!
//! Knows a counter that rises inside the database and, for SQLite, beside it: a file that has counted further than its
//! database says that a backup was put back. PostgreSQL gives every table a number of its own, which a table that was put back
//! from a dump has lost. Refuses to decide what follows, except how sends come into doubt.

use sea_orm::ConnectionTrait;

use super::sql::{self, instant, ms, values};
use super::{Backend, Result, Store, Tx, jobs};
use crate::domain::{Duration, Timestamp};

/// Away for longer than this, a database may as well have been restored together with everything beside it.
const LONG: Duration = Duration::from_mins(30);

/// What lies between the last heartbeat and now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Past {
    /// Nothing unusual.
    Continuous,
    /// Nobody wrote here for so long.
    Away(Duration),
    /// An older state of the database was put back.
    Restored,
}

impl Store {
    /// Compares the database with what was noted beside it.
    pub async fn past(&self, now: Timestamp) -> Result<Past> {
        let Some(beats) = self.meta("beats").await? else { return Ok(Past::Continuous) };
        if self.lock.as_ref().and_then(|lock| lock.marked()).is_some_and(|marked| marked > beats) {
            return Ok(Past::Restored);
        }
        let home = self.meta("home").await?;
        if home.is_some() && home != self.home().await? {
            return Ok(Past::Restored);
        }
        let away = self.last_beat().await?.map(|at| now.duration_since(at)).filter(|gap| *gap > LONG);
        Ok(away.map_or(Past::Continuous, Past::Away))
    }

    /// When this database was last served, as far as its heartbeats tell.
    pub async fn last_beat(&self) -> Result<Option<Timestamp>> {
        self.meta("beat_at").await?.map(|at| instant("meta", at)).transpose()
    }

    /// The number of the table in which all of this is noted; `None` on SQLite, which has none.
    async fn home(&self) -> Result<Option<i64>> {
        match self.backend() {
            Backend::Sqlite => Ok(None),
            Backend::Postgres => {
                Ok(sql::value(&self.reader, "SELECT CAST(CAST('meta' AS regclass) AS oid)::bigint", vec![]).await?)
            }
        }
    }

    /// Notes where it is, to be told from a copy that is put back from a dump. To be called once what is past is dealt with.
    pub async fn settle(&self) -> Result<()> {
        let Some(home) = self.home().await? else { return Ok(()) };
        let tx = self.begin().await?;
        tx.set_meta("home", home).await?;
        tx.commit().await
    }

    /// One heartbeat: counts on, inside the database first and then beside it.
    pub async fn beat(&self, now: Timestamp) -> Result<()> {
        let beside = self.lock.as_ref().and_then(|lock| lock.marked()).unwrap_or(0);
        let tx = self.begin().await?;
        let inside = sql::value::<String>(&tx.inner, "SELECT value FROM meta WHERE key = 'beats'", vec![]).await?;
        let beats = inside.and_then(|n| n.parse().ok()).unwrap_or(0).max(beside) + 1;
        tx.set_meta("beats", beats).await?;
        tx.set_meta("beat_at", ms(now)).await?;
        tx.commit().await?;
        if let Some(lock) = &self.lock {
            lock.mark(beats);
        }
        Ok(())
    }

    /// When an older state of this database was last found to have been put back.
    pub async fn restored_at(&self) -> Result<Option<Timestamp>> {
        restored_at(&self.reader).await
    }

    /// Whatever was due before this may have been sent without this database knowing.
    pub async fn in_doubt_before(&self) -> Result<Option<Timestamp>> {
        self.meta("in_doubt_before").await?.map(|at| instant("meta", at)).transpose()
    }

    async fn meta(&self, key: &str) -> Result<Option<i64>> {
        number(&self.reader, key).await
    }
}

/// The same in somebody's view of the database.
pub(super) async fn restored_at(db: &impl ConnectionTrait) -> Result<Option<Timestamp>> {
    number(db, "restored_at").await?.map(|at| instant("meta", at)).transpose()
}

/// A number that is remembered under a key.
pub(super) async fn number(db: &impl ConnectionTrait, key: &str) -> Result<Option<i64>> {
    let text: Option<String> = sql::value(db, "SELECT value FROM meta WHERE key = $1", values![key]).await?;
    text.map(|t| t.parse().map_err(|_| sql::corrupt("meta", "not a number"))).transpose()
}

impl Tx {
    /// From here on, every send that was due before `now` is *unknown*: it is looked for before it is made. Returns how
    /// many wait.
    pub async fn doubt_the_past(&self, restored: bool, now: Timestamp) -> Result<u64> {
        self.set_meta("in_doubt_before", ms(now)).await?;
        if restored {
            self.set_meta("restored_at", ms(now)).await?;
        }
        self.doubt_overdue(now).await
    }

    /// Every send that is due by now and waits becomes *unknown*.
    pub async fn doubt_overdue(&self, now: Timestamp) -> Result<u64> {
        let (list, senders) = jobs::senders(2);
        let sql = format!(
            "UPDATE job SET state = 'unknown', doubt = true
             WHERE state = 'available' AND due_at <= $1 AND kind IN ({list})"
        );
        let mut bound = values![ms(now)];
        bound.extend(senders);
        sql::execute(&self.inner, sql, bound).await
    }

    pub(super) async fn set_meta(&self, key: &str, value: i64) -> Result<()> {
        let sql =
            "INSERT INTO meta (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value";
        sql::execute(&self.inner, sql, values![key, value.to_string()]).await?;
        Ok(())
    }
}
