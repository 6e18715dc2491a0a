//! What a program may read: closes, answers and cases of some teams, page by page.
//!
//! Knows a stable order (time, then id), teams and the time asked for. Answers and cases that were given in confidence are
//! not found here. Refuses to know JSON and who asks.

use std::collections::HashMap;

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Value};

use super::cases;
use super::ledger;
use super::rows::{answer, survey};
use super::sql::{self, corrupt, instant, ms, values};
use super::{Result, Store};
use crate::domain::Timestamp;
use crate::domain::case::Case;
use crate::domain::ids::{CaseId, TeamName};
use crate::domain::survey::{Answer, Survey};
use crate::domain::ticket::TicketEvent;

/// Which rows are asked for, and how many of them.
#[derive(Debug, Clone, Default)]
pub struct Slice {
    /// Of these teams.
    pub teams: Vec<TeamName>,
    /// Not before.
    pub from: Option<Timestamp>,
    /// Before.
    pub to: Option<Timestamp>,
    /// In this state only.
    pub state: Option<String>,
    /// Only this row.
    pub id: Option<String>,
    /// After this time (in milliseconds) and id.
    pub after: Option<(i64, String)>,
    /// At most so many.
    pub limit: u64,
}

/// One close.
#[derive(Debug, Clone, PartialEq)]
pub struct CloseRow {
    /// Its survey, whatever became of it.
    pub survey: Survey,
    /// The source of its ticket.
    pub source: String,
    /// The ticket, as its source last described it.
    pub ticket: TicketEvent,
    /// When the customer was asked.
    pub asked_at: Option<Timestamp>,
    /// The reason's word, where its state has one.
    pub reason: Option<String>,
}

/// One answer.
#[derive(Debug, Clone, PartialEq)]
pub struct AnswerRow {
    /// Row id.
    pub id: String,
    /// The answer.
    pub answer: Answer,
    /// In which words it was asked.
    pub edition: i32,
    /// What it answers.
    pub close: CloseRow,
    /// The customer was unhappy, was contacted, and made the answer a favourable one.
    pub recovered: bool,
}

/// One case.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseRow {
    /// The case.
    pub case: Case,
    /// What it is about.
    pub close: CloseRow,
}

/// Where a list of rows is found: table, time and team columns, and what else must hold.
struct List {
    from: &'static str,
    id: &'static str,
    at: &'static str,
    team: &'static str,
    state: Option<&'static str>,
}

const CLOSES: List =
    List { from: "survey", id: "survey.id", at: "survey.closed_at", team: "survey.team", state: Some("survey.state") };
const ANSWERS: List = List {
    from: "answer JOIN survey ON survey.id = answer.survey_id AND survey.privacy <> 'confidential'",
    id: "answer.id",
    at: "answer.first_at",
    team: "answer.team",
    state: None,
};
const CASES: List = List {
    from: "case_file JOIN survey ON survey.id = case_file.survey_id AND survey.privacy <> 'confidential'",
    id: "case_file.id",
    at: "case_file.opened_at",
    team: "case_file.team",
    state: Some("case_file.state"),
};

/// A row's time and id: its place in the order, and what a cursor holds.
type Key = (i64, String);

impl Store {
    /// Closes in the order of time. The second is where to go on, if there may be more.
    pub async fn closes_page(&self, slice: &Slice) -> Result<(Vec<CloseRow>, Option<Key>)> {
        let view = self.snapshot().await?;
        let (keys, next) = keys(&view, &CLOSES, slice).await?;
        let mut closes = closes(&view, keys.iter().map(|(_, id)| id.clone()).collect()).await?;
        Ok((keys.into_iter().filter_map(|(_, id)| closes.remove(&id)).collect(), next))
    }

    /// Answers in the order of the first press.
    pub async fn answers_page(&self, slice: &Slice) -> Result<(Vec<AnswerRow>, Option<Key>)> {
        let view = self.snapshot().await?;
        let (keys, next) = keys(&view, &ANSWERS, slice).await?;
        let ids = keys.iter().map(|(_, id)| id.clone());
        let rows = answer::Entity::find().filter(answer::Column::Id.is_in(ids)).all(&view).await?;
        let surveys: Vec<String> = rows.iter().map(|row| row.survey_id.clone()).collect();
        let recovered = cases::recovered(&view, surveys.iter().map(String::as_str)).await?;
        let closes = closes(&view, surveys).await?;
        let mut found = HashMap::new();
        for row in rows {
            let close =
                closes.get(&row.survey_id).cloned().ok_or_else(|| corrupt("answer", "its survey is missing"))?;
            let (id, edition, recovered) = (row.id.clone(), row.instrument_version, recovered.contains(&row.survey_id));
            found.insert(id.clone(), AnswerRow { id, answer: row.parse()?, edition, close, recovered });
        }
        Ok((keys.into_iter().filter_map(|(_, id)| found.remove(&id)).collect(), next))
    }

