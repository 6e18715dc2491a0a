//! B1–B12, B20, B34 and B35 where the platforms call us: who is believed.

use std::time::Duration;

use sea_orm::sqlx::{Connection, SqliteConnection};
use serde_json::{Value, json};

use super::called::{Call, Called, FORM, JSON, now, timed};
use super::http_acts::press_forged;
use crate::postgres;
use crate::program::{Launch, command, refused};
use crate::world::{Discord, Slack, Wish, World};

/// Slack's three addresses with a body each that would be acted on, and Discord's with a PING.
fn calls(called: &Called) -> Vec<Call> {
    vec![
        called.event(&json!({ "type": "url_verification", "challenge": "c" })),
        called.interaction(&json!({ "type": "view_closed" })),
        called.slack("/slack/commands", FORM, command_form("help")),
        called.discord(&called.ping()),
    ]
}

fn command_form(text: &str) -> String {
    let fields = [
        ("team_id", "T0AFTERWRD"),
        ("channel_id", "C0SUPPORT1"),
        ("channel_name", "support"),
        ("user_id", "U0000MIA11"),
        ("user_name", "mia"),
        ("command", "/afterword"),
        ("text", text),
        ("response_url", "http://127.0.0.1:9/none"),
        ("trigger_id", "1.2.3"),
    ];
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}

