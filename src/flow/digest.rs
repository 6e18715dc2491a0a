//! A week over becomes a scorecard in the team's channel.
//!
//! The numbers are frozen with the run the first time they are drawn; every retry and every channel repeats them. The
//! picture is drawn off the async threads.

use super::deliver::{post, post_to_first};
use super::{Ctx, Held, insist, promise, store_failed_around_a_send};
use crate::config::Team;
use crate::domain::Timestamp;
use crate::domain::calendar::Week;
use crate::domain::crowd;
use crate::domain::ids::{Identity, MessageRef, Place, TeamName};
use crate::domain::job::{Ending, NewJob, Task};
use crate::domain::language::Language;
use crate::domain::privacy::Privacy;
use crate::domain::scorecard::headlines::Headlines;
use crate::domain::scorecard::{self, Scorecard, mix};
use crate::present::words::Voice;
use crate::present::{self, Block, Picture, Span, chart, json, words};
use crate::store::{CreditMove, Run, Store, StoreError, WeekRead};

/// What a frozen card has beside its numbers: its detail is in the language of its card, whatever the team speaks by then.
const LANGUAGE: &str = "language";

/// Counts a team's week as it stands now.
pub async fn count(ctx: &Ctx, team: &Team, week: Week) -> Result<Scorecard, StoreError> {
    count_at(&ctx.store, team, week, ctx.now()).await
}

/// Under what the week's answers were promised or what the team promises now, whichever is stricter.
async fn count_at(store: &Store, team: &Team, week: Week, now: Timestamp) -> Result<Scorecard, StoreError> {
    card_of(store.read_week(&team.name, week, &team.zone).await?, team, now).await
}

/// The headline numbers of weeks of a team as they stand now, each so many before `newest`, in that order. The weeks of their lines
/// are read once for all of them.
pub async fn headlines(ctx: &Ctx, team: &Team, newest: Week, back: &[usize]) -> Result<Vec<Headlines>, StoreError> {
    let Some(many) = back.iter().max().map(|oldest| oldest + 1) else { return Ok(Vec::new()) };
    let now = ctx.now();
    let mut all = Vec::with_capacity(back.len());
    for (nth, read) in ctx.store.read_weeks(&team.name, newest, many, &team.zone).await?.into_iter().enumerate() {
        if !back.contains(&nth) {
            continue;
        }
        let facts = read.headlines(&read.series(&team.series())).await?;
        all.push(match facts.headlines(team.privacy, now) {
            Some(headlines) => headlines,
            None => card_of(read, team, now).await?.into(),
        });
    }
    Ok(all)
}

async fn card_of(read: WeekRead<'_>, team: &Team, now: Timestamp) -> Result<Scorecard, StoreError> {
    let series = read.series(&team.series());
    let mut counted = read.count(&series, now).await?;
    let privacy = counted.facts.privacy.max(team.privacy);
    (counted.facts.privacy, counted.facts.provisional) = (privacy, privacy.is_unfinished(counted.facts.to, now));
    if mix::matters(&counted.facts) {
        counted.add_moves().await?;
    }
    let facts = match crowd::matters(&counted.facts) {
        true => counted.crowds().await?.thin(counted.facts),
        false => counted.facts,
    };
    Ok(scorecard::build(facts))
}

/// Whether this card may be shown to anybody yet: an unfinished week would tell who answered when, and what they changed.
pub fn may_be_shown(card: &Scorecard) -> bool {
    card.privacy.shows_week(card.provisional)
}

/// The week for somebody who asks, in a chat or on the command line. What was posted is shown again where its promise is strict: between two counts of one
/// week lies what one person changed.
pub async fn ask(store: &Store, team: &Team, week: Week, now: Timestamp) -> Result<Scorecard, StoreError> {
    let card = count_at(store, team, week, now).await?;
    if card.privacy != Privacy::Confidential {
        return Ok(card);
    }
    let posted = store.frozen_for(&team.name, week).await?;
    let posted = posted.and_then(|text| json::read(&serde_json::from_str(&text).ok()?).ok());
    Ok(posted.unwrap_or(card))
}

