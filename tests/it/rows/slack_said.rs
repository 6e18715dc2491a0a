//! B29–B33: commands, events, frames and names, as Slack may send them or somebody may write them.
//!
//! What is pressed and filled in is `slack_input`'s.

use serde_json::{Value, json};

use super::stage::{Stage, calls_to_people};
use crate::journeys::alive;
use crate::world::{Discord, SUPPORT, Slack, TEAM};

#[tokio::test]
async fn b29_a_command_is_understood_or_answered_with_help_and_never_taken_for_another() {
    let stage = Stage::set().await;
    let mia = stage.somebody();
    let closing = |rest: &str| format!("close @{} {rest}", mia.name);
    let not_understood = [
        "x".repeat(8_000),
        "close".to_owned(),
        "close @nobody-here".to_owned(),
        "closе @Crowd 0".to_owned(), // a Cyrillic е
        "ｃｌｏｓｅ @Crowd 0".to_owned(),
        "CLOSİNG @Crowd 0".to_owned(),
        closing("--nosurvey x"),
        closing("--no-survey"),
        closing("—skip it"),
        closing("––no-survey=x"),
        "scorecard \"Payments".to_owned(),
        "scorecard “Payments” soon".to_owned(),
        "scorecard --week=2026-W47".to_owned(),
        "stop-asking please".to_owned(),
        "stop-askİng".to_owned(),
        "ask me".to_owned(),
        "why".to_owned(),
        "help me".to_owned(),
        "\u{202e}pleh".to_owned(),
        "<!channel> close".to_owned(),
        "close\u{0}@Crowd 0".to_owned(),
    ];
    for text in &not_understood {
        let seen = stage.world.slash(Slack, "ana", text).await;
        let reply = seen.private_text();
        assert!(seen.error.is_none() && reply.contains("/afterword close"), "{text}: {seen:?}");
        assert!(reply.chars().count() < 2_000 && seen.shared.is_empty(), "{text}: {seen:?}");
        for message in &seen.private {
            assert_eq!(alive(Slack, &message.raw["blocks"]), Vec::<String>::new(), "{text}");
        }
    }
    for empty in ["", "   ", "\u{a0}\u{2003}\u{200b}"] {
        let seen = stage.world.slash(Slack, "ana", empty).await;
        assert!(seen.private_text().contains("/afterword close"), "{empty:?}: {seen:?}");
    }
    // A precise error.
    for (text, told) in [
        ("why ４８２", "４８２"),
        ("why '; DROP TABLE survey; --", "DROP TABLE"),
        ("scorecard ２０２６-W47", "２０２６-W47"),
        ("scorecard 2026-W99", "2026-W99"),
        ("scorecard Paymants", "Paymants"),
        ("scorecard 2026-W4７", "2026-W4７"),
    ] {
        let seen = stage.world.slash(Slack, "ana", text).await;
        assert!(seen.error.is_none() && seen.private_text().contains(told), "{text}: {seen:?}");
    }
    assert!(stage.ledger().is_empty(), "nothing was closed by any of these: {:?}", stage.ledger());
    // What phones and word processors write is what was meant.
    let typed = [
        "close\u{a0}@Crowd 1 —no-survey asked by phone",
        "Close   @Crowd 2 ––no‑survey asked\u{2003}by phone",
        "CLOSE\u{3000}@Crowd 3\u{a0}--no-survey asked by phone",
    ];
    for (n, text) in typed.iter().enumerate() {
        let seen = stage.world.slash(Slack, "ana", text).await;
        assert!(seen.private_text().contains("asked by phone"), "{text}: {seen:?}");
        let rows = stage.ledger();
        assert_eq!(rows.len(), n + 1);
        let about = format!("U0CROWD{:04}", n + 1);
        let row = rows.iter().find(|row| row["customer"].as_str().is_some_and(|c| c.contains(&about))).unwrap();
        assert_eq!((&row["state"], &row["reason"]), (&json!("skipped"), &json!("agent_declined")), "{text}");
    }
    stage.still_works().await;
}

