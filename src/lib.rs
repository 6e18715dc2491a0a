//! Afterword.
#![recursion_limit = "512"]

pub mod chance;
pub mod chat;
pub mod clock;
pub mod config;
pub mod domain;
pub mod intake;
pub mod present;
pub mod store;
pub mod telemetry;
pub mod web;
