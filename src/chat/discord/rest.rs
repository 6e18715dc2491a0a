//! The one way to Discord's REST API: a deadline, the limits, JSON or multipart, and an answer read with care.
//!
//! Knows HTTP and Discord's headers. Refuses to know what is sent, and to put a path (interaction paths carry a token)
//! or a body into an error or a log line.

use std::time::Duration as Wait;

use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderValue};
use reqwest::multipart::{Form, Part};
use reqwest::{Method, Response};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

use super::errors::classify;
use super::limits::{Limits, Route, Told};
use crate::chat::{SendError, Until, http, until};

/// Times one call goes out when Discord answers 429 with a wait short enough to sleep through.
const TRIES: u32 = 3;

/// A file that travels with a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct File {
    /// Name, as in `attachment://…`.
    pub(super) name: String,
    /// PNG bytes.
    pub(super) png: Vec<u8>,
}

/// One call.
#[derive(Debug, Clone)]
pub(super) struct Call {
    method: Method,
    /// Path and query behind the base URL. May hold an interaction token: never logged.
    path: String,
    /// The bucket; `None` for answers to interactions, which Discord does not count.
    route: Option<Route>,
    body: Option<Value>,
    file: Option<File>,
    deadline: Wait,
    until: Until,
}

impl Call {
    /// A call that Discord counts. `template` names the bucket, `major` the channel in it.
    pub(super) fn new(method: Method, template: &'static str, major: &str, path: String) -> Self {
        let route = Some(Route { template, major: major.to_owned() });
        Self { method, path, route, body: None, file: None, deadline: http::DEADLINE, until: Until::whenever() }
    }

    /// The answer to an interaction: not counted, not paced, worthless after `deadline`.
    pub(super) fn callback(path: String, deadline: Wait) -> Self {
        Self { method: Method::POST, path, route: None, body: None, file: None, deadline, until: Until::whenever() }
    }

    /// What takes the place of an answer that was put off: not counted and not paced either.
    pub(super) fn making_up(path: String) -> Self {
        Self {
            method: Method::PATCH,
            path,
            route: None,
            body: None,
            file: None,
            deadline: http::DEADLINE,
            until: Until::whenever(),
        }
    }

    /// With a JSON body.
    pub(super) fn json(mut self, body: Value) -> Self {
        self.body = Some(body);
        self
    }

    /// Only until then.
    pub(super) fn until(self, until: &Until) -> Self {
        Self { until: until.clone(), ..self }
    }

    /// With a file; the body then travels as `payload_json`.
    pub(super) fn file(mut self, file: Option<File>) -> Self {
        self.file = file;
        self
    }
}

/// What came back.
#[derive(Debug)]
pub(super) struct Answer {
    /// HTTP status.
    pub(super) status: u16,
    /// The body; `None` if it was not JSON.
    body: Option<Value>,
    told: Told,
    headers: HeaderMap,
}

impl Answer {
    /// Discord's own error code.
    pub(super) fn code(&self) -> Option<u64> {
        self.body.as_ref().and_then(|b| b.get("code")).and_then(Value::as_u64)
    }

    /// It worked.
    pub(super) fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// We lack the right to do this in this channel, whatever the message.
    fn is_forbidden(&self) -> bool {
        self.status == 403 && matches!(self.code(), Some(50001 | 50013))
    }

    /// The body of a success, or what the failure means. A success we cannot read may well have happened.
    pub(super) fn into_result(self) -> Result<Value, SendError> {
        if !self.is_success() {
            return Err(classify(self.status, self.code(), self.told.retry_after));
        }
        self.body.ok_or_else(|| SendError::Unknown("the answer could not be read".to_owned()))
    }
}

/// The executor: one per bot.
pub(super) struct Rest {
    client: reqwest::Client,
    base: String,
    authorization: HeaderValue,
    limits: Limits,
}

impl Rest {
    /// Talks to `base` (version included, such as `https://discord.com/api/v10`) with a bot token.
    pub(super) fn new(base: &str, token: &SecretString) -> Result<Self, super::Unusable> {
        let mut authorization = HeaderValue::from_str(&format!("Bot {}", token.expose_secret()))
            .map_err(|_| super::Unusable("DISCORD_TOKEN holds characters that no token has"))?;
        authorization.set_sensitive(true);
        let client = http::client().map_err(|_| super::Unusable("the HTTP client could not be built"))?;
        Ok(Self { client, base: base.trim_end_matches('/').to_owned(), authorization, limits: Limits::default() })
    }

    /// Makes the call and turns every refusal into what it means.
    pub(super) async fn call(&self, call: Call) -> Result<Value, SendError> {
        self.exchange(&call).await?.into_result()
    }

