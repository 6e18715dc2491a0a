//! The overview, a team's weeks, and one week.
//!
//! Knows which numbers a week is shown by: those frozen for its scorecard, else those of now. Refuses to show an agent
//! anything but their own.

use super::{Guest, Here, cases};
use crate::config::Team;
use crate::domain::calendar::Week;
use crate::domain::privacy::Viewer;
use crate::domain::scorecard::Scorecard;
use crate::domain::scorecard::headlines::Headlines;
use crate::flow::digest;
use crate::flow::me::own_teams;
use crate::present::dashboard::teams::{self as page, OneWeek, TeamCard, WeekRow};
use crate::present::json;
use crate::store::StoreError;

/// So many weeks stand on one page.
const WEEKS: i32 = 8;
/// An agent sees so many of their own on the overview.
const OWN_WEEKS: i32 = 2;
/// And so many on the team's page.
const OWN_WEEKS_ALL: i32 = 6;

pub(super) async fn overview(guest: &Guest<'_>) -> Result<String, StoreError> {
    let ctx = guest.ctx;
    let mut led = Vec::new();
    for team in guest.leads() {
        let week = Week::just_ended(ctx.now(), &team.zone);
        let (card, _) = numbers(guest, team, week).await?;
        let open = ctx.store.count_live_cases(&team.name, None).await?;
        let card = Some(card).filter(digest::may_be_shown);
        led.push(TeamCard { team: team.name.to_string(), voice: team.voice(), week, card, open });
    }
    // Who only leads has their own under *People*.
    let is_agent = guest.teams.iter().any(|(_, viewer)| *viewer == Viewer::Agent);
    let mut own = if is_agent { own_teams(ctx, guest.person(), OWN_WEEKS).await? } else { Vec::new() };
    own.retain(|team| guest.led(&team.team).is_none());
    let cases = cases::held(guest).await?;
    Ok(page::overview(&guest.frame(Here::Overview), &led, &own, &cases))
}

/// What is shown of a week, and whether it was frozen for its scorecard.
async fn numbers(guest: &Guest<'_>, team: &Team, week: Week) -> Result<(Scorecard, bool), StoreError> {
    match posted(guest, team, week).await? {
        Some(card) => Ok((card, true)),
        None => Ok((digest::count(guest.ctx, team, week).await?, false)),
    }
}

/// A week as it was frozen for its scorecard, if it was.
async fn posted(guest: &Guest<'_>, team: &Team, week: Week) -> Result<Option<Scorecard>, StoreError> {
    let frozen = guest.ctx.store.frozen_for(&team.name, week).await?;
    Ok(frozen.and_then(|text| json::read(&serde_json::from_str(&text).ok()?).ok()))
}

/// The newest of these weeks and those before it: as posted, and what was not posted is counted.
async fn rows(guest: &Guest<'_>, team: &Team, newest: Week) -> Result<Vec<WeekRow>, StoreError> {
    let (mut rows, mut missing) = (Vec::new(), Vec::new());
    for (nth, week) in (0..WEEKS).map(|back| newest.back(back)).enumerate() {
        let shown = posted(guest, team, week).await?.map(Headlines::from);
        if shown.is_none() {
            missing.push(nth);
        }
        rows.push(WeekRow { week, frozen: shown.is_some(), shown });
    }
    let counted = digest::headlines(guest.ctx, team, newest, &missing).await?;
    for (nth, headlines) in missing.into_iter().zip(counted) {
        if let Some(row) = rows.get_mut(nth) {
            row.shown = Some(headlines);
        }
    }
    rows.iter_mut().for_each(|row| row.shown = row.shown.take().filter(Headlines::may_be_shown));
    Ok(rows)
}

pub(super) async fn weeks(guest: &Guest<'_>, name: &str, before: Option<&str>) -> Result<Option<String>, StoreError> {
    let ctx = guest.ctx;
    let Some((team, who)) = guest.team(name) else { return Ok(None) };
    let frame = guest.frame(Here::Team(team.name.as_str()));
    if who != Viewer::Lead {
        let mut own = own_teams(ctx, guest.person(), OWN_WEEKS_ALL).await?;
        own.retain(|o| o.team == team.name.as_str());
        return Ok(Some(page::own(&frame, team.name.as_str(), &own)));
    }
    let running = Week::containing(ctx.now(), &team.zone);
    let newest = match before.map(str::parse::<Week>) {
        None => running,
        Some(Ok(week)) if week <= running => week.back(1),
        Some(_) => return Ok(None),
    };
    let rows = rows(guest, team, newest).await?;
    let open = ctx.store.count_live_cases(&team.name, None).await?;
    let newer = (newest < running).then(|| Some(newest.back(-WEEKS - 1)).filter(|week| *week <= running));
    Ok(Some(page::weeks(&frame, team.name.as_str(), &rows, open, newer)))
}

pub(super) async fn week(guest: &Guest<'_>, name: &str, label: &str) -> Result<Option<String>, StoreError> {
    let ctx = guest.ctx;
    let (Some(team), Ok(week)) = (guest.led(name), label.parse::<Week>()) else { return Ok(None) };
    let running = Week::containing(ctx.now(), &team.zone);
    if week > running {
        return Ok(None);
    }
    let (card, frozen) = numbers(guest, team, week).await?;
    let moved = digest::corrections(ctx, &team.name, week).await?;
    let next = Some(week.back(-1)).filter(|next| *next <= running);
    let (card, voice) = (Some(card).filter(digest::may_be_shown), team.voice());
    let one = OneWeek { team: team.name.as_str(), voice, week, card, frozen, moved, next };
    Ok(Some(page::week(&guest.frame(Here::Team(team.name.as_str())), &one)))
}
