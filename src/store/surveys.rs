//! Surveys and their answers, saved as `domain` decided.
//!
//! Knows versions (a save against an older one is refused) and that no value ever pressed is lost. Refuses to judge
//! who may answer what.

use sea_orm::{ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QueryOrder};

use super::rows::{answer, reasons_text, survey};
use super::sql::{self, ms, values};
use super::survey_row::{StateColumns, identities_text};
use super::{Result, Store, StoreError, Tx};
use crate::domain::Timestamp;
use crate::domain::ids::{PersonId, SurveyId, TeamName};
use crate::domain::instrument::{Instrument, Score};
use crate::domain::language::{Language, Wording};
use crate::domain::survey::{Answer, Remark, State, Survey};

impl Store {
    /// One survey.
    pub async fn survey(&self, id: &SurveyId) -> Result<Option<Survey>> {
        load(&self.reader, id).await
    }

    /// A survey's answers: first instrument, then the second.
    pub async fn answers(&self, id: &SurveyId) -> Result<Vec<Answer>> {
        answers(&self.reader, id).await
    }
}

impl Tx {
    /// Surveys this team has planned so far (any state but skipped). Nobody else may count on until this transaction ends,
    /// so that two closes at the same moment do not take the same turn.
    pub async fn planned_count(&self, team: &TeamName) -> Result<u64> {
        let one_at_a_time = match self.inner.get_database_backend() {
            DbBackend::Sqlite => "", // where nobody else writes meanwhile anyway
            _ => " FOR UPDATE",
        };
        let sql = format!("SELECT planned FROM team_tally WHERE team = $1{one_at_a_time}");
        let planned: Option<i64> = sql::value(&self.inner, sql, values![team.as_str()]).await?;
        Ok(u64::try_from(planned.unwrap_or(0)).unwrap_or(0))
    }

    /// Adds the survey of one close. [`StoreError::Stale`] if that close has one already.
    pub async fn insert_survey(&self, survey: &Survey, now: Timestamp) -> Result<()> {
        let c = StateColumns::of(&survey.state);
        let sql = "INSERT INTO survey (id, installation, ticket_id, close_seq, team, closed_at, agent, person_id,
                     may_answer, instrument, follow, expires_ms, state, reason, detail, send_at, delivered_at,
                     answered_at, ended_at, message_platform, message_channel, message_id, version, created_at, saved_at,
                     privacy, agent_id, agent_name)
                   SELECT $1, ticket.installation, ticket.id, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15,
                     $16, $17, $18, $19, $20, $21, $22, $23, $23, $24, $25, $26 FROM ticket WHERE ticket.id = $2";
        let values = values![
            survey.id.as_str(),
            survey.ticket.as_str(),
            seq(survey.close_seq)?,
            survey.team.as_str(),
            ms(survey.closed_at),
            survey.agent.as_ref().map(|a| a.label.as_str()),
            survey.person.as_ref().map(PersonId::as_str),
            identities_text(&survey.may_answer),
            survey.instrument.id,
            survey.follow.map(|i| i.id),
            i64::try_from(survey.expires.as_millis()).unwrap_or(i64::MAX),
            c.state,
            c.reason,
            c.detail,
            c.send_at,
            c.delivered_at,
            c.answered_at,
            c.ended_at,
            c.message_platform,
            c.message_channel,
            c.message_id,
            survey.version,
            ms(now),
            survey.privacy.as_str(),
            survey.agent.as_ref().map(|a| a.id.as_str()),
            survey.agent.as_ref().and_then(|a| a.name.as_deref()),
        ];
        if sql::execute(&self.inner, sql, values).await? != 1 {
            return Err(sql::corrupt("survey", "its ticket is not stored"));
        }
        if matches!(survey.state, State::Skipped { .. }) { Ok(()) } else { tally(self, survey.team.as_str(), 1).await }
    }

    /// One survey.
    pub async fn survey(&self, id: &SurveyId) -> Result<Option<Survey>> {
        load(&self.inner, id).await
    }

    /// Remembers in which language and words a survey is about to be shown. Its version stays: nobody decides by it.
    pub async fn set_wording(&self, survey: &SurveyId, wording: &Wording) -> Result<()> {
        let sql = "UPDATE survey SET language = $1, edition = $2, follow_edition = $3 WHERE id = $4";
        let language = wording.language.map(Language::code);
        let values = values![language, wording.edition, wording.follow_edition, survey.as_str()];
        sql::execute(&self.inner, sql, values).await.map(drop)
    }

    /// Saves state, person, identities; refuses with [`StoreError::Stale`] unless the stored version is `survey.version`; raises it.
    pub async fn save_survey(&self, survey: &Survey, now: Timestamp) -> Result<()> {
        let was_planned = match survey.state {
            State::Skipped { .. } => self.state_word(&survey.id).await?.is_some_and(|s| s != "skipped"),
            _ => false,
        };
        let c = StateColumns::of(&survey.state);
        // A press may overtake the news of its own prompt: whoever has the message in a chat was shown it by now.
        let shown_by = c.message_id.as_ref().map(|_| ms(now));
        let sql = "UPDATE survey SET state = $1, reason = $2, detail = $3, send_at = COALESCE($4, send_at),
                     delivered_at = COALESCE($5, delivered_at, $16), answered_at = COALESCE($6, answered_at),
                     ended_at = COALESCE($7, ended_at), message_platform = $8, message_channel = $9, message_id = $10,
                     person_id = $11, may_answer = $12, saved_at = $13, version = version + 1
                   WHERE id = $14 AND version = $15";
        let values = values![
            c.state,
            c.reason,
            c.detail,
            c.send_at,
            c.delivered_at,
            c.answered_at,
            c.ended_at,
            c.message_platform,
            c.message_channel,
            c.message_id,
            survey.person.as_ref().map(PersonId::as_str),
            identities_text(&survey.may_answer),
            ms(now),
            survey.id.as_str(),
            survey.version,
            shown_by,
        ];
        if sql::execute(&self.inner, sql, values).await? != 1 {
            return Err(StoreError::Stale);
        }
        if was_planned { tally(self, survey.team.as_str(), -1).await } else { Ok(()) }
    }

    async fn state_word(&self, id: &SurveyId) -> Result<Option<String>> {
        sql::value(&self.inner, "SELECT state FROM survey WHERE id = $1", values![id.as_str()]).await
    }

    /// A survey's answers: first instrument, then the second.
    pub async fn answers(&self, id: &SurveyId) -> Result<Vec<Answer>> {
        answers(&self.inner, id).await
    }

    /// Stores or changes the answer on the score's instrument; earlier values are kept in `answer_value`. The same value
    /// again only moves the time from which it stands.
    // Not an `async fn`: the id is drawn at once, so that what is awaited can move between threads.
    pub fn save_score<'a>(
        &'a self,
        survey: &'a Survey,
        score: Score,
        made: Timestamp,
        now: Timestamp,
        new_id: &dyn Fn() -> String,
    ) -> impl Future<Output = Result<()>> + Send + use<'a> {
        save_score(self, survey, score, (made, now), new_id())
    }

    /// Stores comment, reasons and contact wish with the survey's first answer.
    pub async fn save_remark(&self, survey: &Survey, remark: &Remark, now: Timestamp) -> Result<()> {
        // A comment does not move an answer: it still counts when it was pressed.
        let _ = now;
        let sql = "UPDATE answer SET comment = $1, reasons = $2, contact_ok = $3 WHERE survey_id = $4 AND position = 0";
        let values =
            values![remark.comment.as_deref(), reasons_text(&remark.reasons), remark.contact_ok, survey.id.as_str()];
        if sql::execute(&self.inner, sql, values).await? == 1 { Ok(()) } else { Err(StoreError::Stale) }
    }
}