#[tokio::test]
async fn b01_b06_what_is_empty_wrapped_wrongly_or_no_json_is_refused_after_its_signature() {
    let called = Called::up().await;
    for call in calls(&called) {
        assert_eq!(called.make(call).await.0, 200, "the pattern itself is right");
    }
    for path in ["/slack/events", "/slack/interactions", "/slack/commands"] {
        let kind = if path == "/slack/events" { JSON } else { FORM };
        called.refused(Call { path, headers: Vec::new(), body: Vec::new() }, 401, "empty and unsigned").await;
        let wrong = if kind == JSON { FORM } else { "text/plain" };
        called.refused(called.slack(path, wrong, "{}"), 415, "another content type").await;
    }
    let nested = "[".repeat(10_000);
    let bodies: [&[u8]; 9] =
        [b"", b"  \n", b"{", b"[]", b"7", b"{\"a\":NaN}", b"{\"a\":1e999}", &[0xff, 0xfe, b'{', 0], nested.as_bytes()];
    for body in bodies {
        let what = String::from_utf8_lossy(&body[..body.len().min(20)]).into_owned();
        called.refused(called.slack("/slack/events", JSON, body), 400, &what).await;
        called.refused(called.discord_at(&now().to_string(), body), 400, &what).await;
    }
    for form in
        ["", "payload", "payload=%7B", "other=1", "payload=%7B%7D&payload=%7B%7D", "payload=%ff%fe", "payload=[]"]
    {
        called.refused(called.slack("/slack/interactions", FORM, form), 400, form).await;
    }
    for form in ["", "text=help", "text=a&text=b", "command=%2Fafterword"] {
        called.refused(called.slack("/slack/commands", FORM, form), 400, form).await;
    }
    let escapes = [r#"{"type":"x","a":"\ud800"}"#, "\u{feff}{}"];
    for body in escapes {
        called.refused(called.slack("/slack/events", JSON, body), 400, body).await;
    }
    let nul =
        json!({ "type": "event_callback", "team_id": "T0AFTERWRD", "event": { "type": "a\0b" }, "event_id": "E\0" });
    assert_eq!(called.make(called.event(&nul)).await.0, 200, "of no consequence");
    called.still_works().await;
}

#[tokio::test]
async fn b05_nul_and_bytes_that_are_no_text_are_refused_or_kept_by_either_database() {
    for database in [None, postgres::database().await] {
        let called = Called::stored_in(database, &Launch::default()).await;
        let prompt = called.asked(Slack, "mia", "b05").await;
        called.world.press("mia", &prompt, "4").await;
        let pressed = called.world.planet().slack().last_payload().unwrap();
        let prompt = called.asked(Discord, "jonas", "b05-d").await;
        called.world.press("jonas", &prompt, "4").await;
        let interaction = called.world.planet().discord().last_interaction().unwrap();
        let uninstalled = called.world.planet().slack().event_payload(&json!({ "type": "app_uninstalled" }));
        let form = |name: &str| command_form("help").replace(&format!("{name}="), &format!("{name}=%00"));
        let calls = [
            called.event(&spoilt(&uninstalled, "/event/type")),
            called.event(&spoilt(&uninstalled, "/team_id")),
            called.interaction(&spoilt(&pressed, "/user/id")),
            called.interaction(&spoilt(&pressed, "/actions/0/action_id")),
            called.interaction(&spoilt(&pressed, "/actions/0/action_ts")),
            called.interaction(&spoilt(&pressed, "/channel/id")),
            called.interaction(&spoilt(&pressed, "/container/message_ts")),
            called.interaction(&spoilt(&pressed, "/team/id")),
            called.interaction(&spoilt(&pressed, "/type")),
            called.interaction(&json!({ "type": "block_actions\0", "\0": "\0" })),
            called.interaction(&json!({ "type": "view_submission", "view": "\0" })),
            called.slack("/slack/commands", FORM, form("user_id")),
            called.slack("/slack/commands", FORM, form("text")),
            called.slack("/slack/commands", FORM, form("team_id")),
            called.slack("/slack/commands", FORM, form("trigger_id")),
            called.slack("/slack/commands", FORM, form("channel_id")),
            called.discord(&spoilt(&interaction, "/id")),
            called.discord(&spoilt(&interaction, "/token")),
            called.discord(&spoilt(&interaction, "/data/custom_id")),
            called.discord(&spoilt(&interaction, "/user/id")),
            called.discord(&spoilt(&interaction, "/channel_id")),
            called.slack(
                "/slack/events",
                JSON,
                "{\"type\":\"x\"}".encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>(),
            ),
        ];
        for call in calls {
            let body = String::from_utf8_lossy(&call.body).into_owned();
            let (status, told) = called.make(call).await;
            assert!(status < 500, "{status} {told}: {body}\n{}", called.program.log());
        }
        assert!(called.answers().iter().all(|a| a["score"] == "4"), "{:?}", called.answers());
        called.still_works().await;
        // Believed, for Slack has signed it: nothing is sent there any more.
        let (status, told) = called.make(called.event(&spoilt(&uninstalled, "/event_id"))).await;
        assert!(status < 500, "{status} {told}\n{}", called.program.log());
    }
}

/// With NUL at the end of the text at this pointer.
fn spoilt(payload: &Value, pointer: &str) -> Value {
    let mut spoilt = payload.clone();
    // What the payload has not is no text to spoil.
    if let Some(text) = spoilt.pointer_mut(pointer) {
        *text = json!(format!("{}\0", text.as_str().unwrap_or_default()));
    }
    spoilt
}

#[tokio::test]
async fn b04_a_million_elements_or_a_thousand_keys_twice_are_answered_at_once() {
    let called = Called::up().await;
    let array = format!("{{\"type\":\"x\",\"a\":[{}1]}}", "1,".repeat(500_000));
    let ((status, _), took) = timed(called.make(called.slack("/slack/events", JSON, array))).await;
    // Fifty milliseconds where nothing else runs and the program is optimised; what compares each with each takes minutes.
    assert!(status == 200 && took < Duration::from_secs(15), "{status} after {took:?}");
    let twice = format!("{{\"type\":\"x\"{}}}", ",\"a\":1".repeat(10_000));
    assert_eq!(called.make(called.slack("/slack/events", JSON, twice)).await.0, 200);
    called.still_works().await;
}

#[tokio::test]
async fn b03_nothing_compressed_is_unpacked_by_anybody() {
    let called = Called::up().await;
    for call in calls(&called) {
        for encoding in ["gzip", "deflate", "br", "identity, gzip"] {
            called.refused(call.clone().with("content-encoding", encoding), 415, encoding).await;
        }
    }
    called.still_works().await;
}

#[tokio::test]
async fn b07_b08_an_unsigned_or_wrongly_signed_call_is_refused_without_a_reason() {
    let called = Called::up().await;
    for call in calls(&called) {
        let (name, is_slack) = match call.path {
            "/discord/interactions" => ("x-signature-ed25519", false),
            _ => ("x-slack-signature", true),
        };
        let right = call.header(name).to_owned();
        let bare = right.trim_start_matches("v0=").to_owned();
        let mut wrong = vec![
            String::new(),
            "v0=".to_owned(),
            right[..right.len() - 2].to_owned(),
            format!("{right}00"),
            right.replace(['0', '1', '2', '3'], "f"),
            format!("v1={bare}"),
            format!("sha256={bare}"),
            "v0=zz".to_owned(),
            "ü".to_owned(),
        ];
        if is_slack {
            wrong.push(bare.clone());
        }
        for signature in wrong {
            called
                .refused(call.clone().changed(name, Some(&signature)), 401, &format!("{} {signature:?}", call.path))
                .await;
        }
        called.refused(call.clone().changed(name, None), 401, "no signature").await;
        called.refused(call.clone().with(name, &right), 401, "two signatures").await;
        let mut spaced = call.clone();
        spaced.body.push(b' ');
        called.refused(spaced, 401, "one space more").await;
        let upper = if is_slack { format!("v0={}", bare.to_uppercase()) } else { bare.to_uppercase() };
        assert_eq!(called.make(call.clone().changed(name, Some(&upper))).await.0, 200, "hexadecimal has no case");
    }
    called.still_works().await;
}

#[tokio::test]
async fn b09_a_time_that_is_none_or_more_than_five_minutes_away_is_refused() {
    let called = Called::up().await;
    let challenge = || json!({ "type": "url_verification", "challenge": "c" }).to_string();
    let ping = called.ping().to_string();
    for far in [-301, 310, -86_400, 86_400, -now(), now() * 999] {
        called.refused(called.slack_at(now() + far, "/slack/events", JSON, challenge()), 401, &format!("{far}")).await;
        called.refused(called.discord_at(&(now() + far).to_string(), ping.clone()), 401, &format!("{far}")).await;
    }
    for near in [-290, 290] {
        assert_eq!(called.make(called.slack_at(now() + near, "/slack/events", JSON, challenge())).await.0, 200);
        assert_eq!(called.make(called.discord_at(&(now() + near).to_string(), ping.clone())).await.0, 200);
    }
    for stamp in ["", "abc", "-1", "9e99", "1800000000.5", "99999999999999999999"] {
        let call = called.slack("/slack/events", JSON, challenge());
        called.refused(call.changed("x-slack-request-timestamp", Some(stamp)), 401, stamp).await;
        called.refused(called.discord_at(stamp, ping.clone()), 401, stamp).await;
    }
    let call = called.slack("/slack/events", JSON, challenge()).changed("x-slack-request-timestamp", None);
    called.refused(call, 401, "no time").await;
    let call = called.discord_at(&now().to_string(), ping).changed("x-signature-timestamp", None);
    called.refused(call, 401, "no time").await;
    called.still_works().await;
}

#[tokio::test]
async fn b10_a_call_replayed_within_the_window_changes_nothing_and_after_it_is_refused() {
    let called = Called::up().await;
    let prompt = called.asked(Slack, "mia", "b10").await;
    let six = prompt.button("6").unwrap().id.clone();
    called.world.press("mia", &prompt, "2").await;
    let pressed = called.world.planet().slack().last_payload().unwrap();
    let again = called.interaction(&pressed);
    // Her client may not have seen yet that the buttons are gone.
    let seen = press_forged(&called.world, Slack, "mia", &prompt, &six).await;
    assert!(seen.private_text().contains("Saved: 6 of 7"), "{seen:?}");
    for _ in 0..3 {
        assert_eq!(called.make(again.clone()).await, (200, String::new()), "answered like the first");
    }
    let form = String::from_utf8(again.body).unwrap();
    let late = called.slack_at(now() - 600, "/slack/interactions", FORM, form);
    called.refused(late, 401, "ten minutes old").await;
    let answers = called.answers();
    assert_eq!((answers.len(), &answers[0]["score"]), (1, &json!("6")), "the later press stands: {answers:?}");
}

#[tokio::test]
async fn b11_the_previous_secret_is_accepted_for_as_long_as_it_is_set_and_nobody_else_s_ever() {
    let env = vec![("SLACK_SIGNING_SECRET_PREVIOUS".to_owned(), "the-secret-before".to_owned())];
    let called = Called::launched(&Launch { env, ..Launch::default() }).await;
    let body = || json!({ "type": "url_verification", "challenge": "c" }).to_string();
    let signed = |called: &Called, secret: &str| called.slack_with(secret, now(), "/slack/events", JSON, body());
    assert_eq!(called.make(signed(&called, "the-secret-before")).await.0, 200);
    assert_eq!(called.make(called.slack("/slack/events", JSON, body())).await.0, 200);
    called.refused(signed(&called, "another-workspace-s-secret"), 401, "somebody else's").await;
    called.refused(signed(&called, ""), 401, "the empty secret").await;
    called.still_works().await;

    let after = Called::up().await;
    after.refused(signed(&after, "the-secret-before"), 401, "after the cut-off").await;
}

#[tokio::test]
async fn b12_a_secret_that_is_missing_empty_or_a_placeholder_keeps_a_called_program_from_starting() {
    let world = World::with(Wish { idle: true, called: true, ..Wish::default() }).await;
    for name in ["SLACK_SIGNING_SECRET", "SLACK_SIGNING_SECRET_PREVIOUS", "DISCORD_PUBLIC_KEY"] {
        for value in ["", "changeme", "<secret>"] {
            let (code, said) = refused(&command(&world, &["serve"]).env(name, value).output().unwrap());
            assert!(code == Some(2) && said.contains(&format!("{name}: ")), "{name}={value:?}: {said}");
        }
    }
    for name in ["SLACK_SIGNING_SECRET", "DISCORD_PUBLIC_KEY"] {
        let (code, said) = refused(&command(&world, &["serve"]).env_remove(name).output().unwrap());
        assert!(code == Some(2) && said.contains(&format!("{name}: not set")), "{said}");
    }
}

#[tokio::test]
async fn b20_where_a_call_says_it_comes_from_changes_nothing() {
    let called = Called::up().await;
    for call in calls(&called) {
        let claimed = |call: Call| {
            call.with("x-forwarded-for", "127.0.0.1, 3.218.0.1")
                .with("x-real-ip", "127.0.0.1")
                .with("forwarded", "for=slack.com;proto=https")
        };
        assert_eq!(called.make(claimed(call.clone())).await.0, 200);
        let name = if call.path == "/discord/interactions" { "x-signature-ed25519" } else { "x-slack-signature" };
        called.refused(claimed(call).changed(name, Some("v0=00")), 401, "forged, from an honest address").await;
    }
    assert!(!called.program.log().contains("3.218.0.1"), "what nobody vouches for is not logged as if somebody did");
}

#[tokio::test]
async fn b34_an_ed25519_signature_is_right_to_the_last_bit_or_refused() {
    let called = Called::up().await;
    let call = called.discord(&called.ping());
    let name = "x-signature-ed25519";
    let right = hex::decode(call.header(name)).unwrap();
    let mut identity = vec![0_u8; 64];
    identity[0] = 1;
    // The group's order added to s: the same signature for whoever does not look closely.
    let order = hex::decode("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010").unwrap();
    let mut malleable = right.clone();
    let mut carry = 0_u16;
    for (s, l) in malleable[32..].iter_mut().zip(&order) {
        carry += u16::from(*s) + u16::from(*l);
        *s = carry as u8;
        carry >>= 8;
    }
    for (what, bytes) in [
        ("63 bytes", right[..63].to_vec()),
        ("65 bytes", [&right[..], &[0]].concat()),
        ("all zero", vec![0; 64]),
        ("a point of small order", identity),
        ("s beyond the order", malleable),
    ] {
        called.refused(call.clone().changed(name, Some(&hex::encode(bytes))), 401, what).await;
    }
    assert_eq!(called.make(call.clone().changed(name, Some(&hex::encode_upper(&right)))).await.0, 200);
    let world = World::with(Wish { idle: true, called: true, ..Wish::default() }).await;
    for key in ["0".repeat(64), format!("01{}", "0".repeat(62)), "f".repeat(64)] {
        let (code, said) = refused(&command(&world, &["serve"]).env("DISCORD_PUBLIC_KEY", &key).output().unwrap());
        assert!(code == Some(2) && said.contains("DISCORD_PUBLIC_KEY: "), "{key}: {said}");
    }
}

#[tokio::test]
async fn b35_a_ping_is_answered_whatever_else_is_in_it_and_other_kinds_and_applications_are_not() {
    let called = Called::up().await;
    let mut ping = called.ping();
    ping["surprise"] = json!({ "deep": [1, 2, { "deeper": null }] });
    let (status, body) = called.make(called.discord(&ping)).await;
    assert_eq!((status, serde_json::from_str::<Value>(&body).unwrap()), (200, json!({ "type": 1 })));
    for change in [json!({ "type": 0 }), json!({ "type": 99 }), json!({ "type": "2" }), json!({ "type": null })] {
        let mut other = ping.clone();
        other["type"] = change["type"].clone();
        called.refused(called.discord(&other), 400, &change.to_string()).await;
    }
    let prompt = called.asked(Discord, "jonas", "b35").await;
    called.world.press("jonas", &prompt, "3").await;
    let mut foreign = called.world.planet().discord().last_interaction().unwrap();
    foreign["id"] = json!("1");
    foreign["application_id"] = json!("900000000000000999");
    called.refused(called.discord(&foreign), 400, "another application's").await;
    called.refused(called.discord(&json!({ "type": 2 })), 400, "nobody's").await;
    assert_eq!(called.answers().len(), 1);
    called.still_works().await;
}

#[tokio::test]
async fn discord_takes_the_address_and_keeps_it_while_the_database_stands_still() {
    let called = Called::up().await;
    let prompt = called.asked(Discord, "jonas", "probe").await;
    let mut other = SqliteConnection::connect(called.world.database()).await.unwrap();
    sea_orm::sqlx::query("BEGIN IMMEDIATE").execute(&mut other).await.unwrap();
    let address = called.world.url("");
    for _ in 0..3 {
        // Discord gives up after three seconds, and the small world with it.
        let (taken, took) = timed(called.world.planet().discord().register_endpoint(&address)).await;
        assert!(taken.is_ok(), "{taken:?} after {took:?}");
    }
    let seen = called.world.press("jonas", &prompt, "3").await;
    assert!(seen.error.is_none() && seen.private_text().contains("Not saved"), "the truth, in time: {seen:?}");
    sea_orm::sqlx::query("ROLLBACK").execute(&mut other).await.unwrap();
    other.close().await.unwrap();
    called.still_works().await;
}
