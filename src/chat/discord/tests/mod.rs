//! Discord as the adapter meets it: a REST server and a gateway on loopback sockets that do as a test says.
//!
//! Every request body that arrives is checked against Discord's official description, where that is at hand.

mod conversation;
mod gateway;
mod rendering;
mod sending;
#[path = "../../../../tests/it/discord_spec.rs"]
mod spec;

use std::sync::{Arc, Mutex};
use std::time::Duration as Wait;

use async_trait::async_trait;
use axum::body::Bytes;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::Discord;
use crate::chat::{Inbound, NotSaved, Receiver, Reply};
use crate::clock::WoundClock;
use crate::domain::Timestamp;

/// Fails if the body is not what Discord's description allows.
pub(super) fn valid(method: &str, path: &str, body: &Value) {
    if let Err(wrong) = spec::validate(method, path, body) {
        panic!("{wrong}\n{body:#}");
    }
}

#[test]
fn the_description_refuses_what_discord_would() {
    if !spec::available() {
        return;
    }
    valid("POST", "/api/v10/channels/1/messages?x=1", &json!({ "content": "hello" }));
    let wrong = [
        ("POST", "/channels/1/messages", json!({ "content": 7 })),
        ("POST", "/channels/1/messages", json!({ "embeds": [{ "title": "x".repeat(257) }] })),
        ("POST", "/channels/1/messages", json!({ "nonce": "x".repeat(26) })),
        ("POST", "/channels/1/messages", json!({ "components": [{ "type": 1, "components": [{ "type": 2 }] }] })),
        ("POST", "/interactions/1/t/callback", json!({ "type": 9, "data": {} })),
        ("GET", "/users/1", json!({})),
        ("GET", "/no/such/thing", Value::Null),
    ];
    for (method, path, body) in wrong {
        assert!(spec::validate(method, path, &body).is_err(), "{method} {path} {body}");
    }
}

/// One request as it arrived.
#[derive(Debug, Clone)]
struct Seen {
    method: String,
    path: String,
    headers: HeaderMap,
    body: Value,
    raw: String,
}

impl Seen {
    fn is(&self, method: &str, path: &str) -> bool {
        self.method == method && self.path == path
    }
}

/// Status, headers, body of an answer.
type Answered = (u16, Vec<(&'static str, &'static str)>, String);
type Answers = Arc<dyn Fn(&Seen, usize) -> Answered + Send + Sync>;

/// Discord's REST API.
#[derive(Clone)]
struct Rest {
    url: String,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Rest {
    /// A server that answers each request with what `answers` says about it and its number (from 1).
    async fn answering(answers: impl Fn(&Seen, usize) -> Answered + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}/api/v10", listener.local_addr().expect("an address"));
        let rest = Rest { url, seen: Arc::default() };
        let (seen, answers): (_, Answers) = (rest.seen.clone(), Arc::new(answers));
        let handle = move |method: Method, uri: Uri, headers: HeaderMap, body: Bytes| {
            let (seen, answers) = (seen.clone(), answers.clone());
            async move { record(&seen, &answers, &method, &uri, headers, &body) }
        };
        tokio::spawn(axum::serve(listener, axum::Router::new().fallback(handle)).into_future());
        rest
    }

    /// A server on which everything works: new messages get the id 77.
    async fn kind() -> Self {
        Self::answering(|seen, _| fine(seen)).await
    }

    fn seen(&self) -> Vec<Seen> {
        self.seen.lock().expect("seen").clone()
    }

    fn only(&self) -> Seen {
        let seen = self.seen();
        assert_eq!(seen.len(), 1, "{seen:?}");
        seen[0].clone()
    }
}

