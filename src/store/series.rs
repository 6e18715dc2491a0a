//! Which questions a week's card is about.
//!
//! Knows that a week may hold answers to questions the team does not ask any more, or that another tool asked before. Refuses
//! to pool them: of each question one wording is on a card.

use jiff::tz::TimeZone;
use sea_orm::ConnectionTrait;

use super::scores::{Spans, editions};
use super::sql::{self, values};
use super::{Result, Store};
use crate::domain::calendar::Week;
use crate::domain::ids::TeamName;
use crate::domain::instrument::{self, Series};

impl Store {
    /// What the team asks, in its order, and then whatever else was answered in the week. Where a question was answered in
    /// other words only, those take the place of the words of now; of several others the most answered, then the newest.
    pub async fn series_of(
        &self,
        team: &TeamName,
        week: Week,
        zone: &TimeZone,
        asked: &[Series],
    ) -> Result<Vec<Series>> {
        let view = self.snapshot().await?;
        let span = Spans::of(week, zone).this();
        let mut all = asked.to_vec();
        for instrument in instrument::every() {
            let place = all.iter().position(|now| now.instrument == instrument);
            let now = place.and_then(|at| all.get(at).copied());
            let mut best: Option<(i64, Series)> = None;
            for edition in editions(&view, team, instrument).await? {
                let series = Series { instrument, edition };
                if Some(series) == now {
                    continue;
                }
                let answers = answers(&view, team, series, span).await?;
                if answers > 0 && best.is_none_or(|(most, known)| (most, known.edition) < (answers, edition)) {
                    best = Some((answers, series));
                }
            }
            let Some((_, other)) = best else { continue };
            match (place, now) {
                (Some(at), Some(now)) if answers(&view, team, now, span).await? == 0 => {
                    all.splice(at..=at, [other]);
                }
                (Some(_), _) => {}
                (None, _) => all.push(other),
            }
        }
        Ok(all)
    }
}

/// A walk over the week in the index that counts.
async fn answers(
    db: &impl ConnectionTrait,
    team: &TeamName,
    Series { instrument, edition }: Series,
    (from, to): (i64, i64),
) -> Result<i64> {
    let sql = "SELECT COUNT(*) FROM answer WHERE team = $1 AND instrument = $2 AND instrument_version = $3
                 AND first_at >= $4 AND first_at < $5";
    Ok(sql::value(db, sql, values![team.as_str(), instrument.id, edition, from, to]).await?.unwrap_or(0))
}
