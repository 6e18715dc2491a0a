//! What the web edge may ask of the inside: keep an event, say whether we are ready.

use async_trait::async_trait;

use crate::chat::{Link, LinkState};
use crate::domain::ids::Platform;
use crate::domain::ticket::TicketEvent;
use crate::flow::keep::{self, Kept};
use crate::flow::{Ctx, detached};
use crate::web::{Accepted, HookSink, Ready, SinkBusy};

/// The inside, as the web edge sees it.
pub struct Doors {
    ctx: Ctx,
    links: Vec<(Platform, LinkState)>,
}

impl Doors {
    /// Over this context and these connections.
    pub fn new(ctx: Ctx, links: Vec<(Platform, LinkState)>) -> Self {
        Self { ctx, links }
    }
}

#[async_trait]
impl HookSink for Doors {
    async fn accept(&self, event: TicketEvent) -> Result<Accepted, SinkBusy> {
        let ctx = self.ctx.clone();
        match detached(async move { keep::event(&ctx, event).await }).await {
            Ok(Kept::Stored) => Ok(Accepted::Stored),
            Ok(Kept::Duplicate) => Ok(Accepted::Duplicate),
            Ok(Kept::Ignored) => Ok(Accepted::Ignored),
            Err(error) => {
                tracing::error!(error = %error, "a webhook could not be stored; the sender was told to come back");
                Err(SinkBusy)
            }
        }
    }
}

#[async_trait]
impl Ready for Doors {
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
