//! The link of a platform that calls us: up once our token was accepted, for there is no connection to lose.
//!
//! Knows back-off and when only an operator can help. Refuses to know what is asked to prove the token, and what the
//! platform then calls us for.

use std::time::Duration as Wait;

use tokio_util::sync::CancellationToken;

use super::socket::Backoff;
use super::{Link, LinkState, SendError};
use crate::chance::Chance;
use crate::clock::Clock;

/// Asks until the platform has accepted us, or has said that it never will (then the sentence `refused` makes of its
/// code stands in [`Link::Fatal`]). `true` once the link is up.
pub(super) async fn until_accepted<P>(
    prove: impl Fn() -> P,
    refused: impl Fn(&str) -> String,
    state: &LinkState,
    (clock, chance): (&dyn Clock, &Chance),
    stop: &CancellationToken,
) -> bool
where
    P: Future<Output = Result<(), SendError>>,
{
    let mut backoff = Backoff::default();
    loop {
        let asked = tokio::select! {
            () = stop.cancelled() => return false,
            asked = prove() => asked,
        };
        let wait = match asked {
            Ok(()) => {
                state.set(Link::Up { since: clock.now() });
                return true;
            }
            Err(SendError::Disabled(code)) => {
                let why = refused(&code);
                tracing::error!(%why, "a platform is given up until somebody mends this");
                state.set(Link::Fatal { why });
                return false;
            }
            Err(SendError::RateLimited { after }) => Wait::try_from(after).unwrap_or(Wait::from_secs(1)),
            Err(error) => {
                let wait = backoff.failed(chance.fraction());
                tracing::warn!(%error, ?wait, "a platform could not be asked whether it knows us; trying again");
                wait
            }
        };
        if stop.run_until_cancelled(tokio::time::sleep(wait)).await.is_none() {
            return false;
        }
    }
}
