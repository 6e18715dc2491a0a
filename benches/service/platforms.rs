//! The least Slack and Discord there can be: they answer the program's calls at once, hold its sockets, and refuse
//! whoever calls faster than they allow.
//!
//! Not the sandbox. That one keeps a journal and draws every message anew; at hundreds of presses a second it would
//! measure itself. Knows how often what was called, and when. Refuses to know what a message says, but for "Not saved".

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anyhow::Context;
use axum::Router;
use axum::body::Bytes;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::extract::{Path, State};
use axum::http::{Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get, post};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio::time::{Instant, timeout};

use crate::calls::{APPLICATION, WORKSPACE};

/// Both platforms. Cheap to clone.
#[derive(Clone)]
pub struct Platforms(Arc<Inner>);

struct Inner {
    /// `localhost:PORT`: by number the program calls no machine of its own network.
    host: String,
    heard: Mutex<Heard>,
    /// One more for every socket that is open and has been greeted.
    greeted: Semaphore,
}

/// What the program did.
#[derive(Default)]
pub struct Heard {
    /// When something was called, by name.
    pub calls: HashMap<&'static str, Vec<Instant>>,
    /// Calls that were refused because they came too soon.
    pub too_soon: usize,
    /// Presses whose person was told that it is not saved.
    pub not_saved: HashSet<usize>,
    buckets: HashMap<&'static str, (f64, Option<Instant>)>,
}

/// Name, calls a second, burst: what Discord allows a bot, and Slack's published tiers with the sandbox's bursts.
const LIMITS: [(&str, f64, f64); 5] = [
    (DISCORD, 50.0, 50.0),
    ("chat.postMessage", 5.0, 25.0),
    ("chat.update", 50.0 / 60.0, 50.0),
    ("conversations.open", 50.0 / 60.0, 50.0),
    ("users.info", 100.0 / 60.0, 100.0),
];
/// All calls of Discord's API together.
pub const DISCORD: &str = "discord";
/// A message posted on Discord.
pub const DISCORD_POST: &str = "discord post";
/// A message posted on Slack.
pub const SLACK_POST: &str = "chat.postMessage";

impl Platforms {
    /// Listens on a free port.
    pub async fn start() -> anyhow::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let host = format!("localhost:{}", listener.local_addr()?.port());
        let platforms = Self(Arc::new(Inner { host, heard: Mutex::default(), greeted: Semaphore::new(0) }));
        let router = Router::new()
            .route("/api/{method}", any(slack))
            .route("/response/{press}", post(told))
            .route("/socket", get(slack_socket))
            .route("/discord/{*path}", any(discord))
            .route("/gateway", get(gateway))
            .route("/gateway/", get(gateway))
            .with_state(platforms.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Ok(platforms)
    }

    /// Name and port.
    pub fn host(&self) -> &str {
        &self.0.host
    }

    /// What was heard.
    pub fn heard(&self) -> MutexGuard<'_, Heard> {
        self.0.heard.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Forgets everything.
    pub fn forget(&self) {
        *self.heard() = Heard::default();
    }

    /// Waits until both sockets have been greeted since the last time.
    pub async fn connected(&self) -> anyhow::Result<()> {
        let both = timeout(Duration::from_secs(20), self.0.greeted.acquire_many(2)).await;
        both.context("the program did not connect to both")??.forget();
        Ok(())
    }

    /// Notes a call; `false` if it came too soon.
    fn admit(&self, name: &'static str) -> bool {
        let now = Instant::now();
        let mut heard = self.heard();
        if let Some((_, per_second, burst)) = LIMITS.iter().find(|(limited, ..)| *limited == name) {
            let (tokens, at) = heard.buckets.entry(name).or_insert((*burst, None));
            let idle = at.replace(now).map_or(0.0, |at| now.duration_since(at).as_secs_f64());
            *tokens = (*tokens + idle * per_second).min(*burst);
            if *tokens < 1.0 {
                heard.too_soon += 1;
                return false;
            }
            *tokens -= 1.0;
        }
        heard.calls.entry(name).or_default().push(now);
        true
    }
}

fn too_soon() -> Response {
    let body = axum::Json(json!({ "ok": false, "error": "ratelimited", "retry_after": 1.0, "global": false }));
    (StatusCode::TOO_MANY_REQUESTS, [(header::RETRY_AFTER, "1")], body).into_response()
}

