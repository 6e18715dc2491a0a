//! F20, F22–F24: what PostgreSQL does to the program, and what it must not do to PostgreSQL.
//!
//! Each test starts the program and believes the small world's journal and the database. Skipped, aloud, where
//! PostgreSQL is not installed.

use std::time::Duration;

use afterword::clock::Clock;
use afterword::sandbox::{Cast, Platform, Shown};
use sea_orm::sqlx::{self, AssertSqlSafe, Connection, PgConnection};
use serde_json::Value;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::time::Instant;

use super::replicas::{closed, member, on_postgres, until_only_windows_wait, until_readiness_is, written};
use crate::hooks::{Delivery, attempt, client};
use crate::postgres::Cluster;
use crate::program::Program;
use crate::world::{Discord, SECRET, Slack, Wish, World};

/// On a server of its own, with nothing started.
async fn on(cluster: &Cluster, crowd: usize) -> World {
    let mut cast = Cast { rates: false, ..Cast::demo().reading_english() };
    cast.people.extend((0..crowd).map(member));
    let survey = "hours = \"00:00-24:00\"\ndelay = \"0s\"";
    World::with(Wish { database: Some(cluster.database().await), idle: true, survey, cast, ..Wish::default() }).await
}

/// In Slack every third, because a process opens only so many conversations there at once.
fn home(n: usize) -> Platform {
    if n.is_multiple_of(3) { Slack } else { Discord }
}

