//! Socket Mode against a scripted peer on loopback: what is received, in which order it is answered, and what the
//! network may do meanwhile.

use futures_util::SinkExt;
use std::sync::Mutex;

use async_trait::async_trait;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use serde_json::json;
use tokio::net::TcpListener;
use tokio::sync::{Notify, oneshot};
use tokio::task::JoinHandle;

use super::super::Timings;
use super::super::fake::{Answer, Fake, PATIENCE, Peer, Request, no, ok, slack_with};
use super::*;
use crate::chat::{Command, Inbound, NotSaved, Reply};
use crate::domain::Timestamp;
use crate::present::{Field, Form, Message};

type Handler = Box<dyn Fn(Inbound) -> BoxFuture<'static, Result<Reply, NotSaved>> + Send + Sync>;

struct Scripted(Handler);

#[async_trait]
impl Receiver for Scripted {
    async fn keep(&self, _: crate::chat::Unread) -> Result<(), NotSaved> {
        Ok(())
    }

    async fn receive(&self, inbound: Inbound) -> Result<Reply, NotSaved> {
        (self.0)(inbound).await
    }
}

/// A listening adapter, its peer's listener and its Web API.
struct World {
    api: Fake,
    sockets: TcpListener,
    state: LinkState,
    stop: CancellationToken,
    tracker: TaskTracker,
    listening: JoinHandle<()>,
}

