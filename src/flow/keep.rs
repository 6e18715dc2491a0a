//! News from a helpdesk, verified and parsed by others: stored with its job, so that it can be answered.
//!
//! One insert and one job in one transaction; everything else happens after the answer.

use super::Ctx;
use crate::domain::job::{NewJob, Task};
use crate::domain::ticket::{EventKind, TicketEvent};
use crate::store::{Received, StoreError};

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// New, and durable.
    Stored,
    /// This delivery was stored before.
    Duplicate,
    /// Closes nothing and opens nothing.
    Ignored,
}

/// Stores one event.
pub async fn event(ctx: &Ctx, event: TicketEvent) -> Result<Kept, StoreError> {
    if matches!(event.kind, EventKind::Ping | EventKind::Other) {
        return Ok(Kept::Ignored);
    }
    let now = ctx.now();
    let tx = ctx.store.begin().await?;
    let Some(inbox) = tx.receive(&Received { event, at: now }).await? else {
        // The first delivery may have arrived with this one: it is not called stored before it is.
        tx.commit().await?;
        return Ok(Kept::Duplicate);
    };
    tx.enqueue(&NewJob::once(Task::Receive { inbox }, None, now), now).await?;
    tx.commit().await?;
    ctx.wake.notify_waiters();
    Ok(Kept::Stored)
}
