//! Credit that a manager moved: from whom, to whom, by whom and why.
//!
//! Knows that a move changes survey and answers together and leaves a row behind. Refuses to touch what is frozen, and
//! to decide who may move.

use sea_orm::ConnectionTrait;

use super::sql::{self, instant, ms, values};
use super::{Result, Store, StoreError, Tx};
use crate::domain::Timestamp;
use crate::domain::calendar::Week;
use crate::domain::credit::Credit;
use crate::domain::ids::{Identity, SurveyId, TeamName};
use crate::domain::survey::Survey;

/// More moves than this of one team and week are not told one by one.
const MOST: i64 = 50;

/// One correction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreditMove {
    /// What people call the ticket.
    pub ticket: String,
    /// When.
    pub at: Timestamp,
    /// Who moved it: their name, else their id.
    pub by: String,
    /// Who had the credit (name, else id); nobody, where no person was credited.
    pub from: Option<String>,
    /// Who has it now (name, else id).
    pub to: String,
    /// The manager's words.
    pub reason: String,
}

/// Who moves credit, as it is noted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mover<'a> {
    /// Identity in words, or `operator` for whoever holds the database.
    pub id: &'a str,
    /// Name as shown.
    pub name: Option<&'a str>,
}

impl Store {
    /// The corrections that the scorecard of this week tells, oldest first.
    pub async fn credit_told(&self, team: &TeamName, week: Week) -> Result<Vec<CreditMove>> {
        let wanted = format!("team = $1 AND told_week = $2 ORDER BY id LIMIT {MOST}");
        moves(&self.reader, &wanted, values![team.as_str(), week.to_string()]).await
    }

    /// Whether the numbers of this team and week are frozen.
    pub async fn is_frozen(&self, team: &TeamName, week: Week) -> Result<bool> {
        let sql = "SELECT 1 FROM frozen_week WHERE team = $1 AND week = $2";
        Ok(sql::one(&self.reader, sql, values![team.as_str(), week.to_string()]).await?.is_some())
    }
}

impl Tx {
    /// Credits this survey and its answers to somebody else, and notes it. [`StoreError::Stale`] if the survey changed
    /// meanwhile.
    pub async fn move_credit(
        &self,
        survey: &Survey,
        ticket: &str,
        to: &Credit,
        by: &Mover<'_>,
        reason: &str,
        now: Timestamp,
    ) -> Result<()> {
        let sql = "UPDATE survey SET agent = $1, agent_id = $2, agent_name = $3, version = version + 1
                   WHERE id = $4 AND version = $5";
        let (label, id, name) = (to.label.as_str(), to.id.as_str(), to.name.as_deref());
        if sql::execute(&self.inner, sql, values![label, id, name, survey.id.as_str(), survey.version]).await? != 1 {
            return Err(StoreError::Stale);
        }
        let sql = "UPDATE answer SET agent = $1, agent_id = $2 WHERE survey_id = $3";
        sql::execute(&self.inner, sql, values![label, id, survey.id.as_str()]).await?;
        let sql = "INSERT INTO credit_change (survey_id, team, ticket, at, by_id, by_name, from_id, from_name, to_id,
                     to_name, reason) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
        let from = survey.agent.as_ref();
        let values = values![
            survey.id.as_str(),
            survey.team.as_str(),
            ticket,
            ms(now),
            by.id,
            by.name,
            from.map(|a| a.id.as_str()),
            from.and_then(|a| a.name.as_deref()),
            id,
            name,
            reason,
        ];
        sql::execute(&self.inner, sql, values).await.map(drop)
    }

    /// The scorecard of this week, whose numbers are being frozen, tells every correction that none has told yet.
    pub async fn tell_credit_moves(&self, team: &TeamName, week: Week) -> Result<()> {
        let sql = "UPDATE credit_change SET told_week = $2 WHERE team = $1 AND told_week IS NULL";
        sql::execute(&self.inner, sql, values![team.as_str(), week.to_string()]).await.map(drop)
    }

    /// Takes a name out of every correction.
    pub(super) async fn erase_from_credit(&self, name: &Identity, alias: &str) -> Result<u64> {
        let mut touched = 0;
        for who in ["by", "from", "to"] {
            let sql =
                format!("UPDATE credit_change SET {who}_id = $1, {who}_name = NULL, reason = '' WHERE {who}_id = $2");
            touched += sql::execute(&self.inner, sql, values![alias, name.to_string()]).await?;
        }
        Ok(touched)
    }
}

/// A survey's corrections, oldest first.
pub(super) async fn of(db: &impl ConnectionTrait, survey: &SurveyId) -> Result<Vec<CreditMove>> {
    moves(db, &format!("survey_id = $1 ORDER BY id LIMIT {MOST}"), values![survey.as_str()]).await
}

async fn moves(db: &impl ConnectionTrait, which: &str, bound: Vec<sea_orm::Value>) -> Result<Vec<CreditMove>> {
    let sql = format!(
        "SELECT ticket, at, COALESCE(by_name, by_id), COALESCE(from_name, from_id), COALESCE(to_name, to_id), reason
         FROM credit_change WHERE {which}"
    );
    let rows = sql::all(db, sql, bound).await?;
    rows.iter()
        .map(|row| {
            Ok(CreditMove {
                ticket: row.try_get_by_index(0)?,
                at: instant("credit_change", row.try_get_by_index(1)?)?,
                by: row.try_get_by_index(2)?,
                from: row.try_get_by_index(3)?,
                to: row.try_get_by_index(4)?,
                reason: row.try_get_by_index(5)?,
            })
        })
        .collect()
}