fn record(
    seen: &Mutex<Vec<Seen>>,
    answers: &Answers,
    method: &Method,
    uri: &Uri,
    headers: HeaderMap,
    body: &[u8],
) -> Response {
    let path = uri.to_string().trim_start_matches("/api/v10").to_owned();
    let raw = String::from_utf8_lossy(body).into_owned();
    let json = part(&raw, "payload_json").unwrap_or(&raw);
    let body = serde_json::from_str(json).unwrap_or_default();
    let request = Seen { method: method.to_string(), path, headers, body, raw };
    let number = {
        let mut seen = seen.lock().expect("seen");
        seen.push(request.clone());
        seen.len()
    };
    let (status, headers, mut body) = answers(&request, number);
    if let Err(wrong) = spec::validate(&request.method, &request.path, &request.body) {
        eprintln!("{wrong}");
        return (StatusCode::IM_A_TEAPOT, "not what Discord describes").into_response();
    }
    if body.is_empty() && status == 200 {
        body = "null".to_owned();
    }
    let mut response = (StatusCode::from_u16(status).expect("a status"), body).into_response();
    for (name, value) in headers {
        response.headers_mut().insert(name, value.parse().expect("a header"));
    }
    response
}

/// One part of a multipart body.
fn part<'a>(raw: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = raw.split_once(&format!("name=\"{name}\""))?;
    let (_, rest) = rest.split_once("\r\n\r\n")?;
    Some(rest.split_once("\r\n--")?.0)
}

/// What Discord answers when all is well.
fn fine(seen: &Seen) -> Answered {
    let body = match (seen.method.as_str(), seen.path.as_str()) {
        ("POST", "/users/@me/channels") => json!({ "id": "66", "type": 1 }),
        ("GET", "/users/@me") => json!({ "id": "8", "username": "afterword" }),
        ("GET", "/applications/@me") => json!({ "id": "9" }),
        (_, path) if path.ends_with("/callback") => return (204, vec![], String::new()),
        (_, path) if path.starts_with("/channels/") => {
            let channel = path.split('/').nth(2).unwrap_or_default();
            json!({ "id": "77", "channel_id": channel })
        }
        _ => json!([]),
    };
    (200, vec![], body.to_string())
}

fn refusal(status: u16, code: u64) -> Answered {
    (status, vec![], json!({ "code": code, "message": "no" }).to_string())
}

const NOW: &str = "2026-11-20T12:00:00Z";

fn now() -> Timestamp {
    NOW.parse().expect("a time")
}

fn discord(url: &str) -> Arc<Discord> {
    let settings = crate::config::Discord {
        api_url: url.to_owned(),
        token: "tok".to_owned().into(),
        transport: crate::config::DiscordTransport::Gateway,
    };
    Arc::new(Discord::new(&settings, Arc::new(WoundClock::at(now()))).expect("usable settings"))
}

/// A receiver that notes what it gets and answers as told.
#[derive(Default)]
struct Notebook {
    got: Mutex<Vec<Inbound>>,
    /// Requests the REST server had seen when each act was received.
    seen_before: Mutex<Vec<usize>>,
    rest: Option<Rest>,
    reply: Mutex<Option<Result<Reply, NotSaved>>>,
    /// Never answers.
    stuck: bool,
    news: tokio::sync::Notify,
}

impl Notebook {
    fn replying(rest: &Rest, reply: Result<Reply, NotSaved>) -> Arc<Self> {
        Arc::new(Self { rest: Some(rest.clone()), reply: Mutex::new(Some(reply)), ..Self::default() })
    }

    fn got(&self) -> Vec<Inbound> {
        self.got.lock().expect("got").clone()
    }

    async fn wait_for(&self, count: usize) -> Vec<Inbound> {
        loop {
            let news = self.news.notified();
            if self.got().len() >= count {
                return self.got();
            }
            soon(news).await;
        }
    }
}

#[async_trait]
impl Receiver for Notebook {
    async fn keep(&self, _: crate::chat::Unread) -> Result<(), NotSaved> {
        Ok(())
    }

    async fn receive(&self, inbound: Inbound) -> Result<Reply, NotSaved> {
        if let Some(rest) = &self.rest {
            self.seen_before.lock().expect("seen").push(rest.seen().len());
        }
        self.got.lock().expect("got").push(inbound);
        self.news.notify_waiters();
        if self.stuck {
            std::future::pending::<()>().await;
        }
        self.reply.lock().expect("reply").clone().unwrap_or_else(|| Ok(Reply::default()))
    }
}

/// Nothing in a test takes longer.
async fn soon<T>(what: impl Future<Output = T>) -> T {
    tokio::time::timeout(Wait::from_secs(20), what).await.expect("this should have happened by now")
}
