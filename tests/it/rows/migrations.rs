//! F28, F29: the schema changes, is interrupted while it changes, or is newer than the program.

use std::process::Stdio;
use std::time::{Duration, Instant};

use sea_orm::sqlx::{self, Connection, PgConnection, SqliteConnection};

use crate::program::{Launch, Program, command_under, printed, refused, run};
use crate::world::{Wish, World};
use crate::{aloud, postgres};

/// A step, and what undoes it: a database as the release before would have left it.
const BACK: &str = "DROP TABLE process; DELETE FROM seaql_migrations WHERE version = 'm0004_process'";
const BACK_STEP: &str = "m0004_process";

async fn machine(database: Option<String>) -> World {
    World::with(Wish { idle: true, database, ..Wish::default() }).await
}

fn file(world: &World) -> String {
    world.database().trim_start_matches("sqlite://").to_owned()
}

/// A SQLite database of the step before, holding something.
async fn of_the_release_before(world: &World) {
    printed(world, &["migrate"]);
    let mut db = SqliteConnection::connect(world.database()).await.unwrap();
    sqlx::raw_sql("INSERT INTO meta VALUES ('kept', 'yes')").execute(&mut db).await.unwrap();
    sqlx::raw_sql(BACK).execute(&mut db).await.unwrap();
    sqlx::raw_sql("PRAGMA wal_checkpoint(TRUNCATE)").execute(&mut db).await.unwrap();
    db.close().await.unwrap();
}

/// Every table and index as it was made, the steps applied, and what the database held before.
async fn everything(url: &str) -> Vec<String> {
    let mut db = SqliteConnection::connect(url).await.unwrap();
    let sql = "SELECT COALESCE(sql, name) FROM sqlite_master
               UNION ALL SELECT version FROM seaql_migrations
               UNION ALL SELECT value FROM meta WHERE key = 'kept' ORDER BY 1";
    let found = sqlx::query_scalar(sql).fetch_all(&mut db).await.unwrap();
    db.close().await.unwrap();
    found
}

fn killed_at_flush(world: &World, n: usize) -> bool {
    let inject = format!("inject=fsync,fdatasync:signal=SIGKILL:when={n}");
    let under = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=fsync,fdatasync", "-e", &inject];
    let mut command = command_under(world, &under.map(str::to_owned), &["migrate"]);
    !command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap().success()
}

#[tokio::test]
async fn f28_killed_at_any_flush_of_a_migration_the_next_start_completes_it_and_a_backup_is_there() {
    if !aloud::installed("strace") {
        return;
    }
    let world = machine(None).await;
    of_the_release_before(&world).await;
    let (file, backup) = (file(&world), format!("{}.before-{BACK_STEP}", file(&world)));
    let before = std::fs::read(&file).unwrap();
    let old = everything(world.database()).await;
    let put_back = || {
        for beside in ["-wal", "-shm", &format!(".before-{BACK_STEP}")] {
            drop(std::fs::remove_file(format!("{file}{beside}")));
        }
        std::fs::write(&file, &before).unwrap();
    };
    printed(&world, &["migrate"]);
    let new = everything(world.database()).await;
    assert!(new.len() > old.len() && new.contains(&"yes".to_owned()));
    for n in 1.. {
        put_back();
        let killed = killed_at_flush(&world, n);
        let found = everything(world.database()).await;
        assert!(found == old || found == new, "all of it or nothing, at flush {n}: {found:#?}");
        printed(&world, &["migrate"]);
        assert_eq!(everything(world.database()).await, new, "at flush {n}");
        assert_eq!(everything(&format!("sqlite://{backup}")).await, old, "the backup, at flush {n}");
        if !killed {
            assert!(n > 3, "the kills never struck");
            return;
        }
    }
}

#[tokio::test]
async fn f28_a_first_start_killed_at_any_flush_leaves_nothing_that_hinders_the_next() {
    if !aloud::installed("strace") {
        return;
    }
    let world = machine(None).await;
    printed(&world, &["migrate"]);
    let new = everything(world.database()).await;
    for n in 1.. {
        for beside in ["", "-wal", "-shm"] {
            drop(std::fs::remove_file(format!("{}{beside}", file(&world))));
        }
        let killed = killed_at_flush(&world, n);
        printed(&world, &["migrate"]);
        assert_eq!(everything(world.database()).await, new, "at flush {n}");
        if !killed {
            assert!(n > 2, "the kills never struck");
            return;
        }
    }
}

#[tokio::test]
async fn f28_killed_in_a_migration_of_postgresql_it_is_undone_and_five_starts_together_do_it_once() {
    let Some(database) = postgres::database().await else { return };
    let mut world = machine(Some(database)).await;
    printed(&world, &["migrate"]);
    let mut db = PgConnection::connect(world.database()).await.unwrap();
    sqlx::raw_sql(BACK).execute(&mut db).await.unwrap();
    // Somebody makes a table of that name and does not say yet whether it stays: the migration waits in its middle.
    sqlx::raw_sql("BEGIN; CREATE TABLE process ()").execute(&mut db).await.unwrap();
    let mut halfway = Program::spawn(&world, &Launch::default());
    // From outside that transaction, in which nothing new would be seen.
    let mut watcher = PgConnection::connect(world.database()).await.unwrap();
    let waits = "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
    let deadline = Instant::now() + Duration::from_secs(60);
    while sqlx::query_scalar::<_, i64>(waits).fetch_one(&mut watcher).await.unwrap() == 0 {
        assert!(Instant::now() < deadline, "it does not migrate:\n{}", halfway.log());
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    halfway.kill();
    sqlx::raw_sql("ROLLBACK").execute(&mut db).await.unwrap();
    let mut started: Vec<Program> = (0..5).map(|_| Program::spawn(&world, &Launch::default())).collect();
    for program in &mut started {
        program.until_ready(&mut world).await;
    }
    let applied = started.iter().filter(|p| p.log().contains("Applying migration 'm0004_process'")).count();
    assert_eq!(applied, 1, "one of five did it");
}

#[tokio::test]
async fn f29_a_schema_newer_than_the_program_is_refused_with_both_versions_and_what_to_do() {
    for database in [None, postgres::database().await] {
        let world = machine(database).await;
        let known = printed(&world, &["migrate"]).lines().last().unwrap().replace("applied ", "");
        let newer = "INSERT INTO seaql_migrations VALUES ('m9999_tomorrow', 0)";
        let db = sea_orm::Database::connect(world.database()).await.unwrap();
        sea_orm::ConnectionTrait::execute_unprepared(&db, newer).await.unwrap();
        db.close().await.unwrap();
        for command in ["serve", "migrate"] {
            let (code, said) = refused(&run(&world, &[command]));
            assert_eq!(code, Some(3), "{said}");
            assert!(said.contains("m9999_tomorrow") && said.contains(&known), "{said}");
            assert!(said.contains("run the newer binary, or restore the backup"), "{said}");
        }
    }
}
