//! The demo's page: a Slack and a Discord side by side, drawn in the browser from what the world says people see.
//!
//! Knows how to show a [`World`], hand it what a person does, and ask for time to be wound. Refuses to know Afterword:
//! whether a step of the guide is done is read from what people did and saw, never from the product.

mod guide;

use std::convert::Infallible;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Json, Response};
use axum::routing::{get, post};
use futures_util::Stream;
use futures_util::stream::unfold;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use self::guide::Guide;
use super::World;

/// How long a change that slipped between two looks at the world may stay unannounced.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// Pictures come from the world's own loopback servers; nothing else comes from elsewhere, and nothing inline runs.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
     img-src 'self' http://127.0.0.1:* http://localhost:*; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Where the demo's clock is asked to go. Only ever forward.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Jump {
    /// The next Monday, 9:00 in the team's zone.
    Monday,
    /// This many minutes, 1 to 10,080.
    Minutes(u32),
}

impl Jump {
    /// The instant this leads to. `Monday` is the first Monday 9:00 in `zone` strictly after `now`.
    pub fn target(self, now: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
        match self {
            Jump::Minutes(n) => now.checked_add(jiff::SignedDuration::from_mins(i64::from(n))).ok(),
            Jump::Monday => {
                let today = zone.to_datetime(now).date();
                (0..=7).filter_map(|days| today.checked_add(jiff::Span::new().days(days)).ok()).find_map(|day| {
                    let nine = zone.to_timestamp(day.at(9, 0, 0, 0)).ok()?;
                    (day.weekday() == jiff::civil::Weekday::Monday && nine > now).then_some(nine)
                })
            }
        }
    }
}

/// What the page needs from whoever starts it.
#[derive(Clone)]
pub struct PageState {
    world: World,
    zone: TimeZone,
    now: Arc<dyn Fn() -> i64 + Send + Sync>,
    jump: Arc<dyn Fn(Jump) + Send + Sync>,
    guide: Arc<Mutex<Guide>>,
}

impl PageState {
    /// A page over `world`. `now` tells milliseconds since 1970; `jump` winds whatever clock that is (see
    /// [`Jump::target`]); `zone` is the team's.
    pub fn new(
        world: World,
        zone: TimeZone,
        now: Arc<dyn Fn() -> i64 + Send + Sync>,
        jump: Arc<dyn Fn(Jump) + Send + Sync>,
    ) -> Self {
        Self { world, zone, now, jump, guide: Arc::new(Mutex::new(Guide::default())) }
    }

    fn now(&self) -> Timestamp {
        Timestamp::from_millisecond((self.now)()).unwrap_or(Timestamp::UNIX_EPOCH)
    }

