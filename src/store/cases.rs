//! Cases, saved as `domain` decided, and their history.
//!
//! Knows versions (a save against an older one is refused), that a survey has one live case at most, and how a week's
//! cases are counted. Refuses to judge who may do what, and to keep a customer's words: those stay with the answer.

mod list;

use std::collections::HashSet;

pub use list::CasesWanted;

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::rows::message;
use super::sql::{self, corrupt, instant, ms, values};
use super::survey_row::{identities_text, read_identities};
use super::{Result, Store, StoreError, Tx};
use crate::domain::Timestamp;
use crate::domain::case::{Case, Outcome, State, Withdrawal};
use crate::domain::ids::{CaseId, Identity, MessageRef, PersonId, SurveyId, TeamName};
use crate::domain::job::{NewJob, Task};
use crate::domain::scorecard::CaseTally;
use crate::domain::standing::OpenCases;

/// Written out in every query that should use the index of the same condition.
const LIVE: &str = "state IN ('open', 'taken')";

mod row {
    use sea_orm::entity::prelude::*;

    /// One case.
    #[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "case_file")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        pub survey_id: String,
        pub team: String,
        pub state: String,
        pub detail: Option<String>,
        pub holder: Option<String>,
        pub note: Option<String>,
        pub opened_at: i64,
        pub waiting_since: i64,
        pub round: i32,
        pub claimed_at: Option<i64>,
        pub nudged_at: Option<i64>,
        pub recovered_at: Option<i64>,
        pub invited_at: Option<i64>,
        pub reanswered_at: Option<i64>,
        pub ended_at: Option<i64>,
        pub card_platform: Option<String>,
        pub card_channel: Option<String>,
        pub card_id: Option<String>,
        pub invitation_platform: Option<String>,
        pub invitation_channel: Option<String>,
        pub invitation_id: Option<String>,
        pub version: i64,
    }

    #[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// One line of a case's history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseStep {
    /// When.
    pub at: Timestamp,
    /// The event's word; `opened` for the first.
    pub what: String,
    /// Which person of the team did it, if one did and they were not erased.
    pub by: Option<Identity>,
}

impl Store {
    /// One case.
    pub async fn case(&self, id: &CaseId) -> Result<Option<Case>> {
        load(&self.reader, id).await
    }

    /// The newest case of a survey, live or over.
    pub async fn case_of(&self, survey: &SurveyId) -> Result<Option<Case>> {
        newest(&self.reader, survey).await
    }

    /// How many of a team's cases wait or are being handled; with `holder`, by this person.
    pub async fn count_live_cases(&self, team: &TeamName, holder: Option<&Identity>) -> Result<u64> {
        let mut sql = format!("SELECT COUNT(*) FROM case_file WHERE team = $1 AND {LIVE}");
        let mut bound = values![team.as_str()];
        if let Some(holder) = holder {
            sql.push_str(" AND holder LIKE $2 ESCAPE '!'");
            bound.push(holder_like(holder).into());
        }
        let count: Option<i64> = sql::value(&self.reader, sql, bound).await?;
        Ok(u64::try_from(count.unwrap_or(0)).unwrap_or(0))
    }

    /// Everything that happened to a case, oldest first.
    pub async fn case_history(&self, id: &CaseId) -> Result<Vec<CaseStep>> {
        let sql = "SELECT at, what, by_whom FROM case_event WHERE case_id = $1 ORDER BY id";
        let rows = sql::all(&self.reader, sql, values![id.as_str()]).await?;
        let step = |row: &sea_orm::QueryResult| {
            let by: Option<String> = row.try_get_by_index(2)?;
            Ok(CaseStep {
                at: instant("case_event", row.try_get_by_index(0)?)?,
                what: row.try_get_by_index(1)?,
                by: read_person(by.as_deref())?,
            })
        };
        rows.iter().map(step).collect()
    }
}

impl Tx {
    /// One case.
    pub async fn case(&self, id: &CaseId) -> Result<Option<Case>> {
        load(&self.inner, id).await
    }

