//! `/api/v1` over a real socket: tokens, pages, privacy, closes; every answer is held against the description.

mod description;

use afterword::clock::Clock;
use afterword::domain::instrument::CES7;
use reqwest::header::HeaderMap;
use serde_json::{Value, json};

use self::description::Description;
use crate::world::{BOARD_TOKEN, CRM_TOKEN, Slack, Wish, World, days, hours, minutes};

const TOKENS: &str = r#"
[[team]]
name = "Ops"
timezone = "UTC"
schedule = "0 9 * * MON"
[[api_token]]
name = "crm"
secret_env = "CRM_TOKEN"
teams = ["Payments"]
write = true
include_words = true
[[api_token]]
name = "board"
secret_env = "BOARD_TOKEN"
teams = ["Payments", "Ops"]
"#;

/// One call, its answer held against the description.
pub struct Said {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Value,
}

async fn world() -> World {
    World::with(Wish { more: TOKENS.to_owned(), ..Wish::default() }).await
}

fn description() -> &'static Description {
    static KNOWN: std::sync::OnceLock<Description> = std::sync::OnceLock::new();
    KNOWN.get_or_init(|| Description::new(afterword::web::api::DESCRIPTION))
}

async fn get(world: &World, path: &str, token: &str) -> Said {
    let request = crate::hooks::client().get(world.url(path)).bearer_auth(token);
    answered("get", path, request).await
}

async fn close(world: &World, body: &Value, token: &str, key: Option<&str>) -> Said {
    let path = "/api/v1/tickets/close";
    let mut request = crate::hooks::client().post(world.url(path)).bearer_auth(token).json(body);
    if let Some(key) = key {
        request = request.header("idempotency-key", key);
    }
    let said = answered("post", path, request).await;
    if said.status == 202 {
        description().takes("post", path, body).unwrap();
    }
    said
}

async fn answered(method: &str, path: &str, request: reqwest::RequestBuilder) -> Said {
    let response = request.send().await.unwrap();
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let body: Value = serde_json::from_slice(&response.bytes().await.unwrap()).unwrap();
    let kind = headers["content-type"].to_str().unwrap();
    description().answers(method, path, status, kind, &body).unwrap();
    Said { status, headers, body }
}

fn solved(world: &World, ticket: &str) -> Value {
    let mia = world.planet().person("mia").unwrap();
    json!({ "ticket": { "id": ticket, "subject": "Charged twice", "tags": ["billing"] }, "outcome": "resolved",
        "agent": { "email": "ana@example.com" }, "customer": { "email": mia.email }, "extra": { "plan": "gold" } })
}

/// Mia answers ticket 481 with a two and says why.
async fn answered_low(world: &World) {
    assert_eq!(close(world, &solved(world, "481"), CRM_TOKEN, Some("k-1")).await.status, 202);
    world.advance(minutes(5)).await;
    let dm = world.planet().dm(Slack, "mia").expect("Mia was written to");
    let prompt = world.planet().bot_messages(Slack, &dm).remove(0);
    let seen = world.press("mia", &prompt, "2").await;
    assert!(seen.private_text().contains("Saved: 2 of 7"), "{}", seen.private_text());
    world.settle().await;
}

#[tokio::test]
async fn a_close_is_stored_before_it_is_answered_and_asks_the_customer_once() {
    let world = world().await;
    let first = close(&world, &solved(&world, "481"), CRM_TOKEN, Some("k-1")).await;
    assert_eq!((first.status, &first.body["outcome"]), (202, &json!("stored")));
    assert_eq!((&first.body["source"], &first.body["ticket_id"]), (&json!("crm"), &json!("481")));
    let again = close(&world, &solved(&world, "481"), CRM_TOKEN, Some("k-1")).await;
    assert_eq!((again.status, &again.body["outcome"]), (202, &json!("duplicate")));
    close(&world, &solved(&world, "481"), CRM_TOKEN, Some("k-2")).await;
    world.advance(minutes(5)).await;
    assert_eq!(world.stories("481").await.len(), 1);
    let dm = world.planet().dm(Slack, "mia").unwrap();
    assert_eq!(world.planet().bot_messages(Slack, &dm).len(), 1);
}

#[tokio::test]
async fn an_id_with_a_nul_in_it_is_nobodys_on_postgresql_too() {
    let Some(world) = on_postgresql().await else { return };
    for list in ["tickets", "answers", "cases"] {
        assert_eq!(get_unlisted(&world, &format!("/api/v1/{list}/a%00b"), CRM_TOKEN).await.status, 404, "{list}");
    }
}

