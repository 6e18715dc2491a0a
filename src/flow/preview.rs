//! `/afterword preview [language]`: an agent sees, alone, what a customer would be asked.
//!
//! The buttons carry the id of no survey: pressing one stores nothing and says so. Writes nothing.

use super::Ctx;
use super::receive::{for_the_team, say};
use crate::chat::{Actor, Reply};
use crate::domain::ids::SurveyId;
use crate::domain::language::Language;
use crate::present::words::{self, Prompt, Speaker};
use crate::store::StoreError;

/// What the id of a rehearsed question begins with; no survey's does ([`crate::chance::Chance::id`] has no `-`).
const REHEARSED: &str = "preview-";

/// The prompt, for whoever belongs to a team.
pub async fn show(ctx: &Ctx, by: &Actor, language: Option<&str>) -> Result<Reply, StoreError> {
    let Some(team) = ctx.settings.teams.iter().find(|t| ctx.staff.belongs(t, &by.identity)) else {
        return Ok(for_the_team(ctx, by).await);
    };
    let language = match language.map(|l| (l, Language::from_locale(l))) {
        None => ctx.speaker_of(by).await.language(),
        Some((_, Some(language))) => language,
        Some((asked, None)) => return Ok(say(words::language_not_found(asked))),
    };
    let Some(instrument) = team.rules.instruments.first() else { return Ok(Reply::default()) };
    let speaker = team.speaker(Some(language));
    let label = words::ticket_number(speaker, "482");
    let message = words::prompt(
        speaker,
        &Prompt {
            survey: &SurveyId::new(format!("{REHEARSED}{language}")),
            person: &by.identity,
            ticket_label: Some(&label),
            instrument,
            privacy: team.privacy,
        },
    );
    Ok(say(message))
}

/// What pressing a button of a preview is answered with; `None` for every other button.
pub(super) fn pressed(survey: &SurveyId) -> Option<Reply> {
    let language = survey.as_str().strip_prefix(REHEARSED)?.parse().ok()?;
    Some(say(words::rehearsal(Speaker::plain(language))))
}
