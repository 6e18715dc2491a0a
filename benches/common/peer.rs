//! The least Slack there can be: Socket Mode frames out, acknowledgements and answers in, each with its moment.
//!
//! Not the sandbox. That one keeps a journal, draws every message anew and waits to see what a person would see; at
//! hundreds of presses a second it would measure itself. This one speaks the same frames over the same sockets and
//! does nothing else.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anyhow::Context;
use axum::Router;
use axum::body::Bytes;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get, post};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::{Notify, Semaphore, mpsc};
use tokio::time::{Instant, timeout};

/// The one workspace.
pub const WORKSPACE: &str = "T0BENCH001";

/// What became of one press.
#[derive(Debug, Clone, Copy)]
pub struct Fate {
    /// The moment it was due to be pressed.
    pub due: Instant,
    /// From then until the acknowledgement arrived.
    pub acknowledged: Option<Duration>,
    /// Acknowledged more than once.
    pub twice: bool,
    /// The person was told that it is saved.
    pub thanked: bool,
    /// The person was told that it is not saved.
    pub refused: bool,
}

/// The peer. Cheap to clone.
#[derive(Clone)]
pub struct Peer(Arc<Inner>);

struct Inner {
    base: String,
    fates: Mutex<HashMap<usize, Fate>>,
    frames: mpsc::UnboundedSender<String>,
    /// Taken by the first connection.
    waiting: Mutex<Option<mpsc::UnboundedReceiver<String>>>,
    connected: Notify,
    /// One more after every acknowledgement, for whoever waits for one before the next press.
    free: Semaphore,
}

impl Peer {
    /// Listens on a free loopback port.
    pub async fn start() -> anyhow::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let base = format!("localhost:{}", listener.local_addr()?.port());
        let (frames, waiting) = mpsc::unbounded_channel();
        let peer = Self(Arc::new(Inner {
            base,
            fates: Mutex::default(),
            frames,
            waiting: Mutex::new(Some(waiting)),
            connected: Notify::new(),
            free: Semaphore::new(0),
        }));
        let router = Router::new()
            .route("/api/{method}", any(method))
            .route("/socket", get(socket))
            .route("/response/{press}", post(told))
            .with_state(peer.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Ok(peer)
    }

    /// What to set `slack.api_url` to.
    pub fn api_url(&self) -> String {
        format!("http://{}/api", self.0.base)
    }

    /// Waits for Afterword to connect.
    pub async fn until_connected(&self) -> anyhow::Result<()> {
        timeout(Duration::from_secs(15), self.0.connected.notified()).await.context("Afterword did not connect")
    }

    /// Sends a press that was due at `due`.
    pub fn press(&self, number: usize, user: &str, control: &str, due: Instant) {
        let fate = Fate { due, acknowledged: None, twice: false, thanked: false, refused: false };
        self.fates().insert(number, fate);
        // A connection that is gone shows as presses never acknowledged.
        let _gone = self.0.frames.send(envelope(number, user, control, &self.0.base));
    }

    /// What became of this press.
    pub fn fate(&self, number: usize) -> Option<Fate> {
        self.fates().get(&number).copied()
    }

