//! Which questions were answered in a week.
//!
//! Knows that a week may hold answers to questions the team does not ask any more, or that another tool asked before. Refuses
//! to choose among them: [`on_a_card`] does.

use jiff::tz::TimeZone;
use sea_orm::ConnectionTrait;

use super::scores::Spans;
use super::sql::{self, values};
use super::{Result, Store, hours};
use crate::domain::calendar::Week;
use crate::domain::ids::TeamName;
use crate::domain::instrument::Series;
use crate::domain::scorecard::on_a_card;

impl Store {
    /// What a team's card of this week is about, where it asks `asked` now.
    pub async fn series_of(
        &self,
        team: &TeamName,
        week: Week,
        zone: &TimeZone,
        asked: &[Series],
    ) -> Result<Vec<Series>> {
        let view = self.snapshot().await?;
        let span = Spans::of(week, zone).this();
        let mut answered = Vec::new();
        for series in hours::answered_in(&view, team, span).await? {
            answered.push((series, answers(&view, team, series, span).await?));
        }
        Ok(on_a_card(asked, &answered))
    }
}

/// A walk over the week in the index that counts.
async fn answers(
    db: &impl ConnectionTrait,
    team: &TeamName,
    Series { instrument, edition }: Series,
    (from, to): (i64, i64),
) -> Result<u64> {
    let sql = "SELECT COUNT(*) FROM answer WHERE team = $1 AND instrument = $2 AND instrument_version = $3
                 AND first_at >= $4 AND first_at < $5";
    let counted: Option<i64> = sql::value(db, sql, values![team.as_str(), instrument.id, edition, from, to]).await?;
    Ok(u64::try_from(counted.unwrap_or(0)).unwrap_or(0))
}
