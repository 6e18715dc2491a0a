//! `status` and `dead`: how everything stands, and what becomes of what was set aside.

use clap::Subcommand;

use super::{Failure, open, open_beside};
use crate::clock::{Clock, SystemClock};
use crate::config::Settings;
use crate::present::{json, text, words};

/// What to do with dead letters.
#[derive(Debug, Subcommand)]
pub enum Dead {
    /// Show the newest with their reasons.
    List,
    /// Try one, or all, again. What may have been seen is looked for before it is sent again.
    Retry {
        /// Its number.
        #[arg(required_unless_present = "all", conflicts_with = "all")]
        id: Option<i64>,
        /// Every one.
        #[arg(long)]
        all: bool,
    },
    /// Give one up for good.
    Drop {
        /// Its number.
        id: i64,
    },
}

/// What to do with receivers of webhooks.
#[derive(Debug, Subcommand)]
pub enum Webhook {
    /// Tell one again that said it is gone.
    Enable {
        /// Its configured name.
        name: String,
    },
}

/// Tells a receiver again.
pub async fn webhook(settings: Settings, act: Webhook) -> Result<(), Failure> {
    let Webhook::Enable { name } = act;
    let store = open_beside(&settings).await?;
    let tx = store.begin().await?;
    let changed = tx.turn_webhook_on(&name).await?;
    tx.commit().await?;
    store.close().await;
    if !changed {
        return Err(Failure::Failed(words::WEBHOOK_NOT_OFF.to_owned()));
    }
    println!("{}", words::WEBHOOK_ON);
    Ok(())
}

/// Prints how everything stands.
pub async fn status(settings: Settings, json: bool) -> Result<(), Failure> {
    let now = SystemClock::default().now();
    let store = open(&settings).await?;
    let standing = store.standing(now).await?;
    store.close().await;
    if json {
        let pretty = serde_json::to_string_pretty(&json::standing(&standing));
        println!("{}", pretty.map_err(|e| Failure::Failed(e.to_string()))?);
    } else {
        println!("{}", text::plain(&words::standing(&standing, now)));
    }
    Ok(())
}

/// Lists, retries or drops.
pub async fn dead(settings: Settings, act: Dead) -> Result<(), Failure> {
    let now = SystemClock::default().now();
    if matches!(act, Dead::List) {
        let store = open(&settings).await?;
        let standing = store.standing(now).await?;
        store.close().await;
        println!("{}", text::plain(&words::dead_letters(&standing)));
        return Ok(());
    }
    let store = open_beside(&settings).await?;
    let tx = store.begin().await?;
    let changed = match act {
        Dead::Retry { id, .. } => tx.revive(id, now).await?,
        Dead::Drop { id } => u64::from(tx.drop_dead(id, now).await?),
        Dead::List => 0,
    };
    tx.commit().await?;
    store.close().await;
    match (changed, act) {
        (0, Dead::Retry { all: true, .. }) => println!("{}", words::DEAD_NONE),
        (0, _) => return Err(Failure::Failed(words::DEAD_UNKNOWN.to_owned())),
        (n, Dead::Retry { .. }) => println!("{}", words::dead_retried(n)),
        _ => println!("{}", words::DEAD_DROPPED),
    }
    Ok(())
}
