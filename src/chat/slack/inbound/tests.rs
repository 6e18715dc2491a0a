//! Slack's payloads, as Slack sends them, and what they may not cost us.

use serde_json::json;

use super::super::super::Command;
use super::*;

fn url() -> Url {
    "https://hooks.slack.com/actions/T1/1/x".parse().unwrap()
}

fn press() -> Value {
    json!({
        "type": "block_actions", "team": { "id": "T1", "domain": "acme" }, "api_app_id": "A1", "trigger_id": "9.9.x",
        "user": { "id": "U1", "username": "mia", "name": "mia", "team_id": "T1" },
        "container": { "type": "message", "message_ts": "1700.1", "channel_id": "C1", "is_ephemeral": false, "thread_ts": "1699.1" },
        "channel": { "id": "C1", "name": "help" }, "response_url": url(), "is_enterprise_install": false,
        "message": { "type": "message", "ts": "1700.1", "thread_ts": "1699.1", "bot_id": "B1", "text": "How easy?",
            "blocks": [{ "type": "brand_new" }], "metadata": { "event_type": "x", "event_payload": { "id": 7 } } },
        "state": { "values": {} },
        "actions": [{ "type": "button", "action_id": "aw1:s1:ces7.5", "block_id": "m", "value": "aw1:s1:ces7.5",
            "action_ts": "1548426417.840180", "text": { "type": "plain_text", "text": "5" } }]
    })
}

fn act_of(reading: Reading) -> Act {
    match reading {
        Reading::Act(act) => *act,
        other => panic!("an act expected, got {other:?}"),
    }
}

fn mia() -> Actor {
    Actor { identity: Identity::slack("T1", "U1"), name: Some("mia".into()), is_bot: false, locale: None, groups: None }
}

#[test]
fn a_press_names_presser_place_message_and_control() {
    let Act { inbound, route } = act_of(interaction(&press(), "T1"));
    let expected = Inbound::Press {
        by: mia(),
        at: Scene {
            installation: "T1".into(),
            channel: slack_channel("C1"),
            parent: None,
            thread: Some("1699.1".into()),
            own_thread: false,
        },
        control: "aw1:s1:ces7.5".into(),
        message: Some(MessageRef { channel: slack_channel("C1"), id: "1700.1".into() }),
        made: Some("2019-01-25T14:26:57.840180Z".parse().unwrap()),
        dedupe: "U1:1700.1:aw1:s1:ces7.5:1548426417.840180".into(),
    };
    assert_eq!(inbound, expected);
    let trigger = SlackTriggerId("9.9.x".into());
    let thread = Some("1699.1".into());
    assert_eq!(route, Route::Message { response_url: Some(url()), trigger, private: false, thread });
}

#[test]
fn a_press_on_a_private_message_names_no_shared_one() {
    let mut payload = press();
    payload["container"]["is_ephemeral"] = json!(true);
    payload.as_object_mut().unwrap().remove("message");
    let Act { inbound: Inbound::Press { message, .. }, route: Route::Message { private, .. } } =
        act_of(interaction(&payload, "T1"))
    else {
        panic!("a press expected")
    };
    assert_eq!((message, private), (None, true));
}

#[test]
fn a_moment_is_seconds_a_full_stop_and_six_digits_or_none() {
    for odd in ["", "1", "1.2", "1.0000001", "-1.000000", "1.-00001", "+1.000000", "x.000000", "99999999999999.000000"]
    {
        assert_eq!(moment(odd), None, "{odd}");
    }
}

#[test]
fn an_org_wide_install_or_an_outsider_costs_no_click() {
    let mut payload = press();
    payload["team"] = Value::Null;
    payload["user"]["team_id"] = json!("T2");
    let Act { inbound: Inbound::Press { by, at, .. }, .. } = act_of(interaction(&payload, "T1")) else { panic!() };
    assert_eq!((by.identity, at.installation), (Identity::slack("T2", "U1"), "T2".to_owned()));
}

#[test]
fn a_stranger_in_a_shared_channel_keeps_their_own_workspace() {
    let mut payload = press();
    payload["user"]["team_id"] = json!("T2");
    let Act { inbound: Inbound::Press { by, at, .. }, .. } = act_of(interaction(&payload, "T1")) else { panic!() };
    assert_eq!((by.identity, at.installation), (Identity::slack("T2", "U1"), "T1".to_owned()));
}

#[test]
fn what_is_not_one_button_is_not_ours() {
    for actions in [json!([]), json!([{ "type": "static_select", "action_id": "x", "action_ts": "1" }])] {
        let mut payload = press();
        payload["actions"] = actions;
        assert_eq!(interaction(&payload, "T1"), Reading::Ignored);
    }
    let many: Vec<_> =
        (0..25).map(|i| json!({ "type": "button", "action_id": format!("a{i}"), "action_ts": "1" })).collect();
    let mut payload = press();
    payload["actions"] = json!(many);
    assert_eq!(interaction(&payload, "T1"), Reading::Ignored);
    for kind in ["view_closed", "block_suggestion", "shortcut", "brand_new"] {
        assert_eq!(interaction(&json!({ "type": kind }), "T1"), Reading::Ignored);
    }
}

