//! B49: somebody asks to be erased.

use std::time::Duration;

use afterword::domain::survey::{CancelReason, State};
use afterword::sandbox::Fault;
use afterword::store::{Store, Story};
use sea_orm::ConnectionTrait;
use serde_json::json;
use tokio::time::Instant;

use crate::hooks::deliver;
use crate::postgres;
use crate::program::{Program, printed, refused, run};
use crate::world::{Slack, Wish, World};

const NOTHING: &str = "Nothing is stored under this name.\n";

async fn machine(delay: &'static str) -> World {
    World::with(Wish { idle: true, survey: delay, ..Wish::default() }).await
}

const SOON: &str = "hours = \"00:00-24:00\"\ndelay = \"1s\"";

async fn closed(world: &World, who: &str, ticket: &str) {
    let person = world.planet().person(who).unwrap();
    let body = json!({ "event": "ticket.solved", "ticket": { "id": ticket, "title": "My private subject",
        "customer": { "slack": person.slack, "email": "mia.private@example.com" },
        "owner": "agent.private@example.com" } });
    assert_eq!(deliver(world, "desk", &body, &format!("d-{ticket}")).await, 200);
}

async fn story(world: &World, ticket: &str) -> Option<Story> {
    let store = Store::open_to_read(world.database()).await.unwrap();
    let mut stories = store.why(ticket, None).await.unwrap();
    store.close().await;
    (!stories.is_empty()).then(|| stories.remove(0))
}

