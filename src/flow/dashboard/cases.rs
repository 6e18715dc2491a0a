//! A team's cases: all of them for those who lead it, their own for everybody else.
//!
//! Shows who has what since when, and no answer: that is on the close's page, for whoever may see it.

use std::collections::HashMap;

use super::{Guest, Here};
use crate::domain::case::Case;
use crate::domain::ids::SurveyId;
use crate::domain::privacy::Viewer;
use crate::present::dashboard::cases::{self as page, CaseRow};
use crate::store::StoreError;

/// More than anybody reads at once.
const MOST: u64 = 200;

pub(super) async fn list(guest: &Guest<'_>, name: &str, state: Option<&str>) -> Result<Option<String>, StoreError> {
    let Some((team, who)) = guest.team(name) else { return Ok(None) };
    let state = state.filter(|s| !s.is_empty());
    if state.is_some_and(|s| !page::STATES.contains(&s)) {
        return Ok(None);
    }
    let store = &guest.ctx.store;
    let mut cases = match state {
        None => store.live_cases(&team.name, MOST).await?,
        Some(live @ ("open" | "taken")) => {
            let mut all = store.live_cases(&team.name, MOST).await?;
            all.retain(|case| case.state.code() == live);
            all
        }
        Some(over) => store.past_cases(&team.name, over, MOST).await?,
    };
    let cut = u64::try_from(cases.len()).is_ok_and(|n| n >= MOST);
    if who != Viewer::Lead {
        cases.retain(|case| is_theirs(guest, case));
    }
    let rows = rows(guest, cases, &team.zone).await?;
    let all = who == Viewer::Lead;
    let frame = guest.frame(Here::Team(team.name.as_str()));
    Ok(Some(page::list(&frame, team.name.as_str(), state, &rows, (all, cut), guest.ctx.now())))
}

/// The live cases this person has, over all their teams.
pub(super) async fn held(guest: &Guest<'_>) -> Result<Vec<CaseRow>, StoreError> {
    let mut held = Vec::new();
    for (team, _) in &guest.teams {
        let mut cases = guest.ctx.store.live_cases(&team.name, MOST).await?;
        cases.retain(|case| is_theirs(guest, case));
        held.extend(rows(guest, cases, &team.zone).await?);
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
