//! Webhooks from outside: signed, replayed, doubled, damaged. Over a real socket, against the running application.

use afterword::clock::Clock;
use afterword::domain::survey::State;
use hmac::{Hmac, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::world::{SECRET, Slack, World, hours, minutes};

/// A request as a helpdesk would send it.
pub struct Delivery<'a> {
    pub source: &'a str,
    pub body: Vec<u8>,
    pub secret: &'a str,
    pub timestamp: i64,
    pub id: Option<&'a str>,
}

impl Delivery<'_> {
    pub async fn send(&self, world: &World) -> (u16, String) {
        let response = self.request(&client(), world).send().await.unwrap();
        (response.status().as_u16(), response.text().await.unwrap())
    }

    pub fn request(&self, client: &reqwest::Client, world: &World) -> reqwest::RequestBuilder {
        let signature = sign(self.secret, &[self.timestamp.to_string().as_bytes(), b".", &self.body]);
        let mut request = client
            .post(world.url(&format!("/hooks/{}", self.source)))
            .header("content-type", "application/json")
            .header("x-desk-signature", format!("sha256={}", hex::encode(signature)))
            .header("x-desk-timestamp", self.timestamp.to_string())
            .body(self.body.clone());
        if let Some(id) = self.id {
            request = request.header("x-desk-delivery", id);
        }
        request
    }
}

pub fn client() -> reqwest::Client {
    afterword::chat::http::client().unwrap()
}

pub fn sign(secret: &str, parts: &[&[u8]]) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    parts.iter().for_each(|p| mac.update(p));
    mac.finalize().into_bytes().to_vec()
}

/// A well-signed delivery to the `desk` source; returns the status.
pub async fn deliver(world: &World, source: &str, body: &Value, id: &str) -> u16 {
    let body = body.to_string().into_bytes();
    let timestamp = world.clock.now().as_second();
    Delivery { source, body, secret: SECRET, timestamp, id: Some(id) }.send(world).await.0
}

/// The same from a program that may be killed or overloaded: `None` if it was never answered.
pub async fn attempt(world: &World, source: &str, body: &Value, id: &str) -> Option<u16> {
    attempt_by(&client(), world, source, body, id).await
}

/// The same by a client that is there already, for whoever measures and does not want to measure making one.
pub async fn attempt_by(client: &reqwest::Client, world: &World, source: &str, body: &Value, id: &str) -> Option<u16> {
    let body = body.to_string().into_bytes();
    let timestamp = world.clock.now().as_second();
    let delivery = Delivery { source, body, secret: SECRET, timestamp, id: Some(id) };
    Some(delivery.request(client, world).send().await.ok()?.status().as_u16())
}

fn solved(world: &World, ticket: &str) -> Value {
    let mia = world.planet().person("mia").unwrap();
    json!({ "event": "ticket.solved", "ticket": { "id": ticket, "title": "Charged twice", "owner": "ana@example.com",
        "customer": { "email": mia.email } } })
}

#[tokio::test]
async fn a_signed_close_is_stored_and_its_customer_found_by_e_mail() {
    let world = World::new().await;
    assert_eq!(deliver(&world, "desk", &solved(&world, "481"), "d-1").await, 200);
    world.advance(minutes(5)).await;
    let dm = world.planet().dm(Slack, "mia").expect("Mia was written to");
    let prompt = world.planet().bot_messages(Slack, &dm).remove(0);
    assert!(prompt.text().contains("Ticket #481"), "{}", prompt.text());
    let seen = world.press("mia", &prompt, "7").await;
    assert!(seen.private_text().contains("Saved: 7 of 7"), "{}", seen.private_text());
    let story = world.stories("481").await.remove(0);
    assert_eq!(story.survey.agent.as_ref().map(|a| a.id.as_str()), Some("ana@example.com"));
}

