//! Brings the visible prompt in line with its survey: thanks without a score, closed, called off.
//!
//! An edit shows the same thing however often it is made, so an ambiguous one is simply made again.

use super::{Ctx, store_failed};
use crate::chat::SendError;
use crate::domain::ids::SurveyId;
use crate::domain::job::{Ending, Job};
use crate::domain::survey::{State, Survey};
use crate::present::{Message, words};

/// Runs one amend job.
pub async fn prompt(ctx: &Ctx, job: &Job, id: &SurveyId) -> Ending {
    let survey = match ctx.store.survey(id).await {
        Ok(Some(survey)) => survey,
        Ok(None) => return Ending::Cancelled { why: "no such survey".to_owned() },
        Err(error) => return store_failed(&error),
    };
    let (Some(sent), Some(message)) = (survey.state.message(), closing_words(ctx, &survey)) else {
        return Ending::Done;
    };
    let Some(chat) = ctx.chat(sent.channel.platform) else { return Ending::Done };
    match chat.amend(sent, &message).await {
        Ok(()) | Err(SendError::Unreachable(_)) => Ending::Done, // a prompt that is gone needs no edit
        Err(SendError::Unknown(why)) => Ending::Retry { why },
        Err(error) => super::deliver::wait_or_retry(ctx, job, sent.channel.platform, error).await,
    }
}

fn closing_words(ctx: &Ctx, survey: &Survey) -> Option<Message> {
    let platform = survey.state.message()?.channel.platform;
    let person = survey.may_answer.iter().find(|i| i.platform() == Some(platform));
    let speaker = ctx.speaker(survey);
    Some(match &survey.state {
        State::Answered { .. } => words::thanked(speaker, &survey.id, person),
        State::Declined { .. } => words::declined_prompt(speaker, &survey.id),
        State::Expired { .. } => words::expired_prompt(speaker, &survey.id),
        State::Cancelled { why, .. } => words::cancelled_prompt(speaker, &survey.id, *why),
        _ => return None,
    })
}