/// Runs one post-scorecard job.
pub async fn scorecard(ctx: &Ctx, job: &Held, run: i64) -> Ending {
    match post_scorecard(ctx, job, run).await {
        Ok(ending) => ending,
        Err(error) => store_failed_around_a_send(&error),
    }
}

async fn post_scorecard(ctx: &Ctx, job: &Held, id: i64) -> Result<Ending, StoreError> {
    let Some(run) = ctx.store.run(id).await? else { return Ok(Ending::Cancelled { why: "no such run".to_owned() }) };
    if run.message.is_some() {
        return Ok(Ending::Done);
    }
    let (card, voice) = match frozen(ctx, &run).await? {
        Ok(frozen) => frozen,
        Err(ending) => return Ok(ending),
    };
    let picture = match draw(voice, card.clone()).await {
        Ok(picture) => Some(picture),
        Err(problem) => {
            tracing::error!(problem, team = %run.team, "the picture could not be drawn; the scorecard goes without it");
            None
        }
    };
    let mut message = present::scorecard::message(voice, &card, picture, run.late).marked(marker(&run, "a"));
    message.blocks.extend(corrections(ctx, &run.team, run.week).await?);
    message.blocks.extend(promise::below(ctx, &run.team, run.week, Some(run.id)).await?);
    let place = Place::Channel { channel: run.channel.clone(), thread: None };
    let mut places = vec![(place, message.clone())];
    places.extend(managers(ctx, &run).into_iter().map(|person| {
        let mut instead = message.clone();
        instead.blocks.insert(0, words::scorecard_elsewhere(voice, &run.channel));
        (Place::Direct { person }, instead)
    }));
    let sent = match post_to_first(ctx, job, voice, &places).await {
        Ok(sent) => sent,
        Err(ending) => return Ok(ending),
    };
    if sent.channel != run.channel {
        tracing::warn!(team = %run.team, channel = %run.channel, "this channel takes no scorecard; a manager got it");
    }
    insist(job, || posted(ctx, job, &run, &sent)).await?;
    ctx.wake.notify_waiters();
    Ok(Ending::Done)
}

/// The line that says which credit was moved since the card before, if any was.
pub async fn corrections(ctx: &Ctx, team: &TeamName, week: Week) -> Result<Option<Block>, StoreError> {
    let told = |m: CreditMove| words::Moved { ticket: m.ticket, from: m.from, to: m.to, reason: m.reason };
    let moves: Vec<words::Moved> = ctx.store.credit_told(team, week).await?.into_iter().map(told).collect();
    let privacy = ctx.team_of(team).map(|t| t.privacy).unwrap_or_default();
    Ok(words::credit_moved_line(ctx.voice_of(team), &moves, privacy).map(|line| Block::Note(vec![Span::text(line)])))
}

/// The card is visible: say so, and have the detail follow, in one transaction.
async fn posted(ctx: &Ctx, job: &Held, run: &Run, sent: &MessageRef) -> Result<(), StoreError> {
    let now = ctx.now();
    let tx = ctx.store.begin().await?;
    tx.post_run(run.id, sent, now).await?;
    tx.enqueue(&NewJob::once(Task::PostDetail { run: run.id }, Some(run.channel.platform), now), now).await?;
    tx.finish(job, &Ending::Done, now, now).await?;
    tx.commit().await
}

/// Who gets the scorecard if its channel is gone, in configured order: the managers this platform knows.
fn managers(ctx: &Ctx, run: &Run) -> Vec<Identity> {
    let team = ctx.team_of(&run.team);
    let known = team.into_iter().flat_map(|t| &t.managers).filter(|m| m.platform() == Some(run.channel.platform));
    known.map(|m| ctx.placed(m)).collect()
}

/// Runs one post-detail job: the long version, in the scorecard's thread.
pub async fn detail(ctx: &Ctx, job: &Held, run: i64) -> Ending {
    match post_detail(ctx, job, run).await {
        Ok(ending) => ending,
        Err(error) => store_failed_around_a_send(&error),
    }
}