    /// The newest case of a survey, live or over.
    pub async fn case_of(&self, survey: &SurveyId) -> Result<Option<Case>> {
        newest(&self.inner, survey).await
    }

    /// Every case of a person's surveys.
    pub async fn cases_about(&self, person: &PersonId) -> Result<Vec<Case>> {
        let sql = "SELECT case_file.id FROM case_file JOIN survey ON survey.id = case_file.survey_id
                   WHERE survey.person_id = $1 ORDER BY case_file.opened_at, case_file.id";
        let mut found = Vec::new();
        for row in sql::all(&self.inner, sql, values![person.as_str()]).await? {
            let id: String = row.try_get_by_index(0)?;
            found.extend(self.case(&CaseId::new(id)).await?);
        }
        Ok(found)
    }

    /// Adds a case that has just opened. [`StoreError::Stale`] if its survey has a live one.
    pub async fn insert_case(&self, case: &Case, now: Timestamp) -> Result<()> {
        let sql = "INSERT INTO case_file (id, installation, survey_id, team, state, opened_at, waiting_since, round,
                     version, saved_at)
                   SELECT $1, survey.installation, survey.id, $3, 'open', $4, $5, 0, $6, $7 FROM survey
                   WHERE survey.id = $2";
        let values = values![
            case.id.as_str(),
            case.survey.as_str(),
            case.team.as_str(),
            ms(case.opened_at),
            ms(case.waiting_since),
            case.version,
            ms(now),
        ];
        if sql::execute(&self.inner, sql, values).await? != 1 {
            return Err(corrupt("case_file", "its survey is not stored"));
        }
        self.note_case(&case.id, "opened", None, now).await
    }

    /// Saves a case; refuses with [`StoreError::Stale`] unless the stored version is `case.version`; raises it.
    pub async fn save_case(&self, case: &Case, now: Timestamp) -> Result<()> {
        let (detail, ended_at) = match &case.state {
            State::Open | State::Taken { .. } => (None, None),
            State::Closed { outcome, at, .. } => (Some(outcome.as_str()), Some(ms(*at))),
            State::NotActionable { at, .. } => (None, Some(ms(*at))),
            State::Withdrawn { why, at } => (Some(why.as_str()), Some(ms(*at))),
        };
        let (card, invitation) = (columns(case.card.as_ref()), columns(case.invitation.as_ref()));
        let sql =
            "UPDATE case_file SET state = $1, detail = $2, holder = $3, note = $4, waiting_since = $5, round = $6,
                     claimed_at = $7, nudged_at = $8, recovered_at = $9, ended_at = $10, card_platform = $11,
                     card_channel = $12, card_id = $13, invitation_platform = $14, invitation_channel = $15,
                     invitation_id = $16, saved_at = $17, invited_at = $18, reanswered_at = $19, version = version + 1
                   WHERE id = $20 AND version = $21";
        let values = values![
            case.state.code(),
            detail,
            case.state.by().map(person_text),
            case.note.as_deref(),
            ms(case.waiting_since),
            i32::try_from(case.round).unwrap_or(i32::MAX),
            case.claimed_at.map(ms),
            case.nudged_at.map(ms),
            case.recovered_at.map(ms),
            ended_at,
            card.0,
            card.1,
            card.2,
            invitation.0,
            invitation.1,
            invitation.2,
            ms(now),
            case.invited_at.map(ms),
            case.reanswered_at.map(ms),
            case.id.as_str(),
            case.version,
        ];
        if sql::execute(&self.inner, sql, values).await? == 1 { Ok(()) } else { Err(StoreError::Stale) }
    }

    /// Whether the customer of a survey was, or is about to be, asked once more.
    pub async fn was_invited(&self, survey: &SurveyId) -> Result<bool> {
        let job = NewJob::once(Task::InviteAgain { survey: survey.clone() }, None, Timestamp::UNIX_EPOCH);
        let sql = "SELECT 1 FROM job WHERE key = $1
                   UNION ALL SELECT 1 FROM case_file WHERE survey_id = $2 AND invited_at IS NOT NULL";
        Ok(sql::one(&self.inner, sql, values![job.key, survey.as_str()]).await?.is_some())
    }

    /// Adds a line to a case's history. Never anybody's words.
    pub async fn note_case(&self, id: &CaseId, what: &str, by: Option<&Identity>, now: Timestamp) -> Result<()> {
        let sql = "INSERT INTO case_event (case_id, at, what, by_whom) VALUES ($1, $2, $3, $4)";
        sql::execute(&self.inner, sql, values![id.as_str(), ms(now), what, by.map(person_text)]).await.map(drop)
    }

    /// The cases that somebody of the team has in hand.
    pub async fn cases_held_by(&self, name: &Identity) -> Result<Vec<Case>> {
        let sql = "SELECT id FROM case_file WHERE state = 'taken' AND holder LIKE $1 ESCAPE '!' ORDER BY opened_at";
        let mut held = Vec::new();
        for row in sql::all(&self.inner, sql, values![holder_like(name)]).await? {
            let id: String = row.try_get_by_index(0)?;
            held.extend(load(&self.inner, &CaseId::new(id)).await?);
        }
        Ok(held)
    }

    /// Takes a person of the team out of the cases they had: what they did stays, without their name. One they still have
    /// is nobody's again. Returns how many rows named them.
    pub(super) async fn erase_handler(&self, name: &Identity) -> Result<u64> {
        let like = holder_like(name);
        let mut touched = 0;
        for step in [
            "UPDATE case_event SET by_whom = NULL WHERE by_whom LIKE $1 ESCAPE '!'",
            "UPDATE case_file SET state = 'open', holder = NULL, version = version + 1
               WHERE holder LIKE $1 ESCAPE '!' AND state = 'taken'",
            "UPDATE case_file SET holder = NULL, version = version + 1 WHERE holder LIKE $1 ESCAPE '!'",
        ] {
            touched += sql::execute(&self.inner, step, values![like.as_str()]).await?;
        }
        Ok(touched)
    }
}

