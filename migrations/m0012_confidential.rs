//! Finding the answers that were promised confidence.

use sea_orm_migration::prelude::*;

/// This step.
pub struct Step;

impl MigrationName for Step {
    fn name(&self) -> &str {
        "m0012_confidential"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        super::run(manager, STATEMENTS).await
    }
}

// Whether a week holds such an answer is asked of every scorecard; teams that promise less pay nothing for the index.
const STATEMENTS: &[&str] =
    &["CREATE INDEX survey_confidential ON survey (team, answered_at) WHERE privacy = 'confidential'"];
