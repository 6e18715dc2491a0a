//! The REST API's door: body, token, rate, fault, journal, answer. Each route's meaning lives next door.
//!
//! Knows which routes exist, which need the bot's token, and how often each may be called.

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, RawQuery, State as Shared};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};
use serde_json::{Map, Value, json};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::super::faults::Fault;
use super::super::form;
use super::super::journal::What;
use super::super::rates::Verdict;
use super::super::server::{self, obstruct, spoil};
use super::super::world::{State, World};
use super::{HERE, Refusal, commands, gateway, interactions, messages, multipart, payloads, webhooks};

/// What handlers share.
pub(super) type Common = (World, CancellationToken);

/// Everything Discord serves.
pub(in crate::sandbox) fn router(world: World, stop: CancellationToken) -> Router {
    Router::new()
        .route("/api/v10/{*path}", any(call))
        .route("/gateway", get(gateway::open))
        .route("/gateway/", get(gateway::open))
        .route("/gateway/{host}", get(gateway::open))
        .route("/gateway/{host}/", get(gateway::open))
        .route("/attachments/{channel}/{id}/{name}", get(attachment))
        .layer(DefaultBodyLimit::max(32 << 20))
        .with_state((world, stop))
}

/// A file of a request.
pub(super) struct Upload {
    pub index: String,
    pub name: String,
    pub bytes: Vec<u8>,
}

/// A call, taken apart.
pub(super) struct Call {
    pub method: Method,
    pub path: Vec<String>,
    pub query: Map<String, Value>,
    pub body: Value,
    pub files: Vec<Upload>,
}

/// What a route answers: a status and perhaps a body.
pub(super) type Answer = Result<(u16, Value), Refusal>;

async fn call(
    Shared((world, _)): Shared<Common>,
    method: Method,
    Path(path): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    bytes: Bytes,
) -> Response {
    let query = form(query.unwrap_or_default().as_bytes());
    let content = read_body(&headers, &bytes);
    let (body, files) = content.unwrap_or((Value::Null, Vec::new()));
    let segments = path.split('/').filter(|p| !p.is_empty()).map(str::to_owned).collect();
    let call = Call { method, path: segments, query, body, files };
    let label = format!("{} /{path}", call.method);
    world.change(|s| {
        let (query, body) = (Value::Object(call.query.clone()), call.body.clone());
        s.note(HERE, What::Request { method: call.method.to_string(), path: format!("/{path}"), query, body });
    });
    let fault = world.faults().strike(HERE, &label);
    if let Some(response) = obstruct(fault.as_ref()).await {
        return response;
    }
    let answer = world.change(|s| answer(s, &call, &headers, fault.as_ref()));
    spoil(fault.as_ref(), answer)
}

fn read_body(headers: &HeaderMap, bytes: &Bytes) -> Option<(Value, Vec<Upload>)> {
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let Some(boundary) = multipart::boundary(content_type) else {
        return Some((serde_json::from_slice(bytes).unwrap_or(Value::Null), Vec::new()));
    };
    let (mut body, mut files) = (Value::Null, Vec::new());
    for part in multipart::parts(bytes, boundary)? {
        if part.name == "payload_json" {
            body = serde_json::from_slice(part.bytes).ok()?;
        } else if let Some(name) = part.file_name {
            let index = part.name.trim_start_matches("files[").trim_end_matches(']').to_owned();
            files.push(Upload { index, name, bytes: part.bytes.to_vec() });
        }
    }
    Some((body, files))
}

fn answer(s: &mut State, call: &Call, headers: &HeaderMap, fault: Option<&Fault>) -> Response {
    let mut verdict = None;
    if let Some(Fault::GlobalLimit { after_s }) = fault {
        s.discord.limited_until = Some(Instant::now() + std::time::Duration::from_secs_f64(*after_s));
    }
    let own_token = matches!(call.path.first().map(String::as_str), Some("webhooks" | "interactions"));
    let limited = s.discord.limited_until.map(|until| until.saturating_duration_since(Instant::now()).as_secs_f64());
    if let Some(wait) = limited.filter(|wait| *wait > 0.0 && !own_token) {
        return too_many(s, call, wait, true);
    }
    let result = match fault {
        Some(Fault::TooManyRequests { after_s }) => return too_many(s, call, *after_s, false),
        Some(Fault::Error { status, code }) => {
            Err(Refusal::new(*status, code.parse().unwrap_or_default(), "Injected by a fault"))
        }
        _ => match paced(s, call) {
            Err((wait, global)) => return too_many(s, call, wait, global),
            Ok(v) => {
                verdict = v;
                authorize(s, call, headers).and_then(|()| perform(s, call))
            }
        },
    };
    let response = match result {
        Ok((204, _)) => StatusCode::NO_CONTENT.into_response(),
        Ok((status, body)) => server::json(StatusCode::from_u16(status).unwrap_or(StatusCode::OK), &body),
        Err(refusal) => {
            refused(s, call, &refusal);
            let status = StatusCode::from_u16(refusal.status).unwrap_or(StatusCode::BAD_REQUEST);
            server::json(status, &refusal.body())
        }
    };
    with_rate(response, call, verdict)
}

fn refused(s: &mut State, call: &Call, refusal: &Refusal) {
    let path = format!("/{}", call.path.join("/"));
    let details = if refusal.errors.is_null() { refusal.message.clone() } else { refusal.errors.to_string() };
    s.note(HERE, What::Refused { path, status: refusal.status, code: refusal.code.to_string(), details });
}

