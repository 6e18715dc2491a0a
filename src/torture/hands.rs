//! The hands of the clock, where the clock can be wound.
//!
//! Under `libfaketime` with a time-stamp file, this process and those it starts live by that file. Knows how to move it.
//! Elsewhere time takes its time. Refuses to put a clock into the product for its own sake.

use std::path::PathBuf;
use std::time::Duration as Wait;

use crate::domain::Duration;

/// Where `libfaketime` looks.
const FILE: &str = "FAKETIME_TIMESTAMP_FILE";
/// What a process needs to live by the same clock.
pub const INHERITED: [&str; 6] =
    ["LD_PRELOAD", FILE, "FAKETIME_NO_CACHE", "FAKETIME_DONT_FAKE_MONOTONIC", "DONT_FAKE_MONOTONIC", "NO_FAKE_STAT"];

/// Moves the clock, if it can be moved.
pub struct Hands {
    file: Option<PathBuf>,
}

impl Hands {
    /// As the environment says.
    pub fn of_this_process() -> Self {
        Self { file: std::env::var_os(FILE).map(PathBuf::from) }
    }

    /// Whether time can be wound.
    pub fn can_wind(&self) -> bool {
        self.file.is_some()
    }

    /// Lets so much time pass: at once, or by waiting.
    pub async fn pass(&self, by: Duration) -> std::io::Result<()> {
        let Some(file) = &self.file else {
            tokio::time::sleep(Wait::from_millis(u64::try_from(by.as_millis()).unwrap_or(0))).await;
            return Ok(());
        };
        let written = std::fs::read_to_string(file)?;
        let ahead = written.trim().parse::<f64>().unwrap_or(0.0) + by.as_secs_f64();
        // Replaced in one step: processes read it at any moment.
        let next = file.with_extension("next");
        std::fs::write(&next, format!("{ahead:+.3}"))?;
        std::fs::rename(&next, file)
    }
}
