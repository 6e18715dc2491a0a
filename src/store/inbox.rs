//! What arrived, before anything is done about it.
//!
//! Knows that the same delivery or press comes twice. Refuses to know what it means.

use sea_orm::EntityTrait;

use super::rows::inbox;
use super::sql::{self, ms, values};
use super::{Received, Result, Tx, event_text};
use crate::domain::Timestamp;
use crate::domain::ids::Platform;

impl Tx {
    /// What an inbox row holds by now: somebody may have been erased from it.
    pub async fn received(&self, inbox: i64) -> Result<Option<Received>> {
        inbox::Entity::find_by_id(inbox).one(&self.inner).await?.map(inbox::Model::parse).transpose()
    }

    /// Stores an event under (source, installation, dedupe key); `None` if it was there already.
    pub async fn receive(&self, received: &Received) -> Result<Option<i64>> {
        let event = &received.event;
        let sql = "INSERT INTO inbox (installation, source, dedupe_key, kind, received_at, payload)
                   VALUES ($1, $2, $3, $4, $5, $6)
                   ON CONFLICT (installation, source, dedupe_key) DO NOTHING RETURNING id";
        let values = values![
            event.installation.as_str(),
            event.source.as_str(),
            event.dedupe_key.as_str(),
            event_text::kind_word(event.kind),
            ms(received.at),
            event_text::write(event)?,
        ];
        sql::value(&self.inner, sql, values).await
    }

    /// Marks that an act (a press, a command) was seen; `false` if it was seen before. (platform, installation, key) is unique.
    pub async fn first_sight(&self, platform: Platform, installation: &str, key: &str, now: Timestamp) -> Result<bool> {
        let sql = "INSERT INTO sighting (platform, installation, key, at) VALUES ($1, $2, $3, $4)
                   ON CONFLICT (platform, installation, key) DO NOTHING";
        Ok(sql::execute(&self.inner, sql, values![platform.as_str(), installation, key, ms(now)]).await? == 1)
    }

    /// Notes what became of an inbox row: `done`, `ignored:<why>`.
    pub async fn settle_received(&self, inbox: i64, outcome: &str, now: Timestamp) -> Result<()> {
        let sql = "UPDATE inbox SET outcome = $1, settled_at = $2 WHERE id = $3";
        sql::execute(&self.inner, sql, values![outcome, ms(now), inbox]).await?;
        Ok(())
    }
}
