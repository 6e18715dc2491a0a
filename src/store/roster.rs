//! Who the platforms last said is behind an address, a user group or a role that configuration names.
//!
//! Knows that a platform's silence is no news: what was said stays true until it says otherwise. Refuses to know teams.

use super::rows::identity_kind;
use super::sql::{self, corrupt, values};
use super::{Result, Store, Tx};
use crate::domain::ids::Identity;

impl Store {
    /// Everybody: what they stand behind, and who they are.
    pub async fn roster(&self) -> Result<Vec<(String, Identity)>> {
        let sql = "SELECT behind, kind, installation, value FROM staff_member ORDER BY behind, value";
        let rows = sql::all(&self.reader, sql, vec![]).await?;
        rows.iter()
            .map(|row| {
                let kind: String = row.try_get_by_index(1)?;
                let kind = identity_kind(&kind).ok_or_else(|| corrupt("staff_member", "unknown kind"))?;
                let (installation, value) = (row.try_get_by_index(2)?, row.try_get_by_index(3)?);
                Ok((row.try_get_by_index(0)?, Identity { kind, installation, value }))
            })
            .collect()
    }
}

impl Tx {
    /// From now on exactly these stand behind it.
    pub async fn set_roster(&self, behind: &str, people: &[Identity]) -> Result<()> {
        sql::execute(&self.inner, "DELETE FROM staff_member WHERE behind = $1", values![behind]).await?;
        for person in people {
            self.put_on_roster(behind, person).await?;
        }
        Ok(())
    }

    /// One more stands behind it.
    pub async fn put_on_roster(&self, behind: &str, person: &Identity) -> Result<()> {
        let sql = "INSERT INTO staff_member (behind, kind, installation, value) VALUES ($1, $2, $3, $4)
                   ON CONFLICT (behind, kind, installation, value) DO NOTHING";
        let values = values![behind, person.kind.as_str(), person.installation.as_str(), person.value.as_str()];
        sql::execute(&self.inner, sql, values).await.map(drop)
    }

    /// One stands behind it no more.
    pub async fn take_off_roster(&self, behind: &str, person: &Identity) -> Result<()> {
        let sql = "DELETE FROM staff_member WHERE behind = $1 AND kind = $2 AND installation = $3 AND value = $4";
        let values = values![behind, person.kind.as_str(), person.installation.as_str(), person.value.as_str()];
        sql::execute(&self.inner, sql, values).await.map(drop)
    }

    /// Forgets a person wherever they stand, and what stands behind their address.
    pub(super) async fn erase_from_roster(&self, name: &Identity) -> Result<u64> {
        let sql = "DELETE FROM staff_member WHERE (kind = $1 AND value = $2) OR behind = $3";
        let values = values![name.kind.as_str(), name.value.as_str(), name.to_string()];
        sql::execute(&self.inner, sql, values).await
    }
}
