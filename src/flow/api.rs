//! What a program reads over `/api/v1`, as JSON.
//!
//! Knows which rows a token may see and in which weeks an answer would tell who gave it. Refuses to know HTTP, and to show
//! anything of an answer that was promised confidence beside its ticket.

pub(super) mod shape;

use std::collections::HashMap;

use serde_json::{Value, json};

use super::{Ctx, digest};
use crate::config::Team;
use crate::domain::calendar::Week;
use crate::domain::ids::TeamName;
use crate::present;
use crate::store::{Slice, StoreError};

/// A page of rows, and where to go on.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// The rows.
    pub items: Vec<Value>,
    /// The last row's time in milliseconds and its id, if there may be more.
    pub next: Option<(i64, String)>,
}

/// What became of asking for a scorecard.
#[derive(Debug, Clone, PartialEq)]
pub enum Card {
    /// The same JSON as `scorecard --format json`.
    Found(Box<Value>),
    /// The team promises confidence, and the week is not over.
    NotOver,
    /// No such team or week.
    Unknown,
}

/// These teams, as they are configured.
pub fn teams(ctx: &Ctx, names: &[String]) -> Vec<Value> {
    names.iter().filter_map(|name| ctx.settings.team(name)).map(shape::team).collect()
}

/// One team.
pub fn team(team: &Team) -> Value {
    shape::team(team)
}

/// Closes.
pub async fn tickets(ctx: &Ctx, slice: &Slice, words: bool) -> Result<Page, StoreError> {
    let (rows, next) = ctx.store.closes_page(slice).await?;
    Ok(Page { items: rows.iter().map(|row| shape::ticket(row, words)).collect(), next })
}

/// Answers, without those that were given in confidence, and without every other one of such a week: next to answers that
/// can be told apart, the others could be worked out.
pub async fn answers(ctx: &Ctx, slice: &Slice, words: bool) -> Result<Page, StoreError> {
    let (rows, next) = ctx.store.answers_page(slice).await?;
    let mut sealed: HashMap<(TeamName, Week), bool> = HashMap::new();
    let mut items = Vec::new();
    for row in &rows {
        let team = &row.close.survey.team;
        let zone = ctx.settings.team(team.as_str()).map_or(jiff::tz::TimeZone::UTC, |t| t.zone.clone());
        let week = Week::containing(row.answer.first_at, &zone);
        let is_sealed = match sealed.get(&(team.clone(), week)) {
            Some(known) => *known,
            None => {
                let (from, to) = week.span(&zone);
                let is = ctx.store.confidential_between(team, from, to).await?;
                sealed.insert((team.clone(), week), is);
                is
            }
        };
        if !is_sealed {
            items.push(shape::answer(row, words));
        }
    }
    Ok(Page { items, next })
}

/// Cases, without those about answers that were given in confidence.
pub async fn cases(ctx: &Ctx, slice: &Slice, words: bool) -> Result<Page, StoreError> {
    let (rows, next) = ctx.store.cases_page(slice).await?;
    Ok(Page { items: rows.iter().map(|row| shape::case(row, words)).collect(), next })
}

/// One team's week; customers are quoted in it where `words` or their promise says so.
pub async fn scorecard(ctx: &Ctx, team: &str, week: &str, words: bool) -> Result<Card, StoreError> {
    let (Some(team), Ok(week)) = (ctx.settings.team(team), week.parse::<Week>()) else { return Ok(Card::Unknown) };
    let now = ctx.now();
    if week.span(&team.zone).0 > now {
        return Ok(Card::Unknown);
    }
    let mut card = digest::ask(&ctx.store, team, week, now).await?;
    if !digest::may_be_shown(&card) {
        return Ok(Card::NotOver);
    }
    card.quotes.retain(|_| shape::shows_words(card.privacy, words));
    Ok(Card::Found(Box::new(json!(present::json::scorecard(&card)))))
}
