//! What is true. The glossary of the product and every rule it follows.
//!
//! Knows: tickets, surveys, instruments, weeks, shares, schedules. Refuses to know: async, I/O,
//! databases, chat platforms, HTTP, the current time and randomness (both arrive as arguments).
//!
//! | word | meaning | where |
//! |---|---|---|
//! | identity, person, team, place | who people are, and where a message can go | [`ids`] |
//! | ticket | one request for help, from a helpdesk or a chat | [`ticket`] |
//! | close | its move from a non-terminal to a terminal state | [`ticket`] |
//! | credit | the agent a close counts for, frozen with it | [`credit`] |
//! | group | a Slack user group or a Discord role, as configuration names staff | [`group`] |
//! | instrument | the exact question: metric, scale, favourable set, wording version | [`instrument`] |
//! | score | a point on an instrument's scale; nothing else can make one | [`instrument`] |
//! | plan, skip | whether a close is asked about, when, and why not | [`policy`] |
//! | privacy | who may see what a customer answered | [`privacy`] |
//! | language, wording | which language a person is spoken to in, and in which words a survey was asked | [`language`] |
//! | survey | the asking of one person about one close, and what may happen to it | [`survey`] |
//! | case | a low score that a person must handle, and what may happen to it | [`case`] |
//! | answer | score + reasons + comment | [`survey`] |
//! | control | what a button carries: an opaque id, believed in nothing | [`control`] |
//! | job | what may be due, how it can end, when to try again | [`job`] |
//! | week, hours | spans of a team's local time | [`calendar`], over [`civil`] |
//! | schedule | when a scorecard is due | [`schedule`], over [`civil`] |
//! | share, estimate, verdict | how much, how sure, and whether it changed | [`stats`] |
//! | scorecard | one team's week | [`scorecard`] |
//! | comparison | the weeks before a day beside the weeks after it | [`compare`] |
//! | promise | what a team promised for a week, and what became of it | [`promise`] |
//! | crowd | how many different people stand behind a number | [`crowd`] |
//! | agent's week | what an agent may see of their own numbers | [`agent`] |
//! | standing | who runs, what waits, what was set aside | [`standing`] |
//!
//! The modules stand in reading order: who and what, what is asked, what is pressed and due, when, how it is counted.
//!
//! **Invariants.** Everything here is a plain function of its arguments: the same inputs give the same outputs on every
//! machine and day, and no input from outside makes one panic. A number never travels without what it was counted from
//! ([`stats::Share`], [`stats::Estimate`]); one that may not be shown says why ([`scorecard::Shown`]). A refusal always
//! has a reason that can be told ([`policy::SkipReason`], [`survey::Refused`], [`schedule::BadSchedule`]).

pub mod credit;
pub mod group;
pub mod ids;
pub mod ticket;

pub mod case;
pub mod instrument;
pub mod language;
pub mod phrases;
pub mod policy;
pub mod privacy;
pub mod survey;

pub mod control;
pub mod days;
pub mod job;
pub mod standing;

pub mod calendar;
pub mod civil;
pub mod schedule;

pub mod agent;
pub mod announce;
pub mod compare;
pub mod crowd;
pub mod promise;
pub mod scorecard;
pub mod stats;

/// An exact length of time.
pub use jiff::SignedDuration as Duration;
/// An instant, always UTC, always whole milliseconds once it has been stored.
pub use jiff::Timestamp;
