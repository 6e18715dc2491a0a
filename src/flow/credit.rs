//! A manager moves a close's credit to another agent of the team, with a reason.
//!
//! Commits together: survey, answers, and the row that says who, when, from, to and why. What is posted stays as it was;
//! the next scorecard says that credit was moved. Refuses those who do not lead the ticket's team.

use super::receive::{for_the_team, say};
use super::{Ctx, until_fresh};
use crate::chat::{Actor, Reply};
use crate::config::Team;
use crate::domain::calendar::Week;
use crate::domain::credit::Credit;
use crate::domain::ticket::clean_text;
use crate::present::words::{self, CreditOutcome};
use crate::store::{Mover, StoreError, Story};

/// Longest reason that is kept, in characters.
const REASON_CHARS: usize = 200;

/// `/afterword credit <ticket> @agent <reason>`.
pub async fn from_command(
    ctx: &Ctx,
    by: &Actor,
    ticket: &str,
    agent: Option<Actor>,
    reason: Option<&str>,
) -> Result<Reply, StoreError> {
    let told = |outcome: &CreditOutcome| say(words::credit_reply(outcome));
    if !ctx.is_staff(&by.identity) {
        return Ok(for_the_team(ctx, by).await);
    }
    if !ctx.settings.teams.iter().any(|team| ctx.staff.leads(team, &by.identity)) {
        return Ok(told(&CreditOutcome::NotAllowed));
    }
    let Some(agent) = agent.filter(|a| !a.is_bot) else { return Ok(told(&CreditOutcome::NoAgent)) };
    let Some(reason) = reason.and_then(|r| clean_text(r, REASON_CHARS)) else {
        return Ok(told(&CreditOutcome::NoReason));
    };
    let to = Credit::to(&agent.identity, agent.name.as_deref().and_then(|n| clean_text(n, 80)).as_deref());
    let may = |team: &Team| ctx.staff.leads(team, &by.identity);
    let id = by.identity.to_string();
    let mover = Mover { id: &id, name: by.name.as_deref() };
    Ok(told(&moved(ctx, (ticket, None), &to, &reason, &mover, &may).await?))
}

/// `afterword credit TICKET --agent A --reason R`: whoever holds the database may.
pub async fn by_operator(
    ctx: &Ctx,
    ticket: &str,
    source: Option<&str>,
    agent: &str,
    reason: &str,
) -> Result<CreditOutcome, StoreError> {
    let Some(reason) = clean_text(reason, REASON_CHARS) else { return Ok(CreditOutcome::NoReason) };
    let Some(agent) = clean_text(agent, 255) else { return Ok(CreditOutcome::NoAgent) };
    let mover = Mover { id: "operator", name: None };
    moved(ctx, (ticket, source), &Credit::from(agent.as_str()), &reason, &mover, &|_| true).await
}

async fn moved(
    ctx: &Ctx,
    (ticket, source): (&str, Option<&str>),
    to: &Credit,
    reason: &str,
    by: &Mover<'_>,
    may: &(dyn Fn(&Team) -> bool + Sync),
) -> Result<CreditOutcome, StoreError> {
    until_fresh(|| async {
        let stories = ctx.store.why(ticket, source).await?;
        if stories.is_empty() {
            return Ok(CreditOutcome::NoTicket(ticket.to_owned()));
        }
        let theirs: Vec<&Story> = stories.iter().filter(|s| ctx.team_of(&s.survey.team).is_some_and(may)).collect();
        let Some(story) = theirs.first() else { return Ok(CreditOutcome::NotAllowed) };
        if theirs.iter().any(|other| other.survey.ticket != story.survey.ticket) {
            return Ok(CreditOutcome::Ambiguous(ticket.to_owned()));
        }
        let Some(team) = ctx.team_of(&story.survey.team) else { return Ok(CreditOutcome::NotAllowed) };
        one(ctx, story, team, to, reason, by).await
    })
    .await
}

async fn one(
    ctx: &Ctx,
    story: &Story,
    team: &Team,
    to: &Credit,
    reason: &str,
    by: &Mover<'_>,
) -> Result<CreditOutcome, StoreError> {
    let known = to.identity().into_iter().chain(ctx.staff.reached_by(&to.id));
    if !known.into_iter().any(|identity| ctx.staff.belongs(team, &identity)) {
        return Ok(CreditOutcome::NotOnTheTeam { agent: to.clone(), team: team.name.clone() });
    }
    if story.survey.agent.as_ref().is_some_and(|now| now.id == to.id) {
        return Ok(CreditOutcome::Already { agent: to.clone() });
    }
    let tx = ctx.store.begin().await?;
    tx.move_credit(&story.survey, &story.ticket, to, by, reason, ctx.now()).await?;
    tx.commit().await?;
    tracing::info!(survey = %story.survey.id, team = %team.name, "credit was moved");
    let week = story.answers.first().map_or(story.survey.closed_at, |answer| answer.first_at);
    let posted = ctx.store.is_frozen(&team.name, Week::containing(week, &team.zone)).await?;
    let (ticket, from) = (story.ticket.clone(), story.survey.agent.clone());
    Ok(CreditOutcome::Moved { ticket, from, to: to.clone(), posted })
}
