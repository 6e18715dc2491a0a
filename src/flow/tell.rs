//! Tells the team that a customer says it is not solved, where its cases go: in the chat where the customer was asked, if it
//! has a case channel there.

use super::deliver::{post, ticket_label};
use super::{Ctx, Held, case, store_failed_around_a_send};
use crate::domain::ids::{Place, SurveyId};
use crate::domain::job::Ending;
use crate::present::words::{self, Voice};
use crate::store::StoreError;

/// Runs one tell-team job.
pub async fn team(ctx: &Ctx, job: &Held, id: &SurveyId) -> Ending {
    match note(ctx, job, id).await {
        Ok(ending) => ending,
        Err(error) => store_failed_around_a_send(&error),
    }
}

async fn note(ctx: &Ctx, job: &Held, id: &SurveyId) -> Result<Ending, StoreError> {
    let nothing = |why: &str| Ok(Ending::Cancelled { why: why.to_owned() });
    let Some(survey) = ctx.store.survey(id).await? else { return nothing("no such survey") };
    let Some(ticket) = ctx.store.ticket(&survey.ticket).await? else { return nothing("no such ticket") };
    let Some(team) = ctx.team_of(&survey.team) else { return nothing("no such team") };
    let here = case::channel(team, case::open::home(&survey));
    let Some(channel) = here.or_else(|| team.channels.first()).cloned() else {
        return nothing("the team has no channel");
    };
    let here = survey.may_answer.iter().find(|i| i.platform() == Some(channel.platform));
    let Some(who) = here.or_else(|| survey.may_answer.first()) else { return nothing("nobody was asked") };
    let (label, link) = (ticket_label(&ticket.event.ticket), case::link(&ticket.event));
    let message = words::not_solved_note(label.as_deref(), link.as_deref(), who, survey.privacy)
        .marked(format!("not-solved-{id}"));
    match post(ctx, job, Voice::ENGLISH, &Place::Channel { channel, thread: None }, &message).await {
        Ok(_) => Ok(Ending::Done),
        Err(ending) => Ok(ending),
    }
}