#[test]
fn a_click_that_cannot_be_read_is_known_to_be_awaited() {
    let mut payload = press();
    payload["container"] = json!({ "type": "hologram" });
    assert_eq!(interaction(&payload, "T1"), Reading::Unreadable { awaited: true, response_url: Some(url()) });
}

fn submission() -> Value {
    json!({
        "type": "view_submission", "team": { "id": "T1" }, "user": { "id": "U1", "name": "mia", "team_id": "T1" },
        "api_app_id": "A1", "trigger_id": "9.9.y",
        "view": { "id": "V1", "team_id": "T1", "type": "modal", "callback_id": "afterword", "hash": "h1",
            "private_metadata": "aw1:s1:comment", "title": { "type": "plain_text", "text": "Tell us why" },
            "blocks": [{ "type": "input" }], "submit": { "type": "plain_text", "text": "Send" }, "close": null,
            "state": { "values": {
                "comment": { "comment": { "type": "plain_text_input", "value": "slow & <rude>" } },
                "reasons": { "reasons": { "type": "checkboxes", "selected_options": [
                    { "text": { "type": "plain_text", "text": "Slow" }, "value": "slow" },
                    { "text": { "type": "plain_text", "text": "Again" }, "value": "repeat" }] } },
                "empty": { "empty": { "type": "plain_text_input", "value": null } } } } }
    })
}

#[test]
fn a_form_brings_words_and_choices() {
    let Act { inbound, route } = act_of(interaction(&submission(), "T1"));
    let fields = [("comment", "slow & <rude>"), ("empty", ""), ("reasons", "slow,repeat")];
    let fields = fields.map(|(k, v)| (k.to_owned(), v.to_owned())).into();
    let expected = Inbound::Submit { by: mia(), control: "aw1:s1:comment".into(), fields, dedupe: "V1:h1".into() };
    assert_eq!(inbound, expected);
    assert_eq!(route, Route::Form { field: Some("comment".into()) });
}

#[test]
fn somebody_elses_form_is_not_ours() {
    let mut payload = submission();
    payload["view"]["callback_id"] = json!("other");
    assert_eq!(interaction(&payload, "T1"), Reading::Ignored);
}

fn shortcut() -> Value {
    json!({
        "type": "message_action", "callback_id": "close_and_ask", "trigger_id": "9.9.z", "response_url": url(),
        "team": { "id": "T1" }, "user": { "id": "U7", "name": "sam" }, "channel": { "id": "C1", "name": "help" },
        "message_ts": "1699.1",
        "message": { "type": "message", "user": "U1", "ts": "1699.1", "text": "Hi <@U7|sam>, I can&apos;t log &lt;in&gt;\nplease help ".to_owned() + &"x".repeat(100),
            "user_team": "T2", "subtype": "brand_new_subtype", "files": [{ "mode": "tombstone" }] }
    })
}

#[test]
fn closing_from_a_message_names_its_author_thread_and_first_words() {
    let Act { inbound, .. } = act_of(interaction(&shortcut(), "T1"));
    let Inbound::CloseAndAsk { by, at, customer, excerpt, message_id, dedupe } = inbound else { panic!() };
    assert_eq!(by.identity, Identity::slack("T1", "U7"));
    assert_eq!((at.thread.as_deref(), at.own_thread), (Some("1699.1"), true));
    assert_eq!(customer.map(|c| (c.identity, c.is_bot)), Some((Identity::slack("T2", "U1"), false)));
    let excerpt = excerpt.unwrap();
    assert!(excerpt.starts_with("Hi @sam, I can&apos;t log <in> please help x") && excerpt.chars().count() == 80);
    assert_eq!((message_id.as_str(), dedupe.as_str()), ("1699.1", "9.9.z"));
}

#[test]
fn a_bots_message_has_a_bot_for_an_author() {
    let mut payload = shortcut();
    payload["message"] = json!({ "ts": "1.1", "thread_ts": "1.0", "bot_id": "B1", "text": "beep" });
    let Act { inbound: Inbound::CloseAndAsk { at, customer, .. }, .. } = act_of(interaction(&payload, "T1")) else {
        panic!()
    };
    assert_eq!((customer.map(|c| c.is_bot), at.thread.as_deref()), (Some(true), Some("1.0")));
    payload["callback_id"] = json!("other_shortcut");
    assert_eq!(interaction(&payload, "T1"), Reading::Ignored);
}

#[test]
fn a_command_names_who_where_and_what() {
    let payload = json!({
        "token": "x", "team_id": "T1", "team_domain": "acme", "channel_id": "D5", "channel_name": "directmessage",
        "user_id": "U1", "user_name": "mia", "command": "/afterword", "text": "stop-asking", "api_app_id": "A1",
        "response_url": url(), "trigger_id": "9.9.c", "enterprise_id": null, "is_enterprise_install": "false"
    });
    let Act { inbound, route } = act_of(command(&payload));
    let at =
        Scene { installation: "T1".into(), channel: slack_channel("D5"), parent: None, thread: None, own_thread: true };
    assert_eq!(inbound, Inbound::Command { by: mia(), at, command: Command::StopAsking, dedupe: "9.9.c".into() });
    assert_eq!(route.response_url(), Some(&url()));
    assert_eq!(command(&json!({ "text": "help" })), Reading::Unreadable { awaited: true, response_url: None });
}
