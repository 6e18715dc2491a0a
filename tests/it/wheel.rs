//! The clock of a program that a test started: `libfaketime`, moved by a file while the program runs.
//!
//! Only the time of day moves; deadlines and pauses run on as they do. Refuses to put any clock into the product for the
//! tests' sake. Where the library is not installed, its tests are skipped, aloud.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use afterword::clock::{Clock, SystemClock};
use afterword::domain::{Duration, Timestamp};

use crate::aloud;

/// Where Debian and others keep it.
const PLACES: [&str; 5] = [
    "/usr/lib/x86_64-linux-gnu/faketime",
    "/usr/lib/aarch64-linux-gnu/faketime",
    "/usr/lib/faketime",
    "/usr/lib64/faketime",
    "/usr/local/lib/faketime",
];

/// Moves a clock.
pub struct Wheel {
    file: PathBuf,
    /// Milliseconds ahead of the machine's clock.
    ahead: Arc<AtomicI64>,
}

impl Wheel {
    /// Whether programs can be wound here; says aloud if not.
    pub fn available() -> bool {
        let found = library().is_some();
        if !found {
            aloud::skipped("programs with a wound clock", "libfaketime");
        }
        found
    }

    /// A clock that shows `start` now and goes on from there.
    pub fn new(file: PathBuf, start: Timestamp) -> Self {
        let wheel = Self { file, ahead: Arc::default() };
        wheel.turn(start.duration_since(SystemClock::default().now()));
        wheel
    }

    /// Moves it by so much; back, if negative.
    pub fn turn(&self, by: Duration) {
        let by = i64::try_from(by.as_millis()).unwrap();
        let ahead = self.ahead.fetch_add(by, Ordering::SeqCst) + by;
        let text = format!("{}{}.{:03}", if ahead < 0 { '-' } else { '+' }, ahead.abs() / 1000, ahead.abs() % 1000);
        // Replaced in one step: a program reads it at any moment.
        let next = self.file.with_extension("next");
        std::fs::write(&next, text).unwrap();
        std::fs::rename(&next, &self.file).unwrap();
    }

    /// The same clock for the small world.
    pub fn hands(&self) -> Arc<dyn Fn() -> i64 + Send + Sync> {
        let ahead = self.ahead.clone();
        Arc::new(move || SystemClock::default().now().as_millisecond() + ahead.load(Ordering::SeqCst))
    }

    /// What a program needs to live by this clock.
    pub fn environment(&self) -> Vec<(String, String)> {
        let library = library().expect("libfaketime; ask Wheel::available first").display().to_string();
        let file = self.file.display().to_string();
        [
            ("LD_PRELOAD", library.as_str()),
            ("FAKETIME_TIMESTAMP_FILE", file.as_str()),
            ("FAKETIME_NO_CACHE", "1"),
            ("FAKETIME_DONT_FAKE_MONOTONIC", "1"),
            ("DONT_FAKE_MONOTONIC", "1"),
            ("NO_FAKE_STAT", "1"),
        ]
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
        .into()
    }
}

fn library() -> Option<PathBuf> {
    PLACES.iter().map(|place| PathBuf::from(place).join("libfaketimeMT.so.1")).find(|file| file.exists())
}
