//! The dashboard's routes: `GET` shows a page, `POST /sign-in/{token}` and `POST /sign-out` change something.
//!
//! Knows cookies, statuses and how many requests are served; that a form of ours is posted from our own address and says
//! so. Refuses to know what a page says and who may see it, and to put a token into a log.

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use axum::Router;
use axum::body::Body;
use axum::extract::rejection::PathRejection;
use axum::extract::{DefaultBodyLimit, Path, RawQuery, Request, State as With};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::{get, post};

use super::bucket::Bucket;
use super::survey::{body, closing, cut, read, too_many, unfit};
use super::{SinkBusy, State, html_page, plain};

/// No query of ours is longer.
const LONGEST_QUERY: usize = 2_048;
/// No form of ours is larger.
const LARGEST_FORM: usize = 4 * 1024;
/// No cookie of ours is longer.
const LONGEST_COOKIE: usize = 64;
/// Seconds for which a browser keeps the mark of a link it opened, and a session's token.
const DOOR_KEPT: u32 = 600;
const SESSION_KEPT: u32 = 12 * 3600;

/// What is asked for, as the address says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sheet {
    /// `/`
    Overview,
    /// `/teams/{team}`
    Team(String),
    /// `/teams/{team}/weeks/{week}`
    Week(String, String),
    /// `/teams/{team}/cases`
    Cases(String),
    /// `/teams/{team}/closes`
    Closes(String),
    /// `/teams/{team}/closes/{id}`
    Close(String, String),
    /// `/people`
    People,
    /// `/settings`
    Settings,
}

impl Sheet {
    /// Nothing of ours is called anything with a NUL in it, for which PostgreSQL has no room.
    fn may_be(&self) -> bool {
        match self {
            Self::Overview | Self::People | Self::Settings => true,
            Self::Team(name) | Self::Cases(name) | Self::Closes(name) => !name.contains('\0'),
            Self::Week(name, of) | Self::Close(name, of) => !name.contains('\0') && !of.contains('\0'),
        }
    }
}

/// A page.
#[derive(Debug, Clone)]
pub struct Sight {
    /// How the request went.
    pub status: Seen,
    /// The page.
    pub html: String,
    /// The one style it may use, as a policy names it: `sha256-…`.
    pub style: &'static str,
}

/// How a request for a page went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    /// Well.
    Well,
    /// Nobody is signed in.
    SignedOut,
    /// Nothing is for them.
    Forbidden,
    /// There is nothing, for them.
    Nothing,
}

/// What came of a form.
#[derive(Debug, Clone)]
pub enum Posted {
    /// Signed in, with this session.
    In(String),
    /// Signed out.
    Out(Sight),
    /// Neither.
    Neither(Sight),
}

/// Whoever has the pages.
#[async_trait]
pub trait Pages: Send + Sync {
    /// The page for whoever has this session.
    async fn look(
        &self,
        session: Option<String>,
        sheet: Sheet,
        query: BTreeMap<String, String>,
    ) -> Result<Sight, SinkBusy>;

    /// The page of a one-time link, and the mark its browser is to keep. Records nothing.
    async fn door(&self, token: String, browser: Option<String>) -> Result<(Sight, String), SinkBusy>;

    /// The link's form was sent.
    async fn enter(
        &self,
        token: String,
        browser: Option<String>,
        fields: BTreeMap<String, String>,
    ) -> Result<Posted, SinkBusy>;

    /// *Sign out* was sent.
    async fn leave(&self, session: Option<String>, fields: BTreeMap<String, String>) -> Result<Posted, SinkBusy>;
}

/// The pages, where they are, and how often they are asked for.
#[derive(Clone)]
pub struct Lobby {
    pages: Arc<dyn Pages>,
    /// As browsers write it: scheme, host, port.
    origin: String,
    /// What stands before every path, as browsers see it.
    base: String,
    secure: bool,
    looks: Arc<Bucket>,
    forms: Arc<Bucket>,
}

impl Lobby {
    /// Pages at this origin, below this path (empty, or beginning with a slash).
    pub fn new(origin: String, base: String, pages: Arc<dyn Pages>) -> Self {
        let secure = origin.starts_with("https://");
        let (looks, forms) = (Arc::new(Bucket::new(200.0, 100.0)), Arc::new(Bucket::new(20.0, 10.0)));
        Self { pages, origin, base, secure, looks, forms }
    }

