//! Counting the weeks before and after a day.
//!
//! Knows that they are read from the counts by the hour, so that they cost the same however many answers there are; only who
//! answered more than once is read from the index of these weeks. Refuses to compare.

use jiff::tz::TimeZone;
use sea_orm::ConnectionTrait;

use super::editions::{Edition, editions};
use super::promised::promised;
use super::repeats::Givers;
use super::spans::Spans;
use super::sql::instant;
use super::{Result, Store, hours};
use crate::domain::compare::{Around, CompareFacts, MOST_WEEKS, SeriesFacts};
use crate::domain::ids::TeamName;
use crate::domain::instrument::Series;

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
        let view = self.snapshot_to_count().await?;
        let weeks = usize::try_from(MOST_WEEKS).unwrap_or(0) + 1 + around.after.len();
        let spans = Spans::last(weeks, around.newest(), zone);
        let editions = editions(&view, team, (spans.oldest(), spans.end())).await?;
        let mut counted = Vec::new();
        for now in series {
            let known = editions.iter().find(|one| one.series == *now);
            counted.push(count(&view, team, *now, known, &spans, around).await?);
            let mut earlier = Vec::new();
            let others = editions.iter().filter(|one| one.series.instrument == now.instrument && one.series != *now);
            for other in others {
                let facts = count(&view, team, other.series, Some(other), &spans, around).await?;
                earlier.push(SeriesFacts { current: false, ..facts });
            }
            earlier.retain(|facts| facts.before.iter().chain(&facts.after).flatten().any(|n| *n > 0));
            earlier.sort_by_key(|facts| std::cmp::Reverse(facts.first));
            counted.extend(earlier);
        }
        Ok(CompareFacts {
            team: team.clone(),
            privacy: promised(&view, team, (spans.oldest(), spans.end())).await?,
            first: editions.iter().map(|one| one.first).min().map(|first| instant("answer", first)).transpose()?,
            series: counted,
        })
    }
}

async fn count(
    db: &impl ConnectionTrait,
    team: &TeamName,
    series: Series,
    known: Option<&Edition>,
    spans: &Spans,
    around: &Around,
) -> Result<SeriesFacts> {
    let after_weeks = around.after.len();
    let (before, after) = sides(hours::by_week(db, team, series, spans).await?, around);
    let first = known.map(|one| instant("answer", one.first)).transpose()?;
    let (givers, weeks) = (Givers::of(db, team, series, spans).await?, spans.weeks());
    // The week of the day itself is left out.
    let (repeats_after, repeats_before) = (givers.repeats(0..after_weeks), givers.repeats(after_weeks + 1..weeks));
    let people = (0..weeks).map(|week| givers.repeats(week..week + 1).people).collect();
    let (people_before, people_after) = sides(people, around);
    let instrument = series.instrument;
    Ok(SeriesFacts {
        instrument,
        current: true,
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
