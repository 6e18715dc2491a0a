//! `GET /s/{token}` shows a question, `POST` takes the answer.
//!
//! Knows that whatever fetches a link (a mail scanner, `Slackbot-LinkExpanding`, a browser that reads ahead) uses GET or
//! HEAD, so neither reaches anything that writes; that a form of ours is posted from our own address and says so; and how
//! many requests we serve. Refuses to know what a page says, and to put a token into a log.

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::rejection::{BytesRejection, FailedToBufferBody};
use axum::extract::{DefaultBodyLimit, FromRequest as _, Path, Request, State as With};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use axum::routing::get;
use futures_util::StreamExt as _;

use super::bucket::Bucket;
use super::{SinkBusy, State, html_page, plain};

/// Three thousand characters of the widest kind, percent-encoded, and the rest of the form.
const LARGEST_FORM: usize = 64 * 1024;
/// So much of a form that is too large is read to be polite.
const MOST_PASSED: usize = 8 * 1024 * 1024;
/// No token of ours is longer, whatever a mail program added to it.
const LONGEST_TOKEN: usize = 64;
/// No browser's list of languages is longer.
const LONGEST_HINT: usize = 256;
/// When to come back after too many requests.
const RETRY_AFTER: HeaderValue = HeaderValue::from_static("2");

/// How a request for a page went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The question is shown, or what was pressed is stored.
    Well,
    /// Nothing was chosen, or nothing on the scale; the question is shown again.
    Incomplete,
    /// No open question is behind this link.
    Gone,
}

/// A page, and how the request for it went.
#[derive(Debug, Clone)]
pub struct Page {
    /// How.
    pub outcome: Outcome,
    /// The page.
    pub html: String,
    /// The one style it may use, as a policy names it: `sha256-…`.
    pub style: String,
}

/// Whoever has the questions.
#[async_trait]
pub trait Questions: Send + Sync {
    /// The page this token leads to, for a browser that accepts these languages (`Accept-Language`). Records nothing.
    async fn look(&self, token: &str, accepted: &str) -> Result<Page, SinkBusy>;

    /// Takes what was sent with the form. Returns only after it is durable.
    async fn answer(&self, token: &str, fields: BTreeMap<String, String>, accepted: &str) -> Result<Page, SinkBusy>;
}

/// The questions, where their pages are, and how often they are asked for.
#[derive(Clone)]
pub struct Desk {
    questions: Arc<dyn Questions>,
    /// As browsers write it: scheme, host, port.
    origin: String,
    looks: Arc<Bucket>,
    answers: Arc<Bucket>,
}

impl Desk {
    /// Pages at this origin.
    pub fn new(origin: String, questions: Arc<dyn Questions>) -> Self {
        let (looks, answers) = (Bucket::new(100.0, 50.0), Bucket::new(20.0, 10.0));
        Self { questions, origin, looks: Arc::new(looks), answers: Arc::new(answers) }
    }
}

/// The two routes, if there are questions to show.
pub(super) fn routes(state: &State) -> Router<State> {
    match &state.desk {
        None => Router::new(),
        Some(_) => Router::new().route("/s/{token}", get(look).post(answer).layer(DefaultBodyLimit::max(LARGEST_FORM))),
    }
}

async fn look(With(state): With<State>, Path(token): Path<String>, headers: HeaderMap) -> Response<Body> {
    let Some(desk) = state.desk.clone() else { return plain(StatusCode::NOT_FOUND) };
    if !desk.looks.take(state.clock.now()) {
        return too_many();
    }
    let accepted = accepted(&headers);
    // Spawned, as every use of the database is: a client that hangs up must not cancel it.
    shown(state.tracker.spawn(async move { desk.questions.look(cut(&token), &accepted).await }).await)
}

async fn answer(With(state): With<State>, Path(token): Path<String>, request: Request) -> Response<Body> {
    let Some(desk) = state.desk.clone() else { return plain(StatusCode::NOT_FOUND) };
    if !desk.answers.take(state.clock.now()) {
        return closing(too_many());
    }
    if let Some(status) = unfit(request.headers(), &desk.origin) {
        if status == StatusCode::PAYLOAD_TOO_LARGE {
            let_pass(&state, request).await;
        }
        return closing(plain(status));
    }
    let accepted = accepted(request.headers());
    let fields = match body(&state, request).await {
        Ok(bytes) => read(&bytes),
        Err(status) => return closing(plain(status)),
    };
    shown(state.tracker.spawn(async move { desk.questions.answer(cut(&token), fields, &accepted).await }).await)
}

