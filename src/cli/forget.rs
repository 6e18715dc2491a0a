//! `forget`: erases a person, beside a process that may be serving.

use std::sync::Arc;

use super::{Failure, open_beside};
use crate::chance::Chance;
use crate::clock::SystemClock;
use crate::config::Settings;
use crate::domain::ids::Identity;
use crate::flow::{Ctx, forget};
use crate::present::words;

/// Erases whoever is written like this.
pub async fn forget(settings: Settings, person: &str) -> Result<(), Failure> {
    let who: Identity = person.parse().map_err(|e| Failure::Usage(format!("forget: {e}")))?;
    let store = open_beside(&settings).await?;
    let ctx = Ctx::without_chats(store, settings, Arc::new(SystemClock::default()), Arc::new(Chance::system()));
    let done = forget::person(&ctx, &who).await;
    ctx.store.close().await;
    let done = done?;
    println!("{}", words::forgotten(done.found, done.called_off));
    Ok(())
}
