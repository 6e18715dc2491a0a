//! Commands that write, beside a process that may be serving.
//!
//! On PostgreSQL a command writes like any other process. SQLite has one writer: if nobody serves, the command takes the
//! lock and is that writer; if somebody does, it asks them through `app::hatch`.

use std::path::Path;
use std::sync::Arc;

use secrecy::ExposeSecret;

use super::Failure;
use crate::app::hatch;
use crate::chance::Chance;
use crate::clock::SystemClock;
use crate::config::Settings;
use crate::flow::Ctx;
use crate::flow::order::{self, Order, Told};
use crate::store::{OpenError, Store};

/// Has the order carried out, by whoever can.
pub async fn give(settings: Settings, order: Order) -> Result<Told, Failure> {
    match Store::open_to_write(settings.database_url.expose_secret()).await {
        Ok(store) => {
            let ctx = Ctx::without_chats(store, settings, Arc::new(SystemClock::default()), Arc::new(Chance::system()));
            let told = order::carry_out(&ctx, order).await;
            ctx.store.close().await;
            Ok(told?)
        }
        Err(OpenError::Locked { file, pid, lock }) => match hatch::order(Path::new(&file), &order).await {
            Ok(told) => Ok(told),
            Err(error) => Err(Failure::Refused(format!(
                "{} (it was asked to do this itself, through {}, and did not answer: {})",
                OpenError::Locked { lock, pid, file: file.clone() },
                hatch::beside(Path::new(&file)).display(),
                error.kind()
            ))),
        },
        Err(other) => Err(other.into()),
    }
}

/// Prints what came of an order.
pub fn print(told: Told) -> Result<(), Failure> {
    if !told.done {
        return Err(Failure::Failed(told.text));
    }
    print!("{}", told.text);
    Ok(())
}
