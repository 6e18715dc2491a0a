//! What a team promised for a week, who said what became of it, and what each scorecard says of it.
//!
//! Knows that one promise a week stands and that those it replaced are kept; that what a scorecard says is frozen once.
//! Refuses to judge who may promise.

use sea_orm::{ConnectionTrait, QueryResult, Value};

use super::sql::{self, corrupt, ms, values};
use super::{Result, Store, Tx};
use crate::domain::Timestamp;
use crate::domain::calendar::Week;
use crate::domain::ids::{Identity, TeamName};
use crate::domain::promise::{Fate, Promise};

/// A promise that was marked so many weeks after its own is not brought up again.
const BROUGHT_UP: i32 = 8;
/// One scorecard names its own promise and this many earlier ones; the others are news for the next.
const MOST_EARLIER: usize = 2;
const COLUMNS: &str = "SELECT p.id, p.team, p.week, p.words, p.by_name,
    (SELECT m.state FROM promise_mark m WHERE m.promise_id = p.id ORDER BY m.id DESC LIMIT 1), p.told FROM promise p";

/// Whoever promises or marks, as it is noted.
#[derive(Debug, Clone, Copy)]
pub struct Promiser<'a> {
    /// Who.
    pub identity: &'a Identity,
    /// Name as shown.
    pub name: Option<&'a str>,
}

impl Store {
    /// The promise of a week that stands.
    pub async fn promise_for(&self, team: &TeamName, week: Week) -> Result<Option<Promise>> {
        standing(&self.reader, team, week).await
    }

    /// The newest promise of an earlier week.
    pub async fn promise_before(&self, team: &TeamName, week: Week) -> Result<Option<Promise>> {
        before(&self.reader, team, week).await
    }

    /// What the scorecard of this week says of promises: the week's own first. `None` if it is not frozen.
    pub async fn promises_told(&self, team: &TeamName, week: Week) -> Result<Option<Vec<Promise>>> {
        let sql = "SELECT promises FROM frozen_week WHERE team = $1 AND week = $2";
        let told: Option<String> = sql::value(&self.reader, sql, values![team.as_str(), week.to_string()]).await?;
        let Some(told) = told else { return Ok(None) };
        let told: Vec<(i64, Option<String>)> =
            serde_json::from_str(&told).map_err(|_| corrupt("frozen_week", "unreadable promises"))?;
        let mut promises = Vec::with_capacity(told.len());
        for (id, fate) in told {
            let promise = load(&self.reader, id).await?;
            promises.extend(promise.map(|p| Promise { fate: fate.as_deref().and_then(Fate::parse), ..p }));
        }
        Ok(Some(promises))
    }
}

impl Tx {
    /// One promise, whether it stands or was replaced.
    pub async fn promise(&self, id: i64) -> Result<Option<Promise>> {
        load(&self.inner, id).await
    }

    /// The promise of a week that stands.
    pub async fn promise_for(&self, team: &TeamName, week: Week) -> Result<Option<Promise>> {
        standing(&self.inner, team, week).await
    }

    /// The newest promise of an earlier week.
    pub async fn promise_before(&self, team: &TeamName, week: Week) -> Result<Option<Promise>> {
        before(&self.inner, team, week).await
    }

    /// Makes this the week's promise, in place of one that stood. [`super::StoreError::Stale`] if somebody else made one
    /// at the same time.
    pub async fn make_promise(
        &self,
        team: &TeamName,
        week: Week,
        words: &str,
        by: Promiser<'_>,
        now: Timestamp,
    ) -> Result<i64> {
        let replace = "UPDATE promise SET replaced_at = $3 WHERE team = $1 AND week = $2 AND replaced_at IS NULL";
        sql::execute(&self.inner, replace, values![team.as_str(), week.to_string(), ms(now)]).await?;
        let make = "INSERT INTO promise (team, week, words, by_id, by_name, made_at) VALUES ($1, $2, $3, $4, $5, $6)
                    ON CONFLICT (team, week) WHERE replaced_at IS NULL DO NOTHING RETURNING id";
        let bound = values![team.as_str(), week.to_string(), words, by.identity.to_string(), by.name, ms(now)];
        sql::value(&self.inner, make, bound).await?.ok_or(super::StoreError::Stale)
    }

