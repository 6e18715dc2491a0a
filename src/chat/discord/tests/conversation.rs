//! What people do, and what they are told: interactions from payload to callback.

use tokio::time::Instant;
use tokio_util::task::TaskTracker;

use super::*;
use crate::chat::{Actor, Command, Groups, Scene};
use crate::domain::ids::{Channel, Identity, MessageRef, Platform};
use crate::present::{Field, Form, Message};

fn user(id: &str, name: &str) -> Value {
    json!({ "id": id, "username": name, "discriminator": "0", "global_name": null, "avatar": null })
}

fn member(id: &str, name: &str) -> Value {
    json!({
        "user": user(id, name), "nick": null, "roles": [], "joined_at": "2026-01-01T00:00:00Z", "deaf": false,
        "mute": false, "flags": 0, "permissions": "0",
    })
}

/// An interaction in a guild's thread, by Mia.
fn interaction(kind: u8, data: Value, extra: Value) -> Value {
    let mut i = json!({
        "id": "100", "application_id": "9", "type": kind, "token": "secret-token", "version": 1, "data": data,
        "guild_id": "5", "channel_id": "55", "channel": { "id": "55", "type": 11, "name": "help" },
        "member": member("2201", "mia"), "locale": "de", "entitlements": [], "attachment_size_limit": 1,
    });
    i.as_object_mut().expect("object").extend(extra.as_object().expect("object").clone());
    i
}

fn message(flags: u64) -> Value {
    json!({ "id": "77", "channel_id": "55", "author": user("8", "afterword"), "content": "", "flags": flags,
        "components": [{ "type": 99, "nobody": "knows" }], "embeds": [{ "title": 7 }] })
}

fn press(flags: u64) -> Value {
    interaction(3, json!({ "custom_id": "aw1:s1:ces7.4", "component_type": 2 }), json!({ "message": message(flags) }))
}

fn slash(sub: &str, options: Value, resolved: Value) -> Value {
    let data = json!({
        "id": "1", "name": "afterword", "type": 1, "resolved": resolved,
        "options": [{ "name": sub, "type": 1, "options": options }],
    });
    interaction(2, data, json!({}))
}

fn submit(message_flags: Option<u64>) -> Value {
    let data = json!({ "custom_id": "aw1:s1:comment", "components": [
        { "type": 1, "components": [{ "type": 4, "custom_id": "reasons=repeat|slow", "value": "2" }] },
        { "type": 1, "components": [{ "type": 4, "custom_id": "comment", "value": "@everyone" }] },
    ] });
    let extra = message_flags.map_or_else(|| json!({}), |f| json!({ "message": message(f) }));
    interaction(5, data, extra)
}

fn mia() -> Actor {
    Actor {
        identity: Identity::discord("2201"),
        name: Some("mia".into()),
        is_bot: false,
        locale: Some("de".into()),
        groups: Some(Groups { guild: "5".into(), roles: vec![] }),
    }
}

fn help_thread() -> Scene {
    let channel = Channel { platform: Platform::Discord, id: "55".into() };
    Scene { installation: "5".into(), channel, parent: None, thread: None, own_thread: true }
}

fn said(text: &str) -> Reply {
    Reply { message: Some(Message::plain(text)), ..Reply::default() }
}

fn in_place(text: &str) -> Reply {
    Reply { in_place: true, ..said(text) }
}

/// Lets one interaction arrive and returns what was received and what was called back.
async fn act(raw: Value, reply: Result<Reply, NotSaved>) -> (Vec<Inbound>, Vec<Seen>) {
    let rest = Rest::kind().await;
    let notebook = Notebook::replying(&rest, reply);
    discord(&rest.url).attend(raw, Instant::now(), notebook.clone(), TaskTracker::new()).await;
    assert!(notebook.seen_before.lock().expect("seen").iter().all(|n| *n == 0), "answered before it was received");
    let seen = rest.seen();
    assert!(seen.iter().all(|s| s.is("POST", "/interactions/100/secret-token/callback")), "{seen:?}");
    (notebook.got(), seen)
}

async fn answer(raw: Value, reply: Result<Reply, NotSaved>) -> Value {
    let (_, seen) = act(raw, reply).await;
    assert_eq!(seen.len(), 1, "{seen:?}");
    seen[0].body.clone()
}

async fn received(raw: Value) -> Inbound {
    act(raw, Ok(said("ok"))).await.0.remove(0)
}

#[tokio::test]
async fn a_press_is_received_before_it_is_acknowledged_and_says_who_where_and_what() {
    let expected = Inbound::Press {
        by: mia(),
        at: help_thread(),
        control: "aw1:s1:ces7.4".into(),
        message: Some(MessageRef { channel: help_thread().channel, id: "77".into() }),
        made: Some("2015-01-01T00:00:00Z".parse().expect("a time")),
        dedupe: "100".into(),
    };
    assert_eq!(received(press(0)).await, expected);
}

