//! The first schema: inbox, people, tickets, surveys, answers, jobs, scorecard runs.

use sea_orm_migration::prelude::*;

/// This step.
pub struct Step;

impl MigrationName for Step {
    fn name(&self) -> &str {
        "m0001_first"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        super::run(manager, &[RECEIVED, PEOPLE, TICKETS, ANSWERS, JOBS, RUNS].concat()).await
    }
}

const RECEIVED: &[&str] = &[
    "CREATE TABLE meta (key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL)",
    "CREATE TABLE inbox (
        id {serial},
        installation TEXT NOT NULL,
        source TEXT NOT NULL,
        dedupe_key TEXT NOT NULL,
        kind TEXT NOT NULL,
        received_at BIGINT NOT NULL,
        payload TEXT NOT NULL,
        outcome TEXT,
        settled_at BIGINT,
        UNIQUE (installation, source, dedupe_key))",
    "CREATE TABLE sighting (
        platform TEXT NOT NULL,
        installation TEXT NOT NULL,
        key TEXT NOT NULL,
        at BIGINT NOT NULL,
        UNIQUE (platform, installation, key))",
];

const PEOPLE: &[&str] = &[
    // `before_*` is the ask before the last one: giving back a slot that was never used restores it.
    "CREATE TABLE person (
        id TEXT NOT NULL PRIMARY KEY,
        created_at BIGINT NOT NULL,
        opted_out_at BIGINT,
        last_asked_at BIGINT,
        last_asked_survey TEXT,
        before_asked_at BIGINT,
        before_asked_survey TEXT,
        zone TEXT)",
    "CREATE TABLE identity (
        id {serial},
        kind TEXT NOT NULL,
        installation TEXT NOT NULL,
        value TEXT NOT NULL,
        person_id TEXT NOT NULL REFERENCES person (id),
        UNIQUE (kind, installation, value))",
    "CREATE INDEX identity_person ON identity (person_id)",
    "CREATE TABLE unreachable (
        id {serial},
        person_id TEXT NOT NULL REFERENCES person (id),
        platform TEXT NOT NULL,
        why TEXT NOT NULL,
        at BIGINT NOT NULL,
        UNIQUE (person_id, platform))",
];

const TICKETS: &[&str] = &[
    // `changed_at` is when the source says the ticket last changed state; news from before it is stale.
    "CREATE TABLE ticket (
        id TEXT NOT NULL PRIMARY KEY,
        installation TEXT NOT NULL,
        source TEXT NOT NULL,
        ticket_key TEXT NOT NULL,
        human_key TEXT,
        state TEXT NOT NULL,
        changed_at BIGINT NOT NULL,
        close_seq INTEGER NOT NULL,
        created_at BIGINT NOT NULL,
        event TEXT NOT NULL,
        UNIQUE (installation, source, ticket_key))",
    "CREATE INDEX ticket_by_key ON ticket (ticket_key)",
    "CREATE INDEX ticket_by_human_key ON ticket (human_key) WHERE human_key IS NOT NULL",
    "CREATE TABLE survey (
        id TEXT NOT NULL PRIMARY KEY,
        installation TEXT NOT NULL,
        ticket_id TEXT NOT NULL REFERENCES ticket (id),
        close_seq INTEGER NOT NULL,
        team TEXT NOT NULL,
        closed_at BIGINT NOT NULL,
        agent TEXT,
        person_id TEXT REFERENCES person (id),
        may_answer TEXT NOT NULL,
        instrument TEXT NOT NULL,
        follow TEXT,
        expires_ms BIGINT NOT NULL,
        state TEXT NOT NULL,
        reason TEXT,
        detail TEXT,
        send_at BIGINT,
        delivered_at BIGINT,
        answered_at BIGINT,
        ended_at BIGINT,
        message_platform TEXT,
        message_channel TEXT,
        message_id TEXT,
        version BIGINT NOT NULL,
        created_at BIGINT NOT NULL,
        saved_at BIGINT NOT NULL,
        UNIQUE (ticket_id, close_seq))",
    "CREATE INDEX survey_week ON survey (team, closed_at, state, reason)",
    "CREATE INDEX survey_delivered ON survey (team, delivered_at, answered_at) WHERE delivered_at IS NOT NULL",
    "CREATE INDEX survey_person ON survey (person_id, state)",
    "CREATE INDEX survey_ledger ON survey (closed_at, id)",
    "CREATE TABLE team_tally (team TEXT NOT NULL PRIMARY KEY, planned BIGINT NOT NULL)",
];

