//! The Web API's door: arguments, token, rate, fault, journal, answer. Each method's meaning lives next door.
//!
//! Knows which methods exist and how often each may be called.

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, RawQuery, State as Shared};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get, post};
use serde_json::{Value, json};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::super::faults::Fault;
use super::super::form;
use super::super::journal::What;
use super::super::server::{self, obstruct, spoil};
use super::super::world::{State, World};
use super::args::Call;
use super::{HERE, Refusal, chat, conversations, files, home, response_url, socket, views};

/// Everything Slack serves.
pub(in crate::sandbox) fn router(world: World, stop: CancellationToken) -> Router {
    Router::new()
        .route("/api/{method}", any(call))
        .route("/upload/{file}", post(files::upload))
        .route("/files/{file}", get(files::download))
        .route("/response/{id}", post(response_url::answer))
        .route("/socket", get(socket::open))
        .layer(DefaultBodyLimit::max(32 << 20))
        .with_state((world, stop))
}

/// What handlers share.
pub(super) type Common = (World, CancellationToken);

async fn call(
    Shared((world, _)): Shared<Common>,
    http: Method,
    Path(method): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let (call, kept) = Call::read(&method, query.as_deref(), &headers, &body);
    let query = Value::Object(form(query.unwrap_or_default().as_bytes()));
    let path = format!("/api/{method}");
    world.change(|s| {
        s.note(HERE, What::Request { method: http.to_string(), path: path.clone(), query, body: kept });
    });
    let fault = world.faults().strike(HERE, &format!("{http} {method}"));
    if let Some(response) = obstruct(fault.as_ref()).await {
        return response;
    }
    let answer = world.change(|s| answer(s, &call, fault.as_ref()));
    spoil(fault.as_ref(), answer)
}

fn answer(s: &mut State, call: &Call, fault: Option<&Fault>) -> Response {
    let result = match fault {
        Some(Fault::TooManyRequests { after_s }) => return too_many(s, call, *after_s),
        Some(Fault::Error { code, .. }) => Err(Refusal::new(code)),
        _ => match paced(s, call) {
            Err(wait) => return too_many(s, call, wait),
            Ok(()) => perform(s, call),
        },
    };
    match result {
        Ok(mut body) => {
            body["ok"] = json!(true);
            let mut response = server::json(StatusCode::OK, &body).into_response();
            response.headers_mut().insert("x-oauth-scopes", s.slack.scopes.clone());
            response
        }
        Err(refusal) => {
            refused(s, call, 200, &refusal);
            server::json(StatusCode::OK, &refusal.body())
        }
    }
}

fn refused(s: &mut State, call: &Call, status: u16, refusal: &Refusal) {
    let path = format!("/api/{}", call.method);
    let details = refusal.messages.join("; ");
    s.note(HERE, What::Refused { path, status, code: refusal.code.clone(), details });
}

fn too_many(s: &mut State, call: &Call, wait: f64) -> Response {
    let refusal = Refusal::new("ratelimited");
    refused(s, call, 429, &refusal);
    let seconds = (wait.ceil().max(1.0) as u64).to_string();
    let mut response = server::json(StatusCode::TOO_MANY_REQUESTS, &refusal.body()).into_response();
    if let Ok(value) = seconds.parse() {
        response.headers_mut().insert(header::RETRY_AFTER, value);
    }
    response
}

/// `chat.postMessage` goes by channel, everything else by the method's tier.
fn paced(s: &mut State, call: &Call) -> Result<(), f64> {
    if !s.cast.rates {
        return Ok(());
    }
    let (key, per_second, burst) = match call.method.as_str() {
        "chat.postMessage" => (format!("post {}", call.text("channel").unwrap_or_default()), 1.0, 10.0),
        method => {
            let per_minute = match method {
                "auth.test" => 300.0,
                "chat.postEphemeral" | "views.open" | "views.update" | "views.publish" | "users.info" | "bots.info" => {
                    100.0
                }
                "apps.connections.open" | "chat.update" | "chat.delete" | "conversations.open" => 50.0,
                "conversations.history" | "conversations.replies" | "conversations.info" => 50.0,
                "users.lookupByEmail" => 50.0,
                _ => 20.0,
            };
            (method.to_owned(), per_minute / 60.0, per_minute)
        }
    };
    match s.slack.rates.take(&key, per_second, burst, Instant::now()).wait {
        wait if wait > 0.0 => Err(wait),
        _ => Ok(()),
    }
}

fn perform(s: &mut State, call: &Call) -> Result<Value, Refusal> {
    if call.method == "api.test" {
        return Ok(json!({}));
    }
    call.authorize(s)?;
    match call.method.as_str() {
        "auth.test" => Ok(auth_test(s)),
        "apps.connections.open" => Ok(socket::issue_ticket(s)),
        "chat.postMessage" => chat::post_message(s, call),
        "chat.postEphemeral" => chat::post_ephemeral(s, call),
        "chat.update" => chat::update(s, call),
        "chat.delete" => chat::remove(s, call),
        "conversations.open" => conversations::open(s, call),
        "conversations.info" => conversations::info(s, call),
        "conversations.history" => conversations::history(s, call),
        "conversations.replies" => conversations::replies(s, call),
        "users.info" => conversations::user_info(s, call),
        "bots.info" => conversations::bot_info(s, call),
        "users.list" => Ok(conversations::user_list(s)),
        "users.lookupByEmail" => conversations::lookup_by_email(s, call),
        "views.open" => views::open(s, call),
        "views.update" => views::update(s, call),
        "views.publish" => home::publish(s, call),
        "usergroups.users.list" => home::group_members(s, call),
        "files.getUploadURLExternal" => files::get_upload_url(s, call),
        "files.completeUploadExternal" => files::complete(s, call),
        "files.info" => files::info(s, call),
        "reactions.add" => Ok(json!({})),
        other => {
            s.violation(HERE, format!("called the unknown method {other}"));
            Err(Refusal::new("unknown_method"))
        }
    }
}

fn auth_test(s: &State) -> Value {
    json!({
        "url": "https://sandbox.slack.com/", "team": "Sandbox", "user": "afterword", "team_id": s.cast.slack_team,
        "user_id": s.cast.slack_bot, "bot_id": "B0AFTERBOT", "is_enterprise_install": false,
    })
}
