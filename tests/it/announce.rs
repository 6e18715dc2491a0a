//! Outgoing webhooks over real sockets: told once, signed, tried again under the same id, and given up when it is over.

mod receiver;

use afterword::clock::Clock;
use afterword::store::Store;
use serde_json::{Value, json};

use self::receiver::{Heard, Receiver, Say};
use crate::world::{HOOK_SECRET, Slack, Wish, World, days, hours, minutes};

const ALL: &str = "[\"answer.created\", \"answer.changed\", \"case.opened\", \"case.closed\"]";

fn hook(receiver: &Receiver, events: &str, more: &str) -> String {
    let port = receiver.port;
    format!(
        "\n[[webhook]]\nname = \"crm\"\nurl = \"http://127.0.0.1:{port}/told\"\nsecret_env = \"HOOK_SECRET\"\n\
         events = {events}\nallow_private = true\n{more}\n"
    )
}

async fn world(receiver: &Receiver, events: &str, more: &str) -> World {
    World::with(Wish { more: hook(receiver, events, more), ..Wish::default() }).await
}

/// Mia answers with this score.
async fn presses(world: &World, score: &str) {
    let ticket = world.open(Slack, "mia").await;
    world.close(&ticket).await;
    world.advance(minutes(5)).await;
    let prompt = world.prompt(&ticket).expect("she is asked");
    let seen = world.press("mia", &prompt, score).await;
    assert!(seen.private_text().contains("Saved"), "{}", seen.private_text());
}

fn told(heard: &[Heard]) -> Vec<String> {
    heard.iter().map(|h| h.body["type"].as_str().unwrap().to_owned()).collect()
}

async fn dead(store: &Store, world: &World) -> Vec<String> {
    store.standing(world.clock.now()).await.unwrap().dead.into_iter().map(|d| format!("{} {}", d.kind, d.why)).collect()
}

#[tokio::test]
async fn an_answer_and_its_case_are_told_once_and_signed() {
    let receiver = Receiver::start().await;
    told_once(world(&receiver, ALL, "").await, &receiver).await;
    let Some(database) = crate::postgres::database().await else { return };
    let receiver = Receiver::start().await;
    let wish = Wish { more: hook(&receiver, ALL, ""), database: Some(database), ..Wish::default() };
    told_once(World::with(wish).await, &receiver).await;
}

async fn told_once(world: World, receiver: &Receiver) {
    presses(&world, "2").await;
    world.settle().await;
    let heard = receiver.heard();
    let mut kinds = told(&heard);
    kinds.sort();
    assert_eq!(kinds, ["answer.created", "case.opened"]);
    for one in &heard {
        assert!(one.is_signed_with(HOOK_SECRET) && one.path == "/told", "{one:?}");
        assert_eq!(one.timestamp, world.clock.now().as_second().to_string());
        assert!(one.id.starts_with("msg_") && one.id.len() == 36, "{}", one.id);
    }
    let answer = heard.iter().find(|h| h.body["type"] == "answer.created").unwrap();
    let data = &answer.body["data"];
    assert_eq!((&data["score"], &data["instrument"], &data["team"]), (&json!(2), &json!("ces7"), &json!("Payments")));
    assert_eq!((&data["customer"], &data["comment"]), (&Value::Null, &Value::Null), "leads: no words without leave");
    world.advance(days(6)).await;
    assert_eq!(receiver.heard().len(), 2, "nothing is told twice");
}

#[tokio::test]
async fn a_changed_answer_is_told_with_the_value_it_had() {
    let receiver = Receiver::start().await;
    let world = world(&receiver, "[\"answer.created\", \"answer.changed\"]", "include_words = true").await;
    receiver.will(&[Say::Status(500)]);
    let ticket = world.open(Slack, "mia").await;
    world.close(&ticket).await;
    world.advance(minutes(5)).await;
    let prompt = world.prompt(&ticket).unwrap();
    world.press("mia", &prompt, "2").await;
    world.settle().await;
    world.press_private(Slack, "mia", "Change").await;
    let seen = world.press_private(Slack, "mia", "6").await;
    assert!(seen.private_text().contains("Saved: 6 of 7"), "{seen:?}");
    // A receiver that failed rests a minute; then both are told.
    world.advance(minutes(1)).await;
    world.advance(minutes(2)).await;
    let mut seen: Vec<_> =
        receiver.heard().iter().map(|h| format!("{} {}", h.body["type"], h.body["data"]["score"])).collect();
    seen.sort();
    // The first call failed and was repeated after the second value was stored: it still tells the first.
    assert_eq!(seen, ["\"answer.changed\" 6", "\"answer.created\" 2", "\"answer.created\" 2"]);
    assert!(receiver.heard()[0].body["data"]["customer"].is_string(), "the operator asked for it");
}

