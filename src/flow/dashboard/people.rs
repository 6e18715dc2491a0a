//! Agents by name with how many of their closes were asked about, for those who lead; one's own numbers for everybody.
//!
//! Knows no score of anybody but the reader. Refuses to rank.

use super::{Guest, Here};
use crate::domain::calendar::Week;
use crate::flow::me::own_teams;
use crate::present::dashboard::people::{self as page, AgentRow, TeamPeople};
use crate::store::{Covered, StoreError};

/// Over so many weeks that are over.
const WEEKS: i32 = 4;
/// One's own.
const OWN_WEEKS: i32 = 6;

pub(super) async fn coverage(guest: &Guest<'_>) -> Result<String, StoreError> {
    let ctx = guest.ctx;
    let mut teams = Vec::new();
    for team in guest.leads() {
        let last = Week::just_ended(ctx.now(), &team.zone);
        let first = last.back(WEEKS - 1);
        let span = (first.span(&team.zone).0, last.span(&team.zone).1);
        let covered = ctx.store.coverage(&team.name, span).await?;
        let mut rows: Vec<AgentRow> = Vec::new();
        for one in covered {
            add(guest, &mut rows, one);
        }
        rows.sort_by_key(|row| (row.name.is_none(), row.name.as_deref().map(str::to_lowercase)));
        teams.push(TeamPeople { team: team.name.to_string(), first, last, rows });
    }
    let mut own = own_teams(ctx, guest.person(), OWN_WEEKS).await?;
    let led: Vec<&str> = guest.leads().map(|team| team.name.as_str()).collect();
    own.retain(|o| !o.weeks.is_empty() || !led.contains(&o.team.as_str()));
    Ok(page::page(&guest.frame(Here::People), &teams, &own))
}

/// One agent may be credited under a chat id and under an address; they are one row.
fn add(guest: &Guest<'_>, rows: &mut Vec<AgentRow>, one: Covered) {
    let person = one.agent.as_deref().and_then(|id| guest.ctx.staff.reached_by(id));
    let id = person.map(|p| p.to_string()).or(one.agent);
    if let Some(row) = rows.iter_mut().find(|row| row.id == id) {
        row.closed += one.closed;
        row.asked += one.asked;
        return;
    }
    rows.push(AgentRow { id, name: one.shown, closed: one.closed, asked: one.asked });
}
