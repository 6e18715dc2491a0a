//! Answers to an act by its `response_url`.
//!
//! Knows that it works five times in thirty minutes, and can replace or delete the message the act was on, which is the
//! only way to change an ephemeral one.

use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{Path, State as Shared};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};
use tokio::time::Instant;

use super::super::journal::What;
use super::super::server::{self, obstruct, spoil};
use super::super::world::State;
use super::web_api::Common;
use super::{Draft, HERE, Refusal, ResponseUrl, chat, delete, edit, limits, post};

const LIFE: Duration = Duration::from_secs(30 * 60);
const USES: u32 = 5;

/// Gives the app an address to answer an act at.
pub(super) fn issue(s: &mut State, person: &str, channel: &str, on: Option<&super::Message>) -> String {
    let id = format!("{}-{}", s.serial(), s.now());
    let target = ResponseUrl {
        person: person.to_owned(),
        channel: channel.to_owned(),
        message: on.map(|m| m.ts.clone()),
        thread: on.and_then(|m| m.thread.clone()),
        issued: Instant::now(),
        uses: 0,
    };
    s.slack.response_urls.insert(id.clone(), target);
    format!("{}/response/{id}", s.slack.base)
}

/// The endpoint.
pub(super) async fn answer(
    Shared((world, _)): Shared<Common>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let (call, kept) = super::args::Call::read("response_url", None, &headers, &body);
    let path = format!("/response/{id}");
    world.change(|s| {
        s.note(HERE, What::Request { method: "POST".to_owned(), path: path.clone(), query: json!({}), body: kept });
    });
    let fault = world.faults().strike(HERE, "POST /response");
    if let Some(response) = obstruct(fault.as_ref()).await {
        return response;
    }
    let answer = world.change(|s| match perform(s, &id, &call.args) {
        Ok(()) => "ok".into_response(),
        Err((status, refusal)) => {
            let code = refusal.code.clone();
            s.note(HERE, What::Refused { path, status: status.as_u16(), code, details: refusal.messages.join("; ") });
            server::json(status, &refusal.body())
        }
    });
    spoil(fault.as_ref(), answer)
}

fn perform(s: &mut State, id: &str, args: &Map<String, Value>) -> Result<(), (StatusCode, Refusal)> {
    let gone = |code: &str| (StatusCode::NOT_FOUND, Refusal::new(code));
    let url = s.slack.response_urls.get_mut(id).ok_or_else(|| gone("invalid_url"))?;
    if url.issued.elapsed() > LIFE {
        return Err(gone("expired_url"));
    }
    if url.uses >= USES {
        return Err(gone("used_url"));
    }
    url.uses += 1;
    let (person, channel) = (url.person.clone(), url.channel.clone());
    let (message, thread) = (url.message.clone(), url.thread.clone());
    let flag = |name: &str| args.get(name).and_then(Value::as_bool).unwrap_or(false);
    if flag("delete_original") {
        if let Some(ts) = message {
            delete(s, &channel, &ts);
        }
        return Ok(());
    }
    let bad = |refusal| (StatusCode::BAD_REQUEST, refusal);
    let content = limits::content(args, false, &|id| chat::knows_file(s, id)).map_err(bad)?;
    chat::watch_pings(s, &content);
    match message {
        Some(ts) if flag("replace_original") => edit(s, &channel, &ts, content),
        _ => {
            let public = args.get("response_type").and_then(Value::as_str) == Some("in_channel");
            let only_for = (!public).then_some(person);
            let asked = args.get("thread_ts").and_then(Value::as_str).map(str::to_owned);
            post(s, Draft { only_for, thread: asked.or(thread), ..Draft::of_bot(s, &channel, content) });
        }
    }
    Ok(())
}