    /// A cookie that no script reads, no other host sets (under https) and no other site's form carries.
    fn cookie(&self, name: &str, value: &str, seconds: u32) -> Option<HeaderValue> {
        let (prefix, secure) = if self.secure { ("__Host-", "; Secure") } else { ("", "") };
        let text = format!("{prefix}{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
        HeaderValue::from_str(&text).ok()
    }

    /// The value of a cookie of ours; none that we could not have made.
    fn kept(&self, headers: &HeaderMap, name: &str) -> Option<String> {
        let name = if self.secure { format!("__Host-{name}") } else { name.to_owned() };
        let pairs = headers.get_all(header::COOKIE).iter().filter_map(|v| v.to_str().ok()).flat_map(|v| v.split(';'));
        let mut found = pairs.filter_map(|p| p.trim().split_once('=')).filter(|(n, _)| *n == name).map(|(_, v)| v);
        let value = found.next()?;
        let ours =
            value.len() <= LONGEST_COOKIE && !value.is_empty() && value.bytes().all(|b| b.is_ascii_alphanumeric());
        ours.then(|| value.to_owned())
    }
}

const DOOR: &str = "aw_door";
const SESSION: &str = "aw_session";

/// The routes, if there is an address for them.
pub(super) fn routes(state: &State) -> Router<State> {
    if state.lobby.is_none() {
        return Router::new();
    }
    Router::new()
        .route("/", get(overview))
        .route("/people", get(people))
        .route("/settings", get(settings))
        .route("/teams/{team}", get(team))
        .route("/teams/{team}/weeks/{week}", get(week))
        .route("/teams/{team}/cases", get(cases))
        .route("/teams/{team}/closes", get(closes))
        .route("/teams/{team}/closes/{id}", get(close))
        .route("/sign-in/{token}", get(door).post(enter).layer(DefaultBodyLimit::max(LARGEST_FORM)))
        .route("/sign-out", post(leave).layer(DefaultBodyLimit::max(LARGEST_FORM)))
}

type One = Result<Path<String>, PathRejection>;
type Two = Result<Path<(String, String)>, PathRejection>;

async fn overview(With(state): With<State>, RawQuery(query): RawQuery, headers: HeaderMap) -> Response<Body> {
    look(state, headers, query, Some(Sheet::Overview)).await
}

async fn people(With(state): With<State>, RawQuery(query): RawQuery, headers: HeaderMap) -> Response<Body> {
    look(state, headers, query, Some(Sheet::People)).await
}

async fn settings(With(state): With<State>, RawQuery(query): RawQuery, headers: HeaderMap) -> Response<Body> {
    look(state, headers, query, Some(Sheet::Settings)).await
}

async fn team(With(state): With<State>, path: One, RawQuery(q): RawQuery, headers: HeaderMap) -> Response<Body> {
    look(state, headers, q, path.ok().map(|Path(team)| Sheet::Team(team))).await
}

async fn week(With(state): With<State>, path: Two, RawQuery(q): RawQuery, headers: HeaderMap) -> Response<Body> {
    look(state, headers, q, path.ok().map(|Path((team, week))| Sheet::Week(team, week))).await
}

async fn cases(With(state): With<State>, path: One, RawQuery(q): RawQuery, headers: HeaderMap) -> Response<Body> {
    look(state, headers, q, path.ok().map(|Path(team)| Sheet::Cases(team))).await
}

async fn closes(With(state): With<State>, path: One, RawQuery(q): RawQuery, headers: HeaderMap) -> Response<Body> {
    look(state, headers, q, path.ok().map(|Path(team)| Sheet::Closes(team))).await
}

async fn close(With(state): With<State>, path: Two, RawQuery(q): RawQuery, headers: HeaderMap) -> Response<Body> {
    look(state, headers, q, path.ok().map(|Path((team, id))| Sheet::Close(team, id))).await
}

/// A path that is no text is nobody's.
async fn look(state: State, headers: HeaderMap, query: Option<String>, sheet: Option<Sheet>) -> Response<Body> {
    let (Some(lobby), Some(sheet)) = (state.lobby.clone(), sheet.filter(Sheet::may_be)) else {
        return plain(StatusCode::NOT_FOUND);
    };
    if !lobby.looks.take(state.clock.now()) {
        return too_many();
    }
    let query = query.unwrap_or_default();
    if query.len() > LONGEST_QUERY {
        return plain(StatusCode::URI_TOO_LONG);
    }
    let session = lobby.kept(&headers, SESSION);
    let fields = read(query.as_bytes());
    // Spawned, as every use of the database is: a client that hangs up must not cancel it.
    match state.tracker.spawn(async move { lobby.pages.look(session, sheet, fields).await }).await {
        Ok(Ok(sight)) => shown(sight),
        _ => busy(),
    }
}

async fn door(With(state): With<State>, path: One, headers: HeaderMap) -> Response<Body> {
    let (Some(lobby), Ok(Path(token))) = (state.lobby.clone(), path) else { return plain(StatusCode::NOT_FOUND) };
    if !lobby.looks.take(state.clock.now()) {
        return too_many();
    }
    let (browser, pages) = (lobby.kept(&headers, DOOR), lobby.pages.clone());
    match state.tracker.spawn(async move { pages.door(cut(&token).to_owned(), browser).await }).await {
        Ok(Ok((sight, mark))) => with_cookie(shown(sight), lobby.cookie(DOOR, &mark, DOOR_KEPT)),
        _ => busy(),
    }
}

async fn enter(With(state): With<State>, path: One, request: Request) -> Response<Body> {
    let (Some(lobby), Ok(Path(token))) = (state.lobby.clone(), path) else { return plain(StatusCode::NOT_FOUND) };
    let (headers, fields) = match form(&state, &lobby, request).await {
        Ok(form) => form,
        Err(refusal) => return refusal,
    };
    let (browser, pages) = (lobby.kept(&headers, DOOR), lobby.pages.clone());
    let posted = state.tracker.spawn(async move { pages.enter(cut(&token).to_owned(), browser, fields).await }).await;
    answered(&lobby, posted)
}

async fn leave(With(state): With<State>, request: Request) -> Response<Body> {
    let Some(lobby) = state.lobby.clone() else { return plain(StatusCode::NOT_FOUND) };
    let (headers, fields) = match form(&state, &lobby, request).await {
        Ok(form) => form,
        Err(refusal) => return refusal,
    };
    let (session, pages) = (lobby.kept(&headers, SESSION), lobby.pages.clone());
    let posted = state.tracker.spawn(async move { pages.leave(session, fields).await }).await;
    answered(&lobby, posted)
}

/// A form of ours, from our own address.
async fn form(
    state: &State,
    lobby: &Lobby,
    request: Request,
) -> Result<(HeaderMap, BTreeMap<String, String>), Response<Body>> {
    if !lobby.forms.take(state.clock.now()) {
        return Err(closing(too_many()));
    }
    let headers = request.headers().clone();
    if let Some(status) = unfit(&headers, &lobby.origin) {
        return Err(closing(plain(status)));
    }
    match body(state, request).await {
        Ok(bytes) => Ok((headers, read(&bytes))),
        Err(status) => Err(closing(plain(status))),
    }
}

fn answered(lobby: &Lobby, posted: Result<Result<Posted, SinkBusy>, tokio::task::JoinError>) -> Response<Body> {
    match posted {
        Ok(Ok(Posted::In(session))) => {
            let Ok(home) = HeaderValue::from_str(&format!("{}/", lobby.base)) else { return busy() };
            let response = (StatusCode::SEE_OTHER, [(header::LOCATION, home)]).into_response();
            let response = with_cookie(response, lobby.cookie(SESSION, &session, SESSION_KEPT));
            with_cookie(response, lobby.cookie(DOOR, "", 0))
        }
        Ok(Ok(Posted::Out(sight))) => with_cookie(shown(sight), lobby.cookie(SESSION, "", 0)),
        Ok(Ok(Posted::Neither(sight))) => shown(sight),
        _ => busy(),
    }
}

fn with_cookie(mut response: Response<Body>, cookie: Option<HeaderValue>) -> Response<Body> {
    if let Some(cookie) = cookie {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

fn busy() -> Response<Body> {
    let mut busy = plain(StatusCode::SERVICE_UNAVAILABLE);
    busy.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("2"));
    busy
}

fn shown(sight: Sight) -> Response<Body> {
    let status = match sight.status {
        Seen::Well => StatusCode::OK,
        Seen::SignedOut => StatusCode::UNAUTHORIZED,
        Seen::Forbidden => StatusCode::FORBIDDEN,
        Seen::Nothing => StatusCode::NOT_FOUND,
    };
    let mut response = html_page(status, sight.html, sight.style);
    let headers = response.headers_mut();
    headers.insert("cross-origin-opener-policy", HeaderValue::from_static("same-origin"));
    if status == StatusCode::UNAUTHORIZED {
        // Says that there is a way in, and names no scheme a browser would ask a password for.
        headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Link"));
    }
    response
}
