//! What Slack's connections and tokens may do to us: sockets that die or double, frames nobody can read, a revoked token.

use std::time::Duration;

use afterword::sandbox::{Fault, Seen, Shown};
use afterword::store::Store;
use serde_json::{Value, json};

use crate::hooks::deliver;
use crate::program::Program;
use crate::world::{Slack, Wish, World};

/// Nothing started, and people are asked a second after the close.
pub(super) async fn machine() -> World {
    World::with(Wish { idle: true, survey: "hours = \"00:00-24:00\"\ndelay = \"1s\"", ..Wish::default() }).await
}

pub(super) fn customer(world: &World, who: &str) -> Value {
    json!({ "slack": world.planet().person(who).unwrap().slack })
}

pub(super) async fn closed(world: &World, who: &str, ticket: &str) {
    let ticket = json!({ "id": ticket, "title": "Charged twice", "customer": customer(world, who) });
    let body = json!({ "event": "ticket.solved", "ticket": ticket });
    assert_eq!(deliver(world, "desk", &body, &format!("d-{ticket}")).await, 200);
}

pub(super) fn written(world: &afterword::sandbox::World, who: &str) -> Vec<Shown> {
    world.dm(Slack, who).map(|dm| world.bot_messages(Slack, &dm)).unwrap_or_default()
}

pub(super) async fn asked(world: &World, who: &str, ticket: &str) -> Shown {
    closed(world, who, ticket).await;
    let open = |w: &afterword::sandbox::World| written(w, who).into_iter().find(|m| !m.buttons.is_empty());
    world.planet().until(open).await.expect("the prompt appears")
}

pub(super) async fn two_sockets(world: &World) {
    let two = |w: &afterword::sandbox::World| (w.slack().sockets() == 2).then_some(());
    world.planet().until(two).await.expect("two sockets are open");
}

pub(super) fn saved(seen: &Seen, score: &str) {
    assert!(seen.private_text().contains(&format!("Saved: {score} of 7")), "{seen:?}");
}

#[tokio::test]
async fn f31_while_one_socket_is_half_open_the_other_serves_and_a_new_one_takes_its_place() {
    let mut world = machine().await;
    let _program = Program::serve(&mut world).await;
    two_sockets(&world).await;
    let prompt = asked(&world, "mia", "f31").await;
    world.planet().slack().freeze_one();
    let one = |w: &afterword::sandbox::World| (w.slack().sockets() == 1).then_some(());
    world.planet().until(one).await.expect("one is half-open");
    saved(&world.press("mia", &prompt, "5").await, "5");
    let replaced = |w: &afterword::sandbox::World| (w.slack().sockets() == 2).then_some(());
    let detected = world.planet().until_within(Duration::from_secs(45), replaced).await;
    detected.expect("the dead socket is found out and replaced within 45 s");
}

