//! `afterword preview`: every customer message in every language, as each platform shows it.

use std::path::PathBuf;

use super::Failure;
use crate::chat::preview;
use crate::config::{Settings, Team};
use crate::domain::ids::{Identity, Platform};
use crate::domain::language::Language;
use crate::present::preview::{Shelf, html, keys};
use crate::present::specimen::customer;
use crate::present::words::Speaker;

/// What to show.
#[derive(Debug, clap::Args)]
pub(super) struct Preview {
    /// One language only: en, de, fr, es, pt or ja.
    #[arg(long)]
    language: Option<Language>,
    /// One platform only: slack or discord.
    #[arg(long)]
    platform: Option<Platform>,
    /// In this team's own words; the first configured team's if left out, ours without a configuration.
    #[arg(long)]
    team: Option<String>,
    /// List the keys that [team.words] takes, with their texts.
    #[arg(long)]
    keys: bool,
    /// Write a page here instead of text to standard output.
    #[arg(long, value_name = "FILE.html")]
    out: Option<PathBuf>,
}

/// Shows what was asked for. `settings` is absent where nothing is configured.
pub(super) fn preview(settings: Option<&Settings>, what: Preview) -> Result<(), Failure> {
    let team = team(settings, what.team.as_deref())?;
    if what.keys {
        print!("{}", keys(what.language.unwrap_or_default()));
        return Ok(());
    }
    let languages = what.language.map_or_else(|| Language::ALL.to_vec(), |language| vec![language]);
    let platforms = what.platform.map_or_else(|| Platform::ALL.to_vec(), |platform| vec![platform]);
    let mut shelves = Vec::new();
    for language in languages {
        let speaker = team.map_or(Speaker::plain(language), |team| team.speaker(Some(language)));
        for platform in &platforms {
            shelves.push(shelf(speaker, *platform).map_err(Failure::Failed)?);
        }
    }
    match what.out {
        Some(file) => std::fs::write(&file, html(&shelves))
            .map_err(|e| Failure::Failed(format!("cannot write {}: {e}", file.display()))),
        None => {
            shelves.iter().for_each(|shelf| println!("{}", shelf.text()));
            Ok(())
        }
    }
}

fn team<'a>(settings: Option<&'a Settings>, name: Option<&str>) -> Result<Option<&'a Team>, Failure> {
    let teams = settings.map(|s| s.teams.as_slice()).unwrap_or_default();
    match name {
        None => Ok(teams.first()),
        Some(name) => {
            let names: Vec<&str> = teams.iter().map(|t| t.name.as_str()).collect();
            let none = || Failure::Usage(format!("no team is called {name:?}; there are: {}", names.join(", ")));
            teams.iter().find(|t| t.name.as_str() == name).map(Some).ok_or_else(none)
        }
    }
}

fn shelf(speaker: Speaker<'_>, platform: Platform) -> Result<Shelf, String> {
    let person = match platform {
        Platform::Slack => Identity::slack("T1", "Mia"),
        Platform::Discord => Identity::discord("2201"),
    };
    let mut pieces = Vec::new();
    for (name, message) in customer::messages(speaker, &person) {
        let shown = preview::message(platform, &message).map_err(|limit| format!("{name}: {limit}"))?;
        pieces.push((name, shown));
    }
    for (name, form) in customer::forms(speaker) {
        let shown = preview::form(platform, &form).map_err(|limit| format!("form {name}: {limit}"))?;
        pieces.push((format!("form: {name}"), shown));
    }
    Ok(Shelf { language: speaker.language(), platform: platform.name().to_owned(), pieces })
}