#[tokio::test]
async fn b30_a_command_is_answered_wherever_it_is_typed_and_only_the_team_may_close() {
    let stage = Stage::set().await;
    let slack = stage.world.planet().slack();
    for place in ["dm", SUPPORT[0].1, TEAM[0].1, "C0OUTSIDE1"] {
        for (who, may) in [("ana", true), ("lena", true), ("mia", false)] {
            let customer = stage.somebody();
            let seen = slack.slash(who, place, &format!("close @{} --no-survey test", customer.name)).await;
            let told = if may { "Closed. Nobody will be asked" } else { "for the people of a support team" };
            assert!(seen.error.is_none() && seen.private_text().contains(told), "{who} in {place}: {seen:?}");
            let seen = slack.slash(who, place, "why nothing").await;
            assert!(!seen.private_text().is_empty() && seen.shared.is_empty(), "{who} in {place}: {seen:?}");
            assert_eq!(seen.private_text().contains("“nothing”"), may, "{who} in {place}: {seen:?}");
        }
    }
    assert_eq!(stage.ledger().len(), 8, "four places, two who may");
    // A member of another organisation in a shared channel is a customer, whatever their id says.
    let ana = stage.world.planet().person("ana").unwrap().slack;
    let shared = |p: &mut Value| {
        p["team_id"] = json!("T0PARTNER1");
        p["user_id"] = json!(ana);
        p["enterprise_id"] = json!("E0PARTNER1");
    };
    let seen = slack.altered(&shared).slash("ana", SUPPORT[0].1, "scorecard").await;
    assert!(seen.error.is_none() && !seen.private_text().is_empty(), "{seen:?}");
    // Typed in a thread: Slack does not say so in a command's payload, a new field breaks nothing.
    let threaded = |p: &mut Value| p["thread_ts"] = json!("1700000000.000100");
    let seen = slack.altered(&threaded).slash("ana", SUPPORT[0].1, "help").await;
    assert!(seen.private_text().contains("/afterword close"), "{seen:?}");
    stage.still_works().await;
}

#[tokio::test]
async fn b31_events_we_never_asked_for_are_acknowledged_and_answered_by_nobody() {
    let stage = Stage::set().await;
    let planet = stage.world.planet();
    let slack = planet.slack();
    let cast = planet.cast();
    let message = |more: Value| {
        let mut event = json!({ "type": "message", "channel": SUPPORT[0].1, "user": "U1", "text": "/afterword close",
            "ts": "1.1", "event_ts": "1.1", "channel_type": "channel" });
        event.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        event
    };
    let whole = |event: Value| {
        json!({ "token": "t", "team_id": cast.slack_team, "api_app_id": cast.slack_app, "event": event,
            "type": "event_callback", "event_id": "Ev1", "event_time": 1 })
    };
    let without = |key: &str| {
        let mut payload = whole(message(json!({})));
        payload.as_object_mut().unwrap().remove(key);
        payload
    };
    let with = |key: &str, value: Value| {
        let mut payload = whole(message(json!({})));
        payload[key] = value;
        payload
    };
    let payloads = [
        without("team_id"),
        without("event"),
        with("team_id", json!("T0UNKNOWN1")),
        with("api_app_id", json!("A0ANOTHER1")),
        with("team_id", json!(7)),
        whole(message(json!({ "bot_id": "B0AFTERBOT", "user": cast.slack_bot }))),
        whole(message(json!({ "subtype": "message_changed", "message": { "text": "x" }, "previous_message": {} }))),
        whole(message(json!({ "subtype": "message_deleted", "deleted_ts": "1.0" }))),
        whole(
            json!({ "type": "app_mention", "text": format!("<@{}> close", cast.slack_bot), "user": "U1", "channel": SUPPORT[0].1, "ts": "1.2" }),
        ),
        whole(json!({ "type": "channel_id_changed", "old_channel_id": SUPPORT[0].1, "new_channel_id": "C0NEW" })),
        json!({ "type": "app_rate_limited", "minute_rate_limited": 1 }),
        json!({ "type": "url_verification", "challenge": "c" }),
        json!([]),
        Value::Null,
        json!("text"),
    ];
    let before = calls_to_people(planet);
    for payload in &payloads {
        assert!(slack.envelope("events_api", payload.clone()).await.is_some(), "acknowledged: {payload}");
    }
    assert_eq!(calls_to_people(planet), before, "not one call was made in answer");
    assert!(stage.ledger().is_empty());
    stage.still_works().await;
}

