//! One integration binary: the real application over real sockets, against the small world in `afterword::sandbox`.

mod browser;
mod demo_page;
mod discord_spec;
mod hooks;
mod journeys;
mod postgres;
mod restarts;
mod scorecards;
mod store_story;
mod tidy;
mod world;
