//! Installations that are out of order: nothing is sent to them until they work again.
//!
//! Knows which, since when and why, for every process on this database. Refuses to know how one finds out.

use sea_orm::ConnectionTrait;

use super::sql::{self, instant, ms, values};
use super::{Result, Store, Tx};
use crate::domain::Timestamp;
use crate::domain::ids::Platform;

/// An installation nothing is sent to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paused {
    /// Where.
    pub platform: Platform,
    /// The workspace; empty where there is only one or it is not known.
    pub installation: String,
    /// The platform's code.
    pub why: String,
    /// Since when.
    pub since: Timestamp,
}

impl Store {
    /// Every installation that is out of order.
    pub async fn paused(&self) -> Result<Vec<Paused>> {
        all(&self.reader).await
    }
}

/// The same in somebody's view of the database.
pub(super) async fn all(db: &impl ConnectionTrait) -> Result<Vec<Paused>> {
    let sql = "SELECT platform, installation, why, since FROM paused_installation ORDER BY platform, installation";
    let rows = sql::all(db, sql, vec![]).await?;
    rows.iter()
        .map(|row| {
            Ok(Paused {
                platform: sql::platform("paused_installation", &row.try_get_by_index::<String>(0)?)?,
                installation: row.try_get_by_index(1)?,
                why: row.try_get_by_index(2)?,
                since: instant("paused_installation", row.try_get_by_index(3)?)?,
            })
        })
        .collect()
}

impl Tx {
    /// Nothing is to be sent there from now on; `false` if that was known already.
    pub async fn pause(&self, platform: Platform, installation: &str, why: &str, now: Timestamp) -> Result<bool> {
        let sql = "INSERT INTO paused_installation (platform, installation, why, since) VALUES ($1, $2, $3, $4)
                   ON CONFLICT (platform, installation) DO NOTHING";
        Ok(sql::execute(&self.inner, sql, values![platform.as_str(), installation, why, ms(now)]).await? == 1)
    }

    /// It works again; `false` if it was not paused.
    pub async fn resume(&self, platform: Platform) -> Result<bool> {
        let sql = "DELETE FROM paused_installation WHERE platform = $1";
        Ok(sql::execute(&self.inner, sql, values![platform.as_str()]).await? > 0)
    }
}
