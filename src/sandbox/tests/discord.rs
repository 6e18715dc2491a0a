//! Discord keeps its promises, and its limits.

use super::*;

const HELP: &str = "910000000000000001";
const LOUNGE: &str = "910000000000000004";

fn message(text: &str) -> Value {
    json!({ "content": text, "allowed_mentions": { "parse": [] } })
}

fn row(buttons: &[(&str, &str)]) -> Value {
    let button = |(id, label): &(&str, &str)| json!({ "type": 2, "style": 2, "custom_id": id, "label": label });
    json!({ "type": 1, "components": buttons.iter().map(button).collect::<Vec<_>>() })
}

#[tokio::test]
async fn every_limit_of_a_message_is_refused_at_its_place() {
    let sandbox = sandbox().await;
    let path = format!("/channels/{LOUNGE}/messages");
    let six: Vec<(&str, &str)> = vec![("a", "1"), ("b", "2"), ("c", "3"), ("d", "4"), ("e", "5"), ("f", "6")];
    let long_id = "x".repeat(101);
    let cases = [
        (json!({ "content": "x".repeat(2_001) }), "/content/_errors/0/code", "BASE_TYPE_MAX_LENGTH"),
        (json!({ "components": [row(&six)] }), "/components/0/components/_errors/0/code", "BASE_TYPE_BAD_LENGTH"),
        (
            json!({ "components": [row(&[("a", "1"), ("a", "2")])] }),
            "/components/0/components/1/custom_id/_errors/0/code",
            "COMPONENT_CUSTOM_ID_DUPLICATED",
        ),
        (
            json!({ "components": [row(&[(&long_id, "1")])] }),
            "/components/0/components/0/custom_id/_errors/0/code",
            "BASE_TYPE_BAD_LENGTH",
        ),
        (json!({ "embeds": vec![json!({ "title": "t" }); 11] }), "/embeds/_errors/0/code", "BASE_TYPE_BAD_LENGTH"),
        (json!({ "embeds": [{ "title": "x".repeat(257) }] }), "/embeds/0/title/_errors/0/code", "BASE_TYPE_MAX_LENGTH"),
        (json!({ "nonce": "x".repeat(26) }), "/nonce/_errors/0/code", "BASE_TYPE_MAX_LENGTH"),
    ];
    for (body, at, code) in cases {
        let refused = discord(&sandbox, "POST", &path, body).await;
        assert_eq!(refused.code(), (400, 50_035), "{at}");
        assert_eq!(refused.body["errors"].pointer(at), Some(&json!(code)), "{}", refused.body);
    }
    assert_eq!(discord(&sandbox, "POST", &path, json!({})).await.code(), (400, 50_006));
    let posted = |channel: &str| format!("/channels/{channel}/messages");
    assert_eq!(discord(&sandbox, "POST", &posted("1"), message("x")).await.code(), (404, 10_003));
    assert_eq!(discord(&sandbox, "POST", &posted("910000000000000005"), message("x")).await.code(), (403, 50_001));
    assert_eq!(discord(&sandbox, "POST", &posted(HELP), message("x")).await.code(), (400, 50_008));
    assert_eq!(discord(&sandbox, "GET", &format!("{path}/1"), Value::Null).await.code(), (404, 10_008));
    let url = format!("{}/users/@me", sandbox.discord_api_url());
    assert_eq!(answer(http().get(url).header("authorization", "Bot wrong")).await.status, 401);
    assert!(sandbox.world().messages(Platform::Discord, "lounge").is_empty());
}

#[tokio::test]
async fn a_repeated_nonce_returns_the_first_message() {
    let sandbox = sandbox().await;
    let path = format!("/channels/{LOUNGE}/messages");
    let mut body = message("once");
    body["nonce"] = json!("survey-1");
    body["enforce_nonce"] = json!(true);
    let first = discord(&sandbox, "POST", &path, body.clone()).await.body;
    let second = discord(&sandbox, "POST", &path, body).await.body;
    assert_eq!(first["id"], second["id"]);
    assert_eq!(sandbox.world().messages(Platform::Discord, "lounge").len(), 1);
}

#[tokio::test]
async fn closed_direct_messages_are_refused_at_the_message_not_at_the_channel() {
    let sandbox = sandbox().await;
    let sam = sandbox.world().person("sam").unwrap().discord;
    let opened = discord(&sandbox, "POST", "/users/@me/channels", json!({ "recipient_id": sam })).await;
    assert_eq!(opened.status, 200);
    let path = format!("/channels/{}/messages", opened.body["id"].as_str().unwrap());
    assert_eq!(discord(&sandbox, "POST", &path, message("hi")).await.code(), (403, 50_007));
    sandbox.world().refuse_dms("sam", false);
    assert_eq!(discord(&sandbox, "POST", &path, message("hi")).await.status, 200);
    assert_eq!(
        sandbox.world().messages(Platform::Discord, &sandbox.world().dm(Platform::Discord, "sam").unwrap()).len(),
        1
    );
}

