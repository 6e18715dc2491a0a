//! One integration binary: the real application over real sockets, against the small world in `afterword::sandbox`.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on must stop, its helpers too")]

mod aged;
mod aloud;
mod asking;
mod browser;
mod cable;
mod cases;
mod commands;
mod concurrency;
mod databases;
mod demo_journey;
mod demo_page;
mod discord_spec;
mod evidence;
mod forged;
mod hooks;
mod instruments;
mod journeys;
mod languages;
mod midsend;
mod model;
mod people;
mod postgres;
mod privacy;
mod program;
mod restarts;
mod rows;
mod scorecards;
mod store_story;
mod sweep;
mod tidy;
mod torture;
mod wheel;
mod wire;
mod world;
