//! A team's promise for a week: made, replaced, and marked with what became of it.
//!
//! Everybody of a team may make its promise and mark it; who is of the team is decided from what the platform vouches for
//! and from configuration, never from the button. What a posted scorecard says of a promise stays as it is: a mark that
//! comes later is told by the next one. Nobody's words go into a log.

use std::collections::BTreeMap;

use super::receive::say;
use super::{Ctx, until_fresh};
use crate::chat::{Actor, Reply, Scene};
use crate::config::Team;
use crate::domain::calendar::Week;
use crate::domain::control::PromiseAct;
use crate::domain::ids::{Platform, TeamName};
use crate::domain::promise::{Fate, MAX_PROMISE, Promise};
use crate::domain::ticket::clean_text;
use crate::present::words::{self, PromiseOutcome};
use crate::present::{Block, foreign};
use crate::store::{Promiser, StoreError, Tx};

/// Longest name that is kept.
const NAME_CHARS: usize = 80;

/// `/afterword promise [text]`.
pub async fn from_command(
    ctx: &Ctx,
    by: &Actor,
    at: &Scene,
    text: Option<&str>,
    dedupe: &str,
) -> Result<Reply, StoreError> {
    let own: Vec<&Team> = ctx.settings.teams.iter().filter(|t| ctx.staff.belongs(t, &by.identity)).collect();
    let here = |team: &&&Team| team.channels.contains(&at.channel) || team.support_channels.contains(&at.channel);
    let team = match own.as_slice() {
        [] => return Ok(say(words::promise_reply(ctx.voice_outside(by).await, &PromiseOutcome::NotAllowed))),
        [only] => *only,
        several => match several.iter().find(here) {
            Some(team) => *team,
            None => {
                let names = several.iter().map(|t| t.name.to_string()).collect();
                return Ok(say(words::promise_reply(ctx.voice_to(by), &PromiseOutcome::WhichTeam(names))));
            }
        },
    };
    match text {
        Some(text) => act(ctx, by, team, &Wanted { text: Some(text), fate: None, unclear: false }, dedupe).await,
        None => show(ctx, team).await,
    }
}

async fn show(ctx: &Ctx, team: &Team) -> Result<Reply, StoreError> {
    let week = Week::containing(ctx.now(), &team.zone);
    let this = ctx.store.promise_for(&team.name, week).await?;
    let before = ctx.store.promise_before(&team.name, week).await?;
    Ok(say(words::promises(team.voice(), &team.name, this.as_ref(), before.as_ref())))
}

/// A button below a scorecard or beside a promise.
pub async fn pressed(ctx: &Ctx, by: &Actor, about: &str, act: PromiseAct, dedupe: &str) -> Result<Reply, StoreError> {
    match act {
        PromiseAct::Make => open_form(ctx, by, about).await,
        PromiseAct::Mark(fate) => until_fresh(|| mark(ctx, by, about, fate, dedupe)).await,
        PromiseAct::Form => Ok(unknown(ctx, by).await),
    }
}

async fn unknown(ctx: &Ctx, by: &Actor) -> Reply {
    say(words::unknown_control(ctx.speaker_of(by).await))
}

/// The team of the scorecard a button sits below, and why there is nothing to be done if there is none.
async fn team_below<'a>(ctx: &'a Ctx, by: &Actor, run: &str) -> Result<Result<&'a Team, Reply>, StoreError> {
    let Some(run) = run.parse().ok() else { return Ok(Err(unknown(ctx, by).await)) };
    let Some(run) = ctx.store.run(run).await? else { return Ok(Err(unknown(ctx, by).await)) };
    let Some(team) = ctx.settings.team(run.team.as_str()) else { return Ok(Err(unknown(ctx, by).await)) };
    Ok(if ctx.staff.belongs(team, &by.identity) { Ok(team) } else { Err(not_of(team)) })
}

fn not_of(team: &Team) -> Reply {
    say(words::promise_reply(team.voice(), &PromiseOutcome::NotOfTheTeam { team: team.name.clone() }))
}

async fn open_form(ctx: &Ctx, by: &Actor, run: &str) -> Result<Reply, StoreError> {
    let team = match team_below(ctx, by, run).await? {
        Ok(team) => team,
        Err(reply) => return Ok(reply),
    };
    let week = Week::containing(ctx.now(), &team.zone);
    let this = ctx.store.promise_for(&team.name, week).await?;
    let before = ctx.store.promise_before(&team.name, week).await?;
    let form = words::promise_form(team.voice(), run, this.as_ref(), before.as_ref());
    Ok(Reply { message: None, in_place: false, form: Some(form) })
}

/// The form was sent.
pub async fn submitted(
    ctx: &Ctx,
    by: &Actor,
    run: &str,
    fields: &BTreeMap<String, String>,
    dedupe: &str,
) -> Result<Reply, StoreError> {
    let team = match team_below(ctx, by, run).await? {
        Ok(team) => team,
        Err(reply) => return Ok(reply),
    };
    let (text, fate) = words::read_promise_form(fields);
    let (fate, unclear) = fate.map_or((None, true), |fate| (fate, false));
    act(ctx, by, team, &Wanted { text: text.as_deref(), fate, unclear }, dedupe).await
}

/// What somebody wants noted.
struct Wanted<'a> {
    text: Option<&'a str>,
    fate: Option<Fate>,
    unclear: bool,
}

