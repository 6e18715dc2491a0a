//! Answers counted by the hour they were given in, kept by the database itself with every answer.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

/// This step.
pub struct Step;

impl MigrationName for Step {
    fn name(&self) -> &str {
        "m0015_answer_hour"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        super::run(manager, &[&table(), &fill()]).await?;
        let keep = if manager.get_database_backend() == DbBackend::Sqlite { sqlite() } else { postgresql() };
        super::run(manager, &keep.iter().map(String::as_str).collect::<Vec<_>>()).await
    }
}

/// The points of the longest scale there is, 0 to 10: a column each.
const POINTS: std::ops::RangeInclusive<u8> = 0..=10;

fn each(of: impl Fn(u8) -> String) -> String {
    POINTS.map(of).collect::<Vec<_>>().join(", ")
}

// An hour and not a week: where weeks begin depends on a team's time zone, which may change. On PostgreSQL several processes
// count in the same hour; each adds to a shard of its own so that they do not wait for each other. The sum counts.
fn table() -> String {
    format!(
        "CREATE TABLE answer_hour (
            team TEXT NOT NULL,
            instrument TEXT NOT NULL,
            instrument_version INTEGER NOT NULL,
            hour BIGINT NOT NULL,
            shard INTEGER NOT NULL,
            {},
            PRIMARY KEY (team, instrument, instrument_version, hour, shard))",
        each(|n| format!("n{n} BIGINT NOT NULL"))
    )
}

/// What a source of answers adds to the count, each with this sign.
fn add(from: &str, row: &str, shard: &str, sign: &str, grouped: bool) -> String {
    let (count, group) =
        if grouped { ("COUNT(*) FILTER (WHERE", " GROUP BY 1, 2, 3, 4, 5") } else { ("(CASE WHEN", "") };
    let end = if grouped { ")" } else { " THEN 1 ELSE 0 END)" };
    format!(
        "INSERT INTO answer_hour (team, instrument, instrument_version, hour, shard, {})
         SELECT {row}.team, {row}.instrument, {row}.instrument_version, {row}.first_at / 3600000, {shard}, {} {from}{group}
         ON CONFLICT (team, instrument, instrument_version, hour, shard) DO UPDATE SET {}",
        each(|n| format!("n{n}")),
        each(|n| format!("{sign}{count} {row}.score = {n}{end}")),
        each(|n| format!("n{n} = answer_hour.n{n} + excluded.n{n}")),
    )
}

// WHERE true: SQLite would take ON CONFLICT for the condition of a join.
fn fill() -> String {
    add("FROM answer WHERE true", "answer", "0", "", true)
}

fn sqlite() -> Vec<String> {
    let (plus, minus) = (add("WHERE true", "NEW", "0", "", false), add("WHERE true", "OLD", "0", "-", false));
    let moved = "OLD.score <> NEW.score OR OLD.first_at <> NEW.first_at OR OLD.team <> NEW.team
            OR OLD.instrument <> NEW.instrument OR OLD.instrument_version <> NEW.instrument_version";
    vec![
        format!("CREATE TRIGGER answer_hour_given AFTER INSERT ON answer BEGIN {plus}; END"),
        format!("CREATE TRIGGER answer_hour_changed AFTER UPDATE ON answer WHEN {moved} BEGIN {minus}; {plus}; END"),
        format!("CREATE TRIGGER answer_hour_gone AFTER DELETE ON answer BEGIN {minus}; END"),
    ]
}

// Once a statement, not once a row: an import adds a hundred thousand answers in a few hours' buckets.
fn postgresql() -> Vec<String> {
    let shard = "pg_backend_pid() % 16";
    let (plus, minus) = (add("FROM fresh", "fresh", shard, "", true), add("FROM stale", "stale", shard, "-", true));
    let function = |name: &str, body: &str| {
        format!("CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} RETURN NULL; END $$")
    };
    vec![
        function("answer_hour_given", &format!("{plus};")),
        function(
            "answer_hour_changed",
            &format!(
                "IF EXISTS (SELECT team, instrument, instrument_version, first_at, score FROM stale
                   EXCEPT ALL SELECT team, instrument, instrument_version, first_at, score FROM fresh)
                 THEN {minus}; {plus}; END IF;"
            ),
        ),
        function("answer_hour_gone", &format!("{minus};")),
        "CREATE TRIGGER answer_hour_given AFTER INSERT ON answer REFERENCING NEW TABLE AS fresh
         FOR EACH STATEMENT EXECUTE FUNCTION answer_hour_given()"
            .to_owned(),
        "CREATE TRIGGER answer_hour_changed AFTER UPDATE ON answer REFERENCING OLD TABLE AS stale NEW TABLE AS fresh
         FOR EACH STATEMENT EXECUTE FUNCTION answer_hour_changed()"
            .to_owned(),
        "CREATE TRIGGER answer_hour_gone AFTER DELETE ON answer REFERENCING OLD TABLE AS stale
         FOR EACH STATEMENT EXECUTE FUNCTION answer_hour_gone()"
            .to_owned(),
    ]
}
