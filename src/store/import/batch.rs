//! Writing an import's rows, beside whoever puts the next together.
//!
//! Knows the columns that are filled and the one transaction. Refuses to know what a line means.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use sea_orm::ConnectionTrait;
use tokio_util::task::AbortOnDropHandle;

use super::tickets::Ticket;
use crate::store::bulk::{self, Bulk};
use crate::store::sql::{self, values};
use crate::store::{Result, StoreError, Tx};

/// In the order in which they refer to each other.
pub(super) struct Tables {
    pub(super) person: Bulk,
    pub(super) identity: Bulk,
    pub(super) ticket: Bulk,
    pub(super) survey: Bulk,
    pub(super) answer: Bulk,
    pub(super) answer_value: Bulk,
}

impl Default for Tables {
    fn default() -> Self {
        Self {
            person: Bulk::into("person", &["id", "created_at", "last_asked_at", "last_asked_survey"]),
            identity: Bulk::into("identity", &["kind", "installation", "value", "person_id"]),
            ticket: Bulk::into("ticket", TICKET),
            survey: Bulk::into("survey", SURVEY),
            answer: Bulk::into("answer", ANSWER),
            answer_value: Bulk::into("answer_value", &["answer_id", "seq", "score", "at"]),
        }
    }
}

impl Tables {
    /// The rows that wait; others may be added.
    pub(super) fn take(&mut self) -> Vec<Bulk> {
        let Self { person, identity, ticket, survey, answer, answer_value } = self;
        [person, identity, ticket, survey, answer, answer_value].into_iter().map(Bulk::take).collect()
    }
}

/// Rows that were put together and wait to be written.
#[derive(Default)]
pub(super) struct Batch {
    pub(super) tickets: HashSet<(String, String)>,
    pub(super) tables: Vec<Bulk>,
    pub(super) closed_again: Vec<(String, i32)>,
    pub(super) asked: HashMap<Arc<str>, (i64, Arc<str>)>,
}

impl Batch {
    /// Whether it holds rows of this ticket, which nobody can find in the database yet.
    pub(super) fn holds(&self, ticket: &Ticket<'_>) -> bool {
        !self.tickets.is_empty() && self.tickets.contains(&(ticket.source.to_owned(), ticket.key.to_owned()))
    }

    async fn write(self, tx: &Tx) -> Result<()> {
        bulk::flush(self.tables, &tx.inner).await?;
        for (ticket, seq) in self.closed_again {
            let sql = "UPDATE ticket SET close_seq = $1 WHERE id = $2";
            sql::execute(&tx.inner, sql, values![seq, ticket]).await?;
        }
        note_asked(&tx.inner, self.asked).await
    }
}

/// The one transaction of an import.
pub(super) enum Hand {
    Free(Tx),
    /// Writing a batch, in a task of its own.
    Busy(AbortOnDropHandle<Result<Tx>>),
    /// It failed: nothing more can be written.
    Lost,
}

impl Hand {
    /// The transaction, once everything handed over is written.
    pub(super) async fn free(&mut self) -> Result<Tx> {
        match std::mem::replace(self, Self::Lost) {
            Self::Free(tx) => Ok(tx),
            Self::Busy(writing) => writing.await.unwrap_or_else(|_| Err(lost())),
            Self::Lost => Err(lost()),
        }
    }

    /// Begins to write; what was handed over before is written first.
    pub(super) async fn write(&mut self, batch: Batch) -> Result<()> {
        let tx = self.free().await?;
        *self = Self::Busy(AbortOnDropHandle::new(tokio::spawn(async move {
            batch.write(&tx).await?;
            Ok(tx)
        })));
        Ok(())
    }
}

fn lost() -> StoreError {
    StoreError::Database("the import stopped while writing".into())
}

/// Notes the latest asks of people who are stored already, many in a statement. Only a handful of sizes is used, since every
/// distinct statement is prepared and kept.
async fn note_asked(db: &impl ConnectionTrait, asked: HashMap<Arc<str>, (i64, Arc<str>)>) -> Result<()> {
    let mut rest: Vec<_> = asked.into_iter().collect();
    // In one order, so that two imports beside each other do not wait for each other in a circle.
    rest.sort();
    for size in [128, 16, 1] {
        while rest.len() >= size {
            let row = |n: usize| {
                let (id, at, survey) = (n * 3 + 1, n * 3 + 2, n * 3 + 3);
                format!(
                    "SELECT CAST(${id} AS TEXT) AS id, CAST(${at} AS BIGINT) AS at, CAST(${survey} AS TEXT) AS survey"
                )
            };
            let rows = (0..size).map(row).collect::<Vec<_>>().join(" UNION ALL ");
            let sql = format!(
                "UPDATE person SET before_asked_at = last_asked_at, before_asked_survey = last_asked_survey,
                   last_asked_at = asked.at, last_asked_survey = asked.survey
                 FROM ({rows}) asked
                 WHERE person.id = asked.id AND (person.last_asked_at IS NULL OR person.last_asked_at < asked.at)"
            );
            let bound = rest.drain(..size).flat_map(|(person, (at, survey))| values![&*person, at, &*survey]).collect();
            sql::execute(db, sql, bound).await?;
        }
    }
    Ok(())
}

const TICKET: &[&str] =
    &["id", "installation", "source", "ticket_key", "state", "changed_at", "close_seq", "created_at", "event"];

// An imported survey has no message.
const SURVEY: &[&str] = &[
    "id",
    "installation",
    "ticket_id",
    "close_seq",
    "team",
    "closed_at",
    "agent",
    "agent_id",
    "person_id",
    "may_answer",
    "instrument",
    "follow",
    "expires_ms",
    "state",
    "reason",
    "detail",
    "delivered_at",
    "answered_at",
    "ended_at",
    "version",
    "created_at",
    "saved_at",
    "privacy",
];

const ANSWER: &[&str] = &[
    "id",
    "survey_id",
    "position",
    "installation",
    "team",
    "person_id",
    "agent",
    "agent_id",
    "instrument",
    "instrument_version",
    "score",
    "first_at",
    "last_at",
    "changes",
    "comment",
    "reasons",
    "contact_ok",
];
