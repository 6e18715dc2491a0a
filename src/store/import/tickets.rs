//! The tickets of an import, and what is stored of them already.
//!
//! Knows that all lines of one close time are one close. Refuses to know what is added.

use std::collections::{HashMap, HashSet};

use sea_orm::Value;

use crate::store::sql::{self, ms, values};
use crate::store::{LedgerLine, Result, Tx};

/// One ticket's closes, oldest first; each with its lines as they came.
pub(super) struct Ticket<'a> {
    pub(super) source: &'a str,
    pub(super) key: &'a str,
    pub(super) closes: Vec<Vec<&'a LedgerLine>>,
}

/// The tickets of some lines, in the order of their keys.
pub(super) fn grouped(lines: &[LedgerLine]) -> Vec<Ticket<'_>> {
    let mut sorted: Vec<&LedgerLine> = lines.iter().collect();
    // Stable: the instrument asked first stays first.
    sorted.sort_by(|a, b| close_key(a).cmp(&close_key(b)));
    let mut tickets: Vec<Ticket<'_>> = Vec::new();
    for line in sorted {
        match tickets.last_mut().filter(|t| t.source == line.source && t.key == line.ticket_id) {
            None => {
                tickets.push(Ticket { source: &line.source, key: &line.ticket_id, closes: vec![vec![line]] });
            }
            Some(ticket) => match ticket.closes.last_mut() {
                Some(close) if close.first().is_some_and(|l| ms(l.closed_at) == ms(line.closed_at)) => close.push(line),
                _ => ticket.closes.push(vec![line]),
            },
        }
    }
    tickets
}

fn close_key(line: &LedgerLine) -> (&str, &str, i64) {
    (&line.source, &line.ticket_id, ms(line.closed_at))
}

/// A stored ticket and the times of its closes.
pub(super) struct Known {
    pub(super) id: String,
    pub(super) installation: String,
    pub(super) close_seq: i32,
    pub(super) closed_at: HashSet<i64>,
}

/// Tickets of the batch that are stored already, under whichever installation; `keys` are theirs, for [`sql::among`].
pub(super) async fn known<'t>(
    tx: &Tx,
    tickets: &[Ticket<'t>],
    keys: Value,
) -> Result<HashMap<(&'t str, &'t str), Known>> {
    let sql = format!(
        "SELECT id, installation, source, ticket_key, close_seq FROM ticket WHERE {}",
        sql::among(&tx.inner, "ticket_key", 1)
    );
    let rows = sql::all(&tx.inner, sql, vec![keys]).await?;
    let mut stored: HashMap<(String, String), Known> = HashMap::new();
    for row in rows {
        let (source, key) = (row.try_get_by_index(2)?, row.try_get_by_index(3)?);
        let (id, installation) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        let (close_seq, closed_at) = (row.try_get_by_index(4)?, HashSet::new());
        stored.insert((source, key), Known { id, installation, close_seq, closed_at });
    }
    let mut known: HashMap<(&str, &str), Known> = HashMap::new();
    if stored.is_empty() {
        return Ok(known);
    }
    for ticket in tickets {
        if let Some(found) = stored.remove(&(ticket.source.to_owned(), ticket.key.to_owned())) {
            known.insert((ticket.source, ticket.key), found);
        }
    }
    let sql = format!("SELECT ticket_id, closed_at FROM survey WHERE {}", sql::among(&tx.inner, "ticket_id", 1));
    let ids = sql::many(known.values().map(|ticket| ticket.id.as_str()));
    let mut closed_at: HashMap<String, HashSet<i64>> = HashMap::new();
    for row in sql::all(&tx.inner, sql, values![ids]).await? {
        closed_at.entry(row.try_get_by_index(0)?).or_default().insert(row.try_get_by_index(1)?);
    }
    for ticket in known.values_mut() {
        ticket.closed_at = closed_at.remove(&ticket.id).unwrap_or_default();
    }
    Ok(known)
}
