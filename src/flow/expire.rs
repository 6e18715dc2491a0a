//! The window of an unanswered survey ends.

use super::respond::carry_out;
use super::{Ctx, store_failed, until_fresh};
use crate::domain::ids::SurveyId;
use crate::domain::job::Ending;
use crate::domain::survey::{self, Event};
use crate::store::StoreError;

/// Runs one expire job.
pub async fn survey(ctx: &Ctx, id: &SurveyId) -> Ending {
    match until_fresh(|| end_window(ctx, id)).await {
        Ok(()) => Ending::Done,
        Err(error) => store_failed(&error),
    }
}

async fn end_window(ctx: &Ctx, id: &SurveyId) -> Result<(), StoreError> {
    let now = ctx.now();
    let tx = ctx.store.begin().await?;
    let Some(survey) = tx.survey(id).await? else { return Ok(()) };
    let answers = tx.answers(id).await?;
    if let Ok((next, effects)) = survey::apply(&survey, &answers, Event::WindowOver, now) {
        carry_out(ctx, &tx, &survey, &next, &effects, now).await?;
    }
    tx.commit().await
}