const ANSWERS: &[&str] = &[
    "CREATE TABLE answer (
        id TEXT NOT NULL PRIMARY KEY,
        survey_id TEXT NOT NULL REFERENCES survey (id),
        position INTEGER NOT NULL,
        installation TEXT NOT NULL,
        team TEXT NOT NULL,
        person_id TEXT,
        agent TEXT,
        instrument TEXT NOT NULL,
        instrument_version INTEGER NOT NULL,
        score INTEGER NOT NULL,
        first_at BIGINT NOT NULL,
        last_at BIGINT NOT NULL,
        changes INTEGER NOT NULL,
        comment TEXT,
        reasons TEXT,
        contact_ok BOOLEAN NOT NULL,
        UNIQUE (survey_id, instrument))",
    // Holds all that a scorecard counts, so that counting a week reads this index and no row.
    "CREATE INDEX answer_week ON answer (team, instrument, instrument_version, first_at, score, person_id)",
    "CREATE INDEX answer_remark ON answer (team, first_at) WHERE (comment IS NOT NULL OR reasons IS NOT NULL)",
    "CREATE INDEX answer_ledger ON answer (first_at, id)",
    "CREATE TABLE answer_value (
        answer_id TEXT NOT NULL REFERENCES answer (id),
        seq INTEGER NOT NULL,
        score INTEGER NOT NULL,
        at BIGINT NOT NULL,
        UNIQUE (answer_id, seq))",
];

const JOBS: &[&str] = &[
    // `doubt`: an earlier attempt may have become visible. `lane` is '' for jobs that need no platform.
    "CREATE TABLE job (
        id {serial},
        kind TEXT NOT NULL,
        subject TEXT NOT NULL,
        key TEXT {bytes} NOT NULL UNIQUE,
        lane TEXT NOT NULL,
        state TEXT NOT NULL,
        due_at BIGINT NOT NULL,
        first_due_at BIGINT NOT NULL,
        created_at BIGINT NOT NULL,
        attempt INTEGER NOT NULL,
        snoozes INTEGER NOT NULL,
        lease_owner TEXT,
        lease_until BIGINT,
        fence BIGINT NOT NULL,
        attempt_started_at BIGINT,
        place TEXT,
        doubt BOOLEAN NOT NULL,
        last_error TEXT,
        finished_at BIGINT)",
    // Finds the few that execute, and counts by state.
    "CREATE INDEX job_state ON job (state, due_at)",
    // A claim walks its lane in order of being due and stops at its limit, however long the queue.
    "CREATE INDEX job_due ON job (lane, due_at, id) WHERE state IN ('available', 'unknown')",
];

const RUNS: &[&str] = &[
    "CREATE TABLE scorecard_run (
        id {serial},
        installation TEXT NOT NULL,
        team TEXT NOT NULL,
        week TEXT NOT NULL,
        channel TEXT NOT NULL,
        due_at BIGINT NOT NULL,
        state TEXT NOT NULL,
        late BOOLEAN NOT NULL,
        frozen TEXT,
        message_platform TEXT,
        message_channel TEXT,
        message_id TEXT,
        created_at BIGINT NOT NULL,
        posted_at BIGINT,
        UNIQUE (installation, team, week, channel))",
    "CREATE INDEX run_state ON scorecard_run (state, due_at)",
    // The numbers of a week are frozen once for all its channels.
    "CREATE TABLE frozen_week (
        team TEXT NOT NULL,
        week TEXT NOT NULL,
        frozen TEXT NOT NULL,
        PRIMARY KEY (team, week))",
];
