//! `/afterword cases`: a manager sees their teams' open cases, an agent those they have.
//!
//! Shows who has what since when, and no answer. Refuses those who are not of a team.

use super::card::Told;
use super::link;
use crate::chat::{Actor, Reply};
use crate::domain::case::Case;
use crate::flow::Ctx;
use crate::flow::receive::say;
use crate::present::words::{self, CaseLine};
use crate::store::StoreError;

/// More than anybody reads at once, and more than is shown.
const MOST: u64 = 200;

/// Runs the command.
pub async fn cases(ctx: &Ctx, by: &Actor) -> Result<Reply, StoreError> {
    if !ctx.is_staff(&by.identity) {
        return Ok(say(words::cases_not_allowed()));
    }
    let own: Vec<_> = ctx.settings.teams.iter().filter(|t| ctx.staff.belongs(t, &by.identity)).collect();
    let leads = own.iter().any(|team| ctx.staff.leads(team, &by.identity));
    let mut lines = Vec::new();
    for team in &own {
        let all = ctx.store.live_cases(&team.name, MOST).await?;
        let theirs = |case: &Case| case.state.by().is_some_and(|holder| holder.matches(&by.identity));
        let sees = |case: &Case| ctx.staff.leads(team, &by.identity) || theirs(case);
        for case in all.into_iter().filter(sees) {
            lines.extend(line(ctx, case).await?);
        }
    }
    Ok(say(words::case_list(&lines, leads, ctx.now())))
}

async fn line(ctx: &Ctx, case: Case) -> Result<Option<CaseLine>, StoreError> {
    let Some(told) = Told::load(ctx, &case.id).await? else { return Ok(None) };
    Ok(Some(CaseLine {
        ticket_label: told.label(),
        link: link(&told.ticket.event),
        opened_at: case.opened_at,
        holder: case.state.by().cloned(),
    }))
}
