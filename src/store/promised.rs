//! What the answers of some weeks were promised.
//!
//! Knows the indexes that hold next to nothing where nothing strict was promised. Refuses to know what a team is set to now.

use sea_orm::{ConnectionTrait, Value};

use super::sql::{self, corrupt, values};
use super::{REMARKED, Result};
use crate::domain::ids::TeamName;
use crate::domain::privacy::Privacy;
use crate::domain::survey::CHANGE_WINDOW;

/// What a card must know of promises.
pub(super) struct Promises {
    /// Of the week's answers.
    pub(super) this: Privacy,
    /// Of those of the weeks it is compared with.
    pub(super) before: Privacy,
    /// Whether anything was given in confidence in all the weeks of its line.
    pub(super) confided: bool,
}

/// A card's promises, in one trip.
pub(super) async fn promises(
    db: &impl ConnectionTrait,
    team: &TeamName,
    this: (i64, i64),
    before: (i64, i64),
    line: (i64, i64),
) -> Result<Promises> {
    let mut bound = values![team.as_str()];
    let sql = format!(
        "SELECT {}, {}, CASE WHEN {} THEN 1 ELSE 0 END",
        level(this, &mut bound),
        level(before, &mut bound),
        confided(line, &mut bound)
    );
    let row = sql::one(db, sql, bound).await?.ok_or_else(|| corrupt("survey", "nothing was looked up"))?;
    let (this, before, confided): (i32, i32, i32) =
        (row.try_get_by_index(0)?, row.try_get_by_index(1)?, row.try_get_by_index(2)?);
    Ok(Promises { this: read(this), before: read(before), confided: confided != 0 })
}

/// The strictest level that an answer of these weeks was promised, as far as single answers could be shown from them:
/// one that nothing was added to is in no quote and no reason.
pub(super) async fn promised(db: &impl ConnectionTrait, team: &TeamName, span: (i64, i64)) -> Result<Privacy> {
    let mut bound = values![team.as_str()];
    let sql = format!("SELECT {}", level(span, &mut bound));
    let row = sql::one(db, sql, bound).await?.ok_or_else(|| corrupt("survey", "nothing was looked up"))?;
    Ok(read(row.try_get_by_index(0)?))
}

fn read(level: i32) -> Privacy {
    match level {
        0 => Privacy::Named,
        1 => Privacy::Leads,
        _ => Privacy::Confidential,
    }
}

/// The level as SQL, 0 the most open. The team is `$1`. CROSS JOIN is how SQLite is told to begin on the left.
fn level((from, to): (i64, i64), bound: &mut Vec<Value>) -> String {
    let confided = confided((from, to), bound);
    let (from, to) = (bind(bound, from), bind(bound, to));
    format!(
        "CASE WHEN {confided} THEN 2 WHEN EXISTS (
           SELECT 1 FROM answer CROSS JOIN survey WHERE survey.id = answer.survey_id AND answer.team = $1
             AND answer.first_at >= {from} AND answer.first_at < {to} AND {REMARKED} AND survey.privacy <> 'named')
         THEN 1 ELSE 0 END"
    )
}

/// Whether an answer was given in confidence, as SQL.
fn confided((from, to): (i64, i64), bound: &mut Vec<Value>) -> String {
    // The second question is answered at most so long after the first, by which the index goes.
    let earliest = from.saturating_sub(i64::try_from(CHANGE_WINDOW.as_millis()).unwrap_or(0));
    let (earliest, from, to) = (bind(bound, earliest), bind(bound, from), bind(bound, to));
    format!(
        "EXISTS (SELECT 1 FROM survey CROSS JOIN answer WHERE answer.survey_id = survey.id AND survey.team = $1
           AND survey.privacy = 'confidential' AND survey.answered_at >= {earliest} AND survey.answered_at < {to}
           AND answer.first_at >= {from} AND answer.first_at < {to})"
    )
}

fn bind(bound: &mut Vec<Value>, value: i64) -> String {
    bound.push(value.into());
    format!("${}", bound.len())
}