async fn load(db: &impl ConnectionTrait, id: &SurveyId) -> Result<Option<Survey>> {
    survey::Entity::find_by_id(id.as_str()).one(db).await?.map(survey::Model::parse).transpose()
}

pub(super) async fn answers(db: &impl ConnectionTrait, id: &SurveyId) -> Result<Vec<Answer>> {
    let rows = answer::Entity::find()
        .filter(answer::Column::SurveyId.eq(id.as_str()))
        .order_by_asc(answer::Column::Position)
        .all(db)
        .await?;
    rows.into_iter().map(answer::Model::parse).collect()
}

/// Kept beside the surveys: counting a busy team's history at every close would not do.
async fn tally(tx: &Tx, team: &str, by: i64) -> Result<()> {
    let sql = "INSERT INTO team_tally (team, planned) VALUES ($1, $2)
               ON CONFLICT (team) DO UPDATE SET planned = team_tally.planned + excluded.planned";
    sql::execute(&tx.inner, sql, values![team, by]).await?;
    Ok(())
}

/// The second question's answer stands second, whenever it was pressed.
pub(super) fn position(first: &Instrument, of: &Instrument) -> i32 {
    if first.id == of.id { 0 } else { 1 }
}

/// A press that another one overtook, in a transaction beside this one, finds a later one stored and changes nothing.
async fn save_score(
    tx: &Tx,
    survey: &Survey,
    score: Score,
    (made, now): (Timestamp, Timestamp),
    new_id: String,
) -> Result<()> {
    let instrument = score.instrument();
    // The series is that of the words the question was shown in, whatever is configured by now.
    let sql = "INSERT INTO answer (id, survey_id, position, installation, team, person_id, agent, agent_id, instrument,
                 instrument_version, score, first_at, last_at, changes, contact_ok, language)
               SELECT $1, survey.id, $3, survey.installation, survey.team, survey.person_id, survey.agent,
                 survey.agent_id, $4,
                 COALESCE(CASE WHEN survey.instrument = $4 THEN survey.edition ELSE survey.follow_edition END, $5), $6,
                 $7, $8, 0, false, survey.language FROM survey WHERE survey.id = $2
               ON CONFLICT (survey_id, instrument) DO UPDATE SET
                 score = excluded.score, last_at = excluded.last_at,
                 changes = answer.changes + CASE WHEN answer.score = excluded.score THEN 0 ELSE 1 END
               WHERE answer.last_at <= excluded.last_at
               RETURNING id, changes";
    let values = values![
        new_id,
        survey.id.as_str(),
        position(survey.instrument, instrument),
        instrument.id,
        i32::from(instrument.version),
        i32::from(score.value()),
        ms(now),
        ms(made),
    ];
    let Some(row) = sql::one(&tx.inner, sql, values).await? else {
        let stored = sql::one(&tx.inner, "SELECT 1 FROM survey WHERE id = $1", values![survey.id.as_str()]).await?;
        return stored.map(drop).ok_or_else(|| sql::corrupt("answer", "its survey is not stored"));
    };
    let (id, changes): (String, i32) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
    // The value that stands already is kept under its number: the same one again adds none.
    let sql = "INSERT INTO answer_value (answer_id, seq, score, at) VALUES ($1, $2, $3, $4)
               ON CONFLICT (answer_id, seq) DO NOTHING";
    sql::execute(&tx.inner, sql, values![id, changes, i32::from(score.value()), ms(made)]).await?;
    Ok(())
}

fn seq(close: u32) -> Result<i32> {
    i32::try_from(close).map_err(|_| sql::corrupt("survey", "too many closes"))
}
