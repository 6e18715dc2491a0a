//! A team's cases: all of them for those who lead it, their own for everybody else.
//!
//! Shows who has what since when, and no answer: that is on the close's page, for whoever may see it.

use std::collections::HashMap;

use super::closes::cursor;
use super::{Guest, Here};
use crate::domain::case::Case;
use crate::domain::ids::SurveyId;
use crate::domain::privacy::Viewer;
use crate::flow::case::list::LIVE;
use crate::present::dashboard::cases::{self as page, CaseRow};
use crate::store::{CasesWanted, LARGEST_PAGE, StoreError};

/// Cases on one page.
const PAGE: u64 = 50;

pub(super) async fn list(
    guest: &Guest<'_>,
    name: &str,
    state: Option<&str>,
    after: Option<&str>,
) -> Result<Option<String>, StoreError> {
    let Some((team, who)) = guest.team(name) else { return Ok(None) };
    let state = state.filter(|s| !s.is_empty());
    let after = after.map(cursor);
    if state.is_some_and(|s| !page::STATES.contains(&s)) || after == Some(None) {
        return Ok(None);
    }
    let one = state.map(|s| [s]);
    let wanted = CasesWanted {
        team: &team.name,
        states: one.as_ref().map_or(&LIVE[..], |one| &one[..]),
        holder: (who != Viewer::Lead).then(|| guest.person()),
        // What is over is looked up; what is open is worked off.
        newest_first: state.is_some_and(|s| !LIVE.contains(&s)),
        after: after.flatten(),
        limit: PAGE,
    };
    let (cases, next) = guest.ctx.store.cases(&wanted).await?;
    let listed = page::Listed {
        state: state.map(str::to_owned),
        all: who == Viewer::Lead,
        paged: wanted.after.is_some(),
        next: next.map(|(at, id)| format!("{at}:{id}")),
    };
    let rows = rows(guest, cases, &team.zone).await?;
    Ok(Some(page::list(&guest.frame(Here::Team(team.name.as_str())), team.name.as_str(), &listed, &rows)))
}

/// The live cases this person has, over all their teams.
pub(super) async fn held(guest: &Guest<'_>) -> Result<Vec<CaseRow>, StoreError> {
    let mut held = Vec::new();
    for (team, _) in &guest.teams {
        let holder = Some(guest.person());
        let (team, zone) = (&team.name, &team.zone);
        let wanted = CasesWanted { team, states: &LIVE, holder, newest_first: false, after: None, limit: LARGEST_PAGE };
        held.extend(rows(guest, guest.ctx.store.cases(&wanted).await?.0, zone).await?);
    }
    Ok(held)
}

fn is_theirs(guest: &Guest<'_>, case: &Case) -> bool {
    case.state.by().is_some_and(|holder| holder.matches(guest.person()))
}

async fn rows(guest: &Guest<'_>, cases: Vec<Case>, zone: &jiff::tz::TimeZone) -> Result<Vec<CaseRow>, StoreError> {
    let surveys: Vec<SurveyId> = cases.iter().map(|case| case.survey.clone()).collect();
    let named: HashMap<_, _> = guest.ctx.store.subjects(&surveys).await?;
    let row = |case: Case| {
        let (ticket, subject) = named.get(&case.survey).cloned().unwrap_or_default();
        let yours = is_theirs(guest, &case);
        CaseRow { case, ticket, subject, yours, zone: zone.clone() }
    };
    Ok(cases.into_iter().map(row).collect())
}