/// What a browser says of its reader's languages; a hint, and nothing if it is unreasonably long.
fn accepted(headers: &HeaderMap) -> String {
    let said = headers.get(header::ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    if said.len() <= LONGEST_HINT { said.to_owned() } else { String::new() }
}

pub(super) fn cut(token: &str) -> &str {
    token.char_indices().nth(LONGEST_TOKEN).map_or(token, |(end, _)| token.get(..end).unwrap_or_default())
}

/// What can be refused on the head alone. A browser says where a form comes from, and nobody else's page can make it say
/// anything different; who says nothing is no browser.
pub(super) fn unfit(headers: &HeaderMap, origin: &str) -> Option<StatusCode> {
    let said =
        |name: header::HeaderName| headers.get_all(name).iter().map(|v| v.to_str().unwrap_or("")).collect::<Vec<_>>();
    let ours = said(header::ORIGIN) == [origin];
    let site = said(header::HeaderName::from_static("sec-fetch-site"));
    if !ours || !(site.is_empty() || site == ["same-origin"]) {
        return Some(StatusCode::FORBIDDEN);
    }
    if headers.contains_key(header::CONTENT_ENCODING) {
        return Some(StatusCode::UNSUPPORTED_MEDIA_TYPE);
    }
    let kind = said(header::CONTENT_TYPE).concat();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    if !kind.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
        return Some(StatusCode::UNSUPPORTED_MEDIA_TYPE);
    }
    let length = headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse::<u64>().ok()?;
    (length > LARGEST_FORM as u64).then_some(StatusCode::PAYLOAD_TOO_LARGE)
}

/// Reads what is too large to its end and keeps nothing of it: a browser that is still sending would otherwise show its
/// person a broken connection instead of our answer.
async fn let_pass(state: &State, request: Request) {
    let mut passing = request.into_body().into_data_stream();
    let pass = async {
        let mut passed = 0;
        while let Some(Ok(bytes)) = passing.next().await {
            passed += bytes.len();
            if passed > MOST_PASSED {
                break;
            }
        }
    };
    // Running out of time ends it as well.
    drop(tokio::time::timeout(state.limits.body_within, pass).await);
}

pub(super) async fn body(state: &State, request: Request) -> Result<Bytes, StatusCode> {
    match tokio::time::timeout(state.limits.body_within, Bytes::from_request(request, &())).await {
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err(BytesRejection::FailedToBufferBody(FailedToBufferBody::LengthLimitError(_)))) => {
            Err(StatusCode::PAYLOAD_TOO_LARGE)
        }
        Ok(Err(_)) => Err(StatusCode::BAD_REQUEST),
        Err(_) => Err(StatusCode::REQUEST_TIMEOUT),
    }
}

/// The form's fields; what was ticked several times is one field with commas between. A NUL, for which PostgreSQL has no room,
/// is told as what cannot be shown.
pub(super) fn read(body: &[u8]) -> BTreeMap<String, String> {
    let mut fields: BTreeMap<String, String> = BTreeMap::new();
    for (key, value) in url::form_urlencoded::parse(body) {
        let value = value.replace('\0', "\u{fffd}");
        fields
            .entry(key.into_owned())
            .and_modify(|all| {
                all.push(',');
                all.push_str(&value);
            })
            .or_insert(value);
    }
    fields
}

fn shown(page: Result<Result<Page, SinkBusy>, tokio::task::JoinError>) -> Response<Body> {
    let Ok(Ok(page)) = page else {
        let mut busy = plain(StatusCode::SERVICE_UNAVAILABLE);
        busy.headers_mut().insert(header::RETRY_AFTER, RETRY_AFTER);
        return busy;
    };
    let status = match page.outcome {
        Outcome::Well => StatusCode::OK,
        Outcome::Incomplete => StatusCode::UNPROCESSABLE_ENTITY,
        Outcome::Gone => StatusCode::NOT_FOUND,
    };
    html_page(status, page.html, &page.style)
}

pub(super) fn too_many() -> Response<Body> {
    let mut response = plain(StatusCode::TOO_MANY_REQUESTS);
    response.headers_mut().insert(header::RETRY_AFTER, RETRY_AFTER);
    response
}

/// A connection whose body was not read cannot carry another request.
pub(super) fn closing(mut response: Response<Body>) -> Response<Body> {
    response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_ticked_twice_is_one_field() {
        let fields = read(b"reasons=slow&score=5&reasons=unclear&comment=a%26b+c");
        assert_eq!(fields["reasons"], "slow,unclear");
        assert_eq!((fields["score"].as_str(), fields["comment"].as_str()), ("5", "a&b c"));
    }

    #[test]
    fn a_token_is_cut_at_a_character() {
        assert_eq!(cut("abc"), "abc");
        assert_eq!(cut(&"ß".repeat(100)).chars().count(), LONGEST_TOKEN);
    }
}
