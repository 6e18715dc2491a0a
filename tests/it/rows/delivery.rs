//! Sends whose outcome is unclear, refused or paced: one visible message each, nobody flooded, everything told.

use std::time::Duration;

use afterword::domain::survey::State;
use afterword::sandbox::{Fault, Platform, Shown};
use afterword::store::Store;
use serde_json::{Value, json};
use tokio::time::Instant;

use crate::hooks::deliver;
use crate::program::Program;
use crate::world::{Discord, Slack, TEAM, Wish, World, at, minutes};

/// Nothing started, and people are asked a second after the close.
async fn machine() -> World {
    World::with(Wish { idle: true, survey: "hours = \"00:00-24:00\"\ndelay = \"1s\"", ..Wish::default() }).await
}

fn customer(world: &World, platform: Platform, who: &str) -> Value {
    let person = world.planet().person(who).unwrap();
    match platform {
        Slack => json!({ "slack": person.slack }),
        Discord => json!({ "discord": person.discord }),
    }
}

async fn closed(world: &World, platform: Platform, who: &str, ticket: &str) {
    let body = json!({ "event": "ticket.solved",
        "ticket": { "id": ticket, "title": "Charged twice", "customer": customer(world, platform, who) } });
    assert_eq!(deliver(world, "desk", &body, &format!("d-{ticket}")).await, 200);
}

fn written(world: &afterword::sandbox::World, platform: Platform, who: &str) -> Vec<Shown> {
    world.dm(platform, who).map(|dm| world.bot_messages(platform, &dm)).unwrap_or_default()
}

fn sends(world: &World, platform: Platform) -> usize {
    let is_send = |(method, path, ..): &(String, String, Value, Value)| match platform {
        Slack => path.ends_with("chat.postMessage"),
        Discord => method == "POST" && path.ends_with("/messages"),
    };
    world.planet().requests(platform).iter().filter(|r| is_send(r)).count()
}

fn call(platform: Platform) -> &'static str {
    match platform {
        Slack => "chat.postMessage",
        Discord => "/messages",
    }
}

/// In process, because a minute has to pass before an unclear send is looked for.
#[tokio::test]
async fn f38_f39_an_unclear_answer_to_a_send_leaves_one_visible_prompt() {
    for platform in [Slack, Discord] {
        for fault in [Fault::LostInProxy, Fault::DropAnswer, Fault::Html, Fault::TruncatedJson] {
            let world = World::new().await;
            let ticket = world.open(platform, "mia").await;
            world.close(&ticket).await;
            world.settle().await;
            world.planet().faults().next(platform, call(platform), fault.clone());
            world.clock.advance(minutes(5));
            let began = Instant::now();
            world.settle().await;
            assert!(began.elapsed() < Duration::from_secs(15), "the sender is free again");
            for _ in 0..4 {
                world.advance(minutes(2)).await;
            }
            assert_eq!(world.said(&ticket).len(), 1, "{platform:?} {fault:?}");
            assert!(matches!(world.state(&ticket).await, State::Delivered { .. }), "{platform:?} {fault:?}");
        }
    }
}

/// In process for the same reason.
#[tokio::test]
async fn f39_a_code_nobody_knows_ends_the_send_at_once_and_is_told() {
    let world = World::new().await;
    let ticket = world.open(Slack, "mia").await;
    world.close(&ticket).await;
    world.settle().await;
    let unheard_of = Fault::Error { status: 200, code: "brand_new_trouble".to_owned() };
    world.planet().faults().times(Slack, "chat.postMessage", unheard_of, 50);
    world.advance(minutes(5)).await;
    world.advance(minutes(60)).await;
    let tried = world.planet().requests(Slack).iter().filter(|(_, p, ..)| p.ends_with("chat.postMessage")).count();
    assert!(tried <= 2, "no resend storm: {tried}");
    assert!(matches!(world.state(&ticket).await, State::Undeliverable { .. }), "it is in the ledger");
}

#[tokio::test]
async fn f43_a_deactivated_user_or_a_closed_conversation_costs_one_attempt_and_is_told() {
    for code in ["user_disabled", "cannot_dm_bot", "is_archived", "not_in_channel"] {
        let mut world = machine().await;
        let program = Program::serve(&mut world).await;
        let refused = Fault::Error { status: 200, code: code.to_owned() };
        world.planet().faults().times(Slack, "chat.postMessage", refused, 50);
        closed(&world, Slack, "mia", "f43").await;
        let tried = |w: &afterword::sandbox::World| {
            w.requests(Slack).iter().any(|(_, p, ..)| p.ends_with("chat.postMessage")).then_some(())
        };
        world.planet().until(tried).await.expect("it is tried");
        tokio::time::sleep(Duration::from_secs(1)).await;
        assert_eq!(sends(&world, Slack), 1, "{code}: one attempt, not a loop");
        drop(program);
        let store = Store::open(world.database()).await.unwrap();
        let state = store.why("f43", None).await.unwrap().remove(0).survey.state;
        assert!(matches!(state, State::Undeliverable { .. }), "{code}: {state:?}");
        store.close().await;
    }
}

