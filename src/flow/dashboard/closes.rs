//! The ledger of a team's closes, page by page, and what became of one.
//!
//! Those who lead see all of it, everybody else the closes credited to them. Scores and words are shown as each survey
//! promised its customer. Refuses a span that is not bounded: a week, or the last three months.

use super::{Guest, Here};
use crate::config::Team;
use crate::domain::calendar::Week;
use crate::domain::ids::SurveyId;
use crate::domain::privacy::Viewer;
use crate::domain::survey::State;
use crate::domain::{Duration, Timestamp};
use crate::flow::explain;
use crate::present::dashboard::closes::{self as page, CloseRow, Filters};
use crate::store::{CloseLine, StoreError, Wanted};

/// Closes on one page.
const PAGE: u64 = 50;
/// Without a week, closes this old are not looked for.
const SPAN: Duration = Duration::from_hours(91 * 24);
/// No ticket is called anything longer.
const LONGEST_KEY: usize = 255;

/// As the address says it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Filter<'a> {
    pub week: Option<&'a str>,
    pub state: Option<&'a str>,
    pub q: Option<&'a str>,
}

pub(super) async fn list(
    guest: &Guest<'_>,
    name: &str,
    filter: Filter<'_>,
    before: Option<&str>,
) -> Result<Option<String>, StoreError> {
    let Some((team, who)) = guest.team(name) else { return Ok(None) };
    // An empty field of the form is a filter that was left out.
    let said = |field: Option<&'_ str>| field.map(str::trim).filter(|s| !s.is_empty()).map(str::to_owned);
    let (week, state, q) = (said(filter.week), said(filter.state), said(filter.q));
    let Some(span) = span(guest, team, week.as_deref()) else { return Ok(None) };
    let known = state.as_deref().is_none_or(|s| State::CODES.contains(&s));
    let short = q.as_deref().is_none_or(|q| q.chars().count() <= LONGEST_KEY);
    let before = before.map(cursor);
    if !known || !short || before == Some(None) {
        return Ok(None);
    }
    let own = (who != Viewer::Lead).then(|| guest.credit_ids());
    let wanted = Wanted {
        team: &team.name,
        span,
        state: state.as_deref(),
        ticket: q.as_deref(),
        agent: own.as_deref(),
        before: before.flatten(),
        limit: PAGE,
    };
    let paged = wanted.before.is_some();
    let (lines, next) = guest.ctx.store.closes(&wanted).await?;
    let rows: Vec<CloseRow> = lines.into_iter().map(|line| row(line, who)).collect();
    let filters = Filters { week, state, q, next: next.map(|(at, id)| format!("{at}:{id}")), paged };
    let frame = guest.frame(Here::Team(team.name.as_str()));
    Ok(Some(page::list(&frame, (team.name.as_str(), &team.zone), &filters, &rows, who == Viewer::Lead)))
}

/// `None` if the week is none.
fn span(guest: &Guest<'_>, team: &Team, week: Option<&str>) -> Option<(Timestamp, Timestamp)> {
    match week {
        Some(label) => label.parse::<Week>().ok().map(|week| week.span(&team.zone)),
        None => {
            let now = guest.ctx.now();
            Some((now.saturating_sub(SPAN).unwrap_or(Timestamp::MIN), Timestamp::MAX))
        }
    }
}

/// `1763900000000:id`.
pub(super) fn cursor(text: &str) -> Option<(i64, String)> {
    let (at, id) = text.split_once(':')?;
    let plain = id.len() <= 64 && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    plain.then(|| Some((at.parse().ok()?, id.to_owned()))).flatten()
}

fn row(line: CloseLine, who: Viewer) -> CloseRow {
    let contact_ok = line.answers.iter().any(|a| a.contact_ok);
    let may_see = line.survey.privacy.shows_one_answer(who, contact_ok);
    CloseRow {
        id: line.survey.id.as_str().to_owned(),
        closed_at: line.survey.closed_at,
        ticket: line.ticket,
        subject: line.subject,
        agent: line.survey.agent.as_ref().map(|credit| credit.shown().to_owned()),
        state: line.survey.state.code().to_owned(),
        words: crate::present::words::state_words(&line.survey.state),
        scores: if may_see { line.answers.iter().map(|a| a.score).collect() } else { Vec::new() },
        hidden: !may_see && !line.answers.is_empty(),
    }
}

pub(super) async fn why(guest: &Guest<'_>, name: &str, id: &str) -> Result<Option<String>, StoreError> {
    let Some((team, who)) = guest.team(name) else { return Ok(None) };
    let Some(story) = guest.ctx.store.story(&SurveyId::new(id)).await? else { return Ok(None) };
    let theirs = || story.survey.agent.as_ref().is_some_and(|credit| guest.credit_ids().contains(&credit.id));
    let held = || story.case.as_ref().and_then(|case| case.state.by()).is_some_and(|by| by.matches(guest.person()));
    if story.survey.team != team.name || !(who == Viewer::Lead || theirs() || held()) {
        return Ok(None);
    }
    let told = explain::tell(story, Some(team), Some(who));
    Ok(Some(page::why(&guest.frame(Here::Team(team.name.as_str())), team.name.as_str(), told)))
}
