//! `hook`: what one saved webhook would do.

use std::path::Path;

use super::Failure;
use crate::clock::{Clock, SystemClock};
use crate::config::Settings;
use crate::intake::{HeaderView, Signature};

/// Prints the event as JSON, or fails with the reason.
pub fn hook(settings: &Settings, source: &str, body: &Path, headers: &[String]) -> Result<(), Failure> {
    let Some(found) = settings.sources.iter().find(|s| s.name == source) else {
        let names: Vec<&str> = settings.sources.iter().map(|s| s.name.as_str()).collect();
        return Err(Failure::Usage(format!("no source is called {source:?}; there are: {}", names.join(", "))));
    };
    let raw = std::fs::read(body).map_err(|e| Failure::Usage(format!("cannot read {}: {e}", body.display())))?;
    let pairs = headers
        .iter()
        .map(|line| HeaderView::line(line).ok_or_else(|| bad_header(line)))
        .collect::<Result<Vec<_>, _>>()?;
    let signature = if pairs.is_empty() { Signature::Skipped } else { Signature::Required };
    if signature == Signature::Skipped {
        eprintln!("the signature was not checked: give the saved request's headers with --header to check it too");
    }
    let told = found
        .explain(&HeaderView::of(pairs), &raw, SystemClock::default().now(), signature)
        .map_err(Failure::Failed)?;
    println!("{}", serde_json::to_string_pretty(&told).map_err(|e| Failure::Failed(e.to_string()))?);
    Ok(())
}

fn bad_header(line: &str) -> Failure {
    Failure::Usage(format!("--header {line:?}: write it like 'X-Signature: abc'"))
}
