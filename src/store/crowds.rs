//! Counting the different people behind a confidential week.
//!
//! Knows which index holds them, and that an answer of nobody known counts as one person's. Refuses to say who they are;
//! only numbers leave the database.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::ConnectionTrait;

use super::scores::Counted;
use super::sql::{self, values};
use super::{REMARKED, Result, score_groups};
use crate::domain::crowd::Crowds;
use crate::domain::ids::TeamName;
use crate::domain::scorecard::BASELINE_WEEKS;

impl Counted<'_> {
    /// The different people behind each number of the facts.
    pub async fn crowds(&self) -> Result<Crowds> {
        let (view, team, this) = (self.read.view(), self.read.team, self.read.spans.this());
        let answers = self.series.iter().map(|on| self.read.people_by_week(*on, BASELINE_WEEKS + 1)).collect();
        let groups = self.given.iter().map(|given| score_groups::people(given, &self.names)).collect();
        let (reasons, cases) = (ticking(view, team, this).await?, with_cases(view, team, this).await?);
        Ok(Crowds { answers, groups, reasons, cases })
    }
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
