//! What could not be read, which installations are out of order, and whose turn it is among them.

use sea_orm_migration::prelude::*;

/// This step.
pub struct Step;

impl MigrationName for Step {
    fn name(&self) -> &str {
        "m0003_links"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        super::run(manager, STATEMENTS).await
    }
}

const STATEMENTS: &[&str] = &[
    "CREATE TABLE unread (
        id {serial},
        platform TEXT NOT NULL,
        installation TEXT NOT NULL,
        kind TEXT NOT NULL,
        dedupe_key TEXT NOT NULL,
        received_at BIGINT NOT NULL,
        payload TEXT NOT NULL,
        why TEXT NOT NULL,
        UNIQUE (platform, installation, dedupe_key))",
    "CREATE TABLE paused_installation (
        platform TEXT NOT NULL,
        installation TEXT NOT NULL,
        why TEXT NOT NULL,
        since BIGINT NOT NULL,
        PRIMARY KEY (platform, installation))",
    "ALTER TABLE job ADD COLUMN installation TEXT NOT NULL DEFAULT ''",
    // Takes the oldest of each guild or workspace, so that one's storm does not make the others wait.
    "CREATE INDEX job_fair ON job (lane, installation, due_at, id) WHERE state IN ('available', 'unknown')",
];
