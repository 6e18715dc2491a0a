//! What a team promises for a week, what became of it, and what each posted scorecard says of it.

use sea_orm_migration::prelude::*;

/// This step.
pub struct Step;

impl MigrationName for Step {
    fn name(&self) -> &str {
        "m0016_promise"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        super::run(manager, STATEMENTS).await
    }
}

const STATEMENTS: &[&str] = &[
    // One that was replaced stays, with the moment it was. `told` is the state that a scorecard said last.
    "CREATE TABLE promise (
        id {serial},
        team TEXT NOT NULL,
        week TEXT NOT NULL,
        words TEXT NOT NULL,
        by_id TEXT NOT NULL,
        by_name TEXT,
        made_at BIGINT NOT NULL,
        replaced_at BIGINT,
        told TEXT)",
    "CREATE UNIQUE INDEX promise_current ON promise (team, week) WHERE replaced_at IS NULL",
    // Every mark is kept; the newest counts.
    "CREATE TABLE promise_mark (
        id {serial},
        promise_id BIGINT NOT NULL REFERENCES promise (id),
        state TEXT NOT NULL,
        by_id TEXT NOT NULL,
        by_name TEXT,
        at BIGINT NOT NULL)",
    "CREATE INDEX promise_mark_of ON promise_mark (promise_id, id)",
    // Frozen with the week's numbers: which promises its scorecard names, each with its state.
    "ALTER TABLE frozen_week ADD COLUMN promises TEXT",
];
