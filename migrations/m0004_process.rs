//! Who is running: one row a process, kept fresh by its heartbeat.

use sea_orm_migration::prelude::*;

/// This step.
pub struct Step;

impl MigrationName for Step {
    fn name(&self) -> &str {
        "m0004_process"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        super::run(manager, STATEMENTS).await
    }
}

const STATEMENTS: &[&str] = &["CREATE TABLE process (
        id TEXT NOT NULL PRIMARY KEY,
        started_at BIGINT NOT NULL,
        seen_at BIGINT NOT NULL,
        version TEXT NOT NULL,
        label TEXT NOT NULL,
        links TEXT NOT NULL)"];
