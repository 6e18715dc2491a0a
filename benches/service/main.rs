//! The figures of PRODUCT §9 but the scorecard's: the program as it is released, in a process of its own, beside the
//! reference and the bare commit in the same run, on the disk as it is and on a slow one.
//!
//! `cargo bench --bench service` takes about two minutes and prints Markdown. This binary is also the reference and the
//! baseline, under other names.

mod bare;
mod calls;
mod check;
mod child;
#[path = "../common/disk.rs"]
mod disk;
mod driver;
#[path = "../common/ground.rs"]
mod ground;
mod load;
mod platforms;
mod program;
mod reference;
mod report;
mod seed;
#[path = "../common/spread.rs"]
mod spread;
mod standing;

use std::process::ExitCode;

use child::Disk;
use platforms::Platforms;
use tempfile::TempDir;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let role = match arguments.split_first() {
        Some((role, rest)) if role == reference::ROLE => reference::serve(rest),
        Some((role, rest)) if role == bare::ROLE => bare::commit(rest),
        _ => return ground::run("service", bench),
    };
    match role {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("service: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn bench(folder: TempDir) -> anyhow::Result<()> {
    let load = report::load_average();
    let platforms = Platforms::start().await?;
    eprintln!("service: starting, sitting idle, draining …");
    let idle = standing::idle(folder.path(), &platforms).await?;
    let backlog = standing::backlog(folder.path(), &platforms).await?;
    let mut disks = Vec::new();
    for disk in [Disk::as_it_is(), Disk::slow(folder.path())?] {
        eprintln!("service: load, disk {} …", disk.name);
        disks.push(load::measure(folder.path(), &platforms, disk).await?);
    }
    report::print(&disks, &idle, &backlog, &load);
    Ok(())
}
