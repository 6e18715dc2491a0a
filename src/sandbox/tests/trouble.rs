//! Misbehaviour, the platforms' and the app's.

use super::super::Fault;
use super::*;

#[tokio::test]
async fn a_silent_app_is_reported_to_the_person_after_three_seconds() {
    let sandbox = sandbox().await;
    let world = sandbox.world();
    let _slack = Socket::slack(&sandbox).await;
    let _discord = Socket::discord(&sandbox).await;
    let posted = discord(
        &sandbox,
        "POST",
        "/channels/910000000000000004/messages",
        json!({ "content": "?", "components": [{ "type": 1, "components": [{ "type": 2, "style": 2, "custom_id": "a", "label": "A" }] }] }),
    );
    let id = posted.await.body["id"].as_str().unwrap().to_owned();
    let (in_slack, in_discord) = (world.slack(), world.discord());
    let (slashed, pressed) =
        tokio::join!(in_slack.slash("ana", "support", "help"), in_discord.press("mia", "lounge", &id, "A"));
    assert_eq!(slashed.error.as_deref(), Some("/afterword failed with the error \"operation_timeout\""));
    assert_eq!(pressed.error.as_deref(), Some("This interaction failed"));
    let late = world.read(|s| s.discord.last_interaction.clone()).unwrap();
    assert_eq!(callback(&sandbox, &late, json!({ "type": 6 })).await.code(), (404, 10_062));
}

#[tokio::test]
async fn without_a_connection_a_command_fails_at_once() {
    let sandbox = sandbox().await;
    let seen = sandbox.world().slack().slash("ana", "support", "help").await;
    assert_eq!(seen.error.as_deref(), Some("/afterword failed with the error \"dispatch_failed\""));
}

#[tokio::test]
async fn a_dropped_answer_still_shows_the_message_and_a_dropped_request_does_not() {
    let sandbox = sandbox().await;
    let world = sandbox.world();
    let url = format!("{}/chat.postMessage", sandbox.slack_api_url());
    let send = || http().post(&url).bearer_auth(TOKEN).json(&post_body("C0SUPPORT1", "hello")).send();
    world.faults().next(Platform::Slack, "chat.postMessage", Fault::DropRequest);
    assert!(send().await.is_err());
    assert_eq!(world.messages(Platform::Slack, "support").len(), 0);
    world.faults().next(Platform::Slack, "chat.postMessage", Fault::DropAnswer);
    assert!(send().await.is_err());
    assert_eq!(world.messages(Platform::Slack, "support").len(), 1);
    assert_eq!(world.requests(Platform::Slack).len(), 2, "the journal knows both");
}

#[tokio::test]
async fn every_other_fault_has_its_face() {
    let sandbox = sandbox().await;
    let faults = sandbox.world().faults();
    let cases = [
        (Fault::TooManyRequests { after_s: 2.0 }, 429, false),
        (Fault::ServerError, 503, false),
        (Fault::LostInProxy, 502, true),
        (Fault::Html, 200, true),
        (Fault::TruncatedJson, 200, true),
        (Fault::Delay { ms: 1 }, 200, true),
        (Fault::Error { status: 200, code: "fatal_error".to_owned() }, 200, false),
    ];
    let mut visible = 0;
    for (fault, status, happens) in cases {
        faults.next(Platform::Slack, "chat.postMessage", fault.clone());
        let got = slack(&sandbox, "chat.postMessage", post_body("C0SUPPORT1", "x")).await;
        visible += usize::from(happens);
        assert_eq!(got.status, status, "{fault:?}");
        assert_eq!(sandbox.world().messages(Platform::Slack, "support").len(), visible, "{fault:?}");
        if status == 429 {
            assert_eq!(got.headers["retry-after"], "2");
        }
    }
    faults.next(Platform::Discord, "POST /channels", Fault::TooManyRequests { after_s: 0.5 });
    let got = discord(&sandbox, "POST", "/channels/910000000000000004/messages", json!({ "content": "x" })).await;
    assert_eq!((got.status, &got.body["retry_after"]), (429, &json!(0.5)));
}

#[tokio::test]
async fn writing_too_fast_in_one_channel_is_limited_there_only() {
    let sandbox = Sandbox::start().await.unwrap();
    let mut refused = None;
    for _ in 0..20 {
        let got = slack(&sandbox, "chat.postMessage", post_body("C0SUPPORT1", "x")).await;
        refused = refused.or((got.status == 429).then_some(got));
    }
    let refused = refused.expect("twenty at once are too many");
    assert_eq!((refused.error(), refused.headers["retry-after"].to_str().unwrap()), ("ratelimited", "1"));
    assert_eq!(slack(&sandbox, "chat.postMessage", post_body("C0PAYTEAM1", "x")).await.error(), "none");
    let path = "/channels/910000000000000004/messages";
    let body = json!({ "content": "x", "allowed_mentions": { "parse": [] } });
    let first = discord(&sandbox, "POST", path, body.clone()).await;
    assert_eq!(
        (&first.headers["x-ratelimit-limit"], &first.headers["x-ratelimit-remaining"]),
        (&"5".parse().unwrap(), &"4".parse().unwrap())
    );
    let mut limited = false;
    for _ in 0..12 {
        limited |= discord(&sandbox, "POST", path, body.clone()).await.status == 429;
    }
    assert!(limited);
}