/// Interactions and webhooks carry their own token in the path.
fn authorize(s: &State, call: &Call, headers: &HeaderMap) -> Result<(), Refusal> {
    let first = call.path.first().map(String::as_str).unwrap_or_default();
    if matches!(first, "webhooks" | "interactions") || (first == "gateway" && call.path.len() == 1) {
        return Ok(());
    }
    let given = headers.get(header::AUTHORIZATION).and_then(|v| v.to_str().ok());
    let token = given.and_then(|v| v.strip_prefix("Bot "));
    if token == Some(s.cast.discord_token.as_str()) { Ok(()) } else { Err(Refusal::unauthorized()) }
}

/// The bucket of a call: its name, how many calls it takes, in how many seconds.
fn bucket(call: &Call) -> Option<(String, f64, f64)> {
    let path: Vec<&str> = call.path.iter().map(String::as_str).collect();
    let major = path.get(1).copied().unwrap_or_default();
    match (call.method.as_str(), path.as_slice()) {
        (_, ["interactions", ..]) => None,
        ("POST", ["channels", _, "messages"]) => Some((format!("messages-post:{major}"), 5.0, 5.0)),
        ("PATCH", ["channels", _, "messages", _]) => Some((format!("messages-patch:{major}"), 5.0, 5.0)),
        (_, ["webhooks", app, token, ..]) => Some((format!("webhook:{app}:{token}"), 5.0, 2.0)),
        (method, [first, ..]) => Some((format!("{method}-{first}:{major}"), 10.0, 1.0)),
        _ => None,
    }
}

fn paced(s: &mut State, call: &Call) -> Result<Option<Verdict>, (f64, bool)> {
    let Some((key, limit, seconds)) = bucket(call).filter(|_| s.cast.rates) else { return Ok(None) };
    let now = Instant::now();
    let global = !key.starts_with("webhook:");
    if global {
        let wait = s.discord.rates.take("global", 50.0, 50.0, now).wait;
        if wait > 0.0 {
            return Err((wait, true));
        }
    }
    let verdict = s.discord.rates.take(&key, limit / seconds, limit, now);
    if verdict.wait > 0.0 { Err((verdict.wait, false)) } else { Ok(Some(verdict)) }
}

fn too_many(s: &mut State, call: &Call, wait: f64, global: bool) -> Response {
    refused(s, call, &Refusal::new(429, 0, "You are being rate limited."));
    let body = json!({ "message": "You are being rate limited.", "retry_after": wait, "global": global });
    let mut response = server::json(StatusCode::TOO_MANY_REQUESTS, &body);
    put(&mut response, "retry-after", &(wait.ceil().max(1.0) as u64).to_string());
    put(&mut response, "x-ratelimit-scope", if global { "global" } else { "user" });
    if global {
        put(&mut response, "x-ratelimit-global", "true");
    }
    let exhausted = Verdict { wait, left: 0, full_in: wait };
    with_rate(response, call, Some(exhausted))
}

fn with_rate(mut response: Response, call: &Call, verdict: Option<Verdict>) -> Response {
    if let (Some(verdict), Some((key, limit, _))) = (verdict, bucket(call)) {
        let name = key.split(':').next().unwrap_or_default();
        put(&mut response, "x-ratelimit-limit", &limit.to_string());
        put(&mut response, "x-ratelimit-remaining", &verdict.left.to_string());
        put(&mut response, "x-ratelimit-reset-after", &format!("{:.3}", verdict.full_in));
        put(&mut response, "x-ratelimit-bucket", &hex::encode(name));
    }
    response
}

fn put(response: &mut Response, name: &'static str, value: &str) {
    if let Ok(value) = value.parse() {
        response.headers_mut().insert(name, value);
    }
}

fn perform(s: &mut State, call: &Call) -> Answer {
    let path: Vec<&str> = call.path.iter().map(String::as_str).collect();
    match (call.method.as_str(), path.as_slice()) {
        ("GET", ["gateway"]) => Ok((200, json!({ "url": gateway::address(s) }))),
        ("GET", ["gateway", "bot"]) => Ok((200, gateway::bot(s))),
        ("GET", ["users", "@me"]) => Ok((200, payloads::bot(s))),
        ("GET", ["users", id]) => match s.cast.people.iter().find(|p| p.discord == **id) {
            Some(person) => Ok((200, payloads::user(person))),
            None => Err(Refusal::unknown(10_013, "User")),
        },
        ("POST", ["users", "@me", "channels"]) => messages::open_dm(s, call),
        ("GET", ["applications", "@me"] | ["oauth2", "applications", "@me"]) => Ok((200, commands::application(s))),
        (_, ["applications", app, rest @ ..]) => commands::route(s, call, app, rest),
        (_, ["channels", id, rest @ ..]) => messages::route(s, call, id, rest),
        ("GET", ["guilds", _, ..]) => commands::guild(s, path.get(1..).unwrap_or_default()),
        ("POST", ["interactions", id, token, "callback"]) => interactions::callback(s, call, id, token),
        (_, ["webhooks", app, token, rest @ ..]) => webhooks::route(s, call, app, token, rest),
        _ => {
            s.violation(HERE, format!("called the unknown route {} /{}", call.method, path.join("/")));
            Err(Refusal::new(404, 0, "404: Not Found"))
        }
    }
}

async fn attachment(Shared((world, _)): Shared<Common>, Path((_, id, _)): Path<(String, String, String)>) -> Response {
    let bytes = world.read(|s| s.discord.attachments.get(&id).map(|a| a.bytes.clone()));
    match bytes {
        None => StatusCode::NOT_FOUND.into_response(),
        Some(bytes) => ([(header::CONTENT_TYPE, "image/png")], Bytes::copy_from_slice(&bytes)).into_response(),
    }
}
