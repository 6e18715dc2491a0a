//! What an operator orders from the command line, and what they read back.
//!
//! An order is carried out by whoever has the database: the serving process, which takes it through `app::hatch`, or the
//! command itself. So it travels as text, and so does what it leads to.

use serde::{Deserialize, Serialize};

use super::{Ctx, online};
use crate::store::StoreError;

/// Something to be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "order", rename_all = "snake_case")]
pub enum Order {
    /// Make a link to the question about a ticket.
    Link {
        /// The number people use, or the source's id.
        ticket: String,
        /// Only tickets of this source.
        source: Option<String>,
    },
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// Whether it was done.
    pub done: bool,
    /// What the operator reads.
    pub text: String,
}

/// Carries out one order.
pub async fn carry_out(ctx: &Ctx, order: Order) -> Result<Told, StoreError> {
    match order {
        Order::Link { ticket, source } => Ok(match online::link(ctx, &ticket, source.as_deref()).await? {
            online::Link::Made(text) => Told { done: true, text },
            online::Link::Refused(text) => Told { done: false, text },
        }),
    }
}