/// How a holder is stored, whatever their workspace.
fn holder_like(name: &Identity) -> String {
    let value = name.value.replace('!', "!!").replace('%', "!%").replace('_', "!_");
    format!("[[\"{}\",%,\"{value}\"]]", name.kind.as_str())
}

/// Counts a team's cases of one week: what opened and recovered in it, and what stands now of all that opened before its
/// end. Times in milliseconds, half-open.
pub(super) async fn tally(db: &impl ConnectionTrait, team: &TeamName, (from, to): (i64, i64)) -> Result<CaseTally> {
    let span = || values![team.as_str(), from, to];
    let sql = "SELECT opened_at, claimed_at FROM case_file WHERE team = $1 AND opened_at >= $2 AND opened_at < $3";
    let mut waits = Vec::new();
    let mut opened = 0_u64;
    for row in sql::all(db, sql, span()).await? {
        let (at, claimed): (i64, Option<i64>) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        opened += 1;
        waits.extend(claimed.map(|claimed| claimed.saturating_sub(at).max(0)));
    }
    let sql = format!(
        "SELECT (SELECT COUNT(*) FROM case_file
                 WHERE team = $1 AND recovered_at >= $2 AND recovered_at < $3 AND recovered_at IS NOT NULL),
           (SELECT COUNT(*) FROM case_file WHERE team = $1 AND opened_at < $3 AND {LIVE})"
    );
    let row = sql::one(db, sql, span()).await?.ok_or_else(|| corrupt("case_file", "nothing was counted"))?;
    let (recovered, open): (i64, i64) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
    let count = |n: i64| u64::try_from(n).unwrap_or(0);
    Ok(CaseTally::of(opened, waits, count(recovered), count(open)))
}

/// Which of these surveys have a case that recovered.
pub(super) async fn recovered<'a>(
    db: &impl ConnectionTrait,
    surveys: impl Iterator<Item = &'a str>,
) -> Result<HashSet<String>> {
    let rows = row::Entity::find()
        .filter(row::Column::SurveyId.is_in(surveys))
        .filter(row::Column::RecoveredAt.is_not_null())
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| row.survey_id).collect())
}