#[tokio::test]
async fn a_press_on_a_private_message_names_no_message_others_can_see() {
    let Inbound::Press { message, .. } = received(press(64)).await else { panic!() };
    assert_eq!(message, None);
}

#[tokio::test]
async fn a_press_in_a_direct_conversation_has_no_guild_and_is_a_place_of_its_own() {
    let mut raw = press(0);
    let fields = raw.as_object_mut().expect("object");
    for gone in ["guild_id", "member", "channel", "entitlements", "attachment_size_limit", "locale", "version"] {
        fields.remove(gone);
    }
    fields.insert("user".into(), user("2201", "mia"));
    let Inbound::Press { by, at, .. } = received(raw).await else { panic!() };
    assert_eq!((by.identity, at.installation.as_str(), at.own_thread), (Identity::discord("2201"), "", true));
}

#[tokio::test]
async fn replies_are_private_and_replace_only_what_was_private_already() {
    let types = [
        (press(0), said("saved"), 4, json!(64)),
        (press(0), in_place("saved"), 4, json!(64)),
        (press(64), in_place("saved"), 7, Value::Null),
        (press(64), said("saved"), 4, json!(64)),
        (press(0), Reply::default(), 6, Value::Null),
        (submit(Some(64)), in_place("saved"), 7, Value::Null),
        (submit(Some(0)), in_place("saved"), 4, json!(64)),
        (submit(None), Reply::default(), 4, json!(64)),
        (slash("help", json!([]), json!({})), said("help"), 4, json!(64)),
        (slash("help", json!([]), json!({})), Reply::default(), 4, json!(64)),
    ];
    for (raw, reply, kind, flags) in types {
        let body = answer(raw, Ok(reply.clone())).await;
        assert_eq!((&body["type"], &body["data"]["flags"]), (&json!(kind), &flags), "{reply:?}");
    }
}

#[tokio::test]
async fn a_form_opens_as_a_modal() {
    let fields = vec![Field::Text { key: "comment", label: "Why?".into(), value: String::new(), max: 3_000 }];
    let form = Form { control: "aw1:s1:comment".into(), title: "Tell us why".into(), submit: "Send".into(), fields };
    let body = answer(press(64), Ok(Reply { form: Some(form), ..Reply::default() })).await;
    assert_eq!((&body["type"], &body["data"]["custom_id"]), (&json!(9), &json!("aw1:s1:comment")));
}

#[tokio::test]
async fn what_could_not_be_saved_is_said_to_be_so() {
    let body = answer(press(0), Err(NotSaved)).await;
    assert_eq!(body["type"], json!(4));
    assert_eq!(body["data"]["content"], json!("Nicht gespeichert, bitte drücken Sie noch einmal."));
    assert_eq!(body["data"]["flags"], json!(64));
}

#[tokio::test]
async fn what_takes_longer_than_two_seconds_is_said_to_be_not_saved_while_there_is_time() {
    let rest = Rest::kind().await;
    let stuck = Arc::new(Notebook { stuck: true, ..Notebook::default() });
    let long_ago = Instant::now().checked_sub(Wait::from_millis(1_950)).expect("the machine runs longer than that");
    discord(&rest.url).attend(press(0), long_ago, stuck.clone(), TaskTracker::new()).await;
    assert_eq!(stuck.got().len(), 1);
    assert_eq!(rest.only().body["data"]["content"], json!("Nicht gespeichert, bitte drücken Sie noch einmal."));
}

#[tokio::test]
async fn a_panic_of_the_receiver_is_answered_honestly() {
    struct Panics;
    #[async_trait]
    impl Receiver for Panics {
        async fn keep(&self, _: crate::chat::Unread) -> Result<(), NotSaved> {
            Ok(())
        }

        async fn receive(&self, _: Inbound) -> Result<Reply, NotSaved> {
            panic!("on purpose");
        }
    }
    let rest = Rest::kind().await;
    discord(&rest.url).attend(press(0), Instant::now(), Arc::new(Panics), TaskTracker::new()).await;
    assert_eq!(rest.only().body["data"]["content"], json!("Nicht gespeichert, bitte drücken Sie noch einmal."));
}

#[tokio::test]
async fn what_cannot_be_read_is_answered_honestly_and_not_received() {
    for data in [json!({}), json!({ "custom_id": 7, "component_type": 2 }), Value::Null] {
        let (got, seen) = act(interaction(3, data, json!({ "message": message(0) })), Ok(said("ok"))).await;
        assert!(got.is_empty());
        assert_eq!(seen[0].body["data"]["content"], json!("Nicht gespeichert, bitte drücken Sie noch einmal."));
    }
    let (got, seen) = act(json!({ "no": "token" }), Ok(said("ok"))).await;
    assert!(got.is_empty() && seen.is_empty());
}

