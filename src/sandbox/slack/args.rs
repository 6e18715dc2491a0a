//! The arguments of a Web API call, from wherever Slack reads them.
//!
//! Knows that arguments come as JSON, as a form or in the query, and that Slack's older reading methods ignore JSON.

use axum::body::Bytes;
use axum::http::{HeaderMap, header};
use serde_json::{Map, Value};

use super::super::form;
use super::super::world::State;
use super::Refusal;

/// Methods whose JSON body Slack does not read (their pages name form encoding only).
const FORM_ONLY: [&str; 8] = [
    "users.info",
    "bots.info",
    "users.list",
    "users.lookupByEmail",
    "conversations.info",
    "conversations.history",
    "conversations.replies",
    "files.getUploadURLExternal",
];

/// What a call carries.
pub(super) struct Call {
    pub method: String,
    pub args: Map<String, Value>,
    pub token: Option<String>,
}

impl Call {
    /// Reads a call. The second value is the body as the journal keeps it.
    pub fn read(method: &str, query: Option<&str>, headers: &HeaderMap, body: &Bytes) -> (Self, Value) {
        let content_type = headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
        let mut args = form(query.unwrap_or_default().as_bytes());
        let body = if content_type.starts_with("application/json") {
            serde_json::from_slice(body).unwrap_or(Value::Null)
        } else if body.is_empty() {
            Value::Null
        } else {
            Value::Object(form(body))
        };
        if !(content_type.starts_with("application/json") && FORM_ONLY.contains(&method)) {
            args.extend(body.as_object().cloned().unwrap_or_default());
        }
        let bearer = headers.get(header::AUTHORIZATION).and_then(|v| v.to_str().ok());
        let token = bearer.and_then(|v| v.strip_prefix("Bearer ")).map(str::to_owned);
        let token = token.or_else(|| args.remove("token").and_then(|t| t.as_str().map(str::to_owned)));
        (Self { method: method.to_owned(), args, token }, body)
    }

    /// A string argument that is there and not empty.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.args.get(name).and_then(Value::as_str).filter(|s| !s.is_empty())
    }

    /// A string argument the method needs.
    pub fn need(&self, name: &str) -> Result<&str, Refusal> {
        let missing = || Refusal::because("invalid_arguments", format!("missing required field: {name}"));
        self.text(name).ok_or_else(missing)
    }

    /// A whole number, in JSON or as text.
    pub fn number(&self, name: &str) -> Option<usize> {
        let value = self.args.get(name)?;
        value.as_u64().and_then(|n| usize::try_from(n).ok()).or_else(|| value.as_str()?.parse().ok())
    }

    /// A truth value, in JSON or as text.
    pub fn flag(&self, name: &str) -> Option<bool> {
        match self.args.get(name)? {
            Value::Bool(b) => Some(*b),
            Value::String(s) => Some(matches!(s.as_str(), "true" | "1")),
            Value::Number(n) => Some(n.as_i64() == Some(1)),
            _ => None,
        }
    }

    /// Refuses a missing or wrong token, as Slack does before anything else.
    pub fn authorize(&self, s: &State) -> Result<(), Refusal> {
        let app_level = self.method == "apps.connections.open";
        match self.token.as_deref() {
            None | Some("") => Err(Refusal::new("not_authed")),
            Some(t) if t == s.cast.slack_bot_token && s.slack.revoked => Err(Refusal::new("token_revoked")),
            Some(t) if t == s.cast.slack_bot_token && !app_level => Ok(()),
            Some(t) if t == s.cast.slack_app_token && app_level => Ok(()),
            Some(t) if t == s.cast.slack_bot_token || t == s.cast.slack_app_token => {
                Err(Refusal::new("not_allowed_token_type"))
            }
            Some(_) => Err(Refusal::new("invalid_auth")),
        }
    }
}
