//! An answer opens a case, or moves the one there is.
//!
//! Runs in the transaction that stores the answer: there is no answer without its case. Refuses to judge: `domain::case`
//! says what opens one.

use super::{lane, nudge, store};
use crate::domain::Timestamp;
use crate::domain::announce::Kind;
use crate::domain::case::{self, Case, Event, Mood};
use crate::domain::ids::{CaseId, Identity, Platform};
use crate::domain::job::{NewJob, Task};
use crate::domain::survey::{Answer, Effect, State, Survey};
use crate::flow::{Ctx, announce};
use crate::store::{StoreError, Tx};

/// Looks at what `effects` have just stored for a survey.
pub(in crate::flow) async fn look(
    ctx: &Ctx,
    tx: &Tx,
    before: &Survey,
    survey: &Survey,
    effects: &[Effect],
    now: Timestamp,
) -> Result<(), StoreError> {
    let by_score = effects.iter().any(|e| matches!(e, Effect::Record { .. }));
    if !by_score && !effects.iter().any(|e| matches!(e, Effect::RecordRemark(_))) {
        return Ok(());
    }
    let Some(team) = ctx.team_of(&survey.team) else { return Ok(()) };
    let answers = tx.answers(&survey.id).await?;
    let mood = team.cases.mood(&answers);
    if mood != Mood::Low && !matches!(before.state, State::Answered { .. }) {
        return Ok(()); // a first answer that is not low: there is no case, and none opens
    }
    let may_show = may_show(survey, &answers);
    let latest = tx.case_of(&survey.id).await?;
    if let Some(case) = &latest {
        let event = Event::Answered { mood, may_show, by_score };
        if let Ok((next, effects)) = case::apply(case, &team.cases, &event, now) {
            store(ctx, tx, team, &next, (&event, &effects), now).await?;
        }
    }
    if !case::opens(mood, may_show, latest.as_ref().map(|case| &case.state), by_score) {
        return Ok(());
    }
    let case = Case::open(CaseId::new(ctx.chance.id()), survey.id.clone(), team.name.clone(), now);
    tx.insert_case(&case, now).await?;
    announce::case(ctx, tx, &case, Kind::CaseOpened, now).await?;
    let card = Task::CaseCard { case: case.id.clone() };
    tx.enqueue(&NewJob::once(card, lane(ctx, team, home(survey)), now), now).await?;
    nudge(ctx, tx, team, &case, team.cases.due(now), now).await
}

/// Where the customer answered; where they can be reached, if it was on a page.
pub(in crate::flow) fn home(survey: &Survey) -> Option<Platform> {
    let asked = survey.state.message().map(|m| m.channel.platform);
    asked.or_else(|| survey.may_answer.iter().find_map(Identity::platform))
}

/// Whether the leads may see what this survey's customer answered.
pub(super) fn may_show(survey: &Survey, answers: &[Answer]) -> bool {
    survey.privacy.opens_a_case(answers.iter().any(|answer| answer.contact_ok))
}
