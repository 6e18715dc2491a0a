//! `hook`: what one saved webhook would do.

use std::path::Path;

use super::Failure;
use crate::clock::{Clock, SystemClock};
use crate::config::Settings;

/// Prints the event as JSON, or fails with the reason.
pub fn hook(settings: &Settings, source: &str, body: &Path, headers: &[String]) -> Result<(), Failure> {
    let Some(found) = settings.sources.iter().find(|s| s.name == source) else {
        let names: Vec<&str> = settings.sources.iter().map(|s| s.name.as_str()).collect();
        return Err(Failure::Usage(format!("no source is called {source:?}; there are: {}", names.join(", "))));
    };
    let raw = std::fs::read(body).map_err(|e| Failure::Usage(format!("cannot read {}: {e}", body.display())))?;
    let headers = headers.iter().map(|h| header(h)).collect::<Result<Vec<_>, _>>()?;
    let told = found.explain(&headers, &raw, SystemClock::default().now()).map_err(Failure::Failed)?;
    println!("{}", serde_json::to_string_pretty(&told).map_err(|e| Failure::Failed(e.to_string()))?);
    Ok(())
}

fn header(line: &str) -> Result<(String, String), Failure> {
    let (name, value) = line
        .split_once(':')
        .ok_or_else(|| Failure::Usage(format!("--header {line:?}: write it like 'X-Signature: abc'")))?;
    Ok((name.trim().to_owned(), value.trim().to_owned()))
}
