//! slack-morphism's HTTP port, over the product's own client.
//!
//! Knows deadlines, the configured base address, `Retry-After`, and which answers are ambiguous. Refuses to follow
//! redirects, to log or keep a body, and to send a token anywhere but under the configured base: upload addresses and
//! response URLs are secrets of their own.

use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use reqwest::header::RETRY_AFTER;
use reqwest::{Method, RequestBuilder, Response, StatusCode};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use slack_morphism::errors::{
    SlackClientApiError, SlackClientError, SlackClientHttpError, SlackClientHttpProtocolError,
    SlackClientProtocolError, SlackRateLimitError,
};
use slack_morphism::multipart_form::FileMultipartData;
use slack_morphism::prelude::ValueStruct;
use slack_morphism::{
    ClientResult, SlackApiToken, SlackClientApiCallContext, SlackClientHttpConnector, SlackClientId, SlackClientSecret,
};
use url::Url;

use super::super::SendError;
use super::super::http::{DEADLINE, client, transport_failure};

/// An answer larger than this is not read to its end; nothing we ask for comes near it.
const MAX_ANSWER: usize = 8 << 20;

/// The connector: one client, one base address, one deadline.
#[derive(Debug, Clone)]
pub struct Connector {
    http: reqwest::Client,
    base: String,
    deadline: Duration,
}

impl Connector {
    /// A connector for the Web API at `base` (no trailing slash).
    pub fn new(base: &str) -> Result<Self, reqwest::Error> {
        Ok(Self { http: client()?, base: base.trim_end_matches('/').to_owned(), deadline: DEADLINE })
    }

    /// The same with another deadline per call.
    #[cfg(test)]
    pub fn with_deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }

    /// Whether the address lies under the configured base, so that our token may go there.
    fn is_ours(&self, url: &Url) -> bool {
        url.as_str().strip_prefix(self.base.as_str()).is_some_and(|rest| rest.starts_with('/'))
    }

    /// Whether an address that came in a payload or an answer (a response URL, an upload address) is one of the
    /// platform's: on the configured server, or one of Slack's own hosts over TLS.
    fn is_the_platforms(&self, url: &Url) -> bool {
        let base = Url::parse(&self.base).ok();
        let same = base.is_some_and(|b| b.scheme() == url.scheme() && b.host() == url.host());
        let slacks = |host: &str| {
            let under = |name: &str| host == name || host.strip_suffix(name).is_some_and(|h| h.ends_with('.'));
            under("slack.com") || under("slack-gov.com") || under("slack-files.com")
        };
        same || (url.scheme() == "https" && url.host_str().is_some_and(slacks))
    }

    fn request(&self, method: Method, url: Url, token: Option<&SlackApiToken>) -> RequestBuilder {
        let token = token.filter(|_| self.is_ours(&url));
        let request = self.http.request(method, url).timeout(self.deadline);
        match token {
            Some(token) => request.bearer_auth(token.token_value.value()),
            None => request,
        }
    }

    async fn exchange<RS: DeserializeOwned>(&self, request: RequestBuilder, answer: Answer) -> ClientResult<RS> {
        let response = request.send().await.map_err(|e| transport(&e))?;
        let status = response.status();
        if status == StatusCode::TOO_MANY_REQUESTS {
            let after = retry_after(&response);
            return Err(SlackClientError::RateLimitError(SlackRateLimitError::new().opt_retry_after(after)));
        }
        let body = read(response).await?;
        if !status.is_success() {
            // A response URL that is used up answers 404 with a code; a gateway's 5xx page has none.
            return Err(match code(&body).filter(|_| status.is_client_error()) {
                Some(code) => SlackClientError::ApiError(SlackClientApiError::new(code)),
                None => SlackClientError::HttpError(SlackClientHttpError::new(status)),
            });
        }
        decode(&body, answer)
    }
}

/// What a good answer looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answer {
    /// A Web API method: a JSON object with `ok`.
    Method,
    /// An upload address or response URL: any text will do (`ok`, `OK - 3000`).
    Anything,
}

fn decode<RS: DeserializeOwned>(body: &[u8], answer: Answer) -> ClientResult<RS> {
    if let Some(code) = code(body) {
        return Err(SlackClientError::ApiError(SlackClientApiError::new(code)));
    }
    let good =
        serde_json::from_slice::<Value>(body).ok().filter(|v| v.get("ok").and_then(Value::as_bool) == Some(true));
    let value = match (good, answer) {
        (Some(value), _) => value,
        (None, Answer::Anything) => Value::Object(serde_json::Map::new()),
        (None, Answer::Method) => {
            let why = serde::de::Error::custom("no \"ok\" in the answer");
            return Err(SlackClientError::ProtocolError(SlackClientProtocolError::new(why)));
        }
    };
    serde_json::from_value(value).map_err(|e| SlackClientError::ProtocolError(SlackClientProtocolError::new(e)))
}

/// The error code of an `ok: false` answer.
fn code(body: &[u8]) -> Option<String> {
    let value: Value = serde_json::from_slice(body).ok()?;
    (value.get("ok").and_then(Value::as_bool) == Some(false))
        .then(|| value.get("error").and_then(Value::as_str).unwrap_or("no_code").to_owned())
}

