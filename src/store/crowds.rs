//! Counting the different people behind a confidential week.
//!
//! Knows which index holds them, and that an answer of nobody known counts as one person's. Refuses to say who they are;
//! only numbers leave the database.

use std::collections::{BTreeMap, BTreeSet};

use jiff::tz::TimeZone;
use sea_orm::ConnectionTrait;

use super::scores::{REMARKED, Spans};
use super::sql::{self, ms, values};
use super::{Result, Store, score_groups};
use crate::domain::calendar::Week;
use crate::domain::crowd::Crowds;
use crate::domain::ids::TeamName;
use crate::domain::instrument::Series;
use crate::domain::scorecard::BASELINE_WEEKS;

impl Store {
    /// The different people behind each number of [`Store::week_facts`].
    pub async fn crowds(&self, team: &TeamName, week: Week, zone: &TimeZone, series: &[Series]) -> Result<Crowds> {
        let view = self.snapshot().await?;
        let span = |back: i32| {
            let (from, to) = week.back(back).span(zone);
            (ms(from), ms(to))
        };
        let spans = Spans::of(week, zone);
        let this = spans.this();
        let names = score_groups::Names::known(&view, team, (spans.oldest(), this.1)).await?;
        let mut answers = Vec::with_capacity(series.len());
        let mut groups = Vec::with_capacity(series.len());
        for on in series {
            let mut weeks = Vec::with_capacity(BASELINE_WEEKS + 1);
            for back in 0..=i32::try_from(BASELINE_WEEKS).unwrap_or(0) {
                weeks.push(answering(&view, team, *on, span(back)).await?);
            }
            answers.push(weeks);
            groups.push(score_groups::people(&view, team, *on, this, &names).await?);
        }
        let (reasons, cases) = (ticking(&view, team, this).await?, with_cases(&view, team, this).await?);
        Ok(Crowds { answers, groups, reasons, cases })
    }
}

/// Who answered one question in the same words, a walk over the index that counts a week.
async fn answering(
    db: &impl ConnectionTrait,
    team: &TeamName,
    Series { instrument, edition }: Series,
    (from, to): (i64, i64),
) -> Result<u64> {
    let sql = "SELECT COUNT(DISTINCT COALESCE(person_id, id)) FROM answer WHERE team = $1 AND instrument = $2
                 AND instrument_version = $3 AND first_at >= $4 AND first_at < $5";
    whole(db, sql, values![team.as_str(), instrument.id, edition, from, to]).await
}

async fn ticking(db: &impl ConnectionTrait, team: &TeamName, (from, to): (i64, i64)) -> Result<BTreeMap<String, u64>> {
    let sql = format!(
        "SELECT DISTINCT reasons, COALESCE(person_id, id) FROM answer WHERE team = $1 AND first_at >= $2 AND first_at < $3
           AND {REMARKED} AND reasons IS NOT NULL"
    );
    let mut who: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in sql::all(db, sql, values![team.as_str(), from, to]).await? {
        let (words, person): (String, String) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        for word in words.split(',') {
            who.entry(word.to_owned()).or_default().insert(person.clone());
        }
    }
    Ok(who.into_iter().map(|(reason, people)| (reason, people.len() as u64)).collect())
}

/// Whose cases were opened in the week, taken, not taken, recovered in it, and are open.
async fn with_cases(db: &impl ConnectionTrait, team: &TeamName, (from, to): (i64, i64)) -> Result<Vec<u64>> {
    let span = || values![team.as_str(), from, to];
    let groups = [
        ("opened_at >= $2 AND opened_at < $3", span()),
        ("opened_at >= $2 AND opened_at < $3 AND claimed_at IS NOT NULL", span()),
        ("opened_at >= $2 AND opened_at < $3 AND claimed_at IS NULL", span()),
        ("recovered_at >= $2 AND recovered_at < $3 AND recovered_at IS NOT NULL", span()),
        ("opened_at < $2 AND case_file.state IN ('open', 'taken')", values![team.as_str(), to]),
    ];
    let mut people = Vec::with_capacity(groups.len());
    for (group, bound) in groups {
        let sql = format!(
            "SELECT COUNT(DISTINCT COALESCE(survey.person_id, survey.id)) FROM case_file JOIN survey ON survey.id = case_file.survey_id
             WHERE case_file.team = $1 AND {group}"
        );
        people.push(whole(db, sql, bound).await?);
    }
    Ok(people)
}

async fn whole(db: &impl ConnectionTrait, sql: impl Into<String>, bound: Vec<sea_orm::Value>) -> Result<u64> {
    let count: Option<i64> = sql::value(db, sql, bound).await?;
    Ok(u64::try_from(count.unwrap_or(0)).unwrap_or(0))
}
