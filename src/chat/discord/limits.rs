//! How fast Discord lets us go: its buckets as the headers tell them, the global pace, the two hard stops, and the
//! channels it lets us do nothing in.
//!
//! Knows `X-RateLimit-*`, the 50 calls a second per bot (we take 48) and the 10,000 invalid requests in ten minutes
//! after which an address is banned (we stop at 2,000). Refuses to know what a call is about.

use std::collections::{HashMap, VecDeque};
use std::sync::Mutex;
use std::time::Duration as Wait;

use tokio::time::Instant;

use crate::chat::SendError;
use crate::chat::http::{Pace, Pacer, span};
use crate::domain::survey::Unreachable;

/// Discord's own limit for a bot (PLATFORM-LIMITS: global).
const ALLOWED: f64 = 50.0;
/// Ours: 96 % of what is allowed, so that a backlog drains at the 95 % that is promised. What may leave in any one second
/// is the rate and the burst together, and that is what Discord allows; so the faster we go, the smaller the burst. Less
/// than 2 would lose the turns for which a timer wakes late.
const GLOBAL: Pace = Pace { per_second: 48.0, burst: ALLOWED - 48.0 };
/// A wait up to this long is slept through; a longer one is handed back as a snooze.
const PATIENCE: Wait = Wait::from_millis(1500);
/// While another call asks how large a bucket is, look again this often.
const GLANCE: Wait = Wait::from_millis(20);
/// How long to wait for the answer that tells a bucket's size before trying without it.
const PROBE: Wait = Wait::from_secs(1);
/// After a 401 nothing is asked for this long: repeating it can only add invalid requests.
const REFUSED_PAUSE: Wait = Wait::from_secs(60);
/// Invalid requests (401, 403, 429 unless shared) within [`INVALID_WINDOW`] at which we stop calling.
const INVALID_MOST: usize = 2_000;
const INVALID_WINDOW: Wait = Wait::from_secs(600);
/// After Discord said that we may not do this in this channel, it is not asked again for this long: a full queue must not
/// become as many refusals.
const SHUT_PAUSE: Wait = Wait::from_secs(300);
/// Buckets remembered before the idle ones are dropped.
const BUCKETS_MOST: usize = 10_000;

/// Which bucket a call falls into: Discord counts by route and by the channel, guild or webhook named in it.
#[derive(Debug, Clone)]
pub(super) struct Route {
    /// Method and path with the ids left out.
    pub(super) template: &'static str,
    /// The channel (or other major parameter) in the path; empty if none.
    pub(super) major: String,
}

/// What an answer said about limits.
#[derive(Debug, Default, Clone, PartialEq)]
pub(super) struct Told {
    /// `X-RateLimit-Bucket`.
    pub(super) bucket: Option<String>,
    /// `X-RateLimit-Limit`.
    pub(super) limit: Option<u32>,
    /// `X-RateLimit-Remaining`.
    pub(super) remaining: Option<u32>,
    /// `X-RateLimit-Reset-After`.
    pub(super) reset_after: Option<Wait>,
    /// `Retry-After`, or `retry_after` of the body: whichever is longer.
    pub(super) retry_after: Option<Wait>,
    /// The 429 counts for everything the bot does.
    pub(super) global: bool,
    /// The 429 is somebody else's doing and does not count as invalid.
    pub(super) shared: bool,
}

/// Everything known about limits, for one bot.
#[derive(Debug, Default)]
pub(super) struct Limits {
    global: Pacer,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// Discord's names of the buckets, by route template.
    names: HashMap<&'static str, String>,
    buckets: HashMap<String, Bucket>,
    everything_until: Option<Instant>,
    refused_until: Option<Instant>,
    /// Where we may not, and until when that is believed.
    shut: HashMap<(&'static str, String), Instant>,
    invalid: VecDeque<Instant>,
}

#[derive(Debug, Clone)]
struct Bucket {
    limit: u32,
    remaining: u32,
    resets: Instant,
    window: Wait,
}

/// Whether a call may leave now.
#[derive(Debug, PartialEq)]
enum Gate {
    Open,
    In(Wait),
    TokenRefused,
    Shut,
}

impl Limits {
    /// Waits for a turn if it is near; otherwise says when to come back.
    pub(super) async fn admit(&self, route: &Route) -> Result<(), SendError> {
        let began = Instant::now();
        self.wait_for(began, |state, now| state.gate(route, now)).await?;
        self.global.admit("global", GLOBAL).await?;
        // While this call stood in line for the global pace, an answer to one before it may have stopped everything.
        self.wait_for(began, State::stopped).await
    }

    async fn wait_for(&self, began: Instant, gate: impl Fn(&mut State, Instant) -> Gate) -> Result<(), SendError> {
        loop {
            let gate = gate(&mut self.lock(), Instant::now());
            match gate {
                Gate::Open => return Ok(()),
                Gate::TokenRefused => return Err(SendError::Disabled("http 401".to_owned())),
                Gate::Shut => return Err(SendError::Unreachable(Unreachable::NotAllowed)),
                Gate::In(wait) if began.elapsed() + wait > PATIENCE => {
                    return Err(SendError::RateLimited { after: span(wait) });
                }
                Gate::In(wait) => tokio::time::sleep(wait.min(GLANCE)).await,
            }
        }
    }

