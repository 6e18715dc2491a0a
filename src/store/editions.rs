//! In which words a team's answers were given.
//!
//! Knows that a team may have asked one thing in many words over the years, and that another tool may have asked before. Refuses
//! to choose among them: [`on_a_card`](crate::domain::scorecard::on_a_card) does.

use sea_orm::ConnectionTrait;

use super::Result;
use super::rows::instrument as read_instrument;
use super::sql::{self, values};
use crate::domain::ids::TeamName;
use crate::domain::instrument::{self, Series};

/// Answers to one question in the same words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Edition {
    /// The question, and which wording of it.
    pub(super) series: Series,
    /// When the first of them was given, in milliseconds.
    pub(super) first: i64,
    /// Whether any was given in the span that was asked about.
    pub(super) within: bool,
}

/// Every question a team's customers ever answered, imported ones too, in each wording. A step of the index for each wording and
/// two for its first answer and its span, however many answers and however long a past.
pub(super) async fn editions(
    db: &impl ConnectionTrait,
    team: &TeamName,
    (from, to): (i64, i64),
) -> Result<Vec<Edition>> {
    // One statement for all questions: each is a trip to the thread or the server that holds the database.
    let every = instrument::every().map(|one| format!("('{}')", one.id)).collect::<Vec<_>>().join(", ");
    let next = |of: &str, after: &str| {
        format!("(SELECT MIN(instrument_version) FROM answer WHERE team = $1 AND instrument = {of}{after})")
    };
    let (first, later) = (next("question.id", ""), next("edition.instrument", " AND instrument_version > edition.n"));
    let these = "FROM answer WHERE team = $1 AND instrument = edition.instrument AND instrument_version = edition.n";
    let sql = format!(
        "WITH RECURSIVE question (id) AS (VALUES {every}),
           edition (instrument, n) AS (
             SELECT question.id, {first} FROM question
             UNION ALL SELECT edition.instrument, {later} FROM edition WHERE edition.n IS NOT NULL)
         SELECT instrument, n, (SELECT MIN(first_at) {these}),
           CASE WHEN EXISTS (SELECT 1 {these} AND first_at >= $2 AND first_at < $3) THEN 1 ELSE 0 END
         FROM edition WHERE n IS NOT NULL"
    );
    let mut found = Vec::new();
    for row in sql::all(db, sql, values![team.as_str(), from, to]).await? {
        let (id, edition): (String, i32) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        let series = Series { instrument: read_instrument("answer", &id)?, edition };
        let within: i32 = row.try_get_by_index(3)?;
        found.push(Edition { series, first: row.try_get_by_index(2)?, within: within != 0 });
    }
    let place = |one: &Edition| instrument::every().position(|of| of.id == one.series.instrument.id);
    found.sort_by_key(|one| (place(one), one.series.edition));
    Ok(found)
}