#[tokio::test]
async fn b32_a_frame_of_any_kind_is_acknowledged_if_it_says_how_and_never_costs_the_socket() {
    let stage = Stage::set().await;
    let planet = stage.world.planet();
    let slack = planet.slack();
    let noise: [Vec<u8>; 14] = [
        b"".to_vec(),
        b"not json".to_vec(),
        b"[]".to_vec(),
        b"[{\"envelope_id\":\"e\"}]".to_vec(),
        b"null".to_vec(),
        b"7".to_vec(),
        b"{}".to_vec(),
        b"{\"type\":\"events_api\",\"payload\":{}}".to_vec(),
        b"{\"type\":\"hello\",\"num_connections\":2}".to_vec(),
        b"{\"type\":\"hello\"}".to_vec(),
        b"{\"envelope_id\":7,\"type\":\"interactive\"}".to_vec(),
        vec![0xff, 0xfe, 0x00, 0x01],
        "[".repeat(100_000).into_bytes(),
        vec![b'x'; 5 << 20],
    ];
    for frame in &noise {
        slack.frame(frame);
    }
    // With an id it is acknowledged: unknown kinds, empty payloads, and five megabytes of them.
    for (kind, payload) in [
        ("something_new", json!({})),
        ("", Value::Null),
        ("events_api", json!("x".repeat(5 << 20))),
        ("interactive", Value::Null),
        ("interactive", json!([1, 2, 3])),
    ] {
        assert!(slack.envelope(kind, payload).await.is_some(), "{kind:?}");
    }
    assert_eq!(slack.connections(), 1, "the socket is still the first one");
    stage.program.says("connected to Slack", 1).await;
    stage.still_works().await;
}

#[tokio::test]
async fn b33_a_channel_is_its_id_whatever_it_is_called_and_whatever_it_is_called_next() {
    let stage = Stage::set().await;
    let slack = stage.world.planet().slack();
    for name in ["r&d <team> *x*", "<!channel>", "&lt;b&gt;", "renamed", "\u{202e}x", ""] {
        let who = stage.somebody().key;
        let ticket = stage.world.open(Slack, &who).await;
        let called = |p: &mut Value| p["channel"]["name"] = json!(name);
        let seen =
            slack.altered(&called).message_shortcut("ana", &ticket.channel, &ticket.message, "close_and_ask").await;
        assert!(seen.error.is_none() && seen.private_text().contains("will be asked"), "{name}: {seen:?}");
        let prompt = stage.world.planet().until(|_| stage.world.prompt(&ticket)).await.unwrap();
        let seen = slack.altered(&called).press(&who, &prompt.channel, &prompt.id, "6").await;
        assert!(seen.private_text().contains("Saved: 6 of 7"), "{name}: {seen:?}");
    }
    // On Discord a thread's name is the ticket's subject: shown, and inert.
    let discord = stage.world.planet().discord();
    let who = stage.somebody().key;
    let thread = discord.open_thread(&who, SUPPORT[1].1, "<@&1> **bold** @everyone").await.unwrap();
    discord.lock_thread("ana", &thread).unwrap();
    stage.fate(&thread).await;
    for reader in [Slack, Discord] {
        let seen = stage.world.slash(reader, "ana", &format!("why {thread}")).await;
        assert!(seen.private_text().contains("bold"), "{seen:?}");
        for message in &seen.private {
            let shown = if reader == Slack { &message.raw["blocks"] } else { &message.raw };
            assert_eq!(alive(reader, shown), Vec::<String>::new(), "{reader:?}");
        }
    }
    stage.still_works().await;
}
