//! `recount`: proves that the counts scorecards read are those of the answers, or makes them so.
//!
//! Knows how to say it. Refuses to count.

use super::{Failure, open_beside};
use crate::config::Settings;
use crate::store::Recount;

/// Compares, and unless it is only a `check`, keeps what was counted.
pub async fn recount(settings: Settings, check: bool) -> Result<(), Failure> {
    let store = open_beside(&settings).await?;
    let found = if check { store.recount().await } else { store.recount_and_keep().await };
    store.close().await;
    let Recount { answers, hours, differ } = found?;
    let of = format!("{answers} answers in {hours} hours of a team and question");
    match (differ, check) {
        (0, _) => println!("{of}: kept and counted agree."),
        (differ, false) => println!("{of}: {differ} were kept otherwise. They now say what was counted."),
        (differ, true) => {
            return Err(Failure::Failed(format!(
                "{of}: {differ} were kept otherwise. Run `afterword recount` to keep what was counted"
            )));
        }
    }
    Ok(())
}
