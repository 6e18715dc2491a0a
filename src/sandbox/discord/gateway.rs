//! The gateway: hello, identify or resume, heartbeats, dispatches.
//!
//! Knows frames, sessions and close codes. Refuses to know what the dispatches mean.

use std::collections::VecDeque;

use axum::extract::ws::{CloseFrame, Message as Ws, WebSocket, WebSocketUpgrade};
use axum::extract::{Query, State as Shared};
use axum::http::Uri;
use axum::response::Response;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::super::world::{State, World};
use super::rest::Common;
use super::{Frame, Session, payloads};

/// Intents that an application must be approved for; the sandbox's is not.
const PRIVILEGED: u64 = 1 << 1 | 1 << 8 | 1 << 15;
/// The intent that threads and the guild need; interactions need none.
const GUILDS: u64 = 1;
/// Events kept for a resume.
const BACKLOG: usize = 1_000;
/// Sessions kept for a resume.
const SESSIONS: usize = 8;

/// Where to connect.
pub(super) fn address(s: &State) -> String {
    place(s, &s.discord.entrance)
}

/// One of the gateway's places.
pub(super) fn place(s: &State, path: &str) -> String {
    format!("{}{path}", s.discord.base.replacen("http", "ws", 1))
}

/// `GET /gateway/bot`.
pub(super) fn bot(s: &State) -> Value {
    json!({
        "url": address(s), "shards": s.discord.shards,
        "session_start_limit": { "total": 1000, "remaining": 999, "reset_after": 86_400_000, "max_concurrency": 1 },
    })
}

/// The address' arguments.
#[derive(Deserialize)]
pub(super) struct Version {
    v: Option<u8>,
}

/// The WebSocket endpoint.
pub(super) async fn open(
    Shared((world, stop)): Shared<Common>,
    Query(Version { v }): Query<Version>,
    uri: Uri,
    upgrade: WebSocketUpgrade,
) -> Response {
    let silent = world.change(|s| {
        s.discord.entered.push(uri.path().trim_end_matches('/').to_owned());
        let silent = s.discord.silent_handshakes > 0;
        s.discord.silent_handshakes = s.discord.silent_handshakes.saturating_sub(1);
        silent
    });
    if silent {
        std::future::pending::<()>().await;
    }
    upgrade.on_upgrade(move |socket| converse(world, socket, stop, v.unwrap_or(10)))
}

/// What to do with the connection after a frame.
enum Next {
    Stay,
    Say(String),
    Close(u16),
}

async fn converse(world: World, mut socket: WebSocket, stop: CancellationToken, version: u8) {
    if version != 10 {
        return close(&mut socket, 4012).await;
    }
    let mute = world.change(|s| {
        let mute = s.discord.mute_hosts > 0;
        s.discord.mute_hosts = s.discord.mute_hosts.saturating_sub(1);
        mute
    });
    if mute {
        // Accepted, and then nothing, until the app gives up.
        tokio::select! {
            () = stop.cancelled() => {}
            () = async { while let Some(Ok(_)) = socket.recv().await {} } => {}
        }
        return;
    }
    let interval = world.read(|s| s.discord.heartbeat_ms);
    let hello = json!({ "op": 10, "d": { "heartbeat_interval": interval, "_trace": [] }, "s": null, "t": null });
    if socket.send(Ws::Text(hello.to_string().into())).await.is_err() {
        return;
    }
    let (frames, mut orders) = mpsc::unbounded_channel();
    let mut session = None;
    loop {
        let next = tokio::select! {
            () = stop.cancelled() => break,
            order = orders.recv() => match order {
                Some(Frame::Text(text)) => Next::Say(text),
                Some(Frame::Close(code)) => Next::Close(code),
                Some(Frame::Cut) | None => break,
            },
            frame = socket.recv() => match frame {
                Some(Ok(Ws::Text(text))) => heard(&world, &text, &frames, &mut session),
                Some(Ok(Ws::Close(_)) | Err(_)) | None => break,
                Some(Ok(_)) => Next::Stay,
            },
        };
        let said = match next {
            Next::Stay => Ok(()),
            Next::Say(text) => socket.send(Ws::Text(text.into())).await,
            Next::Close(code) => {
                close(&mut socket, code).await;
                break;
            }
        };
        if said.is_err() {
            break;
        }
    }
    world.change(|s| leave(s, session.as_deref(), &frames));
}

async fn close(socket: &mut WebSocket, code: u16) {
    // The peer may be gone already.
    let _ = socket.send(Ws::Close(Some(CloseFrame { code, reason: "".into() }))).await;
}

/// The session stays resumable; only its connection is gone.
fn leave(s: &mut State, session: Option<&str>, frames: &mpsc::UnboundedSender<Frame>) {
    let ours = |of: &Session| of.frames.as_ref().is_some_and(|f| f.same_channel(frames));
    for of in s.discord.sessions.iter_mut().filter(|of| Some(of.id.as_str()) == session && ours(of)) {
        of.frames = None;
    }
}

