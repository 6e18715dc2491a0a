//! F1, F11, F21, F26: many at once, on a disk that is slow, fails once or is left in the middle, and on a database that
//! is too busy to answer in time.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use tokio::time::Instant;

use crate::hooks::attempt;
use crate::program::{Launch, Program};
use crate::world::{Slack, Wish, World};
use crate::{aloud, postgres};

/// Nothing started, and people are asked a second after the close.
async fn machine(database: Option<String>) -> World {
    let survey = "hours = \"00:00-24:00\"\ndelay = \"1s\"";
    World::with(Wish { idle: true, survey, database, ..Wish::default() }).await
}

fn close(world: &World, who: &str, ticket: &str) -> Value {
    let slack = world.planet().person(who).unwrap().slack;
    json!({ "event": "ticket.solved", "ticket": { "id": ticket, "title": "Charged twice", "customer": { "slack": slack } } })
}

/// Delivers one close for each ticket, all at once; those that were answered 200.
async fn thanked(world: &World, tickets: &[String]) -> HashSet<String> {
    let sent = tickets.iter().map(|ticket| async move {
        let status = attempt(world, "desk", &close(world, "mia", ticket), &format!("d-{ticket}")).await;
        (status == Some(200)).then(|| ticket.clone())
    });
    join_all(sent).await.into_iter().flatten().collect()
}

fn named(prefix: &str, count: usize) -> Vec<String> {
    (0..count).map(|n| format!("{prefix}-{n:03}")).collect()
}

/// Which of these tickets the database holds, looked at from outside, and how often at most.
async fn kept(world: &World, tickets: &[String]) -> (HashSet<String>, usize) {
    let db = sea_orm::Database::connect(world.database()).await.unwrap();
    let statement = sea_orm::Statement::from_string(db.get_database_backend(), "SELECT payload FROM inbox");
    let rows = db.query_all_raw(statement).await.unwrap();
    let payloads: Vec<String> = rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect();
    db.close().await.unwrap();
    let times = |ticket: &String| payloads.iter().filter(|p| p.contains(&format!("\"{ticket}\""))).count();
    let most = tickets.iter().map(times).max().unwrap_or(0);
    (tickets.iter().filter(|ticket| times(ticket) > 0).cloned().collect(), most)
}

fn under_strace(inject: &str, log: &str) -> Launch {
    let under = ["strace", "-D", "-f", "-qq", "-o", log, "-e", "trace=fsync,fdatasync", "-e", inject];
    Launch { under: under.map(str::to_owned).into(), ..Launch::default() }
}

#[tokio::test]
async fn f26_sixteen_writers_at_once_meet_no_lock() {
    let mut world = machine(None).await;
    let program = Program::serve(&mut world).await;
    let world = Arc::new(world);
    let writers = (0..16).map(|writer| {
        let world = world.clone();
        async move {
            let mut all = true;
            for n in 0..15 {
                let ticket = format!("w{writer}-{n}");
                let status = attempt(&world, "desk", &close(&world, "mia", &ticket), &format!("d-{ticket}")).await;
                all &= status == Some(200);
            }
            all
        }
    });
    assert!(join_all(writers).await.into_iter().all(|all| all), "{}", program.log());
    let log = program.log();
    assert!(!log.contains("locked") && !log.contains("\"level\":\"ERROR\""), "{log}");
    let tickets: Vec<String> = (0..16).flat_map(|w| (0..15).map(move |n| format!("w{w}-{n}"))).collect();
    assert_eq!(kept(&world, &tickets).await, (tickets.into_iter().collect(), 1));
}

#[tokio::test]
async fn f01_killed_while_a_group_is_flushed_it_has_thanked_nobody_who_is_not_stored() {
    if !aloud::installed("strace") {
        return;
    }
    let mut world = machine(None).await;
    // Every flush takes a quarter of a second: the first close goes alone, the others wait for it and share the next.
    let log = tempfile::NamedTempFile::new().unwrap();
    let inject = "inject=fsync,fdatasync:delay_enter=250000";
    let mut program = Program::launch(&mut world, &under_strace(inject, log.path().to_str().unwrap())).await;
    let flushes = || std::fs::read_to_string(log.path()).unwrap().matches("sync(").count();
    let world = Arc::new(world);
    let (early, late) = (named("early", 30), named("late", 30));
    let before = flushes();
    let thanked_early = thanked(&world, &early).await;
    let flushed = flushes() - before;
    assert_eq!(thanked_early.len(), 30, "{}", program.log());
    assert!((1..20).contains(&flushed), "thirty closes shared their flushes: {flushed}");

    let sending = tokio::spawn({
        let world = world.clone();
        let late = late.clone();
        async move { thanked(&world, &late).await }
    });
    tokio::time::sleep(Duration::from_millis(400)).await;
    program.kill();
    let thanked_late = sending.await.unwrap();
    assert!(thanked_late.len() < 30, "it was killed in the middle");
    let mut world = Arc::into_inner(world).expect("nobody sends any more");
    let _program = Program::serve(&mut world).await;
    let (kept_early, _) = kept(&world, &early).await;
    let (kept_late, _) = kept(&world, &late).await;
    assert_eq!(kept_early.len(), 30);
    assert!(thanked_late.is_subset(&kept_late), "thanked {thanked_late:?}, kept {kept_late:?}");
    // Whoever was not thanked sends again, and nothing is stored twice.
    assert_eq!(thanked(&world, &late).await.len(), 30);
    assert_eq!(kept(&world, &late).await, (late.into_iter().collect(), 1));
}