/// The same on PostgreSQL, where that is installed.
async fn on_postgresql() -> Option<World> {
    let database = crate::postgres::database().await?;
    Some(World::with(Wish { more: TOKENS.to_owned(), database: Some(database), ..Wish::default() }).await)
}

#[tokio::test]
async fn what_is_read_is_what_happened() {
    reads_what_happened(world().await).await;
    let Some(world) = on_postgresql().await else { return };
    reads_what_happened(world).await;
}

async fn reads_what_happened(world: World) {
    answered_low(&world).await;
    let tickets = get(&world, "/api/v1/tickets?team=Payments&state=answered", CRM_TOKEN).await.body;
    let ticket = &tickets["items"][0];
    assert_eq!(
        (&ticket["ticket_id"], &ticket["state"], &ticket["subject"]),
        (&json!("481"), &json!("answered"), &json!("Charged twice"))
    );
    let answers = get(&world, "/api/v1/answers", CRM_TOKEN).await.body;
    let answer = &answers["items"][0];
    assert_eq!(
        (&answer["instrument"], &answer["score"], &answer["favourable"]),
        (&json!("ces7"), &json!(2), &json!(false))
    );
    assert_eq!(answer["ticket"], ticket["id"]);
    let cases = get(&world, "/api/v1/cases?state=open", CRM_TOKEN).await.body;
    assert_eq!(cases["items"][0]["ticket"], ticket["id"]);
    for (list, row) in [("tickets", ticket), ("answers", answer), ("cases", &cases["items"][0])] {
        let one = get(&world, &format!("/api/v1/{list}/{}", row["id"].as_str().unwrap()), CRM_TOKEN).await;
        assert_eq!((one.status, &one.body), (200, row), "{list}");
    }
    assert_eq!(get(&world, "/api/v1/tickets?state=expired", CRM_TOKEN).await.body["items"], json!([]));
    let future = get(&world, "/api/v1/answers?from=2026-12-01T00:00:00Z", CRM_TOKEN).await;
    assert_eq!(future.body["items"], json!([]));
}

#[tokio::test]
async fn a_scorecard_is_the_same_json_as_on_the_command_line() {
    let world = world().await;
    answered_low(&world).await;
    world.advance(days(7)).await;
    let card = get(&world, "/api/v1/teams/Payments/scorecards/2026-W48", BOARD_TOKEN).await;
    assert_eq!(card.status, 200);
    let team = world.settings().team("Payments").unwrap().clone();
    let week = "2026-W48".parse().unwrap();
    let counted = afterword::flow::digest::ask(world.store(), &team, week, world.clock.now()).await.unwrap();
    assert_eq!(card.body, afterword::present::json::scorecard(&counted));
    assert_eq!(card.body["metrics"][0]["n"], json!(1));
    for path in ["Payments/scorecards/2026-W99", "Payments/scorecards/2030-W01", "Nobody/scorecards/2026-W48"] {
        assert_eq!(get(&world, &format!("/api/v1/teams/{path}"), BOARD_TOKEN).await.status, 404, "{path}");
    }
    assert_eq!(get(&world, "/api/v1/teams/Ops/scorecards/2026-W48", CRM_TOKEN).await.status, 404);
}

#[tokio::test]
async fn a_token_opens_its_teams_and_nothing_else() {
    let world = world().await;
    answered_low(&world).await;
    let names =
        |said: Said| said.body["items"].as_array().unwrap().iter().map(|t| t["name"].clone()).collect::<Vec<_>>();
    assert_eq!(names(get(&world, "/api/v1/teams", CRM_TOKEN).await), [json!("Payments")]);
    assert_eq!(names(get(&world, "/api/v1/teams", BOARD_TOKEN).await), [json!("Payments"), json!("Ops")]);
    assert_eq!(get(&world, "/api/v1/tickets?team=Ops", CRM_TOKEN).await.status, 404);
    for path in ["/api/v1/tickets/no-such-id", "/api/v1/cases/0", "/api/v1/answers/%00", "/api/v1/nowhere"] {
        let said = get_unlisted(&world, path, CRM_TOKEN).await;
        assert_eq!(said.status, 404, "{path}");
    }
    for token in ["", "x", &CRM_TOKEN[1..], &format!("{CRM_TOKEN}0"), &CRM_TOKEN.to_uppercase()] {
        let said = get(&world, "/api/v1/tickets", token).await;
        assert_eq!(said.status, 401, "{token:?}");
        assert!(said.headers.contains_key("www-authenticate"));
    }
    let bare = crate::hooks::client().get(world.url("/api/v1/answers"));
    assert_eq!(answered("get", "/api/v1/answers", bare).await.status, 401);
    let said = close(&world, &solved(&world, "1"), BOARD_TOKEN, None).await;
    assert_eq!(said.status, 403);
}

