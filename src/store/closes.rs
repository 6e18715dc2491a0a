//! A week's closes, and who was asked and answered.
//!
//! Knows that one walk over the week's closes tells what became of each, whose they were and what those are called. Refuses to
//! compute a rate.

use std::collections::BTreeMap;

use sea_orm::ConnectionTrait;

use super::Result;
use super::credited::Names;
use super::spans::Spans;
use super::sql::{self, values};
use crate::domain::calendar::Week;
use crate::domain::ids::TeamName;
use crate::domain::scorecard::{AgentCoverage, AskWeek};
use crate::domain::stats::Share;

/// What became of a week's closes.
#[derive(Default)]
pub(super) struct Closes {
    pub(super) by_state: BTreeMap<String, u64>,
    pub(super) skipped: BTreeMap<String, u64>,
    pub(super) undeliverable: BTreeMap<String, u64>,
    /// Closes, and how many of them were or will be asked about, by agent's id.
    by_agent: BTreeMap<String, (u64, u64)>,
}

impl Closes {
    /// The week's closes. What their agents are called is told to `names`.
    pub(super) async fn of(
        db: &impl ConnectionTrait,
        team: &TeamName,
        (from, to): (i64, i64),
        names: &mut Names,
    ) -> Result<Self> {
        let sql = "SELECT state, reason, agent_id, agent_name, COUNT(*), MAX(closed_at) FROM survey
                   WHERE team = $1 AND closed_at >= $2 AND closed_at < $3 GROUP BY state, reason, agent_id, agent_name";
        let mut closes = Self::default();
        for row in sql::all(db, sql, values![team.as_str(), from, to]).await? {
            let (state, reason): (String, Option<String>) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
            let (agent, name): (Option<String>, Option<String>) = (row.try_get_by_index(2)?, row.try_get_by_index(3)?);
            let (count, last): (i64, i64) = (row.try_get_by_index(4)?, row.try_get_by_index(5)?);
            if let Some((id, name)) = agent.as_deref().zip(name) {
                names.told(id, name, last);
            }
            closes.add(state, reason, agent, u64::try_from(count).unwrap_or(0));
        }
        Ok(closes)
    }

    fn add(&mut self, state: String, reason: Option<String>, agent: Option<String>, count: u64) {
        let asked = !matches!(state.as_str(), "skipped" | "undeliverable");
        match (state.as_str(), reason) {
            ("skipped", Some(reason)) => *self.skipped.entry(reason).or_default() += count,
            ("undeliverable", Some(reason)) => *self.undeliverable.entry(reason).or_default() += count,
            _ => {}
        }
        *self.by_state.entry(state).or_default() += count;
        if let Some(agent) = agent {
            let sum = self.by_agent.entry(agent).or_default();
            sum.0 += count;
            sum.1 += if asked { count } else { 0 };
        }
    }

    /// The ids of whoever is credited.
    pub(super) fn agents(&self) -> impl Iterator<Item = &str> {
        self.by_agent.keys().map(String::as_str)
    }

    /// By agent, under the names they have by now.
    pub(super) fn coverage(&self, names: &Names) -> Vec<AgentCoverage> {
        let mut by_one: BTreeMap<String, (u64, u64)> = BTreeMap::new();
        for (id, (closed, asked)) in &self.by_agent {
            let sum = by_one.entry(names.one(id)).or_default();
            sum.0 += closed;
            sum.1 += asked;
        }
        let named = names.named(by_one).into_iter();
        named.map(|(name, (closed, asked))| AgentCoverage { name, asked, closed }).collect()
    }
}

/// Surveys asked in a span.
struct Asked {
    /// How many, and how many of them have an answer by now.
    share: Share,
    /// When the last of their answer windows is over.
    open_until: i64,
}

/// How many were asked in the week, and the newest week of asks whose answer windows are all over at `now`: nothing can be
/// added to that one (MEASUREMENT §2.10). Weeks in which nobody was asked say nothing.
pub(super) async fn response(
    db: &impl ConnectionTrait,
    team: &TeamName,
    week: Week,
    spans: &Spans,
    now: i64,
) -> Result<(u64, Option<AskWeek>)> {
    let mut delivered = 0;
    for back in 0..spans.weeks() {
        let (start, end) = (spans.start_of(back), spans.end_of(back));
        // A week that is running may still be asked in; only how many were is told of the first.
        if back > 0 && end > now {
            continue;
        }
        let Asked { share, open_until } = asked(db, team, (start, end)).await?;
        if back == 0 {
            delivered = share.whole;
        }
        if end <= now && open_until <= now && share.whole > 0 {
            let week = i32::try_from(back).map_or(week, |back| week.back(back));
            return Ok((delivered, Some(AskWeek { week, share })));
        }
    }
    Ok((delivered, None))
}

async fn asked(db: &impl ConnectionTrait, team: &TeamName, (from, to): (i64, i64)) -> Result<Asked> {
    let sql = "SELECT COUNT(*), COUNT(answered_at), COALESCE(MAX(delivered_at + expires_ms), 0) FROM survey
               WHERE team = $1 AND delivered_at >= $2 AND delivered_at < $3 AND delivered_at IS NOT NULL";
    let Some(row) = sql::one(db, sql, values![team.as_str(), from, to]).await? else {
        return Ok(Asked { share: Share::default(), open_until: 0 });
    };
    let (delivered, answered): (i64, i64) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
    let share = Share { part: u64::try_from(answered).unwrap_or(0), whole: u64::try_from(delivered).unwrap_or(0) };
    Ok(Asked { share, open_until: row.try_get_by_index(2)? })
}