async fn until(world: &World, ticket: &str, state: &str) {
    let deadline = Instant::now() + Duration::from_secs(30);
    loop {
        let found = story(world, ticket).await.map(|s| s.survey.state.code());
        if found == Some(state) {
            return;
        }
        assert!(Instant::now() < deadline, "{ticket} is {found:?}, not {state}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// All that the database holds, as a copy of its rows and nothing else.
async fn whole(world: &World) -> String {
    let copy = world.config_file().with_file_name(format!("copy-{}", afterword::chance::Chance::system().id()));
    let db = sea_orm::Database::connect(world.database()).await.unwrap();
    db.execute_unprepared(&format!("VACUUM INTO '{}'", copy.display())).await.unwrap();
    db.close().await.unwrap();
    String::from_utf8_lossy(&std::fs::read(&copy).unwrap()).into_owned()
}

#[tokio::test]
async fn b49_an_erased_customer_is_nowhere_and_is_not_asked_while_what_was_counted_stays() {
    let mut world = machine("hours = \"00:00-24:00\"\ndelay = \"1h\"").await;
    let slack = format!("slack:{}", world.planet().person("mia").unwrap().slack);
    let _program = Program::serve(&mut world).await;
    assert_eq!(printed(&world, &["forget", "nobody@example.com"]), NOTHING, "unknown");
    closed(&world, "mia", "planned").await;
    until(&world, "planned", "planned").await;
    let before = whole(&world).await;
    assert!(before.contains("mia.private@example.com") && before.contains("My private subject"));

    let told = printed(&world, &["forget", &slack]);
    assert!(told.starts_with("Erased") && told.contains("One open question was called off."), "{told}");
    let State::Cancelled { why, message, .. } = story(&world, "planned").await.unwrap().survey.state else {
        panic!("it is called off")
    };
    assert_eq!((why, message), (CancelReason::Erased, None));
    let after = whole(&world).await;
    for gone in ["mia.private@example.com", "My private subject", slack.trim_start_matches("slack:")] {
        assert!(!after.contains(gone), "{gone} is still there");
    }
    assert_eq!(printed(&world, &["forget", &slack]), NOTHING, "twice");
    assert_eq!(printed(&world, &["forget", "mia.private@example.com"]), NOTHING, "by the other name");
    assert!(after.contains("forget") && after.contains("1 people, 1 called off"), "the audit line is there");

    let told = printed(&world, &["forget", "agent.private@example.com"]);
    assert!(told.starts_with("Erased") && told.contains("no open question"), "{told}");
    assert!(!whole(&world).await.contains("agent.private@example.com"));
    let credited = story(&world, "planned").await.unwrap().survey.agent.unwrap();
    assert!(credited.label.starts_with("erased "), "still one agent's ticket: {credited:?}");
    assert_eq!((&credited.id, &credited.name), (&credited.label, &None));

    let (code, said) = refused(&run(&world, &["forget", "Mia"]));
    assert!(code == Some(2) && said.contains("slack:U0123"), "{said}");
}

#[tokio::test]
async fn b49_an_answer_keeps_its_score_and_loses_its_words() {
    let world = machine(SOON).await;
    let text = "ticket_id,closed_at,team,customer,instrument,score,reasons,comment\n\
                1,2026-03-02T10:00:00Z,Payments,mia.private@example.com,ces7,2,slow,My private words\n\
                2,2026-03-02T10:00:00Z,Payments,ben@example.com,ces7,6,,Somebody else's words\n";
    let path = world.config_file().with_file_name("history.csv");
    std::fs::write(&path, text).unwrap();
    printed(&world, &["import", path.to_str().unwrap()]);
    let card = ["scorecard", "--team", "Payments", "--week", "2026-W10", "--format", "json"];
    let read = || serde_json::from_str::<serde_json::Value>(&printed(&world, &card)).unwrap();
    let before = read();
    assert!(printed(&world, &["forget", "MIA.private@example.com"]).starts_with("Erased"));
    let (after, all) = (read(), whole(&world).await);
    for counted in ["metrics", "people", "closes"] {
        assert_eq!(after[counted], before[counted], "{counted}");
    }
    assert!(!all.contains("mia.private") && !all.contains("My private words"));
    assert!(all.contains("ben@example.com") && all.contains("Somebody else's words"), "nobody else is touched");
}

#[tokio::test]
async fn b49_a_prompt_that_is_being_sent_meanwhile_is_amended_and_cannot_be_answered() {
    let mut world = machine(SOON).await;
    let slack = format!("slack:{}", world.planet().person("mia").unwrap().slack);
    let program = Program::serve(&mut world).await;
    world.planet().faults().next(Slack, "chat.postMessage", Fault::Delay { ms: 2_000 });
    closed(&world, "mia", "during").await;
    let begun = |w: &afterword::sandbox::World| {
        w.requests(Slack).iter().any(|(_, p, ..)| p.ends_with("chat.postMessage")).then_some(())
    };
    world.planet().until(begun).await.expect("the send begins");
    assert!(printed(&world, &["forget", &slack]).contains("One open question was called off."));
    let shut = |w: &afterword::sandbox::World| {
        let dm = w.dm(Slack, "mia")?;
        let shown = w.bot_messages(Slack, &dm);
        (shown.len() == 1 && shown[0].buttons.is_empty()).then_some(())
    };
    assert!(world.planet().until(shut).await.is_some(), "the prompt is closed: {}", program.log());
    until(&world, "during", "cancelled").await;
    assert!(!whole(&world).await.contains("mia.private@example.com"));
}

#[tokio::test]
async fn b49_on_postgresql_it_is_the_same_beside_a_serving_process() {
    let Some(database) = postgres::database().await else { return };
    let survey = "hours = \"00:00-24:00\"\ndelay = \"1h\"";
    let mut world = World::with(Wish { idle: true, survey, database: Some(database), ..Wish::default() }).await;
    let _program = Program::serve(&mut world).await;
    closed(&world, "mia", "planned").await;
    until(&world, "planned", "planned").await;
    let text = "ticket_id,closed_at,customer,instrument,score,comment\n\
                1,2026-03-02T10:00:00Z,mia.private@example.com,ces7,2,My private words\n";
    let path = world.config_file().with_file_name("history.csv");
    std::fs::write(&path, text).unwrap();
    printed(&world, &["import", path.to_str().unwrap()]);
    for who in ["mia.private@example.com", "agent.private@example.com"] {
        assert!(printed(&world, &["forget", who]).starts_with("Erased"));
        assert_eq!(printed(&world, &["forget", who]), NOTHING);
    }
    let exported = printed(&world, &["export", "tickets"]);
    assert!(!exported.contains("private"), "{exported}");
    assert!(exported.contains(",ces7,2,") && exported.contains("cancelled,erased"), "{exported}");
}