async fn read(mut response: Response) -> ClientResult<Vec<u8>> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|e| transport(&e))? {
        if body.len() + chunk.len() > MAX_ANSWER {
            return Err(failure(SendError::Unknown("answer too large".to_owned())));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

fn retry_after(response: &Response) -> Option<Duration> {
    let seconds: f64 = response.headers().get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    (seconds.is_finite() && seconds >= 0.0).then(|| Duration::from_secs_f64(seconds.min(86_400.0)))
}

/// A failure already classified, on its way through the crate's error type: the crate's own texts hold addresses and
/// bodies, ours do not.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{0}")]
pub struct Classified(pub SendError);

fn failure(error: SendError) -> SlackClientError {
    let cause = Box::new(Classified(error));
    SlackClientError::HttpProtocolError(SlackClientHttpProtocolError::new().with_cause(cause))
}

fn transport(error: &reqwest::Error) -> SlackClientError {
    failure(transport_failure(error))
}

fn refused(why: &str) -> SlackClientError {
    failure(SendError::Refused(why.to_owned()))
}

impl SlackClientHttpConnector for Connector {
    fn create_method_uri_path(&self, method_relative_uri: &str) -> ClientResult<Url> {
        format!("{}/{method_relative_uri}", self.base).parse().map_err(|_| refused("api_url is not an address"))
    }

    fn http_get_uri<'a, RS>(
        &'a self,
        full_uri: Url,
        context: SlackClientApiCallContext<'a>,
    ) -> BoxFuture<'a, ClientResult<RS>>
    where
        RS: for<'de> serde::de::Deserialize<'de> + Send + 'a,
    {
        let request = self.request(Method::GET, full_uri, context.token);
        self.exchange(request, Answer::Method).boxed()
    }

    fn http_get_with_client_secret<'a, RS>(
        &'a self,
        full_uri: Url,
        client_id: &'a SlackClientId,
        client_secret: &'a SlackClientSecret,
    ) -> BoxFuture<'a, ClientResult<RS>>
    where
        RS: for<'de> serde::de::Deserialize<'de> + Send + 'a,
    {
        let request = self.request(Method::GET, full_uri, None);
        let request = request.basic_auth(client_id.value(), Some(client_secret.value()));
        self.exchange(request, Answer::Method).boxed()
    }

    fn http_post_uri<'a, RQ, RS>(
        &'a self,
        full_uri: Url,
        request_body: &'a RQ,
        context: SlackClientApiCallContext<'a>,
    ) -> BoxFuture<'a, ClientResult<RS>>
    where
        RQ: Serialize + Send + Sync,
        RS: for<'de> serde::de::Deserialize<'de> + Send + 'a,
    {
        let answer =
            if self.is_ours(&full_uri) && !context.is_sensitive_url { Answer::Method } else { Answer::Anything };
        if !self.is_the_platforms(&full_uri) {
            return std::future::ready(Err(refused("not an address of Slack's"))).boxed();
        }
        let request = self.request(Method::POST, full_uri, context.token);
        match serde_json::to_vec(request_body) {
            Ok(body) => {
                let request = request.header("content-type", "application/json; charset=utf-8").body(body);
                self.exchange(request, answer).boxed()
            }
            Err(_) => std::future::ready(Err(refused("request could not be written as JSON"))).boxed(),
        }
    }

    fn http_post_uri_multipart_form<'a, 'p, RS, PT, TS>(
        &'a self,
        full_uri: Url,
        file: Option<FileMultipartData<'p>>,
        params: &'p PT,
        context: SlackClientApiCallContext<'a>,
    ) -> BoxFuture<'a, ClientResult<RS>>
    where
        RS: for<'de> serde::de::Deserialize<'de> + Send + 'a,
        PT: IntoIterator<Item = (&'p str, Option<TS>)> + Clone,
        TS: AsRef<str> + 'p + Send,
    {
        let mut form = reqwest::multipart::Form::new();
        for (name, value) in params.clone() {
            if let Some(value) = value {
                form = form.text(name.to_owned(), value.as_ref().to_owned());
            }
        }
        if let Some(file) = file {
            let part = reqwest::multipart::Part::bytes(file.data.to_vec()).file_name(file.name);
            match part.mime_str(&file.content_type) {
                Ok(part) => form = form.part("file", part),
                Err(_) => return std::future::ready(Err(refused("not a content type"))).boxed(),
            }
        }
        let request = self.request(Method::POST, full_uri, context.token).multipart(form);
        self.exchange(request, Answer::Method).boxed()
    }

    /// Raw bytes to an address of the platform's choosing: never with our token.
    fn http_post_uri_binary<'a, 'p, RS>(
        &'a self,
        full_uri: Url,
        content_type: String,
        data: &'a [u8],
        _context: SlackClientApiCallContext<'a>,
    ) -> BoxFuture<'a, ClientResult<RS>>
    where
        RS: for<'de> serde::de::Deserialize<'de> + Send + 'a,
    {
        if !self.is_the_platforms(&full_uri) {
            return std::future::ready(Err(refused("not an address of Slack's"))).boxed();
        }
        let request =
            self.request(Method::POST, full_uri, None).header("content-type", content_type).body(data.to_vec());
        self.exchange(request, Answer::Anything).boxed()
    }
}
