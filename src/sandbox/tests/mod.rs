//! The world, driven over its wires by a bare HTTP client and a bare WebSocket: no product code takes part.

mod discord;
mod slack;
mod trouble;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message as Ws;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

use super::{Cast, Platform, Sandbox, Seen, World};

const TOKEN: &str = "xoxb-sandbox-bot";

/// An answer of a platform.
struct Answer {
    status: u16,
    headers: reqwest::header::HeaderMap,
    body: Value,
}

impl Answer {
    fn error(&self) -> &str {
        self.body["error"].as_str().unwrap_or("none")
    }

    fn code(&self) -> (u16, u64) {
        (self.status, self.body["code"].as_u64().unwrap_or_default())
    }
}

#[expect(clippy::disallowed_methods, reason = "a bare client: the product's own takes no part here")]
fn http() -> reqwest::Client {
    reqwest::Client::builder().timeout(std::time::Duration::from_secs(10)).build().unwrap()
}

async fn answer(request: reqwest::RequestBuilder) -> Answer {
    let response = request.send().await.unwrap();
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let body = serde_json::from_str(&response.text().await.unwrap()).unwrap_or(Value::Null);
    Answer { status, headers, body }
}

/// A world without rates (tests that want them say so), served.
async fn sandbox() -> Sandbox {
    Sandbox::start_with(World::new(Cast { rates: false, ..Cast::demo() })).await.unwrap()
}

/// Calls a Slack method with a JSON body.
async fn slack(sandbox: &Sandbox, method: &str, body: Value) -> Answer {
    let url = format!("{}/{method}", sandbox.slack_api_url());
    answer(http().post(url).bearer_auth(TOKEN).json(&body)).await
}

/// Calls a Slack method by GET.
async fn slack_get(sandbox: &Sandbox, call: &str) -> Answer {
    answer(http().get(format!("{}/{call}", sandbox.slack_api_url())).bearer_auth(TOKEN)).await
}

/// Calls Discord.
async fn discord(sandbox: &Sandbox, method: &str, path: &str, body: Value) -> Answer {
    let url = format!("{}{path}", sandbox.discord_api_url());
    let method = method.parse().unwrap();
    let token = format!("Bot {}", sandbox.world().cast().discord_token);
    let request = http().request(method, url).header("authorization", token);
    answer(if body.is_null() { request } else { request.json(&body) }).await
}

fn post_body(channel: &str, text: &str) -> Value {
    json!({ "channel": channel, "text": text, "unfurl_links": false, "unfurl_media": false })
}

/// A bare socket.
struct Socket(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Socket {
    async fn connect(url: &str) -> Self {
        Self(tokio_tungstenite::connect_async(url).await.unwrap().0)
    }

    /// An app's Socket Mode connection, its `hello` read.
    async fn slack(sandbox: &Sandbox) -> Self {
        let url = format!("{}/apps.connections.open", sandbox.slack_api_url());
        let opened = answer(http().post(url).bearer_auth("xapp-1-sandbox-app")).await;
        let mut socket = Self::connect(opened.body["url"].as_str().unwrap()).await;
        assert_eq!(socket.next().await.unwrap()["type"], "hello");
        assert!(sandbox.world().until_connected(Platform::Slack).await);
        socket
    }

    /// A bot's gateway connection, identified; READY and GUILD_CREATE read.
    async fn discord(sandbox: &Sandbox) -> Self {
        let mut socket = Self::gateway(sandbox).await;
        socket.identify(&sandbox.world().cast().discord_token, 1).await;
        assert_eq!(socket.next().await.unwrap()["t"], "READY");
        assert_eq!(socket.next().await.unwrap()["t"], "GUILD_CREATE");
        socket
    }

    async fn gateway(sandbox: &Sandbox) -> Self {
        let url = discord(sandbox, "GET", "/gateway", Value::Null).await.body["url"].as_str().unwrap().to_owned();
        let mut socket = Self::connect(&format!("{url}?v=10&encoding=json")).await;
        assert_eq!(socket.next().await.unwrap()["op"], 10);
        socket
    }

    async fn identify(&mut self, token: &str, intents: u64) {
        let properties = json!({ "os": "linux", "browser": "test", "device": "test" });
        self.send(json!({ "op": 2, "d": { "token": token, "intents": intents, "properties": properties } })).await;
    }

    async fn send(&mut self, frame: Value) {
        self.0.send(Ws::Text(frame.to_string().into())).await.unwrap();
    }

    /// The next text frame; `None` when the connection is gone.
    async fn next(&mut self) -> Option<Value> {
        loop {
            match self.0.next().await? {
                Ok(Ws::Text(text)) => return serde_json::from_str(&text).ok(),
                Ok(Ws::Close(_)) | Err(_) => return None,
                Ok(_) => {}
            }
        }
    }

    /// The code the server closes with.
    async fn close_code(&mut self) -> Option<u16> {
        loop {
            match self.0.next().await? {
                Ok(Ws::Close(frame)) => return frame.map(|f| f.code.into()),
                Err(_) => return None,
                Ok(_) => {}
            }
        }
    }

    /// Acknowledges the next envelope and returns its payload.
    async fn acknowledge(&mut self, answer: Value) -> Value {
        let envelope = self.next().await.unwrap();
        let mut ack = json!({ "envelope_id": envelope["envelope_id"] });
        if !answer.is_null() {
            ack["payload"] = answer;
        }
        self.send(ack).await;
        envelope["payload"].clone()
    }
}

/// Answers a Discord interaction.
async fn callback(sandbox: &Sandbox, interaction: &Value, body: Value) -> Answer {
    let part = |key: &str| interaction[key].as_str().unwrap().to_owned();
    discord(sandbox, "POST", &format!("/interactions/{}/{}/callback", part("id"), part("token")), body).await
}

/// What the person saw, and what the app received.
async fn with<T>(seen: impl Future<Output = Seen>, app: impl Future<Output = T>) -> (Seen, T) {
    tokio::join!(seen, app)
}
