//! The integration tests, in one binary. Nothing here reaches another address than loopback.

mod postgres;
mod store_story;
