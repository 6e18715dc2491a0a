//! The ledger, page by page, for export.
//!
//! Knows a stable order (time, then id) and a cursor that survives whatever is added meanwhile. Refuses to know CSV.

use std::collections::HashMap;

use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::rows::{answer, instrument, survey, ticket};
use super::sql::{self, corrupt, instant, ms};
use super::{LedgerKind, LedgerLine, Result, Store, cases};
use crate::domain::Timestamp;
use crate::domain::ids::{PersonId, TeamName};
use crate::domain::instrument::Instrument;
use crate::domain::survey::Answer;
use crate::domain::ticket::{Contact, TicketEvent};

/// The largest page: its ids must fit the databases' limit of bound values.
const LARGEST_PAGE: u64 = 5_000;

impl Store {
    /// One page of the ledger in a stable order; pass the last page's cursor to go on, until there is none. Times are
    /// half-open: from `from`, before `to`. A page of tickets holds up to `limit` closes, each with a line per
    /// instrument asked.
    pub async fn ledger(
        &self,
        kind: LedgerKind,
        from: Option<Timestamp>,
        to: Option<Timestamp>,
        cursor: Option<String>,
        limit: u64,
    ) -> Result<(Vec<LedgerLine>, Option<String>)> {
        let limit = limit.clamp(1, LARGEST_PAGE);
        let cursor = cursor.as_deref().map(read_cursor).transpose()?;
        let view = self.snapshot().await?;
        match kind {
            LedgerKind::Tickets => {
                let page = surveys(&view, from, to, cursor, limit).await?;
                let next = next(&page, limit, |s| (s.closed_at, &s.id));
                let ids = page.iter().map(|s| s.id.clone()).collect::<Vec<_>>();
                let answers = answers_of(&view, ids).await?;
                let recovered = cases::recovered(&view, page.iter().map(|s| s.id.as_str())).await?;
                let tickets = tickets(&view, &page).await?;
                let told = |s: &survey::Model| {
                    let lines = ticket_lines(s, &tickets, answers.get(&s.id))?;
                    Ok(lines.into_iter().map(|line| marked(line, recovered.contains(&s.id))).collect::<Vec<_>>())
                };
                let lines = page.iter().map(told).collect::<Result<Vec<_>>>()?;
                Ok((lines.into_iter().flatten().collect(), next))
            }
            LedgerKind::Answers => {
                let page = answers(&view, from, to, cursor, limit).await?;
                let next = next(&page, limit, |a| (a.first_at, &a.id));
                let ids: Vec<String> = page.iter().map(|a| a.survey_id.clone()).collect();
                let recovered = cases::recovered(&view, ids.iter().map(String::as_str)).await?;
                let surveys = survey::Entity::find().filter(survey::Column::Id.is_in(ids)).all(&view).await?;
                let tickets = tickets(&view, &surveys).await?;
                let surveys: HashMap<_, _> = surveys.into_iter().map(|s| (s.id.clone(), s)).collect();
                let lines = page.into_iter().map(|a| {
                    let survey = surveys.get(&a.survey_id).ok_or_else(|| corrupt("answer", "its survey is missing"))?;
                    let asked = instrument("answer", &a.instrument)?;
                    let again = recovered.contains(&a.survey_id);
                    Ok(marked(line(survey, &tickets, Some(asked), Some(a.parse()?))?, again))
                });
                Ok((lines.collect::<Result<_>>()?, next))
            }
        }
    }
}

impl Store {
    /// In which quarters of an hour a team got an answer that was promised confidence: the team and a moment in each. Every
    /// zone's weeks begin at one of these.
    pub async fn confidential_times(&self) -> Result<Vec<(TeamName, Timestamp)>> {
        let sql = format!(
            "SELECT DISTINCT survey.team, answer.first_at / {QUARTER} FROM survey CROSS JOIN answer
             WHERE answer.survey_id = survey.id AND survey.privacy = 'confidential'"
        );
        let rows = sql::all(&self.reader, sql, Vec::new()).await?;
        rows.iter()
            .map(|row| {
                let (team, quarter): (String, i64) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
                Ok((TeamName::new(team), instant("answer", quarter.saturating_mul(QUARTER))?))
            })
            .collect()
    }
}

/// A quarter of an hour in milliseconds.
const QUARTER: i64 = 15 * 60 * 1_000;

/// `1763900000000:id`.
fn read_cursor(text: &str) -> Result<(i64, String)> {
    let bad = || corrupt("cursor", "not a cursor of ours");
    let (at, id) = text.split_once(':').ok_or_else(bad)?;
    Ok((at.parse().map_err(|_| bad())?, id.to_owned()))
}

fn next<T>(page: &[T], limit: u64, key: impl Fn(&T) -> (i64, &String)) -> Option<String> {
    let full = u64::try_from(page.len()).is_ok_and(|n| n >= limit);
    page.last().filter(|_| full).map(|last| {
        let (at, id) = key(last);
        format!("{at}:{id}")
    })
}

