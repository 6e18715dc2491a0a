//! Answers by the hour: the counts that scorecards read instead of the answers.
//!
//! Knows that the database itself keeps them with every answer (triggers of `m0015_answer_hour`), how a week is put together
//! from whole hours, and how to prove that kept and counted agree. Refuses to know what a score means.

use sea_orm::{ConnectionTrait, QueryResult, Value};

use super::spans::Spans;
use super::sql::{self, corrupt, values};
use super::{Backend, Result, Store};
use crate::domain::ids::TeamName;
use crate::domain::instrument::{Instrument, Series};

/// In milliseconds.
pub(super) const HOUR: i64 = 3_600_000;
/// The points that have a column, 0 to 10.
pub(super) const POINTS: u8 = 10;

/// What a recount found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recount {
    /// Answers there are.
    pub answers: u64,
    /// Hours of one team and question with answers.
    pub hours: u64,
    /// Of those kept or counted, how many differ.
    pub differ: u64,
}

impl Store {
    /// Counts every answer and compares with what was kept, in one unchanging view. Changes nothing.
    pub async fn recount(&self) -> Result<Recount> {
        compare(&self.snapshot().await?).await
    }

    /// Counts every answer and keeps that, in one transaction; returns what differed before. Answers wait meanwhile.
    pub async fn recount_and_keep(&self) -> Result<Recount> {
        let tx = self.begin_alone().await?;
        if self.backend == Backend::Postgres {
            // Whoever is in the middle of answering is waited for; whoever comes waits for us.
            sql::execute(&tx.inner, "LOCK TABLE answer IN SHARE MODE", vec![]).await?;
        }
        let found = compare(&tx.inner).await?;
        if found.differ > 0 {
            sql::execute(&tx.inner, "DELETE FROM answer_hour", vec![]).await?;
            let fill = format!(
                "INSERT INTO answer_hour (team, instrument, instrument_version, hour, shard, {})
                 SELECT team, instrument, instrument_version, hour, 0, {} FROM ({}) counted",
                columns(|n| n),
                columns(|n| n),
                counted()
            );
            sql::execute(&tx.inner, fill, vec![]).await?;
        }
        tx.commit().await?;
        Ok(found)
    }
}

pub(super) fn columns(of: impl Fn(String) -> String) -> String {
    (0..=POINTS).map(|n| of(format!("n{n}"))).collect::<Vec<_>>().join(", ")
}

fn counted() -> String {
    let points = (0..=POINTS).map(|n| format!("COUNT(*) FILTER (WHERE score = {n}) AS n{n}"));
    format!(
        "SELECT team, instrument, instrument_version, first_at / {HOUR} AS hour, {} FROM answer GROUP BY 1, 2, 3, 4",
        points.collect::<Vec<_>>().join(", ")
    )
}

async fn compare(db: &impl ConnectionTrait) -> Result<Recount> {
    let sums = columns(|n| format!("CAST(SUM({n}) AS BIGINT) AS {n}"));
    let any = (0..=POINTS).map(|n| format!("SUM(n{n}) <> 0")).collect::<Vec<_>>().join(" OR ");
    let kept = format!(
        "SELECT team, instrument, instrument_version, hour, {sums} FROM answer_hour GROUP BY 1, 2, 3, 4 HAVING {any}"
    );
    let one_way = |left: &str, right: &str| {
        format!(
            "SELECT team, instrument, instrument_version, hour FROM (SELECT * FROM {left} EXCEPT SELECT * FROM {right}) d"
        )
    };
    let sql = format!(
        "WITH counted AS ({}), kept AS ({kept})
         SELECT (SELECT COUNT(*) FROM answer), (SELECT COUNT(*) FROM counted),
           (SELECT COUNT(*) FROM ({} UNION {}) differ)",
        counted(),
        one_way("counted", "kept"),
        one_way("kept", "counted"),
    );
    let row = sql::one(db, sql, vec![]).await?.ok_or_else(|| corrupt("answer_hour", "nothing was counted"))?;
    let number = |at: usize| -> Result<u64> {
        let n: i64 = row.try_get_by_index(at)?;
        Ok(u64::try_from(n).unwrap_or(0))
    };
    Ok(Recount { answers: number(0)?, hours: number(1)?, differ: number(2)? })
}

