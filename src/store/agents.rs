//! An agent's own weeks: counts on each instrument, closes, what was told privately and whether they want it.
//!
//! Knows that one agent may go by several ids. Refuses to compute a share and to compare agents.

use std::collections::BTreeSet;

use jiff::tz::TimeZone;
use sea_orm::{ConnectionTrait, Value};

use super::editions::editions;
use super::promised::promised;
use super::rows::instrument as read_instrument;
use super::spans::Spans;
use super::sql::{self, corrupt, ms, placeholders, values};
use super::{Result, Store, Tx};
use crate::domain::Timestamp;
use crate::domain::agent::AgentWeek;
use crate::domain::calendar::Week;
use crate::domain::ids::TeamName;
use crate::domain::instrument::Series;
use crate::domain::scorecard::{BASELINE_WEEKS, InstrumentFacts, Quote};

/// As many comments as a private week may choose from.
const QUOTES: i64 = 20;

/// One private message: an agent's week.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgentNote {
    /// Row id.
    pub id: i64,
    /// Which team's week.
    pub team: TeamName,
    /// Which week.
    pub week: Week,
    /// Whose.
    pub agent: String,
    /// The lines it says, one a line.
    pub frozen: String,
}

/// Whose answers, and in which weeks.
#[derive(Debug, Clone, Copy)]
pub struct AgentScope<'a> {
    /// The team.
    pub team: &'a TeamName,
    /// Every id the agent goes by.
    pub ids: &'a [String],
    /// The team's zone.
    pub zone: &'a TimeZone,
    /// What the team asks, in the words it asks in.
    pub series: &'a [Series],
}

impl Store {
    /// One week of one agent, with the four before it as far as the agent had answers.
    pub async fn agent_week(&self, scope: AgentScope<'_>, week: Week) -> Result<AgentWeek> {
        let view = self.snapshot().await?;
        let spans = Spans::of(week, scope.zone);
        let (from, to) = spans.this();
        let mut instruments = Vec::with_capacity(scope.series.len());
        let mut others = Vec::with_capacity(scope.series.len());
        for series in scope.series {
            instruments.push(count(&view, &scope, *series, &spans).await?);
            others.push(other_people(&view, &scope, *series, (from, to)).await?);
        }
        let (closed, asked) = closes(&view, &scope, (from, to)).await?;
        let quotes = quotes(&view, &scope, (from, to)).await?;
        let privacy = promised(&view, scope.team, (from, to)).await?;
        let privacy_before = promised(&view, scope.team, (spans.oldest(), from)).await?;
        Ok(AgentWeek { week, instruments, closed, asked, quotes, privacy, privacy_before, others })
    }

    /// The ids of everybody who had at least one answer in this week of the team, whatever it asked and in whatever words,
    /// in order.
    pub async fn agents_with_answers(&self, team: &TeamName, week: Week, zone: &TimeZone) -> Result<Vec<String>> {
        let (from, to) = Spans::of(week, zone).this();
        let mut agents = BTreeSet::new();
        // Series by series, so that each is a walk over the index that counts a week.
        let answered = editions(&self.reader, team, (from, to)).await?.into_iter().filter(|one| one.within);
        for Series { instrument, edition } in answered.map(|one| one.series).filter(|one| one.instrument.is_asked()) {
            let sql = "SELECT DISTINCT agent_id FROM answer WHERE team = $1 AND instrument = $2
                         AND instrument_version = $3 AND first_at >= $4 AND first_at < $5 AND agent_id IS NOT NULL";
            let bound = values![team.as_str(), instrument.id, edition, from, to];
            for row in sql::all(&self.reader, sql, bound).await? {
                agents.insert(row.try_get_by_index::<String>(0)?);
            }
        }
        Ok(agents.into_iter().collect())
    }

    /// One private message.
    pub async fn agent_note(&self, id: i64) -> Result<Option<AgentNote>> {
        let sql = format!("{NOTE} WHERE id = $1");
        sql::one(&self.reader, sql, values![id]).await?.map(|row| note(&row)).transpose()
    }

