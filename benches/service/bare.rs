//! The baseline: bare one-row durable commits, one after the other, in a process of their own so that the slow disk is
//! theirs too.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::child::Disk;
use crate::disk;

/// The first argument that makes this binary the baseline.
pub const ROLE: &str = "bare";
const LASTING: Duration = Duration::from_millis(1500);

/// Commits for a while and prints how many a second: `bare FILE`.
pub fn commit(arguments: &[String]) -> anyhow::Result<()> {
    let [file] = arguments else { anyhow::bail!("bare FILE") };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let disk = disk::Disk::new(Path::new(file)).await?;
        println!("{}", disk.commits_per_second(LASTING).await?);
        disk.close().await;
        Ok(())
    })
}

/// How many commits a second this disk gives.
pub fn per_second(folder: &Path, disk: &Disk) -> anyhow::Result<f64> {
    let file = tempfile::Builder::new().prefix("bare-").tempdir_in(folder)?;
    let mut command = Command::new(std::env::current_exe()?);
    command.arg(ROLE).arg(file.path().join("bare.db")).stdin(Stdio::null()).stderr(Stdio::inherit());
    let said = disk.under(command).output()?;
    anyhow::ensure!(said.status.success(), "the baseline failed: {}", said.status);
    Ok(String::from_utf8(said.stdout)?.trim().parse()?)
}
