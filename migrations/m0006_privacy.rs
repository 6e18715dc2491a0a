//! Links to a question, what was erased, and what an operator did.

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
    // Who was erased, as a salted hash; `silent`: they had asked not to be asked. `swept_at` is empty until everything
    // that names them has been gone through.
    "CREATE TABLE tombstone (
        hash TEXT NOT NULL PRIMARY KEY,
        salt TEXT NOT NULL,
        at BIGINT NOT NULL,
        silent BOOLEAN NOT NULL,
        swept_at BIGINT)",
    // What operators did, without the data it was done to.
    "CREATE TABLE audit (
        id {serial},
        at BIGINT NOT NULL,
        act TEXT NOT NULL,
        detail TEXT NOT NULL)",
    "CREATE INDEX audit_at ON audit (at)",
];
