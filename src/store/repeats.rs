//! The sums over people who answered a question, where some answered more than once (MEASUREMENT §2.7).
//!
//! Knows that they are an aggregate over the index that counts, and that an answer of nobody known is a person of its own.
//! Refuses to correct a range; `domain::stats` does.

use sea_orm::{ConnectionTrait, QueryResult, Value};

use super::Result;
use super::spans::Spans;
use super::sql::{self, corrupt, values};
use crate::domain::ids::TeamName;
use crate::domain::instrument::{Instrument, Metric, Series};
use crate::domain::stats::Repeats;

/// The sums over everybody who answered in a span.
pub(super) async fn repeats(
    db: &impl ConnectionTrait,
    team: &TeamName,
    Series { instrument, edition }: Series,
    (from, to): (i64, i64),
) -> Result<Repeats> {
    let sql = format!("SELECT {SUMS} FROM ({}) who", people(&worth(instrument), 4, 5));
    let row = sql::one(db, sql, values![team.as_str(), instrument.id, edition, from, to]).await?;
    row.map_or(Ok(Repeats::default()), |row| read(&row, 0))
}

/// The same of each week by itself, this one first: a walk over the index, and as many sorts as weeks, each of one week's people.
pub(super) async fn by_week(
    db: &impl ConnectionTrait,
    team: &TeamName,
    Series { instrument, edition }: Series,
    spans: &Spans,
) -> Result<Vec<Repeats>> {
    let worth = worth(instrument);
    let mut bound = values![team.as_str(), instrument.id, edition];
    let mut part = |week: usize| {
        bound.extend([spans.start_of(week), spans.end_of(week)].map(Value::from));
        format!("SELECT {week}, {SUMS} FROM ({}) who", people(&worth, bound.len() - 1, bound.len()))
    };
    let sql = (0..spans.weeks()).map(&mut part).collect::<Vec<_>>().join(" UNION ALL ");
    let mut weeks = vec![Repeats::default(); spans.weeks()];
    for row in sql::all(db, sql, bound).await? {
        let week: i32 = row.try_get_by_index(0)?;
        let sum = usize::try_from(week).ok().and_then(|week| weeks.get_mut(week));
        *sum.ok_or_else(|| corrupt("answer", "of another week"))? = read(&row, 1)?;
    }
    Ok(weeks)
}

/// A row for each person who answered between two bound instants.
fn people(worth: &str, from: usize, to: usize) -> String {
    let span = format!(
        "FROM answer WHERE team = $1 AND instrument = $2 AND instrument_version = $3 AND first_at >= ${from} AND first_at < ${to}"
    );
    format!(
        "SELECT SUM({worth}) AS k, COUNT(*) AS n {span} AND person_id IS NOT NULL GROUP BY person_id
         UNION ALL SELECT {worth}, 1 {span} AND person_id IS NULL"
    )
}

/// Of rows that are a person each: `k` is what their answers count together, `n` how many there are.
const SUMS: &str = "COUNT(*), CAST(SUM(k * k) AS BIGINT), CAST(SUM(k * n) AS BIGINT), CAST(SUM(n * n) AS BIGINT)";

/// Four sums, from this column on.
fn read(row: &QueryResult, first: usize) -> Result<Repeats> {
    let number = |at: usize| -> Result<i64> { Ok(row.try_get_by_index::<Option<i64>>(first + at)?.unwrap_or(0)) };
    let whole = |n: i64| u64::try_from(n).unwrap_or(0);
    Ok(Repeats { people: whole(number(0)?), sum_kk: whole(number(1)?), sum_kn: number(2)?, sum_nn: whole(number(3)?) })
}

/// What one answer counts, as SQL: favourable or not, or for a net score 1, 0 and -1.
fn worth(instrument: &Instrument) -> String {
    let Instrument { low_to, favourable_from, .. } = instrument;
    let low = if instrument.metric == Metric::Nps { -1 } else { 0 };
    format!("CASE WHEN score >= {favourable_from} THEN 1 WHEN score <= {low_to} THEN {low} ELSE 0 END")
}
