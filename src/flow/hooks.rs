//! A helpdesk's webhook, verified and parsed by others: stored with its job, then answered.
//!
//! One insert and one job in one transaction; everything else happens after the answer.

use async_trait::async_trait;

use super::{Ctx, detached};
use crate::chat::{Link, LinkState};
use crate::domain::ids::Platform;
use crate::domain::job::{NewJob, Task};
use crate::domain::ticket::{EventKind, TicketEvent};
use crate::store::{Received, StoreError};
use crate::web::{Accepted, HookSink, Ready, SinkBusy};

/// What the web edge talks to.
pub struct Hooks {
    ctx: Ctx,
    links: Vec<(Platform, LinkState)>,
}

impl Hooks {
    /// Over this context and these connections.
    pub fn new(ctx: Ctx, links: Vec<(Platform, LinkState)>) -> Self {
        Self { ctx, links }
    }
}

#[async_trait]
impl HookSink for Hooks {
    async fn accept(&self, event: TicketEvent) -> Result<Accepted, SinkBusy> {
        if matches!(event.kind, EventKind::Ping | EventKind::Other) {
            return Ok(Accepted::Ignored);
        }
        let ctx = self.ctx.clone();
        detached(async move { keep(&ctx, event).await }).await.map_err(|error| {
            tracing::error!(error = %error, "a webhook could not be stored; the sender was told to come back");
            SinkBusy
        })
    }
}

async fn keep(ctx: &Ctx, event: TicketEvent) -> Result<Accepted, StoreError> {
    let now = ctx.now();
    let tx = ctx.store.begin().await?;
    let Some(inbox) = tx.receive(&Received { event, at: now }).await? else { return Ok(Accepted::Duplicate) };
    tx.enqueue(&NewJob::once(Task::Receive { inbox }, None, now), now).await?;
    tx.commit().await?;
    ctx.wake.notify_one();
    Ok(Accepted::Stored)
}

#[async_trait]
impl Ready for Hooks {
    async fn ready(&self) -> Result<(), String> {
        self.ctx.store.ping().await.map_err(|_| "the database does not answer".to_owned())?;
        for (platform, link) in &self.links {
            match link.get() {
                Link::Up { .. } => {}
                Link::Connecting { since } => return Err(format!("{}: connecting since {since}", platform.name())),
                Link::Fatal { why } => return Err(format!("{}: {why}", platform.name())),
            }
        }
        Ok(())
    }
}