#[tokio::test]
async fn f33_over_refreshes_there_is_never_no_socket_and_every_press_is_saved() {
    let mut world = machine().await;
    let program = Program::serve(&mut world).await;
    two_sockets(&world).await;
    let prompt = asked(&world, "mia", "f33").await;
    world.planet().slack_refresh();
    let refreshed = tokio::time::Instant::now();
    // The notice lasts ten seconds; then the old sockets are closed.
    for press in 0.. {
        assert!(world.planet().slack().sockets() > 0, "never zero open sockets");
        if refreshed.elapsed() > Duration::from_secs(12) {
            break;
        }
        let score = (press % 7 + 1).to_string();
        // The thanks has taken the buttons' place; who still sees them may press them.
        let control = prompt.button(&score).unwrap().id.clone();
        let seen = world.planet().slack().press_forged("mia", &prompt.channel, &prompt.id, &control).await;
        saved(&seen, &score);
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    two_sockets(&world).await;
    drop(program);
}

#[tokio::test]
async fn f34_the_same_press_on_two_sockets_has_one_effect_and_both_are_acknowledged() {
    let mut world = machine().await;
    let program = Program::serve(&mut world).await;
    two_sockets(&world).await;
    let prompt = asked(&world, "mia", "f34").await;
    let before = world.planet().slack().acknowledged();
    world.planet().slack().deliver_twice(true);
    saved(&world.press("mia", &prompt, "5").await, "5");
    let both = |w: &afterword::sandbox::World| (w.slack().acknowledged() == before + 2).then_some(());
    world.planet().until(both).await.expect("both are acknowledged");
    drop(program);
    let store = Store::open(world.database()).await.unwrap();
    let story = store.why("f34", None).await.unwrap().remove(0);
    assert_eq!((story.answers.len(), story.answers[0].changes), (1, 0));
    store.close().await;
}

#[tokio::test]
async fn b32_frames_nobody_can_read_are_acknowledged_if_they_can_be_and_kept_raw() {
    let mut world = machine().await;
    let program = Program::serve(&mut world).await;
    let slack = world.planet().slack();
    for (id, frame) in [
        ("x-1", r#"{"envelope_id":"x-1","type":"interactive","payload":{"type":"block_act"#.to_owned()),
        ("x-2", json!({ "envelope_id": "x-2", "type": "brand_new", "payload": { "token": "s3cret" } }).to_string()),
    ] {
        assert!(slack.raw_frame(id, &frame).await, "{id} is acknowledged");
    }
    for noise in ["[]", "42", "not JSON", r#"{"type":"hello"}"#, r#"{"type":"interactive"}"#] {
        assert!(!slack.raw_frame("nobody", noise).await);
        if noise == "not JSON" {
            break; // each costs the three seconds in which nothing may come
        }
    }
    // A press that the model cannot read: somebody waits, so it is kept but not acknowledged as if all were well.
    let press = json!({ "type": "block_actions", "team": { "id": "T1" }, "actions": 7, "secret words": "mine" });
    let frame = json!({ "envelope_id": "x-3", "type": "interactive", "payload": press });
    assert!(!slack.raw_frame("x-3", &frame.to_string()).await);
    let prompt = asked(&world, "mia", "b32").await;
    saved(&world.press("mia", &prompt, "6").await, "6");
    assert!(!program.log().contains("secret words"), "nothing of it is logged");
    drop(program);
    let store = Store::open(world.database()).await.unwrap();
    let unread = store.unread(10).await.unwrap();
    let kept: Vec<_> = unread.iter().map(|u| (u.dedupe.as_str(), u.kind.as_str())).collect();
    assert_eq!(kept, [("x-3", "interactive"), ("x-2", "brand_new"), ("x-1", "undecodable")]);
    assert!(unread[0].payload.contains("secret words") && !unread[1].payload.contains("s3cret"));
    store.close().await;
}

#[tokio::test]
async fn f40_a_revoked_token_pauses_a_hundred_sends_and_a_new_start_takes_them_up() {
    let mut world = machine().await;
    let program = Program::serve(&mut world).await;
    asked(&world, "mia", "f40").await;
    world.planet().slack().revoke(true);
    let before = world.planet().requests(Slack).len();
    closed(&world, "jonas", "f40-jonas").await;
    for n in 0..99 {
        let ticket = json!({ "id": format!("f40-{n}"), "title": "Charged twice",
            "customer": { "slack": format!("U0NEW{n:05}") } });
        let body = json!({ "event": "ticket.solved", "ticket": ticket });
        assert_eq!(deliver(&world, "desk", &body, &format!("d-{n}")).await, 200);
    }
    tokio::time::sleep(Duration::from_secs(4)).await;
    program.says("this installation is paused", 1).await;
    let further = world.planet().requests(Slack).len() - before;
    assert!(further <= 3, "{further} further calls");
    world.planet().slack().revoke(false);
    let program = program.killed_and_started(&mut world).await;
    let open = |w: &afterword::sandbox::World| written(w, "jonas").into_iter().find(|m| !m.buttons.is_empty());
    let resumed = world.planet().until(open).await;
    resumed.unwrap_or_else(|| panic!("sends go on by themselves: {}", program.log()));
}

#[tokio::test]
async fn f30_a_handshake_that_is_never_answered_is_given_up_and_tried_again() {
    let mut world = machine().await;
    let _program = Program::serve(&mut world).await;
    two_sockets(&world).await;
    world.planet().silent_handshake(Slack, 1);
    world.planet().disconnect_sockets(Slack);
    let back = |w: &afterword::sandbox::World| (w.slack().sockets() > 0).then_some(());
    world
        .planet()
        .until_within(Duration::from_secs(25), back)
        .await
        .expect("connected again after one silent handshake");
}

#[tokio::test]
async fn f36_an_acknowledgement_that_is_lost_brings_the_press_again_and_it_counts_once() {
    let mut world = machine().await;
    let program = Program::serve(&mut world).await;
    let prompt = asked(&world, "mia", "f36").await;
    saved(&world.press("mia", &prompt, "4").await, "4");
    world.planet().disconnect_sockets(Slack);
    assert!(world.planet().until_connected(Slack).await);
    assert!(world.planet().slack().redeliver_last().await, "the retry is acknowledged");
    drop(program);
    let store = Store::open(world.database()).await.unwrap();
    let story = store.why("f36", None).await.unwrap().remove(0);
    assert_eq!((story.answers.len(), story.answers[0].changes), (1, 0));
    store.close().await;
}

#[tokio::test]
async fn f46_a_form_that_opens_too_late_leaves_the_rating_saved_and_another_way_to_comment() {
    let mut world = machine().await;
    let _program = Program::serve(&mut world).await;
    let prompt = asked(&world, "mia", "f46").await;
    saved(&world.press("mia", &prompt, "2").await, "2");
    let expired = Fault::Error { status: 200, code: "trigger_expired".to_owned() };
    world.planet().faults().next(Slack, "views.open", expired);
    let seen = world.press_private(Slack, "mia", "Tell us why").await;
    assert!(seen.form.is_none() && seen.private_text().contains("press the button again"), "{seen:?}");
    let seen = world.press_private(Slack, "mia", "Tell us why").await;
    assert!(seen.form.is_some(), "{seen:?}");
}