async fn slack(State(platforms): State<Platforms>, Path(method): Path<String>, body: Bytes) -> Response {
    let limited = LIMITS.iter().map(|(name, ..)| *name).find(|name| *name == method);
    if !platforms.admit(limited.unwrap_or("other of Slack")) {
        return too_soon();
    }
    let body = String::from_utf8_lossy(&body);
    let answer = match method.as_str() {
        "auth.test" => json!({ "ok": true, "url": "http://bench", "team": "bench", "user": "afterword",
            "team_id": WORKSPACE, "user_id": "U0BENCHBOT", "bot_id": "B0BENCHBOT" }),
        "bots.info" => json!({ "ok": true, "bot": { "id": "B0BENCHBOT", "app_id": "A0BENCH001" } }),
        "apps.connections.open" => json!({ "ok": true, "url": format!("ws://{}/socket", platforms.host()) }),
        "users.info" => json!({ "ok": true, "user": { "id": "U0", "name": "bench", "is_bot": false } }),
        "conversations.open" => json!({ "ok": true, "channel": { "id": format!("D{}", digits(&body)) } }),
        _ => json!({ "ok": true, "channel": "D0BENCH001", "ts": "1764000000.000100", "text": "", "message": {} }),
    };
    axum::Json(answer).into_response()
}

async fn told(State(platforms): State<Platforms>, Path(press): Path<usize>, body: Bytes) -> Response {
    if String::from_utf8_lossy(&body).contains("Not saved") {
        platforms.heard().not_saved.insert(press);
    }
    axum::Json(json!({ "ok": true })).into_response()
}

async fn discord(
    State(platforms): State<Platforms>,
    method: Method,
    Path(path): Path<String>,
    body: Bytes,
) -> Response {
    if !platforms.admit(DISCORD) {
        return too_soon();
    }
    let parts: Vec<&str> = path.split('/').collect();
    let user =
        |id: &str| json!({ "id": id, "username": "bench", "discriminator": "0", "global_name": null, "avatar": null });
    let answer = match (method.as_str(), parts.as_slice()) {
        ("GET", ["gateway", "bot"]) => json!({ "url": format!("ws://{}/gateway", platforms.host()), "shards": 1,
            "session_start_limit": { "total": 1000, "remaining": 999, "reset_after": 0, "max_concurrency": 1 } }),
        ("GET", ["users", "@me"]) => user("880000000000000002"),
        ("GET", ["users", id]) => user(id),
        (_, ["applications", "@me"]) => json!({ "id": APPLICATION, "name": "afterword" }),
        (_, ["applications", ..]) => json!([]),
        ("POST", ["users", "@me", "channels"]) => json!({ "id": digits(&String::from_utf8_lossy(&body)), "type": 1 }),
        ("POST", ["channels", channel, "messages"]) => {
            platforms.admit(DISCORD_POST);
            json!({ "id": "860000000000000001", "channel_id": channel })
        }
        (_, ["channels", channel, ..]) => json!({ "id": "860000000000000001", "channel_id": channel }),
        _ => json!({}),
    };
    axum::Json(answer).into_response()
}

/// The number in an id that the body names.
fn digits(body: &str) -> String {
    body.chars().filter(char::is_ascii_digit).take(19).collect()
}

async fn slack_socket(State(platforms): State<Platforms>, upgrade: WebSocketUpgrade) -> Response {
    upgrade.on_upgrade(async move |mut socket| {
        let hello = json!({ "type": "hello", "num_connections": 1, "connection_info": { "app_id": "A0BENCH001" },
            "debug_info": { "host": "bench", "build_number": 1, "approximate_connection_time": 3600 } });
        if say(&mut socket, &hello).await {
            platforms.0.greeted.add_permits(1);
        }
        while let Some(Ok(_)) = socket.recv().await {}
    })
}

async fn gateway(State(platforms): State<Platforms>, upgrade: WebSocketUpgrade) -> Response {
    upgrade.on_upgrade(async move |mut socket| {
        say(&mut socket, &json!({ "op": 10, "d": { "heartbeat_interval": 41_250 }, "s": null, "t": null })).await;
        while let Some(Ok(frame)) = socket.recv().await {
            let Message::Text(text) = frame else { continue };
            let frame: Value = serde_json::from_str(&text).unwrap_or_default();
            match frame["op"].as_u64() {
                Some(1) => drop(say(&mut socket, &json!({ "op": 11 })).await),
                Some(2) if say(&mut socket, &ready(platforms.host())).await => platforms.0.greeted.add_permits(1),
                _ => {}
            }
        }
    })
}

fn ready(host: &str) -> Value {
    json!({ "op": 0, "s": 1, "t": "READY", "d": { "v": 10, "session_id": "bench", "guilds": [],
        "resume_gateway_url": format!("ws://{host}/gateway"), "application": { "id": APPLICATION, "flags": 0 },
        "user": { "id": "880000000000000002", "username": "afterword", "discriminator": "0", "bot": true } } })
}

async fn say(socket: &mut WebSocket, frame: &Value) -> bool {
    socket.send(Message::Text(frame.to_string().into())).await.is_ok()
}