#[tokio::test]
async fn an_answer_that_failed_is_repeated_and_one_that_got_through_twice_is_fine() {
    for (status, code, calls) in [(404, 10062, 1), (400, 40060, 1), (502, 0, 3), (400, 50035, 1)] {
        let rest = Rest::answering(move |_, _| refusal(status, code)).await;
        let notebook = Notebook::replying(&rest, Ok(said("ok")));
        discord(&rest.url).attend(press(0), Instant::now(), notebook, TaskTracker::new()).await;
        assert_eq!(rest.seen().len(), calls, "{status} {code}");
    }
}

#[tokio::test]
async fn a_submitted_form_brings_words_for_its_choices_and_text_as_typed() {
    let Inbound::Submit { by, control, fields, dedupe } = received(submit(Some(64))).await else { panic!() };
    assert_eq!((by, control.as_str(), dedupe.as_str()), (mia(), "aw1:s1:comment", "100"));
    let expected = [("comment".to_owned(), "@everyone".to_owned()), ("reasons".to_owned(), "slow".to_owned())];
    assert_eq!(fields, expected.into());
}

#[tokio::test]
async fn every_subcommand_is_understood() {
    let text = |name: &str, value: &str| json!({ "name": name, "type": 3, "value": value });
    let close = json!([
        { "name": "customer", "type": 6, "value": "31" }, text("subject", " Refund\u{202e}  order "), text("no_survey", "spam"),
    ]);
    let resolved = json!({ "users": { "31": user("31", "bob") } });
    let credit = json!([
        text("ticket", "482"), { "name": "agent", "type": 6, "value": "31" }, text("reason", "Ana only closed it"),
    ]);
    let bob = Actor {
        identity: Identity::discord("31"),
        name: Some("bob".into()),
        is_bot: false,
        locale: None,
        groups: None,
    };
    let cases = [
        (
            slash("close", close, resolved.clone()),
            Command::Close {
                customer: Some(bob.clone()),
                subject: Some("Refund order".into()),
                no_survey: Some("spam".into()),
            },
        ),
        (slash("why", json!([text("ticket", "482")]), json!({})), Command::Why { ticket: "482".into() }),
        (
            slash("scorecard", json!([text("team", "Payments")]), json!({})),
            Command::Scorecard { team: Some("Payments".into()), week: None },
        ),
        (
            slash("credit", credit, resolved),
            Command::Credit { ticket: "482".into(), agent: Some(bob), reason: Some("Ana only closed it".into()) },
        ),
        (slash("me", json!([]), json!({})), Command::Me { messages: None }),
        (slash("me", json!([text("messages", "off")]), json!({})), Command::Me { messages: Some(false) }),
        (
            slash("pause", json!([text("team", "Payments")]), json!({})),
            Command::Pause { team: Some("Payments".into()) },
        ),
        (slash("resume", json!([]), json!({})), Command::Resume { team: None }),
        (slash("stop-asking", json!([]), json!({})), Command::StopAsking),
        (slash("status", json!([]), json!({})), Command::Status),
        (slash("cases", json!([]), json!({})), Command::Cases),
        (slash("ask-me", json!([]), json!({})), Command::AskMe),
        (slash("help", json!([]), json!({})), Command::Help { not_understood: None }),
        (slash("dance", json!([]), json!({})), Command::Help { not_understood: Some("dance".into()) }),
    ];
    for (raw, expected) in cases {
        let Inbound::Command { by, command, .. } = received(raw).await else { panic!() };
        assert_eq!((by, command), (mia(), expected));
    }
}

fn close_and_ask(author: Value, extra: Value) -> Value {
    let mut target = json!({ "id": "444", "channel_id": "55", "author": author, "content": "My card\n was declined",
        "timestamp": "2026-11-20T10:00:00Z", "poll": { "of": "a new kind" } });
    target.as_object_mut().expect("object").extend(extra.as_object().expect("object").clone());
    let data = json!({ "id": "2", "name": "Close & ask", "type": 3, "target_id": "444", "resolved": { "messages": { "444": target } } });
    interaction(2, data, json!({}))
}

#[tokio::test]
async fn close_and_ask_names_the_author_of_the_message() {
    let received = received(close_and_ask(user("31", "bob"), json!({}))).await;
    let Inbound::CloseAndAsk { by, at, customer, excerpt, message_id, dedupe } = received else { panic!() };
    assert_eq!((by, at, dedupe.as_str(), message_id.as_str()), (mia(), help_thread(), "100", "444"));
    assert_eq!(excerpt.as_deref(), Some("My card was declined"));
    let customer = customer.expect("an author");
    assert_eq!((customer.identity, customer.is_bot), (Identity::discord("31"), false));
}

#[tokio::test]
async fn a_webhook_that_wrote_the_message_is_a_program() {
    let Inbound::CloseAndAsk { customer, .. } =
        received(close_and_ask(user("31", "Mia"), json!({ "webhook_id": "31" }))).await
    else {
        panic!()
    };
    assert_eq!(customer.map(|c| c.is_bot), Some(true));
}

#[tokio::test]
async fn tokens_are_in_no_debug_text() {
    let act = super::super::inbound::read(press(0)).expect("reads");
    assert!(!format!("{act:?}").contains("secret-token"));
}