/// How many cases wait or are being handled, over all teams, and since when the oldest.
pub(super) async fn standing(db: &impl ConnectionTrait) -> Result<OpenCases> {
    let sql = format!("SELECT COUNT(*), MIN(opened_at) FROM case_file WHERE {LIVE}");
    let Some(row) = sql::one(db, sql, vec![]).await? else { return Ok(OpenCases::default()) };
    let (count, oldest): (i64, Option<i64>) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
    Ok(OpenCases {
        count: u64::try_from(count).unwrap_or(0),
        oldest: oldest.map(|at| instant("case_file", at)).transpose()?,
    })
}

pub(super) async fn load(db: &impl ConnectionTrait, id: &CaseId) -> Result<Option<Case>> {
    row::Entity::find_by_id(id.as_str()).one(db).await?.map(row::Model::parse).transpose()
}

pub(super) async fn newest(db: &impl ConnectionTrait, survey: &SurveyId) -> Result<Option<Case>> {
    // A live one comes first, should two have opened in one millisecond.
    let rows = row::Entity::find()
        .filter(row::Column::SurveyId.eq(survey.as_str()))
        .order_by_desc(row::Column::OpenedAt)
        .order_by_desc(row::Column::State)
        .all(db)
        .await?;
    let live = rows.iter().position(|row| matches!(row.state.as_str(), "open" | "taken")).unwrap_or(0);
    rows.into_iter().nth(live).map(row::Model::parse).transpose()
}

impl row::Model {
    fn parse(self) -> Result<Case> {
        let when = |at: Option<i64>| at.map(|at| instant("case_file", at)).transpose();
        let ended = || when(self.ended_at)?.ok_or_else(|| corrupt("case_file", "an end without its time"));
        let holder = read_person(self.holder.as_deref())?;
        let detail = self.detail.as_deref().unwrap_or_default();
        let unknown = || corrupt("case_file", "an unknown detail");
        let state = match self.state.as_str() {
            "open" => State::Open,
            "taken" => State::Taken { by: holder.ok_or_else(|| corrupt("case_file", "taken by nobody"))? },
            "closed" => {
                State::Closed { by: holder, outcome: Outcome::parse(detail).ok_or_else(unknown)?, at: ended()? }
            }
            "not_actionable" => State::NotActionable { by: holder, at: ended()? },
            "withdrawn" => State::Withdrawn { why: Withdrawal::parse(detail).ok_or_else(unknown)?, at: ended()? },
            _ => return Err(corrupt("case_file", "unknown state")),
        };
        Ok(Case {
            opened_at: instant("case_file", self.opened_at)?,
            waiting_since: instant("case_file", self.waiting_since)?,
            round: u32::try_from(self.round).map_err(|_| corrupt("case_file", "a negative round"))?,
            claimed_at: when(self.claimed_at)?,
            nudged_at: when(self.nudged_at)?,
            recovered_at: when(self.recovered_at)?,
            invited_at: when(self.invited_at)?,
            reanswered_at: when(self.reanswered_at)?,
            note: self.note,
            state,
            card: message("case_file", self.card_platform, self.card_channel, self.card_id)?,
            invitation: message("case_file", self.invitation_platform, self.invitation_channel, self.invitation_id)?,
            version: self.version,
            id: CaseId::new(self.id),
            survey: SurveyId::new(self.survey_id),
            team: TeamName::new(self.team),
        })
    }
}

/// A person in one column, as a list of one.
fn person_text(person: &Identity) -> String {
    identities_text(std::slice::from_ref(person))
}

fn read_person(text: Option<&str>) -> Result<Option<Identity>> {
    let Some(text) = text else { return Ok(None) };
    Ok(read_identities(text)?.into_iter().next())
}

fn columns(message: Option<&MessageRef>) -> (Option<&'static str>, Option<String>, Option<String>) {
    let platform = message.map(|m| m.channel.platform.as_str());
    (platform, message.map(|m| m.channel.id.clone()), message.map(|m| m.id.clone()))
}
