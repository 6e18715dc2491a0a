//! What Slack tells us about our connections and our installation, and what we then do.

use std::time::Duration;

use afterword::domain::survey::State;
use afterword::store::Store;
use serde_json::{Value, json};
use tokio::time::Instant;

use super::slack::{asked, closed, machine, saved, two_sockets, written};
use crate::hooks::client;
use crate::program::{Program, printed};
use crate::world::{Slack, Wish, World};

#[tokio::test]
async fn f32_what_comes_by_a_socket_after_its_notice_counts_and_a_new_one_is_open_before_it_closes() {
    let mut world = machine().await;
    let program = Program::serve(&mut world).await;
    two_sockets(&world).await;
    let prompt = asked(&world, "mia", "f32").await;
    let slack = world.planet().slack();
    let before = slack.acknowledged();
    slack.deliver_on_the_old(true);
    world.planet().slack_refresh();
    assert_eq!(slack.old_and_new(), (2, 0));
    let noticed = Instant::now();
    let mut presses = 0;
    // Slack closes the old ones after ten seconds. What is pressed at that very moment is another row's (F36).
    while noticed.elapsed() < Duration::from_secs(8) {
        presses += 1;
        let score = (presses % 7 + 1).to_string();
        let control = prompt.button(&score).unwrap().id.clone();
        saved(&slack.press_forged("mia", &prompt.channel, &prompt.id, &control).await, &score);
        let (old, new) = slack.old_and_new();
        assert_eq!(old, 2, "all of it comes by the old ones");
        assert!(new > 0 || noticed.elapsed() < Duration::from_secs(5), "a new one is opened at once");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    assert!(presses > 20, "{presses} presses");
    let acknowledged = |_: &afterword::sandbox::World| (slack.acknowledged() == before + presses).then_some(());
    assert!(world.planet().until(acknowledged).await.is_some(), "{} of {presses}", slack.acknowledged() - before);
    let old_closed = |_: &afterword::sandbox::World| (slack.old_and_new().0 == 0).then_some(());
    assert!(world.planet().until_within(Duration::from_secs(20), old_closed).await.is_some());
    assert!(slack.old_and_new().1 > 0 && noticed.elapsed() >= Duration::from_secs(9), "never without a socket");
    drop(program);
    let store = Store::open(world.database()).await.unwrap();
    let story = store.why("f32", None).await.unwrap().remove(0);
    let stored: Vec<_> = story.answers.iter().map(|a| (usize::from(a.score.value()), a.changes as usize)).collect();
    assert_eq!(stored, [(presses % 7 + 1, presses - 1)], "every one had its effect");
    store.close().await;
}

fn removed() -> Value {
    json!({ "type": "app_uninstalled" })
}

fn revoked() -> Value {
    json!({ "type": "tokens_revoked", "tokens": { "oauth": [], "bot": ["U0AFTERBOT"] } })
}

/// What Slack sends once for every minute in which it held back events.
fn held_back(world: &World, minute: i64) -> Value {
    let cast = world.planet().cast();
    json!({ "token": "sandbox-verification-token", "type": "app_rate_limited", "team_id": cast.slack_team,
        "minute_rate_limited": minute, "api_app_id": cast.slack_app })
}

async fn told(world: &World, minute: i64) {
    let payload = held_back(world, minute);
    assert!(world.planet().slack().envelope("events_api", payload).await.is_some(), "it is acknowledged");
}

/// Waits until the metrics count so many minutes; a page of them is kept for a few seconds.
async fn measured(world: &World, minutes: u64) {
    let (line, began) = (format!("afterword_events_withheld_minutes {minutes}\n"), Instant::now());
    loop {
        let page = client().get(world.url("/metrics")).send().await.unwrap().text().await.unwrap();
        if page.contains(&line) {
            return;
        }
        assert!(began.elapsed() < Duration::from_secs(20), "{line}: {page}");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

#[tokio::test]
async fn f47_events_that_are_held_back_are_told_and_what_may_have_been_among_them_is_asked_for() {
    for called in [false, true] {
        let survey = "hours = \"00:00-24:00\"\ndelay = \"1s\"";
        let mut world = World::with(Wish { idle: true, called, survey, ..Wish::default() }).await;
        let _program = Program::serve(&mut world).await;
        asked(&world, "mia", "f47").await;
        measured(&world, 0).await;
        for minute in [1_795_698_840, 1_795_698_840, 1_795_698_900] {
            told(&world, minute).await;
        }
        measured(&world, 2).await;
        let status: Value = serde_json::from_str(&printed(&world, &["status", "--json"])).unwrap();
        assert_eq!((&status["events_withheld"]["minutes"], &status["paused"]), (&json!(2), &json!([])), "{status}");
        let status = printed(&world, &["status"]);
        assert!(status.contains("Slack held back events") && status.contains("2 minutes so far"), "{status}");
        // Our removal was among the events of the next minute.
        world.planet().slack().revoke(true);
        let (calls, sent) = (world.planet().requests(Slack).len(), sends(&world));
        told(&world, 1_795_698_960).await;
        let asked_for = Instant::now();
        while !printed(&world, &["status"]).contains("Slack: paused since") {
            assert!(asked_for.elapsed() < Duration::from_secs(15), "found out without a send");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        assert_eq!((world.planet().requests(Slack).len() - calls, sends(&world)), (1, sent), "one question, no send");
    }
}

fn sends(world: &World) -> usize {
    world.planet().requests(Slack).iter().filter(|(_, path, ..)| path.ends_with("chat.postMessage")).count()
}

#[tokio::test]
async fn f41_removed_and_revoked_in_either_order_and_twice_stops_the_sends_and_a_new_installation_takes_them_up() {
    for news in [[removed(), revoked()], [revoked(), removed()]] {
        let mut world = machine().await;
        let program = Program::serve(&mut world).await;
        let prompt = asked(&world, "mia", "f41").await;
        saved(&world.press("mia", &prompt, "5").await, "5");
        world.planet().slack().revoke(true);
        for event in news.iter().chain(&news) {
            assert!(world.planet().slack().event(event.clone()).await, "{event} is acknowledged");
            assert!(world.planet().slack().redeliver_last().await, "and so is its redelivery");
        }
        let (before, sent) = (world.planet().requests(Slack).len(), sends(&world));
        for who in ["jonas", "aiko", "carlos"] {
            closed(&world, who, &format!("f41-{who}")).await;
        }
        tokio::time::sleep(Duration::from_secs(4)).await;
        assert_eq!(sends(&world), sent, "nothing is sent");
        let further = world.planet().requests(Slack).len() - before;
        assert!(further <= 3, "{further} further calls");
        let complaints = program.log().matches("\"ERROR\"").count();
        assert!(complaints <= 2, "no loop of errors: {}", program.log());
        world.planet().slack().revoke(false);
        let program = program.killed_and_started(&mut world).await;
        for who in ["jonas", "aiko", "carlos"] {
            let open = |w: &afterword::sandbox::World| written(w, who).into_iter().find(|m| !m.buttons.is_empty());
            let resumed = world.planet().until(open).await;
            resumed.unwrap_or_else(|| panic!("{who} is asked after all: {}", program.log()));
        }
        drop(program);
        let store = Store::open(world.database()).await.unwrap();
        let story = store.why("f41", None).await.unwrap().remove(0);
        assert!(matches!(story.survey.state, State::Answered { .. }), "what was answered is kept");
        assert_eq!(story.answers.len(), 1);
        assert!(store.paused().await.unwrap().is_empty());
        store.close().await;
    }
}
