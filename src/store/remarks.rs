//! What customers wrote in a week, for a scorecard to choose from.
//!
//! Knows the index of answers to which something was added. Refuses to choose, and to decide who may read it.

use sea_orm::ConnectionTrait;

use super::rows::instrument as read_instrument;
use super::sql::{self, corrupt, values};
use super::{REMARKED, Result};
use crate::domain::ids::TeamName;
use crate::domain::language::Language;
use crate::domain::phrases::Remark;
use crate::domain::scorecard::Quote;

/// As many comments as a scorecard may choose from.
const QUOTES: usize = 20;
/// As many comments are read for phrases.
const MOST: i64 = 5_000;

/// The week's newest comments: those a scorecard may quote, and those with a low or a favourable score.
pub(super) async fn remarks(
    db: &impl ConnectionTrait,
    team: &TeamName,
    (from, to): (i64, i64),
) -> Result<(Vec<Quote>, Vec<Remark>)> {
    let sql = format!(
        "SELECT instrument, score, person_id, language, comment FROM answer
         WHERE team = $1 AND first_at >= $2 AND first_at < $3 AND {REMARKED} AND comment IS NOT NULL
         ORDER BY first_at DESC, id LIMIT $4"
    );
    let (mut quotes, mut remarks) = (Vec::new(), Vec::new());
    for row in sql::all(db, sql, values![team.as_str(), from, to, MOST]).await? {
        let (id, score, text): (String, i32, String) =
            (row.try_get_by_index(0)?, row.try_get_by_index(1)?, row.try_get_by_index(4)?);
        let instrument = read_instrument("answer", &id)?;
        let value = u8::try_from(score).map_err(|_| corrupt("answer", "off the scale"))?;
        if quotes.len() < QUOTES {
            quotes.push(Quote { value, instrument, text: text.clone() });
        }
        let low = instrument.is_low(value);
        if low || instrument.is_favourable(value) {
            let language: Option<String> = row.try_get_by_index(3)?;
            let language = language.and_then(|code| Language::from_locale(&code));
            remarks.push(Remark { instrument, low, person: row.try_get_by_index(2)?, language, text });
        }
    }
    Ok((quotes, remarks))
}
