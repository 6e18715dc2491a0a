//! Counting the weeks before and after a day.
//!
//! Knows that they are read from the counts by the hour, so that they cost the same however many answers there are; only who
//! answered more than once is read from the index of these weeks. Refuses to compare.

use jiff::tz::TimeZone;
use sea_orm::ConnectionTrait;

use super::scores::{Spans, editions, promised};
use super::sql::{self, instant, values};
use super::{Result, Store, hours, score_groups};
use crate::domain::Timestamp;
use crate::domain::compare::{Around, CompareFacts, MOST_WEEKS, SeriesFacts};
use crate::domain::ids::TeamName;
use crate::domain::instrument::{self, Series};

impl Store {
    /// Counts the weeks around a day, from one unchanging view: what each question was answered in the words of now and in
    /// every other that was used meanwhile. The level of privacy is that of the answers.
    pub async fn compare_facts(
        &self,
        team: &TeamName,
        zone: &TimeZone,
        around: &Around,
        series: &[Series],
    ) -> Result<CompareFacts> {
        let view = self.snapshot().await?;
        let weeks = usize::try_from(MOST_WEEKS).unwrap_or(0) + 1 + around.after.len();
        let spans = Spans::last(weeks, around.newest(), zone);
        let mut counted = Vec::new();
        for now in series {
            counted.push(count(&view, team, *now, true, &spans, around).await?);
            let mut earlier = Vec::new();
            for edition in editions(&view, team, now.instrument).await?.into_iter().filter(|e| *e != now.edition) {
                let series = Series { instrument: now.instrument, edition };
                earlier.push(count(&view, team, series, false, &spans, around).await?);
            }
            earlier.retain(|facts| facts.before.iter().chain(&facts.after).flatten().any(|n| *n > 0));
            earlier.sort_by_key(|facts| std::cmp::Reverse(facts.first));
            counted.extend(earlier);
        }
        Ok(CompareFacts {
            team: team.clone(),
            privacy: promised(&view, team, (spans.oldest(), spans.end())).await?,
            first: first_ever(&view, team).await?,
            series: counted,
        })
    }
}

async fn count(
    db: &impl ConnectionTrait,
    team: &TeamName,
    series: Series,
    current: bool,
    spans: &Spans,
    around: &Around,
) -> Result<SeriesFacts> {
    let (before, after) = sides(hours::by_week(db, team, series, spans).await?, around);
    let first = first_in(db, team, series).await?;
    let (from, left_out, to) = (spans.oldest(), spans.start_of(around.after.len()), spans.end());
    let repeats_before = score_groups::repeats(db, team, series, (from, left_out)).await?;
    let first_after = spans.end_of(around.after.len());
    let repeats_after = score_groups::repeats(db, team, series, (first_after, to)).await?;
    let people = score_groups::repeats_by_week(db, team, series, spans).await?;
    let (people_before, people_after) = sides(people.into_iter().map(|repeats| repeats.people).collect(), around);
    let instrument = series.instrument;
    Ok(SeriesFacts {
        instrument,
        current,
        first,
        before,
        after,
        people_before,
        people_after,
        repeats_before,
        repeats_after,
    })
}

/// Of weeks, the newest first: those before, newest first, and those after, oldest first. The week of the day itself stands
/// between the two.
fn sides<T>(mut newest_first: Vec<T>, around: &Around) -> (Vec<T>, Vec<T>) {
    let before = newest_first.split_off((around.after.len() + 1).min(newest_first.len()));
    (before, newest_first.into_iter().take(around.after.len()).rev().collect())
}

async fn first_in(db: &impl ConnectionTrait, team: &TeamName, series: Series) -> Result<Option<Timestamp>> {
    let sql = "SELECT MIN(first_at) FROM answer WHERE team = $1 AND instrument = $2 AND instrument_version = $3";
    let at: Option<i64> = sql::value(db, sql, values![team.as_str(), series.instrument.id, series.edition]).await?;
    at.map(|at| instant("answer", at)).transpose()
}

/// The first answer to any question in any words: a step of the index for each.
async fn first_ever(db: &impl ConnectionTrait, team: &TeamName) -> Result<Option<Timestamp>> {
    let mut first: Option<Timestamp> = None;
    for instrument in instrument::every() {
        for edition in editions(db, team, instrument).await? {
            let at = first_in(db, team, Series { instrument, edition }).await?;
            first = first.into_iter().chain(at).min();
        }
    }
    Ok(first)
}
