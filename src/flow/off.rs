//! A manager pauses a team's asking, and resumes it.
//!
//! Knows whose team it is. While it is off, closes are skipped with *team paused*, and what was planned before is skipped
//! so at its moment of sending: nobody is asked about old tickets when it resumes. Refuses to touch configuration's own
//! switch, which stands above.

use super::receive::{for_the_team, say};
use super::{Ctx, until_fresh};
use crate::chat::{Actor, Reply};
use crate::config::Team;
use crate::domain::policy::Rules;
use crate::present::words::{self, PauseOutcome, Voice};
use crate::store::{StoreError, Tx};

/// `/afterword pause [team]` and `/afterword resume [team]`.
pub async fn from_command(ctx: &Ctx, by: &Actor, team: Option<&str>, off: bool) -> Result<Reply, StoreError> {
    if !ctx.is_staff(&by.identity) {
        return Ok(for_the_team(ctx, by).await);
    }
    let leads = |team: &&Team| ctx.staff.leads(team, &by.identity);
    let own: Vec<&Team> = ctx.settings.teams.iter().filter(leads).collect();
    let outcome = match (team, own.as_slice()) {
        (_, []) => PauseOutcome::NotAllowed,
        (None, [only]) => switch(ctx, by, only, off).await?,
        (None, several) => PauseOutcome::WhichTeam(several.iter().map(|t| t.name.to_string()).collect()),
        (Some(name), own) => {
            let named = |t: &&&Team| t.name.as_str().eq_ignore_ascii_case(name.trim());
            match own.iter().find(named) {
                Some(team) => switch(ctx, by, team, off).await?,
                None if ctx.settings.teams.iter().any(|t| t.name.as_str().eq_ignore_ascii_case(name.trim())) => {
                    PauseOutcome::NotAllowed
                }
                None => {
                    let names: Vec<String> = own.iter().map(|t| t.name.to_string()).collect();
                    return Ok(say(words::team_not_found(Voice::ENGLISH, name, &names)));
                }
            }
        }
    };
    Ok(say(words::pause_reply(&outcome)))
}

async fn switch(ctx: &Ctx, by: &Actor, team: &Team, off: bool) -> Result<PauseOutcome, StoreError> {
    let news = until_fresh(|| async {
        let tx = ctx.store.begin().await?;
        let news = match off {
            true => tx.turn_off(&team.name, &by.identity.to_string(), ctx.now()).await?,
            false => tx.turn_on(&team.name).await?,
        };
        tx.commit().await?;
        Ok(news)
    })
    .await?;
    tracing::info!(team = %team.name, off, news, "a manager switched a team's asking");
    let team_name = team.name.to_string();
    Ok(match (off, news, team.rules.paused) {
        (true, _, _) => PauseOutcome::Paused { team: team_name, news },
        (false, _, true) => PauseOutcome::PausedByConfiguration { team: team_name },
        (false, news, false) => PauseOutcome::Resumed { team: team_name, news },
    })
}

/// A team's rules as they stand now: configured, and paused if a manager said so.
pub(super) async fn rules_now(tx: &Tx, team: &Team) -> Result<Rules, StoreError> {
    let mut rules = team.rules.clone();
    rules.paused = rules.paused || tx.is_off(&team.name).await?;
    Ok(rules)
}
