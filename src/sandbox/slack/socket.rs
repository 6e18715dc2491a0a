//! Socket Mode: tickets, envelopes and their acknowledgements.
//!
//! Knows frames and the three seconds the app has. Refuses to know what the payloads mean.

use std::time::Duration;

use axum::extract::ws::{Message as Ws, WebSocket, WebSocketUpgrade};
use axum::extract::{Query, State as Shared};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::CancellationToken;

use super::super::world::{State, World};
use super::web_api::Common;
use super::{Frame, Socket, THREE_SECONDS};

/// Slack announces a refresh this long before it closes the connection.
const NOTICE: Duration = Duration::from_secs(10);
const PING: Duration = Duration::from_secs(5);
const HOST: &str = "applink-sandbox";

/// `apps.connections.open`: an address that works once.
pub(super) fn issue_ticket(s: &mut State) -> Value {
    let ticket = format!("ticket-{}", s.serial());
    let url = format!("{}/socket?ticket={ticket}&app_id={}", s.slack.base.replacen("http", "ws", 1), s.cast.slack_app);
    s.slack.tickets.insert(ticket);
    json!({ "url": url })
}

/// The ticket in the address.
#[derive(Deserialize)]
pub(super) struct Ticket {
    ticket: String,
}

/// The WebSocket endpoint.
pub(super) async fn open(
    Shared((world, stop)): Shared<Common>,
    Query(Ticket { ticket }): Query<Ticket>,
    upgrade: WebSocketUpgrade,
) -> Response {
    let silent = world.change(|s| {
        let silent = s.slack.silent_handshakes > 0;
        s.slack.silent_handshakes = s.slack.silent_handshakes.saturating_sub(1);
        silent
    });
    if silent {
        std::future::pending::<()>().await;
    }
    if !world.change(|s| s.slack.tickets.remove(&ticket)) {
        return StatusCode::FORBIDDEN.into_response();
    }
    upgrade.on_upgrade(move |socket| converse(world, socket, stop))
}

async fn converse(world: World, mut socket: WebSocket, stop: CancellationToken) {
    let (frames, mut orders) = mpsc::unbounded_channel();
    let (id, hello) = world.read(|s| (s.journal.len(), hello(s)));
    if socket.send(Ws::Text(hello.to_string().into())).await.is_err() {
        return;
    }
    let id = world.change(|s| {
        let id = s.serial().wrapping_add(id as u64);
        s.slack.sockets.push(Socket { id, frames, noticed: false });
        id
    });
    let mut ping = tokio::time::interval(PING);
    loop {
        tokio::select! {
            () = stop.cancelled() => break,
            _ = ping.tick() => {
                if socket.send(Ws::Ping("sandbox".into())).await.is_err() {
                    break;
                }
            }
            order = orders.recv() => match order {
                Some(Frame::Text(text)) => {
                    if socket.send(Ws::Text(text.into())).await.is_err() {
                        break;
                    }
                }
                Some(Frame::Freeze) => {
                    world.change(|s| s.slack.sockets.retain(|socket| socket.id != id));
                    return stop.cancelled().await;
                }
                Some(Frame::Binary(bytes)) => {
                    if socket.send(Ws::Binary(bytes.into())).await.is_err() {
                        break;
                    }
                }
                Some(Frame::Close) => {
                    // The peer may be gone already.
                    let _ = socket.send(Ws::Close(None)).await;
                    break;
                }
                _ => break,
            },
            frame = socket.recv() => match frame {
                Some(Ok(Ws::Text(text))) => acknowledge(&world, &text),
                Some(Ok(Ws::Close(_)) | Err(_)) | None => break,
                Some(Ok(_)) => {}
            },
        }
    }
    world.change(|s| s.slack.sockets.retain(|socket| socket.id != id));
}

fn hello(s: &State) -> Value {
    json!({
        "type": "hello", "num_connections": s.slack.sockets.len() + 1,
        "connection_info": { "app_id": s.cast.slack_app },
        "debug_info": { "host": HOST, "build_number": 1, "approximate_connection_time": 3600 },
    })
}

fn acknowledge(world: &World, text: &str) {
    let Ok(frame) = serde_json::from_str::<Value>(text) else {
        return world.change(|s| s.violation(super::HERE, "a Socket Mode frame was not JSON"));
    };
    let id = frame["envelope_id"].as_str().unwrap_or_default().to_owned();
    world.change(|s| match s.slack.pending.remove(&id).inspect(|_| s.slack.acknowledged += 1) {
        // Whoever waited may have given up at this very moment.
        Some(waiting) => drop(waiting.send(frame.get("payload").cloned())),
        None => s.violation(super::HERE, "an acknowledgement named no waiting envelope (late, or twice)"),
    });
}