#[tokio::test]
async fn whatever_goes_wrong_the_id_stays_and_nothing_is_followed() {
    let receiver = Receiver::start().await;
    let world = world(&receiver, "[\"answer.created\"]", "").await;
    let faults = [Say::Status(500), Say::Elsewhere, Say::Status(404), Say::Nothing, Say::Later, Say::Endless];
    receiver.will(&faults);
    presses(&world, "6").await;
    world.settle().await;
    for wait in [minutes(1), minutes(7), minutes(40), hours(3), hours(7), hours(14)] {
        world.advance(wait).await;
    }
    let heard = receiver.heard();
    assert_eq!(heard.len(), faults.len(), "an answer of 200 is enough, however long its body");
    assert!(heard.iter().all(|h| h.id == heard[0].id && h.path == "/told" && h.text == heard[0].text), "{heard:?}");
    assert!(heard[0].timestamp < heard[5].timestamp && heard.iter().all(|h| h.is_signed_with(HOOK_SECRET)));
    assert!(dead(world.store(), &world).await.is_empty());
}

#[tokio::test]
async fn a_receiver_that_never_answers_well_is_given_up_after_days_and_can_be_tried_again() {
    let receiver = Receiver::start().await;
    let world = world(&receiver, "[\"answer.created\"]", "").await;
    receiver.will(&[Say::Status(500); 10]);
    presses(&world, "6").await;
    for wait in [minutes(1), minutes(7), minutes(40), hours(3), hours(7), hours(13), hours(18), hours(25), hours(30)] {
        world.advance(wait).await;
    }
    assert_eq!(dead(world.store(), &world).await, ["announce http_500"]);
    let calls = receiver.heard().len();
    assert_eq!(calls, 10);
    let tx = world.store().begin().await.unwrap();
    assert_eq!(tx.revive(None, world.clock.now()).await.unwrap(), 1);
    tx.commit().await.unwrap();
    world.settle().await;
    assert_eq!(receiver.heard().len(), calls + 1);
    assert_eq!(receiver.heard()[calls].id, receiver.heard()[0].id);
}

#[tokio::test]
async fn a_receiver_that_is_gone_is_told_nothing_more_until_somebody_says_so() {
    let receiver = Receiver::start().await;
    let world = world(&receiver, ALL, "").await;
    receiver.will(&[Say::Status(410), Say::Status(410)]);
    presses(&world, "2").await;
    world.settle().await;
    let calls = receiver.heard().len();
    assert!(calls <= 2, "{calls}");
    let standing = world.store().standing(world.clock.now()).await.unwrap();
    assert_eq!(standing.gone.iter().map(|g| g.webhook.as_str()).collect::<Vec<_>>(), ["crm"]);
    assert_eq!(standing.dead.len(), 2);
    world.advance(days(2)).await;
    assert_eq!(receiver.heard().len(), calls);
    let tx = world.store().begin().await.unwrap();
    assert!(tx.turn_webhook_on("crm").await.unwrap() && !tx.turn_webhook_on("crm").await.unwrap());
    tx.revive(None, world.clock.now()).await.unwrap();
    tx.commit().await.unwrap();
    world.settle().await;
    assert_eq!(receiver.heard().len(), calls + 2);
}

#[tokio::test]
async fn killed_between_the_commit_and_the_send_it_is_told_all_the_same() {
    let receiver = Receiver::start().await;
    let more = hook(&receiver, "[\"answer.created\"]", "");
    let mut world = World::with(Wish { more, mortal: true, ..Wish::default() }).await;
    presses(&world, "6").await;
    assert!(receiver.heard().is_empty(), "the press was thanked, and nothing was sent yet");
    world.crash().await;
    world.start().await;
    world.advance(minutes(2)).await;
    assert_eq!(told(&receiver.heard()), ["answer.created"]);
    // Killed after the call and before that was stored: told again, under the same id.
    world.crash().await;
    world.start().await;
    world.advance(minutes(2)).await;
    assert!(receiver.heard().iter().all(|h| h.id == receiver.heard()[0].id));
}

#[tokio::test]
async fn nothing_given_in_confidence_is_told() {
    let receiver = Receiver::start().await;
    let team = "instruments = [\"ces7\"]\nprivacy = \"confidential\"";
    let more = hook(&receiver, ALL, "include_words = true");
    let world = World::with(Wish { more, team, ..Wish::default() }).await;
    presses(&world, "2").await;
    world.advance(days(1)).await;
    assert!(receiver.heard().is_empty());
    assert!(dead(world.store(), &world).await.is_empty());
}
