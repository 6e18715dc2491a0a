//! Which language a person reads, and in which words they were asked.

use sea_orm_migration::prelude::*;

/// This step.
pub struct Step;

impl MigrationName for Step {
    fn name(&self) -> &str {
        "m0011_language"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        super::run(manager, STATEMENTS).await
    }
}

const STATEMENTS: &[&str] = &[
    // As the platform last said it: `de-CH`.
    "ALTER TABLE person ADD COLUMN locale TEXT",
    // Decided when the survey is first shown. `NULL` there: our own words, in English.
    "ALTER TABLE survey ADD COLUMN language TEXT",
    "ALTER TABLE survey ADD COLUMN edition INTEGER",
    "ALTER TABLE survey ADD COLUMN follow_edition INTEGER",
    // `NULL`: asked in English before there were others, or somewhere else altogether.
    "ALTER TABLE answer ADD COLUMN language TEXT",
];
