//! F4, F7, F8, F9, F10, F63: the machine gives too little, of disk, memory, files or threads; or too much to catch up with.

use std::fs::File;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use sea_orm::sqlx::{self, Connection as _, SqliteConnection};
use serde_json::{Value, json};
use tokio::net::TcpStream;

use super::host::until_ready_says;
use super::operating::machine;
use super::stage::Stage;
use crate::aloud;
use crate::hooks::{attempt, attempt_by, client, deliver};
use crate::program::{Launch, Program, printed};
use crate::wheel::Wheel;
use crate::world::{Discord, Slack, Wish, World, at, minutes};

/// `strace` at a program that runs.
struct Attached(Child);

impl Attached {
    async fn to(program: &Program, world: &World, words: &[&str]) -> Self {
        let log = world.config_file().with_file_name("strace");
        let mut strace = Command::new("strace");
        strace.args(words).args(["-o", "/dev/null", "-p", &program.pid().to_string()]);
        let strace = strace.stdin(Stdio::null()).stderr(File::create(&log).unwrap()).spawn().unwrap();
        let deadline = Instant::now() + Duration::from_secs(20);
        while !std::fs::read_to_string(&log).unwrap().contains("attached") {
            assert!(Instant::now() < deadline, "strace does not attach: {}", std::fs::read_to_string(&log).unwrap());
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Self(strace)
    }

    /// Nothing more can be written to the database, as on a disk without room.
    async fn without_room(program: &Program, world: &World) -> Self {
        let file = world.database().trim_start_matches("sqlite://");
        let log = format!("{file}-wal");
        let inject = "inject=pwrite64:error=ENOSPC";
        Self::to(program, world, &["-f", "-e", "trace=pwrite64", "-e", inject, "-P", file, "-P", &log]).await
    }

    /// Lets the program go on as if nothing had been.
    fn end(mut self) {
        drop(Command::new("kill").args(["-INT", &self.0.id().to_string()]).status());
        self.0.wait().unwrap();
    }
}

#[tokio::test]
async fn f10_on_a_full_disk_nobody_is_thanked_and_with_room_again_everything_works_without_a_restart() {
    if !aloud::installed("strace") {
        return;
    }
    let stage = Stage::set().await;
    let mut open = Vec::new();
    for platform in [Slack, Discord] {
        open.push(stage.asked(platform).await);
    }
    let disk = Attached::without_room(&stage.program, &stage.world).await;
    let unthanked = stage.somebody();
    let ticket = json!({ "id": "f10", "title": "Charged twice", "customer": { "slack": unthanked.slack } });
    for _ in 0..3 {
        assert_eq!(stage.event("ticket.closed", ticket.clone()).await, 503);
    }
    for (who, _, prompt) in &open {
        let seen = stage.world.press(who, prompt, "6").await;
        assert!(seen.private_text().contains("Not saved"), "{seen:?}");
    }
    until_ready_says(&stage.program, 503, "disk is full").await;
    assert!(stage.answers().is_empty(), "what was called not saved is not");
    disk.end();
    until_ready_says(&stage.program, 200, "").await;
    for (who, _, prompt) in &open {
        let seen = stage.world.press(who, prompt, "6").await;
        assert!(seen.private_text().contains("Saved: 6 of 7"), "{seen:?}");
    }
    stage.closed(ticket).await;
    let asked = |_: &afterword::sandbox::World| (!stage.open_prompts(Slack, &unthanked.key).is_empty()).then_some(());
    assert!(stage.world.planet().until(asked).await.is_some(), "{}", stage.program.log());
    stage.still_works().await;
    assert_eq!(stage.open_prompts(Slack, &unthanked.key).len(), 1);
}

/// Processor time used so far, in seconds.
fn processor(pid: u32) -> f64 {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
    let (_, fields) = stat.rsplit_once(')').unwrap();
    let ticks: Vec<u64> = fields.split_whitespace().skip(11).take(2).map(|n| n.parse().unwrap()).collect();
    // Linux tells user space a hundredth of a second, whatever the kernel's own tick is.
    (ticks[0] + ticks[1]) as f64 / 100.0
}

fn under(words: &[&str]) -> Launch {
    Launch { under: words.iter().map(|w| (*w).to_owned()).collect(), ..Launch::default() }
}

#[tokio::test]
async fn f09_without_files_left_it_does_not_spin_and_accepts_again_when_connections_end() {
    if !aloud::installed("prlimit") {
        return;
    }
    let stage = Stage::launched(Wish::default(), &under(&["prlimit", "--nofile=80"])).await;
    let (who, _, prompt) = stage.asked(Slack).await;
    let address = stage.world.url("").trim_start_matches("http://").to_owned();
    let mut held = Vec::new();
    for _ in 0..200 {
        held.push(TcpStream::connect(&address).await.unwrap());
    }
    let (began, before) = (Instant::now(), processor(stage.program.pid()));
    tokio::time::sleep(Duration::from_secs(3)).await;
    let used = (processor(stage.program.pid()) - before) / began.elapsed().as_secs_f64();
    assert!(used < 0.5, "it spins: {used} of a processor");
    // Two hundred silent callers are no reason to lose anything or to leave anybody unanswered.
    let seen = stage.world.press(&who, &prompt, "6").await;
    assert!(seen.private_text().contains("Saved: 6 of 7"), "{seen:?}\n{}", stage.program.log());
    stage.closed(json!({ "id": "f9", "title": "t", "customer": { "slack": stage.somebody().slack } })).await;
    drop(held);
    until_ready_says(&stage.program, 200, "").await;
    stage.still_works().await;
    assert_eq!(stage.fate("f9").await.0, "delivered");
}

/// One of the numbers in a process's status, in bytes.
fn memory(pid: u32, name: &str) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let line = status.lines().find(|line| line.starts_with(name)).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() * 1024
}

