//! Slack keeps its promises, and its limits.

use super::*;

fn buttons(labels: &[(&str, &str)]) -> Value {
    let button = |(id, label): &(&str, &str)| json!({ "type": "button", "action_id": id, "text": { "type": "plain_text", "text": label } });
    json!([{ "type": "actions", "elements": labels.iter().map(button).collect::<Vec<_>>() }])
}

#[tokio::test]
async fn a_wrong_or_missing_token_is_refused_by_slacks_own_words() {
    let sandbox = sandbox().await;
    let url = |method: &str| format!("{}/{method}", sandbox.slack_api_url());
    assert_eq!(answer(http().post(url("auth.test"))).await.error(), "not_authed");
    assert_eq!(answer(http().post(url("auth.test")).bearer_auth("xoxb-other")).await.error(), "invalid_auth");
    let opened = answer(http().post(url("apps.connections.open")).bearer_auth(TOKEN)).await;
    assert_eq!(opened.error(), "not_allowed_token_type");
    assert_eq!(slack(&sandbox, "auth.test", json!({})).await.body["user_id"], "U0AFTERBOT");
}

#[tokio::test]
async fn arguments_come_as_json_as_a_form_or_in_the_query() {
    let sandbox = sandbox().await;
    let url = format!("{}/chat.postMessage", sandbox.slack_api_url());
    let form = [("channel", "C0SUPPORT1"), ("text", "hi"), ("blocks", r#"[{"type":"divider"}]"#)];
    assert_eq!(answer(http().post(url).bearer_auth(TOKEN).form(&form)).await.error(), "none");
    assert_eq!(slack_get(&sandbox, "users.lookupByEmail?email=mia@example.com").await.body["user"]["name"], "mia");
    // As the real one: the older reading methods do not look at JSON.
    assert_eq!(slack(&sandbox, "users.info", json!({ "user": "U0" })).await.error(), "invalid_arguments");
}

#[tokio::test]
async fn every_limit_of_a_message_has_its_own_error() {
    let sandbox = sandbox().await;
    let text = |n: usize| json!({ "type": "mrkdwn", "text": "x".repeat(n) });
    let section = |n: usize| json!({ "type": "section", "text": text(n) });
    let header = json!({ "type": "header", "text": { "type": "plain_text", "text": "x".repeat(151) } });
    let long = "x".repeat(76);
    let cases = [
        (json!([]), "", "no_text"),
        (json!([section(3_001)]), "t", "invalid_blocks"),
        (json!([header]), "t", "invalid_blocks"),
        (json!(vec![json!({ "type": "divider" }); 51]), "t", "invalid_blocks"),
        (buttons(&[("a", &long)]), "t", "invalid_blocks"),
        (buttons(&[("a", "1"), ("a", "2")]), "t", "invalid_blocks"),
        (
            json!([{ "type": "divider", "block_id": "b" }, { "type": "divider", "block_id": "b" }]),
            "t",
            "invalid_blocks",
        ),
        (
            json!([section(3_000), section(3_000), section(3_000), section(3_000), section(3_000)]),
            "t",
            "msg_blocks_too_long",
        ),
        (json!([{ "type": "image", "alt_text": "a", "slack_file": { "id": "F404" } }]), "t", "invalid_blocks"),
        (json!({ "type": "divider" }), "t", "invalid_blocks_format"),
    ];
    for (blocks, text, error) in cases {
        let body = json!({ "channel": "C0SUPPORT1", "text": text, "blocks": blocks });
        assert_eq!(slack(&sandbox, "chat.postMessage", body).await.error(), error, "{blocks}");
    }
    for (channel, error) in [("C404", "channel_not_found"), ("C0OUTSIDE1", "not_in_channel")] {
        assert_eq!(slack(&sandbox, "chat.postMessage", post_body(channel, "t")).await.error(), error);
    }
    assert_eq!(sandbox.world().messages(Platform::Slack, "support"), []);
}

#[tokio::test]
async fn a_message_is_shown_updated_and_found_again_by_its_metadata() {
    let sandbox = sandbox().await;
    let world = sandbox.world();
    let root = world.slack().say("mia", "support", None, "My card was declined").await.unwrap();
    let mut body = post_body("C0SUPPORT1", "fallback");
    body["thread_ts"] = json!(root);
    body["blocks"] = buttons(&[("aw1:s:1", "1 Very hard"), ("aw1:s:7", "7 Very easy")]);
    body["metadata"] = json!({ "event_type": "survey", "event_payload": { "id": "s" } });
    let posted = slack(&sandbox, "chat.postMessage", body).await.body;
    let shown = &world.bot_messages(Platform::Slack, "support")[0];
    assert_eq!(shown.thread.as_deref(), Some(root.as_str()));
    assert_eq!(shown.button("7").unwrap().id, "aw1:s:7");
    let replies = format!("conversations.replies?channel=C0SUPPORT1&ts={root}&include_all_metadata=true");
    let replies = slack_get(&sandbox, &replies).await.body;
    assert_eq!(replies["messages"][1]["metadata"]["event_payload"]["id"], "s");
    let history = slack_get(&sandbox, "conversations.history?channel=C0SUPPORT1").await.body;
    assert_eq!(history["messages"].as_array().unwrap().len(), 1, "a reply is not in the history");

    let update = json!({ "channel": "C0SUPPORT1", "ts": posted["ts"], "text": "Thanks &amp; bye, <@U00000MIA11>" });
    assert_eq!(slack(&sandbox, "chat.update", update).await.error(), "none");
    let shown = &world.bot_messages(Platform::Slack, "support")[0];
    assert_eq!((shown.text(), shown.edited, shown.buttons.len()), ("Thanks & bye, @Mia", true, 0));
    let other = json!({ "channel": "C0SUPPORT1", "ts": root, "text": "x" });
    assert_eq!(slack(&sandbox, "chat.update", other).await.error(), "cant_update_message");
    assert_eq!(world.violations(), Vec::<String>::new());
}

#[tokio::test]
async fn a_command_escapes_people_and_is_answered_to_one_person() {
    let sandbox = sandbox().await;
    let mut app = Socket::slack(&sandbox).await;
    let act = sandbox.world().slack();
    let reply = json!({ "response_type": "ephemeral", "text": "Closed." });
    let (seen, payload) = with(act.slash("ana", "support", "close @Mia a < b"), app.acknowledge(reply)).await;
    let mia = sandbox.world().person("mia").unwrap();
    assert_eq!(payload["text"], format!("close <@{}|mia> a &lt; b", mia.slack));
    assert_eq!(seen.private_text(), "Closed.");
    assert!(sandbox.world().messages(Platform::Slack, "support").is_empty());
    assert_eq!(sandbox.world().ephemerals(Platform::Slack, "ana").len(), 1);
}

#[tokio::test]
async fn a_response_url_works_five_times_and_can_replace_what_one_person_sees() {
    let sandbox = sandbox().await;
    let world = sandbox.world();
    let mut app = Socket::slack(&sandbox).await;
    let mut body = post_body("C0SUPPORT1", "Saved");
    body["user"] = json!(world.person("mia").unwrap().slack);
    body["blocks"] = buttons(&[("why", "Tell us why")]);
    assert_eq!(slack(&sandbox, "chat.postEphemeral", body).await.error(), "none");
    let press = world.slack();
    let answered = async {
        let payload = app.acknowledge(Value::Null).await;
        let url = payload["response_url"].as_str().unwrap().to_owned();
        let replace = json!({ "replace_original": true, "text": "Changed" });
        assert_eq!(answer(http().post(&url).json(&replace)).await.status, 200);
        (payload, url)
    };
    let (seen, (payload, url)) = with(press.press_ephemeral("mia", "why"), answered).await;
    assert_eq!(payload["container"]["is_ephemeral"], true);
    assert!(payload.get("message").is_none(), "an ephemeral message is not enclosed");
    assert_eq!(seen.private_text(), "Changed");
    assert_eq!(world.ephemerals(Platform::Slack, "mia").len(), 1);
    for _ in 0..4 {
        assert_eq!(answer(http().post(&url).json(&json!({ "text": "more" }))).await.status, 200);
    }
    assert_eq!(answer(http().post(&url).json(&json!({ "text": "six" }))).await.error(), "used_url");
    let by_ben = world.slack().press("ben", "support", &seen.private[0].id, "why").await;
    assert!(by_ben.error.is_some(), "nobody presses what they cannot see");
}

fn form() -> Value {
    let title = |t: &str| json!({ "type": "plain_text", "text": t });
    let options = json!([{ "text": title("Slow"), "value": "slow" }, { "text": title("Unclear"), "value": "unclear" }]);
    json!({
        "type": "modal", "callback_id": "aw1:s:comment", "title": title("Tell us why"), "submit": title("Send"),
        "blocks": [
            { "type": "input", "block_id": "reasons", "optional": true, "label": title("Reasons"),
              "element": { "type": "checkboxes", "action_id": "reasons", "options": options } },
            { "type": "input", "block_id": "comment", "optional": true, "label": title("Anything else"),
              "element": { "type": "plain_text_input", "action_id": "comment", "multiline": true } },
        ],
    })
}

#[tokio::test]
async fn a_form_opens_once_is_filled_in_and_may_complain() {
    let sandbox = sandbox().await;
    let world = sandbox.world();
    let mut app = Socket::slack(&sandbox).await;
    let opened = async {
        let trigger = app.acknowledge(Value::Null).await["trigger_id"].clone();
        let open = json!({ "trigger_id": trigger, "view": form() });
        let mut long = open.clone();
        long["view"]["title"]["text"] = json!("x".repeat(25));
        assert_eq!(slack(&sandbox, "views.open", long).await.error(), "invalid_arguments");
        assert_eq!(slack(&sandbox, "views.open", open.clone()).await.error(), "none");
        assert_eq!(slack(&sandbox, "views.open", open).await.error(), "exchanged_trigger_id");
    };
    let (seen, ()) = with(world.slack().slash("mia", "dm", "help"), opened).await;
    assert_eq!(seen.form.unwrap()["callback_id"], "aw1:s:comment");

    let fields = json!({ "reasons": ["Slow"], "comment": "<b>three times</b>" });
    let errors = json!({ "response_action": "errors", "errors": { "comment": "too short" } });
    let (seen, payload) = with(world.slack().submit_view("mia", fields.clone()), app.acknowledge(errors)).await;
    let values = &payload["view"]["state"]["values"];
    assert_eq!(values["reasons"]["reasons"]["selected_options"][0]["value"], "slow");
    assert_eq!(values["comment"]["comment"]["value"], "<b>three times</b>");
    assert_eq!(seen.form_errors.unwrap()["comment"], "too short");
    assert!(world.open_modal(Platform::Slack, "mia").is_some());
    with(world.slack().submit_view("mia", fields), app.acknowledge(Value::Null)).await;
    assert!(world.open_modal(Platform::Slack, "mia").is_none());
}

#[tokio::test]
async fn a_picture_is_shown_only_after_its_upload_was_completed() {
    let sandbox = sandbox().await;
    let grant = slack_get(&sandbox, "files.getUploadURLExternal?filename=card.png&length=3&alt_txt=bars").await.body;
    let id = grant["file_id"].as_str().unwrap();
    let image = json!([{ "type": "image", "alt_text": "bars", "slack_file": { "id": id } }]);
    let mut body = post_body("C0PAYTEAM1", "scorecard");
    body["blocks"] = image;
    assert_eq!(slack(&sandbox, "chat.postMessage", body.clone()).await.error(), "invalid_blocks");
    let complete = json!({ "files": [{ "id": id, "title": "card" }] });
    assert_eq!(slack(&sandbox, "files.completeUploadExternal", complete.clone()).await.error(), "file_not_found");
    answer(http().post(grant["upload_url"].as_str().unwrap()).body(vec![1_u8, 2, 3])).await;
    assert_eq!(slack(&sandbox, "files.completeUploadExternal", complete).await.error(), "none");
    assert_eq!(slack(&sandbox, "chat.postMessage", body).await.error(), "none");
    let shown = &sandbox.world().bot_messages(Platform::Slack, "payments-team")[0];
    assert_eq!(*shown.pictures[0].bytes, vec![1, 2, 3]);
    let served = http().get(&shown.pictures[0].url).send().await.unwrap().bytes().await.unwrap();
    assert_eq!(served.as_ref(), [1, 2, 3]);
}

#[tokio::test]
async fn a_ticket_opens_one_socket() {
    let sandbox = sandbox().await;
    let url = format!("{}/apps.connections.open", sandbox.slack_api_url());
    let opened = answer(http().post(url).bearer_auth("xapp-1-sandbox-app")).await;
    let url = opened.body["url"].as_str().unwrap();
    Socket::connect(url).await;
    assert!(tokio_tungstenite::connect_async(url).await.is_err());
}

#[tokio::test]
async fn pinging_a_crowd_or_unfurling_is_noted_as_a_violation() {
    let sandbox = sandbox().await;
    slack(&sandbox, "chat.postMessage", json!({ "channel": "C0SUPPORT1", "text": "<!channel> hi" })).await;
    let violations = sandbox.world().violations().join("\n");
    assert!(violations.contains("<!channel>") && violations.contains("unfurl_links"), "{violations}");
}