    /// Takes in what an answer said.
    pub(super) fn note(&self, route: &Route, status: u16, told: &Told) {
        self.lock().note(route, status, told, Instant::now());
    }

    /// Discord said that we may not do this in this channel.
    pub(super) fn shut(&self, route: &Route) {
        self.lock().shut(route, Instant::now());
    }

    /// The token may be tried again.
    pub(super) fn forget_refusal(&self) {
        self.lock().refused_until = None;
    }

    /// Calls that counted as invalid within the last ten minutes.
    pub(super) fn invalid(&self) -> usize {
        let mut state = self.lock();
        state.forget_old_invalid(Instant::now());
        state.invalid.len()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl State {
    fn gate(&mut self, route: &Route, now: Instant) -> Gate {
        let stopped = self.stopped(now);
        if stopped != Gate::Open {
            return stopped;
        }
        if self.shut.get(&(route.template, route.major.clone())).is_some_and(|until| *until > now) {
            return Gate::Shut;
        }
        let key = self.key(route);
        if self.buckets.len() > BUCKETS_MOST {
            self.buckets.retain(|_, b| b.resets > now);
        }
        self.buckets.entry(key).or_insert_with(|| Bucket::probe(now)).take(now)
    }

    /// What holds every route.
    fn stopped(&mut self, now: Instant) -> Gate {
        if self.refused_until.is_some_and(|t| t > now) {
            return Gate::TokenRefused;
        }
        if let Some(until) = self.everything_until.filter(|t| *t > now) {
            return Gate::In(until - now);
        }
        self.breaker(now).map_or(Gate::Open, Gate::In)
    }

    /// The wait until the invalid requests of ten minutes are fewer again, if there are too many.
    fn breaker(&mut self, now: Instant) -> Option<Wait> {
        self.forget_old_invalid(now);
        let oldest = self.invalid.front().filter(|_| self.invalid.len() >= INVALID_MOST)?;
        Some((*oldest + INVALID_WINDOW).saturating_duration_since(now).max(GLANCE))
    }

    fn forget_old_invalid(&mut self, now: Instant) {
        while self.invalid.front().is_some_and(|t| now.duration_since(*t) >= INVALID_WINDOW) {
            self.invalid.pop_front();
        }
    }

    fn key(&self, route: &Route) -> String {
        let name = self.names.get(route.template).map_or(route.template, String::as_str);
        format!("{name}/{}", route.major)
    }

    fn note(&mut self, route: &Route, status: u16, told: &Told, now: Instant) {
        if matches!(status, 401 | 403) || (status == 429 && !told.shared) {
            self.count_invalid(now);
        }
        if status == 401 {
            self.refused_until = Some(now + REFUSED_PAUSE);
        }
        let before = self.key(route);
        if let Some(name) = &told.bucket {
            self.names.insert(route.template, name.clone());
        }
        if status == 429 {
            self.stop(route, told, now);
            return;
        }
        let previous = self.buckets.remove(&before);
        let bucket = Bucket::told(told, now, previous.filter(|b| before == self.key(route) && b.resets > now));
        self.buckets.insert(self.key(route), bucket);
    }

    fn shut(&mut self, route: &Route, now: Instant) {
        if route.major.is_empty() {
            return;
        }
        self.shut.retain(|_, until| *until > now);
        self.shut.insert((route.template, route.major.clone()), now + SHUT_PAUSE);
    }

    fn count_invalid(&mut self, now: Instant) {
        self.forget_old_invalid(now);
        self.invalid.push_back(now);
        if self.invalid.len() == INVALID_MOST {
            tracing::error!(
                invalid = INVALID_MOST,
                "Discord refused so many calls in ten minutes that none are made until fewer are remembered: \
                 it bans addresses that go on"
            );
        }
    }

    fn stop(&mut self, route: &Route, told: &Told, now: Instant) {
        let wait = told.retry_after.unwrap_or(Wait::from_secs(60));
        tracing::warn!(route = route.template, global = told.global, ?wait, "Discord asked us to wait");
        if told.global {
            self.everything_until = self.everything_until.max(Some(now + wait));
        } else {
            let limit = told.limit.unwrap_or(1);
            let stopped = Bucket { limit, remaining: 0, resets: now + wait, window: wait };
            self.buckets.insert(self.key(route), stopped);
        }
    }
}

impl Bucket {
    /// Nothing is known yet: one call goes ahead to find out.
    fn probe(now: Instant) -> Self {
        Self { limit: 1, remaining: 1, resets: now + PROBE, window: PROBE }
    }

    /// As an answer describes it. Calls still under way are not in Discord's count yet, so within one window the lower
    /// number is the right one. An answer without numbers means there is no limit.
    fn told(told: &Told, now: Instant, previous: Option<Bucket>) -> Self {
        let (Some(remaining), Some(window)) = (told.remaining, told.reset_after) else {
            return Self { limit: u32::MAX, remaining: u32::MAX, resets: now, window: Wait::ZERO };
        };
        let limit = told.limit.unwrap_or(remaining.saturating_add(1)).max(1);
        let remaining = match previous {
            Some(p) if p.limit == limit => p.remaining.min(remaining),
            _ => remaining,
        };
        Self { limit, remaining, resets: now + window, window }
    }

    fn take(&mut self, now: Instant) -> Gate {
        if self.resets <= now {
            self.remaining = self.limit;
            self.resets = now + self.window;
        }
        if self.remaining == 0 {
            return Gate::In(self.resets - now);
        }
        self.remaining -= 1;
        Gate::Open
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn route(major: &str) -> Route {
        Route { template: "POST /channels/messages", major: major.to_owned() }
    }

    fn told(remaining: u32, reset_ms: u64) -> Told {
        Told {
            bucket: Some("abc".into()),
            limit: Some(5),
            remaining: Some(remaining),
            reset_after: Some(Wait::from_millis(reset_ms)),
            ..Told::default()
        }
    }

    #[test]
    fn the_global_pace_uses_95_percent_of_what_discord_allows_and_never_more_than_that_in_one_second() {
        const { assert!(GLOBAL.per_second >= 0.95 * ALLOWED) };
        const { assert!(GLOBAL.per_second + GLOBAL.burst <= ALLOWED) };
        const { assert!(GLOBAL.burst >= 2.0, "a turn for which we wake late is not lost") };
    }

    #[tokio::test]
    async fn an_empty_bucket_waits_for_its_reset_and_no_other_channel_does() {
        let (mut state, now) = (State::default(), Instant::now());
        assert_eq!(state.gate(&route("1"), now), Gate::Open);
        state.note(&route("1"), 200, &told(0, 4_000), now);
        assert_eq!(state.gate(&route("1"), now), Gate::In(Wait::from_secs(4)));
        assert_eq!(state.gate(&route("2"), now), Gate::Open);
        let later = now + Wait::from_secs(4);
        for _ in 0..5 {
            assert_eq!(state.gate(&route("1"), later), Gate::Open);
        }
        assert_ne!(state.gate(&route("1"), later), Gate::Open, "five a window, not six");
    }

    #[tokio::test]
    async fn only_one_call_asks_how_large_an_unknown_bucket_is() {
        let (mut state, now) = (State::default(), Instant::now());
        assert_eq!(state.gate(&route("1"), now), Gate::Open);
        assert!(matches!(state.gate(&route("1"), now), Gate::In(_)));
        state.note(&route("1"), 200, &Told::default(), now);
        for _ in 0..100 {
            assert_eq!(state.gate(&route("1"), now), Gate::Open, "no headers: no limit");
        }
    }

    #[tokio::test]
    async fn calls_under_way_count_although_discord_has_not_seen_them_yet() {
        let (mut state, now) = (State::default(), Instant::now());
        state.gate(&route("1"), now);
        state.note(&route("1"), 200, &told(3, 1_000), now);
        for _ in 0..3 {
            assert_eq!(state.gate(&route("1"), now), Gate::Open);
        }
        // The first of the three is answered: Discord has counted one, we three.
        state.note(&route("1"), 200, &told(2, 900), now);
        assert!(matches!(state.gate(&route("1"), now), Gate::In(_)));
    }

    #[tokio::test]
    async fn a_global_stop_holds_every_route() {
        let (mut state, now) = (State::default(), Instant::now());
        let stop = Told { retry_after: Some(Wait::from_secs(4)), global: true, ..Told::default() };
        state.note(&route("1"), 429, &stop, now);
        let other = Route { template: "GET /users", major: String::new() };
        assert_eq!(state.gate(&other, now), Gate::In(Wait::from_secs(4)));
        assert_eq!(state.gate(&other, now + Wait::from_secs(4)), Gate::Open);
    }

    #[tokio::test]
    async fn two_thousand_invalid_requests_stop_everything_until_they_are_ten_minutes_old() {
        let (mut state, now) = (State::default(), Instant::now());
        for _ in 0..INVALID_MOST {
            state.note(&route("1"), 403, &Told::default(), now);
        }
        assert_eq!(state.gate(&route("2"), now), Gate::In(INVALID_WINDOW));
        assert_eq!(state.gate(&route("2"), now + INVALID_WINDOW), Gate::Open);
    }

    #[tokio::test]
    async fn a_shared_limit_is_obeyed_but_is_not_ours_to_count() {
        let (mut state, now) = (State::default(), Instant::now());
        let shared = Told { retry_after: Some(Wait::from_secs(9)), shared: true, ..Told::default() };
        state.note(&route("1"), 429, &shared, now);
        assert_eq!(state.gate(&route("1"), now), Gate::In(Wait::from_secs(9)));
        assert!(state.invalid.is_empty());
    }

    #[tokio::test]
    async fn a_refused_token_is_not_tried_again_for_a_minute() {
        let (mut state, now) = (State::default(), Instant::now());
        state.note(&route("1"), 401, &Told::default(), now);
        assert_eq!(state.gate(&route("2"), now), Gate::TokenRefused);
        assert_eq!(state.gate(&route("2"), now + REFUSED_PAUSE), Gate::Open);
    }
}
