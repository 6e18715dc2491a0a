//! *How was this worked out?*, below a posted scorecard: its rules, inputs and formulas, for the one who asks.
//!
//! Tells of the numbers that were frozen when the card was posted, not of today's. Whoever reads the card's own channel, or
//! is of its team, is answered; a button that was carried elsewhere tells nobody anything. Records nothing.

use super::receive::say;
use super::{Ctx, digest};
use crate::chat::{Actor, Reply, Scene};
use crate::present;
use crate::present::words::{self, Speaker};
use crate::store::{Run, StoreError};

/// The button was pressed below this run's card.
pub async fn pressed(ctx: &Ctx, by: &Actor, at: &Scene, run: &str) -> Result<Reply, StoreError> {
    let unknown = || say(words::unknown_control(Speaker::ENGLISH));
    let Ok(id) = run.parse() else { return Ok(unknown()) };
    let Some(run) = ctx.store.run(id).await?.filter(|run| may_ask(ctx, by, at, run)) else { return Ok(unknown()) };
    Ok(digest::as_posted(ctx, &run)
        .map_or_else(unknown, |(card, voice)| say(present::scorecard::worked_out(voice, &card))))
}

fn may_ask(ctx: &Ctx, by: &Actor, at: &Scene, run: &Run) -> bool {
    let of_the_team = ctx.team_of(&run.team).is_some_and(|team| ctx.staff.belongs(team, &by.identity));
    let below_it = run.message.as_ref().is_some_and(|card| card.channel == at.channel);
    of_the_team || below_it
}
