//! B21–B25, B31, B36 and F35 over HTTP: what a call that is believed may do.
//!
//! Who is believed at all is `http`'s.

use afterword::sandbox::Platform;
use serde_json::{Value, json};

use super::called::{Call, Called, FORM};
use super::stage::calls_to_people;
use crate::hooks::client;
use crate::world::{Discord, Slack, World};

#[tokio::test]
async fn f35_an_event_delivered_four_times_two_of_them_at_once_counts_once_and_is_taken_every_time() {
    let called = Called::up().await;
    let prompt = called.asked(Slack, "mia", "f35").await;
    let event = called.world.planet().slack().event_payload(&json!({ "type": "app_uninstalled" }));
    let attempt = |n: u32| {
        let call = called.event(&event);
        if n == 0 {
            return call;
        }
        call.with("x-slack-retry-num", &n.to_string()).with("x-slack-retry-reason", "http_timeout")
    };
    let (first, second) = tokio::join!(called.make(attempt(0)), called.make(attempt(1)));
    let third = called.make(attempt(2)).await;
    let fourth = called.make(attempt(3)).await;
    assert_eq!([first.0, second.0, third.0, fourth.0], [200; 4]);
    called.program.says("news of our installation", 1).await;
    // Nothing more is sent; what people press is still kept.
    called.closed(Slack, "aiko", "f35-later").await;
    let seen = called.world.press("mia", &prompt, "6").await;
    assert!(seen.private_text().contains("Saved: 6 of 7"), "{seen:?}");
    assert!(called.world.planet().dm(Slack, "aiko").is_none(), "the installation is paused");
}

#[tokio::test]
async fn b31_events_of_another_workspace_app_or_kind_are_taken_and_acted_on_by_nobody() {
    let called = Called::up().await;
    let slack = called.world.planet().slack();
    let removed = json!({ "type": "app_uninstalled" });
    let with = |event: &Value, key: &str, value: Value| {
        let mut payload = slack.event_payload(event);
        payload[key] = value;
        payload
    };
    let message = |extra: Value| {
        let mut event =
            json!({ "type": "message", "channel": "C0SUPPORT1", "user": "U0000MIA11", "text": "hi", "ts": "1.1" });
        event.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        event
    };
    let ignored = [
        with(&removed, "team_id", Value::Null),
        with(&removed, "team_id", json!("")),
        with(&removed, "team_id", json!("T0ELSEWHERE")),
        with(&removed, "api_app_id", json!("A0SOMEBODY")),
        with(&removed, "type", json!("something_new")),
        with(&removed, "event_id", Value::Null),
        slack.event_payload(&json!({ "type": "tokens_revoked", "tokens": { "oauth": ["U0000MIA11"], "bot": [] } })),
        slack.event_payload(&message(json!({ "bot_id": "B0AFTERBOT" }))),
        slack.event_payload(&message(json!({ "subtype": "message_changed" }))),
        slack.event_payload(&message(json!({ "subtype": "message_deleted" }))),
        slack.event_payload(&json!(null)),
    ];
    let before = calls_to_people(called.world.planet());
    for payload in &ignored {
        assert_eq!(called.make(called.event(payload)).await, (200, String::new()), "{payload}");
    }
    assert_eq!(calls_to_people(called.world.planet()), before, "nobody is answered");
    assert!(!called.program.log().contains("news of our installation"), "{}", called.program.log());
    let limited = json!({ "type": "app_rate_limited", "team_id": "T0AFTERWRD", "minute_rate_limited": 1_800_000_000,
        "api_app_id": "A0AFTERWRD", "token": "t" });
    for _ in 0..2 {
        assert_eq!(called.make(called.event(&limited)).await.0, 200);
    }
    called.still_works().await;
    called.program.says("news of our installation", 1).await;
}

#[tokio::test]
async fn slack_s_challenge_is_returned_to_whoever_signed_it_and_its_certificate_check_is_answered() {
    let called = Called::up().await;
    let challenge =
        json!({ "type": "url_verification", "challenge": "3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P" });
    let (status, body) = called.make(called.event(&challenge)).await;
    assert_eq!(
        (status, serde_json::from_str::<Value>(&body).unwrap()["challenge"].clone()),
        (200, challenge["challenge"].clone())
    );
    called.refused(called.event(&challenge).changed("x-slack-signature", None), 401, "an unsigned challenge").await;
    let check = |body: &str| Call {
        path: "/slack/commands",
        headers: vec![("content-type".into(), FORM.into())],
        body: body.into(),
    };
    assert_eq!(called.make(check("ssl_check=1&token=legacy")).await.0, 200);
    called.refused(check("ssl_check=0"), 401, "no check").await;
    called.refused(check(&format!("ssl_check=1&x={}", "y".repeat(2_000))), 401, "a check of that size").await;
    assert!(client().get(called.world.url("/slack/events")).send().await.unwrap().status() == 405);
}