/// `from <= column < to`, after the cursor.
fn window<C: ColumnTrait>(
    at: C,
    id: C,
    from: Option<Timestamp>,
    to: Option<Timestamp>,
    cursor: Option<(i64, String)>,
) -> Condition {
    let mut all = Condition::all();
    if let Some(from) = from {
        all = all.add(at.gte(ms(from)));
    }
    if let Some(to) = to {
        all = all.add(at.lt(ms(to)));
    }
    if let Some((time, last)) = cursor {
        // The first half lets the index find the place; the second is the exact rule.
        all = all.add(at.gte(time)).add(Condition::any().add(at.gt(time)).add(id.gt(last)));
    }
    all
}

async fn surveys(
    db: &impl ConnectionTrait,
    from: Option<Timestamp>,
    to: Option<Timestamp>,
    cursor: Option<(i64, String)>,
    limit: u64,
) -> Result<Vec<survey::Model>> {
    Ok(survey::Entity::find()
        .filter(window(survey::Column::ClosedAt, survey::Column::Id, from, to, cursor))
        .order_by_asc(survey::Column::ClosedAt)
        .order_by_asc(survey::Column::Id)
        .limit(limit)
        .all(db)
        .await?)
}

async fn answers(
    db: &impl ConnectionTrait,
    from: Option<Timestamp>,
    to: Option<Timestamp>,
    cursor: Option<(i64, String)>,
    limit: u64,
) -> Result<Vec<answer::Model>> {
    Ok(answer::Entity::find()
        .filter(window(answer::Column::FirstAt, answer::Column::Id, from, to, cursor))
        .order_by_asc(answer::Column::FirstAt)
        .order_by_asc(answer::Column::Id)
        .limit(limit)
        .all(db)
        .await?)
}

type AnswersBySurvey = HashMap<String, Vec<(&'static Instrument, Answer)>>;

async fn answers_of(db: &impl ConnectionTrait, surveys: Vec<String>) -> Result<AnswersBySurvey> {
    let rows = answer::Entity::find()
        .filter(answer::Column::SurveyId.is_in(surveys))
        .order_by_asc(answer::Column::SurveyId)
        .order_by_asc(answer::Column::Position)
        .all(db)
        .await?;
    let mut by_survey: AnswersBySurvey = HashMap::new();
    for row in rows {
        let (survey, asked) = (row.survey_id.clone(), instrument("answer", &row.instrument)?);
        by_survey.entry(survey).or_default().push((asked, row.parse()?));
    }
    Ok(by_survey)
}

pub(super) type Tickets = HashMap<String, (String, TicketEvent)>;

pub(super) async fn tickets(db: &impl ConnectionTrait, surveys: &[survey::Model]) -> Result<Tickets> {
    let mut ids: Vec<String> = surveys.iter().map(|s| s.ticket_id.clone()).collect();
    ids.sort();
    ids.dedup();
    let rows = ticket::Entity::find().filter(ticket::Column::Id.is_in(ids)).all(db).await?;
    rows.into_iter().map(|row| Ok((row.id.clone(), (row.source.clone(), row.parse()?.event)))).collect()
}

/// A line per instrument asked: the first once the prompt was visible, the second once the first was answered, since
/// only then is it offered. A close nobody was asked about has one line without an instrument.
fn ticket_lines(
    survey: &survey::Model,
    tickets: &Tickets,
    answers: Option<&Vec<(&'static Instrument, Answer)>>,
) -> Result<Vec<LedgerLine>> {
    let given = |asked: &Instrument| {
        answers.and_then(|all| all.iter().find(|(i, _)| i.id == asked.id)).map(|(_, answer)| answer.clone())
    };
    if survey.delivered_at.is_none() && survey.message_id.is_none() {
        return Ok(vec![line(survey, tickets, None, None)?]);
    }
    let first = instrument("survey", &survey.instrument)?;
    let mut lines = vec![line(survey, tickets, Some(first), given(first))?];
    if let (Some(follow), true) = (&survey.follow, given(first).is_some()) {
        let second = instrument("survey", follow)?;
        lines.push(line(survey, tickets, Some(second), given(second))?);
    }
    Ok(lines)
}

fn line(
    survey: &survey::Model,
    tickets: &Tickets,
    instrument: Option<&'static Instrument>,
    answer: Option<Answer>,
) -> Result<LedgerLine> {
    let (source, event) = tickets.get(&survey.ticket_id).ok_or_else(|| corrupt("survey", "its ticket is missing"))?;
    let facts = &event.ticket;
    Ok(LedgerLine {
        source: source.clone(),
        ticket_id: facts.id.clone(),
        subject: facts.subject.clone(),
        team: TeamName::new(survey.team.clone()),
        agent: survey.agent.clone(),
        customer: event.customer.as_ref().and_then(Contact::label),
        person: survey.person_id.clone().map(PersonId::new),
        channel: facts.channel.clone(),
        touchpoint: facts.touchpoint.clone(),
        segment: facts.segment.clone(),
        tags: facts.tags.clone(),
        opened_at: facts.created_at,
        closed_at: instant("survey", survey.closed_at)?,
        state: survey.state.clone(),
        reason: survey.reason.clone(),
        asked_at: survey.delivered_at.map(|at| instant("survey", at)).transpose()?,
        instrument,
        answer,
        recovered: false,
        privacy: survey.privacy.parse().map_err(|_| corrupt("survey", "an unknown level of privacy"))?,
    })
}

/// Only an answer can have recovered.
fn marked(line: LedgerLine, recovered: bool) -> LedgerLine {
    LedgerLine { recovered: recovered && line.answer.is_some(), ..line }
}