    /// What an agent was told of these weeks of a team.
    pub async fn agent_notes(&self, team: &TeamName, ids: &[String]) -> Result<Vec<AgentNote>> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let sql = format!(
            "{NOTE} WHERE team = $1 AND agent_id IN ({}) ORDER BY id DESC LIMIT 12",
            placeholders(2, ids.len())
        );
        let mut bound = values![team.as_str()];
        bound.extend(ids.iter().map(|id| Value::from(id.as_str())));
        sql::all(&self.reader, sql, bound).await?.iter().map(note).collect()
    }

    /// Whether any of these ids wants no private weeks.
    pub async fn wants_no_notes(&self, ids: &[String]) -> Result<bool> {
        if ids.is_empty() {
            return Ok(false);
        }
        let sql = format!("SELECT 1 FROM agent_off WHERE agent_id IN ({}) LIMIT 1", placeholders(1, ids.len()));
        let bound = ids.iter().map(|id| Value::from(id.as_str())).collect();
        Ok(sql::one(&self.reader, sql, bound).await?.is_some())
    }
}

impl Tx {
    /// Keeps what an agent is told of a week; `None` if that was kept before.
    pub async fn add_agent_note(
        &self,
        (team, week): (&TeamName, Week),
        agent: &str,
        frozen: &str,
        now: Timestamp,
    ) -> Result<Option<i64>> {
        let sql = "INSERT INTO agent_note (team, week, agent_id, frozen, created_at) VALUES ($1, $2, $3, $4, $5)
                   ON CONFLICT (team, week, agent_id) DO NOTHING RETURNING id";
        sql::value(&self.inner, sql, values![team.as_str(), week.to_string(), agent, frozen, ms(now)]).await
    }

    /// Remembers or forgets that these ids want no private weeks.
    pub async fn set_notes_off(&self, ids: &[String], off: bool, now: Timestamp) -> Result<()> {
        for id in ids {
            if off {
                let sql = "INSERT INTO agent_off (agent_id, since) VALUES ($1, $2) ON CONFLICT (agent_id) DO NOTHING";
                sql::execute(&self.inner, sql, values![id.as_str(), ms(now)]).await?;
            } else {
                sql::execute(&self.inner, "DELETE FROM agent_off WHERE agent_id = $1", values![id.as_str()]).await?;
            }
        }
        Ok(())
    }

    /// Takes a name out of what was told privately.
    pub(super) async fn erase_from_notes(&self, name: &str) -> Result<u64> {
        let mut touched = 0;
        for table in ["agent_note", "agent_off"] {
            let sql = format!("DELETE FROM {table} WHERE agent_id = $1");
            touched += sql::execute(&self.inner, sql, values![name]).await?;
        }
        Ok(touched)
    }
}

const NOTE: &str = "SELECT id, team, week, agent_id, frozen FROM agent_note";

fn note(row: &sea_orm::QueryResult) -> Result<AgentNote> {
    let week: String = row.try_get_by_index(2)?;
    Ok(AgentNote {
        id: row.try_get_by_index(0)?,
        team: TeamName::new(row.try_get_by_index::<String>(1)?),
        week: week.parse().map_err(|_| corrupt("agent_note", "not a week"))?,
        agent: row.try_get_by_index(3)?,
        frozen: row.try_get_by_index(4)?,
    })
}

/// Binds the agent's ids behind what is bound already; returns their placeholders.
fn bind_ids(bound: &mut Vec<Value>, ids: &[String]) -> String {
    let first = bound.len() + 1;
    bound.extend(ids.iter().map(|id| Value::from(id.as_str())));
    // An agent without an id has no rows.
    if ids.is_empty() { "NULL".to_owned() } else { placeholders(first, ids.len()) }
}

async fn count(
    db: &impl ConnectionTrait,
    scope: &AgentScope<'_>,
    series: Series,
    spans: &Spans,
) -> Result<InstrumentFacts> {
    let instrument = series.instrument;
    let mut bound = values![scope.team.as_str(), instrument.id, series.edition];
    bound.extend([spans.oldest().into(), spans.end().into()]);
    let cases = spans.cases("first_at", &mut bound);
    let ids = bind_ids(&mut bound, scope.ids);
    let sql = format!(
        "SELECT {cases} AS week, score, COUNT(*) FROM answer
         WHERE team = $1 AND instrument = $2 AND instrument_version = $3 AND first_at >= $4 AND first_at < $5
           AND agent_id IN ({ids})
         GROUP BY 1, 2"
    );
    let mut weeks = spans.tally(instrument, sql::all(db, sql, bound).await?)?;
    let before = weeks.split_off(1);
    // Weeks before the agent's first answer say nothing; what lies further back than is counted is not asked.
    let known = before.iter().rposition(|week| week.iter().any(|n| *n > 0)).map_or(0, |last| last + 1);
    let before = before.into_iter().take(known).collect();
    let people = people(db, scope, series, spans).await?;
    Ok(InstrumentFacts { people, ..InstrumentFacts::of(instrument, weeks.pop().unwrap_or_default(), before) })
}

