//! What a receiver is told about, and which receivers want nothing any more.
//!
//! Knows every value that an answer ever had. Refuses to know who is told.

use sea_orm::{ConnectionTrait, QueryResult};

use super::api::{AnswerRow, CaseRow, Slice};
use super::sql::{self, instant, ms, values};
use super::{Result, Store, Tx};
use crate::domain::Timestamp;
use crate::domain::ids::{CaseId, SurveyId, TeamName};

/// What keys of receivers that are off begin with.
const OFF: &str = "webhook_off:";

/// A receiver that said 410 Gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookOff {
    /// Its configured name.
    pub name: String,
    /// Since when.
    pub since: Timestamp,
    /// Tells the address it had then from another.
    pub address: String,
}

impl Store {
    /// A survey's answer on an instrument; its first, if none is named. `None` too, if it was given in confidence.
    pub async fn answer_row(&self, survey: &SurveyId, instrument: Option<&str>) -> Result<Option<AnswerRow>> {
        let sql = "SELECT id, team FROM answer WHERE survey_id = $1 AND ($2 = '' OR instrument = $2)
                   ORDER BY position LIMIT 1";
        let Some(row) = sql::one(&self.reader, sql, values![survey.as_str(), instrument.unwrap_or_default()]).await?
        else {
            return Ok(None);
        };
        let (id, team): (String, String) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        let slice = Slice { teams: vec![TeamName::new(team)], id: Some(id), limit: 1, ..Slice::default() };
        Ok(self.answers_page(&slice).await?.0.pop())
    }

    /// The value an answer had at this turn, and when it was pressed.
    pub async fn answer_value(&self, answer: &str, turn: u32) -> Result<Option<(i64, Timestamp)>> {
        let sql = "SELECT score, at FROM answer_value WHERE answer_id = $1 AND seq = $2";
        let Some(row) = sql::one(&self.reader, sql, values![answer, i64::from(turn)]).await? else { return Ok(None) };
        let score: i32 = row.try_get_by_index(0)?;
        Ok(Some((i64::from(score), instant("answer_value", row.try_get_by_index(1)?)?)))
    }

    /// A case; `None` too, if it is about an answer that was given in confidence.
    pub async fn case_row(&self, case: &CaseId) -> Result<Option<CaseRow>> {
        let Some(found) = self.case(case).await? else { return Ok(None) };
        let slice = Slice { teams: vec![found.team], id: Some(case.as_str().to_owned()), limit: 1, ..Slice::default() };
        Ok(self.cases_page(&slice).await?.0.pop())
    }

    /// Every receiver that said it is gone.
    pub async fn webhooks_off(&self) -> Result<Vec<WebhookOff>> {
        off(&self.reader).await
    }
}

pub(super) async fn off(db: &impl ConnectionTrait) -> Result<Vec<WebhookOff>> {
    let sql = "SELECT key, value FROM meta WHERE key LIKE 'webhook_off:%' ORDER BY key";
    let parsed = |row: &QueryResult| {
        let (key, value): (String, String) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        let bad = || sql::corrupt("meta", "webhook_off does not parse");
        let (at, address) = value.split_once(' ').ok_or_else(bad)?;
        let since = instant("meta", at.parse().map_err(|_| bad())?)?;
        let name = key.strip_prefix(OFF).unwrap_or_default().to_owned();
        Ok(WebhookOff { name, since, address: address.to_owned() })
    };
    sql::all(db, sql, vec![]).await?.iter().map(parsed).collect()
}

impl Tx {
    /// Notes that a receiver at this address said it is gone.
    pub async fn turn_webhook_off(&self, name: &str, address: &str, now: Timestamp) -> Result<()> {
        let sql =
            "INSERT INTO meta (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value";
        let value = format!("{} {address}", ms(now));
        sql::execute(&self.inner, sql, values![format!("{OFF}{name}"), value]).await.map(drop)
    }

    /// Tells it again; `false` if it was not off.
    pub async fn turn_webhook_on(&self, name: &str) -> Result<bool> {
        let sql = "DELETE FROM meta WHERE key = $1";
        Ok(sql::execute(&self.inner, sql, values![format!("{OFF}{name}")]).await? == 1)
    }
}
