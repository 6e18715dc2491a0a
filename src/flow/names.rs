//! What the team's agents are called, where a source credits them by an id or an address alone.
//!
//! An import or a webhook may say no more of an agent than `slack:U01` or an address. The chat knows the name, and is asked
//! for it once. Refuses to rename: a name that was told at the close stays, as does every scorecard that is frozen.

use super::{Ctx, until_fresh};
use crate::chat::SendError;
use crate::config::Team;
use crate::domain::ticket::clean_text;
use crate::domain::{Duration, Timestamp};
use crate::present::foreign;

/// Closes older than this keep what they have: scorecards and pages of people look back five weeks.
const LOOKED_BACK: Duration = Duration::from_hours(24 * 7 * 10);

/// Longest name that is kept.
const NAME_CHARS: usize = 80;

/// Names the team's people in closes that credit them without a name. `false` if a chat did not answer: try again later.
pub(super) async fn learn(ctx: &Ctx, team: &Team) -> bool {
    let since = ctx.now().checked_sub(LOOKED_BACK).unwrap_or(Timestamp::UNIX_EPOCH);
    let Ok(ids) = ctx.store.unnamed_agents(&team.name, since).await else { return false };
    let mut complete = true;
    for id in ids {
        match name_of(ctx, team, &id).await {
            Ok(Some(name)) => complete &= keep(ctx, team, since, &id, &name).await,
            Ok(None) => {}
            Err(_) => complete = false,
        }
    }
    complete
}

/// What their chat calls somebody of the team; `None` if that is nobody's business, or nobody.
async fn name_of(ctx: &Ctx, team: &Team, id: &str) -> Result<Option<String>, SendError> {
    let Some(person) = ctx.staff.reached_by(id).map(|person| ctx.placed(&person)) else { return Ok(None) };
    if !ctx.staff.belongs(team, &person) {
        return Ok(None);
    }
    let Some(chat) = person.platform().and_then(|platform| ctx.chat(platform)) else { return Ok(None) };
    let name = chat.profile(&person).await?.and_then(|profile| clean_text(&profile.name, NAME_CHARS));
    // Blank letters are a name in a chat; on a card they would be nobody.
    Ok(name.filter(|name| foreign::line(name, NAME_CHARS).is_some()))
}

async fn keep(ctx: &Ctx, team: &Team, since: Timestamp, id: &str, name: &str) -> bool {
    let kept = until_fresh(|| async {
        let tx = ctx.store.begin().await?;
        tx.name_agent(&team.name, since, id, name).await?;
        tx.commit().await
    })
    .await;
    if let Err(error) = &kept {
        tracing::warn!(%error, "an agent's name could not be kept");
    }
    kept.is_ok()
}
