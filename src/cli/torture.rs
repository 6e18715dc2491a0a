//! `afterword torture`: how it is asked for, and what its outcome means to a shell.

use std::time::Duration;

use super::Failure;
use crate::torture::{Orders, run};

/// Nobody needs more than a week.
const LONGEST: f64 = 7.0 * 24.0 * 60.0;

pub(super) async fn torture(
    seed: u64,
    minutes: f64,
    database: Option<String>,
    processes: usize,
) -> Result<(), Failure> {
    if !(minutes > 0.0 && minutes <= LONGEST) {
        return Err(Failure::Usage("--minutes must be more than 0 and at most a week (10080)".to_owned()));
    }
    if processes == 0 || (processes > 1 && database.is_none()) {
        let remedy = "--processes must be at least 1; several need a PostgreSQL database (--database)";
        return Err(Failure::Usage(remedy.to_owned()));
    }
    let length = Duration::from_secs_f64(minutes * 60.0);
    let report = run(Orders { seed, length, database, processes }, &|line| eprintln!("{line}")).await?;
    println!("{report}");
    if report.is_clean() { Ok(()) } else { Err(Failure::Failed("something was lost or doubled".to_owned())) }
}
