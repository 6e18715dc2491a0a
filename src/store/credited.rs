//! What credited agents are called, and as whom they are counted.
//!
//! Knows that one agent may be credited under an address and under a chat identity, and that people change names. Refuses to
//! compare anybody.

use std::collections::BTreeMap;

use sea_orm::ConnectionTrait;

use super::Result;
use super::sql::{self, values};

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

    /// The id somebody is counted under.
    pub(super) fn one(&self, id: &str) -> String {
        self.stands_for.get(id).cloned().unwrap_or_else(|| id.to_owned())
    }

    /// What people call an id: the newest name of it or of an address it stands for, else the id.
    fn shown(&self, id: &str) -> String {
        let own = self.shown.get(id);
        let other =
            || self.stands_for.iter().filter(|(_, one)| *one == id).find_map(|(other, _)| self.shown.get(other));
        own.or_else(other).map_or_else(|| id.to_owned(), |(_, name)| name.clone())
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
