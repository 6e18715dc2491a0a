//! Whether the workspace still accepts our token.
//!
//! Knows that after a revoked token every further call only repeats the answer, and that a token which has not worked for
//! a moment is tried by one call, not by all that wait. Refuses to know what is called.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::OwnedMutexGuard;
use tokio::time::{Instant, timeout};

use super::super::SendError;
use super::super::http::span;

/// A token that worked within this needs no proof.
const FRESH: Duration = Duration::from_millis(500);
/// Longest wait for another call's proof.
const PATIENCE: Duration = Duration::from_millis(1_500);

/// What the last answers said about our token.
#[derive(Debug, Default)]
pub(super) struct Standing {
    known: Mutex<Known>,
    proof: Arc<tokio::sync::Mutex<()>>,
}

#[derive(Debug, Default)]
struct Known {
    /// The code with which the token was refused.
    refused: Option<String>,
    worked: Option<Instant>,
}

/// Leave to call; if it holds something, others wait for what the call proves.
pub(super) type Leave = Option<OwnedMutexGuard<()>>;

impl Standing {
    /// Leave to make a call that nobody is waiting for.
    pub(super) async fn admit(&self) -> Result<Leave, SendError> {
        if self.is_fresh()? {
            return Ok(None);
        }
        let Ok(proving) = timeout(PATIENCE, self.proof.clone().lock_owned()).await else {
            return Err(SendError::RateLimited { after: span(Duration::from_secs(1)) });
        };
        Ok((!self.is_fresh()?).then_some(proving))
    }

    /// Leave to make a call that a person waits for: only a refused token holds it back.
    pub(super) fn admit_at_once(&self) -> Result<(), SendError> {
        self.is_fresh().map(drop)
    }

    /// Takes in an answer.
    pub(super) fn note<T>(&self, answer: &Result<T, SendError>) {
        let mut known = self.lock();
        match answer {
            Err(SendError::Disabled(code)) if concerns_the_token(code) => {
                *known = Known { refused: Some(code.clone()), worked: None };
            }
            Err(SendError::Unknown(_) | SendError::NotSent(_)) => {}
            // Any other answer, a refusal too, is one that Slack gives only to a token it accepts.
            _ => *known = Known { refused: None, worked: Some(Instant::now()) },
        }
    }

    fn is_fresh(&self) -> Result<bool, SendError> {
        let known = self.lock();
        match &known.refused {
            Some(code) => Err(SendError::Disabled(code.clone())),
            None => Ok(known.worked.is_some_and(|at| at.elapsed() < FRESH)),
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A missing scope concerns one method, a token everything.
fn concerns_the_token(code: &str) -> bool {
    !matches!(code, "missing_scope" | "not_allowed_token_type" | "access_denied" | "app_missing_action_url")
}
