//! What the adapter sends, and what each answer means.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use serde_json::{Value, json};

use super::fake::{Answer, Fake, no, ok, slack, slack_with};
use super::*;
use crate::chat::http::span;
use crate::domain::ids::SurveyId;
use crate::present::{Block, Button, Span};

fn channel(id: &str) -> Place {
    Place::Channel { channel: Channel { platform: Platform::Slack, id: id.into() }, thread: None }
}

fn mia() -> Identity {
    Identity::slack("T1", "U1")
}

fn dm() -> Place {
    Place::Direct { person: mia() }
}

fn hello() -> Message {
    Message::plain("Hello <!here>").marked("m-1")
}

fn sent(channel: &str, ts: &str) -> MessageRef {
    message_ref(channel.into(), ts.into())
}

fn posted(request: &super::fake::Request) -> Answer {
    ok(json!({ "channel": request.json()["channel"], "ts": "1700000000.000100", "message": 7 }))
}

/// One send to an always-same answer.
async fn outcome(answer: fn() -> Answer) -> Result<MessageRef, SendError> {
    let fake = Fake::new(move |_| answer()).await;
    slack(&fake.base).send(&channel("C1"), &hello()).await
}

#[tokio::test]
async fn a_prompt_is_posted_inert_marked_and_with_our_token() {
    let mut fake = Fake::new(posted).await;
    let survey = SurveyId::new("s1");
    let control = crate::domain::control::Control::NotSolved { survey }.to_string();
    let message = Message {
        blocks: vec![
            Block::Text(vec![Span::Mention(mia()), Span::text(", how <easy> was *it*?")]),
            Block::Buttons(vec![vec![Button { control, label: "Not solved yet".into() }]]),
        ],
        marker: Some("m-1".into()),
    };
    let to = Place::Channel {
        channel: Channel { platform: Platform::Slack, id: "C1".into() },
        thread: Some("1699.1".into()),
    };
    let at = slack(&fake.base).send(&to, &message).await.unwrap();
    assert_eq!(at, sent("C1", "1700000000.000100"));
    let request = fake.next().await;
    assert_eq!(request.path, "/api/chat.postMessage");
    assert_eq!(request.headers["authorization"], "Bearer xoxb-secret");
    insta::assert_json_snapshot!(request.json());
}