    fn with_guide<T>(&self, use_it: impl FnOnce(&mut Guide) -> T) -> T {
        use_it(&mut self.guide.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Serves the page until the future is dropped.
pub async fn serve(listener: TcpListener, state: PageState) -> io::Result<()> {
    axum::serve(listener, router(state)).await
}

/// The page's routes.
pub fn router(state: PageState) -> Router {
    Router::new()
        .route("/", get(|| file("text/html; charset=utf-8", include_str!("page/page.html"))))
        .route("/page.css", get(|| file("text/css; charset=utf-8", include_str!("page/page.css"))))
        .route("/page.js", get(|| script(include_str!("page/page.js"))))
        .route("/wire.js", get(|| script(include_str!("page/wire.js"))))
        .route("/pane.js", get(|| script(include_str!("page/pane.js"))))
        .route("/dom.js", get(|| script(include_str!("page/dom.js"))))
        .route("/slack.js", get(|| script(include_str!("page/slack.js"))))
        .route("/discord.js", get(|| script(include_str!("page/discord.js"))))
        .route("/suggest.js", get(|| script(include_str!("page/suggest.js"))))
        .route("/mark.svg", get(|| file("image/svg+xml", include_str!("page/mark.svg"))))
        .route("/state", get(show))
        .route("/act", post(act))
        .route("/clock", post(wind))
        .route("/events", get(events))
        .with_state(state)
}

async fn script(text: &'static str) -> Response {
    file("text/javascript; charset=utf-8", text).await
}

async fn file(kind: &'static str, text: &'static str) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
    ];
    (headers, text).into_response()
}

async fn show(State(page): State<PageState>) -> Json<Value> {
    let now = page.now();
    let zone = page.zone.iana_name().unwrap_or("UTC");
    let label = page.zone.to_datetime(now).strftime("%a %-d %b, %H:%M").to_string();
    Json(json!({
        "clock": { "now_ms": now.as_millisecond(), "label": label, "zone": zone },
        "guide": page.with_guide(|g| g.steps()),
        "world": page.world.snapshot(),
    }))
}

async fn act(State(page): State<PageState>, Json(what): Json<Value>) -> Json<Value> {
    let before = page.world.snapshot();
    let result = page.world.act(what.clone()).await.unwrap_or_else(|why| json!({ "error": why }));
    page.with_guide(|g| g.saw(&before, &what, &result));
    Json(result)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wind {
    to: Option<String>,
    by_minutes: Option<u32>,
}

async fn wind(State(page): State<PageState>, Json(wanted): Json<Wind>) -> Response {
    let jump = match wanted {
        Wind { to: Some(to), by_minutes: None } if to == "monday" => Jump::Monday,
        Wind { to: None, by_minutes: Some(n @ 1..=10_080) } => Jump::Minutes(n),
        _ => {
            let why = "say {\"to\":\"monday\"} or {\"by_minutes\":60}, at most a week";
            return (StatusCode::BAD_REQUEST, Json(json!({ "error": why }))).into_response();
        }
    };
    (page.jump)(jump);
    page.with_guide(|g| g.jumped(jump));
    Json(json!({ "now_ms": page.now().as_millisecond() })).into_response()
}

/// One event whenever what people see has changed; the page then asks for the state.
async fn events(State(page): State<PageState>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let changes = unfold((page, 0u64), |(page, last)| async move {
        let print = changed(&page, last).await;
        Some((Ok(Event::default().data(print.to_string())), (page, print)))
    });
    Sse::new(changes).keep_alive(KeepAlive::default())
}

async fn changed(page: &PageState, last: u64) -> u64 {
    loop {
        let print = fingerprint(page);
        if print != last {
            return print;
        }
        // The first look only arms the wait; whatever happens after it wakes us.
        let armed = std::sync::atomic::AtomicBool::new(false);
        let woken = |_: &World| armed.swap(true, std::sync::atomic::Ordering::Relaxed).then_some(());
        let _ = page.world.until_within(LOOK_AGAIN, woken).await;
    }
}

fn fingerprint(page: &PageState) -> u64 {
    let mut hasher = DefaultHasher::new();
    page.world.snapshot().to_string().hash(&mut hasher);
    page.with_guide(|g| g.steps()).to_string().hash(&mut hasher);
    // Zero means "nothing sent yet".
    hasher.finish().max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn berlin() -> TimeZone {
        TimeZone::get("Europe/Berlin").unwrap()
    }

    fn monday_after(now: &str) -> String {
        let target = Jump::Monday.target(now.parse().unwrap(), &berlin()).unwrap();
        berlin().to_datetime(target).strftime("%F %H:%M").to_string()
    }

    #[test]
    fn monday_is_the_next_monday_at_nine_in_the_teams_zone() {
        assert_eq!(monday_after("2026-11-24T10:00:00Z"), "2026-11-30 09:00");
        assert_eq!(monday_after("2026-11-29T23:30:00Z"), "2026-11-30 09:00");
    }

    #[test]
    fn on_a_monday_before_nine_it_is_today_and_from_nine_it_is_next_week() {
        assert_eq!(monday_after("2026-11-30T07:59:00Z"), "2026-11-30 09:00");
        assert_eq!(monday_after("2026-11-30T08:00:00Z"), "2026-12-07 09:00");
    }

    #[test]
    fn monday_at_nine_is_nine_after_a_clock_change_too() {
        assert_eq!(monday_after("2026-10-24T12:00:00Z"), "2026-10-26 09:00");
        assert_eq!(monday_after("2027-03-27T12:00:00Z"), "2027-03-29 09:00");
    }
}