#[tokio::test]
async fn the_same_delivery_twice_and_the_same_transition_twice_ask_once() {
    let world = World::new().await;
    let body = solved(&world, "482");
    assert_eq!(deliver(&world, "desk", &body, "d-1").await, 200);
    assert_eq!(deliver(&world, "desk", &body, "d-1").await, 200);
    assert_eq!(deliver(&world, "desk", &body, "d-2").await, 200);
    world.advance(minutes(5)).await;
    assert_eq!(world.stories("482").await.len(), 1);
    let dm = world.planet().dm(Slack, "mia").unwrap();
    assert_eq!(world.planet().bot_messages(Slack, &dm).len(), 1);
}

#[tokio::test]
async fn twenty_deliveries_at_once_ask_once() {
    let world = World::new().await;
    let body = solved(&world, "483");
    let ids: Vec<String> = (0..20).map(|n| format!("d-{}", n / 2)).collect();
    let sent = ids.iter().map(|id| deliver(&world, "desk", &body, id));
    let statuses = futures_util::future::join_all(sent).await;
    assert!(statuses.iter().all(|s| *s == 200), "{statuses:?}");
    world.advance(minutes(5)).await;
    assert_eq!(world.stories("483").await.len(), 1);
}

#[tokio::test]
async fn a_reopened_ticket_is_not_asked_about_until_it_closes_again() {
    let world = World::new().await;
    deliver(&world, "desk", &solved(&world, "484"), "d-1").await;
    world.settle().await;
    world.clock.advance(minutes(1));
    let reopened = json!({ "event": "ticket.reopened", "ticket": { "id": "484" } });
    assert_eq!(deliver(&world, "desk", &reopened, "d-2").await, 200);
    world.advance(minutes(10)).await;
    assert_eq!(world.stories("484").await.remove(0).survey.state.code(), "cancelled");
    assert!(world.planet().dm(Slack, "mia").is_none_or(|dm| world.planet().bot_messages(Slack, &dm).is_empty()));

    deliver(&world, "desk", &solved(&world, "484"), "d-3").await;
    world.advance(minutes(5)).await;
    let stories = world.stories("484").await;
    assert_eq!(stories.len(), 2);
    assert!(matches!(stories[0].survey.state, State::Delivered { .. }));
}

#[tokio::test]
async fn unsigned_wrongly_signed_and_stale_deliveries_are_refused_before_parsing() {
    let world = World::new().await;
    let now = world.clock.now().as_second();
    let unsigned = client().post(world.url("/hooks/desk")).body("{not json").send().await.unwrap();
    assert_eq!(unsigned.status(), 401);
    for (secret, timestamp) in
        [("wrong", now), (SECRET, now - 301), (SECRET, now + 301), ("", now), (SECRET, now * 1000), (SECRET, -1)]
    {
        let body = solved(&world, "485").to_string().into_bytes();
        let (status, text) = Delivery { source: "desk", body, secret, timestamp, id: None }.send(&world).await;
        assert_eq!(status, 401, "{secret:?} at {timestamp}: {text}");
        assert!(!text.contains("485"), "the answer echoes the body");
    }
    world.settle().await;
    assert!(world.stories("485").await.is_empty());
}

