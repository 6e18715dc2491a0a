//! Answers questions: why a ticket was or was not asked about, and how a week went.
//!
//! States and reasons only: a score or a comment is never part of `why`. Refuses those who are not of the team.

use super::receive::say;
use super::{Ctx, digest};
use crate::chat::{Actor, Reply};
use crate::config::Team;
use crate::domain::calendar::Week;
use crate::present::words::{self, WhyTicket};
use crate::present;
use crate::store::{StoreError, Story};

/// How many closes of one ticket are told about in a chat.
const STORIES: usize = 5;

/// `/afterword why <ticket>`.
pub async fn why(ctx: &Ctx, by: &Actor, ticket: &str) -> Result<Reply, StoreError> {
    if !ctx.is_staff(&by.identity) {
        return Ok(say(words::staff_only()));
    }
    let stories = ctx.store.why(ticket, None).await?;
    if stories.is_empty() {
        return Ok(say(words::why_unknown(ticket)));
    }
    let told: Vec<WhyTicket> = stories.iter().take(STORIES).map(|s| tell(ctx, s)).collect();
    Ok(say(words::why(&told)))
}

/// A stored story in the words' own terms; shared with the command line.
pub fn tell(ctx: &Ctx, story: &Story) -> WhyTicket {
    told(story, ctx.team_of(&story.survey.team))
}

/// The same without a running application.
pub fn told(story: &Story, team: Option<&Team>) -> WhyTicket {
    let zone = team.map_or(jiff::tz::TimeZone::UTC, |t| t.zone.clone());
    WhyTicket {
        source: story.source.clone(),
        ticket: story.ticket.clone(),
        subject: story.subject.clone(),
        team: story.survey.team.to_string(),
        closed_at: story.survey.closed_at,
        credited: story.survey.agent.clone(),
        state: story.survey.state.clone(),
        zone,
        waiting: story
            .jobs
            .iter()
            .filter(|j| matches!(j.state.as_str(), "available" | "executing" | "unknown" | "dead"))
            .map(|j| words::WaitingJob {
                kind: j.kind.clone(),
                state: j.state.clone(),
                due_at: j.due_at,
                attempts: j.attempts,
                error: j.error.clone(),
            })
            .collect(),
    }
}

/// `/afterword scorecard [team] [week]`.
pub async fn scorecard(
    ctx: &Ctx,
    by: &Actor,
    team: Option<&str>,
    week: Option<&str>,
) -> Result<Reply, StoreError> {
    if !ctx.is_staff(&by.identity) {
        return Ok(say(words::staff_only()));
    }
    let own = || ctx.settings.teams.iter().find(|t| ctx.staff.belongs(t, &by.identity));
    let named = |n: &str| ctx.settings.teams.iter().find(|t| t.name.as_str().eq_ignore_ascii_case(n.trim()));
    let found = match team {
        Some(name) => named(name),
        None => own(),
    };
    let Some(team) = found else {
        let names: Vec<&str> = ctx.settings.teams.iter().map(|t| t.name.as_str()).collect();
        return Ok(say(words::no_such_team(team.unwrap_or_default(), &names)));
    };
    let week = match week.map(str::parse::<Week>) {
        None => Week::just_ended(ctx.now(), &team.zone),
        Some(Ok(week)) => week,
        Some(Err(bad)) => return Ok(say(words::bad_week(&bad.to_string()))),
    };
    let card = digest::count(ctx, team, week).await?;
    Ok(say(present::scorecard::message(&card, None, false)))
}
