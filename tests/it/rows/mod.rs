//! The rows of the fault matrix and of the bad input list, each a test named by its number: `f18_…`, `b27_…`.
//!
//! They start the program as an operator does, in a process of its own, and believe only what people see in the small
//! world (its journal) and what the database holds afterwards.

mod called;
mod canary;
mod configuration;
mod crowds;
mod delivery;
mod discord;
mod discord_input;
mod doctor;
mod ends;
mod erasing;
mod exports;
mod gateway;
mod group_commit;
mod host;
mod http;
mod http_acts;
mod imports;
mod migrations;
mod operating;
mod postgres;
mod presses;
mod replicas;
mod shortage;
mod slack;
mod slack_input;
mod slack_life;
mod slack_said;
mod stage;
mod survey_page;
mod tickets;
mod time;
mod wire;