    /// Waits until no press below `below` is unanswered, at most `patience`.
    pub async fn until_acknowledged(&self, below: usize, patience: Duration) {
        let all = |fates: &HashMap<usize, Fate>| fates.iter().all(|(n, f)| *n >= below || f.acknowledged.is_some());
        let deadline = Instant::now() + patience;
        while Instant::now() < deadline && !all(&self.fates()) {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// From now on, [`Peer::turn`] lets this many presses be unacknowledged at once.
    pub fn at_once(&self, presses: usize) {
        self.0.free.forget_permits(Semaphore::MAX_PERMITS);
        self.0.free.add_permits(presses);
    }

    /// Waits until another press may be sent, at most ten seconds.
    pub async fn turn(&self) -> anyhow::Result<()> {
        timeout(Duration::from_secs(10), self.0.free.acquire()).await.context("no acknowledgement came")??.forget();
        Ok(())
    }

    fn fates(&self) -> MutexGuard<'_, HashMap<usize, Fate>> {
        self.0.fates.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn hear(&self, frame: &str) {
        let now = Instant::now();
        let frame: Value = serde_json::from_str(frame).unwrap_or_default();
        let number: Option<usize> = frame["envelope_id"].as_str().and_then(|id| id.parse().ok());
        let mut fates = self.fates();
        if let Some(fate) = number.and_then(|n| fates.get_mut(&n)) {
            fate.twice = fate.acknowledged.is_some();
            fate.acknowledged.get_or_insert(now.duration_since(fate.due));
            self.0.free.add_permits(1);
        }
    }
}

/// Only what Afterword asks while it is pressed: who it is, a socket, and edits.
async fn method(State(peer): State<Peer>, Path(method): Path<String>) -> Response {
    let body = match method.as_str() {
        "auth.test" => json!({ "ok": true, "url": "http://bench", "team": "bench", "user": "afterword",
            "team_id": WORKSPACE, "user_id": "U0BENCHBOT", "bot_id": "B0BENCHBOT" }),
        "apps.connections.open" => json!({ "ok": true, "url": format!("ws://{}/socket", peer.0.base) }),
        _ => json!({ "ok": true, "channel": "D0BENCH001", "ts": "1764000000.000100", "text": "", "message": {} }),
    };
    axum::Json(body).into_response()
}

async fn told(State(peer): State<Peer>, Path(press): Path<usize>, body: Bytes) -> Response {
    let text = String::from_utf8_lossy(&body).into_owned();
    if let Some(fate) = peer.fates().get_mut(&press) {
        fate.refused |= text.contains("Not saved");
        fate.thanked |= text.contains("Saved:");
    }
    axum::Json(json!({ "ok": true })).into_response()
}

async fn socket(State(peer): State<Peer>, upgrade: WebSocketUpgrade) -> Response {
    upgrade.on_upgrade(move |socket| converse(peer, socket))
}

async fn converse(peer: Peer, mut socket: WebSocket) {
    let taken = peer.0.waiting.lock().unwrap_or_else(PoisonError::into_inner).take();
    let Some(mut frames) = taken else { return };
    let hello = json!({ "type": "hello", "num_connections": 1, "connection_info": { "app_id": "A0BENCH001" },
        "debug_info": { "host": "bench", "build_number": 1, "approximate_connection_time": 3600 } });
    if socket.send(Message::Text(hello.to_string().into())).await.is_err() {
        return;
    }
    peer.0.connected.notify_one();
    loop {
        tokio::select! {
            Some(frame) = frames.recv() => if socket.send(Message::Text(frame.into())).await.is_err() { return },
            heard = socket.recv() => match heard {
                Some(Ok(Message::Text(text))) => peer.hear(&text),
                Some(Ok(Message::Close(_)) | Err(_)) | None => return,
                Some(Ok(_)) => {}
            },
        }
    }
}

/// A press as Slack sends it, the message with its blocks included.
fn envelope(number: usize, user: &str, control: &str, base: &str) -> String {
    let button = |n: usize| {
        json!({ "type": "button", "action_id": format!("{control}{n}"), "value": control,
        "text": { "type": "plain_text", "text": n.to_string(), "emoji": true } })
    };
    let blocks = json!([
        { "type": "section", "block_id": "q", "text": { "type": "mrkdwn", "text": "How easy was it to get help with your ticket?" } },
        { "type": "actions", "block_id": "scale", "elements": (1..=7).map(button).collect::<Vec<_>>() },
        { "type": "context", "block_id": "ends", "elements": [{ "type": "mrkdwn", "text": "1 very hard, 7 very easy" }] },
    ]);
    let team = json!({ "id": WORKSPACE, "domain": "bench" });
    let payload = json!({
        "type": "block_actions", "team": team, "enterprise": null, "is_enterprise_install": false,
        "user": { "id": user, "username": user, "name": user, "team_id": WORKSPACE },
        "api_app_id": "A0BENCH001", "token": "unused", "trigger_id": format!("trigger-{number}"),
        "container": { "type": "message", "message_ts": "1764000000.000100", "channel_id": "D0BENCH001", "is_ephemeral": false },
        "channel": { "id": "D0BENCH001", "name": "directmessage" },
        "message": { "type": "message", "subtype": "bot_message", "user": "U0BENCHBOT", "bot_id": "B0BENCHBOT",
            "ts": "1764000000.000100", "text": "How easy was it?", "team": WORKSPACE, "blocks": blocks },
        "state": { "values": {} },
        "response_url": format!("http://{base}/response/{number}"),
        "actions": [{ "type": "button", "action_id": control, "block_id": "scale", "value": control,
            "text": { "type": "plain_text", "text": "6", "emoji": true }, "action_ts": format!("1764000000.{number:06}") }],
    });
    json!({ "envelope_id": number.to_string(), "type": "interactive", "accepts_response_payload": true, "payload": payload })
        .to_string()
}