#[tokio::test]
async fn a_rate_limit_stops_this_channel_and_no_other() {
    let mut fake = Fake::new(|r| match r.json()["channel"].as_str() {
        Some("C1") => Answer::Status(429, &[("retry-after", "30")], r#"{"ok":false,"error":"ratelimited"}"#),
        _ => posted(r),
    })
    .await;
    let slack = slack(&fake.base);
    let limited = slack.send(&channel("C1"), &hello()).await;
    assert_eq!(limited, Err(SendError::RateLimited { after: span(Duration::from_secs(30)) }));
    assert!(matches!(slack.send(&channel("C1"), &hello()).await, Err(SendError::RateLimited { .. })));
    assert!(slack.send(&channel("C2"), &hello()).await.is_ok());
    assert_eq!(fake.all().len(), 2, "the second send to C1 never left");
}

#[tokio::test]
async fn every_kind_of_answer_has_its_meaning() {
    assert_eq!(outcome(|| Answer::Status(500, &[], "oops")).await, Err(SendError::Unknown("HTTP 500".into())));
    assert_eq!(
        outcome(|| Answer::Status(200, &[], "<html>")).await,
        Err(SendError::Unknown("unreadable answer".into()))
    );
    assert_eq!(outcome(|| Answer::Json(json!({}))).await, Err(SendError::Unknown("unreadable answer".into())));
    assert_eq!(outcome(|| ok(json!({ "channel": "C1" }))).await, Err(SendError::Unknown("unreadable answer".into())));
    assert!(matches!(outcome(|| Answer::Truncated("{\"ok\":tr")).await, Err(SendError::Unknown(_))));
    assert_eq!(outcome(|| no("brand_new")).await, Err(SendError::Refused("brand_new".into())));
    assert_eq!(outcome(|| no("internal_error")).await, Err(SendError::Unknown("internal_error".into())));
    assert_eq!(outcome(|| no("token_revoked")).await, Err(SendError::Disabled("token_revoked".into())));
    assert_eq!(outcome(|| no("is_archived")).await, Err(SendError::Unreachable(Unreachable::ChannelGone)));
    assert_eq!(outcome(|| Answer::Status(403, &[], "<html>")).await, Err(SendError::Refused("HTTP 403".into())));
    assert!(matches!(outcome(|| Answer::Status(429, &[], "")).await, Err(SendError::RateLimited { .. })));
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let mut fake = Fake::new(|_| Answer::Status(302, &[("location", "/api/elsewhere")], "")).await;
    let result = slack(&fake.base).send(&channel("C1"), &hello()).await;
    assert_eq!(result, Err(SendError::Refused("HTTP 302".into())));
    assert_eq!(fake.all().len(), 1);
}

#[tokio::test]
async fn silence_after_the_request_is_ambiguous_and_a_refused_connection_is_not() {
    let fake = Fake::new(|_| Answer::Silence).await;
    let settings = crate::config::Slack {
        api_url: fake.base.clone(),
        bot_token: "xoxb-1".into(),
        transport: SlackTransport::Socket { app_token: "xapp-1".into() },
    };
    let connector = Connector::new(&fake.base).unwrap().with_deadline(Duration::from_millis(100));
    let clock = Arc::new(crate::clock::WoundClock::at(Timestamp::UNIX_EPOCH));
    let silent = Slack::over(connector, &settings, clock).unwrap();
    assert_eq!(silent.send(&channel("C1"), &hello()).await, Err(SendError::Unknown("no answer in time".into())));

    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let result = slack(&format!("http://{closed}/api")).send(&channel("C1"), &hello()).await;
    assert_eq!(result, Err(SendError::NotSent("connection failed".into())));
}

#[tokio::test]
async fn a_direct_conversation_is_opened_once_and_its_failure_delivers_nothing() {
    let mut fake = Fake::new(|r| match r.method() {
        "conversations.open" => ok(json!({ "channel": { "id": "D9" } })),
        _ => posted(r),
    })
    .await;
    let slack_up = slack(&fake.base);
    assert_eq!(slack_up.send(&dm(), &hello()).await.unwrap().channel.id, "D9");
    slack_up.send(&dm(), &hello()).await.unwrap();
    let methods: Vec<_> = fake.all().iter().map(|r| r.method().to_owned()).collect();
    assert_eq!(methods, ["conversations.open", "chat.postMessage", "chat.postMessage"]);

    let broken = Fake::new(|_| Answer::Status(500, &[], "")).await;
    assert_eq!(slack(&broken.base).send(&dm(), &hello()).await, Err(SendError::NotSent("HTTP 500".into())));
}

fn scorecard() -> Message {
    let picture = Picture { png: vec![137, 80, 78, 71], name: "card.png".into(), alt: "Six of seven".into() };
    Message {
        blocks: vec![Block::Heading("Payments & co".into()), Block::Picture(picture)],
        marker: Some("m-2".into()),
    }
}

/// Takes pictures in at its own address, and calls blocks invalid until it has been asked `ready` times.
async fn gallery(ready: usize) -> (Fake, Arc<AtomicUsize>) {
    let asked = Arc::new(AtomicUsize::new(0));
    let uploads = Fake::new(|_| Answer::Status(200, &[], "OK - 4")).await;
    let address = uploads.base.replace("/api", "/upload/v1/secret");
    let seen = Arc::clone(&asked);
    let fake = Fake::new(move |r| match r.method() {
        "files.getUploadURLExternal" => ok(json!({ "upload_url": address, "file_id": "F7" })),
        "files.completeUploadExternal" => ok(json!({ "files": [{ "id": "F7" }] })),
        _ if seen.fetch_add(1, Ordering::SeqCst) + 1 < ready => no("invalid_blocks"),
        _ => posted(r),
    })
    .await;
    let mut fake = fake;
    fake.uploads = Some(Box::new(uploads));
    (fake, asked)
}

#[tokio::test]
async fn a_scorecard_is_one_message_and_its_picture_travels_without_our_token() {
    let (mut fake, _) = gallery(1).await;
    slack(&fake.base).send(&channel("C1"), &scorecard()).await.unwrap();
    let upload = fake.uploads.as_mut().unwrap().next().await;
    assert_eq!((upload.body.as_slice(), upload.headers.get("authorization")), (&[137u8, 80, 78, 71][..], None));
    let requests = fake.all();
    let methods: Vec<_> = requests.iter().map(|r| r.method()).collect();
    assert_eq!(methods, ["files.getUploadURLExternal", "files.completeUploadExternal", "chat.postMessage"]);
    assert_eq!(requests[0].query["length"], "4");
    assert_eq!(requests[1].json(), json!({ "files": [{ "id": "F7", "title": "card.png" }] }));
    insta::assert_json_snapshot!(requests[2].json());
}

#[tokio::test]
async fn a_picture_slack_is_still_taking_in_is_waited_for() {
    let (mut fake, asked) = gallery(3).await;
    slack(&fake.base).send(&channel("C1"), &scorecard()).await.unwrap();
    assert_eq!(asked.load(Ordering::SeqCst), 3);
    assert_eq!(fake.all().iter().filter(|r| r.method() == "files.getUploadURLExternal").count(), 1);
}

#[tokio::test]
async fn a_picture_that_is_not_ready_was_not_sent_and_the_next_attempt_uses_the_same_file() {
    let (mut fake, _) = gallery(4).await;
    let slack = slack(&fake.base);
    assert!(matches!(slack.send(&channel("C1"), &scorecard()).await, Err(SendError::NotSent(_))));
    slack.send(&channel("C1"), &scorecard()).await.unwrap();
    assert_eq!(fake.all().iter().filter(|r| r.method() == "files.getUploadURLExternal").count(), 1);
}

#[tokio::test]
async fn an_amended_message_keeps_text_and_blocks_and_its_refusals_are_final() {
    let mut fake = Fake::new(|_| ok(json!({}))).await;
    slack(&fake.base).amend(&sent("C1", "1.2"), &Message::plain("Thanks")).await.unwrap();
    insta::assert_json_snapshot!(fake.next().await.json(), @r#"
    {
      "blocks": [
        {
          "elements": [
            {
              "elements": [
                {
                  "text": "Thanks",
                  "type": "text"
                }
              ],
              "type": "rich_text_section"
            }
          ],
          "type": "rich_text"
        }
      ],
      "channel": "C1",
      "link_names": false,
      "text": "Thanks",
      "ts": "1.2"
    }
    "#);
    for (code, why) in
        [("message_not_found", Unreachable::ChannelGone), ("edit_window_closed", Unreachable::NotAllowed)]
    {
        let fake = Fake::new(move |_| no(code)).await;
        let result = slack(&fake.base).amend(&sent("C1", "1.2"), &Message::plain("Thanks")).await;
        assert_eq!(result, Err(SendError::Unreachable(why)));
    }
}

#[tokio::test]
async fn people_are_found_by_address_and_described_by_id() {
    let fake = Fake::new(|r| match (r.method(), r.query.get("email").map(String::as_str)) {
        ("users.lookupByEmail", Some("mia@example.com")) => ok(json!({ "user": { "id": "U1", "team_id": "T2" } })),
        ("users.lookupByEmail", Some("gone@example.com")) => ok(json!({ "user": { "id": "U2", "deleted": true } })),
        ("users.lookupByEmail", _) => no("users_not_found"),
        ("users.info", _) if r.query["user"] == "U1" => ok(json!({ "user": {
            "id": "U1", "name": "mia", "tz": "Europe/Berlin", "locale": "de-DE", "is_bot": false, "color": 7,
            "profile": { "display_name": "", "real_name": "Mia Muster" } } })),
        _ => no("user_not_found"),
    })
    .await;
    let slack = slack(&fake.base);
    assert_eq!(slack.find("mia@example.com").await, Ok(Some(Identity::slack("T2", "U1"))));
    assert_eq!(slack.find("gone@example.com").await, Ok(None));
    assert_eq!(slack.find("nobody@example.com").await, Ok(None));
    let profile = slack.profile(&mia()).await.unwrap().unwrap();
    let expected = Profile {
        name: "Mia Muster".into(),
        is_bot: false,
        zone: Some("Europe/Berlin".into()),
        locale: Some("de-DE".into()),
    };
    assert_eq!(profile, expected);
    assert_eq!(slack.profile(&Identity::slack("T1", "U9")).await, Ok(None));
    assert_eq!(slack.profile(&Identity::discord("1")).await, Ok(None));
}

fn listed(user: &str, ts: &str, marker: &str) -> Value {
    json!({ "type": "message", "user": user, "bot_id": "B1", "ts": ts, "blocks": [{ "type": "actions", "block_id": marker }] })
}

#[tokio::test]
async fn our_own_message_is_found_again_page_by_page_and_nobody_elses() {
    let mut fake = Fake::new(|r| match (r.method(), r.query.get("cursor").map(String::as_str)) {
        ("auth.test", _) => ok(json!({ "team_id": "T1", "user_id": "UBOT", "bot_id": "BOT", "team": 4 })),
        (_, None) => ok(json!({ "messages": [
            { "type": "message", "user": "UEVIL", "text": "m-1", "metadata": { "event_payload": { "id": "m-1" } }, "ts": "9.0" },
            listed("UBOT", "8.0", "other")], "response_metadata": { "next_cursor": "p2" } })),
        _ => ok(json!({ "messages": [listed("UBOT", "7.0", "m-1")], "response_metadata": { "next_cursor": "" } })),
    })
    .await;
    let slack = slack(&fake.base);
    slack.auth_test().await.unwrap();
    assert_eq!(slack.installation().as_deref(), Some("T1"));
    let since = Timestamp::from_millisecond(1_700_000_000_123).unwrap();
    let found = slack.find_sent(&channel("C1"), "m-1", since).await.unwrap();
    assert_eq!(found, Some(sent("C1", "7.0")));
    assert_eq!(slack.find_sent(&channel("C1"), "m-3", since).await, Ok(None));
    let first = fake.all().into_iter().find(|r| r.method() == "conversations.history").unwrap();
    assert_eq!(first.query["oldest"], "1700000000.123000");
    assert_eq!(first.query["include_all_metadata"], "true");
}

#[tokio::test]
async fn not_being_able_to_look_is_not_the_end_of_the_installation() {
    for code in ["missing_scope", "not_in_channel"] {
        let fake = Fake::new(move |_| no(code)).await;
        let result = slack(&fake.base).find_sent(&channel("C1"), "m-1", Timestamp::UNIX_EPOCH).await;
        assert!(matches!(result, Err(SendError::Refused(_))), "{code}: {result:?}");
    }
}

#[tokio::test]
async fn what_breaks_a_limit_never_leaves() {
    let mut fake = Fake::new(posted).await;
    let long = Message::plain("x".repeat(3_001));
    let slack = slack_with(&fake.base, |_| {});
    assert!(matches!(slack.send(&channel("C1"), &long).await, Err(SendError::Refused(_))));
    assert_eq!(slack.check(&long), Err("3001 characters in a paragraph; Slack takes 3000".into()));
    assert!(fake.all().is_empty());
}

#[test]
fn a_base_that_is_no_address_is_refused() {
    for url in ["slack.com/api", "ftp://slack.com/api", ""] {
        let settings = crate::config::Slack {
            api_url: url.into(),
            bot_token: "a".into(),
            transport: SlackTransport::Socket { app_token: "b".into() },
        };
        let clock = Arc::new(crate::clock::WoundClock::at(Timestamp::UNIX_EPOCH));
        assert!(matches!(Slack::new(&settings, clock), Err(NotBuilt::ApiUrl)), "{url}");
    }
}

#[test]
fn attempts_at_one_message_share_an_id_and_others_do_not() {
    let id = attempt_id("C1", None, "m-1", "text");
    assert_eq!(id.len(), 36);
    assert_eq!(id, attempt_id("C1", None, "m-1", "text"));
    assert_ne!(id, attempt_id("C1", Some("1.2"), "m-1", "text"));
}

#[test]
fn the_manifest_is_what_slack_accepts_and_what_the_adapter_needs() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let manifest: Value = read_json(&root.join("config/slack-manifest.json")).unwrap();
    assert_eq!(manifest["features"]["shortcuts"][0]["callback_id"], inbound::CLOSE_AND_ASK);
    assert_eq!(manifest["features"]["slash_commands"][0]["should_escape"], true);
    assert_eq!(manifest["settings"]["socket_mode_enabled"], true);
    let folder = std::env::var_os("AFTERWORD_SPECS").map_or_else(|| root.join("../shared/specs"), Into::into);
    let schemas: Vec<_> = ["1.0.0", "2.0.0"]
        .iter()
        .filter_map(|v| read_json(&folder.join(format!("slack-manifest.schema.{v}.json"))))
        .collect();
    if schemas.is_empty() {
        said_aloud(format_args!("SKIPPED: no manifest schema in {} (set AFTERWORD_SPECS)", folder.display()));
    }
    for schema in schemas {
        let validator = jsonschema::validator_for(&schema).unwrap();
        let errors: Vec<_> = validator.iter_errors(&manifest).map(|e| e.to_string()).collect();
        assert!(errors.is_empty(), "{errors:?}");
    }
}

fn read_json(path: &std::path::Path) -> Option<Value> {
    serde_json::from_slice(&std::fs::read(path).ok()?).ok()
}

/// Past the test harness's capture: who reads only the summary still learns what was not tried.
fn said_aloud(what: std::fmt::Arguments<'_>) {
    use std::io::Write;
    drop(writeln!(std::io::stderr(), "{what}"));
}
