//! What Discord's answers mean: HTTP status and JSON error code to [`SendError`].
//!
//! Knows the table of PLATFORM-LIMITS. Refuses to retry, wait or log anything, and to repeat Discord's own error text
//! (it may quote what a person wrote).

use std::time::Duration as Wait;

use crate::chat::SendError;
use crate::chat::http::span;
use crate::domain::survey::Unreachable;

/// "Interaction has already been acknowledged": our first answer arrived after all.
pub(super) const ALREADY_ACKNOWLEDGED: u64 = 40060;
/// "Unknown interaction": three seconds are over and the token is void.
pub(super) const UNKNOWN_INTERACTION: u64 = 10062;

/// How long to stay away when Discord says "too fast" without saying for how long.
const UNTOLD_WAIT: Wait = Wait::from_secs(60);

/// What a refused call means. `wait` is what the answer said about when to come back.
pub(super) fn classify(status: u16, code: Option<u64>, wait: Option<Wait>) -> SendError {
    let limited = || SendError::RateLimited { after: span(wait.unwrap_or(UNTOLD_WAIT)) };
    let told = code.map_or_else(|| format!("http {status}"), |c| c.to_string());
    match (status, code) {
        (429, _) => limited(),
        // 40003: direct messages opened too fast; 20016, 20028, 30046: slow mode, channel writes, old edits.
        (_, Some(40003 | 20016 | 20028 | 30046)) => limited(),
        (401, _) => SendError::Disabled(told),
        (500.., _) | (408, _) => SendError::Unknown(format!("http {status}")),
        (_, Some(code)) => destination(code).map_or(SendError::Refused(told), SendError::Unreachable),
        (403, None) => SendError::Unreachable(Unreachable::NotAllowed),
        (_, None) => SendError::Refused(told),
    }
}

/// The codes that are final for this destination and say nothing about any other.
fn destination(code: u64) -> Option<Unreachable> {
    Some(match code {
        50007 | 50278 => Unreachable::DirectMessagesClosed,
        // 50083 and 160005: the thread is archived or locked and we may not reopen it.
        10003 | 10004 | 10008 | 50083 | 160_005 => Unreachable::ChannelGone,
        10013 => Unreachable::UserGone,
        // 50008, 50009: not a place for text, verification level; 200000, 240000: the server's own filters.
        50001 | 50013 | 50008 | 50009 | 200_000 | 240_000 => Unreachable::NotAllowed,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Duration;

    #[test]
    fn every_answer_is_final_ambiguous_or_a_wait_as_the_limits_page_says() {
        let gone = SendError::Unreachable;
        let cases = [
            (403, Some(50007), gone(Unreachable::DirectMessagesClosed)),
            (403, Some(50278), gone(Unreachable::DirectMessagesClosed)),
            (404, Some(10003), gone(Unreachable::ChannelGone)),
            (404, Some(10004), gone(Unreachable::ChannelGone)),
            (404, Some(10008), gone(Unreachable::ChannelGone)),
            (400, Some(50083), gone(Unreachable::ChannelGone)),
            (404, Some(10013), gone(Unreachable::UserGone)),
            (403, Some(50001), gone(Unreachable::NotAllowed)),
            (403, Some(50013), gone(Unreachable::NotAllowed)),
            (400, Some(240_000), gone(Unreachable::NotAllowed)),
            (403, None, gone(Unreachable::NotAllowed)),
            (400, Some(50035), SendError::Refused("50035".into())),
            (413, None, SendError::Refused("http 413".into())),
            (401, Some(0), SendError::Disabled("0".into())),
            (500, Some(0), SendError::Unknown("http 500".into())),
            (502, None, SendError::Unknown("http 502".into())),
            (408, None, SendError::Unknown("http 408".into())),
        ];
        for (status, code, expected) in cases {
            assert_eq!(classify(status, code, None), expected, "{status} {code:?}");
        }
    }

    #[test]
    fn too_fast_waits_as_long_as_told_and_a_minute_when_not_told() {
        let after = |s| SendError::RateLimited { after: Duration::from_secs(s) };
        assert_eq!(classify(429, None, Some(Wait::from_secs(4))), after(4));
        assert_eq!(classify(429, Some(0), None), after(60));
        assert_eq!(classify(400, Some(40003), None), after(60));
    }
}
