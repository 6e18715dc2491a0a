//! PRODUCT §9's reference: a bare server that verifies the signature, parses, commits in groups and answers. Nothing more.
//!
//! Knows the three calls the program is measured with. Keeps one row a call in one table, as many rows a commit as are
//! waiting, in one statement. Refuses to know surveys, people, queues and rules.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context;
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use ed25519_dalek::{Signature, VerifyingKey};
use hmac::{Hmac, Mac};
use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteSynchronous};
use sea_orm::sqlx::{self, ConnectOptions, QueryBuilder};
use serde_json::{Value, json};
use sha2::Sha256;
use tokio::net::TcpListener;
use tokio::sync::{mpsc, oneshot};

use crate::calls;

/// The first argument that makes this binary the reference.
pub const ROLE: &str = "reference";
/// As the program's groups.
const LARGEST: usize = 64;

/// One row, and whoever waits for it to be durable.
struct Row {
    key: String,
    body: String,
    kept: oneshot::Sender<bool>,
}

#[derive(Clone)]
struct Desk {
    rows: mpsc::Sender<Row>,
    key: Arc<VerifyingKey>,
}

/// Serves until it is killed: `reference PORT FILE`.
pub fn serve(arguments: &[String]) -> anyhow::Result<()> {
    let [port, file] = arguments else { anyhow::bail!("reference PORT FILE") };
    let (port, file) = (port.parse()?, PathBuf::from(file));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async move {
        let mut db = open(&file).await?;
        sqlx::query("CREATE TABLE IF NOT EXISTS kept (key TEXT NOT NULL PRIMARY KEY, body TEXT NOT NULL)")
            .execute(&mut db)
            .await?;
        let (rows, waiting) = mpsc::channel(1024);
        tokio::spawn(write(db, waiting));
        let key = VerifyingKey::from_bytes(&calls::public_key())?;
        let router = Router::new()
            .route("/slack/interactions", post(slack))
            .route("/discord/interactions", post(discord))
            .route("/hooks/desk", post(hook))
            .with_state(Desk { rows, key: Arc::new(key) });
        let listener = TcpListener::bind(("127.0.0.1", port)).await?;
        axum::serve(listener, router).await.context("the reference stopped")
    })
}

/// Durable as the program's: a write-ahead log, flushed at every commit.
pub async fn open(file: &std::path::Path) -> anyhow::Result<SqliteConnection> {
    let options = SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .disable_statement_logging();
    Ok(options.connect().await?)
}

async fn write(mut db: SqliteConnection, mut waiting: mpsc::Receiver<Row>) {
    let mut group = Vec::with_capacity(LARGEST);
    while waiting.recv_many(&mut group, LARGEST).await > 0 {
        let mut insert = QueryBuilder::new("INSERT OR IGNORE INTO kept (key, body) ");
        insert.push_values(&group, |mut row, Row { key, body, .. }| {
            row.push_bind(key.as_str()).push_bind(body.as_str());
        });
        let kept = insert.build().execute(&mut db).await.is_ok();
        for row in group.drain(..) {
            // Whoever hung up is not told.
            let _gone = row.kept.send(kept);
        }
    }
}

impl Desk {
    async fn keep(&self, key: String, body: String) -> Option<()> {
        let (kept, told) = oneshot::channel();
        self.rows.send(Row { key, body, kept }).await.ok()?;
        told.await.ok()?.then_some(())
    }
}

async fn slack(State(desk): State<Desk>, headers: HeaderMap, body: Bytes) -> Response {
    let Some(stamp) = text(&headers, "x-slack-request-timestamp") else { return refused() };
    let given = text(&headers, "x-slack-signature").and_then(|s| s.strip_prefix("v0="));
    if !signed(calls::SIGNING_SECRET, &[b"v0:", stamp.as_bytes(), b":", &body], given) {
        return refused();
    }
    let kept = async {
        let form: HashMap<_, _> = url::form_urlencoded::parse(&body).collect();
        let payload: Value = serde_json::from_str(form.get("payload")?).ok()?;
        let (action, user) = (payload.pointer("/actions/0")?, payload.pointer("/user/id")?.as_str()?);
        let key = format!("{user}/{}", action["action_ts"].as_str()?);
        desk.keep(key, action["value"].as_str()?.to_owned()).await
    };
    answered(kept.await.map(|()| StatusCode::OK.into_response()))
}

async fn discord(State(desk): State<Desk>, headers: HeaderMap, body: Bytes) -> Response {
    let verified = || {
        let stamp = text(&headers, "x-signature-timestamp")?;
        let given: [u8; 64] = hex::decode(text(&headers, "x-signature-ed25519")?).ok()?.try_into().ok()?;
        desk.key.verify_strict(&[stamp.as_bytes(), &body].concat(), &Signature::from_bytes(&given)).ok()
    };
    if verified().is_none() {
        return refused();
    }
    let kept = async {
        let payload: Value = serde_json::from_slice(&body).ok()?;
        let pressed = payload.pointer("/data/custom_id")?.as_str()?.to_owned();
        desk.keep(payload["id"].as_str()?.to_owned(), pressed).await
    };
    let told = json!({ "type": 4, "data": { "content": "Saved.", "flags": 64 } });
    answered(kept.await.map(|()| ([(header::CONTENT_TYPE, "application/json")], told.to_string()).into_response()))
}

async fn hook(State(desk): State<Desk>, headers: HeaderMap, body: Bytes) -> Response {
    let Some(stamp) = text(&headers, "x-desk-timestamp") else { return refused() };
    let given = text(&headers, "x-desk-signature").and_then(|s| s.strip_prefix("sha256="));
    if !signed(calls::HOOK_SECRET, &[stamp.as_bytes(), b".", &body], given) {
        return refused();
    }
    let kept = async {
        let payload: Value = serde_json::from_slice(&body).ok()?;
        payload.pointer("/ticket/id")?.as_str()?;
        desk.keep(text(&headers, "x-desk-delivery")?.to_owned(), payload.to_string()).await
    };
    answered(kept.await.map(|()| StatusCode::OK.into_response()))
}

fn signed(secret: &str, parts: &[&[u8]], given: Option<&str>) -> bool {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else { return false };
    parts.iter().for_each(|part| mac.update(part));
    given.and_then(|g| hex::decode(g).ok()).is_some_and(|g| mac.verify_slice(&g).is_ok())
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

fn refused() -> Response {
    StatusCode::UNAUTHORIZED.into_response()
}

fn answered(response: Option<Response>) -> Response {
    response.unwrap_or_else(|| StatusCode::SERVICE_UNAVAILABLE.into_response())
}
