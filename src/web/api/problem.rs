//! What went wrong, as `application/problem+json` (RFC 9457): what, where, and what to do about it.
//!
//! Knows the status of each problem. Refuses to repeat anything a caller sent.

use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};
use axum::response::IntoResponse;
use serde_json::{Value, json};

use super::with_json;

/// One thing that is wrong with what was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wrong {
    /// Which field (a JSON Pointer), query parameter or header.
    pub at: String,
    /// What is wrong with it.
    pub what: String,
    /// What to write instead.
    pub remedy: String,
}

impl Wrong {
    pub(super) fn new(at: impl Into<String>, what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { at: at.into(), what: what.into(), remedy: remedy.into() }
    }
}

/// A refusal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Problem {
    status: StatusCode,
    first: Wrong,
    more: Vec<Wrong>,
}

impl Problem {
    fn new(status: StatusCode, at: &str, what: &str, remedy: &str) -> Self {
        Self { status, first: Wrong::new(at, what, remedy), more: Vec::new() }
    }

    pub(super) fn unauthorized() -> Self {
        let remedy = "send `Authorization: Bearer SECRET` with the secret of an [[api_token]]";
        Self::new(StatusCode::UNAUTHORIZED, "header Authorization", "it holds no token that is known here", remedy)
    }

    pub(super) fn too_often() -> Self {
        let remedy = "wait as long as Retry-After says; a token may be used fifty times a second";
        Self::new(StatusCode::TOO_MANY_REQUESTS, "header Authorization", "it is used too often", remedy)
    }

    pub(super) fn read_only() -> Self {
        let remedy = "set write = true for this [[api_token]], or use one that may write";
        Self::new(StatusCode::FORBIDDEN, "header Authorization", "this token may only read", remedy)
    }

    pub(super) fn unknown(what: &str) -> Self {
        let remedy = "look at /api/openapi.json for the addresses, and at the lists for what this token sees";
        Self::new(StatusCode::NOT_FOUND, "address", what, remedy)
    }

    pub(super) fn unknown_team(at: &str) -> Self {
        let remedy = "name a team that GET /api/v1/teams lists for this token";
        Self::new(StatusCode::NOT_FOUND, at, "this token sees no such team", remedy)
    }

    pub(super) fn not_over() -> Self {
        let what = "this team promises confidence, so a week's numbers are shown once its scorecard is posted, or a week after its end";
        Self::new(StatusCode::CONFLICT, "address", what, "ask again when it is posted")
    }

    pub(super) fn busy() -> Self {
        let remedy = "send the same request again; nothing of it was stored";
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "server", "it cannot be done right now", remedy)
    }

    /// What is wrong with a query.
    pub(super) fn query(wrong: Wrong) -> Self {
        Self { status: StatusCode::BAD_REQUEST, first: wrong, more: Vec::new() }
    }

    pub(super) fn unreadable(what: &str) -> Self {
        let remedy = "send one JSON object in UTF-8, as /api/openapi.json describes it";
        Self::new(StatusCode::BAD_REQUEST, "body", what, remedy)
    }

    /// Everything that is wrong with a body; `None` if nothing is.
    pub(super) fn incomplete(wrong: Vec<Wrong>) -> Option<Self> {
        let mut all = wrong.into_iter();
        let first = all.next()?;
        Some(Self { status: StatusCode::UNPROCESSABLE_ENTITY, first, more: all.collect() })
    }

    /// What the shape of a request alone is refused for.
    pub(super) fn of(status: StatusCode) -> Self {
        let (what, remedy) = match status {
            StatusCode::PAYLOAD_TOO_LARGE => {
                ("it is larger than a close may be", "send one close, without its messages")
            }
            StatusCode::REQUEST_TIMEOUT => ("it did not arrive in time", "send it again"),
            StatusCode::UNSUPPORTED_MEDIA_TYPE => {
                ("its encoding or type is not understood", "send application/json without Content-Encoding")
            }
            _ => ("it could not be read", "send it again"),
        };
        Self::new(status, "body", what, remedy)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response<Body> {
        let one = |wrong: &Wrong| json!({ "where": wrong.at, "what": wrong.what, "remedy": wrong.remedy });
        let mut value = json!({
            "type": "about:blank", "title": self.status.canonical_reason().unwrap_or("Error"),
            "status": self.status.as_u16(), "detail": format!("{}: {}", self.first.at, self.first.what),
            "where": self.first.at, "what": self.first.what, "remedy": self.first.remedy,
        });
        if !self.more.is_empty()
            && let Some(object) = value.as_object_mut()
        {
            let all: Vec<Value> = std::iter::once(&self.first).chain(&self.more).map(one).collect();
            object.insert("errors".to_owned(), Value::Array(all));
        }
        let mut response = with_json(self.status, &value, "application/problem+json");
        let headers = response.headers_mut();
        match self.status {
            StatusCode::UNAUTHORIZED => {
                headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"afterword\""));
            }
            StatusCode::TOO_MANY_REQUESTS => {
                headers.insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
            }
            StatusCode::SERVICE_UNAVAILABLE => {
                headers.insert(header::RETRY_AFTER, HeaderValue::from_static("15"));
            }
            // A connection whose body was not read cannot carry another request.
            StatusCode::PAYLOAD_TOO_LARGE | StatusCode::REQUEST_TIMEOUT => {
                headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
            }
            _ => {}
        }
        response
    }
}
