//! F5, F6, F12, F15: how the program ends, and what it refuses to begin with.

use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::process::Stdio;
use std::time::Duration;

use afterword::sandbox::{Fault, Platform};
use sea_orm::sqlx::{Connection, Row, SqliteConnection};
use serde_json::json;

use super::stage::Stage;
use crate::program::{Program, command, printed, refused, run};
use crate::wheel::Wheel;
use crate::world::{Discord, Slack, Wish};

/// What Linux lets wait in a pipe.
const PIPE: usize = 65_536;

/// Closes so many tickets of people never asked before, half of them on each platform, whose prompts take two seconds to
/// be accepted; returns when the first send is under way.
async fn sends_in_flight(stage: &Stage, count: usize) -> Vec<(Platform, String)> {
    for (platform, call) in [(Slack, "POST chat.postMessage"), (Discord, "/messages")] {
        stage.world.planet().faults().times(platform, call, Fault::Delay { ms: 2_000 }, count);
    }
    let mut people = Vec::new();
    for n in 0..count {
        let (person, platform) = (stage.somebody(), if n % 2 == 0 { Slack } else { Discord });
        let id =
            if platform == Slack { json!({ "slack": person.slack }) } else { json!({ "discord": person.discord }) };
        stage.closed(json!({ "id": format!("end-{n}"), "title": "Charged twice", "customer": id })).await;
        people.push((platform, person.key));
    }
    let under_way = |w: &afterword::sandbox::World| {
        let sent = |p| w.requests(p).iter().any(|(m, path, ..)| m == "POST" && (path.ends_with("chat.postMessage")));
        sent(Slack).then_some(())
    };
    stage.world.planet().until(under_way).await.expect("a send is under way");
    people
}

async fn everybody_sees_one_prompt(stage: &Stage, people: &[(Platform, String)]) {
    for (platform, who) in people {
        let asked = |_: &afterword::sandbox::World| (!stage.open_prompts(*platform, who).is_empty()).then_some(());
        let seen = stage.world.planet().until_within(Duration::from_secs(60), asked).await;
        assert!(
            seen.is_some(),
            "{who} was not asked:\n{}\n{}",
            stage.program.log(),
            printed(&stage.world, &["status"])
        );
        assert_eq!(stage.open_prompts(*platform, who).len(), 1, "{who}");
    }
}

async fn leased(stage: &Stage) -> i64 {
    let mut db = SqliteConnection::connect(stage.world.database()).await.unwrap();
    let sql = "SELECT COUNT(*) FROM job WHERE state = 'executing'";
    let count = sea_orm::sqlx::query(sql).fetch_one(&mut db).await.unwrap().get(0);
    db.close().await.unwrap();
    count
}

#[tokio::test]
async fn f05_a_term_with_twenty_sends_in_flight_ends_in_time_with_nothing_leased() {
    let mut stage = Stage::set().await;
    let people = sends_in_flight(&stage, 20).await;
    stage.program.signal("TERM");
    let status = stage.program.ended(Duration::from_secs(15)).await;
    assert!(status.success(), "{status}: {}", stage.program.log());
    assert_eq!(leased(&stage).await, 0);
    stage.program = Program::serve(&mut stage.world).await;
    everybody_sees_one_prompt(&stage, &people).await;
}

#[tokio::test]
async fn f06_a_kill_one_second_after_a_term_loses_and_doubles_nothing() {
    if !Wheel::available() {
        return;
    }
    let mut stage = Stage::with(Wish { wound: true, ..Wish::default() }).await;
    let people = sends_in_flight(&stage, 20).await;
    stage.program.signal("TERM");
    // The second is the row's: what an impatient supervisor gives.
    tokio::time::sleep(Duration::from_secs(1)).await;
    stage.program.kill();
    stage.program = Program::serve(&mut stage.world).await;
    // What may have arrived is looked for a minute later, not before.
    stage.world.wind(afterword::domain::Duration::from_secs(61));
    everybody_sees_one_prompt(&stage, &people).await;
}

#[tokio::test]
async fn f12_a_damaged_database_is_refused_with_what_to_do_and_left_as_it_is() {
    let mut stage = Stage::set().await;
    stage.asked(Slack).await;
    stage.program.kill();
    let path = stage.world.database().strip_prefix("sqlite://").unwrap().split('?').next().unwrap().to_owned();
    // Everything into the one file first, as any clean end does.
    let mut db = SqliteConnection::connect(stage.world.database()).await.unwrap();
    sea_orm::sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&mut db).await.unwrap();
    db.close().await.unwrap();
    let mut file = std::fs::OpenOptions::new().read(true).write(true).open(&path).unwrap();
    let middle = file.metadata().unwrap().len() / 2 / 4096 * 4096;
    file.seek(SeekFrom::Start(middle)).unwrap();
    file.write_all(&[0xa5; 4096]).unwrap();
    drop(file);
    let before = std::fs::read(&path).unwrap();
    let (code, said) = refused(&run(&stage.world, &["serve"]));
    assert_eq!(code, Some(3), "{said}");
    assert!(said.contains(&path) && said.contains("damaged") && said.contains("backup"), "{said}");
    assert!(std::fs::read(&path).unwrap() == before, "it is evidence now, not ours to change");
}

#[tokio::test]
async fn f15_whoever_reads_our_log_may_stall_and_everything_goes_on() {
    let mut stage = Stage::set().await;
    stage.program.kill();
    let world = &mut stage.world;
    // A pipe that nobody reads and that is full: every write to it blocks.
    let (mut unread, mut full) = std::io::pipe().unwrap();
    full.write_all(&[b'.'; PIPE]).unwrap();
    let address = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let mut child = command(world, &["serve"])
        .env("AFTERWORD__SERVER__BIND", address.to_string())
        .env("AFTERWORD__LOG__FILTER", "trace")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(full)
        .spawn()
        .unwrap();
    world.listens_at(address);
    let ready = world.url("/readyz");
    let up = |_: &afterword::sandbox::World| std::net::TcpStream::connect(address).ok();
    world.planet().until_within(Duration::from_secs(30), up).await.expect("it listens");
    while crate::hooks::client().get(&ready).send().await.unwrap().status() != 200 {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    for platform in [Slack, Discord] {
        let (who, _, prompt) = stage.asked(platform).await;
        let seen = stage.world.press(&who, &prompt, "6").await;
        assert!(seen.private_text().contains("Saved: 6 of 7"), "{seen:?}");
    }
    let scraped = crate::hooks::client().get(stage.world.url("/metrics")).send().await.unwrap().text().await.unwrap();
    assert!(scraped.contains("afterword_log_lines_dropped_total"), "{scraped}");
    child.kill().unwrap();
    child.wait().unwrap();
    let mut read = vec![0; PIPE];
    unread.read_exact(&mut read).unwrap();
    assert!(read.iter().all(|b| *b == b'.'), "not a line got through");
}
