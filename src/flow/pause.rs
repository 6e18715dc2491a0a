//! An installation out of order: nothing is sent to it until it works again.
//!
//! Knows that a revoked token is an operator's affair and no job's fault: jobs wait without cost. Refuses to know how a
//! platform says it.

use super::Ctx;
use crate::chat::SendError;
use crate::domain::Duration;
use crate::domain::ids::Platform;
use crate::domain::job::{Ending, Job};
use crate::store::StoreError;

/// Between two questions whether it works again.
pub const PROBE: Duration = Duration::from_mins(3);
/// Notes that a platform does not accept us any more; the job waits.
pub(super) async fn note(ctx: &Ctx, job: &Job, platform: Platform, code: &str) -> Ending {
    match paused(ctx, platform, code).await {
        Ok(()) => {
            // As due as it was: its lane is not claimed while the installation is paused.
            Ending::Snooze { until: job.created_at }
        }
        // Nothing was sent, so nothing is in doubt.
        Err(_) => Ending::Snooze { until: ctx.now() + PROBE },
    }
}

async fn paused(ctx: &Ctx, platform: Platform, code: &str) -> Result<(), StoreError> {
    let installation = ctx.chat(platform).and_then(|c| c.installation()).unwrap_or_default();
    let tx = ctx.store.begin().await?;
    let news = tx.pause(platform, &installation, code, ctx.now()).await?;
    tx.commit().await?;
    if news {
        tracing::error!(
            platform = platform.as_str(),
            code,
            "this installation is paused: the platform does not accept us. Check the token and the app; sends go on by \
             themselves when it works again"
        );
    }
    Ok(())
}

/// Asks a platform whether it still accepts us, and pauses it if not.
pub(super) async fn if_refused(ctx: &Ctx, platform: Platform) {
    let Some(chat) = ctx.chat(platform) else { return };
    let Err(SendError::Disabled(code)) = chat.prove().await else { return };
    if let Err(error) = paused(ctx, platform, &code).await {
        tracing::error!(%error, "an installation that does not accept us could not be paused; the next send will try");
    }
}

/// Asks a paused platform whether it works again; `true` if sends go on.
pub async fn probe(ctx: &Ctx, platform: Platform) -> Result<bool, StoreError> {
    let Some(chat) = ctx.chat(platform) else { return Ok(false) };
    if let Err(error) = chat.prove().await {
        tracing::warn!(platform = platform.as_str(), %error, "the installation is still out of order");
        return Ok(false);
    }
    let tx = ctx.store.begin().await?;
    let was_paused = tx.resume(platform).await?;
    tx.commit().await?;
    if was_paused {
        tracing::info!(platform = platform.as_str(), "the installation works again; sends go on");
    }
    Ok(true)
}