    /// Says what became of a promise.
    pub async fn mark_promise(&self, id: i64, fate: Fate, by: Promiser<'_>, now: Timestamp) -> Result<()> {
        let sql = "INSERT INTO promise_mark (promise_id, state, by_id, by_name, at) VALUES ($1, $2, $3, $4, $5)";
        let bound = values![id, fate.as_str(), by.identity.to_string(), by.name, ms(now)];
        sql::execute(&self.inner, sql, bound).await.map(drop)
    }

    /// Freezes what the scorecard of this week says: the week's own promise, and each earlier one of which something else
    /// was said since a scorecard named it. Once: after that it changes nothing. The week's numbers must be frozen already.
    pub async fn tell_promises(&self, team: &TeamName, week: Week) -> Result<()> {
        let sql = format!(
            "{COLUMNS} WHERE p.team = $1 AND p.replaced_at IS NULL AND p.week <= $2 AND p.week >= $3
             ORDER BY p.week DESC, p.id DESC"
        );
        let oldest = week.back(BROUGHT_UP).to_string();
        let rows = sql::all(&self.inner, sql, values![team.as_str(), week.to_string(), oldest]).await?;
        let mut told: Vec<(i64, Option<&str>)> = Vec::new();
        let mut own = None;
        for row in &rows {
            let promise = read(row)?;
            let said: Option<String> = row.try_get_by_index(6)?;
            let fate = promise.fate.map(Fate::as_str);
            // An earlier one is brought up for news only: never told and never marked is none.
            let is_news = fate.is_some_and(|fate| said.as_deref() != Some(fate));
            let earlier = told.iter().filter(|(id, _)| Some(*id) != own).count();
            own = own.or((promise.week == week).then_some(promise.id));
            if promise.week == week || (is_news && earlier < MOST_EARLIER) {
                told.push((promise.id, fate));
            }
        }
        let text = serde_json::to_string(&told).map_err(|_| corrupt("promise", "could not be written"))?;
        let freeze = "UPDATE frozen_week SET promises = $3 WHERE team = $1 AND week = $2 AND promises IS NULL";
        if sql::execute(&self.inner, freeze, values![team.as_str(), week.to_string(), text]).await? == 1 {
            for (id, fate) in told {
                let sql = "UPDATE promise SET told = $2 WHERE id = $1";
                sql::execute(&self.inner, sql, values![id, fate]).await?;
            }
        }
        Ok(())
    }

    /// Takes a name out of every promise and every mark; the words are the team's and stay.
    pub(super) async fn erase_from_promises(&self, name: &Identity, alias: &str) -> Result<u64> {
        let mut touched = 0;
        for table in ["promise", "promise_mark"] {
            let sql = format!("UPDATE {table} SET by_id = $1, by_name = NULL WHERE by_id = $2");
            touched += sql::execute(&self.inner, sql, values![alias, name.to_string()]).await?;
        }
        Ok(touched)
    }
}

async fn load(db: &impl ConnectionTrait, id: i64) -> Result<Option<Promise>> {
    first(db, "WHERE p.id = $1", values![id]).await
}

async fn standing(db: &impl ConnectionTrait, team: &TeamName, week: Week) -> Result<Option<Promise>> {
    let which = "WHERE p.team = $1 AND p.week = $2 AND p.replaced_at IS NULL";
    first(db, which, values![team.as_str(), week.to_string()]).await
}

async fn before(db: &impl ConnectionTrait, team: &TeamName, week: Week) -> Result<Option<Promise>> {
    let which = "WHERE p.team = $1 AND p.week < $2 AND p.replaced_at IS NULL ORDER BY p.week DESC LIMIT 1";
    first(db, which, values![team.as_str(), week.to_string()]).await
}

async fn first(db: &impl ConnectionTrait, which: &str, bound: Vec<Value>) -> Result<Option<Promise>> {
    sql::one(db, format!("{COLUMNS} {which}"), bound).await?.as_ref().map(read).transpose()
}

fn read(row: &QueryResult) -> Result<Promise> {
    let (week, fate): (String, Option<String>) = (row.try_get_by_index(2)?, row.try_get_by_index(5)?);
    let fate = fate.map(|word| Fate::parse(&word).ok_or_else(|| corrupt("promise_mark", "unknown state")));
    Ok(Promise {
        id: row.try_get_by_index(0)?,
        team: TeamName::new(row.try_get_by_index::<String>(1)?),
        week: week.parse().map_err(|_| corrupt("promise", "not a week"))?,
        words: row.try_get_by_index(3)?,
        by: row.try_get_by_index(4)?,
        fate: fate.transpose()?,
    })
}