#[tokio::test]
async fn f08_out_of_memory_under_load_it_dies_or_says_503_and_has_lost_nothing() {
    if !aloud::installed("prlimit") {
        return;
    }
    let mut world = machine().await;
    let mut program = Program::serve(&mut world).await;
    // Not `--as`: the allocator reserves far more addresses than it uses, and fills those unhindered.
    let most = memory(program.pid(), "VmData:") + 3_000_000;
    let limit = ["--pid", &program.pid().to_string(), &format!("--data={most}")].map(str::to_owned);
    assert!(Command::new("prlimit").args(limit).status().unwrap().success());
    let slack = world.planet().person("mia").unwrap().slack;
    let body = |n: usize| {
        let ticket = json!({ "id": format!("m-{n}"), "title": "x".repeat(200_000), "customer": { "slack": slack } });
        json!({ "event": "ticket.solved", "ticket": ticket })
    };
    let by = client();
    let (mut thanked, mut refused) = (Vec::new(), 0);
    for round in 0..6 {
        let sent = (round * 40..(round + 1) * 40).map(|n| {
            let (world, by) = (&world, &by);
            async move { (n, attempt_by(by, world, "desk", &body(n), &format!("d-{n}")).await) }
        });
        for (n, status) in futures_util::future::join_all(sent).await {
            match status {
                Some(200) => thanked.push(n),
                Some(503) | None => refused += 1,
                other => assert_eq!(other, Some(503), "ticket {n}"),
            }
        }
        if program.has_ended() {
            break;
        }
    }
    assert!(program.has_ended() || refused > 0, "it never met its limit: {} thanked", thanked.len());
    drop(program);
    let _program = Program::serve(&mut world).await;
    let all = thanked.iter().max().map_or(40, |n| n + 1);
    for n in 0..all {
        assert_eq!(deliver(&world, "desk", &body(n), &format!("d-{n}")).await, 200, "sent again by the helpdesk");
    }
    let ledger = || printed(&world, &["export", "tickets", "--format", "jsonl"]).matches("\"m-").count();
    let deadline = Instant::now() + Duration::from_secs(60);
    while ledger() < all {
        assert!(Instant::now() < deadline, "{} of {all}", ledger());
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    assert_eq!(ledger(), all, "each once");
}

async fn number(world: &World, sql: &'static str) -> i64 {
    let mut db = SqliteConnection::connect(world.database()).await.unwrap();
    let found = sqlx::query_scalar(sql).fetch_one(&mut db).await.unwrap();
    db.close().await.unwrap();
    found
}

/// The first close of these that was stored while the helpdesk never heard so.
async fn killed_before_thanking(world: &mut World, people: &[&'static str]) -> Option<(&'static str, Value)> {
    for who in people {
        let mut program = Program::serve(world).await;
        assert!(world.planet().until_connected(Slack).await);
        let slack = world.planet().person(who).unwrap().slack;
        let ticket = json!({ "id": format!("f4-{who}"), "title": "Charged twice", "customer": { "slack": slack } });
        let body = json!({ "event": "ticket.solved", "ticket": ticket });
        let words = ["-f", "-e", "trace=writev,sendto", "-e", "inject=writev,sendto:signal=SIGKILL:when=1"];
        let strace = Attached::to(&program, world, &words).await;
        let status = attempt(world, "desk", &body, "d-f4").await;
        program.ended(Duration::from_secs(20)).await;
        strace.end();
        let sql = "SELECT COUNT(*) FROM inbox WHERE source = 'desk' AND settled_at IS NULL";
        if status.is_none() && number(world, sql).await == 1 {
            return Some((*who, body));
        }
        // It was killed at another write, before the close arrived or after it was worked off.
        let file = world.database().trim_start_matches("sqlite://");
        ["", "-wal", "-shm"].iter().for_each(|end| drop(std::fs::remove_file(format!("{file}{end}"))));
    }
    None
}

#[tokio::test]
async fn f04_killed_between_storing_and_thanking_the_close_sent_again_asks_once() {
    if !aloud::installed("strace") {
        return;
    }
    let mut world = machine().await;
    let found = killed_before_thanking(&mut world, &["mia", "aiko", "carlos", "priya", "chloe", "sam"]).await;
    let (who, body) = found.expect("one of six was killed between the two");
    let _program = Program::serve(&mut world).await;
    for _ in 0..3 {
        assert_eq!(deliver(&world, "desk", &body, "d-f4").await, 200);
    }
    let prompts = |w: &afterword::sandbox::World| w.dm(Slack, who).map_or(0, |dm| w.bot_messages(Slack, &dm).len());
    let asked = world.planet().until(|w| (prompts(w) > 0).then_some(())).await;
    assert!(asked.is_some(), "the close that was stored is asked about");
    until_nothing_is_due(&world).await;
    assert_eq!((prompts(world.planet()), number(&world, "SELECT COUNT(*) FROM survey").await), (1, 1));
}

async fn until_nothing_is_due(world: &World) {
    let sql = "SELECT COUNT(*) FROM job WHERE state = 'executing'
               OR state = 'available' AND due_at < 1000 * (unixepoch() + 60)";
    let deadline = Instant::now() + Duration::from_secs(30);
    while number(world, sql).await > 0 {
        assert!(Instant::now() < deadline, "the queue does not come to rest");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// A hundred thousand deliveries as the one that is stored, each a job due a millisecond after the next older one; the
/// oldest was stored last.
const BACKLOG: &str = "
    BEGIN;
    CREATE TEMP TABLE n AS WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 100000) SELECT n FROM n;
    INSERT INTO inbox (installation, source, dedupe_key, kind, received_at, payload)
        SELECT installation, source, 'b-' || n, kind, received_at - n, replace(payload, 'f63-first', 'f63-' || n)
        FROM inbox, n WHERE inbox.id = 1;
    INSERT INTO job (kind, subject, key, lane, state, due_at, first_due_at, created_at, attempt, snoozes, fence, doubt,
                     installation)
        SELECT job.kind, replace(job.subject, '1', inbox.id), replace(job.key, '1', inbox.id), job.lane, 'available',
               inbox.received_at, inbox.received_at, inbox.received_at, 0, 0, 0, false, job.installation
        FROM job, inbox WHERE job.kind = 'receive' AND inbox.id > 1;
    COMMIT;";

#[tokio::test]
async fn f63_a_backlog_of_a_hundred_thousand_is_begun_at_once_in_little_memory_oldest_first() {
    let mut world = machine().await;
    let program = Program::serve(&mut world).await;
    // It names nobody who could be asked: what is measured is the queue, not a platform's pace.
    let body = json!({ "event": "ticket.solved", "ticket": { "id": "f63-first", "title": "Charged twice" } });
    assert_eq!(deliver(&world, "desk", &body, "d-f63").await, 200);
    until_nothing_is_due(&world).await;
    program.terminated().await;
    let mut db = SqliteConnection::connect(world.database()).await.unwrap();
    sqlx::raw_sql(BACKLOG).execute(&mut db).await.unwrap();
    db.close().await.unwrap();
    assert_eq!(
        number(&world, "SELECT COUNT(*) FROM job WHERE state = 'available' AND kind = 'receive'").await,
        100_000
    );

    let began = Instant::now();
    let program = Program::serve(&mut world).await;
    let took = began.elapsed();
    assert!(took < Duration::from_secs(15), "{took:?}; five seconds on an idle machine");
    let settled = "SELECT COUNT(*) FROM inbox WHERE settled_at IS NOT NULL AND id > 1";
    let deadline = Instant::now() + Duration::from_secs(60);
    while number(&world, settled).await < 300 {
        assert!(Instant::now() < deadline, "the backlog is not worked off:\n{}", program.log());
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    // Somebody who comes now is heard at once, whoever else waits.
    assert_eq!(deliver(&world, "desk", &body, "d-f63-late").await, 200);
    let peak = memory(program.pid(), "VmHWM:");
    assert!(peak < 200_000_000, "{peak} bytes");
    drop(program);
    // Those worked off are the oldest there were, but for the few that were under way together.
    let ahead = "SELECT (SELECT COUNT(*) FROM inbox WHERE settled_at IS NULL AND received_at <
                            (SELECT MAX(received_at) FROM inbox WHERE settled_at IS NOT NULL AND id > 1))
                 - (SELECT COUNT(*) FROM job WHERE state = 'executing')";
    assert!(number(&world, ahead).await <= 0, "younger ones went ahead of {} older", number(&world, ahead).await);
}

/// The system gives no thread any more, which is what drawing a scorecard needs: `spawn_blocking` then panics.
async fn without_threads(program: &Program, world: &World) -> Attached {
    let words = ["-f", "-e", "trace=clone,clone3", "-e", "inject=clone,clone3:error=EPERM"];
    Attached::to(program, world, &words).await
}

fn panics(program: &Program) -> usize {
    program.log().matches("OS can't spawn worker thread").count()
}

#[tokio::test]
async fn f07_a_job_that_panics_three_times_is_set_aside_and_shown_while_others_go_on() {
    if !aloud::installed("strace") || !Wheel::available() {
        return;
    }
    let wish = Wish { wound: true, start: at("2026-11-30T07:59:00Z"), ..Wish::default() };
    let mut world = World::with(wish).await;
    let program = Program::serve(&mut world).await;
    let _starved = without_threads(&program, &world).await;
    let dead = || {
        let status: Value = serde_json::from_str(&printed(&world, &["status", "--json"])).unwrap();
        status["dead_count"].as_u64().unwrap()
    };
    // Two channels, so two posts; each is looked for a minute after it failed.
    let deadline = Instant::now() + Duration::from_secs(60);
    while dead() < 2 {
        assert!(Instant::now() < deadline, "{}\n{}", printed(&world, &["status"]), program.log());
        world.wind(minutes(2));
        tokio::time::sleep(Duration::from_millis(700)).await;
    }
    assert_eq!(panics(&program), 6, "three times each");
    assert!(printed(&world, &["status"]).contains("panicked"), "{}", printed(&world, &["status"]));
    let slack = world.planet().person("mia").unwrap().slack;
    let body =
        json!({ "event": "ticket.solved", "ticket": { "id": "f7", "title": "t", "customer": { "slack": slack } } });
    assert_eq!(deliver(&world, "desk", &body, "d-f7").await, 200);
    world.wind(minutes(6));
    let asked = |w: &afterword::sandbox::World| w.dm(Slack, "mia").filter(|dm| !w.bot_messages(Slack, dm).is_empty());
    assert!(world.planet().until(asked).await.is_some(), "{}", program.log());
}
