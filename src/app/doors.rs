//! What the web edge may ask of the inside: keep an event, show and take an answer, say whether we are ready.

use std::collections::BTreeMap;

use async_trait::async_trait;

use crate::chat::{Link, LinkState};
use crate::domain::ids::Platform;
use crate::domain::ticket::TicketEvent;
use crate::flow::keep::{self, Kept};
use crate::flow::online::{self, Leaf};
use crate::flow::{Ctx, detached};
use crate::store::StoreError;
use crate::web::{Accepted, HookSink, Page, Questions, Ready, SinkBusy, survey};

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
impl Questions for Doors {
    async fn look(&self, token: &str) -> Result<Page, SinkBusy> {
        let (ctx, token) = (self.ctx.clone(), token.to_owned());
        page(detached(async move { online::look(&ctx, &token).await }).await)
    }

    async fn answer(&self, token: &str, fields: BTreeMap<String, String>) -> Result<Page, SinkBusy> {
        let (ctx, token) = (self.ctx.clone(), token.to_owned());
        page(detached(async move { online::answer(&ctx, &token, &fields).await }).await)
    }
}

fn page(leaf: Result<Leaf, StoreError>) -> Result<Page, SinkBusy> {
    match leaf {
        Ok(leaf) => {
            let outcome = match leaf.outcome {
                online::Outcome::Asked | online::Outcome::Saved => survey::Outcome::Well,
                online::Outcome::Incomplete => survey::Outcome::Incomplete,
                online::Outcome::Gone => survey::Outcome::Gone,
            };
            Ok(Page { outcome, html: leaf.html, style: leaf.style.to_owned() })
        }
        Err(error) => {
            tracing::error!(error = %error, "a question's page failed; the person was told to try again");
            Err(SinkBusy)
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
