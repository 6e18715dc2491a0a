//! `/afterword cases`: a manager sees their teams' open cases, an agent those they have.
//!
//! Shows who has what since when, and no answer. Refuses those who are not of a team.

use super::card::Told;
use super::link;
use crate::chat::{Actor, Reply};
use crate::domain::case::Case;
use crate::domain::ids::Identity;
use crate::flow::Ctx;
use crate::flow::receive::{for_the_team, say};
use crate::present::words::{self, CaseLine};
use crate::store::{CasesWanted, LARGEST_PAGE, StoreError};

/// The states of a case that somebody still has to do something about.
pub const LIVE: [&str; 2] = ["open", "taken"];

/// Runs the command.
pub async fn cases(ctx: &Ctx, by: &Actor) -> Result<Reply, StoreError> {
    if !ctx.is_staff(&by.identity) {
        return Ok(for_the_team(ctx, by).await);
    }
    let (lines, leads) = open_for(ctx, &by.identity).await?;
    Ok(say(words::case_list(&lines, leads, ctx.now())))
}

/// The open cases this person may see, oldest first, and whether they lead a team. Of nobody's for whoever is of no team.
pub async fn open_for(ctx: &Ctx, person: &Identity) -> Result<(Vec<CaseLine>, bool), StoreError> {
    let own: Vec<_> = ctx.settings.teams.iter().filter(|t| ctx.staff.belongs(t, person)).collect();
    let leads = own.iter().any(|team| ctx.staff.leads(team, person));
    let mut lines = Vec::new();
    for team in &own {
        let holder = (!ctx.staff.leads(team, person)).then_some(person);
        let wanted = CasesWanted {
            team: &team.name,
            states: &LIVE,
            holder,
            newest_first: false,
            after: None,
            limit: LARGEST_PAGE,
        };
        for case in ctx.store.cases(&wanted).await?.0 {
            lines.extend(line(ctx, case).await?);
        }
    }
    lines.sort_by_key(|line| line.opened_at);
    Ok((lines, leads))
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