#[tokio::test]
async fn a_picture_travels_in_its_form_and_is_shown_in_its_embed() {
    let sandbox = sandbox().await;
    let mut body = message("");
    body["embeds"] = json!([{ "title": "Payments", "image": { "url": "attachment://card.png" } }]);
    body["attachments"] = json!([{ "id": 0, "filename": "card.png", "description": "bars" }]);
    let form = reqwest::multipart::Form::new()
        .text("payload_json", body.to_string())
        .part("files[0]", reqwest::multipart::Part::bytes(vec![1, 2, 3]).file_name("card.png"));
    let url = format!("{}/channels/{LOUNGE}/messages", sandbox.discord_api_url());
    let token = format!("Bot {}", sandbox.world().cast().discord_token);
    let posted = answer(http().post(url).header("authorization", token).multipart(form)).await;
    assert_eq!(posted.status, 200);
    let shown = &sandbox.world().bot_messages(Platform::Discord, "lounge")[0];
    assert_eq!((shown.text(), shown.pictures[0].alt.as_str()), ("Payments", "bars"));
    assert_eq!(posted.body["embeds"][0]["image"]["url"], shown.pictures[0].url);
    assert_eq!(posted.body["attachments"], json!([]), "a picture in an embed is not shown twice");
    let served = http().get(&shown.pictures[0].url).send().await.unwrap().bytes().await.unwrap();
    assert_eq!(served.as_ref(), [1, 2, 3]);
}

fn commands() -> Value {
    let customer = json!({ "type": 6, "name": "customer", "description": "Who was helped", "required": true });
    let close = json!({ "type": 1, "name": "close", "description": "Close and ask", "options": [customer] });
    json!([
        { "name": "afterword", "description": "Afterword", "options": [close] },
        { "name": "Close & ask", "type": 3 },
    ])
}

#[tokio::test]
async fn a_command_carries_its_people_and_is_answered_to_one_person() {
    let sandbox = sandbox().await;
    let world = sandbox.world();
    let mut app = Socket::discord(&sandbox).await;
    let path = format!("/applications/{}/commands", world.cast().discord_application);
    assert_eq!(discord(&sandbox, "PUT", &path, commands()).await.status, 200);
    let answered = async {
        let interaction = app.next().await.unwrap()["d"].clone();
        let data = json!({ "content": "Closed.", "flags": 64, "allowed_mentions": { "parse": [] } });
        let body = json!({ "type": 4, "data": data });
        assert_eq!(callback(&sandbox, &interaction, body.clone()).await.status, 204);
        assert_eq!(callback(&sandbox, &interaction, body).await.code(), (400, 40_060));
        interaction
    };
    let act = world.discord();
    let (seen, got) = with(act.slash("ana", "lounge", "close", json!({ "customer": "mia" })), answered).await;
    let mia = world.person("mia").unwrap().discord;
    assert_eq!(got["data"]["options"][0]["options"][0]["value"], mia);
    assert_eq!(got["data"]["resolved"]["users"][&mia]["username"], "mia");
    assert_eq!(seen.private_text(), "Closed.");
    let missing = world.discord().slash("ana", "lounge", "close", json!({})).await;
    assert!(missing.error.unwrap().contains("required"));
}

#[tokio::test]
async fn a_press_may_change_the_shared_message_and_follow_up_in_private() {
    let sandbox = sandbox().await;
    let world = sandbox.world();
    let mut app = Socket::discord(&sandbox).await;
    let mut body = message("How easy was it?");
    body["components"] = json!([row(&[("aw1:s:1", "1"), ("aw1:s:2", "2")])]);
    let posted = discord(&sandbox, "POST", &format!("/channels/{LOUNGE}/messages"), body).await.body;
    let id = posted["id"].as_str().unwrap();
    let answered = async {
        let interaction = app.next().await.unwrap()["d"].clone();
        let thanks = json!({ "type": 7, "data": { "content": "Thanks", "components": [], "allowed_mentions": { "parse": [] } } });
        assert_eq!(callback(&sandbox, &interaction, thanks).await.status, 204);
        let token = interaction["token"].as_str().unwrap();
        let mut private = message("Saved: 2");
        private["flags"] = json!(64);
        let path = format!("/webhooks/{}/{token}", world.cast().discord_application);
        assert_eq!(discord(&sandbox, "POST", &path, private).await.status, 200);
        interaction
    };
    let (seen, got) = with(world.discord().press("mia", "lounge", id, "2"), answered).await;
    assert_eq!((got["data"]["custom_id"].as_str(), got["message"]["id"].as_str()), (Some("aw1:s:2"), Some(id)));
    assert_eq!((seen.private_text().as_str(), seen.shared[0].text()), ("Saved: 2", "Thanks"));
    assert!(world.message(Platform::Discord, "lounge", id).unwrap().buttons.is_empty());
    assert_eq!(world.violations(), Vec::<String>::new());
}

