//! Which identities are one person's, by hand; and what is still open of a person.
//!
//! Knows that a link made by hand can be undone and that undoing makes nobody askable sooner. Refuses to guess.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::rows::survey;
use super::sql::{self, ms, values};
use super::{Result, Store, Tx};
use crate::domain::Timestamp;
use crate::domain::ids::{Identity, PersonId, SurveyId};
use crate::domain::survey::Survey;

/// By the person first: asked at every press on Discord. As a join of the two tables, a planner that has counted the rows
/// reads everything that was closed since.
const WAITING: &str = "SELECT id FROM survey
     WHERE person_id = (SELECT person_id FROM identity WHERE kind = $1 AND installation = $2 AND value = $3)
       AND state = 'undeliverable' AND reason = 'dm_closed' AND closed_at >= $4
     ORDER BY closed_at DESC LIMIT 1";

impl Store {
    /// The newest asking of this identity's person that direct messages did not reach, of a close since `since`.
    pub async fn waiting_question(&self, who: &Identity, since: Timestamp) -> Result<Option<SurveyId>> {
        let values = values![who.kind.as_str(), who.installation.as_str(), who.value.as_str(), ms(since)];
        let id: Option<String> = sql::value(&self.reader, WAITING, values).await?;
        Ok(id.map(SurveyId::new))
    }
}

impl Tx {
    /// Surveys of a person that are planned, held or delivered.
    pub async fn open_surveys(&self, person: &PersonId) -> Result<Vec<Survey>> {
        let rows = survey::Entity::find()
            .filter(survey::Column::PersonId.eq(person.as_str()))
            .filter(survey::Column::State.is_in(["planned", "held", "delivered"]))
            .order_by_asc(survey::Column::Id)
            .all(&self.inner)
            .await?;
        rows.into_iter().map(survey::Model::parse).collect()
    }

    /// Forgets that this platform refused this person: it has just taken a message for them.
    pub async fn forget_unreachable(&self, person: &PersonId, platform: crate::domain::ids::Platform) -> Result<()> {
        let sql = "DELETE FROM unreachable WHERE person_id = $1 AND platform = $2";
        sql::execute(&self.inner, sql, values![person.as_str(), platform.as_str()]).await?;
        Ok(())
    }

    /// Makes one identity a person of its own again: with the opt-out, the last ask and the refusals of the person it
    /// leaves, who keeps all surveys and answers. `None` if it is unknown, or the only one its person has.
    pub async fn part(&self, who: &Identity, new_id: String, now: Timestamp) -> Result<Option<(PersonId, PersonId)>> {
        let sql = "SELECT person_id FROM identity WHERE kind = $1 AND installation = $2 AND value = $3";
        let named = || values![who.kind.as_str(), who.installation.as_str(), who.value.as_str()];
        let from: Option<String> = sql::value(&self.inner, sql, named()).await?;
        let Some(from) = from else { return Ok(None) };
        let sql = "SELECT COUNT(*) FROM identity WHERE person_id = $1";
        let count: Option<i64> = sql::value(&self.inner, sql, values![from.as_str()]).await?;
        if count.unwrap_or_default() < 2 {
            return Ok(None);
        }
        let steps = [
            "INSERT INTO person (id, created_at, opted_out_at, last_asked_at, last_asked_survey, before_asked_at,
               before_asked_survey, zone)
             SELECT $1, $3, opted_out_at, last_asked_at, last_asked_survey, before_asked_at, before_asked_survey, zone
             FROM person WHERE id = $2",
            "INSERT INTO unreachable (person_id, platform, why, at)
             SELECT $1, platform, why, at FROM unreachable WHERE person_id = $2 AND $3 > 0",
        ];
        for step in steps {
            sql::execute(&self.inner, step, values![new_id.as_str(), from.as_str(), ms(now)]).await?;
        }
        let mut moved = named();
        moved.push(new_id.as_str().into());
        let sql = "UPDATE identity SET person_id = $4 WHERE kind = $1 AND installation = $2 AND value = $3";
        sql::execute(&self.inner, sql, moved).await?;
        Ok(Some((PersonId::new(from), PersonId::new(new_id))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What `PRAGMA optimize` found in a database with thirty thousand surveys, none of which waits.
    const COUNTED: [&str; 7] = [
        "ANALYZE",
        "INSERT INTO sqlite_stat1 VALUES ('identity', 'identity_person', '28402 1')",
        "INSERT INTO sqlite_stat1 VALUES ('identity', 'sqlite_autoindex_identity_1', '28402 2001 2001 1')",
        "INSERT INTO sqlite_stat1 VALUES ('survey', 'survey_waiting', '0 0 0')",
        "INSERT INTO sqlite_stat1 VALUES ('survey', 'survey_ledger', '28402 2001 1')",
        "INSERT INTO sqlite_stat1 VALUES ('survey', 'survey_person', '28402 1 1')",
        "INSERT INTO sqlite_stat1 VALUES ('survey', 'survey_week', '28402 2001 2001 2001 2001')",
    ];

    #[tokio::test]
    async fn a_press_reads_no_more_than_its_own_persons_surveys_however_many_there_are() {
        let folder = tempfile::tempdir().unwrap();
        let address = format!("sqlite://{}", folder.path().join("it.db").display());
        let store = Store::open(&address).await.unwrap();
        store.migrate().await.unwrap();
        let tx = store.begin().await.unwrap();
        for counted in COUNTED {
            sql::execute(&tx.inner, counted, vec![]).await.unwrap();
        }
        tx.commit().await.unwrap();
        store.close().await;
        // What was counted is read when a database is opened.
        let store = Store::open(&address).await.unwrap();
        let values = values!["discord", "", "1", 0_i64];
        let plan = sql::all(&store.reader, format!("EXPLAIN QUERY PLAN {WAITING}"), values).await.unwrap();
        let plan: Vec<String> = plan.iter().map(|row| row.try_get("", "detail").unwrap()).collect();
        assert!(plan.iter().any(|step| step.contains("survey_waiting (person_id=?")), "{plan:?}");
        store.close().await;
    }
}
