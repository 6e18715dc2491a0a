//! `/api/v1`: programs read closes, answers, cases and scorecards, and close tickets.
//!
//! Knows tokens, pages and problems. A token is compared in a time that tells nothing; what it may not see does not exist.
//! Refuses to know where rows come from (whoever implements [`Books`]) and what a close leads to ([`super::HookSink`]).

mod close;
mod list;
mod problem;
mod shape;

use std::sync::Arc;

use async_trait::async_trait;
use axum::Router;
use axum::body::Body;
use axum::extract::{Path, Request, State as With};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::{MethodRouter, get, post};
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use subtle::{Choice, ConstantTimeEq};
use tokio::sync::Semaphore;

use self::problem::Problem;
use super::bucket::Bucket;
use super::{SinkBusy, State, body};
use crate::config::ApiToken;

pub use list::List;

/// The description of all of it, served as it stands.
pub const DESCRIPTION: &str = include_str!("api/openapi.json");
/// Reads of the database at once; the rest waits its turn.
const READS: usize = 8;
/// Calls at once and calls a second after that, of one token; and of all together that have none of ours.
const CALLS: (f64, f64) = (200.0, 50.0);
const STRANGERS: (f64, f64) = (40.0, 10.0);

/// What is asked for.
#[derive(Debug, Clone, PartialEq)]
pub enum Ask {
    /// The teams.
    Teams,
    /// Closes.
    Tickets(List),
    /// Answers.
    Answers(List),
    /// Cases.
    Cases(List),
    /// One team's week.
    Scorecard {
        /// Its name.
        team: String,
        /// The week, as it is written.
        week: String,
    },
}

/// Rows, and where the next ones begin.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Found {
    /// The rows; a scorecard is one.
    pub items: Vec<Value>,
    /// The last row's time in milliseconds and its id, if there may be more.
    pub next: Option<(i64, String)>,
}

/// Why nothing is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotShown {
    /// There is no such thing.
    Unknown,
    /// It may be shown later.
    NotOver,
    /// The database does not answer.
    Busy,
}

/// Whoever keeps what is read.
#[async_trait]
pub trait Books: Send + Sync {
    /// Reads for a token. `teams` inside `ask` are the token's already.
    async fn read(&self, ask: Ask, teams: &[String], words: bool) -> Result<Found, NotShown>;
}

/// The tokens, and what they open.
#[derive(Clone)]
pub struct Api {
    tokens: Arc<Vec<ApiToken>>,
    books: Arc<dyn Books>,
    reads: Arc<Semaphore>,
    /// One for each token, in their order.
    calls: Arc<Vec<Bucket>>,
    strangers: Arc<Bucket>,
}

impl Api {
    /// For these tokens.
    pub fn new(tokens: Vec<ApiToken>, books: Arc<dyn Books>) -> Self {
        let bucket = |(most, a_second)| Bucket::new(most, a_second);
        let calls = Arc::new(tokens.iter().map(|_| bucket(CALLS)).collect());
        let (reads, strangers) = (Arc::new(Semaphore::new(READS)), Arc::new(bucket(STRANGERS)));
        Self { tokens: Arc::new(tokens), books, reads, calls, strangers }
    }

    /// Whose token it is, and how often it may be used. Every secret is looked at, whichever fits.
    fn who(&self, given: &str) -> Option<(ApiToken, &Bucket)> {
        let given = Sha256::digest(given.as_bytes());
        let mut found = None;
        for (token, calls) in self.tokens.iter().zip(self.calls.iter()) {
            let fits = token.secrets.iter().fold(Choice::from(0), |fits, secret| {
                fits | Sha256::digest(secret.expose_secret().as_bytes()).ct_eq(&given)
            });
            if bool::from(fits) {
                found = Some((token.clone(), calls));
            }
        }
        found
    }
}

/// Every route, as the description names it.
fn all() -> [(&'static str, MethodRouter<State>); 9] {
    [
        ("/api/openapi.json", get(description)),
        ("/api/v1/teams", get(teams)),
        ("/api/v1/tickets", get(tickets)),
        ("/api/v1/tickets/close", post(close::ticket)),
        ("/api/v1/tickets/{id}", get(one_ticket)),
        ("/api/v1/answers", get(answers)),
        ("/api/v1/answers/{id}", get(one_answer)),
        ("/api/v1/cases", get(cases)),
        ("/api/v1/cases/{id}", get(one_case)),
    ]
}

/// Where one team's week is.
const SCORECARD: &str = "/api/v1/teams/{team}/scorecards/{week}";

/// The routes of the interface, by the names the description gives them.
pub fn paths() -> Vec<&'static str> {
    all().into_iter().map(|(path, _)| path).chain([SCORECARD]).collect()
}

/// The routes, if there is a token for them.
pub(super) fn routes(state: &State) -> Router<State> {
    if state.api.is_none() {
        return Router::new();
    }
    let routes = all().into_iter().fold(Router::new(), |routes, (path, method)| routes.route(path, method));
    routes.route(SCORECARD, get(scorecard)).route("/api/{*rest}", axum::routing::any(nowhere))
}

async fn description() -> Response<Body> {
    ([(header::CONTENT_TYPE, "application/json")], DESCRIPTION).into_response()
}

async fn nowhere() -> Response<Body> {
    Problem::unknown("there is no such address").into_response()
}

/// Who asks, with what.
struct Caller {
    api: Api,
    token: ApiToken,
}