#[tokio::test]
async fn f11_a_flush_that_fails_thanks_nobody_and_the_next_one_is_trusted_again() {
    if !aloud::installed("strace") {
        return;
    }
    let mut world = machine(None).await;
    // Late enough that the start is over, often enough that no retry below slips through.
    let mut program =
        Program::launch(&mut world, &under_strace("inject=fdatasync,fsync:error=EIO:when=40..45", "/dev/null")).await;
    let (mut all, mut refused) = (Vec::new(), 0);
    for round in 0.. {
        assert!(round < 200, "no flush ever failed:\n{}", program.log());
        let tickets = named(&format!("r{round}"), 2);
        let thanked = thanked(&world, &tickets).await;
        refused += tickets.len() - thanked.len();
        all.extend(thanked);
        if refused > 0 && !all.is_empty() && round > 60 {
            break;
        }
    }
    program.kill();
    let _program = Program::serve(&mut world).await;
    let (kept, most) = kept(&world, &all).await;
    assert_eq!(kept.len(), all.len(), "everyone thanked is stored");
    assert_eq!(most, 1);
}

const NAP: &str = "
    CREATE FUNCTION nap() RETURNS trigger AS $$ BEGIN PERFORM pg_sleep(3); RETURN NEW; END $$ LANGUAGE plpgsql;
    CREATE TRIGGER slow_inbox BEFORE INSERT ON inbox FOR EACH ROW EXECUTE FUNCTION nap();
    CREATE TRIGGER slow_sighting BEFORE INSERT ON sighting FOR EACH ROW EXECUTE FUNCTION nap();";
const AWAKE: &str = "DROP TRIGGER slow_inbox ON inbox; DROP TRIGGER slow_sighting ON sighting;";

#[tokio::test]
async fn f21_a_database_too_slow_for_everyone_is_told_honestly_within_two_seconds() {
    let Some(database) = postgres::database().await else { return };
    let mut world = machine(Some(database.clone())).await;
    let program = Program::serve(&mut world).await;
    assert_eq!(attempt(&world, "desk", &close(&world, "mia", "f21"), "d-f21").await, Some(200));
    let open = |w: &afterword::sandbox::World| {
        let messages = w.dm(Slack, "mia").map(|dm| w.bot_messages(Slack, &dm)).unwrap_or_default();
        messages.into_iter().find(|m| !m.buttons.is_empty())
    };
    let prompt = world.planet().until(open).await.expect("the prompt appears");
    let db = sea_orm::Database::connect(&database).await.unwrap();
    db.execute_unprepared(NAP).await.unwrap();

    let tickets = named("slow", 24);
    let sent = tickets.iter().map(|ticket| {
        let (world, began) = (&world, Instant::now());
        async move {
            let status = attempt(world, "desk", &close(world, "mia", ticket), &format!("d-{ticket}")).await;
            (status, began.elapsed())
        }
    });
    let pressed = async {
        tokio::time::sleep(Duration::from_millis(500)).await;
        let began = Instant::now();
        (world.press("mia", &prompt, "6").await, began.elapsed())
    };
    let (answers, (pressed, waited)) = futures_util::join!(join_all(sent), pressed);
    let refused: Vec<Duration> = answers.iter().filter(|(s, _)| *s == Some(503)).map(|(_, after)| *after).collect();
    assert!(!refused.is_empty(), "{answers:?}");
    // Two seconds where nothing else runs. Slack gives up after three, and the small world with it.
    assert!(refused.iter().all(|after| *after < Duration::from_secs(10)), "{refused:?}");
    assert!(pressed.private_text().contains("Not saved") && pressed.acknowledged, "{waited:?}: {pressed:?}");

    db.execute_unprepared(AWAKE).await.unwrap();
    db.close().await.unwrap();
    let seen = world.press("mia", &prompt, "6").await;
    assert!(seen.private_text().contains("Saved: 6 of 7"), "{seen:?}");
    assert_eq!(thanked(&world, &tickets).await.len(), 24, "{}", program.log());
    assert_eq!(kept(&world, &tickets).await, (tickets.into_iter().collect(), 1));
}