#[tokio::test]
async fn f54_a_closed_direct_conversation_on_discord_is_tried_once_and_told() {
    let mut world = machine().await;
    let program = Program::serve(&mut world).await;
    world.planet().refuse_dms("mia", true);
    closed(&world, Discord, "mia", "f54").await;
    let tried = |w: &afterword::sandbox::World| {
        w.requests(Discord).iter().any(|(m, p, ..)| m == "POST" && p.ends_with("/messages")).then_some(())
    };
    world.planet().until(tried).await.expect("it is tried");
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(sends(&world, Discord), 1);
    drop(program);
    let store = Store::open(world.database()).await.unwrap();
    let state = store.why("f54", None).await.unwrap().remove(0).survey.state;
    assert!(matches!(state, State::Undeliverable { .. }), "{state:?}");
    store.close().await;
}

#[tokio::test]
async fn f37_a_limited_conversation_waits_out_its_window_and_others_do_not() {
    let mut world = machine().await;
    let _program = Program::serve(&mut world).await;
    let wait = Fault::TooManyRequests { after_s: 8.0 };
    world.planet().faults().next(Slack, "chat.postMessage", wait);
    closed(&world, Slack, "mia", "f37-mia").await;
    let limited = |w: &afterword::sandbox::World| {
        w.requests(Slack).iter().any(|(_, p, ..)| p.ends_with("chat.postMessage")).then_some(())
    };
    world.planet().until(limited).await.expect("the first send meets the limit");
    let began = Instant::now();
    closed(&world, Slack, "jonas", "f37-jonas").await;
    let arrives = |who: &'static str| {
        move |w: &afterword::sandbox::World| written(w, Slack, who).into_iter().find(|m| !m.buttons.is_empty())
    };
    world.planet().until(arrives("jonas")).await.expect("another conversation is not held back");
    assert!(written(world.planet(), Slack, "mia").is_empty(), "its own window is not over");
    assert_eq!(sends(&world, Slack), 2, "one call in the window");
    world
        .planet()
        .until_within(Duration::from_secs(40), arrives("mia"))
        .await
        .expect("after the window it is delivered");
    assert!(began.elapsed() >= Duration::from_secs(6), "not before");
    assert_eq!(sends(&world, Slack), 3);
}

/// In process: an hour passes and two scorecards are due.
#[tokio::test]
async fn f43_a_scorecard_whose_channel_is_gone_goes_to_the_managers_and_says_so() {
    let world = World::new().await;
    world.settle().await;
    let gone = Fault::Error { status: 200, code: "is_archived".to_owned() };
    world.planet().faults().next(Slack, "chat.postMessage", gone);
    world.clock.set(at("2026-11-30T08:00:00Z"));
    world.settle().await;
    world.advance(minutes(5)).await;
    assert!(world.planet().bot_messages(Slack, TEAM[0].1).is_empty());
    let told = written(world.planet(), Slack, "lena");
    let cards = told.iter().filter(|m| !m.pictures.is_empty()).count();
    assert_eq!(cards, 1, "the manager has the card: {told:#?}");
    assert!(told.iter().any(|m| m.text().contains("could not be posted")), "and knows why: {told:#?}");
}

#[tokio::test]
async fn f14_a_backup_put_back_is_noticed_and_nobody_is_asked_again() {
    let survey = "hours = \"00:00-24:00\"\ndelay = \"3s\"";
    let mut world = World::with(Wish { idle: true, survey, ..Wish::default() }).await;
    let file = world.database().trim_start_matches("sqlite://").to_owned();
    let backup = format!("{file}.backup");
    let program = Program::serve(&mut world).await;
    for platform in [Slack, Discord] {
        closed(&world, platform, "mia", &format!("f14-{platform:?}")).await;
    }
    closed(&world, Discord, "jonas", "f14-jonas").await;
    // Read and planned, not yet sent.
    tokio::time::sleep(Duration::from_secs(1)).await;
    program.terminated().await;
    std::fs::copy(&file, &backup).unwrap();

    let program = Program::serve(&mut world).await;
    let asked = |platform, who: &'static str| {
        move |w: &afterword::sandbox::World| written(w, platform, who).into_iter().find(|m| !m.buttons.is_empty())
    };
    world.planet().until(asked(Slack, "mia")).await.expect("asked in Slack");
    world.planet().until(asked(Discord, "jonas")).await.expect("asked on Discord");
    program.terminated().await;
    for beside in ["-wal", "-shm"] {
        drop(std::fs::remove_file(format!("{file}{beside}")));
    }
    std::fs::copy(&backup, &file).unwrap();
    let before = (sends(&world, Slack), sends(&world, Discord));

    let program = Program::serve(&mut world).await;
    assert!(program.log().contains("restore detected"), "{}", program.log());
    tokio::time::sleep(Duration::from_secs(4)).await;
    assert_eq!((sends(&world, Slack), sends(&world, Discord)), before, "no flood: {}", program.log());
    drop(program);
    let store = Store::open(world.database()).await.unwrap();
    assert!(store.restored_at().await.unwrap().is_some(), "status can say it");
    let state = store.why("f14-jonas", None).await.unwrap().remove(0).survey.state;
    assert!(matches!(state, State::Delivered { .. }), "what was sent is found: {state:?}");
    store.close().await;
}
