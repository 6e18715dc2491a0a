//! The gateway's frames as they come over the wire, and its address.
//!
//! Knows JSON and closes. Refuses to know what a frame means: the session does.

use std::time::Duration as Wait;

use futures_util::StreamExt;
use serde_json::Value;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message as Frame;

use super::super::session::{Heard, Session};
use crate::chat::socket::{self, Socket};

/// `wss://gateway.discord.gg` as Discord wants to be asked: version and encoding spelt out.
pub(super) fn address(base: &str) -> String {
    let base = base.split('?').next().unwrap_or_default().trim_end_matches('/');
    format!("{base}/?v=10&encoding=json")
}

pub(super) fn closed_with(code: Option<u16>) -> String {
    code.map_or_else(|| "closed".to_owned(), |code| format!("closed with {code}"))
}

/// Why there is no next frame.
pub(super) enum Gone {
    Closed(Option<u16>),
    Broken(String),
}

/// The next frame as JSON; what is not JSON becomes `null`, which the session calls nonsense.
pub(super) async fn next(socket: &mut Socket) -> Result<Value, Gone> {
    loop {
        match socket.next().await {
            Some(Ok(Frame::Text(text))) => return Ok(serde_json::from_str(&text).unwrap_or_default()),
            Some(Ok(Frame::Binary(bytes))) => return Ok(serde_json::from_slice(&bytes).unwrap_or_default()),
            Some(Ok(Frame::Close(frame))) => return Err(Gone::Closed(frame.map(|f| f.code.into()))),
            Some(Ok(_)) => {}
            Some(Err(error)) => return Err(Gone::Broken(socket::describe(&error))),
            None => return Err(Gone::Closed(None)),
        }
    }
}

/// Waits for HELLO and the interval in it.
pub(super) async fn hello(socket: &mut Socket, session: &mut Session, step: Wait) -> Result<Wait, String> {
    let first = async {
        loop {
            match next(socket).await.map(|frame| session.hear(frame)) {
                Ok(Heard::Hello(interval)) => return Ok(interval),
                Ok(_) => {}
                Err(Gone::Closed(code)) => return Err(closed_with(code)),
                Err(Gone::Broken(why)) => return Err(why),
            }
        }
    };
    timeout(step, first).await.unwrap_or_else(|_| Err("the gateway did not say hello in time".to_owned()))
}
