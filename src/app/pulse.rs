//! The heartbeat: what only this process knows, written where `afterword status` can read it.
//!
//! Knows how the connections stand. Refuses to act on it. Beats every fifteen seconds, and at once when a connection
//! changes, so that what is told is never older than that.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::chat::{Link, LinkState};
use crate::domain::Timestamp;
use crate::domain::ids::Platform;
use crate::domain::standing::{LinkLine, Process};
use crate::flow::{Ctx, detached};
use crate::store::StoreError;

/// Looks this often whether a connection changed.
const LOOK: Duration = Duration::from_secs(1);
/// Beats at least every so many looks.
const QUIET_LOOKS: u32 = 15;

/// Beats until told to stop, then takes the process off the list.
pub async fn beat(ctx: Ctx, links: Vec<(Platform, LinkState)>, stop: CancellationToken) {
    let (id, started_at) = (ctx.chance.id(), ctx.now());
    let (mut told, mut looks) = (None, 0);
    while !stop.is_cancelled() {
        let now: Vec<LinkLine> = links.iter().map(|(platform, state)| line(*platform, &state.get())).collect();
        if told.as_ref() != Some(&now) || looks >= QUIET_LOOKS {
            let process = process(&ctx, &id, started_at, now.clone());
            match write(&ctx, process).await {
                Ok(()) => (told, looks) = (Some(now), 0),
                Err(error) => tracing::warn!(error = %error, "the heartbeat could not be written"),
            }
        }
        looks += 1;
        tokio::select! {
            () = tokio::time::sleep(LOOK) => {}
            () = stop.cancelled() => {}
        }
    }
    if let Err(error) = forget(&ctx, id).await {
        tracing::debug!(error = %error, "the process stays on the list until it is forgotten");
    }
}

fn process(ctx: &Ctx, id: &str, started_at: Timestamp, links: Vec<LinkLine>) -> Process {
    Process {
        id: id.to_owned(),
        started_at,
        seen_at: ctx.now(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        label: format!("process {}", std::process::id()),
        links,
    }
}

fn line(platform: Platform, link: &Link) -> LinkLine {
    let (state, since, why) = match link {
        Link::Up { since } => ("connected", Some(*since), None),
        Link::Connecting { since } => ("connecting", Some(*since), None),
        Link::Fatal { why } => ("given_up", None, Some(why.clone())),
    };
    LinkLine { platform: platform.name().to_owned(), state: state.to_owned(), since, why }
}

async fn write(ctx: &Ctx, process: Process) -> Result<(), StoreError> {
    let store = ctx.store.clone();
    detached(async move {
        let tx = store.begin().await?;
        tx.beat(&process).await?;
        tx.commit().await
    })
    .await
}

async fn forget(ctx: &Ctx, id: String) -> Result<(), StoreError> {
    let tx = ctx.store.begin().await?;
    tx.forget_process(&id).await?;
    tx.commit().await
}
