//! Afterword joins a support team's Slack and Discord. When a ticket closes it asks the customer, in the conversation where
//! they were helped, how easy that was. It keeps every answer, and every Monday posts the team a scorecard it can trust.
//!
//! # The map, in reading order
//!
//! | | folder | answers |
//! |---|---|---|
//! | 1 | [`domain`] | what is true: tickets, surveys, instruments, weeks, shares. Pure |
//! | 2 | [`present`] | what people read: words, pictures, pages. Pure |
//! | 3 | [`chat`] | where people are: Slack and Discord behind one trait |
//! | 4 | [`intake`] | where closed tickets come from: signed webhooks |
//! | 5 | [`store`] | what we remember: the database, which is also the queue |
//! | 6 | [`flow`] | what happens: one verb a file, load → decide → commit |
//! | 7 | [`outbox`] | when it happens: leases, retries, schedules |
//! | 8 | [`web`] | how the world calls us |
//! | 9 | [`app`] | where all of it is wired; [`lifecycle`], [`config`], [`telemetry`], [`clock`], [`chance`], [`cli`] around it |
//! | 10 | [`sandbox`] | a small Slack and a small Discord to rehearse on, for `afterword demo` and the tests |
//! | 11 | [`torture`] | the program's own processes killed at random on a sandbox that misbehaves, and an oracle |
//!
//! `fuzzing` holds what must be true of any input whatever. It is compiled for tests and fuzzers only.
//!
//! # Arrows
//!
//! `domain` ← `present`, `intake`, `store`; `domain`, `present` ← `chat`, `config`; those ← `flow`; `flow` ← `outbox`; `app` wires
//! all of it together with `web`; `cli` is on top. `sandbox` starts `app` and from then on speaks only HTTP and WebSocket to
//! it; nothing but `cli` and `torture` knows that it exists. `torture` starts processes, and reads `store` when they are
//! done. No arrow back. `tests/it/tidy.rs` keeps this.
//!
//! # Invariants
//!
//! - **`domain` does no I/O.** Time and chance are arguments; it returns decisions.
//! - **Persist, then acknowledge.** No click, command or webhook is answered before what it caused is committed.
//! - **The database is the queue.** A job commits with the fact that caused it.
//! - **Committed together, failing apart.** On SQLite what arrives together shares one durable transaction, each unit on a
//!   savepoint of its own; nobody is answered before the group is on disk.
//! - **Unknown is not failed.** A send whose outcome is not known is looked for before it is made again.
//! - **In time or not at all.** A send leaves well before anybody else may take it for abandoned ([`chat::until`]).
//! - **No score without a press.** [`domain::instrument::Score`] cannot be made off its scale, and only
//!   [`domain::survey::apply`] turns a press into one.
//! - **Nobody but the asked person answers**, decided from what the platform vouches for.
//! - **A posted number never changes.** A scorecard's numbers are frozen with its run.
//! - **Erasing changes no number.** [`flow::forget`] removes names and words from the database in one
//!   transaction and leaves the scores.
//! - **`sea_orm` only in `store`, `slack_morphism` only in `chat::slack`, `serenity` only in `chat::discord`.**
//! - **The clock is read in one file, chance drawn in one file.** `clippy.toml` bans both everywhere else.
//!
//! # One way through
//!
//! 1. A webhook arrives: [`web`] verifies the raw bytes, [`intake`] reads it into a [`domain::ticket::TicketEvent`],
//!    [`flow::keep`] commits it with a *receive* job, and only then is it answered. A close made in a chat comes through
//!    [`flow::close`] instead.
//! 2. [`flow::plan`] asks [`domain::policy::decide`]: ask or skip, and why. Ticket, survey and *deliver* job commit together.
//! 3. [`outbox::runner`] claims the due job; [`flow::deliver`] checks everything again, reserves the person's slot, notes the
//!    place, sends through [`chat`], and commits the delivered survey with its *expire* job.
//! 4. A button is pressed: over a socket, or by a signed call through [`web`], the same adapter hands an
//!    [`chat::Inbound`] to [`flow::receive`]; [`flow::respond`] asks
//!    [`domain::survey::apply`], commits answer, state and *amend* job, and only then the person is thanked, privately.
//! 5. [`flow::amend`] replaces the shared prompt by a thanks without a score.
//!    Where no chat reached the customer, an operator hands them a link to the question on a page of ours
//!    ([`flow::online`]): looking at it records nothing, sending its form is the press.
//! 6. [`outbox::schedule`] opens one run per (team, week, channel); [`flow::digest`] freezes the numbers
//!    ([`domain::scorecard::build`]), draws the picture ([`present::chart`]) and posts it. Answers are counted by the hour as
//!    they are given, by the database itself; `afterword recount` proves it.
//! 7. Whoever wants to know more opens the dashboard ([`web::dashboard`]: a one-time link from the chat, then pages made in
//!    [`present::dashboard`]) or asks by program ([`web::api`]); what happens is told to other programs by
//!    [`flow::announce`]. All of it reads the same facts and keeps the same promises.
#![recursion_limit = "512"]

pub mod app;
pub mod chance;
pub mod chat;
pub mod cli;
pub mod clock;
pub mod config;
pub mod domain;
pub mod flow;
#[cfg(any(test, fuzzing))]
#[doc(hidden)]
pub mod fuzzing;
pub mod intake;
pub mod lifecycle;
pub mod outbox;
pub mod present;
pub mod sandbox;
pub mod store;
pub mod telemetry;
pub mod torture;
pub mod web;
