//! Stretches in which no process served, from one heartbeat to the next.

use sea_orm_migration::prelude::*;

/// This step.
pub struct Step;

impl MigrationName for Step {
    fn name(&self) -> &str {
        "m0017_outage"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        super::run(manager, STATEMENTS).await
    }
}

const STATEMENTS: &[&str] = &[
    // One for each last heartbeat: whoever notes it a second time can only make it longer.
    "CREATE TABLE outage (from_at BIGINT NOT NULL PRIMARY KEY, to_at BIGINT NOT NULL)",
];
