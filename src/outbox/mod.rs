//! When it happens: durable, at least once, never blindly twice.
//!
//! The promise: a job commits with the fact that caused it. A claimed job belongs to its worker until the lease ends; the
//! fence proves it, and what it sends leaves well before that or not at all. A job whose worker died may have been seen by people, so it comes back as *unknown* and the verb
//! looks before it sends again. Knows leases, fences, back-off and schedules. Refuses to know what a job does.

pub mod runner;
pub mod schedule;
mod watch;