#[tokio::test]
async fn what_cannot_be_read_is_refused_and_what_closes_nothing_is_taken() {
    let world = World::new().await;
    let timestamp = world.clock.now().as_second();
    let send = |source: &'static str, body: Vec<u8>| {
        let world = &world;
        async move { Delivery { source, body, secret: SECRET, timestamp, id: None }.send(world).await.0 }
    };
    assert_eq!(send("desk", b"{ not json".to_vec()).await, 400);
    assert_eq!(send("desk", b"".to_vec()).await, 400);
    assert_eq!(send("desk", vec![0xff, 0xfe, 0x00]).await, 400);
    assert_eq!(send("desk", "[".repeat(10_000).into_bytes()).await, 400);
    assert_eq!(send("desk", br#"{"event":"ticket.solved","ticket":{}}"#.to_vec()).await, 422);
    assert_eq!(send("desk", br#"{"event":"ticket.commented","ticket":{"id":"1"}}"#.to_vec()).await, 200);
    assert_eq!(send("nobody", b"{}".to_vec()).await, 404);
    assert_eq!(send("desk", vec![b' '; (1 << 20) + 1]).await, 413);
    let get = client().get(world.url("/hooks/desk")).send().await.unwrap();
    assert_eq!(get.status(), 405);
    let zipped = client().post(world.url("/hooks/desk")).header("content-encoding", "gzip").body("x").send().await;
    assert_eq!(zipped.unwrap().status(), 415);
}

#[tokio::test]
async fn both_of_zendesks_webhooks_are_understood() {
    let world = World::new().await;
    let mia = world.planet().person("mia").unwrap();
    let trigger = json!({ "event": "ticket.solved", "ticket": { "id": "900", "title": "Refund", "status": "Solved",
        "tags": "billing vip", "requester": { "id": "77", "name": "Mia", "email": mia.email },
        "assignee": { "name": "Ana", "email": "ana@example.com" } } });
    let event = json!({ "account_id": 1, "id": "01-EVENT", "type": "zen:event-type:ticket.status_changed",
        "time": "2026-11-24T09:00:00Z", "subject": "zen:ticket:901", "zendesk_event_version": "2022-06-20",
        "event": { "current": "SOLVED", "previous": "OPEN" },
        "detail": { "id": "901", "subject": "Login", "assignee_id": "5", "requester_id": "77", "tags": [], "status": "SOLVED",
            "created_at": "2026-11-23T09:00:00Z", "updated_at": "2026-11-24T09:00:00Z", "via": { "channel": "web" } } });
    for body in [&trigger, &event] {
        let raw = body.to_string();
        let stamp = "2026-11-24T09:00:00Z";
        let signature = sign("another-long-and-secret-string", &[stamp.as_bytes(), raw.as_bytes()]);
        use base64::Engine;
        let response = client()
            .post(world.url("/hooks/zen"))
            .header("x-zendesk-webhook-signature", base64::engine::general_purpose::STANDARD.encode(signature))
            .header("x-zendesk-webhook-signature-timestamp", stamp)
            .body(raw)
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), 200);
    }
    world.advance(minutes(5)).await;
    assert!(matches!(world.stories("900").await.remove(0).survey.state, State::Delivered { .. }));
    assert_eq!(world.stories("901").await.remove(0).survey.state.code(), "skipped", "it names no place to ask");
}

#[tokio::test]
async fn an_old_close_is_not_asked_about() {
    let world = World::new().await;
    let mut body = solved(&world, "486");
    body["ticket"]["closed_at"] = json!("2023-11-24T09:00:00Z");
    deliver(&world, "desk", &body, "d-1").await;
    world.advance(hours(1)).await;
    assert_eq!(world.stories("486").await.remove(0).survey.state.code(), "skipped");
}

#[tokio::test]
async fn health_and_readiness_tell_the_truth() {
    let world = World::new().await;
    let get = |path: &'static str| {
        let url = world.url(path);
        async move { client().get(url).send().await.unwrap().status().as_u16() }
    };
    assert_eq!(get("/healthz").await, 200);
    assert_eq!(get("/readyz").await, 200);
    assert_eq!(get("/nothing-here").await, 404);
}

#[tokio::test]
async fn a_mapped_thread_is_where_the_customer_is_asked() {
    let world = World::new().await;
    let ticket = world.open(Slack, "mia").await;
    let mia = world.planet().person("mia").unwrap();
    let body = json!({ "event": "ticket.solved", "ticket": { "id": "487", "title": "Charged twice",
        "customer": { "slack": mia.slack },
        "chat": { "platform": "slack", "channel": ticket.channel, "thread": ticket.message } } });
    assert_eq!(deliver(&world, "desk", &body, "d-1").await, 200);
    world.advance(minutes(5)).await;
    let prompt = world.prompt(&ticket).expect("the prompt is in the thread the ticket lived in");
    assert!(prompt.text().contains("Ticket #487"), "{}", prompt.text());
    let seen = world.press("mia", &prompt, "6").await;
    assert!(seen.private_text().contains("Saved: 6 of 7"), "{}", seen.private_text());

    // The person a webhook names by id and the person who is helped in the chat are one: the cooldown holds for both.
    world.advance(hours(48)).await;
    let second = world.open(Slack, "mia").await;
    world.close(&second).await;
    assert_eq!(world.state(&second).await.code(), "skipped");
}