/// Answers per week and point of one series, this week first. Each week is a span of the counts by itself, all in one statement:
/// sorting hours into weeks would cost more than counting them.
pub(super) async fn by_week(
    db: &impl ConnectionTrait,
    team: &TeamName,
    Series { instrument, edition }: Series,
    spans: &Spans,
) -> Result<Vec<Vec<u64>>> {
    let mut bound = values![team.as_str(), instrument.id, edition];
    let parts: Vec<String> = (0..spans.weeks())
        .flat_map(|week| parts((spans.start_of(week), spans.end_of(week))).into_iter().map(move |part| (week, part)))
        .map(|(week, part)| part.sql(week, instrument, &mut bound))
        .collect();
    let mut weeks = vec![vec![0_u64; instrument.points()]; spans.weeks()];
    for row in sql::all(db, parts.join(" UNION ALL "), bound).await? {
        add(&mut weeks, instrument, &row)?;
    }
    Ok(weeks)
}

/// Of a week either whole hours, or answers.
enum Part {
    /// From this hour until that one.
    Hours(i64, i64),
    /// From this millisecond until that one.
    Answers(i64, i64),
}

/// The whole hours of a week; where it begins or ends within an hour (Kolkata, Kathmandu), what is its own of that is told apart
/// answer by answer.
fn parts((from, to): (i64, i64)) -> Vec<Part> {
    let first = from.div_euclid(HOUR) + i64::from(from.rem_euclid(HOUR) != 0);
    let last = to.div_euclid(HOUR);
    let mut parts = vec![Part::Hours(first, last)];
    if first * HOUR > from {
        parts.push(Part::Answers(from, first * HOUR));
    }
    if last * HOUR < to {
        parts.push(Part::Answers(last * HOUR, to));
    }
    parts
}

impl Part {
    /// The week, its answers on each point of the scale, and how many are on none.
    fn sql(&self, week: usize, instrument: &Instrument, bound: &mut Vec<Value>) -> String {
        let scale = instrument.min..=instrument.max;
        let (table, at, (from, to)) = match self {
            Part::Hours(from, to) => ("answer_hour", "hour", (*from, *to)),
            Part::Answers(from, to) => ("answer", "first_at", (*from, *to)),
        };
        let off: Vec<String> = (0..=POINTS).filter(|n| !scale.contains(n)).map(|n| format!("n{n}")).collect();
        let sum = |of: String| format!("CAST(COALESCE(SUM({of}), 0) AS BIGINT)");
        let mut columns: Vec<String> = match self {
            Part::Hours(..) => scale.clone().map(|n| sum(format!("n{n}"))).collect(),
            Part::Answers(..) => scale.clone().map(|n| format!("COUNT(*) FILTER (WHERE score = {n})")).collect(),
        };
        columns.push(match self {
            Part::Hours(..) if off.is_empty() => "CAST(0 AS BIGINT)".to_owned(),
            Part::Hours(..) => sum(off.join(" + ")),
            Part::Answers(..) => {
                format!("COUNT(*) FILTER (WHERE score < {} OR score > {})", instrument.min, instrument.max)
            }
        });
        bound.extend([Value::from(from), to.into()]);
        format!(
            "SELECT {week}, {} FROM {table} WHERE team = $1 AND instrument = $2 AND instrument_version = $3
               AND {at} >= ${} AND {at} < ${}",
            columns.join(", "),
            bound.len() - 1,
            bound.len()
        )
    }
}

/// A row of (week, count of each point, count of what is on none) onto the points of the scale.
fn add(weeks: &mut [Vec<u64>], instrument: &Instrument, row: &QueryResult) -> Result<()> {
    let week: i32 = row.try_get_by_index(0)?;
    let points = usize::try_from(week).ok().and_then(|week| weeks.get_mut(week));
    let points = points.ok_or_else(|| corrupt("answer_hour", "an hour of another week"))?;
    let count = |at: usize| -> Result<u64> {
        let count: i64 = row.try_get_by_index(at)?;
        u64::try_from(count).map_err(|_| corrupt("answer_hour", "fewer than none; run `afterword recount`"))
    };
    for (nth, sum) in points.iter_mut().enumerate() {
        *sum += count(nth + 1)?;
    }
    match count(instrument.points() + 1)? {
        0 => Ok(()),
        _ => Err(corrupt("answer", "off the scale")),
    }
}
