//! Tickets and the two moves that matter: closed, and open again.
//!
//! Knows that news arrives late and twice: what the source says happened last is what is true, in whatever order it
//! reached us. Refuses to decide whether anyone is asked.

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::rows::{survey, ticket};
use super::sql::{self, ms, values};
use super::{Recorded, Result, Store, StoreError, TicketRow, Tx, event_text};
use crate::domain::Timestamp;
use crate::domain::ids::TicketId;
use crate::domain::survey::Survey;
use crate::domain::ticket::{EventKind, TicketEvent};

impl Store {
    /// One ticket.
    pub async fn ticket(&self, id: &TicketId) -> Result<Option<TicketRow>> {
        load(&self.reader, id).await
    }
}

impl Tx {
    /// Upserts the ticket by (installation, source, ticket id) and counts the transition.
    // Not an `async fn`: the id is drawn at once, so that what is awaited can move between threads.
    pub fn record_close<'a>(
        &'a self,
        event: &'a TicketEvent,
        new_id: &dyn Fn() -> String,
        now: Timestamp,
    ) -> impl Future<Output = Result<Recorded>> + Send + use<'a> {
        close(self, event, new_id(), now)
    }

    /// Marks the ticket open (or deleted) again; returns its surveys that are not over. `None` if the ticket is unknown.
    /// News from before the last close changes nothing and returns no surveys.
    pub async fn record_reopen(&self, event: &TicketEvent, now: Timestamp) -> Result<Option<Vec<Survey>>> {
        // When we heard of it does not matter, only when it happened.
        let _ = now;
        let state = if event.kind == EventKind::Deleted { "deleted" } else { "open" };
        let sql = "UPDATE ticket SET state = $1, changed_at = $2
                   WHERE installation = $3 AND source = $4 AND ticket_key = $5 AND changed_at <= $2 RETURNING id";
        let key = || values![event.installation.as_str(), event.source.as_str(), event.ticket.id.as_str()];
        let mut bound = values![state, ms(event.occurred_at)];
        bound.extend(key());
        let Some(id) = sql::value::<String>(&self.inner, sql, bound).await? else {
            let known = sql::one(&self.inner, BY_KEY, key()).await?;
            return Ok(known.map(|_| vec![]));
        };
        let surveys = survey::Entity::find()
            .filter(survey::Column::TicketId.eq(id))
            .filter(survey::Column::State.is_in(["planned", "held", "delivered"]))
            .order_by_asc(survey::Column::CloseSeq)
            .all(&self.inner)
            .await?;
        surveys.into_iter().map(survey::Model::parse).collect::<Result<_>>().map(Some)
    }

    /// Notes that a ticket nobody has told us of was open (or gone) at that time, so that a close from before then,
    /// which the news has overtaken, counts for nothing. What is known already stays as it is.
    // Not an `async fn`, as above.
    pub fn note_not_closed<'a>(
        &'a self,
        event: &'a TicketEvent,
        new_id: &dyn Fn() -> String,
        now: Timestamp,
    ) -> impl Future<Output = Result<()>> + Send + use<'a> {
        not_closed(self, event, new_id(), now)
    }

    /// One ticket.
    pub async fn ticket(&self, id: &TicketId) -> Result<Option<TicketRow>> {
        load(&self.inner, id).await
    }
}

async fn not_closed(tx: &Tx, event: &TicketEvent, new_id: String, now: Timestamp) -> Result<()> {
    let state = if event.kind == EventKind::Deleted { "deleted" } else { "open" };
    let sql = "INSERT INTO ticket
                 (id, installation, source, ticket_key, human_key, state, changed_at, close_seq, created_at, event)
               VALUES ($1, $2, $3, $4, $5, $6, $7, 0, $8, $9)
               ON CONFLICT (installation, source, ticket_key) DO NOTHING";
    let values = values![
        new_id,
        event.installation.as_str(),
        event.source.as_str(),
        event.ticket.id.as_str(),
        event.ticket.key.as_deref(),
        state,
        ms(event.occurred_at),
        ms(now),
        event_text::write(event)?,
    ];
    sql::execute(&tx.inner, sql, values).await.map(drop)
}

const BY_KEY: &str = "SELECT id FROM ticket WHERE installation = $1 AND source = $2 AND ticket_key = $3";

async fn load(db: &impl ConnectionTrait, id: &TicketId) -> Result<Option<TicketRow>> {
    ticket::Entity::find_by_id(id.as_str()).one(db).await?.map(ticket::Model::parse).transpose()
}

/// One statement decides, so that of many who report the same close at once exactly one finds it new: the insert or
/// the update locks the row, and the others then see it closed.
async fn close(tx: &Tx, event: &TicketEvent, new_id: String, now: Timestamp) -> Result<Recorded> {
    let sql = "INSERT INTO ticket
                 (id, installation, source, ticket_key, human_key, state, changed_at, close_seq, created_at, event)
               VALUES ($1, $2, $3, $4, $5, 'closed', $6, 1, $7, $8)
               ON CONFLICT (installation, source, ticket_key) DO UPDATE SET
                 state = 'closed', close_seq = ticket.close_seq + 1, changed_at = excluded.changed_at,
                 human_key = excluded.human_key, event = excluded.event
               WHERE ticket.state <> 'closed' AND ticket.changed_at <= excluded.changed_at
               RETURNING id, close_seq";
    let values = values![
        new_id,
        event.installation.as_str(),
        event.source.as_str(),
        event.ticket.id.as_str(),
        event.ticket.key.as_deref(),
        ms(event.occurred_at),
        ms(now),
        event_text::write(event)?,
    ];
    if let Some(row) = sql::one(&tx.inner, sql, values).await? {
        let seq: i32 = row.try_get_by_index(1)?;
        let seq = u32::try_from(seq).map_err(|_| sql::corrupt("ticket", "a negative close"))?;
        return Ok(Recorded::New { ticket: TicketId::new(row.try_get_by_index::<String>(0)?), seq });
    }
    still_closed(tx, event).await
}

/// A later report of a ticket that is closed (solved, then closed for good) is no second close, but it does prove that
/// an older reopening is history.
async fn still_closed(tx: &Tx, event: &TicketEvent) -> Result<Recorded> {
    let mut key = values![event.installation.as_str(), event.source.as_str(), event.ticket.id.as_str()];
    let id: Option<String> = sql::value(&tx.inner, BY_KEY, key.clone()).await?;
    key.push(ms(event.occurred_at).into());
    let sql = "UPDATE ticket SET changed_at = $4 WHERE installation = $1 AND source = $2 AND ticket_key = $3
                 AND state = 'closed' AND changed_at < $4";
    sql::execute(&tx.inner, sql, key).await?;
    id.map(|id| Recorded::Known { ticket: TicketId::new(id) }).ok_or(StoreError::Stale)
}
