//! One HTTP client for both platforms: deadlines, no redirects, nothing private called, and what each failure means.
//!
//! Knows which transport failures are certain and which are ambiguous (RELIABILITY §5), and paces calls. Refuses to
//! know any platform's methods or error codes.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration as Wait;

use tokio::time::Instant;

use super::SendError;
use super::reach::{Guarded, Inside, Reach};
use super::until::TooLate;
use crate::domain::Duration;

/// No call to a platform takes longer than this.
pub const DEADLINE: Wait = Wait::from_secs(10);
const CONNECT: Wait = Wait::from_secs(5);
/// A wait no longer than this is slept through inside the call; a longer one is handed back as a snooze.
const SHORT_WAIT: Wait = Wait::from_millis(1500);

/// The client every adapter uses.
pub fn client() -> Result<reqwest::Client, reqwest::Error> {
    client_within(Reach::Servers)
}

/// A client that goes this far.
#[expect(clippy::disallowed_methods, reason = "the one client, with its deadlines")]
pub fn client_within(reach: Reach) -> Result<reqwest::Client, reqwest::Error> {
    let builder = reqwest::Client::builder()
        .timeout(DEADLINE)
        .connect_timeout(CONNECT)
        .redirect(reqwest::redirect::Policy::none())
        .user_agent(concat!("Afterword (self-hosted, ", env!("CARGO_PKG_VERSION"), ")"));
    match reach {
        Reach::Anywhere => builder.build(),
        Reach::Servers | Reach::Strangers => builder.dns_resolver(Arc::new(Guarded::within(reach))).build(),
    }
}

/// What a transport failure means. The text never holds a URL (Slack's carry tickets) or a body.
pub fn transport_failure(error: &reqwest::Error) -> SendError {
    if is_caused_by::<Inside>(error) {
        SendError::NotSent(Inside.to_string())
    } else if is_caused_by::<TooLate>(error) {
        SendError::NotSent(TooLate.to_string())
    } else if error.is_connect() {
        SendError::NotSent("connection failed".to_owned())
    } else if error.is_timeout() {
        SendError::Unknown("no answer in time".to_owned())
    } else if error.is_builder() {
        SendError::Refused("request could not be built".to_owned())
    } else {
        SendError::Unknown("connection broke".to_owned())
    }
}

fn is_caused_by<E: std::error::Error + 'static>(error: &reqwest::Error) -> bool {
    let mut causes = std::iter::successors(std::error::Error::source(error), |cause| cause.source());
    causes.any(|cause| cause.is::<E>())
}

/// Token buckets by key, with stops imposed by the platform (`Retry-After`). Time here is the machine's own, not the
/// product's clock: limits are counted by the other side.
#[derive(Debug, Default)]
pub struct Pacer {
    buckets: Mutex<HashMap<String, Bucket>>,
}

#[derive(Debug)]
struct Bucket {
    tokens: f64,
    refilled: Instant,
    stopped_until: Option<Instant>,
}

/// How fast one key may go.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// Calls per second in the long run.
    pub per_second: f64,
    /// Calls that may follow each other at once.
    pub burst: f64,
}

impl Pacer {
    /// Waits for `key`'s turn if that is near; otherwise says when to come back. Takes a token only on success.
    pub async fn admit(&self, key: &str, pace: Pace) -> Result<(), SendError> {
        let patience = Instant::now() + SHORT_WAIT;
        loop {
            let wait = self.try_take(key, pace);
            if wait.is_zero() {
                return Ok(());
            }
            // Counted over all turns lost to others: who waits together must not wait one after the other in here.
            if Instant::now() + wait > patience {
                return Err(SendError::RateLimited { after: span(wait) });
            }
            tokio::time::sleep(wait).await;
        }
    }

    /// The platform said to stop `key` for this long.
    pub fn stop(&self, key: &str, pace: Pace, wait: Wait) {
        let now = Instant::now();
        let mut buckets = self.lock();
        let bucket = buckets.entry(key.to_owned()).or_insert_with(|| Bucket::full(pace, now));
        bucket.stopped_until = bucket.stopped_until.max(Some(now + wait));
    }

    fn try_take(&self, key: &str, pace: Pace) -> Wait {
        let now = Instant::now();
        let mut buckets = self.lock();
        if buckets.len() > 10_000 {
            buckets.retain(|_, b| b.is_in_use(pace, now));
        }
        buckets.entry(key.to_owned()).or_insert_with(|| Bucket::full(pace, now)).take(pace, now)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<String, Bucket>> {
        self.buckets.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Bucket {
    fn full(pace: Pace, now: Instant) -> Self {
        Self { tokens: pace.burst, refilled: now, stopped_until: None }
    }

    fn is_in_use(&self, pace: Pace, now: Instant) -> bool {
        let idle = now.duration_since(self.refilled).as_secs_f64() * pace.per_second;
        self.stopped_until.is_some_and(|t| t > now) || self.tokens + idle < pace.burst
    }

    /// Zero if a token was taken, else how long until there is one.
    fn take(&mut self, pace: Pace, now: Instant) -> Wait {
        if let Some(until) = self.stopped_until.filter(|t| *t > now) {
            return until - now;
        }
        let gained = now.duration_since(self.refilled).as_secs_f64() * pace.per_second;
        self.tokens = (self.tokens + gained).min(pace.burst);
        self.refilled = now;
        if self.tokens >= 1.0 {
            self.tokens -= 1.0;
            return Wait::ZERO;
        }
        Wait::from_secs_f64((1.0 - self.tokens) / pace.per_second)
    }
}

/// The domain's length of time for a wait.
pub fn span(wait: Wait) -> Duration {
    Duration::try_from(wait).unwrap_or(Duration::from_secs(3600))
}
