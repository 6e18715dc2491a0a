//! What is true. The glossary of the product and every rule it follows.
//!
//! Knows: tickets, surveys, instruments, weeks, shares, schedules. Refuses to know: async, I/O,
//! databases, chat platforms, HTTP, the current time and randomness (both arrive as arguments).
//!
//! | word | meaning |
//! |---|---|
//! | ticket | one request for help, from a helpdesk or a chat |
//! | close | its move from a non-terminal to a terminal state |
//! | survey | the asking of one person about one close |
//! | instrument | the exact question: metric, scale, favourable set, wording version |
//! | score | a point on an instrument's scale |
//! | answer | score + reasons + comment |
//! | scorecard | one team's week |

pub mod calendar;
pub mod control;
pub mod ids;
pub mod instrument;
pub mod job;
pub mod policy;
pub mod schedule;
pub mod scorecard;
pub mod stats;
pub mod survey;
pub mod ticket;

/// An exact length of time.
pub use jiff::SignedDuration as Duration;
/// An instant, always UTC, always whole milliseconds once it has been stored.
pub use jiff::Timestamp;
