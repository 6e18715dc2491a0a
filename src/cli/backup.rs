//! `backup`: a copy that is whole or not there at all, while the program runs.

use std::path::Path;

use super::{Failure, open_beside};
use crate::clock::{Clock, SystemClock};
use crate::config::Settings;
use crate::domain::standing::Backup;
use crate::present::words;

/// Writes the copy and notes it for `status`.
pub async fn backup(settings: Settings, file: &Path) -> Result<(), Failure> {
    let at = SystemClock::default().now();
    let store = open_beside(&settings).await?;
    let bytes = store.backup(file).await.map_err(|e| Failure::Failed(e.to_string()))?;
    let tx = store.begin().await?;
    tx.note_backup(&Backup { at, bytes }).await?;
    tx.commit().await?;
    store.close().await;
    println!("{}", words::backup_made(&file.display().to_string(), bytes));
    Ok(())
}