/// As a helpdesk does: the same delivery again until it is taken.
async fn delivered(world: &World, body: &Value, id: &str) {
    let deadline = Instant::now() + Duration::from_secs(60);
    loop {
        let answer = attempt(world, "desk", body, id).await;
        if answer == Some(200) {
            return;
        }
        assert!(matches!(answer, Some(503) | None), "neither taken nor told to come again: {answer:?}");
        assert!(Instant::now() < deadline, "{id} is never taken");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

async fn until_asked(world: &World, platform: Platform, who: &str) -> Shown {
    let open = |w: &afterword::sandbox::World| written(w, platform, who).into_iter().find(|m| !m.buttons.is_empty());
    world.planet().until_within(Duration::from_secs(60), open).await.expect("asked")
}

#[tokio::test(flavor = "multi_thread")]
async fn f20_postgresql_crashes_and_restarts_under_load_and_nothing_is_lost_or_doubled() {
    const PEOPLE: usize = 45;
    let Some(cluster) = Cluster::start() else { return };
    let mut world = on(&cluster, PEOPLE).await;
    let program = Program::serve(&mut world).await;
    let load = async {
        for n in 0..PEOPLE {
            let id = format!("20-{n}");
            delivered(&world, &closed(&world, home(n), &format!("crowd-{n}"), &id), &id).await;
            tokio::time::sleep(Duration::from_millis(40)).await;
        }
    };
    let crash = async {
        for _ in 0..2 {
            tokio::time::sleep(Duration::from_millis(700)).await;
            tokio::task::block_in_place(|| cluster.crash_and_restart());
            until_readiness_is(&program, 200, Duration::from_secs(15)).await;
        }
    };
    futures_util::join!(load, crash);
    until_only_windows_wait(&world, PEOPLE as i64).await;
    for n in 0..PEOPLE {
        let who = format!("crowd-{n}");
        assert_eq!(written(world.planet(), home(n), &who).len(), 1, "{who}:\n{}", program.log());
    }
    let prompt = until_asked(&world, Discord, "crowd-1").await;
    let seen = world.press("crowd-1", &prompt, "6").await;
    assert!(seen.private_text().contains("Saved: 6 of 7"), "{seen:?}");
}

#[tokio::test]
async fn f23_a_read_only_postgresql_is_named_and_everything_resumes_when_it_can_be_written() {
    let Some(cluster) = Cluster::start() else { return };
    let mut world = on(&cluster, 3).await;
    let program = Program::serve(&mut world).await;
    let first = closed(&world, Discord, "crowd-0", "23-0");
    assert_eq!(attempt(&world, "desk", &first, "23-0").await, Some(200));
    let prompt = until_asked(&world, Discord, "crowd-0").await;
    cluster.tell("ALTER SYSTEM SET default_transaction_read_only = on").await;
    cluster.tell("SELECT pg_reload_conf()").await;
    until_readiness_is(&program, 503, Duration::from_secs(15)).await;
    let why = client().get(program.url("/readyz").unwrap()).send().await.unwrap().text().await.unwrap();
    assert!(why.contains("read-only"), "{why}");
    let second = closed(&world, Discord, "crowd-1", "23-1");
    assert_eq!(attempt(&world, "desk", &second, "23-1").await, Some(503), "come again");
    let seen = world.press("crowd-0", &prompt, "6").await;
    assert!(!seen.private_text().contains("Saved"), "{seen:?}");
    assert!(seen.private_text().contains("not saved") || seen.private_text().contains("Not saved"), "{seen:?}");

    cluster.tell("ALTER SYSTEM RESET default_transaction_read_only").await;
    cluster.tell("SELECT pg_reload_conf()").await;
    until_readiness_is(&program, 200, Duration::from_secs(15)).await;
    delivered(&world, &second, "23-1").await;
    until_asked(&world, Discord, "crowd-1").await;
    let seen = world.press("crowd-0", &prompt, "6").await;
    assert!(seen.private_text().contains("Saved: 6 of 7"), "{seen:?}");
}

/// Makes the first so many writes of this kind fail as PostgreSQL fails the loser of a conflict.
const CONFLICT: &str = "
    CREATE SEQUENCE conflict;
    CREATE FUNCTION conflict() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF nextval('conflict') <= TG_ARGV[1]::int THEN
        RAISE EXCEPTION 'conflict' USING ERRCODE = TG_ARGV[0];
      END IF;
      RETURN NEW;
    END $$;";

/// Sets the trap on a kind of write, lets `act` run into it, takes it away; returns how many such writes were tried.
async fn with_conflict(db: &mut PgConnection, on: (&str, &str), code: &str, fails: u32, act: impl Future) -> i64 {
    let (event, table) = on;
    let set = format!(
        "ALTER SEQUENCE conflict RESTART;
         CREATE TRIGGER conflict BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION conflict('{code}', '{fails}')"
    );
    sqlx::raw_sql(AssertSqlSafe(set)).execute(&mut *db).await.unwrap();
    act.await;
    let drop = format!("DROP TRIGGER conflict ON {table}");
    sqlx::raw_sql(AssertSqlSafe(drop)).execute(&mut *db).await.unwrap();
    let tried = sqlx::query_scalar("SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM conflict");
    tried.fetch_one(&mut *db).await.unwrap()
}

/// Every kind of write between a close and its answer.
const WRITES: [(&str, &str); 10] = [
    ("INSERT", "inbox"),
    ("INSERT", "job"),
    ("UPDATE", "job"),
    ("INSERT", "person"),
    ("UPDATE", "person"),
    ("INSERT", "ticket"),
    ("INSERT", "survey"),
    ("UPDATE", "survey"),
    ("INSERT", "answer"),
    ("INSERT", "answer_value"),
];

#[tokio::test]
async fn f24_what_postgresql_calls_off_is_begun_again_and_nobody_notices() {
    let Some(mut world) = on_postgres(Wish::default(), 2 * WRITES.len()).await else { return };
    let program = Program::serve(&mut world).await;
    let mut db = PgConnection::connect(world.database()).await.unwrap();
    sqlx::raw_sql(CONFLICT).execute(&mut db).await.unwrap();
    for (n, (code, on)) in ["40001", "40P01"].into_iter().flat_map(|code| WRITES.map(|on| (code, on))).enumerate() {
        let (who, id, told) = (format!("crowd-{n}"), format!("24-{n}"), format!("{code} at {on:?}"));
        let journey = async {
            let body = closed(&world, home(n), &who, &id);
            assert_eq!(attempt(&world, "desk", &body, &id).await, Some(200), "{told}: {}", program.log());
            let prompt = until_asked(&world, home(n), &who).await;
            let seen = world.press(&who, &prompt, "6").await;
            assert!(seen.private_text().contains("Saved: 6 of 7"), "{told}: {seen:?}");
        };
        let tried = with_conflict(&mut db, on, code, 1, journey).await;
        assert!(tried >= 2, "{told}: it was met, and tried again: {tried}");
        assert_eq!(written(world.planet(), home(n), &who).len(), 1, "{told}");
    }
    until_only_windows_wait(&world, 2 * WRITES.len() as i64).await;
    assert!(!program.log().contains("set aside"), "{}", program.log());
}

#[tokio::test]
async fn f24_what_postgresql_calls_off_again_and_again_is_given_up_after_three_more_tries_and_said() {
    let Some(mut world) = on_postgres(Wish::default(), 1).await else { return };
    let _program = Program::serve(&mut world).await;
    let mut db = PgConnection::connect(world.database()).await.unwrap();
    sqlx::raw_sql(CONFLICT).execute(&mut db).await.unwrap();
    let body = closed(&world, Discord, "crowd-0", "24");
    let webhook = async { assert_eq!(attempt(&world, "desk", &body, "24").await, Some(503)) };
    assert_eq!(with_conflict(&mut db, ("INSERT", "inbox"), "40001", 100, webhook).await, 4);
    assert_eq!(attempt(&world, "desk", &body, "24").await, Some(200));
    let prompt = until_asked(&world, Discord, "crowd-0").await;
    let press = async {
        let seen = world.press("crowd-0", &prompt, "6").await;
        assert!(!seen.private_text().contains("Saved"), "{seen:?}");
    };
    assert_eq!(with_conflict(&mut db, ("INSERT", "answer"), "40P01", 100, press).await, 4);
    let seen = world.press("crowd-0", &prompt, "6").await;
    assert!(seen.private_text().contains("Saved: 6 of 7"), "{seen:?}");
}

/// What PostgreSQL says about the sessions of this database.
async fn idle_in_transaction(db: &mut PgConnection) -> i64 {
    let sql = "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database()
               AND state LIKE 'idle in transaction%' AND now() - state_change > interval '5 seconds'";
    sqlx::query_scalar(sql).fetch_one(&mut *db).await.unwrap()
}

#[tokio::test]
async fn f22_five_hundred_clients_hang_up_mid_request_and_no_session_stays_in_a_transaction() {
    let Some(mut world) = on_postgres(Wish::default(), 1).await else { return };
    let program = Program::serve(&mut world).await;
    let address = program.url("").unwrap().trim_start_matches("http://").to_owned();
    let mut db = PgConnection::connect(world.database()).await.unwrap();
    let requests: Vec<Vec<u8>> = (0..500).map(|n| raw_delivery(&world, &format!("22-{n}"))).collect();
    let hang_up = |n: usize, request: Vec<u8>| {
        let address = address.clone();
        tokio::spawn(async move {
            // Every other one says everything and goes before the answer; the rest break off somewhere.
            let said = if n.is_multiple_of(2) { request.len() } else { 1 + n * 7919 % request.len() };
            let mut client = TcpStream::connect(address).await.unwrap();
            client.write_all(&request[..said]).await.unwrap();
            client.flush().await.unwrap();
            tokio::time::sleep(Duration::from_micros(n as u64 % 40 * 250)).await;
        })
    };
    let clients: Vec<_> = requests.into_iter().enumerate().map(|(n, request)| hang_up(n, request)).collect();
    for client in clients {
        client.await.unwrap();
    }
    for n in 0..30 {
        let id = format!("22-later-{n}");
        assert_eq!(attempt(&world, "desk", &closed(&world, Discord, "crowd-0", &id), &id).await, Some(200));
        let seen = sqlx::query_scalar::<_, i64>("SELECT COUNT(*) FROM inbox WHERE dedupe_key LIKE '%' || $1 || '%'");
        assert_eq!(seen.bind(&id).fetch_one(&mut db).await.unwrap(), 1, "{id} is visible to another session");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    assert_eq!(idle_in_transaction(&mut db).await, 0);
    until_readiness_is(&program, 200, Duration::from_secs(15)).await;
    until_asked(&world, Discord, "crowd-0").await;
}

/// A well-signed delivery as bytes.
fn raw_delivery(world: &World, id: &str) -> Vec<u8> {
    let body = closed(world, Discord, "crowd-0", id).to_string().into_bytes();
    let timestamp = world.clock.now().as_second();
    let request = Delivery { source: "desk", body, secret: SECRET, timestamp, id: Some(id) }.request(&client(), world);
    let request = request.build().unwrap();
    let mut raw = format!("POST {} HTTP/1.1\r\nhost: localhost\r\n", request.url().path()).into_bytes();
    for (name, value) in request.headers() {
        raw.extend_from_slice(format!("{name}: {}\r\n", value.to_str().unwrap()).as_bytes());
    }
    let body = request.body().and_then(|b| b.as_bytes()).unwrap();
    raw.extend_from_slice(format!("content-length: {}\r\n\r\n", body.len()).as_bytes());
    raw.extend_from_slice(body);
    raw
}