async fn act(ctx: &Ctx, by: &Actor, team: &Team, wanted: &Wanted<'_>, dedupe: &str) -> Result<Reply, StoreError> {
    let outcome = until_fresh(|| async {
        let tx = ctx.store.begin().await?;
        let outcome = inside(ctx, &tx, by, team, wanted, dedupe).await?;
        tx.commit().await?;
        Ok(outcome)
    })
    .await?;
    tracing::info!(team = %team.name, "a team's promise was dealt with");
    Ok(say(words::promise_reply(team.voice(), &outcome)))
}

async fn inside(
    ctx: &Ctx,
    tx: &Tx,
    by: &Actor,
    team: &Team,
    wanted: &Wanted<'_>,
    dedupe: &str,
) -> Result<PromiseOutcome, StoreError> {
    let now = ctx.now();
    let week = Week::containing(now, &team.zone);
    let text = wanted.text.and_then(|text| clean_text(text, usize::MAX));
    let (text, cut) = text.map_or((None, false), |text| {
        let (text, cut) = foreign::truncated(&text, MAX_PROMISE);
        (Some(text).filter(|text| foreign::line(text, MAX_PROMISE).is_some()), cut)
    });
    let stood = tx.promise_for(&team.name, week).await?;
    let before = tx.promise_before(&team.name, week).await?;
    // The same act, delivered again: it is answered as the first time, and changes nothing.
    let first = first_sight(tx, by, dedupe, now).await?;
    let name = by.name.as_deref().and_then(|n| clean_text(n, NAME_CHARS));
    let who = || Promiser { identity: &by.identity, name: name.as_deref() };
    let marked = match (wanted.fate, before) {
        (Some(fate), Some(before)) => {
            if first && before.fate != Some(fate) {
                tx.mark_promise(before.id, fate, who(), now).await?;
            }
            Some(Promise { fate: Some(fate), ..before })
        }
        _ => None,
    };
    let Some(text) = text else {
        return Ok(match marked {
            Some(promise) => PromiseOutcome::Marked { promise, posted: false },
            None => PromiseOutcome::Nothing { unclear: wanted.unclear },
        });
    };
    let same = stood.as_ref().is_some_and(|stood| stood.words == text);
    if first && !same {
        tx.make_promise(&team.name, week, &text, who(), now).await?;
    }
    let Some(made) = tx.promise_for(&team.name, week).await? else { return Err(StoreError::Stale) };
    let replaced = first && !same && stood.is_some();
    Ok(PromiseOutcome::Made { made, cut, replaced, marked, unclear: wanted.unclear })
}

async fn first_sight(tx: &Tx, by: &Actor, dedupe: &str, now: crate::domain::Timestamp) -> Result<bool, StoreError> {
    let platform = by.identity.platform().unwrap_or(Platform::Slack);
    tx.first_sight(platform, &by.identity.installation, dedupe, now).await
}

async fn mark(ctx: &Ctx, by: &Actor, about: &str, fate: Fate, dedupe: &str) -> Result<Reply, StoreError> {
    let Some(id) = about.parse().ok() else { return Ok(unknown(ctx, by).await) };
    let now = ctx.now();
    let tx = ctx.store.begin().await?;
    let promise = tx.promise(id).await?;
    let found = promise.and_then(|promise| Some((ctx.settings.team(promise.team.as_str())?, promise)));
    let Some((team, promise)) = found else {
        drop(tx);
        return Ok(unknown(ctx, by).await);
    };
    if !ctx.staff.belongs(team, &by.identity) {
        return Ok(not_of(team));
    }
    let name = by.name.as_deref().and_then(|n| clean_text(n, NAME_CHARS));
    if first_sight(&tx, by, dedupe, now).await? && promise.fate != Some(fate) {
        tx.mark_promise(id, fate, Promiser { identity: &by.identity, name: name.as_deref() }, now).await?;
    }
    let posted = tx.frozen_for(&team.name, promise.week).await?.is_some();
    tx.commit().await?;
    tracing::info!(team = %team.name, promise = id, fate = fate.as_str(), "somebody said what became of a promise");
    let promise = Promise { fate: Some(fate), ..promise };
    Ok(say(words::promise_reply(team.voice(), &PromiseOutcome::Marked { promise, posted })))
}

/// What the scorecard of this week says of promises: as it was frozen, or as it stands where it is not.
async fn of_week(ctx: &Ctx, team: &TeamName, week: Week) -> Result<Vec<Promise>, StoreError> {
    match ctx.store.promises_told(team, week).await? {
        Some(told) => Ok(told),
        None => Ok(ctx.store.promise_for(team, week).await?.into_iter().collect()),
    }
}

/// The last lines of a scorecard: last week's promise with its state, and where it is posted a button for this week's.
pub async fn below(ctx: &Ctx, team: &TeamName, week: Week, run: Option<i64>) -> Result<Vec<Block>, StoreError> {
    Ok(words::promise_lines(ctx.voice_of(team), week, &of_week(ctx, team, week).await?, run))
}

/// The same in the scorecard's thread, with the buttons that say what became of it.
pub async fn in_detail(ctx: &Ctx, team: &TeamName, week: Week) -> Result<Vec<Block>, StoreError> {
    Ok(words::promise_detail(ctx.voice_of(team), week, &of_week(ctx, team, week).await?))
}
