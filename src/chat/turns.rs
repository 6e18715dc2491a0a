//! One send at a time to each place, and none for a while to a place that has refused for good.
//!
//! Knows destinations by name. Refuses to know how something is sent. Concurrency in a sentence: who waits for a turn waits
//! briefly and in order, and is otherwise sent away with the time to come back.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration as Wait;

use tokio::sync::OwnedMutexGuard;
use tokio::time::{Instant, timeout};

use super::SendError;
use super::http::span;
use crate::domain::survey::Unreachable;

/// Longest wait for a turn.
const PATIENCE: Wait = Wait::from_millis(1_500);
/// Who did not get a turn comes back after this.
const LATER: Wait = Wait::from_secs(1);
/// So long a refusal is taken as the answer for everything else that waits for the same place.
const REMEMBERED: Wait = Wait::from_secs(60);
/// Places remembered before the idle ones are dropped.
const MOST: usize = 10_000;

/// Every destination's turn.
#[derive(Debug, Default)]
pub struct Turns {
    places: Mutex<HashMap<String, Place>>,
}

#[derive(Debug, Default)]
struct Place {
    turn: Arc<tokio::sync::Mutex<()>>,
    refused: Option<(Instant, Unreachable)>,
}

/// The right to send to a place; the next one waits until it is dropped.
#[derive(Debug)]
pub struct Turn {
    _held: OwnedMutexGuard<()>,
}

impl Turns {
    /// Waits for the turn of `place`, or says what it refused a moment ago.
    pub async fn take(&self, place: &str) -> Result<Turn, SendError> {
        let turn = self.admitted(place)?;
        let held =
            timeout(PATIENCE, turn.lock_owned()).await.map_err(|_| SendError::RateLimited { after: span(LATER) })?;
        // Whoever was before us may have learned that the place is closed.
        self.admitted(place)?;
        Ok(Turn { _held: held })
    }

    /// Takes in what became of a send: a place that refuses for good is left alone for a while.
    pub fn note<T>(&self, place: &str, sent: &Result<T, SendError>) {
        let refused = match sent {
            Err(SendError::Unreachable(why)) => Some((Instant::now(), *why)),
            _ => None,
        };
        if let Some(known) = self.lock().get_mut(place) {
            known.refused = refused;
        }
    }

    fn admitted(&self, place: &str) -> Result<Arc<tokio::sync::Mutex<()>>, SendError> {
        let mut places = self.lock();
        if places.len() >= MOST {
            places.retain(|_, p| p.refusal().is_some() || Arc::strong_count(&p.turn) > 1);
        }
        let known = places.entry(place.to_owned()).or_default();
        match known.refusal() {
            Some(why) => Err(SendError::Unreachable(why)),
            None => Ok(known.turn.clone()),
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<String, Place>> {
        self.places.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Place {
    fn refusal(&self) -> Option<Unreachable> {
        self.refused.filter(|(at, _)| at.elapsed() < REMEMBERED).map(|(_, why)| why)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_a_place_refused_is_the_answer_for_a_while_and_for_that_place_only() {
        let turns = Turns::default();
        let turn = turns.take("a").await.unwrap();
        assert!(matches!(turns.take("a").await, Err(SendError::RateLimited { .. })), "one at a time");
        turns.note::<()>("a", &Err(SendError::Unreachable(Unreachable::NotAllowed)));
        drop(turn);
        assert!(matches!(turns.take("a").await, Err(SendError::Unreachable(Unreachable::NotAllowed))));
        assert!(turns.take("b").await.is_ok());
    }
}
