//! What the web edge may ask of the inside: keep an event, show and take an answer, say whether we are ready.

mod api;
mod dashboard;

use std::collections::BTreeMap;

use std::time::Duration;

use async_trait::async_trait;
use tokio::sync::Mutex;
use tokio::time::Instant;

use super::pulse;
use crate::chat::{Link, LinkState};
use crate::domain::ids::Platform;
use crate::domain::ticket::TicketEvent;
use crate::flow::keep::{self, Kept};
use crate::flow::online::{self, Leaf};
use crate::flow::{Ctx, detached};
use crate::store::{Cause, StoreError};
use crate::web::{Accepted, HookSink, Measured, Page, Questions, Ready, SinkBusy, survey};

/// A verdict is good for this long.
const FRESH: Duration = Duration::from_secs(1);
/// A job that has been due for this long without being claimed: nobody turns the crank.
const STUCK: crate::domain::Duration = crate::domain::Duration::from_mins(10);

/// The inside, as the web edge sees it.
pub struct Doors {
    ctx: Ctx,
    links: Vec<(Platform, LinkState)>,
    last: Mutex<Option<(Instant, Result<(), String>)>>,
    measured: Mutex<Option<(Instant, Measured)>>,
}

impl Doors {
    /// Over this context and these connections.
    pub fn new(ctx: Ctx, links: Vec<(Platform, LinkState)>) -> Self {
        Self { ctx, links, last: Mutex::new(None), measured: Mutex::new(None) }
    }
}

#[async_trait]
impl HookSink for Doors {
    async fn accept(&self, event: TicketEvent) -> Result<Accepted, SinkBusy> {
        if self.ctx.clock_problem().is_some() {
            return Err(SinkBusy);
        }
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
    async fn look(&self, token: &str, accepted: &str) -> Result<Page, SinkBusy> {
        let (ctx, token, accepted) = (self.ctx.clone(), token.to_owned(), accepted.to_owned());
        page(detached(async move { online::look(&ctx, &token, &accepted).await }).await)
    }

    async fn answer(&self, token: &str, fields: BTreeMap<String, String>, accepted: &str) -> Result<Page, SinkBusy> {
        let (ctx, token, accepted) = (self.ctx.clone(), token.to_owned(), accepted.to_owned());
        page(detached(async move { online::answer(&ctx, &token, &fields, &accepted).await }).await)
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
    /// Looked at afresh at most once a second, however often it is asked: the proof that the database can be written
    /// costs a flush.
    async fn ready(&self) -> Result<(), String> {
        let mut last = self.last.lock().await;
        if let Some((_, verdict)) = last.as_ref().filter(|(at, _)| at.elapsed() < FRESH) {
            return verdict.clone();
        }
        let verdict = self.look().await;
        *last = Some((Instant::now(), verdict.clone()));
        verdict
    }

    /// The database is asked at most once a second, however often the numbers are.
    async fn measured(&self) -> Measured {
        let mut last = self.measured.lock().await;
        if let Some((_, measured)) = last.as_ref().filter(|(at, _)| at.elapsed() < FRESH) {
            return measured.clone();
        }
        let at = self.ctx.now();
        let standing = self.ctx.store.standing(at).await.ok();
        let log_lines_dropped = crate::telemetry::lines_dropped();
        let links = pulse::lines(&self.links);
        let presses_refused = self.ctx.refusals.all();
        let measured = Measured { at, links, log_lines_dropped, presses_refused, standing };
        *last = Some((Instant::now(), measured.clone()));
        measured
    }
}

impl Doors {
    async fn look(&self) -> Result<(), String> {
        if let Some(problem) = self.ctx.clock_problem() {
            return Err(problem);
        }
        let store = &self.ctx.store;
        store.ping().await.map_err(|error| trouble(&error).to_owned())?;
        for (platform, link) in &self.links {
            match link.get() {
                Link::Up { .. } => {}
                Link::Connecting { since } => return Err(format!("{}: connecting since {since}", platform.name())),
                Link::Fatal { why } => return Err(format!("{}: {why}", platform.name())),
            }
        }
        let now = self.ctx.now();
        let overdue = store.overdue_since(now).await.map_err(|error| trouble(&error).to_owned())?;
        match overdue.filter(|since| now.duration_since(*since) > STUCK) {
            Some(since) => Err(format!("the queue stands still: a job has been due since {since}")),
            None => Ok(()),
        }
    }
}

/// One line that names the remedy's direction and no detail.
fn trouble(error: &StoreError) -> &'static str {
    match error.cause() {
        Cause::DiskFull => "the database's disk is full",
        Cause::ReadOnly => "the database is read-only",
        Cause::Busy => "the database is locked by another process",
        Cause::Other => "the database does not answer",
    }
}
