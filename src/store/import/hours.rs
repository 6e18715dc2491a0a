//! Answers by the hour, counted by the import itself where the database would count them one by one.
//!
//! Knows that SQLite's trigger runs once for each answer, a tenth of an import (benches/README.md), and PostgreSQL's once a
//! statement, which needs no help. The trigger is taken off and put back within the import's one transaction: nobody else
//! ever sees the database without it, and an import that fails never took it off. Refuses to know what a score means.

use std::collections::HashMap;
use std::sync::Arc;

use sea_orm::{ConnectionTrait, DbBackend};

use crate::domain::Timestamp;
use crate::store::bulk::{self, Bulk, row};
use crate::store::hours::{HOUR, POINTS, columns};
use crate::store::sql::{self, corrupt, values};
use crate::store::{Result, Tx};

/// Hours held before they are added to those that are stored.
const MOST_HELD: usize = 4_096;
const SCORES: usize = POINTS as usize + 1;
const TRIGGER: &str = "answer_hour_given";

/// Team, instrument, edition, hour.
type Hour = (Arc<str>, Arc<str>, i32, i64);

/// What was answered in each hour and is not stored yet.
pub(super) struct HoursHeld {
    /// The statement that puts it back.
    trigger: String,
    held: HashMap<Hour, [i64; SCORES]>,
    table: Bulk,
}

impl HoursHeld {
    /// Takes the trigger off, for the rest of this transaction. `None` where the database counts by itself.
    pub(super) async fn begin(tx: &Tx) -> Result<Option<Self>> {
        if tx.inner.get_database_backend() != DbBackend::Sqlite {
            return Ok(None);
        }
        let sql = "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = $1";
        let found = sql::one(&tx.inner, sql, values![TRIGGER]).await?;
        let found = found
            .ok_or_else(|| corrupt("answer", "the trigger that counts by the hour is missing; restore a backup"))?;
        sql::execute(&tx.inner, format!("DROP TRIGGER {TRIGGER}"), vec![]).await?;
        Ok(Some(Self { trigger: found.try_get_by_index(0)?, held: HashMap::new(), table: table() }))
    }

    pub(super) fn add(&mut self, team: &Arc<str>, instrument: &Arc<str>, edition: i32, at: Timestamp, score: u8) {
        let hour = at.as_millisecond() / HOUR;
        let scores = self.held.entry((team.clone(), instrument.clone(), edition, hour)).or_insert([0; SCORES]);
        if let Some(count) = scores.get_mut(usize::from(score)) {
            *count += 1;
        }
    }

    /// The rows to add once many are held.
    pub(super) fn due(&mut self) -> Option<Bulk> {
        (self.held.len() >= MOST_HELD).then(|| self.rows())
    }

    fn rows(&mut self) -> Bulk {
        let mut held: Vec<_> = self.held.drain().collect();
        held.sort_unstable();
        for ((team, instrument, edition, hour), scores) in held {
            let [n0, n1, n2, n3, n4, n5, n6, n7, n8, n9, n10] = scores;
            let shard = 0_i32;
            self.table.push(row![team, instrument, edition, hour, shard, n0, n1, n2, n3, n4, n5, n6, n7, n8, n9, n10]);
        }
        self.table.take()
    }

    /// Adds what is still held and puts the trigger back.
    pub(super) async fn end(mut self, tx: &Tx) -> Result<()> {
        bulk::flush(vec![self.rows()], &tx.inner).await?;
        sql::execute(&tx.inner, self.trigger, vec![]).await.map(drop)
    }
}

fn table() -> Bulk {
    let sums = columns(|n| format!("{n} = answer_hour.{n} + excluded.{n}"));
    let then = format!("ON CONFLICT (team, instrument, instrument_version, hour, shard) DO UPDATE SET {sums}");
    Bulk::into_or("answer_hour", COLUMNS, then)
}

const COLUMNS: &[&str] = &[
    "team",
    "instrument",
    "instrument_version",
    "hour",
    "shard",
    "n0",
    "n1",
    "n2",
    "n3",
    "n4",
    "n5",
    "n6",
    "n7",
    "n8",
    "n9",
    "n10",
];
