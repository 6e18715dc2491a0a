//! The integration tests, in one binary. Nothing here reaches another address than loopback.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on must stop, its helpers too")]

mod postgres;
mod store_story;
