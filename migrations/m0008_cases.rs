//! Cases, and who did what to them when.

use sea_orm_migration::prelude::*;

/// This step.
pub struct Step;

impl MigrationName for Step {
    fn name(&self) -> &str {
        "m0008_cases"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        super::run(manager, STATEMENTS).await
    }
}

// "case" itself is a word of SQL's own.
const STATEMENTS: &[&str] = &[
    // `holder` is who has it or had it last; `detail` is the outcome, or why it was withdrawn.
    "CREATE TABLE case_file (
        id TEXT NOT NULL PRIMARY KEY,
        installation TEXT NOT NULL,
        survey_id TEXT NOT NULL REFERENCES survey (id),
        team TEXT NOT NULL,
        state TEXT NOT NULL,
        detail TEXT,
        holder TEXT,
        note TEXT,
        opened_at BIGINT NOT NULL,
        waiting_since BIGINT NOT NULL,
        round INTEGER NOT NULL,
        claimed_at BIGINT,
        nudged_at BIGINT,
        recovered_at BIGINT,
        invited_at BIGINT,
        reanswered_at BIGINT,
        ended_at BIGINT,
        card_platform TEXT,
        card_channel TEXT,
        card_id TEXT,
        invitation_platform TEXT,
        invitation_channel TEXT,
        invitation_id TEXT,
        version BIGINT NOT NULL,
        saved_at BIGINT NOT NULL)",
    // A survey has one live case at most, whoever opens it at the same moment.
    "CREATE UNIQUE INDEX case_live ON case_file (survey_id) WHERE state IN ('open', 'taken')",
    "CREATE INDEX case_survey ON case_file (survey_id, opened_at)",
    "CREATE INDEX case_week ON case_file (team, opened_at)",
    "CREATE INDEX case_recovered ON case_file (team, recovered_at) WHERE recovered_at IS NOT NULL",
    "CREATE INDEX case_waiting ON case_file (team, opened_at, id) WHERE state IN ('open', 'taken')",
    // `by_whom` is a person of the team; customers are not named here.
    "CREATE TABLE case_event (
        id {serial},
        case_id TEXT NOT NULL REFERENCES case_file (id),
        at BIGINT NOT NULL,
        what TEXT NOT NULL,
        by_whom TEXT)",
    "CREATE INDEX case_event_of ON case_event (case_id, id)",
];
