//! `compare`: the weeks before a day beside the weeks after it, printed.

use std::io::Write;

use super::{CompareFormat, Failure, open};
use crate::clock::{Clock, SystemClock};
use crate::config::Settings;
use crate::domain::compare::{Refused, read_date};
use crate::flow;
use crate::present::{compare, text, words};

/// Compares what is stored now.
pub async fn compare(settings: Settings, team: &str, date: &str, format: CompareFormat) -> Result<(), Failure> {
    let Some(found) = settings.team(team) else {
        let names: Vec<&str> = settings.teams.iter().map(|t| t.name.as_str()).collect();
        return Err(Failure::Usage(format!("no team is called {team:?}; there are: {}", names.join(", "))));
    };
    let day = read_date(date).map_err(|e| Failure::Usage(format!("--date: {e}")))?;
    let store = open(&settings).await?;
    let found_out = flow::compare::around(&store, found, day, SystemClock::default().now()).await;
    store.close().await;
    let told = found_out?.map_err(|refused| {
        let said = text::plain(&words::compare_refused(found.voice(), found.name.as_str(), day, &refused));
        if refused == Refused::Future { Failure::Usage(format!("--date: {said}")) } else { Failure::Failed(said) }
    })?;
    let printed = match format {
        CompareFormat::Text => text::plain(&words::comparison(found.voice(), &told)),
        CompareFormat::Json => {
            serde_json::to_string_pretty(&compare::comparison(&told)).map_err(|e| Failure::Failed(e.to_string()))?
        }
    };
    Ok(writeln!(std::io::stdout().lock(), "{printed}")?)
}
