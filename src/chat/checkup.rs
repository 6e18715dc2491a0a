//! What a platform says of our set-up when it is asked: the findings of `afterword doctor`.
//!
//! Knows the questions. Refuses to word the answers and to change anything.

use reqwest::header::{DATE, HeaderMap};

use super::SendError;
use crate::domain::Timestamp;
use crate::domain::ids::Channel;

/// Everything one platform was asked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Checkup {
    /// The bot's token: who we are there, or the platform's code.
    pub token: Option<Result<String, Trouble>>,
    /// Slack's app token, by which sockets are opened.
    pub socket: Option<Result<(), Trouble>>,
    /// Scopes the app needs and does not have.
    pub missing_scopes: Vec<String>,
    /// Discord sends interactions to this address instead of over the gateway.
    pub interactions_url: Option<String>,
    /// Each configured channel.
    pub channels: Vec<(Channel, Seat)>,
    /// Seconds our clock is ahead of the platform's (negative: behind).
    pub clock_ahead: Option<i64>,
}

/// Why a question has no good answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// The platform was not reached, or did not say anything.
    NoAnswer(String),
    /// It said no: its code.
    Refused(String),
}

impl From<&SendError> for Trouble {
    fn from(error: &SendError) -> Self {
        match error {
            SendError::NotSent(_) | SendError::Unknown(_) | SendError::RateLimited { .. } => {
                Trouble::NoAnswer(error.to_string())
            }
            _ => Trouble::Refused(error.to_string()),
        }
    }
}

/// How we sit in a channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seat {
    /// It can be read, so it can be written.
    Fine,
    /// There is no such channel, or we are not in it: the platforms do not tell which.
    OutOfReach,
    /// The platform's code.
    Refused(String),
}

/// How far `now` is ahead of an answer's `Date`, in seconds.
pub(super) fn ahead(headers: &HeaderMap, now: Timestamp) -> Option<i64> {
    let date = headers.get(DATE)?.to_str().ok()?;
    let theirs = jiff::fmt::rfc2822::parse(date).ok()?.timestamp();
    Some(now.duration_since(theirs).as_secs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_is_compared_with_the_date_of_an_answer() {
        let headers = HeaderMap::from_iter([(DATE, "Mon, 23 Nov 2026 12:00:00 GMT".parse().unwrap())]);
        let now = |text: &str| text.parse::<Timestamp>().unwrap();
        assert_eq!(ahead(&headers, now("2026-11-23T12:10:00Z")), Some(600));
        assert_eq!(ahead(&headers, now("2026-11-23T11:59:00Z")), Some(-60));
        assert_eq!(ahead(&HeaderMap::new(), now("2026-11-23T12:10:00Z")), None);
    }
}
