//! What time it is. The only file that reads the system's clock.

use std::sync::Mutex;

use jiff::{SignedDuration, Timestamp};

/// Wall-clock time, injected everywhere so that tests and the demo can wind it.
pub trait Clock: Send + Sync {
    /// Now, in whole milliseconds.
    fn now(&self) -> Timestamp;
}

/// The machine's clock plus an offset that can only grow; the offset is zero unless somebody winds it.
#[derive(Debug, Default)]
pub struct SystemClock {
    ahead: Mutex<SignedDuration>,
}

impl SystemClock {
    /// Moves this clock forward by `by`.
    pub fn wind(&self, by: SignedDuration) {
        if let Ok(mut ahead) = self.ahead.lock() {
            *ahead += by;
        }
    }
}

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the clock")]
    fn now(&self) -> Timestamp {
        let ahead = self.ahead.lock().map(|a| *a).unwrap_or_default();
        whole_millis(Timestamp::now() + ahead)
    }
}

/// A clock that stands still until it is wound.
#[derive(Debug)]
pub struct WoundClock {
    now: Mutex<Timestamp>,
}

impl WoundClock {
    /// A clock that shows `start`.
    pub fn at(start: Timestamp) -> Self {
        Self { now: Mutex::new(whole_millis(start)) }
    }

    /// Moves it forward (or, negative, back).
    pub fn advance(&self, by: SignedDuration) {
        if let Ok(mut now) = self.now.lock() {
            *now = whole_millis(*now + by);
        }
    }

    /// Sets it.
    pub fn set(&self, to: Timestamp) {
        if let Ok(mut now) = self.now.lock() {
            *now = whole_millis(to);
        }
    }
}

impl Clock for WoundClock {
    fn now(&self) -> Timestamp {
        self.now.lock().map(|n| *n).unwrap_or(Timestamp::UNIX_EPOCH)
    }
}

/// Before this there was nothing of this program: 2025-01-01.
const WRITTEN: i64 = 1_735_689_600;
/// Nobody runs it this long after: 30 years.
const OUTLIVED: i64 = WRITTEN + 30 * 365 * 86_400;

/// What is wrong with a clock that shows this, if anything can be told: machines without a battery begin in 1970.
pub fn implausible(now: Timestamp) -> Option<String> {
    let remedy = "set the machine's clock (NTP does); until then nothing is sent, expired or accepted";
    match now.as_second() {
        s if s < WRITTEN => Some(format!("the clock says {now:.0}, before this program was written: {remedy}")),
        s if s > OUTLIVED => Some(format!("the clock says {now:.0}, decades after this program was written: {remedy}")),
        _ => None,
    }
}

/// Times are stored as milliseconds; nothing finer may exist, or a value read back would differ.
fn whole_millis(at: Timestamp) -> Timestamp {
    Timestamp::from_millisecond(at.as_millisecond()).unwrap_or(at)
}
