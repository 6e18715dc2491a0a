//! What an operator sees and does while the program runs: status, dead letters, backup, readiness.

use std::time::Duration;

use afterword::clock::{Clock, SystemClock};
use afterword::domain::job::Ending;
use afterword::sandbox::Platform;
use afterword::store::Store;
use tokio::time::Instant;

use crate::hooks::deliver;
use crate::program::{Program, printed, refused, run};
use crate::world::{Wish, World};

/// Nothing started, and people are asked a second after the close.
pub async fn machine() -> World {
    World::with(Wish { idle: true, survey: "hours = \"00:00-24:00\"\ndelay = \"1s\"", ..Wish::default() }).await
}

pub async fn close_ticket(world: &World, ticket: &str) -> u16 {
    let person = world.planet().person("mia").unwrap();
    let ticket = serde_json::json!({ "id": ticket, "title": "Charged twice", "customer": { "slack": person.slack } });
    let body = serde_json::json!({ "event": "ticket.solved", "ticket": ticket });
    deliver(world, "desk", &body, "d-1").await
}

/// Asks again until what is printed satisfies, for a machine under load.
async fn told(world: &World, arguments: &[&str], fits: impl Fn(&str) -> bool) -> String {
    let deadline = Instant::now() + Duration::from_secs(20);
    loop {
        // It may also fail until then: `why` knows a ticket only once its close has been worked off.
        let output = run(world, arguments);
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        if output.status.success() && fits(&text) {
            return text;
        }
        let complaint = String::from_utf8_lossy(&output.stderr);
        assert!(Instant::now() < deadline, "{arguments:?} never fits:\n{text}{complaint}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

fn prompts(world: &afterword::sandbox::World) -> usize {
    world.dm(Platform::Slack, "mia").map_or(0, |dm| world.bot_messages(Platform::Slack, &dm).len())
}

#[tokio::test]
async fn status_tells_the_connections_of_a_process_that_serves_and_forgets_it_when_it_ends() {
    let mut world = machine().await;
    let program = Program::serve(&mut world).await;
    let both = |t: &str| t.contains("Slack: connected since") && t.contains("Discord: connected since");
    let text = told(&world, &["status"], both).await;
    assert!(text.contains("running since") && text.contains("Nothing was set aside."), "{text}");
    let json: serde_json::Value = serde_json::from_str(&printed(&world, &["status", "--json"])).unwrap();
    assert_eq!((&json["database"], &json["dead_count"]), (&"SQLite".into(), &0.into()), "{json}");
    program.terminated().await;
    assert!(printed(&world, &["status"]).starts_with("No process is running."));
}

/// What a refusal by the platform leaves behind, set aside between two runs of the program.
async fn set_the_next_send_aside(world: &World) {
    let store = Store::open(world.database()).await.unwrap();
    let later = SystemClock::default().now() + Duration::from_secs(60);
    let tx = store.begin().await.unwrap();
    let lanes = [Some(afterword::domain::ids::Platform::Slack), None];
    let jobs = tx.claim(&lanes, 9, "nobody", afterword::domain::Duration::from_secs(1), later).await.unwrap();
    let job = jobs.iter().find(|j| j.task.kind() == "deliver").expect("somebody is to be asked");
    assert!(tx.finish(job, &Ending::Dead { why: "restricted_action".into() }, later, later).await.unwrap());
    tx.commit().await.unwrap();
    store.close().await;
}

#[tokio::test]
async fn a_dead_letter_is_shown_with_its_reason_and_tried_again_while_the_program_runs() {
    let wish = Wish { idle: true, survey: "hours = \"00:00-24:00\"\ndelay = \"4s\"", ..Wish::default() };
    let mut world = World::with(wish).await;
    let mut program = Program::serve(&mut world).await;
    assert_eq!(close_ticket(&world, "71").await, 200);
    told(&world, &["status"], |t| t.contains("available deliver")).await;
    program.kill();
    set_the_next_send_aside(&world).await;
    let _program = Program::serve(&mut world).await;
    let list = printed(&world, &["dead", "list"]);
    assert!(list.contains("restricted_action") && !list.contains("Charged"), "{list}");
    let (code, said) = refused(&run(&world, &["dead", "retry", "4711"]));
    assert!(code == Some(1) && said.contains("no dead letter has this number"), "{said}");
    printed(&world, &["dead", "retry", "--all"]);
    world.planet().until(|w| (prompts(w) > 0).then_some(())).await.expect("it is sent after all");
    assert!(printed(&world, &["dead", "list"]).starts_with("Nothing was set aside."));
}

#[tokio::test]
async fn a_backup_taken_while_the_program_runs_holds_what_was_committed_and_is_never_overwritten() {
    let mut world = machine().await;
    let _program = Program::serve(&mut world).await;
    assert_eq!(close_ticket(&world, "72").await, 200);
    told(&world, &["why", "72"], |t| t.contains("72")).await;
    let file = world.config_file().with_file_name("copy.db");
    let name = file.to_str().unwrap();
    let said = printed(&world, &["backup", name]);
    assert!(said.contains("checked"), "{said}");
    let store = Store::open(&format!("sqlite://{name}")).await.unwrap();
    assert_eq!(store.why("72", None).await.unwrap().len(), 1);
    store.close().await;
    let before = std::fs::read(&file).unwrap();
    let (code, said) = refused(&run(&world, &["backup", name]));
    assert!(code == Some(1) && said.contains("never overwritten"), "{said}");
    assert_eq!(std::fs::read(&file).unwrap(), before);
    assert!(printed(&world, &["status"]).contains("Last backup: 20"));
}

#[tokio::test]
async fn metrics_count_what_waits_and_name_nobody() {
    let mut world = machine().await;
    let program = Program::serve(&mut world).await;
    assert_eq!(close_ticket(&world, "77").await, 200);
    told(&world, &["why", "77"], |t| t.contains("asked")).await;
    let deadline = Instant::now() + Duration::from_secs(20);
    let scraped = loop {
        let answer = crate::hooks::client().get(program.url("/metrics").unwrap()).send().await.unwrap();
        assert_eq!(answer.status(), 200);
        assert!(answer.headers()["content-type"].to_str().unwrap().starts_with("application/openmetrics-text"));
        let text = answer.text().await.unwrap();
        if text.contains("afterword_webhooks_total{outcome=\"stored\"} 1") && text.contains("kind=\"expire\"") {
            break text;
        }
        assert!(Instant::now() < deadline, "{text}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    };
    for (line, count) in
        [("connected{platform=\"Slack\"}", 1), ("database_up", 1), ("dead_letters", 0), ("processes", 1)]
    {
        assert!(scraped.contains(&format!("afterword_{line} {count}\n")), "{line}: {scraped}");
    }
    let person = world.planet().person("mia").unwrap();
    for private in [person.slack.as_str(), "77\"", "Charged", "\"desk\""] {
        assert!(!scraped.contains(private), "{private}: {scraped}");
    }
}

#[tokio::test]
async fn a_manager_hears_in_chat_what_the_operator_sees_and_an_agent_does_not() {
    let mut world = machine().await;
    let _program = Program::serve(&mut world).await;
    told(&world, &["status"], |t| t.contains("Slack: connected") && t.contains("Discord: connected")).await;
    for platform in [Platform::Slack, Platform::Discord] {
        let seen = world.slash(platform, "lena", "status").await;
        let text = seen.private_text();
        assert!(text.contains("Slack: connected since") && text.contains("Last backup: none"), "{seen:?}");
        for (who, told) in [
            ("ana", "How Afterword itself stands is for a team's managers."),
            ("mia", "This is for the people of a support team, so nothing was changed."),
        ] {
            let seen = world.slash(platform, who, "status").await;
            assert!(seen.private_text().contains(told) && !seen.private_text().contains("connected"), "{seen:?}");
        }
    }
}

#[tokio::test]
async fn a_manager_named_by_address_is_a_manager_in_slack() {
    let mut world = machine().await;
    let config = std::fs::read_to_string(world.config_file()).unwrap();
    let line = config.lines().find(|line| line.starts_with("managers = ")).unwrap();
    let named = config.replace(line, "managers = [\"lena@example.com\"]");
    std::fs::write(world.config_file(), named).unwrap();
    let _program = Program::serve(&mut world).await;
    // Slack is asked who that is as soon as it answers.
    let deadline = Instant::now() + Duration::from_secs(20);
    loop {
        let text = world.slash(Platform::Slack, "lena", "status").await.private_text();
        if text.contains("Last backup: none") {
            break;
        }
        assert!(Instant::now() < deadline, "{text}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let text = world.slash(Platform::Discord, "lena", "status").await.private_text();
    assert!(text.starts_with("This is for the people of a support team"), "Discord vouches for no address: {text}");
}

#[tokio::test]
async fn a_process_that_cannot_listen_gives_no_sign_of_life_however_often_it_tries() {
    let world = machine().await;
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    for _ in 0..2 {
        let mut serve = crate::program::command(&world, &["serve"]);
        let output =
            serve.env("AFTERWORD__SERVER__BIND", &address).stdin(std::process::Stdio::null()).output().unwrap();
        let (code, said) = refused(&output);
        assert!(code == Some(1) && said.contains("cannot listen"), "{said}");
    }
    let store = Store::open_to_read(world.database()).await.unwrap();
    assert_eq!(store.last_beat().await.unwrap(), None, "or a day of such attempts would be no outage");
    store.close().await;
}
