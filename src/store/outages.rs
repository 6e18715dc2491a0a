//! When nothing served this database.
//!
//! Knows that every process beats in one place, so that a silence is a silence of all of them. Refuses to judge which weeks
//! suffer from it.

use sea_orm::ConnectionTrait;

use super::past::number;
use super::sql::{self, instant, ms, values};
use super::{Result, Store, Tx};
use crate::domain::Timestamp;
use crate::domain::scorecard::down::{SILENCE, Stretch, silence};

impl Store {
    /// Notes that it was served until now: a process ends in good order, between two heartbeats.
    pub async fn note_served(&self, now: Timestamp) -> Result<()> {
        let tx = self.begin().await?;
        tx.set_meta("served_until", ms(now)).await?;
        tx.commit().await
    }
}

impl Tx {
    /// Notes what lies between the last sign of life of any process and `now`, if it was an outage; returns it. Before the
    /// first there was none. An outage that a clock once told of a time that has not come yet is taken back. To be called by a process that begins to serve, before its first heartbeat.
    pub async fn note_outage(&self, now: Timestamp) -> Result<Option<Stretch>> {
        // Clocks of several machines differ a little; one that was further ahead told of a time that has not come.
        let believed = now.checked_add(SILENCE).map_or(i64::MAX, ms);
        sql::execute(&self.inner, "DELETE FROM outage WHERE to_at > $1", values![believed]).await?;
        let (beat, served) = (number(&self.inner, "beat_at").await?, number(&self.inner, "served_until").await?);
        let last = [beat, served].into_iter().flatten().filter(|at| *at <= believed).max();
        let Some(last) = last else { return Ok(None) };
        let Some(outage) = silence(instant("meta", last)?, now) else { return Ok(None) };
        // Of two processes that begin at once the later one sees a little more of the same silence.
        let sql = "INSERT INTO outage (from_at, to_at) VALUES ($1, $2)
                   ON CONFLICT (from_at) DO UPDATE SET to_at = excluded.to_at WHERE outage.to_at < excluded.to_at";
        sql::execute(&self.inner, sql, values![ms(outage.from), ms(outage.to)]).await?;
        Ok(Some(outage))
    }
}

/// The outages that reach into a span, oldest first.
pub(super) async fn reaching(db: &impl ConnectionTrait, (from, to): (i64, i64)) -> Result<Vec<Stretch>> {
    let sql = "SELECT from_at, to_at FROM outage WHERE from_at < $2 AND to_at > $1 ORDER BY from_at";
    let rows = sql::all(db, sql, values![from, to]).await?;
    rows.iter()
        .map(|row| {
            let at = |n: usize| -> Result<Timestamp> { instant("outage", row.try_get_by_index(n)?) };
            Ok(Stretch { from: at(0)?, to: at(1)? })
        })
        .collect()
}
