//! Somebody of the team takes a case, gives it back, or ends it: stored first, then answered, privately.
//!
//! Who may is decided from what the platform vouches for and from configuration, never from the button.

use std::collections::BTreeMap;

use super::{frozen_at, store};
use crate::chat::{Actor, Reply};
use crate::config::Team;
use crate::domain::case::{self, Case, Event, Handler, Refused};
use crate::domain::control::CaseAct;
use crate::domain::ids::{CaseId, Platform};
use crate::domain::survey::State;
use crate::flow::receive::say;
use crate::flow::{Ctx, until_fresh};
use crate::present::words;
use crate::store::{StoreError, Tx};

/// What was done: a button, or a form with its fields.
#[derive(Debug, Clone, Copy)]
pub struct Done<'a> {
    /// Which control.
    pub act: CaseAct,
    /// The form's fields; `None` for a button.
    pub fields: Option<&'a BTreeMap<String, String>>,
    /// Redelivery key.
    pub dedupe: &'a str,
}

/// A button of a case was pressed, or its form sent.
pub async fn act(ctx: &Ctx, by: &Actor, id: &CaseId, done: Done<'_>) -> Result<Reply, StoreError> {
    until_fresh(|| once(ctx, by, id, done)).await
}

async fn once(ctx: &Ctx, by: &Actor, id: &CaseId, done: Done<'_>) -> Result<Reply, StoreError> {
    let tx = ctx.store.begin().await?;
    let reply = inside(ctx, &tx, by, id, done).await?;
    tx.commit().await?;
    ctx.wake.notify_waiters();
    Ok(reply)
}

async fn inside(ctx: &Ctx, tx: &Tx, actor: &Actor, id: &CaseId, done: Done<'_>) -> Result<Reply, StoreError> {
    let now = ctx.now();
    let Some(case) = tx.case(id).await? else { return Ok(say(words::unknown_control(ctx.speaker_of(actor).await))) };
    let Some(team) = ctx.team_of(&case.team) else {
        return Ok(say(words::unknown_control(ctx.speaker_of(actor).await)));
    };
    let by = handler(ctx, team, actor);
    let event = match (done.act, done.fields) {
        (CaseAct::Take, None) => Event::Take { by },
        (CaseAct::NotActionable, None) => Event::NotActionable { by },
        (CaseAct::HandBack, None) => Event::HandBack { by },
        (CaseAct::Close, None) => return open_form(ctx, tx, actor, &case, &by).await,
        (CaseAct::Outcome, Some(fields)) => {
            let (outcome, note, wish) = words::read_case_form(fields);
            let ask_again = wish && may_invite(ctx, tx, &case).await?;
            Event::Close { by, outcome, note, ask_again }
        }
        _ => return Ok(say(words::unknown_control(ctx.speaker_of(actor).await))),
    };
    let (next, effects) = match case::apply(&case, &team.cases, &event, now) {
        Ok(applied) => applied,
        Err(refused) => return Ok(refuse(ctx, actor, &case, &refused).await),
    };
    // The same press, delivered again, was answered before: it finds the case as it left it and is refused above. One
    // that would fit once more (taken, given back, and the first press again) changes nothing.
    let platform = actor.identity.platform().unwrap_or(Platform::Slack);
    if tx.first_sight(platform, &actor.identity.installation, done.dedupe, now).await? {
        store(ctx, tx, team, &next, (&event, &effects), now).await?;
    }
    Ok(say(words::case_done(&event)))
}

fn handler(ctx: &Ctx, team: &Team, by: &Actor) -> Handler {
    Handler {
        identity: by.identity.clone(),
        belongs: ctx.staff.belongs(team, &by.identity),
        leads: ctx.staff.leads(team, &by.identity),
        is_bot: by.is_bot,
    }
}

async fn refuse(ctx: &Ctx, by: &Actor, case: &Case, refused: &Refused) -> Reply {
    tracing::info!(case = %case.id, reason = %refused, "an act on a case was refused");
    match refused {
        Refused::NotOfTheTeam if !ctx.is_staff(&by.identity) => say(words::for_the_team(ctx.speaker_of(by).await)),
        _ => say(words::case_refused(refused)),
    }
}

async fn open_form(ctx: &Ctx, tx: &Tx, actor: &Actor, case: &Case, by: &Handler) -> Result<Reply, StoreError> {
    if let Err(refused) = case::may_close(case, by) {
        return Ok(refuse(ctx, actor, case, &refused).await);
    }
    let form = words::case_form(&case.id, may_invite(ctx, tx, case).await?);
    Ok(Reply { message: None, in_place: false, form: Some(form) })
}

/// Whether the customer can still be asked once more: nobody did, and the answer can still be changed.
async fn may_invite(ctx: &Ctx, tx: &Tx, case: &Case) -> Result<bool, StoreError> {
    let Some(survey) = tx.survey(&case.survey).await? else { return Ok(false) };
    let State::Answered { at, .. } = survey.state else { return Ok(false) };
    let free = case.invitation.is_none() && !tx.was_invited(&case.survey).await?;
    Ok(free && !survey.may_answer.is_empty() && ctx.now() < frozen_at(at))
}
