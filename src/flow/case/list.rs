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
use crate::present::words::{self, CaseLine, OpenCases};
use crate::store::{CasesWanted, StoreError};

/// The states of a case that somebody still has to do something about.
pub const LIVE: [&str; 2] = ["open", "taken"];

/// Runs the command.
pub async fn cases(ctx: &Ctx, by: &Actor) -> Result<Reply, StoreError> {
    if !ctx.is_staff(&by.identity) {
        return Ok(for_the_team(ctx, by).await);
    }
    let open = open_for(ctx, &by.identity).await?;
    Ok(say(words::case_list(&open, ctx.now())))
}

/// The open cases this person may see; nobody's for whoever is of no team.
pub async fn open_for(ctx: &Ctx, person: &Identity) -> Result<OpenCases, StoreError> {
    let own = ctx.settings.teams.iter().filter(|team| ctx.staff.belongs(team, person));
    let mut open = OpenCases::default();
    let mut oldest = Vec::new();
    for team in own {
        let leads = ctx.staff.leads(team, person);
        let holder = (!leads).then_some(person);
        let limit = words::MAX_CASES as u64;
        let wanted = CasesWanted { team: &team.name, states: &LIVE, holder, newest_first: false, after: None, limit };
        oldest.extend(ctx.store.cases(&wanted).await?.0);
        open.count += ctx.store.count_live_cases(&team.name, holder).await?;
        open.leads |= leads;
    }
    oldest.sort_by_key(|case| case.opened_at);
    for case in oldest.into_iter().take(words::MAX_CASES) {
        open.oldest.extend(line(ctx, case).await?);
    }
    Ok(open)
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
