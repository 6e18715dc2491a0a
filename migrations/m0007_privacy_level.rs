//! The level of privacy that a survey's prompt promises.

use sea_orm_migration::prelude::*;

/// This step.
pub struct Step;

impl MigrationName for Step {
    fn name(&self) -> &str {
        "m0007_privacy_level"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        super::run(manager, STATEMENTS).await
    }
}

// Every prompt sent so far said that the answer goes to the support leads.
const STATEMENTS: &[&str] = &["ALTER TABLE survey ADD COLUMN privacy TEXT NOT NULL DEFAULT 'leads'"];
