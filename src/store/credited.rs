//! What credited agents are called, and as whom they are counted.
//!
//! Knows that one agent may be credited under an address and under a chat identity, and that people change names. Refuses to
//! compare anybody.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ConnectionTrait, Value};

use super::Result;
use super::sql::{self, placeholders, values};
use crate::domain::ids::TeamName;

/// More ids than this are not looked up at once.
const MOST_LOOKED_UP: usize = 500;

/// What each credited agent is called, and as whom they are counted.
#[derive(Default)]
pub(super) struct Names {
    /// The newest name of each id, and when it was told, in milliseconds.
    shown: BTreeMap<String, (i64, String)>,
    stands_for: BTreeMap<String, String>,
}

impl Names {
    /// Nobody's name; an address that one chat identity is known to be behind counts as that one.
    pub(super) async fn unknown(db: &impl ConnectionTrait) -> Result<Self> {
        let sql = "SELECT behind, MIN(kind), MIN(value) FROM staff_member WHERE behind LIKE '%@%'
                   GROUP BY behind HAVING COUNT(*) = 1";
        let mut stands_for: BTreeMap<String, String> = BTreeMap::new();
        for row in sql::all(db, sql, values![]).await? {
            let (behind, kind, value): (String, String, String) =
                (row.try_get_by_index(0)?, row.try_get_by_index(1)?, row.try_get_by_index(2)?);
            stands_for.insert(behind, format!("{kind}:{value}"));
        }
        Ok(Self { shown: BTreeMap::new(), stands_for })
    }

    /// A close of this time names an agent so: of several names the newest stays, of one time the last in order.
    pub(super) fn told(&mut self, id: &str, name: String, at: i64) {
        let newer = (at, name);
        match self.shown.get_mut(id) {
            Some(known) if *known >= newer => {}
            Some(known) => *known = newer,
            None => drop(self.shown.insert(id.to_owned(), newer)),
        }
    }

    /// Looks for the newest names in a span of closes, of those ids that no name was told of. Those are few, or none.
    pub(super) async fn look_up<'a>(
        &mut self,
        db: &impl ConnectionTrait,
        team: &TeamName,
        (from, to): (i64, i64),
        ids: impl Iterator<Item = &'a str>,
    ) -> Result<()> {
        let unnamed: BTreeSet<&str> = ids.filter(|id| self.name_of(id).is_none()).take(MOST_LOOKED_UP).collect();
        if unnamed.is_empty() {
            return Ok(());
        }
        let sql = format!(
            "SELECT agent_id, agent_name, MAX(closed_at) FROM survey
             WHERE team = $1 AND closed_at >= $2 AND closed_at < $3 AND agent_name IS NOT NULL AND agent_id IN ({})
             GROUP BY agent_id, agent_name",
            placeholders(4, unnamed.len())
        );
        let mut bound = values![team.as_str(), from, to];
        bound.extend(unnamed.into_iter().map(Value::from));
        for row in sql::all(db, sql, bound).await? {
            let (id, name): (String, String) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
            self.told(&id, name, row.try_get_by_index(2)?);
        }
        Ok(())
    }

    /// The id somebody is counted under.
    pub(super) fn one(&self, id: &str) -> String {
        self.stands_for.get(id).cloned().unwrap_or_else(|| id.to_owned())
    }

    /// What people call an id: its newest name, or that of an address it stands for.
    fn name_of(&self, id: &str) -> Option<&str> {
        let own = self.shown.get(id);
        let other =
            || self.stands_for.iter().filter(|(_, one)| *one == id).find_map(|(other, _)| self.shown.get(other));
        own.or_else(other).map(|(_, name)| name.as_str())
    }

    /// The same, or else the id.
    fn shown(&self, id: &str) -> String {
        self.name_of(id).unwrap_or(id).to_owned()
    }

    /// Sums by id under names; two people of one name are told apart by their ids.
    pub(super) fn named<T>(&self, by_id: BTreeMap<String, T>) -> Vec<(String, T)> {
        let mut times: BTreeMap<String, usize> = BTreeMap::new();
        for id in by_id.keys() {
            *times.entry(self.shown(id)).or_default() += 1;
        }
        let name = |id: &str| {
            let shown = self.shown(id);
            if times.get(&shown).is_some_and(|n| *n > 1) && shown != id { format!("{shown} ({id})") } else { shown }
        };
        by_id.into_iter().map(|(id, sum)| (name(&id), sum)).collect()
    }
}