#[tokio::test]
async fn a_refreshed_connection_keeps_delivering_until_it_closes() {
    let sandbox = sandbox().await;
    let world = sandbox.world();
    let mut app = Socket::slack(&sandbox).await;
    world.slack_refresh();
    assert_eq!(app.next().await.unwrap()["reason"], "warning");
    let reply = json!({ "text": "still here" });
    let (seen, _) = with(world.slack().slash("ana", "support", "help"), app.acknowledge(reply)).await;
    assert_eq!(seen.private_text(), "still here");
    world.disconnect_sockets(Platform::Slack);
    assert_eq!(app.next().await, None);
    let mut app = Socket::slack(&sandbox).await;
    world.slack().disconnect("link_disabled");
    assert_eq!(app.next().await.unwrap()["reason"], "link_disabled");
    assert_eq!(app.next().await, None);
}

#[tokio::test]
async fn a_silent_handshake_never_answers_and_the_next_one_does() {
    let sandbox = sandbox().await;
    sandbox.world().silent_handshake(Platform::Discord, 1);
    let url = discord(&sandbox, "GET", "/gateway", Value::Null).await.body["url"].as_str().unwrap().to_owned();
    let silent = tokio_tungstenite::connect_async(&url);
    assert!(tokio::time::timeout(std::time::Duration::from_millis(200), silent).await.is_err());
    Socket::discord(&sandbox).await;
}

#[tokio::test]
async fn the_same_interaction_can_come_twice() {
    let sandbox = sandbox().await;
    let world = sandbox.world();
    let mut app = Socket::slack(&sandbox).await;
    let (_, first) =
        with(world.slack().slash("ana", "support", "help"), app.acknowledge(json!({ "text": "hi" }))).await;
    let (taken, second) = tokio::join!(async { world.slack().redeliver_last().await }, app.acknowledge(Value::Null));
    assert!(taken);
    assert_eq!(first, second);
}

#[tokio::test]
async fn the_page_can_act_and_sees_the_whole_world() {
    let sandbox = sandbox().await;
    let world = sandbox.world();
    let said = json!({ "platform": "slack", "as": "mia", "act": "say", "channel": "support", "text": "Hello @Ana" });
    let id = world.act(said).await.unwrap()["id"].clone();
    let opened = json!({ "platform": "discord", "as": "mia", "act": "open_thread", "channel": "help", "text": "Help" });
    let thread = world.act(opened).await.unwrap()["id"].clone();
    let lock = json!({ "platform": "discord", "as": "ana", "act": "lock", "thread": thread });
    world.act(lock).await.unwrap();
    assert!(world.act(json!({ "platform": "slack", "as": "mia", "act": "fly" })).await.is_err());
    let snapshot = world.snapshot();
    assert_eq!(snapshot["slack"]["channels"][0]["messages"][0]["id"], id);
    assert_eq!(snapshot["slack"]["channels"][0]["messages"][0]["author"]["name"], "Mia");
    let threads = snapshot["discord"]["channels"].as_array().unwrap();
    let thread = threads.iter().find(|c| c["id"] == thread).unwrap();
    assert_eq!((&thread["kind"], &thread["locked"]), (&json!("thread"), &json!(true)));
    assert_eq!(snapshot["people"].as_array().unwrap().len(), 11);
}

#[tokio::test]
async fn messages_carry_the_worlds_time_and_never_the_same_id() {
    let sandbox = sandbox().await;
    let world = sandbox.world();
    world.set_now(std::sync::Arc::new(|| 1_700_000_000_000));
    let first = world.slack().say("mia", "support", None, "one").await.unwrap();
    let second = world.slack().say("mia", "support", None, "two").await.unwrap();
    assert_eq!((first.as_str(), second.as_str()), ("1700000000.000100", "1700000000.000101"));
    let shown = &world.messages(Platform::Slack, "support")[0];
    assert_eq!(shown.at, 1_700_000_000_000);
    let id: i64 = world.discord().say("mia", "lounge", "hi").await.unwrap().parse().unwrap();
    assert_eq!((id >> 22) + 1_420_070_400_000, 1_700_000_000_000);
}
