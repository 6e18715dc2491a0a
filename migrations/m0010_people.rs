//! Agents by an id of their own, credit that moved, staff that platforms name, private weeks, teams that pause.

use sea_orm_migration::prelude::*;

/// This step.
pub struct Step;

impl MigrationName for Step {
    fn name(&self) -> &str {
        "m0010_people"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        super::run(manager, STATEMENTS).await
    }
}

const STATEMENTS: &[&str] = &[
    // `agent` stays what the CSV calls the agent; `agent_id` stays the same whatever they are called.
    "ALTER TABLE survey ADD COLUMN agent_id TEXT",
    "ALTER TABLE survey ADD COLUMN agent_name TEXT",
    "ALTER TABLE answer ADD COLUMN agent_id TEXT",
    "UPDATE survey SET agent_id = agent WHERE agent IS NOT NULL",
    "UPDATE answer SET agent_id = agent WHERE agent IS NOT NULL",
    // `told_week` is the week whose scorecard said it.
    "CREATE TABLE credit_change (
        id {serial},
        survey_id TEXT NOT NULL REFERENCES survey (id),
        team TEXT NOT NULL,
        ticket TEXT NOT NULL,
        at BIGINT NOT NULL,
        by_id TEXT NOT NULL,
        by_name TEXT,
        from_id TEXT,
        from_name TEXT,
        to_id TEXT NOT NULL,
        to_name TEXT,
        reason TEXT NOT NULL,
        told_week TEXT)",
    "CREATE INDEX credit_change_survey ON credit_change (survey_id)",
    "CREATE INDEX credit_change_told ON credit_change (team, told_week)",
    // Who a platform last said is behind a configured address, user group or role.
    "CREATE TABLE staff_member (
        behind TEXT NOT NULL,
        kind TEXT NOT NULL,
        installation TEXT NOT NULL,
        value TEXT NOT NULL,
        UNIQUE (behind, kind, installation, value))",
    // One private message per agent and week; what it said stays said.
    "CREATE TABLE agent_note (
        id {serial},
        team TEXT NOT NULL,
        week TEXT NOT NULL,
        agent_id TEXT NOT NULL,
        frozen TEXT NOT NULL,
        created_at BIGINT NOT NULL,
        UNIQUE (team, week, agent_id))",
    "CREATE TABLE agent_off (agent_id TEXT NOT NULL PRIMARY KEY, since BIGINT NOT NULL)",
    "CREATE TABLE team_pause (team TEXT NOT NULL PRIMARY KEY, since BIGINT NOT NULL, by_id TEXT NOT NULL)",
];