#[tokio::test]
async fn a_form_opens_is_checked_and_comes_back_filled_in() {
    let sandbox = sandbox().await;
    let world = sandbox.world();
    let mut app = Socket::discord(&sandbox).await;
    let mut body = message("?");
    body["components"] = json!([row(&[("why", "Tell us why")])]);
    let posted = discord(&sandbox, "POST", &format!("/channels/{LOUNGE}/messages"), body).await.body;
    let input = json!({ "type": 4, "custom_id": "comment", "label": "Anything else", "style": 2, "required": false });
    let modal = json!({ "custom_id": "m", "title": "Why", "components": [{ "type": 1, "components": [input] }] });
    let opened = async {
        let interaction = app.next().await.unwrap()["d"].clone();
        let mut long = modal.clone();
        long["title"] = json!("x".repeat(46));
        assert_eq!(callback(&sandbox, &interaction, json!({ "type": 9, "data": long })).await.code(), (400, 50_035));
        assert_eq!(callback(&sandbox, &interaction, json!({ "type": 9, "data": modal })).await.status, 204);
    };
    let (seen, ()) = with(world.discord().press("mia", "lounge", posted["id"].as_str().unwrap(), "why"), opened).await;
    assert_eq!(seen.form.unwrap()["custom_id"], "m");
    let answered = async {
        let interaction = app.next().await.unwrap()["d"].clone();
        callback(&sandbox, &interaction, json!({ "type": 6 })).await;
        interaction
    };
    let (_, got) = with(world.discord().submit_modal("mia", json!({ "comment": "slow" })), answered).await;
    assert_eq!(got["data"]["components"][0]["components"][0]["value"], "slow");
    assert!(world.open_modal(Platform::Discord, "mia").is_none());
}

#[tokio::test]
async fn a_locked_thread_is_told_and_a_resume_replays_what_was_missed() {
    let sandbox = sandbox().await;
    let world = sandbox.world();
    let mut app = Socket::gateway(&sandbox).await;
    app.identify(&format!("Bot {}", world.cast().discord_token), 1).await;
    let session = app.next().await.unwrap()["d"]["session_id"].clone();
    assert_eq!(app.next().await.unwrap()["t"], "GUILD_CREATE");
    let thread = world.discord().open_thread("mia", "help", "Card declined").await.unwrap();
    let created = app.next().await.unwrap();
    assert_eq!((created["t"].as_str(), created["d"]["parent_id"].as_str()), (Some("THREAD_CREATE"), Some(HELP)));
    world.disconnect_sockets(Platform::Discord);
    assert_eq!(app.next().await, None);
    world.discord().lock_thread("ana", &thread).unwrap();
    let mut app = Socket::gateway(&sandbox).await;
    let d = json!({ "token": world.cast().discord_token, "session_id": session, "seq": created["s"] });
    app.send(json!({ "op": 6, "d": d })).await;
    let missed = app.next().await.unwrap();
    assert_eq!(
        (missed["t"].as_str(), &missed["d"]["thread_metadata"]["locked"]),
        (Some("THREAD_UPDATE"), &json!(true))
    );
    assert_eq!(app.next().await.unwrap()["t"], "RESUMED");
}

#[tokio::test]
async fn the_gateway_closes_on_a_bad_token_and_on_unapproved_intents() {
    let sandbox = sandbox().await;
    for (token, intents, code) in [("wrong", 1, 4004), (sandbox.world().cast().discord_token.as_str(), 1 << 15, 4014)] {
        let mut app = Socket::gateway(&sandbox).await;
        app.identify(token, intents).await;
        assert_eq!(app.close_code().await, Some(code));
    }
    let mut app = Socket::gateway(&sandbox).await;
    app.send(json!({ "op": 1, "d": null })).await;
    assert_eq!(app.next().await.unwrap()["op"], 11);
    app.identify(&sandbox.world().cast().discord_token, 0).await;
    assert_eq!(app.next().await.unwrap()["t"], "READY");
    sandbox.world().discord().open_thread("mia", "help", "unseen without the intent").await.unwrap();
    sandbox.world().discord().ask_reconnect();
    assert_eq!(app.next().await.unwrap()["op"], 7, "neither the guild nor its threads");
}
