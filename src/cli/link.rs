//! `why --link`: a link to a question, for somebody to hand to the customer.

use std::sync::Arc;

use super::{Failure, open_beside};
use crate::chance::Chance;
use crate::clock::SystemClock;
use crate::config::Settings;
use crate::flow::Ctx;
use crate::flow::online::{self, Link};

/// Makes one and prints it, beside a process that may be serving.
pub async fn link(settings: Settings, ticket: &str, source: Option<&str>) -> Result<(), Failure> {
    let store = open_beside(&settings).await?;
    let ctx = Ctx::without_chats(store, settings, Arc::new(SystemClock::default()), Arc::new(Chance::system()));
    let made = online::link(&ctx, ticket, source).await;
    ctx.store.close().await;
    match made? {
        Link::Made(text) => print!("{text}"),
        Link::Refused(why) => return Err(Failure::Failed(why)),
    }
    Ok(())
}
