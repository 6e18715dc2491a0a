//! One-time links to the dashboard, and who is signed in.

use sea_orm_migration::prelude::*;

/// This step.
pub struct Step;

impl MigrationName for Step {
    fn name(&self) -> &str {
        "m0013_sign_in"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        super::run(manager, STATEMENTS).await
    }
}

const STATEMENTS: &[&str] = &[
    // Of a link and of a session only a hash is kept: who reads this table can use neither.
    "CREATE TABLE sign_in_link (
        hash TEXT NOT NULL PRIMARY KEY,
        kind TEXT NOT NULL,
        installation TEXT NOT NULL,
        value TEXT NOT NULL,
        name TEXT,
        ends_at BIGINT NOT NULL,
        used_at BIGINT)",
    "CREATE INDEX sign_in_link_of ON sign_in_link (kind, value)",
    "CREATE INDEX sign_in_link_end ON sign_in_link (ends_at)",
    // No role is kept with a session: that is read from configuration at every request.
    "CREATE TABLE web_session (
        hash TEXT NOT NULL PRIMARY KEY,
        kind TEXT NOT NULL,
        installation TEXT NOT NULL,
        value TEXT NOT NULL,
        name TEXT,
        made_at BIGINT NOT NULL,
        ends_at BIGINT NOT NULL)",
    "CREATE INDEX web_session_of ON web_session (kind, value)",
    "CREATE INDEX web_session_end ON web_session (ends_at)",
];