/// The different people behind the agent's answers, in the week and in each before it.
async fn people(db: &impl ConnectionTrait, scope: &AgentScope<'_>, series: Series, spans: &Spans) -> Result<Vec<u64>> {
    let mut bound = values![scope.team.as_str(), series.instrument.id, series.edition];
    bound.extend([spans.oldest().into(), spans.end().into()]);
    let cases = spans.cases("first_at", &mut bound);
    let ids = bind_ids(&mut bound, scope.ids);
    let sql = format!(
        "SELECT {cases} AS week, COUNT(DISTINCT COALESCE(person_id, id)) FROM answer
         WHERE team = $1 AND instrument = $2 AND instrument_version = $3 AND first_at >= $4 AND first_at < $5
           AND agent_id IN ({ids})
         GROUP BY 1"
    );
    let mut people = vec![0_u64; BASELINE_WEEKS + 1];
    for row in sql::all(db, sql, bound).await? {
        let (week, count): (i32, i64) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        if let Some(cell) = usize::try_from(week).ok().and_then(|week| people.get_mut(week)) {
            *cell = u64::try_from(count).unwrap_or(0);
        }
    }
    Ok(people)
}

/// The different people who answered in the span and whom nobody of these ids helped.
async fn other_people(
    db: &impl ConnectionTrait,
    scope: &AgentScope<'_>,
    series: Series,
    (from, to): (i64, i64),
) -> Result<u64> {
    let mut bound = values![scope.team.as_str(), series.instrument.id, series.edition, from, to];
    let ids = bind_ids(&mut bound, scope.ids);
    let sql = format!(
        "SELECT COUNT(DISTINCT COALESCE(person_id, id)) FROM answer
         WHERE team = $1 AND instrument = $2 AND instrument_version = $3 AND first_at >= $4 AND first_at < $5
           AND (agent_id IS NULL OR agent_id NOT IN ({ids}))"
    );
    let people: Option<i64> = sql::value(db, sql, bound).await?;
    Ok(u64::try_from(people.unwrap_or(0)).unwrap_or(0))
}

/// Closes credited in the span, and how many of them were or will be asked about.
async fn closes(db: &impl ConnectionTrait, scope: &AgentScope<'_>, (from, to): (i64, i64)) -> Result<(u64, u64)> {
    let mut bound = values![scope.team.as_str(), from, to];
    let ids = bind_ids(&mut bound, scope.ids);
    let sql = format!(
        "SELECT COUNT(*), COALESCE(SUM(CASE WHEN state IN ('skipped', 'undeliverable') THEN 0 ELSE 1 END), 0)
         FROM survey WHERE team = $1 AND closed_at >= $2 AND closed_at < $3 AND agent_id IN ({ids})"
    );
    let Some(row) = sql::one(db, sql, bound).await? else { return Ok((0, 0)) };
    let (closed, asked): (i64, i64) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
    Ok((u64::try_from(closed).unwrap_or(0), u64::try_from(asked).unwrap_or(0)))
}

/// Comments on answers whose customers were told that the whole team may read them, newest first.
async fn quotes(db: &impl ConnectionTrait, scope: &AgentScope<'_>, (from, to): (i64, i64)) -> Result<Vec<Quote>> {
    let mut bound = values![scope.team.as_str(), from, to, QUOTES];
    let ids = bind_ids(&mut bound, scope.ids);
    let sql = format!(
        "SELECT answer.instrument, answer.score, answer.comment
         FROM answer JOIN survey ON survey.id = answer.survey_id
         WHERE answer.team = $1 AND answer.first_at >= $2 AND answer.first_at < $3
           AND (answer.comment IS NOT NULL OR answer.reasons IS NOT NULL) AND answer.comment IS NOT NULL
           AND survey.privacy = 'named' AND answer.agent_id IN ({ids})
         ORDER BY answer.first_at DESC, answer.id LIMIT $4"
    );
    let rows = sql::all(db, sql, bound).await?;
    rows.iter()
        .map(|row| {
            let (id, score, text): (String, i32, String) =
                (row.try_get_by_index(0)?, row.try_get_by_index(1)?, row.try_get_by_index(2)?);
            let value = u8::try_from(score).map_err(|_| corrupt("answer", "off the scale"))?;
            Ok(Quote { value, instrument: read_instrument("answer", &id)?, text })
        })
        .collect()
}