#[tokio::test]
async fn b21_b25_over_http_a_forged_or_foreign_press_rates_nothing_and_is_answered_kindly() {
    for platform in [Slack, Discord] {
        let called = Called::up().await;
        let world = &called.world;
        let prompt = called.asked(platform, "mia", "b22").await;
        let six = prompt.button("6").unwrap().id.clone();
        let survey = six.rsplit_once(['.', ':', '-']).map_or(six.as_str(), |(front, _)| front);
        let forged = [
            "somebody_elses_button".to_owned(),
            "x".repeat(100),
            format!("{six}0"),
            survey.to_owned(),
            six.to_uppercase(),
        ];
        for control in &forged {
            let seen = press_forged(world, platform, "mia", &prompt, control).await;
            let told = seen.private_text();
            assert!(seen.error.is_none() && !told.is_empty() && !told.contains("Saved:"), "{control}: {seen:?}");
        }
        for who in ["jonas", "ana", "lena"] {
            let seen = press_forged(world, platform, who, &prompt, &six).await;
            assert!(seen.private_text().contains("nothing was saved"), "{who}: {seen:?}");
        }
        assert!(called.answers().is_empty());
        let seen = world.press("mia", &prompt, "6").await;
        assert!(seen.private_text().contains("Saved: 6 of 7"), "{seen:?}");
        assert_eq!(called.answers().len(), 1);
        called.still_works().await;
    }
}

pub(super) async fn press_forged(
    world: &World,
    platform: Platform,
    who: &str,
    on: &afterword::sandbox::Shown,
    control: &str,
) -> afterword::sandbox::Seen {
    // Direct conversations belong to one person; a forger names the message all the same.
    match platform {
        Slack => world.planet().slack().press_forged(who, &on.channel, &on.id, control).await,
        Discord => world.planet().discord().press_forged(who, &on.channel, &on.id, control).await,
    }
}

#[tokio::test]
async fn b21_actions_that_are_none_of_ours_are_acknowledged_over_http_too() {
    let called = Called::up().await;
    let prompt = called.asked(Slack, "mia", "b21").await;
    called.world.press("mia", &prompt, "4").await;
    let pattern = called.world.planet().slack().last_payload().unwrap();
    let with = |change: &dyn Fn(&mut Value)| {
        let mut payload = pattern.clone();
        change(&mut payload);
        payload
    };
    let action = pattern["actions"][0].clone();
    let ignored = [
        with(&|p| p["actions"] = json!([])),
        with(&|p| p["actions"] = json!(vec![action.clone(); 25])),
        with(&|p| p["type"] = json!("block_suggestion")),
        with(&|p| p["type"] = json!("something_new")),
        with(&|p| p["type"] = Value::Null),
        with(&|p| p["api_app_id"] = json!("A0SOMEBODY")),
    ];
    for payload in &ignored {
        assert_eq!(called.make(called.interaction(payload)).await, (200, String::new()), "{payload}");
    }
    called.refused(called.interaction(&with(&|p| p["user"] = json!(7))), 400, "a press by nobody").await;
    assert_eq!(called.answers().len(), 1);
    called.still_works().await;
}

#[tokio::test]
async fn b36_a_custom_id_that_is_long_altered_or_of_another_version_is_refused_kindly_over_http() {
    let called = Called::up().await;
    let prompt = called.asked(Discord, "jonas", "b36").await;
    for custom_id in ["a".repeat(100), "aw0.1.old-format".to_owned(), "🙂".repeat(25), "../x".to_owned()] {
        let seen = called.world.planet().discord().press_forged("jonas", &prompt.channel, &prompt.id, &custom_id).await;
        assert!(seen.error.is_none() && !seen.private_text().is_empty(), "{custom_id}: {seen:?}");
        assert!(!seen.private_text().contains("Saved:"), "{seen:?}");
    }
    assert!(called.answers().is_empty());
    called.still_works().await;
}

#[tokio::test]
async fn a_command_is_answered_in_the_response_to_its_call() {
    let called = Called::up().await;
    for platform in [Slack, Discord] {
        let seen = called.world.slash(platform, "lena", "scorecard").await;
        assert!(
            seen.error.is_none() && seen.private_text().contains("No tickets were closed"),
            "{platform:?}: {seen:?}"
        );
    }
}
