//! Reading about a team, page by page, for the dashboard: its closes, its cases, its agents' coverage.
//!
//! Knows a stable order (newest first, then id) and cursors that survive whatever is added meanwhile; every query names
//! its team, so that a foreign id finds nothing. Refuses to know who may see what.

use std::collections::HashMap;

use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::rows::{answer, survey, ticket};
use super::sql::{self, ms, placeholders, values};
use super::{Result, Store};
use crate::domain::Timestamp;
use crate::domain::ids::{SurveyId, TeamName};
use crate::domain::survey::{Answer, Survey};

/// No page holds more.
pub const LARGEST_PAGE: u64 = 100;

/// Which closes of a team are wanted.
#[derive(Debug, Clone)]
pub struct Wanted<'a> {
    /// Whose.
    pub team: &'a TeamName,
    /// Half-open span of close times.
    pub span: (Timestamp, Timestamp),
    /// Only in this state, by its word.
    pub state: Option<&'a str>,
    /// Only of the ticket with this key or id.
    pub ticket: Option<&'a str>,
    /// Only credited to one of these ids; an empty list finds nothing.
    pub agent: Option<&'a [String]>,
    /// Only before this close, as the page before ended.
    pub before: Option<(i64, String)>,
    /// At most so many, and at most [`LARGEST_PAGE`].
    pub limit: u64,
}

/// One close, as a list shows it.
#[derive(Debug, Clone)]
pub struct CloseLine {
    /// What became of it.
    pub survey: Survey,
    /// Human key or id of its ticket.
    pub ticket: String,
    /// What it was about.
    pub subject: Option<String>,
    /// Its answers.
    pub answers: Vec<Answer>,
}

/// How many of an agent's closes were asked about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Covered {
    /// The agent's id; `None`: nobody was credited.
    pub agent: Option<String>,
    /// As people call them.
    pub shown: Option<String>,
    /// Closes credited to them.
    pub closed: u64,
    /// Those that were or will be asked about.
    pub asked: u64,
}

impl Store {
    /// One page of a team's closes, newest first, and where the next page begins, if there is one.
    pub async fn closes(&self, wanted: &Wanted<'_>) -> Result<(Vec<CloseLine>, Option<(i64, String)>)> {
        let view = self.snapshot().await?;
        let limit = wanted.limit.clamp(1, LARGEST_PAGE);
        let mut query = survey::Entity::find()
            .filter(survey::Column::Team.eq(wanted.team.as_str()))
            .filter(survey::Column::ClosedAt.gte(ms(wanted.span.0)))
            .filter(survey::Column::ClosedAt.lt(ms(wanted.span.1)));
        if let Some(state) = wanted.state {
            query = query.filter(survey::Column::State.eq(state));
        }
        if let Some(ids) = wanted.agent {
            query = query.filter(survey::Column::AgentId.is_in(ids.iter().map(String::as_str)));
        }
        if let Some(key) = wanted.ticket {
            query = query.filter(survey::Column::TicketId.is_in(ticket_ids(&view, key).await?));
        }
        if let Some((at, id)) = &wanted.before {
            let older = Condition::any().add(survey::Column::ClosedAt.lt(*at)).add(survey::Column::Id.lt(id.as_str()));
            query = query.filter(survey::Column::ClosedAt.lte(*at)).filter(older);
        }
        let mut rows = query
            .order_by_desc(survey::Column::ClosedAt)
            .order_by_desc(survey::Column::Id)
            .limit(limit + 1)
            .all(&view)
            .await?;
        let more = rows.len() > usize::try_from(limit).unwrap_or(usize::MAX);
        rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        let next = rows.last().filter(|_| more).map(|last| (last.closed_at, last.id.clone()));
        Ok((lines(&view, rows).await?, next))
    }

    /// What the ticket of each of these surveys is called (human key or id), and what it was about.
    pub async fn subjects(&self, surveys: &[SurveyId]) -> Result<HashMap<SurveyId, (String, Option<String>)>> {
        let view = self.snapshot().await?;
        let ids = surveys.iter().map(SurveyId::as_str);
        let rows = survey::Entity::find().filter(survey::Column::Id.is_in(ids)).all(&view).await?;
        let lines = lines(&view, rows).await?;
        Ok(lines.into_iter().map(|l| (l.survey.id, (l.ticket, l.subject))).collect())
    }

    /// Closes and those asked about, by agent, over a span of close times.
    pub async fn coverage(&self, team: &TeamName, (from, to): (Timestamp, Timestamp)) -> Result<Vec<Covered>> {
        let sql = "SELECT agent_id, MAX(COALESCE(agent_name, agent)), COUNT(*),
                     SUM(CASE WHEN state IN ('skipped', 'undeliverable') THEN 0 ELSE 1 END)
                   FROM survey WHERE team = $1 AND closed_at >= $2 AND closed_at < $3 GROUP BY agent_id";
        let rows = sql::all(&self.reader, sql, values![team.as_str(), ms(from), ms(to)]).await?;
        let read = |row: &sea_orm::QueryResult| {
            let (closed, asked): (i64, i64) = (row.try_get_by_index(2)?, row.try_get_by_index(3)?);
            Ok(Covered {
                agent: row.try_get_by_index(0)?,
                shown: row.try_get_by_index(1)?,
                closed: u64::try_from(closed).unwrap_or(0),
                asked: u64::try_from(asked).unwrap_or(0),
            })
        };
        rows.iter().map(read).collect()
    }
}

/// A ticket is found by what people call it, with or without its `#`.
async fn ticket_ids(db: &impl ConnectionTrait, key: &str) -> Result<Vec<String>> {
    let bare = key.trim().trim_start_matches('#');
    let written = [bare.to_owned(), format!("#{bare}")];
    let sql = format!(
        "SELECT id FROM ticket WHERE ticket_key IN ({0}) UNION SELECT id FROM ticket WHERE human_key IN ({0}) LIMIT 100",
        placeholders(1, written.len())
    );
    let bound = written.iter().map(|w| sea_orm::Value::from(w.as_str())).collect();
    let rows = sql::all(db, sql, bound).await?;
    rows.iter().map(|row| Ok(row.try_get_by_index(0)?)).collect()
}

async fn lines(db: &impl ConnectionTrait, rows: Vec<survey::Model>) -> Result<Vec<CloseLine>> {
    let tickets = ticket::Entity::find()
        .filter(ticket::Column::Id.is_in(rows.iter().map(|s| s.ticket_id.as_str())))
        .all(db)
        .await?;
    let mut named = HashMap::new();
    for row in tickets {
        let (id, key) = (row.id.clone(), row.ticket_key.clone());
        let facts = row.parse()?.event.ticket;
        named.insert(id, (facts.key.unwrap_or(key), facts.subject));
    }
    let answers = answer::Entity::find()
        .filter(answer::Column::SurveyId.is_in(rows.iter().map(|s| s.id.as_str())))
        .order_by_asc(answer::Column::Position)
        .all(db)
        .await?;
    let mut given: HashMap<String, Vec<Answer>> = HashMap::new();
    for row in answers {
        given.entry(row.survey_id.clone()).or_default().push(row.parse()?);
    }
    rows.into_iter()
        .map(|row| {
            let (ticket, subject) = named.get(&row.ticket_id).cloned().unwrap_or_default();
            let answers = given.remove(&row.id).unwrap_or_default();
            Ok(CloseLine { survey: row.parse()?, ticket, subject, answers })
        })
        .collect()
}
