//! A Slack for the tests of this folder: real sockets on loopback, every answer chosen by the test.
//!
//! Knows HTTP/1.1 and WebSockets just well enough. Refuses to behave like Slack: that is the sandbox's business.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use secrecy::SecretString;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::time::timeout;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message as Frame;

use super::connector::Connector;
use super::{Slack, Timings};
use crate::clock::WoundClock;
use crate::config::SlackTransport;
use crate::domain::Timestamp;

/// Nothing on loopback takes longer.
pub const PATIENCE: Duration = Duration::from_secs(20);

#[derive(Debug, Clone)]
pub struct Request {
    /// Without the query.
    pub path: String,
    pub query: HashMap<String, String>,
    pub headers: HashMap<String, String>,
    pub body: Vec<u8>,
}

impl Request {
    /// The last part of the path: `chat.postMessage`.
    pub fn method(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

pub enum Answer {
    Json(Value),
    Status(u16, &'static [(&'static str, &'static str)], &'static str),
    /// Reads the request and never answers.
    Silence,
    /// Promises more bytes than it sends.
    Truncated(&'static str),
}

pub fn ok(mut value: Value) -> Answer {
    value["ok"] = json!(true);
    Answer::Json(value)
}

pub fn no(code: &str) -> Answer {
    Answer::Json(json!({ "ok": false, "error": code }))
}

/// An HTTP server with one behaviour.
pub struct Fake {
    pub base: String,
    pub asked: mpsc::UnboundedReceiver<Request>,
    /// Another server this one sends people to.
    pub uploads: Option<Box<Fake>>,
}

impl Fake {
    pub async fn new(answer: impl Fn(&Request) -> Answer + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}/api", listener.local_addr().unwrap());
        let (tell, asked) = mpsc::unbounded_channel();
        let answer = Arc::new(answer);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(converse(stream, tell.clone(), Arc::clone(&answer)));
            }
        });
        Self { base, asked, uploads: None }
    }

    /// The next request, whenever it comes.
    pub async fn next(&mut self) -> Request {
        timeout(PATIENCE, self.asked.recv()).await.expect("a request").unwrap()
    }

    /// Everything asked so far.
    pub fn all(&mut self) -> Vec<Request> {
        std::iter::from_fn(|| self.asked.try_recv().ok()).collect()
    }
}

async fn converse(
    mut stream: TcpStream,
    tell: mpsc::UnboundedSender<Request>,
    answer: Arc<impl Fn(&Request) -> Answer + Send + Sync>,
) {
    let Some(request) = read(&mut stream).await else { return };
    let answer = answer(&request);
    let _ = tell.send(request);
    let (status, headers, body, length) = match &answer {
        Answer::Json(value) => (200, &[("content-type", "application/json")][..], value.to_string(), None),
        Answer::Status(status, headers, body) => (*status, *headers, (*body).to_owned(), None),
        Answer::Truncated(body) => (200, &[][..], (*body).to_owned(), Some(body.len() + 100)),
        Answer::Silence => return std::future::pending().await,
    };
    let headers: String = headers.iter().map(|(k, v)| format!("{k}: {v}\r\n")).collect();
    let length = length.unwrap_or(body.len());
    let text = format!("HTTP/1.1 {status} X\r\n{headers}content-length: {length}\r\nconnection: close\r\n\r\n{body}");
    let _ = stream.write_all(text.as_bytes()).await;
}

async fn read(stream: &mut TcpStream) -> Option<Request> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|w| w == b"\r\n\r\n") {
            break end + 4;
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    };
    let head = String::from_utf8(bytes[..end].to_vec()).ok()?;
    let mut lines = head.lines();
    let target = lines.next()?.split(' ').nth(1)?.to_owned();
    let headers: HashMap<_, _> =
        lines.filter_map(|l| l.split_once(": ").map(|(k, v)| (k.to_ascii_lowercase(), v.to_owned()))).collect();
    let length: usize = headers.get("content-length").and_then(|l| l.parse().ok()).unwrap_or(0);
    let mut body = bytes[end..].to_vec();
    while body.len() < length {
        if stream.read_buf(&mut body).await.ok()? == 0 {
            return None;
        }
    }
    let url = url::Url::parse(&format!("http://x{target}")).ok()?;
    let query = url.query_pairs().into_owned().collect();
    Some(Request { path: url.path().to_owned(), query, headers, body })
}

/// The adapter pointed at a base address, impatient enough for tests.
pub fn slack(base: &str) -> Slack {
    slack_with(base, |_| {})
}

pub fn slack_with(base: &str, change: impl FnOnce(&mut Timings)) -> Slack {
    let settings = crate::config::Slack {
        api_url: base.to_owned(),
        bot_token: SecretString::from("xoxb-secret"),
        transport: SlackTransport::Socket { app_token: SecretString::from("xapp-secret") },
    };
    let connector = Connector::new(base).unwrap().with_deadline(Duration::from_secs(5));
    let clock = Arc::new(WoundClock::at(Timestamp::from_second(1_700_000_000).unwrap()));
    let mut slack = Slack::over(connector, &settings, clock).unwrap();
    slack.timings.intake = [Duration::from_millis(1); 2];
    change(&mut slack.timings);
    slack
}

/// The other end of a Socket Mode connection.
pub struct Peer(pub WebSocketStream<TcpStream>);

impl Peer {
    pub async fn accept(listener: &TcpListener) -> Self {
        let (stream, _) = timeout(PATIENCE, listener.accept()).await.expect("a connection").unwrap();
        Self(timeout(PATIENCE, tokio_tungstenite::accept_async(stream)).await.expect("a handshake").unwrap())
    }

    /// Accepts and says hello.
    pub async fn welcome(listener: &TcpListener) -> Self {
        let mut peer = Self::accept(listener).await;
        peer.say(json!({ "type": "hello", "num_connections": 1 })).await;
        peer
    }

    pub async fn say(&mut self, frame: Value) {
        self.0.send(Frame::text(frame.to_string())).await.unwrap();
    }

    pub async fn envelope(&mut self, id: &str, kind: &str, payload: Value) {
        let frame = json!({ "type": kind, "envelope_id": id, "accepts_response_payload": true, "payload": payload });
        self.say(frame).await;
    }

    /// The next text frame: an acknowledgement.
    pub async fn heard(&mut self) -> Value {
        loop {
            let frame = timeout(PATIENCE, self.0.next()).await.expect("a frame").expect("an open socket").unwrap();
            if let Frame::Text(text) = frame {
                return serde_json::from_str(text.as_str()).unwrap();
            }
        }
    }
}
