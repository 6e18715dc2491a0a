//! The rows of RELIABILITY §9 (faults) and §10 (bad input), each a test named by its number.
//!
//! Where a row can be shown from outside, the built program runs in a process of its own against the sandbox, and the
//! sandbox's journal and the program's own ledger are the truth. Where it cannot, a line above the test says why.

mod configuration;
mod discord_input;
mod exports;
mod slack_input;
mod stage;
mod tickets;
