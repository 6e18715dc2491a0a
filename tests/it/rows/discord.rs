//! What Discord's gateway and REST API may do to us: unreadable dispatches, storms of refusals, invalid sessions.

use std::time::Duration;

use afterword::sandbox::{Entry, Fault, Shown, What};
use afterword::store::Store;
use serde_json::json;

use crate::hooks::deliver;
use crate::program::Program;
use crate::world::{Discord, Slack, Wish, World};

/// Nothing started, and people are asked a second after the close.
pub(super) async fn machine() -> World {
    World::with(Wish { idle: true, survey: "hours = \"00:00-24:00\"\ndelay = \"1s\"", ..Wish::default() }).await
}

pub(super) async fn closed(world: &World, who: &str, ticket: &str) {
    let customer = json!({ "discord": world.planet().person(who).unwrap().discord });
    let ticket_body = json!({ "id": ticket, "title": "Charged twice", "customer": customer });
    let body = json!({ "event": "ticket.solved", "ticket": ticket_body });
    assert_eq!(deliver(world, "desk", &body, &format!("d-{ticket}")).await, 200);
}

pub(super) fn written(world: &afterword::sandbox::World, who: &str) -> Vec<Shown> {
    world.dm(Discord, who).map(|dm| world.bot_messages(Discord, &dm)).unwrap_or_default()
}

pub(super) async fn asked(world: &World, who: &str, ticket: &str) -> Shown {
    closed(world, who, ticket).await;
    let open = |w: &afterword::sandbox::World| written(w, who).into_iter().find(|m| !m.buttons.is_empty());
    world.planet().until(open).await.expect("the prompt appears")
}

/// Messages sent to anybody.
fn sends(world: &afterword::sandbox::World) -> usize {
    world.requests(Discord).iter().filter(|(m, path, ..)| m == "POST" && path.ends_with("/messages")).count()
}

#[tokio::test]
async fn b32_an_interaction_nobody_can_read_is_kept_raw_and_the_next_one_is_answered() {
    let mut world = machine().await;
    let program = Program::serve(&mut world).await;
    let odd = json!({ "id": "77", "type": 3, "token": "s3cret", "guild_id": "g1", "data": "mine alone" });
    world.planet().discord().event("INTERACTION_CREATE", &odd);
    let prompt = asked(&world, "mia", "b32").await;
    let seen = world.press("mia", &prompt, "6").await;
    assert!(seen.private_text().contains("Saved: 6 of 7"), "{seen:?}");
    assert!(!program.log().contains("mine alone") && !program.log().contains("s3cret"));
    drop(program);
    let store = Store::open(world.database()).await.unwrap();
    let unread = store.unread(10).await.unwrap();
    assert_eq!(store.unread_count().await.unwrap(), 1);
    assert_eq!((unread[0].dedupe.as_str(), unread[0].installation.as_str()), ("INTERACTION_CREATE:77", "g1"));
    assert!(unread[0].payload.contains("mine alone") && !unread[0].payload.contains("s3cret"));
    store.close().await;
}

#[tokio::test]
async fn f40_on_discord_a_refused_token_pauses_the_sends_and_a_new_start_takes_them_up() {
    let mut world = machine().await;
    let program = Program::serve(&mut world).await;
    asked(&world, "mia", "f40").await;
    let refused = Fault::Error { status: 401, code: "0".to_owned() };
    world.planet().faults().times(Discord, " /", refused, 10_000);
    let before = world.planet().requests(Discord).len();
    for who in ["jonas", "aiko", "carlos", "priya"] {
        closed(&world, who, &format!("f40-{who}")).await;
    }
    tokio::time::sleep(Duration::from_secs(4)).await;
    program.says("this installation is paused", 1).await;
    let further = world.planet().requests(Discord).len() - before;
    assert!(further <= 4, "{further} further calls");
    world.planet().faults().clear();
    let program = program.killed_and_started(&mut world).await;
    for who in ["jonas", "aiko", "carlos", "priya"] {
        let open = |w: &afterword::sandbox::World| written(w, who).into_iter().find(|m| !m.buttons.is_empty());
        let resumed = world.planet().until(open).await;
        resumed.unwrap_or_else(|| panic!("sends go on by themselves: {}", program.log()));
    }
}

#[tokio::test]
async fn f50_twenty_invalid_sessions_in_a_row_cost_few_identifies() {
    let mut world = machine().await;
    let program = Program::serve(&mut world).await;
    let began = tokio::time::Instant::now();
    for _ in 0..20 {
        world.planet().discord().invalidate_sessions(false);
        tokio::time::sleep(Duration::from_millis(600)).await;
    }
    let identifies = program.log().matches("Connected to Discord").count();
    assert!(identifies <= 6, "{identifies} identifies in {:?}", began.elapsed());
    assert!(program.log().contains("invalid"), "it is said");
}

#[tokio::test]
async fn f51_a_fatal_close_of_discord_is_said_once_and_slack_keeps_working() {
    for (code, word) in [(4004, "DISCORD_TOKEN"), (4014, "intent")] {
        let mut world = machine().await;
        let program = Program::serve(&mut world).await;
        world.planet().discord().close_sockets(code);
        let gone = |w: &afterword::sandbox::World| (!w.connected(Discord)).then_some(());
        world.planet().until(gone).await.expect("the gateway is closed");
        tokio::time::sleep(Duration::from_secs(2)).await;
        assert!(!world.planet().connected(Discord), "no reconnect loop");
        assert!(program.log().contains(word), "{code}: {}", program.log());
        let seen = world.slash(Slack, "ana", "help").await;
        assert!(seen.error.is_none(), "{seen:?}");
    }
}

#[tokio::test]
async fn f52_a_global_429_meets_few_more_of_its_kind_and_everybody_is_asked() {
    let mut world = machine().await;
    let _program = Program::serve(&mut world).await;
    world.planet().faults().next(Discord, "POST /users/@me/channels", Fault::GlobalLimit { after_s: 4.0 });
    let customers = ["mia", "jonas", "aiko", "carlos", "priya"];
    for who in customers {
        closed(&world, who, &format!("f52-{who}")).await;
    }
    // The cast is small: the rest of the two hundred are people Discord does not know.
    for n in 0..195 {
        let customer = json!({ "discord": format!("7{n:017}") });
        let body = json!({ "event": "ticket.solved",
            "ticket": { "id": format!("f52-{n}"), "title": "Charged twice", "customer": customer } });
        assert_eq!(deliver(&world, "desk", &body, &format!("d-{n}")).await, 200);
    }
    for who in customers {
        let open = |w: &afterword::sandbox::World| written(w, who).into_iter().find(|m| !m.buttons.is_empty());
        let asked = world.planet().until_within(Duration::from_secs(30), open).await;
        asked.expect("everybody is asked");
    }
    assert_eq!(sends(world.planet()), customers.len(), "each once");
    let limited = |e: &Entry| matches!(&e.what, What::Refused { status: 429, .. });
    let refused = world.planet().journal().iter().filter(|e| limited(e)).count();
    assert!(refused <= 1 + 5, "{refused} answers 429");
}
