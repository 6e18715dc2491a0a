//! Answers questions: why a ticket was or was not asked about, how a week went, how the service stands.
//!
//! Everybody of a team reads states and reasons; who reads scores and comments is what the survey promised its customer,
//! whatever the team promises now. Refuses those who are not of a team.

use super::receive::{for_the_team, say};
use super::{Ctx, digest, promise};
use crate::chat::{Actor, Reply};
use crate::config::Team;
use crate::domain::calendar::Week;
use crate::domain::privacy::Viewer;
use crate::present::words::{self, Role, WhyJob, WhyTicket};
use crate::present::{self, Message};
use crate::store::{CreditMove, JobLine, RunState, StoreError, Story};

/// `/afterword why <ticket>`.
pub async fn why(ctx: &Ctx, by: &Actor, ticket: &str) -> Result<Reply, StoreError> {
    if !ctx.is_staff(&by.identity) {
        return Ok(for_the_team(ctx, by).await);
    }
    let stories = ctx.store.why(ticket, None).await?;
    if stories.is_empty() {
        return Ok(say(words::why_unknown(ticket)));
    }
    let told = |story: Story| {
        let team = ctx.team_of(&story.survey.team);
        tell(story, team, team.and_then(|t| viewer(ctx, t, by)))
    };
    Ok(say(words::why(&stories.into_iter().map(told).collect::<Vec<_>>())))
}

/// Who this person is to the team; `None`: nobody.
fn viewer(ctx: &Ctx, team: &Team, by: &Actor) -> Option<Viewer> {
    if ctx.staff.leads(team, &by.identity) {
        Some(Viewer::Lead)
    } else {
        ctx.staff.belongs(team, &by.identity).then_some(Viewer::Agent)
    }
}

/// A stored story in the words' own terms, for this viewer; shared with the command line.
pub fn tell(story: Story, team: Option<&Team>, viewer: Option<Viewer>) -> WhyTicket {
    let contact_ok = story.answers.iter().any(|a| a.contact_ok);
    let may_see_answers = viewer.is_some_and(|who| story.survey.privacy.shows_one_answer(who, contact_ok));
    let job =
        |j: JobLine| WhyJob { kind: j.kind, state: j.state, due_at: j.due_at, attempts: j.attempts, error: j.error };
    let told = |m: &CreditMove| words::Moved {
        ticket: m.ticket.clone(),
        from: m.from.clone(),
        to: m.to.clone(),
        reason: m.reason.clone(),
    };
    WhyTicket {
        source: story.source,
        ticket: story.ticket,
        subject: story.subject,
        close_seq: story.survey.close_seq,
        closed_at: story.survey.closed_at,
        state: story.survey.state,
        answers: story.answers,
        case: story.case.filter(|_| may_see_answers),
        credit: story.survey.agent,
        moves: story.moves.into_iter().map(|m| (told(&m), m.by, m.at)).collect(),
        may_see_answers,
        jobs: story.jobs.into_iter().map(job).collect(),
        zone: team.map_or(jiff::tz::TimeZone::UTC, |t| t.zone.clone()),
    }
}

/// `/afterword status`: what the operator's command tells, for managers.
pub async fn status(ctx: &Ctx, by: &Actor) -> Result<Reply, StoreError> {
    if !ctx.is_staff(&by.identity) {
        return Ok(for_the_team(ctx, by).await);
    }
    if !ctx.settings.teams.iter().any(|team| ctx.staff.leads(team, &by.identity)) {
        return Ok(say(words::status_not_allowed()));
    }
    let now = ctx.now();
    Ok(say(words::standing_in_chat(&ctx.store.standing(now).await?, now)))
}

/// `/afterword scorecard [team] [week]`.
pub async fn scorecard(ctx: &Ctx, by: &Actor, team: Option<&str>, week: Option<&str>) -> Result<Reply, StoreError> {
    if !ctx.is_staff(&by.identity) {
        return Ok(for_the_team(ctx, by).await);
    }
    let Some(team) = named_or_own(ctx, by, team) else {
        return Ok(no_such_team(ctx, by, team));
    };
    let week = match week.map(str::parse::<Week>) {
        None => Week::just_ended(ctx.now(), &team.zone),
        Some(Ok(week)) => week,
        Some(Err(bad)) => return Ok(say(words::week_not_understood(team.voice(), &bad.0))),
    };
    let card = digest::ask(&ctx.store, team, week, ctx.now()).await?;
    if !digest::may_be_shown(&card) {
        return Ok(say(words::scorecard_not_over(team.voice(), team.name.as_str())));
    }
    let mut message = present::scorecard::message(team.voice(), &card, None, false);
    message.blocks.extend(digest::corrections(ctx, &team.name, week).await?);
    let missed = ctx.store.runs(RunState::Missed).await?;
    let channels = missed.iter().filter(|run| run.team == team.name && run.week == week).count();
    message.blocks.extend((channels > 0).then(|| words::missed_line(team.voice(), week, channels)));
    message.blocks.extend(promise::below(ctx, &team.name, week, None).await?);
    Ok(say(message))
}

/// Of the teams this person is of, the one of this name, or the first. Another team's numbers are for its own people, as on
/// the dashboard: whoever names it is told what is said of one that does not exist.
pub(super) fn named_or_own<'a>(ctx: &'a Ctx, by: &Actor, name: Option<&str>) -> Option<&'a Team> {
    own(ctx, by).find(|t| name.is_none_or(|name| t.name.as_str().eq_ignore_ascii_case(name.trim())))
}

fn own<'a>(ctx: &'a Ctx, by: &Actor) -> impl Iterator<Item = &'a Team> {
    ctx.settings.teams.iter().filter(|t| ctx.staff.belongs(t, &by.identity))
}

/// This person is of no team of this name; the ones they are of.
pub(super) fn no_such_team(ctx: &Ctx, by: &Actor, name: Option<&str>) -> Reply {
    let names: Vec<String> = own(ctx, by).map(|t| t.name.to_string()).collect();
    say(words::team_not_found(ctx.voice_to(by), name.unwrap_or_default(), &names))
}

/// `/afterword help`: the commands this person can use.
pub async fn help(ctx: &Ctx, by: &Actor, not_understood: Option<&str>) -> Message {
    let leads = ctx.settings.teams.iter().any(|team| ctx.staff.leads(team, &by.identity));
    let role = match (leads, ctx.is_staff(&by.identity)) {
        (true, _) => Role::Manager,
        (false, true) => Role::Agent,
        (false, false) => return words::customer_help(ctx.reader(by).await, not_understood),
    };
    words::help(not_understood, role)
}
