//! A platform says that our installation changed: removed, no longer accepted, or events withheld.
//!
//! Knows that the same news comes more than once and counts once, and that nothing is sent to an installation that is
//! gone. Where a platform held back events, the news of our removal may be among them, so it is asked. Refuses to touch what is stored: whoever installs us again finds it.

use super::{Ctx, pause};
use crate::chat::{InstallationNews, Reply};
use crate::domain::ids::Platform;
use crate::store::StoreError;

/// Takes note, once.
pub async fn heard(
    ctx: &Ctx,
    platform: Platform,
    installation: &str,
    news: InstallationNews,
    dedupe: &str,
) -> Result<Reply, StoreError> {
    let tx = ctx.store.begin().await?;
    let first = tx.first_sight(platform, installation, dedupe, ctx.now()).await?;
    let withheld = news == InstallationNews::EventsWithheld;
    if first && withheld {
        tx.note_withheld(ctx.now()).await?;
    } else if first {
        // Old news after a new installation does no harm: a paused installation is asked, and goes on if it works.
        tx.pause(platform, installation, news.as_str(), ctx.now()).await?;
    }
    tx.commit().await?;
    if first {
        tracing::warn!(platform = platform.as_str(), news = news.as_str(), "the platform has news of our installation");
    }
    if first && withheld {
        // Beside the acknowledgement, which the platform waits for. If we end before, the next send finds out.
        let ctx = ctx.clone();
        tokio::spawn(async move { pause::if_refused(&ctx, platform).await });
    }
    Ok(Reply::default())
}
