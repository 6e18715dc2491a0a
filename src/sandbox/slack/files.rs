//! Uploads in Slack's three steps, and the files themselves.
//!
//! Knows that a file may be shown only after its upload was completed.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State as Shared};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::super::journal::What;
use super::super::server::{obstruct, spoil};
use super::super::world::State;
use super::args::Call;
use super::web_api::Common;
use super::{Content, Draft, File, HERE, Refusal, limits, payloads, post};

/// `files.getUploadURLExternal`.
pub(super) fn get_upload_url(s: &mut State, call: &Call) -> Result<Value, Refusal> {
    let name = call.need("filename")?.to_owned();
    let length = call.number("length").filter(|n| *n > 0);
    let length = length.ok_or_else(|| Refusal::because("invalid_arguments", "missing required field: length"))?;
    let alt = call.text("alt_txt").unwrap_or_default().to_owned();
    let id = format!("F0{:08}", s.serial());
    let url = format!("{}/upload/{id}", s.slack.base);
    s.slack.files.insert(id.clone(), File { name, alt, length, bytes: None, completed: false });
    Ok(json!({ "upload_url": url, "file_id": id }))
}

/// Takes the bytes.
pub(super) async fn upload(Shared((world, _)): Shared<Common>, Path(id): Path<String>, body: Bytes) -> Response {
    let path = format!("/upload/{id}");
    world.change(|s| {
        let body = json!({ "bytes": body.len() });
        s.note(HERE, What::Request { method: "POST".to_owned(), path: path.clone(), query: json!({}), body });
    });
    let fault = world.faults().strike(HERE, &format!("POST {path}"));
    if let Some(response) = obstruct(fault.as_ref()).await {
        return response;
    }
    let answer = world.change(|s| match s.slack.files.get_mut(&id) {
        None => StatusCode::NOT_FOUND.into_response(),
        Some(file) if file.length != body.len() => (StatusCode::BAD_REQUEST, "length mismatch").into_response(),
        Some(file) => {
            file.bytes = Some(Arc::new(body.to_vec()));
            format!("OK - {}", body.len()).into_response()
        }
    });
    spoil(fault.as_ref(), answer)
}

/// `files.completeUploadExternal`.
pub(super) fn complete(s: &mut State, call: &Call) -> Result<Value, Refusal> {
    let invalid = |_| Refusal::because("invalid_arguments", "files is not JSON");
    let files = limits::structured(call.args.get("files")).map_err(invalid)?;
    let named = files.as_array().into_iter().flatten().filter_map(|f| f["id"].as_str());
    let ids: Vec<String> = named.map(str::to_owned).collect();
    if ids.is_empty() {
        return Err(Refusal::because("invalid_arguments", "missing required field: files"));
    }
    if ids.iter().any(|id| s.slack.files.get(id).is_none_or(|f| f.bytes.is_none())) {
        return Err(Refusal::new("file_not_found"));
    }
    let share = match call.text("channel_id") {
        None => None,
        Some(wanted) => match s.slack.channels.iter().find(|c| c.id == wanted) {
            None => return Err(Refusal::new("channel_not_found")),
            Some(c) if !c.bot_in => return Err(Refusal::new("not_in_channel")),
            Some(c) => Some(c.id.clone()),
        },
    };
    for id in &ids {
        if let Some(file) = s.slack.files.get_mut(id) {
            file.completed = true;
        }
    }
    if let Some(channel) = share {
        let text = call.text("initial_comment").unwrap_or_default().to_owned();
        let thread = call.text("thread_ts").map(str::to_owned);
        let draft = Draft::of_bot(s, &channel, Content { text, ..Content::default() });
        post(s, Draft { thread, files: ids.clone(), ..draft });
    }
    Ok(json!({ "files": ids.iter().map(|id| payloads::file(s, id)).collect::<Vec<_>>() }))
}

/// `files.info`.
pub(super) fn info(s: &State, call: &Call) -> Result<Value, Refusal> {
    let id = call.need("file")?;
    match s.slack.files.get(id).filter(|f| f.completed) {
        None => Err(Refusal::new("file_not_found")),
        Some(_) => Ok(json!({ "file": payloads::file(s, id) })),
    }
}

/// Gives the bytes to whoever looks at the picture.
pub(super) async fn download(Shared((world, _)): Shared<Common>, Path(id): Path<String>) -> Response {
    let bytes = world.read(|s| s.slack.files.get(&id).and_then(|f| f.bytes.clone()));
    match bytes {
        None => StatusCode::NOT_FOUND.into_response(),
        Some(bytes) => ([(header::CONTENT_TYPE, "image/png")], Bytes::copy_from_slice(&bytes)).into_response(),
    }
}