async fn post_detail(ctx: &Ctx, job: &Held, id: i64) -> Result<Ending, StoreError> {
    let Some(run) = ctx.store.run(id).await? else { return Ok(Ending::Cancelled { why: "no such run".to_owned() }) };
    let Some(head) = &run.message else { return Ok(Ending::Cancelled { why: "not posted".to_owned() }) };
    let (card, voice) = match frozen(ctx, &run).await? {
        Ok(frozen) => frozen,
        Err(ending) => return Ok(ending),
    };
    let mut message = present::scorecard::detail(voice, &card).marked(marker(&run, "b"));
    message.blocks.extend(promise::in_detail(ctx, &run.team, run.week).await?);
    let place = Place::Channel { channel: head.channel.clone(), thread: Some(head.id.clone()) };
    match post(ctx, job, voice, &place, &message).await {
        Ok(_) => Ok(Ending::Done),
        Err(ending) => Ok(ending),
    }
}

/// The numbers a run's card was posted with, and in which language; `None` if it has none that can be read.
pub(super) fn as_posted(ctx: &Ctx, run: &Run) -> Option<(Scorecard, Voice)> {
    thawed(ctx, run, run.frozen.as_deref()?)
}

/// A card that was frozen before its language was is in the one its team speaks now.
fn thawed(ctx: &Ctx, run: &Run, text: &str) -> Option<(Scorecard, Voice)> {
    let value: serde_json::Value = serde_json::from_str(text).ok()?;
    let spoken = value.get(LANGUAGE).and_then(|code| Language::from_locale(code.as_str()?));
    Some((json::read(&value).ok()?, spoken.map_or_else(|| ctx.voice_of(&run.team), Voice::of)))
}

/// The run's frozen numbers, counted and frozen now if nobody did. Every channel of one week shows the same.
async fn frozen(ctx: &Ctx, run: &Run) -> Result<Result<(Scorecard, Voice), Ending>, StoreError> {
    let text = match &run.frozen {
        Some(text) => text.clone(),
        None => freeze(ctx, run).await?,
    };
    Ok(thawed(ctx, run, &text).ok_or_else(|| Ending::Dead { why: "the frozen numbers do not parse".to_owned() }))
}

async fn freeze(ctx: &Ctx, run: &Run) -> Result<String, StoreError> {
    let tx = ctx.store.begin().await?;
    let shared = tx.frozen_for(&run.team, run.week).await?;
    drop(tx);
    let text = match (shared, ctx.team_of(&run.team)) {
        (Some(text), _) => text,
        (None, Some(team)) => {
            let mut card = count(ctx, team, run.week).await?;
            // The channel is read by agents, and most customers were told that their answer goes to the leads.
            card.quotes.retain(|_| card.privacy.quotes_to_the_team());
            // From here on it does not change.
            card.provisional = ctx.now() < card.to;
            let mut frozen = json::scorecard(&card);
            frozen[LANGUAGE] = team.language.code().into();
            frozen.to_string()
        }
        (None, None) => return Err(StoreError::Corrupt { table: "scorecard_run", problem: "unknown team".to_owned() }),
    };
    let tx = ctx.store.begin().await?;
    let frozen = tx.freeze_run(run.id, &text).await?;
    tx.tell_credit_moves(&run.team, run.week).await?;
    tx.tell_promises(&run.team, run.week).await?;
    tx.commit().await?;
    Ok(frozen)
}

/// Draws the card as a PNG with its alternative text.
pub async fn draw(voice: Voice, card: Scorecard) -> Result<Picture, String> {
    let drawn = tokio::task::spawn_blocking(move || {
        let png = chart::png(voice, &card).map_err(|e| e.to_string())?;
        Ok(Picture { png, name: file_name(&card), alt: chart::alt(voice, &card) })
    });
    drawn.await.unwrap_or_else(|_| Err("drawing stopped unexpectedly".to_owned()))
}

fn file_name(card: &Scorecard) -> String {
    let team: String = card.team.as_str().chars().filter(char::is_ascii_alphanumeric).take(40).collect();
    format!("scorecard-{}-{}.png", team.to_lowercase(), card.week)
}

/// Short, because Discord has nowhere to keep it unseen: it stands in the card's footer.
fn marker(run: &Run, part: &str) -> String {
    format!("{}-{}{part}", run.week, run.id)
}