async fn get_unlisted(world: &World, path: &str, token: &str) -> Said {
    let response = crate::hooks::client().get(world.url(path)).bearer_auth(token).send().await.unwrap();
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let body = serde_json::from_slice(&response.bytes().await.unwrap()).unwrap();
    Said { status, headers, body }
}

#[tokio::test]
async fn words_and_names_are_shown_only_where_the_operator_says_so() {
    let world = world().await;
    answered_low(&world).await;
    let seen = |said: Said, key: &str| said.body["items"][0][key].clone();
    let mia = world.planet().person("mia").unwrap().email.clone();
    assert_eq!(seen(get(&world, "/api/v1/answers", CRM_TOKEN).await, "customer"), json!(mia));
    for (list, key) in [
        ("answers", "customer"),
        ("answers", "comment"),
        ("tickets", "subject"),
        ("tickets", "customer"),
        ("cases", "customer"),
    ] {
        assert_eq!(seen(get(&world, &format!("/api/v1/{list}"), BOARD_TOKEN).await, key), Value::Null, "{list} {key}");
    }
}

#[tokio::test]
async fn a_scorecard_quotes_customers_only_to_a_token_that_may_read_their_words() {
    let world = world().await;
    let chance = afterword::chance::Chance::seeded(5);
    let draw = move || chance.id();
    let lines: Vec<_> = (0..6)
        .map(|n| {
            let mut line = crate::instruments::answer(&CES7, 6, n, "2025-11-26T10:00:00Z");
            line.answer.as_mut().unwrap().comment = Some("My private words".to_owned());
            line
        })
        .collect();
    world.store().import(&lines, &draw).await.unwrap();
    world.advance(days(14)).await;
    for (token, quoted) in [(CRM_TOKEN, true), (BOARD_TOKEN, false)] {
        let card = get(&world, "/api/v1/teams/Payments/scorecards/2025-W48", token).await;
        assert_eq!(card.body["metrics"][0]["n"], json!(6));
        assert_eq!(card.body.to_string().contains("My private words"), quoted, "{}", card.body);
    }
}

#[tokio::test]
async fn what_was_answered_in_confidence_is_never_a_row() {
    let team = "instruments = [\"ces7\"]\nprivacy = \"confidential\"";
    let world = World::with(Wish { more: TOKENS.to_owned(), team, ..Wish::default() }).await;
    answered_low(&world).await;
    for list in ["answers", "cases"] {
        assert_eq!(get(&world, &format!("/api/v1/{list}"), CRM_TOKEN).await.body["items"], json!([]), "{list}");
    }
    let ticket = get(&world, "/api/v1/tickets", CRM_TOKEN).await.body["items"][0].clone();
    assert_eq!(
        (&ticket["customer"], &ticket["subject"], &ticket["state"]),
        (&Value::Null, &Value::Null, &json!("answered"))
    );
    let early = get(&world, "/api/v1/teams/Payments/scorecards/2026-W48", CRM_TOKEN).await;
    assert_eq!(early.status, 409, "the week is not over");
}

#[tokio::test]
async fn pages_follow_each_other_without_a_gap_or_a_repeat() {
    turns_pages(world().await).await;
    let Some(world) = on_postgresql().await else { return };
    turns_pages(world).await;
}

async fn turns_pages(world: World) {
    for n in 0..7 {
        let body =
            json!({ "ticket": { "id": n.to_string(), "closed_at": "2026-11-24T08:00:00Z" }, "no_survey": "test" });
        assert_eq!(close(&world, &body, CRM_TOKEN, None).await.status, 202);
    }
    world.settle().await;
    let mut found = Vec::new();
    let mut path = "/api/v1/tickets?limit=3".to_owned();
    for pages in 1.. {
        let page = get(&world, &path, CRM_TOKEN).await.body;
        let items = page["items"].as_array().unwrap();
        found.extend(items.iter().map(|t| t["ticket_id"].as_str().unwrap().to_owned()));
        match page["next"].as_str() {
            Some(next) => path = format!("/api/v1/tickets?limit=3&cursor={next}"),
            None => {
                assert_eq!(pages, 3);
                break;
            }
        }
    }
    found.sort();
    assert_eq!(found, ["0", "1", "2", "3", "4", "5", "6"]);
    assert_eq!(get(&world, "/api/v1/tickets?limit=7", CRM_TOKEN).await.body["next"], Value::Null);
    for query in ["limit=0", "limit=201", "cursor=nonsense", "from=monday", "page=2", "state=happy"] {
        let said = get(&world, &format!("/api/v1/tickets?{query}"), CRM_TOKEN).await;
        assert_eq!(said.status, 400, "{query}");
    }
}