/// What became of an envelope.
#[derive(Debug, PartialEq)]
pub(super) enum Delivery {
    /// Acknowledged, perhaps with an answer in it.
    Acknowledged(Option<Value>),
    /// No connection to send it on.
    Nowhere,
    /// Sent, and not acknowledged in three seconds.
    Unanswered,
}

/// Sends an envelope on one of the connections, or calls the app, and waits for its acknowledgement.
pub(super) async fn deliver(world: &World, kind: &str, payload: Value, retry: u32) -> Delivery {
    world.detained(super::HERE).await;
    if let Some(base) = world.read(|s| s.slack.calls.clone()) {
        world.change(|s| s.slack.last_envelope = Some(json!({ "type": kind, "payload": payload })));
        return super::calls::deliver(world, &base, kind, &payload, retry).await;
    }
    let (answer, waiting) = oneshot::channel();
    let sent = world.change(|s| {
        let id = format!("envelope-{}", s.serial());
        let mut envelope = json!({
            "envelope_id": id, "type": kind, "accepts_response_payload": kind != "events_api", "payload": payload,
        });
        s.slack.last_envelope = Some(envelope.clone());
        if kind == "events_api" || retry > 0 {
            envelope["retry_attempt"] = json!(retry);
            envelope["retry_reason"] = json!(if retry > 0 { "timeout" } else { "" });
        }
        let text = envelope.to_string();
        let turn = usize::try_from(s.serial()).unwrap_or_default();
        let count = s.slack.sockets.len().max(1);
        let old = s.slack.sockets.iter().find(|socket| socket.noticed && s.slack.old_first);
        old.or(s.slack.sockets.get(turn % count))?.frames.send(Frame::Text(text)).ok()?;
        s.slack.pending.insert(id.clone(), answer);
        if s.slack.twice && count > 1 {
            again(s, envelope, turn + 1);
        }
        Some(id)
    });
    let Some(id) = sent else { return Delivery::Nowhere };
    match tokio::time::timeout(THREE_SECONDS, waiting).await {
        Ok(Ok(payload)) => Delivery::Acknowledged(payload),
        _ => {
            world.change(|s| s.slack.pending.remove(&id));
            Delivery::Unanswered
        }
    }
}

/// The same on another connection, under an envelope id of its own.
fn again(s: &mut State, mut envelope: Value, turn: usize) {
    let id = format!("envelope-{}", s.serial());
    envelope["envelope_id"] = json!(id);
    let (answer, _nobody_waits) = oneshot::channel();
    let Some(socket) = s.slack.sockets.get(turn % s.slack.sockets.len().max(1)) else { return };
    if socket.frames.send(Frame::Text(envelope.to_string())).is_ok() {
        s.slack.pending.insert(id, answer);
    }
}

/// Sends a frame exactly as given; whether an envelope of this id was then acknowledged in time.
pub(super) async fn deliver_raw(world: &World, id: &str, text: &str) -> bool {
    let (answer, waiting) = oneshot::channel();
    world.change(|s| {
        let Some(socket) = s.slack.sockets.first() else { return };
        if socket.frames.send(Frame::Text(text.to_owned())).is_ok() {
            s.slack.pending.insert(id.to_owned(), answer);
        }
    });
    let acknowledged = matches!(tokio::time::timeout(THREE_SECONDS, waiting).await, Ok(Ok(_)));
    world.change(|s| s.slack.pending.remove(id));
    acknowledged
}

/// Announces the end of every connection, and ends them after the notice.
pub(in crate::sandbox) fn refresh(world: &World) {
    let old = announce(world, "warning");
    tokio::spawn(async move {
        tokio::time::sleep(NOTICE).await;
        close(&old);
    });
}

/// Ends every connection at once, saying why.
pub(super) fn disconnect(world: &World, reason: &str) {
    close(&announce(world, reason));
}

type Connection = mpsc::UnboundedSender<Frame>;

fn announce(world: &World, reason: &str) -> Vec<Connection> {
    let notice = json!({ "type": "disconnect", "reason": reason, "debug_info": { "host": HOST } }).to_string();
    let notify = |socket: &mut Socket| {
        socket.noticed = true;
        socket.frames.clone()
    };
    let open: Vec<_> = world.change(|s| s.slack.sockets.iter_mut().map(notify).collect());
    for frames in &open {
        // A connection that is gone needs no notice.
        let _ = frames.send(Frame::Text(notice.clone()));
    }
    open
}

fn close(connections: &[Connection]) {
    for frames in connections {
        // It may be gone already.
        let _ = frames.send(Frame::Close);
    }
}