    /// Makes the call once, and hands on the headers of whatever was answered.
    pub(super) async fn call_with_headers(&self, call: Call) -> (Result<Value, SendError>, Option<HeaderMap>) {
        match self.once(&call).await {
            Ok(answer) => {
                let headers = answer.headers.clone();
                (answer.into_result(), Some(headers))
            }
            Err(error) => (Err(error), None),
        }
    }

    /// Makes the call; the answer may be a refusal. A short wait asked for by a 429 is slept through.
    pub(super) async fn exchange(&self, call: &Call) -> Result<Answer, SendError> {
        let mut tries = 0;
        loop {
            if let Some(route) = &call.route {
                self.limits.admit(route).await?;
            }
            let answer = self.once(call).await?;
            tries += 1;
            if let Some(route) = &call.route {
                // Before the note, which lets those pass that waited for this answer.
                if answer.is_forbidden() {
                    self.limits.shut(route);
                }
                self.limits.note(route, answer.status, &answer.told);
            }
            if answer.status != 429 || tries >= TRIES || call.route.is_none() {
                return Ok(answer);
            }
        }
    }

    /// Makes the call even if the token was refused a moment ago: this is how it is found to work again.
    pub(super) async fn prove(&self, call: &Call) -> Result<(), SendError> {
        self.limits.forget_refusal();
        let answer = self.exchange(call).await?;
        answer.into_result().map(drop)
    }

    /// Calls of the last ten minutes that Discord counts as invalid.
    pub(super) fn invalid_requests(&self) -> usize {
        self.limits.invalid()
    }

    async fn once(&self, call: &Call) -> Result<Answer, SendError> {
        let url = format!("{}{}", self.base, call.path);
        let request = self
            .client
            .request(call.method.clone(), url)
            .header(AUTHORIZATION, self.authorization.clone())
            .timeout(call.deadline);
        let request = match (&call.body, &call.file) {
            (Some(body), Some(file)) => request.multipart(multipart(body, file)?),
            (Some(body), None) => request.json(body),
            (None, _) => request,
        };
        let response =
            until::send(&self.client, request, &call.until).await.map_err(|e| http::transport_failure(&e))?;
        read(response).await
    }
}

async fn read(response: Response) -> Result<Answer, SendError> {
    let status = response.status().as_u16();
    let headers = response.headers().clone();
    let mut told = told(&headers);
    // A body that breaks off leaves the status standing: it alone says whether anything happened.
    let bytes = response.bytes().await.ok();
    let body = match bytes.as_deref() {
        Some([]) => Some(Value::Null),
        Some(bytes) => serde_json::from_slice::<Value>(bytes).ok(),
        None => None,
    };
    if status == 429
        && let Some(body) = &body
    {
        let asked = body.get("retry_after").and_then(Value::as_f64).and_then(seconds);
        told.retry_after = told.retry_after.max(asked);
        told.global |= body.get("global").and_then(Value::as_bool).unwrap_or(false);
    }
    Ok(Answer { status, body, told, headers })
}

fn told(headers: &HeaderMap) -> Told {
    let text = |name: &str| headers.get(name).and_then(|v| v.to_str().ok()).map(str::trim);
    let wait = |name: &str| text(name).and_then(|s| s.parse::<f64>().ok()).and_then(seconds);
    let count = |name: &str| text(name).and_then(|s| s.parse::<u32>().ok());
    let scope = text("x-ratelimit-scope").unwrap_or_default();
    Told {
        bucket: text("x-ratelimit-bucket").map(str::to_owned),
        limit: count("x-ratelimit-limit"),
        remaining: count("x-ratelimit-remaining"),
        reset_after: wait("x-ratelimit-reset-after"),
        retry_after: wait("retry-after"),
        global: scope == "global" || text("x-ratelimit-global").is_some_and(|v| v.eq_ignore_ascii_case("true")),
        shared: scope == "shared",
    }
}

/// A number of seconds from outside, if it is one; capped at a day, for no limit of Discord's is longer.
fn seconds(s: f64) -> Option<Wait> {
    (s.is_finite() && s >= 0.0).then(|| Wait::from_secs_f64(s.min(86_400.0)))
}

fn multipart(body: &Value, file: &File) -> Result<Form, SendError> {
    let refused = |_| SendError::Refused("the multipart body could not be built".to_owned());
    let json = Part::text(body.to_string()).mime_str("application/json").map_err(refused)?;
    let png = Part::bytes(file.png.clone()).file_name(file.name.clone()).mime_str("image/png").map_err(refused)?;
    Ok(Form::new().part("payload_json", json).part("files[0]", png))
}
