//! *How was this worked out?*, below a posted scorecard: its rules, inputs and formulas, for the one who asks.
//!
//! Tells of the numbers that were frozen when the card was posted, not of today's. Whoever reads the card's own channel, or
//! is of its team, is answered; a button that was carried elsewhere tells nobody anything. Records nothing.

use super::receive::say;
use super::{Ctx, digest};
use crate::chat::{Actor, Reply, Scene};
use crate::present;
use crate::present::words;
use crate::store::{Run, StoreError};

/// The button was pressed below this run's card.
pub async fn pressed(ctx: &Ctx, by: &Actor, at: &Scene, run: &str) -> Result<Reply, StoreError> {
    let run = match run.parse() {
        Ok(id) => ctx.store.run(id).await?.filter(|run| may_ask(ctx, by, at, run)),
        Err(_) => None,
    };
    Ok(say(match run.and_then(|run| digest::as_posted(ctx, &run)) {
        Some((card, voice)) => present::scorecard::worked_out(voice, &card),
        None => words::unknown_control(ctx.speaker_of(by).await),
    }))
}

fn may_ask(ctx: &Ctx, by: &Actor, at: &Scene, run: &Run) -> bool {
    let of_the_team = ctx.team_of(&run.team).is_some_and(|team| ctx.staff.belongs(team, &by.identity));
    let below_it = run.message.as_ref().is_some_and(|card| card.channel == at.channel);
    of_the_team || below_it
}