    /// Cases in the order in which they were opened.
    pub async fn cases_page(&self, slice: &Slice) -> Result<(Vec<CaseRow>, Option<Key>)> {
        let view = self.snapshot().await?;
        let (keys, next) = keys(&view, &CASES, slice).await?;
        let mut found = Vec::new();
        for (_, id) in keys {
            let Some(case) = cases::load(&view, &CaseId::new(id)).await? else { continue };
            found.push(case);
        }
        let closes = closes(&view, found.iter().map(|case| case.survey.as_str().to_owned()).collect()).await?;
        let row = |case: Case| {
            let close = closes.get(case.survey.as_str()).cloned();
            close.map(|close| CaseRow { case, close }).ok_or_else(|| corrupt("case_file", "its survey is missing"))
        };
        Ok((found.into_iter().map(row).collect::<Result<_>>()?, next))
    }

    /// Whether a team got an answer in this time that was promised confidence.
    pub async fn confidential_between(&self, team: &TeamName, from: Timestamp, to: Timestamp) -> Result<bool> {
        let sql = "SELECT 1 FROM survey JOIN answer ON answer.survey_id = survey.id
                   WHERE survey.team = $1 AND survey.privacy = 'confidential' AND survey.answered_at < $3
                     AND answer.first_at >= $2 AND answer.first_at < $3 LIMIT 1";
        Ok(sql::one(&self.reader, sql, values![team.as_str(), ms(from), ms(to)]).await?.is_some())
    }
}

/// The places of a page's rows. A team at a time, so that each is read in the order of its own index.
async fn keys(db: &impl ConnectionTrait, list: &List, slice: &Slice) -> Result<(Vec<Key>, Option<Key>)> {
    let mut all: Vec<Key> = Vec::new();
    for team in &slice.teams {
        all.extend(keys_of(db, list, slice, team).await?);
    }
    all.sort();
    let limit = usize::try_from(slice.limit).unwrap_or(usize::MAX);
    let next = all.get(limit.saturating_sub(1)).filter(|_| all.len() > limit).cloned();
    all.truncate(limit);
    Ok((all, next))
}

/// One more than asked for, to know whether there are more.
async fn keys_of(db: &impl ConnectionTrait, list: &List, slice: &Slice, team: &TeamName) -> Result<Vec<Key>> {
    let List { from, id, at, team: owner, state } = list;
    let mut bound: Vec<Value> = values![team.as_str()];
    let mut sql = format!("SELECT {at}, {id} FROM {from} WHERE {owner} = $1");
    let mut and = |condition: &str, value: Value| {
        bound.push(value);
        sql.push_str(&format!(" AND {condition} ${}", bound.len()));
    };
    if let Some(from) = slice.from {
        and(&format!("{at} >="), ms(from).into());
    }
    if let Some(to) = slice.to {
        and(&format!("{at} <"), ms(to).into());
    }
    if let (Some(wanted), Some(state)) = (&slice.state, state) {
        and(&format!("{state} ="), wanted.as_str().into());
    }
    if let Some(wanted) = &slice.id {
        and(&format!("{id} ="), wanted.as_str().into());
    }
    if let Some((time, last)) = &slice.after {
        and(&format!("{at} >="), (*time).into());
        and(&format!("({at} >"), (*time).into());
        bound.push(last.as_str().into());
        sql.push_str(&format!(" OR {id} > ${})", bound.len()));
    }
    bound.push(i64::try_from(slice.limit.saturating_add(1)).unwrap_or(i64::MAX).into());
    sql.push_str(&format!(" ORDER BY {at}, {id} LIMIT ${}", bound.len()));
    let rows = sql::all(db, sql, bound).await?;
    rows.iter().map(|row| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?))).collect()
}

async fn closes(db: &impl ConnectionTrait, ids: Vec<String>) -> Result<HashMap<String, CloseRow>> {
    let surveys = survey::Entity::find().filter(survey::Column::Id.is_in(ids)).all(db).await?;
    let tickets = ledger::tickets(db, &surveys).await?;
    let mut found = HashMap::new();
    for row in surveys {
        let (source, ticket) =
            tickets.get(&row.ticket_id).cloned().ok_or_else(|| corrupt("survey", "its ticket is missing"))?;
        let asked_at = row.delivered_at.map(|at| instant("survey", at)).transpose()?;
        found.insert(
            row.id.clone(),
            CloseRow { reason: row.reason.clone(), survey: row.parse()?, source, ticket, asked_at },
        );
    }
    Ok(found)
}
