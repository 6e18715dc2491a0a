//! Answers by the hour: the counts that scorecards read instead of the answers.
//!
//! Knows that the database itself keeps them with every answer (triggers of `m0015_answer_hour`), how a week is put together
//! from whole hours, and how to prove that kept and counted agree. Refuses to know what a score means.

use std::collections::BTreeSet;

use sea_orm::{ConnectionTrait, QueryResult, Value};

use super::spans::Spans;
use super::sql::{self, corrupt, values};
use super::{Backend, Result, Store};
use crate::domain::ids::TeamName;
use crate::domain::instrument::{Instrument, Series};

/// In milliseconds.
const HOUR: i64 = 3_600_000;
/// The points that have a column, 0 to 10.
const POINTS: u8 = 10;

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

fn columns(of: impl Fn(String) -> String) -> String {
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

/// Answers per week and point of one series, this week first.
pub(super) async fn by_week(
    db: &impl ConnectionTrait,
    team: &TeamName,
    Series { instrument, edition }: Series,
    spans: &Spans,
) -> Result<Vec<Vec<u64>>> {
    let series = || values![team.as_str(), instrument.id, edition];
    let mut weeks = vec![vec![0_u64; instrument.points()]; spans.weeks()];
    // Where a week begins within an hour (Kolkata, Kathmandu), that hour is told apart answer by answer.
    let shared: BTreeSet<i64> =
        spans.edges().filter(|edge| edge.rem_euclid(HOUR) != 0).map(|edge| edge.div_euclid(HOUR)).collect();
    let mut bound = series();
    bound.extend([spans.oldest().div_euclid(HOUR).into(), spans.end().div_euclid(HOUR).into()]);
    let cases = spans.cases(&format!("hour * {HOUR}"), &mut bound);
    let but = shared.iter().map(|hour| format!(" AND hour <> {hour}")).collect::<String>();
    let sums = columns(|n| format!("CAST(SUM({n}) AS BIGINT)"));
    let sql = format!(
        "SELECT {cases} AS week, {sums} FROM answer_hour
         WHERE team = $1 AND instrument = $2 AND instrument_version = $3 AND hour >= $4 AND hour < $5{but} GROUP BY 1"
    );
    for row in sql::all(db, sql, bound).await? {
        add(&mut weeks, instrument, &row)?;
    }
    for hour in shared {
        let mut bound = series();
        let (from, to) = ((hour * HOUR).max(spans.oldest()), (hour * HOUR + HOUR).min(spans.end()));
        bound.extend([Value::from(from), to.into()]);
        let cases = spans.cases("first_at", &mut bound);
        let sql = format!(
            "SELECT {cases} AS week, score, COUNT(*) FROM answer
             WHERE team = $1 AND instrument = $2 AND instrument_version = $3 AND first_at >= $4 AND first_at < $5
             GROUP BY 1, 2"
        );
        let apart = spans.tally(instrument, sql::all(db, sql, bound).await?)?;
        for (week, apart) in weeks.iter_mut().zip(apart) {
            week.iter_mut().zip(apart).for_each(|(sum, n)| *sum += n);
        }
    }
    Ok(weeks)
}

/// A row of (week, count of 0, count of 1, …) onto the points of the scale.
fn add(weeks: &mut [Vec<u64>], instrument: &Instrument, row: &QueryResult) -> Result<()> {
    let week: i32 = row.try_get_by_index(0)?;
    let points = usize::try_from(week).ok().and_then(|week| weeks.get_mut(week));
    let points = points.ok_or_else(|| corrupt("answer_hour", "an hour of another week"))?;
    for n in 0..=POINTS {
        let count: i64 = row.try_get_by_index(usize::from(n) + 1)?;
        let count =
            u64::try_from(count).map_err(|_| corrupt("answer_hour", "fewer than none; run `afterword recount`"))?;
        let at = n.checked_sub(instrument.min).and_then(|at| points.get_mut(usize::from(at)));
        match at {
            Some(sum) => *sum += count,
            None if count == 0 => {}
            None => return Err(corrupt("answer", "off the scale")),
        }
    }
    Ok(())
}