impl World {
    async fn new<F>(receive: impl Fn(Inbound) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<Reply, NotSaved>> + Send + 'static,
    {
        Self::with(receive, |_| {}, |_| None).await
    }

    async fn with<F>(
        receive: impl Fn(Inbound) -> F + Send + Sync + 'static,
        timings: impl FnOnce(&mut Timings),
        answer: impl Fn(&Request) -> Option<Answer> + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = Result<Reply, NotSaved>> + Send + 'static,
    {
        let sockets = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("ws://{}/link?ticket=secret", sockets.local_addr().unwrap());
        let api = Fake::new(move |r| {
            answer(r).unwrap_or_else(|| match r.method() {
                "auth.test" => ok(json!({ "team_id": "T1", "user_id": "UBOT", "bot_id": "B0" })),
                "apps.connections.open" => ok(json!({ "url": url })),
                "respond" => Answer::Status(200, &[], "ok"),
                _ => ok(json!({})),
            })
        })
        .await;
        // One socket, unless a test says otherwise: what is shown here is how each behaves.
        let one = |t: &mut Timings| {
            t.sockets = 1;
            timings(t);
        };
        let slack = Arc::new(slack_with(&api.base, one));
        let receiver = Arc::new(Scripted(Box::new(move |inbound| receive(inbound).boxed())));
        let state = LinkState::connecting(Timestamp::UNIX_EPOCH);
        let (stop, tracker) = (CancellationToken::new(), TaskTracker::new());
        let chance = Arc::new(Chance::seeded(1));
        let listening = tokio::spawn(slack.listen(receiver, state.clone(), chance, stop.clone(), tracker.clone()));
        Self { api, sockets, state, stop, tracker, listening }
    }

    async fn peer(&self) -> Peer {
        Peer::welcome(&self.sockets).await
    }

    /// The next private answer.
    async fn told(&mut self) -> Value {
        self.asked("respond").await.json()
    }

    async fn asked(&mut self, method: &str) -> Request {
        loop {
            let request = self.api.next().await;
            if request.method() == method {
                return request;
            }
        }
    }

    fn response_url(&self) -> String {
        self.api.base.replace("/api", "/respond")
    }

    fn press(&self, control: &str, private: bool) -> Value {
        json!({
            "type": "block_actions", "team": { "id": "T1" }, "api_app_id": "A1", "trigger_id": "t-1",
            "user": { "id": "U1", "name": "mia", "team_id": "T1" }, "channel": { "id": "C1" },
            "container": { "type": "message", "message_ts": "1.1", "channel_id": "C1", "is_ephemeral": private },
            "response_url": self.response_url(),
            "actions": [{ "type": "button", "action_id": control, "action_ts": "1.2" }]
        })
    }

    fn command(&self, text: &str) -> Value {
        json!({ "team_id": "T1", "channel_id": "C1", "user_id": "U1", "command": "/afterword", "text": text,
            "response_url": self.response_url(), "trigger_id": "t-2" })
    }

    fn submission(&self) -> Value {
        json!({
            "type": "view_submission", "team": { "id": "T1" }, "user": { "id": "U1", "team_id": "T1" },
            "view": { "id": "V1", "team_id": "T1", "type": "modal", "callback_id": "afterword", "hash": "h",
                "private_metadata": "aw1:s1:comment", "title": { "type": "plain_text", "text": "Why" }, "blocks": [],
                "state": { "values": { "comment": { "comment": { "type": "plain_text_input", "value": "hi" } } } } }
        })
    }
}

fn says(text: &str) -> Result<Reply, NotSaved> {
    Ok(Reply { message: Some(Message::plain(text)), ..Reply::default() })
}

async fn until(mut done: impl FnMut() -> bool) {
    let all = async {
        while !done() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, all).await.expect("in time");
}

fn control(inbound: &Inbound) -> &str {
    match inbound {
        Inbound::Press { control, .. } => control,
        other => panic!("a press expected, got {other:?}"),
    }
}

#[tokio::test]
async fn a_click_is_received_before_it_is_acknowledged_and_answered_to_its_presser_alone() {
    let (started, mut starts) = mpsc::unbounded_channel();
    let release = Arc::new(Notify::new());
    let wait = Arc::clone(&release);
    let mut world = World::new(move |inbound| {
        let (wait, started) = (Arc::clone(&wait), started.clone());
        async move {
            started.send(control(&inbound).to_owned()).unwrap();
            wait.notified().await;
            says("Saved: 5 of 7.")
        }
    })
    .await;
    let mut peer = world.peer().await;
    peer.envelope("e-1", "interactive", world.press("five", false)).await;
    assert_eq!(starts.recv().await.as_deref(), Some("five"));
    assert!(peer.heard().now_or_never().is_none(), "nothing is acknowledged before it is stored");
    release.notify_one();
    assert_eq!(peer.heard().await, json!({ "envelope_id": "e-1" }));
    let answer = world.asked("respond").await;
    assert_eq!(answer.headers.get("authorization"), None);
    let answer = answer.json();
    assert_eq!((&answer["response_type"], &answer["replace_original"]), (&json!("ephemeral"), &json!(false)));
    assert_eq!(answer["text"], "Saved: 5 of 7.");
}

#[tokio::test]
async fn a_slow_receiver_delays_nobody_else() {
    let world = World::new(|inbound| async move {
        if control(&inbound) == "slow" {
            std::future::pending::<()>().await;
        }
        Ok(Reply::default())
    })
    .await;
    let mut peer = world.peer().await;
    peer.envelope("e-slow", "interactive", world.press("slow", false)).await;
    peer.envelope("e-quick", "interactive", world.press("quick", false)).await;
    assert_eq!(peer.heard().await["envelope_id"], "e-quick");
}

#[tokio::test]
async fn only_a_private_message_is_ever_replaced() {
    let mut world = World::new(|_| async { Ok(Reply { in_place: true, ..says("Changed.").unwrap() }) }).await;
    let mut peer = world.peer().await;
    for (private, replaced) in [(true, true), (false, false)] {
        peer.envelope("e", "interactive", world.press("x", private)).await;
        assert_eq!(world.told().await["replace_original"], json!(replaced), "private: {private}");
    }
}

#[tokio::test]
async fn what_was_not_saved_is_said_not_to_be() {
    let mut world = World::new(|_| async { Err(NotSaved) }).await;
    let mut peer = world.peer().await;
    peer.envelope("e-1", "interactive", world.press("five", false)).await;
    assert_eq!(peer.heard().await, json!({ "envelope_id": "e-1" }));
    assert_eq!(world.told().await["text"], "Not saved, please press again.");

    peer.envelope("e-2", "slash_commands", world.command("stop-asking")).await;
    assert_eq!(peer.heard().await["payload"]["text"], "That could not be saved. Please try again.");

    peer.envelope("e-3", "interactive", world.submission()).await;
    let expected = json!({ "response_action": "errors", "errors": { "comment": "Not saved, please send again." } });
    assert_eq!(peer.heard().await["payload"], expected);
}

#[tokio::test]
async fn a_receiver_that_panics_is_answered_for_and_the_socket_lives() {
    let mut world = World::new(|inbound| async move {
        assert_ne!(control(&inbound), "boom", "on purpose");
        Ok(Reply::default())
    })
    .await;
    let mut peer = world.peer().await;
    peer.envelope("e-1", "interactive", world.press("boom", false)).await;
    assert_eq!(peer.heard().await["envelope_id"], "e-1");
    assert_eq!(world.told().await["text"], "Not saved, please press again.");
    peer.envelope("e-2", "interactive", world.press("fine", false)).await;
    assert_eq!(peer.heard().await["envelope_id"], "e-2");
}

#[tokio::test]
async fn a_person_waits_no_longer_than_the_budget_and_hears_the_truth_when_it_comes() {
    let release = Arc::new(Notify::new());
    let wait = Arc::clone(&release);
    let receive = move |_| {
        let wait = Arc::clone(&wait);
        async move {
            wait.notified().await;
            says("Saved: 5 of 7.")
        }
    };
    let mut world = World::with(receive, |t| t.budget = Duration::from_millis(20), |_| None).await;
    let mut peer = world.peer().await;
    peer.envelope("e-1", "interactive", world.press("five", false)).await;
    assert_eq!(peer.heard().await["envelope_id"], "e-1");
    assert_eq!(world.told().await["text"], "Not saved, please press again.");
    release.notify_one();
    assert_eq!(world.told().await["text"], "Saved: 5 of 7.");
}

#[tokio::test]
async fn a_command_is_answered_in_its_acknowledgement() {
    let (tell, mut told) = mpsc::unbounded_channel();
    let world = World::new(move |inbound| {
        let tell = tell.clone();
        async move {
            tell.send(inbound).unwrap();
            says("Here is help.")
        }
    })
    .await;
    let mut peer = world.peer().await;
    peer.envelope("e-1", "slash_commands", world.command("dance")).await;
    let ack = peer.heard().await;
    assert_eq!(ack["envelope_id"], "e-1");
    assert_eq!(
        (&ack["payload"]["response_type"], &ack["payload"]["text"]),
        (&json!("ephemeral"), &json!("Here is help."))
    );
    assert_eq!(ack["payload"]["blocks"][0]["type"], "rich_text");
    let Some(Inbound::Command { command, .. }) = told.recv().await else { panic!("a command expected") };
    assert_eq!(command, Command::Help { not_understood: Some("dance".into()) });
}

fn asks() -> Reply {
    let field = Field::Text { key: "comment", label: "Why?".into(), value: String::new(), max: 500 };
    let form =
        Form { control: "aw1:s1:comment".into(), title: "Why".into(), submit: "Send".into(), fields: vec![field] };
    Reply { form: Some(form), ..Reply::default() }
}

#[tokio::test]
async fn a_form_is_opened_with_the_presss_trigger() {
    let mut world = World::new(|_| async { Ok(asks()) }).await;
    let mut peer = world.peer().await;
    peer.envelope("e-1", "interactive", world.press("why", true)).await;
    assert_eq!(peer.heard().await, json!({ "envelope_id": "e-1" }));
    let opened = world.asked("views.open").await.json();
    assert_eq!((&opened["trigger_id"], &opened["view"]["private_metadata"]), (&json!("t-1"), &json!("aw1:s1:comment")));
}

#[tokio::test]
async fn a_form_that_opens_too_late_is_explained() {
    let late = |r: &Request| (r.method() == "views.open").then(|| no("expired_trigger_id"));
    let mut world = World::with(|_| async { Ok(asks()) }, |_| {}, late).await;
    let mut peer = world.peer().await;
    peer.envelope("e-1", "interactive", world.press("why", true)).await;
    assert_eq!(world.told().await["text"], "The form could not be opened in time. Please press the button again.");
}

#[tokio::test]
async fn a_submitted_form_shows_its_answer_in_its_own_window() {
    let world = World::new(|_| async { says("Thank you.") }).await;
    let mut peer = world.peer().await;
    peer.envelope("e-1", "interactive", world.submission()).await;
    let ack = peer.heard().await;
    assert_eq!(ack["payload"]["response_action"], "update");
    let view = &ack["payload"]["view"];
    assert_eq!((&view["type"], view.get("submit")), (&json!("modal"), None));
    assert_eq!(view["blocks"][0]["elements"][0]["elements"][0]["text"], "Thank you.");
}

#[tokio::test]
async fn a_click_that_cannot_be_read_is_not_acknowledged_and_everything_else_is() {
    let mut world = World::new(|_| async { Ok(Reply::default()) }).await;
    let mut peer = world.peer().await;
    let mut broken = world.press("x", false);
    broken["container"] = json!({ "type": "hologram" });
    peer.envelope("e-broken", "interactive", broken).await;
    assert_eq!(world.told().await["text"], "Not saved, please press again.");
    peer.0.send(Frame::text("not json")).await.unwrap();
    peer.0.send(Frame::text("[1]")).await.unwrap();
    peer.0.send(Frame::binary(vec![1, 2, 3])).await.unwrap();
    peer.say(json!({ "type": "hello" })).await;
    peer.say(json!({ "type": "interactive", "payload": {} })).await;
    peer.envelope("e-event", "events_api", json!({ "type": "event_callback" })).await;
    assert_eq!(peer.heard().await, json!({ "envelope_id": "e-event" }));
    peer.envelope("e-new", "brand_new", json!(null)).await;
    assert_eq!(peer.heard().await, json!({ "envelope_id": "e-new" }));
}

#[tokio::test]
async fn a_warned_socket_is_read_to_its_end_and_the_next_one_opens_before_it_closes() {
    let world = World::new(|_| async { Ok(Reply::default()) }).await;
    let mut old = world.peer().await;
    until(|| matches!(world.state.get(), Link::Up { .. })).await;
    old.say(json!({ "type": "disconnect", "reason": "warning", "debug_info": { "host": "x" } })).await;
    let mut new = world.peer().await;
    old.envelope("e-old", "interactive", world.press("x", false)).await;
    assert_eq!(old.heard().await["envelope_id"], "e-old");
    drop(old);
    new.envelope("e-new", "interactive", world.press("x", false)).await;
    assert_eq!(new.heard().await["envelope_id"], "e-new");
    assert!(matches!(world.state.get(), Link::Up { .. }));
}

#[tokio::test]
async fn a_silent_handshake_is_abandoned() {
    let quick = |t: &mut Timings| t.step = Duration::from_millis(100);
    let world = World::with(|_| async { Ok(Reply::default()) }, quick, |_| None).await;
    let silent = world.sockets.accept().await.unwrap();
    let mut peer = world.peer().await;
    peer.envelope("e-1", "interactive", world.press("x", false)).await;
    assert_eq!(peer.heard().await["envelope_id"], "e-1");
    drop(silent);
}

#[tokio::test]
async fn a_socket_gone_silent_is_replaced() {
    let quick = |t: &mut Timings| (t.ping, t.silence) = (Duration::from_millis(20), Duration::from_millis(60));
    let world = World::with(|_| async { Ok(Reply::default()) }, quick, |_| None).await;
    // Never read from again, so it answers no ping.
    let deaf = world.peer().await;
    let next = world.peer().await;
    drop((deaf, next));
}

#[tokio::test]
async fn a_dropped_socket_is_replaced_and_the_link_says_so() {
    let world = World::new(|_| async { Ok(Reply::default()) }).await;
    let first = world.peer().await;
    until(|| matches!(world.state.get(), Link::Up { .. })).await;
    drop(first);
    until(|| matches!(world.state.get(), Link::Connecting { .. })).await;
    let _second = world.peer().await;
    until(|| matches!(world.state.get(), Link::Up { .. })).await;
}

#[tokio::test]
async fn a_link_switched_off_waits_for_an_operator() {
    let world = World::new(|_| async { Ok(Reply::default()) }).await;
    let mut peer = world.peer().await;
    peer.say(json!({ "type": "disconnect", "reason": "link_disabled" })).await;
    tokio::time::timeout(PATIENCE, world.listening).await.expect("the loop ends").unwrap();
    assert!(matches!(world.state.get(), Link::Fatal { why } if why.contains("Socket Mode")));
}

#[tokio::test]
async fn a_refused_token_is_named_without_being_shown() {
    for (method, name) in [("auth.test", "SLACK_BOT_TOKEN"), ("apps.connections.open", "SLACK_APP_TOKEN")] {
        let refuse = move |r: &Request| (r.method() == method).then(|| no("invalid_auth"));
        let world = World::with(|_| async { Ok(Reply::default()) }, |_| {}, refuse).await;
        tokio::time::timeout(PATIENCE, world.listening).await.expect("the loop ends").unwrap();
        let Link::Fatal { why } = world.state.get() else { panic!("fatal expected") };
        assert!(why.contains(name) && why.contains("invalid_auth") && !why.contains("secret"), "{why}");
    }
}

#[tokio::test]
async fn stopping_finishes_what_was_begun() {
    let (release, released) = oneshot::channel::<()>();
    let released = Mutex::new(Some(released));
    let (started, mut starts) = mpsc::unbounded_channel();
    let world = World::new(move |_| {
        let (wait, started) = (released.lock().unwrap().take(), started.clone());
        async move {
            started.send(()).unwrap();
            if let Some(wait) = wait {
                let _ = wait.await;
            }
            Ok(Reply::default())
        }
    })
    .await;
    let mut peer = world.peer().await;
    peer.envelope("e-1", "interactive", world.press("x", false)).await;
    starts.recv().await.unwrap();
    world.stop.cancel();
    world.listening.await.unwrap();
    release.send(()).unwrap();
    assert_eq!(peer.heard().await["envelope_id"], "e-1");
    world.tracker.close();
    drop(peer);
    tokio::time::timeout(PATIENCE, world.tracker.wait()).await.expect("every task ends");
}
