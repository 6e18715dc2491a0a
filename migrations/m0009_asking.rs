//! Links on their way back to a source, and whom no direct message reached.

use sea_orm_migration::prelude::*;

/// This step.
pub struct Step;

impl MigrationName for Step {
    fn name(&self) -> &str {
        "m0009_asking"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        super::run(manager, STATEMENTS).await
    }
}

const STATEMENTS: &[&str] = &[
    // Kept only until the source has the link: every attempt has to hand over the same one.
    "ALTER TABLE survey_link ADD COLUMN token TEXT",
    // Asked at every act of a person on Discord, and nearly always empty.
    "CREATE INDEX survey_waiting ON survey (person_id, closed_at) WHERE state = 'undeliverable' AND reason = 'dm_closed'",
];
