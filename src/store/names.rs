//! Agents whose closes were credited without a name.
//!
//! Knows which ids those are. Refuses to overwrite a name that a source told.

use super::sql::{self, ms, values};
use super::{Result, Store, Tx};
use crate::domain::Timestamp;
use crate::domain::ids::TeamName;

impl Store {
    /// The ids credited without a name in the team's closes since then, in order.
    pub async fn unnamed_agents(&self, team: &TeamName, since: Timestamp) -> Result<Vec<String>> {
        let sql = "SELECT DISTINCT agent_id FROM survey
                   WHERE team = $1 AND closed_at >= $2 AND agent_id IS NOT NULL AND agent_name IS NULL ORDER BY agent_id";
        let rows = sql::all(&self.reader, sql, values![team.as_str(), ms(since)]).await?;
        rows.iter().map(|row| Ok(row.try_get_by_index(0)?)).collect()
    }
}

impl Tx {
    /// Names this agent in those closes. How they are counted stays as it is, so no survey becomes another version.
    pub async fn name_agent(&self, team: &TeamName, since: Timestamp, id: &str, name: &str) -> Result<u64> {
        let sql = "UPDATE survey SET agent_name = $1
                   WHERE team = $2 AND closed_at >= $3 AND agent_id = $4 AND agent_name IS NULL";
        sql::execute(&self.inner, sql, values![name, team.as_str(), ms(since), id]).await
    }
}
