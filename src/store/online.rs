//! Links to a question: one a survey, used once, known only by the hash of its token.
//!
//! Knows that a link is good only while its survey can be answered, or while it is being handed over, and asks that in the same statement, so that every
//! link that is not good costs the same. Refuses to know tokens.

use super::rows::survey;
use super::sql::{self, ms, values};
use super::{Result, Store, Tx};
use crate::domain::Timestamp;
use crate::domain::ids::SurveyId;
use crate::domain::survey::Survey;

/// `$1` hash, `$2` now.
const OPEN: &str = "link.hash = $1 AND link.used_at IS NULL AND survey.id = link.survey_id
    AND (survey.state = 'delivered' AND survey.delivered_at + survey.expires_ms > $2
      OR survey.state = 'undeliverable' AND link.token IS NOT NULL)";

impl Store {
    /// The survey an unused link leads to, while it can be answered.
    pub async fn linked(&self, hash: &str, now: Timestamp) -> Result<Option<Survey>> {
        use sea_orm::EntityTrait;
        let sql = format!("SELECT survey.* FROM survey_link link, survey WHERE {OPEN}");
        let found = sql::statement(&self.reader, sql, values![hash, ms(now)]);
        survey::Entity::find().from_raw_sql(found).one(&self.reader).await?.map(survey::Model::parse).transpose()
    }
}

impl Tx {
    /// Makes this the survey's link; an earlier one no longer works.
    pub async fn put_link(&self, survey: &SurveyId, hash: &str, now: Timestamp) -> Result<()> {
        let sql = "INSERT INTO survey_link (survey_id, hash, made_at) VALUES ($1, $2, $3)
                   ON CONFLICT (survey_id) DO UPDATE SET hash = excluded.hash, made_at = excluded.made_at, used_at = NULL,
                     token = NULL";
        sql::execute(&self.inner, sql, values![survey.as_str(), hash, ms(now)]).await?;
        Ok(())
    }

    /// The token to hand back to the survey's source: this one, unless an earlier attempt chose another. `None` if the survey
    /// has a link that somebody was given already.
    pub async fn link_to_hand_back(
        &self,
        survey: &SurveyId,
        token: &str,
        hash: &str,
        now: Timestamp,
    ) -> Result<Option<String>> {
        let sql = "INSERT INTO survey_link (survey_id, hash, made_at, token) VALUES ($1, $2, $3, $4)
                   ON CONFLICT (survey_id) DO NOTHING";
        sql::execute(&self.inner, sql, values![survey.as_str(), hash, ms(now), token]).await?;
        let sql = "SELECT token FROM survey_link WHERE survey_id = $1";
        Ok(sql::value::<Option<String>>(&self.inner, sql, values![survey.as_str()]).await?.flatten())
    }

    /// The source has the link: from now on its hash is all we know of it.
    pub async fn handed_back(&self, survey: &SurveyId) -> Result<()> {
        let sql = "UPDATE survey_link SET token = NULL WHERE survey_id = $1";
        sql::execute(&self.inner, sql, values![survey.as_str()]).await.map(drop)
    }

    /// Uses a link up and returns the survey it leads to. Of many who use it at once, one gets the survey.
    pub async fn use_link(&self, hash: &str, now: Timestamp) -> Result<Option<SurveyId>> {
        let sql = format!(
            "UPDATE survey_link SET used_at = $2 WHERE hash = $1 AND used_at IS NULL
               AND EXISTS (SELECT 1 FROM survey_link link, survey WHERE {OPEN})
             RETURNING survey_id"
        );
        let id: Option<String> = sql::value(&self.inner, sql, values![hash, ms(now)]).await?;
        Ok(id.map(SurveyId::new))
    }
}
