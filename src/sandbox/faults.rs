//! Misbehaviour on request: which of the next calls go wrong, and how.
//!
//! Knows how a call can fail on the way. Refuses to know what the call means: the platforms' modules ask it for a
//! verdict and carry that out.

use std::sync::Mutex;

use super::journal::Platform;

/// How a call goes wrong.
#[derive(Debug, Clone, PartialEq)]
pub enum Fault {
    /// 429 with `Retry-After`. Nothing happens.
    TooManyRequests {
        /// Seconds to stay away.
        after_s: f64,
    },
    /// Discord: 429 for everything the bot does, for as long as it lasts. Nothing happens.
    GlobalLimit {
        /// Seconds it lasts.
        after_s: f64,
    },
    /// 503 with an empty page. Nothing happens.
    ServerError,
    /// It happens, but the connection closes without an answer.
    DropAnswer,
    /// The connection closes without an answer and nothing happens.
    DropRequest,
    /// It happens, but the answer is a 502 page.
    LostInProxy,
    /// Neither an effect nor an answer, ever.
    HangForever,
    /// It happens after so many milliseconds.
    Delay {
        /// Milliseconds.
        ms: u64,
    },
    /// The platform refuses with this code (Slack's word, Discord's number). Nothing happens.
    Error {
        /// HTTP status; Slack ignores it and answers 200.
        status: u16,
        /// The code.
        code: String,
    },
    /// It happens, but the answer is a page of HTML with status 200.
    Html,
    /// It happens, but the answer is cut off in the middle.
    TruncatedJson,
}

#[derive(Debug)]
struct Rule {
    platform: Platform,
    pattern: String,
    fault: Fault,
    left: usize,
}

/// The faults still to come. Rules are tried in the order they were given.
#[derive(Debug, Default)]
pub struct Faults {
    rules: Mutex<Vec<Rule>>,
}

impl Faults {
    /// The next call whose `METHOD path` contains `pattern` goes wrong. Slack: `chat.postMessage`; Discord:
    /// `POST /channels/9100`, with the path as after `/api/v10`.
    pub fn next(&self, platform: Platform, pattern: &str, fault: Fault) {
        self.times(platform, pattern, fault, 1);
    }

    /// The next `n` such calls go wrong.
    pub fn times(&self, platform: Platform, pattern: &str, fault: Fault, n: usize) {
        self.lock().push(Rule { platform, pattern: pattern.to_owned(), fault, left: n });
    }

    /// Nothing goes wrong any more.
    pub fn clear(&self) {
        self.lock().clear();
    }

    /// Faults that have not struck yet.
    pub fn outstanding(&self) -> usize {
        self.lock().iter().map(|r| r.left).sum()
    }

    /// The verdict on one call.
    pub(super) fn strike(&self, platform: Platform, call: &str) -> Option<Fault> {
        let mut rules = self.lock();
        let at = rules.iter().position(|r| r.platform == platform && call.contains(&r.pattern))?;
        let rule = rules.get_mut(at)?;
        rule.left = rule.left.saturating_sub(1);
        let fault = rule.fault.clone();
        rules.retain(|r| r.left > 0);
        Some(fault)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Rule>> {
        self.rules.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_strikes_as_often_as_asked_and_only_where_asked() {
        let faults = Faults::default();
        faults.times(Platform::Slack, "chat.post", Fault::ServerError, 2);
        assert_eq!(faults.strike(Platform::Discord, "chat.postMessage"), None);
        assert_eq!(faults.strike(Platform::Slack, "views.open"), None);
        assert_eq!(faults.strike(Platform::Slack, "POST chat.postMessage"), Some(Fault::ServerError));
        assert_eq!(faults.strike(Platform::Slack, "POST chat.postMessage"), Some(Fault::ServerError));
        assert_eq!(faults.strike(Platform::Slack, "POST chat.postMessage"), None);
        assert_eq!(faults.outstanding(), 0);
    }
}
