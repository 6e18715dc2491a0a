//! `credit`: moves a close's credit to another agent, for whoever holds the database.

use std::sync::Arc;

use super::{Failure, open_beside};
use crate::chance::Chance;
use crate::clock::SystemClock;
use crate::config::Settings;
use crate::flow::credit;
use crate::flow::{Ctx, staff};
use crate::present::words::{self, CreditOutcome};

/// Moves it beside a process that may be serving, and says what became of it.
pub async fn credit(
    settings: Settings,
    ticket: &str,
    source: Option<&str>,
    agent: &str,
    reason: &str,
) -> Result<(), Failure> {
    let store = open_beside(&settings).await?;
    let ctx = Ctx::without_chats(store, settings, Arc::new(SystemClock::default()), Arc::new(Chance::system()));
    staff::recall(&ctx).await?;
    let outcome = credit::by_operator(&ctx, ticket, source, agent, reason).await;
    ctx.store.close().await;
    let outcome = outcome?;
    let told = words::credit_words(&outcome);
    match outcome {
        CreditOutcome::Moved { .. } | CreditOutcome::Already { .. } => println!("{told}"),
        CreditOutcome::NoAgent | CreditOutcome::NoReason => return Err(Failure::Usage(told)),
        _ => return Err(Failure::Failed(told)),
    }
    Ok(())
}
