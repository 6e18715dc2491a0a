//! `compare`: did that change help? The weeks before a day beside the weeks after it.
//!
//! For the team's own people in a chat, and for whoever holds the database on the command line. Refuses to say why.

use super::receive::say;
use super::{Ctx, explain};
use crate::chat::{Actor, Reply};
use crate::config::Team;
use crate::domain::Timestamp;
use crate::domain::compare::{self, Around, CompareFacts, Comparison, Refused, read_date};
use crate::domain::privacy::Privacy;
use crate::present::words;
use crate::store::{Store, StoreError};

/// `/afterword compare <date> [team]`.
pub async fn from_command(ctx: &Ctx, by: &Actor, date: &str, team: Option<&str>) -> Result<Reply, StoreError> {
    if !ctx.is_staff(&by.identity) {
        return Ok(say(words::compare_not_allowed(ctx.voice_outside(by).await)));
    }
    let Some(team) = explain::named_or_own(ctx, by, team) else {
        return Ok(explain::no_such_team(ctx, by, team));
    };
    let voice = team.voice();
    let Ok(day) = read_date(date) else { return Ok(say(words::date_not_understood(voice, date))) };
    Ok(say(match around(&ctx.store, team, day, ctx.now()).await? {
        Ok(comparison) => words::comparison(voice, &comparison),
        Err(refused) => words::compare_refused(voice, team.name.as_str(), day, &refused),
    }))
}

/// Compares the weeks around a day, or says why that cannot be done.
pub async fn around(
    store: &Store,
    team: &Team,
    day: jiff::civil::Date,
    now: Timestamp,
) -> Result<Result<Comparison, Refused>, StoreError> {
    // Counted by what the team is set to; only then is it known whether the answers were promised more.
    let strictly = |privacy: Privacy| Around::of(day, &team.zone, privacy, now);
    let mut weeks = match strictly(team.privacy) {
        Ok(weeks) => weeks,
        Err(refused) => return Ok(Err(refused)),
    };
    let mut facts = facts(store, team, &weeks).await?;
    if facts.privacy == Privacy::Confidential && team.privacy != Privacy::Confidential {
        weeks = match strictly(Privacy::Confidential) {
            Ok(weeks) => weeks,
            Err(refused) => return Ok(Err(refused)),
        };
        let stricter = self::facts(store, team, &weeks).await?;
        facts = CompareFacts { privacy: Privacy::Confidential, ..stricter };
    }
    Ok(compare::compare(day, &team.zone, &weeks, &facts))
}

async fn facts(store: &Store, team: &Team, weeks: &Around) -> Result<CompareFacts, StoreError> {
    let facts = store.compare_facts(&team.name, &team.zone, weeks, &team.series()).await?;
    Ok(CompareFacts { privacy: facts.privacy.max(team.privacy), ..facts })
}
