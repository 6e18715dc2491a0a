//! Teams whose asking a manager has paused.
//!
//! Knows which, since when and by whom, over restarts and for every process. Refuses to know configuration's own switch.

use sea_orm::ConnectionTrait;

use super::sql::{self, instant, ms, values};
use super::{Result, Store, Tx};
use crate::domain::Timestamp;
use crate::domain::ids::TeamName;

/// A team that asks nobody for now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeamOff {
    /// Which.
    pub team: TeamName,
    /// Since when.
    pub since: Timestamp,
    /// Who paused it, as an identity in words.
    pub by: String,
}

impl Store {
    /// Every team that was paused and not resumed.
    pub async fn teams_off(&self) -> Result<Vec<TeamOff>> {
        all(&self.reader).await
    }
}

pub(super) async fn all(db: &impl ConnectionTrait) -> Result<Vec<TeamOff>> {
    let rows = sql::all(db, "SELECT team, since, by_id FROM team_pause ORDER BY team", vec![]).await?;
    rows.iter()
        .map(|row| {
            Ok(TeamOff {
                team: TeamName::new(row.try_get_by_index::<String>(0)?),
                since: instant("team_pause", row.try_get_by_index(1)?)?,
                by: row.try_get_by_index(2)?,
            })
        })
        .collect()
}

impl Tx {
    /// Whether a manager has paused this team.
    pub async fn is_off(&self, team: &TeamName) -> Result<bool> {
        let sql = "SELECT 1 FROM team_pause WHERE team = $1";
        Ok(sql::one(&self.inner, sql, values![team.as_str()]).await?.is_some())
    }

    /// Pauses a team; `false` if it was.
    pub async fn turn_off(&self, team: &TeamName, by: &str, now: Timestamp) -> Result<bool> {
        let sql = "INSERT INTO team_pause (team, since, by_id) VALUES ($1, $2, $3) ON CONFLICT (team) DO NOTHING";
        Ok(sql::execute(&self.inner, sql, values![team.as_str(), ms(now), by]).await? == 1)
    }

    /// Resumes a team; `false` if it was not paused.
    pub async fn turn_on(&self, team: &TeamName) -> Result<bool> {
        let sql = "DELETE FROM team_pause WHERE team = $1";
        Ok(sql::execute(&self.inner, sql, values![team.as_str()]).await? == 1)
    }
}
