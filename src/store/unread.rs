//! What arrived and could not be read, kept for whoever looks into it.
//!
//! Knows how many are kept and for how long. Refuses to know what is in them.

use sea_orm::ConnectionTrait;

use super::sql::{self, instant, ms, values};
use super::{Result, Store, Tx};
use crate::domain::ids::Platform;
use crate::domain::{Duration, Timestamp};

/// The newest are kept.
const MOST: i64 = 1_000;
/// People's words are not kept for ever because we failed to read them.
const KEPT: Duration = Duration::from_hours(30 * 24);

/// One payload that no model could read.
#[derive(Clone, PartialEq, Eq)]
pub struct Unread {
    /// Where it came from.
    pub platform: Platform,
    /// The workspace or guild; empty if that could not be read either.
    pub installation: String,
    /// What the platform calls this kind of thing.
    pub kind: String,
    /// Stable over redeliveries.
    pub dedupe: String,
    /// The payload, without secrets and cut. Holds people's words: never logged.
    pub payload: String,
    /// What was not understood.
    pub why: String,
    /// When it came.
    pub received_at: Timestamp,
}

impl std::fmt::Debug for Unread {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Unread").field("platform", &self.platform).field("why", &self.why).finish_non_exhaustive()
    }
}

impl Store {
    /// What could not be read, newest first.
    pub async fn unread(&self, limit: u64) -> Result<Vec<Unread>> {
        let sql = "SELECT platform, installation, kind, dedupe_key, payload, why, received_at FROM unread
                   ORDER BY id DESC LIMIT $1";
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows = sql::all(&self.reader, sql, values![limit]).await?;
        rows.iter()
            .map(|row| {
                Ok(Unread {
                    platform: sql::platform("unread", &row.try_get_by_index::<String>(0)?)?,
                    installation: row.try_get_by_index(1)?,
                    kind: row.try_get_by_index(2)?,
                    dedupe: row.try_get_by_index(3)?,
                    payload: row.try_get_by_index(4)?,
                    why: row.try_get_by_index(5)?,
                    received_at: instant("unread", row.try_get_by_index(6)?)?,
                })
            })
            .collect()
    }

    /// How much could not be read and is still kept.
    pub async fn unread_count(&self) -> Result<u64> {
        count(&self.reader).await
    }
}

/// The same in somebody's view of the database.
pub(super) async fn count(db: &impl ConnectionTrait) -> Result<u64> {
    let count: Option<i64> = sql::value(db, "SELECT COUNT(*) FROM unread", vec![]).await?;
    Ok(count.and_then(|n| u64::try_from(n).ok()).unwrap_or(0))
}

impl Tx {
    /// Keeps it unless it is kept already, and lets go of what is too old or too much.
    pub async fn keep_unread(&self, unread: &Unread) -> Result<()> {
        let sql = "INSERT INTO unread (platform, installation, kind, dedupe_key, received_at, payload, why)
                   VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (platform, installation, dedupe_key) DO NOTHING";
        let values = values![
            unread.platform.as_str(),
            unread.installation.as_str(),
            unread.kind.as_str(),
            unread.dedupe.as_str(),
            ms(unread.received_at),
            unread.payload.as_str(),
            unread.why.as_str(),
        ];
        sql::execute(&self.inner, sql, values).await?;
        let surplus = "DELETE FROM unread WHERE received_at < $1
                       OR id < (SELECT MIN(id) FROM (SELECT id FROM unread ORDER BY id DESC LIMIT $2) newest)";
        sql::execute(&self.inner, surplus, values![ms(unread.received_at - KEPT), MOST]).await?;
        Ok(())
    }
}