/// The token of a request, or what is wrong with it.
fn caller(state: &State, headers: &HeaderMap) -> Result<Caller, Problem> {
    let api = state.api.clone().ok_or_else(|| Problem::unknown("there is no such address"))?;
    let mut given = headers.get_all(header::AUTHORIZATION).iter();
    let only = given.next().filter(|_| given.next().is_none()).and_then(|value| value.to_str().ok());
    let secret = only.and_then(|value| {
        let (scheme, secret) = value.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| secret.trim())
    });
    let now = state.clock.now();
    match secret.and_then(|secret| api.who(secret)) {
        Some((token, calls)) if calls.take(now) => Ok(Caller { api: api.clone(), token }),
        Some(_) => Err(Problem::too_often()),
        // Whoever guesses is held off, and no caller with a token for it.
        None if !api.strangers.take(now) => Err(Problem::too_often()),
        None => {
            let why = if only.is_none() { "no Authorization header" } else { "not a token of ours" };
            tracing::info!(why, "a call of the interface was refused");
            Err(Problem::unauthorized())
        }
    }
}

async fn teams(With(state): With<State>, request: Request) -> Response<Body> {
    answered(read(&state, request, |_, _| Ok(Ask::Teams)).await.map(|(found, _)| json!({ "items": found.items })))
}

async fn tickets(With(state): With<State>, request: Request) -> Response<Body> {
    page(&state, request, &list::TICKETS, Ask::Tickets).await
}

async fn answers(With(state): With<State>, request: Request) -> Response<Body> {
    page(&state, request, &list::ANSWERS, Ask::Answers).await
}

async fn cases(With(state): With<State>, request: Request) -> Response<Body> {
    page(&state, request, &list::CASES, Ask::Cases).await
}

async fn one_ticket(With(state): With<State>, Path(id): Path<String>, request: Request) -> Response<Body> {
    one(&state, request, id, Ask::Tickets).await
}

async fn one_answer(With(state): With<State>, Path(id): Path<String>, request: Request) -> Response<Body> {
    one(&state, request, id, Ask::Answers).await
}

async fn one_case(With(state): With<State>, Path(id): Path<String>, request: Request) -> Response<Body> {
    one(&state, request, id, Ask::Cases).await
}

async fn scorecard(
    With(state): With<State>,
    Path((team, week)): Path<(String, String)>,
    request: Request,
) -> Response<Body> {
    let ask = |token: &ApiToken, _: &str| match token.teams.contains(&team) {
        true => Ok(Ask::Scorecard { team, week }),
        false => Err(Problem::unknown("this token sees no such team")),
    };
    answered(read(&state, request, ask).await.and_then(|(found, _)| first(found)))
}

/// One row by its id.
async fn one(state: &State, request: Request, id: String, ask: fn(List) -> Ask) -> Response<Body> {
    let by_id = |token: &ApiToken, _: &str| match id.contains('\0') {
        // PostgreSQL has no room for it.
        true => Err(Problem::unknown("nothing of this name is here for this token")),
        false => Ok(ask(List::of(token.teams.clone(), id))),
    };
    answered(read(state, request, by_id).await.and_then(|(found, _)| first(found)))
}

fn first(found: Found) -> Result<Value, Problem> {
    found.items.into_iter().next().ok_or_else(|| Problem::unknown("nothing of this name is here for this token"))
}

/// A page of rows.
async fn page(state: &State, request: Request, kind: &list::Kind, ask: fn(List) -> Ask) -> Response<Body> {
    let asked = |token: &ApiToken, query: &str| list::read(kind, query, &token.teams).map(ask);
    let found = read(state, request, asked).await;
    answered(found.map(|(found, _)| {
        let next = found.next.map(|(at, id)| list::cursor(kind, at, &id));
        json!({ "items": found.items, "next": next })
    }))
}

/// Checks the token, reads what is asked for, and asks for it. Reading has a task of its own: a client that hangs up must
/// not cancel it half-way.
async fn read(
    state: &State,
    request: Request,
    ask: impl FnOnce(&ApiToken, &str) -> Result<Ask, Problem>,
) -> Result<(Found, ApiToken), Problem> {
    let query = request.uri().query().unwrap_or_default().to_owned();
    let Caller { api, token } = caller(state, request.headers())?;
    let ask = ask(&token, &query)?;
    let _arrived = body::take(state, request).await.map_err(|refusal| Problem::of(refusal.status()))?;
    let reader = token.clone();
    let work = state.tracker.spawn(async move {
        let _turn = api.reads.acquire().await;
        api.books.read(ask, &reader.teams, reader.include_words).await
    });
    match work.await {
        Ok(Ok(found)) => Ok((found, token)),
        Ok(Err(NotShown::Unknown)) => Err(Problem::unknown("nothing of this name is here for this token")),
        Ok(Err(NotShown::NotOver)) => Err(Problem::not_over()),
        Ok(Err(NotShown::Busy)) | Err(_) => Err(Problem::busy()),
    }
}

fn answered(result: Result<Value, Problem>) -> Response<Body> {
    match result {
        Ok(value) => with_json(StatusCode::OK, &value, "application/json"),
        Err(problem) => problem.into_response(),
    }
}

fn with_json(status: StatusCode, value: &Value, kind: &'static str) -> Response<Body> {
    let mut response = (status, format!("{value}\n")).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}

impl From<SinkBusy> for Problem {
    fn from(SinkBusy: SinkBusy) -> Self {
        Problem::busy()
    }
}