#[tokio::test]
async fn a_close_that_is_wrong_is_told_which_field_and_what_to_write() {
    let world = world().await;
    let body = json!({ "ticket": { "closed_at": "24.11.2026", "titel": "x" }, "customer": { "email": "mia" } });
    let said = close(&world, &body, CRM_TOKEN, Some("k k")).await;
    assert_eq!(said.status, 422);
    let places: Vec<_> = said.body["errors"].as_array().unwrap().iter().map(|e| e["where"].as_str().unwrap()).collect();
    insta::assert_snapshot!(places.join("\n"), @r"
    /customer/email
    /ticket/closed_at
    /ticket
    /ticket/id
    header Idempotency-Key
    ");
    assert!(!said.body.to_string().contains("24.11."), "{}", said.body);
    for (body, kind, status) in [
        ("", "application/json", 400),
        ("[]", "application/json", 400),
        ("{\"ticket\":", "application/json", 400),
        ("{}", "text/plain", 415),
    ] {
        let path = "/api/v1/tickets/close";
        let request = crate::hooks::client().post(world.url(path)).bearer_auth(CRM_TOKEN).header("content-type", kind);
        assert_eq!(answered("post", path, request.body(body)).await.status, status, "{body:?} {kind}");
    }
    let path = "/api/v1/tickets/close";
    let request =
        crate::hooks::client().post(world.url(path)).bearer_auth(CRM_TOKEN).header("content-type", "application/json");
    let said = answered("post", path, request.body(vec![b' '; 1024 * 1024 + 1])).await;
    assert_eq!(said.status, 413);
    assert_eq!(world.stories("482").await.len(), 0);
    let foreign = json!({ "ticket": { "id": "1" }, "team": "Ops" });
    assert_eq!(close(&world, &foreign, CRM_TOKEN, None).await.status, 404);
    world.advance(hours(1)).await;
}

#[tokio::test]
async fn the_description_and_the_routes_name_the_same_addresses() {
    let mut served = afterword::web::api::paths();
    served.sort_unstable();
    assert_eq!(served, description().paths());
    let world = world().await;
    let said = get(&world, "/api/openapi.json", "").await;
    assert_eq!((said.status, &said.body), (200, description().whole()));
    for (method, path) in description().calls() {
        let address = world.url(&path.replace("{team}", "Ops").replace("{week}", "2026-W48").replace("{id}", "1"));
        let status = crate::hooks::client().request(method.parse().unwrap(), address).send().await.unwrap().status();
        let open = path == "/api/openapi.json";
        assert_eq!(status.as_u16(), if open { 200 } else { 401 }, "{method} {path}");
    }
}

#[tokio::test]
async fn without_a_token_there_is_no_interface() {
    let world = World::new().await;
    let response = crate::hooks::client().get(world.url("/api/openapi.json")).send().await.unwrap();
    assert_eq!(response.status().as_u16(), 404);
}

#[tokio::test]
async fn a_token_that_is_used_too_often_is_held_off_alone_and_so_is_whoever_guesses() {
    let world = world().await;
    let ask = async |token: &str| get(&world, "/api/v1/teams", token).await;
    for _ in 0..200 {
        assert_eq!(ask(CRM_TOKEN).await.status, 200);
    }
    let said = ask(CRM_TOKEN).await;
    assert_eq!((said.status, said.headers["retry-after"].to_str().unwrap()), (429, "1"));
    assert_eq!(close(&world, &solved(&world, "1"), CRM_TOKEN, None).await.status, 429);
    assert_eq!(ask(BOARD_TOKEN).await.status, 200, "another token is another's");
    for _ in 0..40 {
        assert_eq!(ask("guess").await.status, 401);
    }
    assert_eq!(ask("guess").await.status, 429);
    assert_eq!(ask(BOARD_TOKEN).await.status, 200, "whoever has a token does not wait for those who guess");
    world.clock.advance(afterword::domain::Duration::from_secs(1));
    assert_eq!((ask(CRM_TOKEN).await.status, ask("guess").await.status), (200, 401));
}
