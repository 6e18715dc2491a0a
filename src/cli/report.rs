//! `check`, `scorecard` and `why`: what is true now, printed.

use std::io::Write;
use std::path::Path;

use super::{Failure, ScorecardFormat, open};
use crate::clock::{Clock, SystemClock};
use crate::config::Settings;
use crate::domain::calendar::Week;
use crate::domain::privacy::Viewer;
use crate::domain::scorecard::Scorecard;
use crate::flow::{digest, explain};
use crate::present::words::Voice;
use crate::present::{self, json, page, text, words};
use crate::store::Story;

/// Says what the configuration means; errors were already reported by loading it.
pub fn check(settings: &Settings) -> Result<(), Failure> {
    print!("{}", settings.describe_check(SystemClock::default().now()));
    Ok(())
}

/// One team's week. Counted now, from what is stored.
pub async fn scorecard(
    settings: Settings,
    team: &str,
    week: Option<&str>,
    format: ScorecardFormat,
    out: Option<&Path>,
) -> Result<(), Failure> {
    let now = SystemClock::default().now();
    let Some(found) = settings.team(team) else {
        let names: Vec<&str> = settings.teams.iter().map(|t| t.name.as_str()).collect();
        return Err(Failure::Usage(format!("no team is called {team:?}; there are: {}", names.join(", "))));
    };
    let week = match week {
        None => Week::just_ended(now, &found.zone),
        Some(label) => label.parse().map_err(|e| Failure::Usage(format!("--week: {e}")))?,
    };
    let store = open(&settings).await?;
    let counted = digest::ask(&store, found, week, now).await;
    store.close().await;
    let card = counted?;
    if !digest::may_be_shown(&card) {
        return Err(Failure::Failed(text::plain(&words::scorecard_not_over(found.voice(), found.name.as_str()))));
    }
    write(out, &render(found.voice(), card, format).await?)
}

async fn render(voice: Voice, card: Scorecard, format: ScorecardFormat) -> Result<Vec<u8>, Failure> {
    Ok(match format {
        ScorecardFormat::Text => {
            let (head, detail) =
                (present::scorecard::message(voice, &card, None, false), present::scorecard::detail(voice, &card));
            format!("{}\n\n{}\n", text::plain(&head), text::plain(&detail)).into_bytes()
        }
        ScorecardFormat::Json => {
            let pretty = serde_json::to_string_pretty(&json::scorecard(&card));
            (pretty.map_err(|e| Failure::Failed(e.to_string()))? + "\n").into_bytes()
        }
        ScorecardFormat::Png => digest::draw(voice, card).await.map_err(Failure::Failed)?.png,
        ScorecardFormat::Html => page::html(voice, &card).into_bytes(),
    })
}

/// Tells the story of a ticket.
pub async fn why(settings: Settings, ticket: &str, source: Option<&str>) -> Result<(), Failure> {
    let store = open(&settings).await?;
    let stories = store.why(ticket, source).await?;
    store.close().await;
    if stories.is_empty() {
        return Err(Failure::Failed(text::plain(&words::why_unknown(ticket))));
    }
    let tell = |story: Story| {
        let team = settings.team(story.survey.team.as_str());
        explain::tell(story, team, Some(Viewer::Operator))
    };
    let told: Vec<_> = stories.into_iter().map(tell).collect();
    write(None, format!("{}\n", text::plain(&words::why(&told))).as_bytes())
}

fn write(out: Option<&Path>, bytes: &[u8]) -> Result<(), Failure> {
    match out {
        Some(path) => {
            std::fs::write(path, bytes).map_err(|e| Failure::Failed(format!("cannot write {}: {e}", path.display())))
        }
        None => Ok(std::io::stdout().lock().write_all(bytes)?),
    }
}
