//! What could not be read, and which installations are out of order.

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
];
