//! Links to a question, and what an operator did.

use sea_orm_migration::prelude::*;

/// This step.
pub struct Step;

impl MigrationName for Step {
    fn name(&self) -> &str {
        "m0006_privacy"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        super::run(manager, STATEMENTS).await
    }
}

const STATEMENTS: &[&str] = &[
    // One link a survey: a new one takes the old one's row. Only the hash of its token is kept.
    "CREATE TABLE survey_link (
        survey_id TEXT NOT NULL PRIMARY KEY REFERENCES survey (id),
        hash TEXT NOT NULL UNIQUE,
        made_at BIGINT NOT NULL,
        used_at BIGINT)",
    // What operators did, without the data it was done to.
    "CREATE TABLE audit (
        id {serial},
        at BIGINT NOT NULL,
        act TEXT NOT NULL,
        detail TEXT NOT NULL)",
    "CREATE INDEX audit_at ON audit (at)",
];