fn heard(world: &World, text: &str, frames: &mpsc::UnboundedSender<Frame>, session: &mut Option<String>) -> Next {
    if text.len() > 4_096 {
        return Next::Close(4002);
    }
    let Ok(frame) = serde_json::from_str::<Value>(text) else { return Next::Close(4002) };
    let d = &frame["d"];
    match frame["op"].as_u64() {
        Some(1) if world.read(|s| s.discord.deaf) => Next::Stay,
        Some(1) => Next::Say(json!({ "op": 11, "d": null, "s": null, "t": null }).to_string()),
        Some(2 | 6) if session.is_some() => Next::Close(4005),
        Some(2) => world.change(|s| identify(s, d, frames, session)),
        Some(6) => world.change(|s| resume(s, d, frames, session)),
        Some(3 | 4 | 8) if session.is_some() => Next::Stay,
        Some(3 | 4 | 8) => Next::Close(4003),
        _ => Next::Close(4001),
    }
}

fn knows_token(s: &State, d: &Value) -> bool {
    let token = d["token"].as_str().unwrap_or_default();
    token.strip_prefix("Bot ").unwrap_or(token) == s.cast.discord_token
}

fn identify(s: &mut State, d: &Value, frames: &mpsc::UnboundedSender<Frame>, session: &mut Option<String>) -> Next {
    if !knows_token(s, d) {
        return Next::Close(4004);
    }
    let Some(intents) = d["intents"].as_u64() else { return Next::Close(4013) };
    if intents & PRIVILEGED != 0 {
        return Next::Close(4014);
    }
    if !d["properties"].is_object() {
        return Next::Close(4002);
    }
    s.discord.identifies += 1;
    let id = format!("session{}", s.serial());
    let frames = Some(frames.clone());
    s.discord.sessions.push(Session { id: id.clone(), intents, seq: 0, backlog: VecDeque::new(), frames });
    let excess = s.discord.sessions.len().saturating_sub(SESSIONS);
    s.discord.sessions.drain(..excess);
    *session = Some(id.clone());
    let (ready, guild) = (payloads::ready(s, &id), payloads::guild(s));
    if let Some(of) = s.discord.sessions.iter_mut().find(|of| of.id == id) {
        say(of, "READY", &ready);
        if intents & GUILDS != 0 {
            say(of, "GUILD_CREATE", &guild);
        }
    }
    Next::Stay
}

fn resume(s: &mut State, d: &Value, frames: &mpsc::UnboundedSender<Frame>, session: &mut Option<String>) -> Next {
    if !knows_token(s, d) {
        return Next::Close(4004);
    }
    let seq = d["seq"].as_u64().unwrap_or_default();
    let known = s.discord.sessions.iter_mut().find(|of| d["session_id"] == of.id.as_str() && seq <= of.seq);
    let Some(of) = known else {
        return Next::Say(json!({ "op": 9, "d": false, "s": null, "t": null }).to_string());
    };
    *session = Some(of.id.clone());
    s.discord.resumes += 1;
    for (_, text) in of.backlog.iter().filter(|(n, _)| *n > seq) {
        // A connection that broke again resumes again.
        let _ = frames.send(Frame::Text(text.clone()));
    }
    of.frames = Some(frames.clone());
    say(of, "RESUMED", &json!({ "_trace": [] }));
    Next::Stay
}

/// Sends an event to a session, and keeps it for a resume.
fn say(of: &mut Session, event: &str, data: &Value) {
    of.seq += 1;
    let text = json!({ "op": 0, "t": event, "s": of.seq, "d": data }).to_string();
    if let Some(frames) = &of.frames {
        // Kept in the backlog in any case.
        let _ = frames.send(Frame::Text(text.clone()));
    }
    of.backlog.push_back((of.seq, text));
    if of.backlog.len() > BACKLOG {
        of.backlog.pop_front();
    }
}

/// Sends an event to every session that asked for its kind.
pub(super) fn dispatch(s: &mut State, event: &str, data: &Value) {
    let wanted = |of: &&mut Session| event == "INTERACTION_CREATE" || of.intents & GUILDS != 0;
    for of in s.discord.sessions.iter_mut().filter(wanted) {
        say(of, event, data);
    }
}

/// Sends a frame that is no event to every open connection.
pub(super) fn signal(s: &mut State, op: u64, d: &Value) {
    let text = json!({ "op": op, "d": d, "s": null, "t": null }).to_string();
    for frames in s.discord.sessions.iter().filter_map(|of| of.frames.as_ref()) {
        // It may be gone already.
        let _ = frames.send(Frame::Text(text.clone()));
    }
}
