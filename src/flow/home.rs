//! A person's App Home: agents their week and cases, managers their team's week so far and its cases, everybody their
//! choices.
//!
//! Knows who sees which part. Refuses to show a person anything of another one, and to need a write for being looked at.

use super::me::own_teams;
use super::receive::say;
use super::{Ctx, case, digest, respond};
use crate::chat::{Actor, Reply};
use crate::domain::calendar::Week;
use crate::domain::control::Choice;
use crate::domain::ids::Identity;
use crate::present::words::{self, Home, TeamSoFar};
use crate::store::StoreError;

/// An agent sees the running week and the one before.
const WEEKS: i32 = 2;

/// The page was opened.
pub async fn opened(ctx: &Ctx, by: &Actor) -> Result<Reply, StoreError> {
    let home = home(ctx, &by.identity).await?;
    Ok(say(words::home(ctx.reader(by).await, &home)))
}

/// A choice was pressed on it: kept, then the page is shown anew. It is about whoever pressed, whoever was shown it.
pub async fn chose(ctx: &Ctx, by: Actor, choice: Choice) -> Result<Reply, StoreError> {
    match choice {
        Choice::StopAsking => drop(respond::stop_asking(ctx, by.clone()).await?),
        Choice::AskMe => drop(respond::ask_me(ctx, by.clone()).await?),
    }
    opened(ctx, &by).await
}

async fn home(ctx: &Ctx, person: &Identity) -> Result<Home, StoreError> {
    let mut teams = Vec::new();
    for team in ctx.settings.teams.iter().filter(|t| ctx.staff.leads(t, person)) {
        let so_far = digest::count(ctx, team, Week::containing(ctx.now(), &team.zone)).await?;
        let card = Some(so_far).filter(digest::may_be_shown);
        teams.push(TeamSoFar { team: team.name.to_string(), card });
    }
    let own = own_teams(ctx, person, WEEKS).await?;
    let is_staff = ctx.is_staff(person);
    let stopped = ctx.store.has_opted_out(&ctx.placed(person)).await?;
    let cases = case::list::open_for(ctx, person).await?;
    Ok(Home { is_staff, own, teams, cases, at: ctx.now(), stopped })
}
