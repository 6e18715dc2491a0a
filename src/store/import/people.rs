//! Who of a batch's customers is stored already.
//!
//! Knows that a question is put together before the connection is free to answer it: the database has nothing to do
//! meanwhile. Refuses to make anybody.

use std::collections::HashMap;
use std::sync::Arc;

use sea_orm::Value;

use super::tickets::Ticket;
use crate::domain::ids::{Identity, IdentityKind};
use crate::store::hearsay::customer;
use crate::store::sql::{self, ms, values};
use crate::store::{Result, Tx};

/// Customers of a batch whom the import has not met lately.
pub(super) struct Strangers {
    /// When the first ticket of each was closed.
    since: HashMap<Identity, i64>,
    asked: Vec<(IdentityKind, Value)>,
}

impl Strangers {
    pub(super) fn among(tickets: &[Ticket<'_>], met: &HashMap<Identity, Arc<str>>) -> Self {
        let mut since: HashMap<Identity, i64> = HashMap::new();
        for line in tickets.iter().flat_map(|t| t.closes.iter().flatten()) {
            if let Some(who) = customer(line).filter(|who| !met.contains_key(who)) {
                since.entry(who).or_insert(ms(line.closed_at));
            }
        }
        let values = |kind| since.keys().filter(move |who| who.kind == kind).map(|who| who.value.as_str());
        let asked = [IdentityKind::Slack, IdentityKind::Discord, IdentityKind::Email]
            .into_iter()
            .filter(|kind| values(*kind).next().is_some())
            .map(|kind| (kind, sql::many(values(kind))))
            .collect();
        Self { since, asked }
    }

    /// Those who are stored, each with their person.
    pub(super) async fn stored(&mut self, tx: &Tx) -> Result<Vec<(Identity, Arc<str>)>> {
        let mut stored = Vec::new();
        for (kind, many) in std::mem::take(&mut self.asked) {
            let sql = format!(
                "SELECT value, person_id FROM identity WHERE kind = $1 AND installation = '' AND {}",
                sql::among(&tx.inner, "value", 2)
            );
            for row in sql::all(&tx.inner, sql, values![kind.as_str(), many]).await? {
                let (value, person): (String, String) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
                stored.push((Identity { kind, installation: String::new(), value }, person.into()));
            }
        }
        Ok(stored)
    }

    /// Those nobody knows, in one order, so that a seeded import is the same every time.
    pub(super) fn unknown(self, met: &HashMap<Identity, Arc<str>>) -> Vec<(Identity, i64)> {
        let mut unknown: Vec<_> = self.since.into_iter().filter(|(who, _)| !met.contains_key(who)).collect();
        unknown.sort();
        unknown
    }
}
