//! How the connection to a platform stands.
//!
//! Knows three states, shared between whoever listens and whoever reports. Refuses to know how one connects.

use std::sync::{Arc, PoisonError, RwLock};

use crate::domain::Timestamp;

/// How a connection stands, for `/readyz` and `status`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Link {
    /// Trying since then.
    Connecting {
        /// When it began.
        since: Timestamp,
    },
    /// Receiving.
    Up {
        /// When it was established.
        since: Timestamp,
    },
    /// Given up until an operator acts; the text says what to do.
    Fatal {
        /// One sentence.
        why: String,
    },
}

/// The state of one platform's link, shared between its listener and whoever reports on it.
#[derive(Debug, Clone)]
pub struct LinkState(Arc<RwLock<Link>>);

impl LinkState {
    /// Not connected yet.
    pub fn connecting(since: Timestamp) -> Self {
        Self(Arc::new(RwLock::new(Link::Connecting { since })))
    }

    /// How it stands.
    pub fn get(&self) -> Link {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Changes it.
    pub fn set(&self, link: Link) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = link;
    }
}
