//! Who answered a question in some weeks, and how often: the sums of MEASUREMENT §2.7, and how many different people there were.
//!
//! Knows that one walk over the index that counts holds all of it, and that an answer of nobody known is a person of its own.
//! Refuses to correct a range; `domain::stats` does.

use std::collections::HashMap;
use std::ops::Range;

use sea_orm::ConnectionTrait;

use super::Result;
use super::spans::Spans;
use super::sql::{self, corrupt, values};
use crate::domain::ids::TeamName;
use crate::domain::instrument::{Instrument, Metric, Series};
use crate::domain::stats::Repeats;

/// Everybody who answered one question in some weeks, the newest week first.
#[derive(Default)]
pub(super) struct Givers {
    /// The id of each; `None` is nobody known.
    people: Vec<Option<String>>,
    answers: Vec<One>,
}

/// An answer: whose, in which week, and what it counts.
struct One {
    person: usize,
    week: usize,
    worth: i64,
}

impl Givers {
    /// Reads them in one trip, as three lists in one row. Who belongs to which week is found out here: the database would sort
    /// everybody once for each. What it holds follows the answers of these weeks.
    pub(super) async fn of(
        db: &impl ConnectionTrait,
        team: &TeamName,
        Series { instrument, edition }: Series,
        spans: &Spans,
    ) -> Result<Self> {
        // Aggregates of one query see its rows in one order, so that the n-th of each list is of one answer.
        let sql = "SELECT string_agg(CAST(first_at AS TEXT), ','), string_agg(CAST(score AS TEXT), ','),
                     string_agg(COALESCE(person_id, ''), ',') FROM answer
                   WHERE team = $1 AND instrument = $2 AND instrument_version = $3 AND first_at >= $4 AND first_at < $5";
        let bound = values![team.as_str(), instrument.id, edition, spans.oldest(), spans.end()];
        let mut all = Self::default();
        let Some(row) = sql::one(db, sql, bound).await? else { return Ok(all) };
        let list = |at: usize| -> Result<Option<String>> { Ok(row.try_get_by_index(at)?) };
        let (Some(times), Some(scores), Some(people)) = (list(0)?, list(1)?, list(2)?) else { return Ok(all) };
        let number = |text: &str| text.parse::<i64>().map_err(|_| corrupt("answer", "not a number"));
        let mut known: HashMap<&str, usize> = HashMap::new();
        for ((time, score), who) in times.split(',').zip(scores.split(',')).zip(people.split(',')) {
            let week = spans.week_of(number(time)?).ok_or_else(|| corrupt("answer", "of another week"))?;
            let person = match who {
                "" => all.meet(None),
                who => *known.entry(who).or_insert_with(|| all.meet(Some(who.to_owned()))),
            };
            all.answers.push(One { person, week, worth: worth(instrument, number(score)?) });
        }
        Ok(all)
    }

    fn meet(&mut self, person: Option<String>) -> usize {
        self.people.push(person);
        self.people.len() - 1
    }

    /// The sums over everybody who answered in these weeks, 0 the newest.
    pub(super) fn repeats(&self, weeks: Range<usize>) -> Repeats {
        let mut each = vec![(0_i64, 0_u64); self.people.len()];
        for one in self.answers.iter().filter(|one| weeks.contains(&one.week)) {
            if let Some((k, n)) = each.get_mut(one.person) {
                (*k, *n) = (*k + one.worth, *n + 1);
            }
        }
        let mut sums = Repeats::default();
        each.into_iter().filter(|(_, n)| *n > 0).for_each(|(k, n)| sums.add(k, n));
        sums
    }

    /// The ids of those who answered in a week, as often as they did.
    pub(super) fn known(&self, week: usize) -> impl Iterator<Item = &str> {
        let of_week = self.answers.iter().filter(move |one| one.week == week);
        of_week.filter_map(|one| self.people.get(one.person)?.as_deref())
    }
}

/// What one answer counts: favourable or not, or for a net score 1, 0 and -1.
fn worth(instrument: &Instrument, score: i64) -> i64 {
    let Instrument { low_to, favourable_from, metric, .. } = *instrument;
    match score {
        score if score >= i64::from(favourable_from) => 1,
        score if score <= i64::from(low_to) && metric == Metric::Nps => -1,
        _ => 0,
    }
}
