//! Scorecard runs: one per team, week and channel, with numbers that are frozen once.
//!
//! Knows that every channel of a team's week gets the same numbers. Refuses to read what is frozen.

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::rows::run;
use super::sql::{self, ms, values};
use super::{Result, Run, RunState, Store, StoreError, Tx};
use crate::domain::Timestamp;
use crate::domain::calendar::Week;
use crate::domain::ids::{Channel, MessageRef, TeamName};

impl RunState {
    fn as_str(self) -> &'static str {
        match self {
            RunState::Pending => "pending",
            RunState::Posted => "posted",
            RunState::Missed => "missed",
        }
    }

    pub(super) fn parse(word: &str) -> Option<Self> {
        [RunState::Pending, RunState::Posted, RunState::Missed].into_iter().find(|s| s.as_str() == word)
    }
}

impl Store {
    /// One run.
    pub async fn run(&self, id: i64) -> Result<Option<Run>> {
        load(&self.reader, id).await
    }

    /// The channels that already have a run for this team and week.
    pub async fn run_keys(&self, team: &TeamName, week: Week) -> Result<Vec<Channel>> {
        let rows = run::Entity::find()
            .filter(run::Column::Team.eq(team.as_str()))
            .filter(run::Column::Week.eq(week.to_string()))
            .order_by_asc(run::Column::Id)
            .all(&self.reader)
            .await?;
        rows.into_iter().map(|row| row.parse().map(|run| run.channel)).collect()
    }

    /// The numbers of this team and week that were frozen for posting, if they were.
    pub async fn frozen_for(&self, team: &TeamName, week: Week) -> Result<Option<String>> {
        frozen_for(&self.reader, team, week).await
    }

    /// Runs of a state, oldest first.
    pub async fn runs(&self, state: RunState) -> Result<Vec<Run>> {
        let rows = run::Entity::find()
            .filter(run::Column::State.eq(state.as_str()))
            .order_by_asc(run::Column::DueAt)
            .order_by_asc(run::Column::Id)
            .all(&self.reader)
            .await?;
        rows.into_iter().map(run::Model::parse).collect()
    }
}

impl Tx {
    /// Opens the run of (team, week, channel); `None` if it exists.
    #[expect(clippy::too_many_arguments, reason = "each is one column of the run")]
    pub async fn open_run(
        &self,
        team: &TeamName,
        week: Week,
        channel: &Channel,
        due_at: Timestamp,
        state: RunState,
        late: bool,
        now: Timestamp,
    ) -> Result<Option<i64>> {
        // A configured channel names no workspace or guild; the column waits for the day it does.
        let sql = "INSERT INTO scorecard_run (installation, team, week, channel, due_at, state, late, created_at)
                   VALUES ('', $1, $2, $3, $4, $5, $6, $7)
                   ON CONFLICT (installation, team, week, channel) DO NOTHING RETURNING id";
        let values =
            values![team.as_str(), week.to_string(), channel.to_string(), ms(due_at), state.as_str(), late, ms(now),];
        sql::value(&self.inner, sql, values).await
    }

    /// One run.
    pub async fn run(&self, id: i64) -> Result<Option<Run>> {
        load(&self.inner, id).await
    }

    /// Takes up the run of (team, week, channel) that was missed: it is to be posted late. `None` if it was not missed.
    pub async fn take_up_missed(&self, team: &TeamName, week: Week, channel: &Channel) -> Result<Option<i64>> {
        let sql = "UPDATE scorecard_run SET state = 'pending', late = true
                   WHERE team = $1 AND week = $2 AND channel = $3 AND state = 'missed' RETURNING id";
        sql::value(&self.inner, sql, values![team.as_str(), week.to_string(), channel.to_string()]).await
    }

    /// Where the run of (team, week, channel) stands; `None` if there is none.
    pub async fn run_state(&self, team: &TeamName, week: Week, channel: &Channel) -> Result<Option<RunState>> {
        let sql = "SELECT state FROM scorecard_run WHERE team = $1 AND week = $2 AND channel = $3";
        let bound = values![team.as_str(), week.to_string(), channel.to_string()];
        let word: Option<String> = sql::value(&self.inner, sql, bound).await?;
        Ok(word.and_then(|word| RunState::parse(&word)))
    }

    /// Freezes the numbers if they are not frozen yet, for every channel of this team and week; returns what is frozen now.
    pub async fn freeze_run(&self, id: i64, frozen: &str) -> Result<String> {
        let first =
            "INSERT INTO frozen_week (team, week, frozen) SELECT team, week, $1 FROM scorecard_run WHERE id = $2
                     ON CONFLICT (team, week) DO NOTHING";
        sql::execute(&self.inner, first, values![frozen, id]).await?;
        let copy = "UPDATE scorecard_run SET frozen = (SELECT f.frozen FROM frozen_week f
                      WHERE f.team = scorecard_run.team AND f.week = scorecard_run.week)
                    WHERE id = $1 AND frozen IS NULL";
        sql::execute(&self.inner, copy, values![id]).await?;
        let stored = sql::value(&self.inner, "SELECT frozen FROM scorecard_run WHERE id = $1", values![id]).await?;
        stored.ok_or(StoreError::Stale)
    }

    /// Notes that the run is visible. [`StoreError::Stale`] if somebody else has noted it.
    pub async fn post_run(&self, id: i64, message: &MessageRef, now: Timestamp) -> Result<()> {
        let sql = "UPDATE scorecard_run SET state = 'posted', message_platform = $1, message_channel = $2,
                     message_id = $3, posted_at = $4 WHERE id = $5 AND message_id IS NULL";
        let platform = message.channel.platform.as_str();
        let values = values![platform, message.channel.id.as_str(), message.id.as_str(), ms(now), id];
        if sql::execute(&self.inner, sql, values).await? == 1 { Ok(()) } else { Err(StoreError::Stale) }
    }

    /// The frozen numbers of any run of this team and week, so that every channel gets the same.
    pub async fn frozen_for(&self, team: &TeamName, week: Week) -> Result<Option<String>> {
        frozen_for(&self.inner, team, week).await
    }
}

async fn frozen_for(db: &impl ConnectionTrait, team: &TeamName, week: Week) -> Result<Option<String>> {
    let sql = "SELECT frozen FROM frozen_week WHERE team = $1 AND week = $2";
    sql::value(db, sql, values![team.as_str(), week.to_string()]).await
}

async fn load(db: &impl ConnectionTrait, id: i64) -> Result<Option<Run>> {
    run::Entity::find_by_id(id).one(db).await?.map(run::Model::parse).transpose()
}
