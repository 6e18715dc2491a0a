//! A folder on the disk under test, a quiet log, and a runtime.
//!
//! The folder is below `target/`, not in `/tmp`: on many machines that is memory, and a commit there proves nothing.

use std::process::ExitCode;

use tempfile::TempDir;

/// Runs the benchmark in a folder of its own, which is gone afterwards. Exit code 1 says that it failed, or that
/// something was lost.
pub fn run<F: Future<Output = anyhow::Result<()>>>(name: &str, bench: impl FnOnce(TempDir) -> F) -> ExitCode {
    // `cargo test --benches` runs benchmarks too, without this: nothing is to be measured then.
    if !std::env::args().any(|a| a == "--bench") {
        println!("{name}: nothing to test; run it with `cargo bench --bench {name}`");
        return ExitCode::SUCCESS;
    }
    let quiet = tracing_subscriber::fmt().with_max_level(tracing::Level::ERROR).with_writer(std::io::stderr);
    quiet.init();
    match measured(name, bench) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{name}: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn measured<F: Future<Output = anyhow::Result<()>>>(
    name: &str,
    bench: impl FnOnce(TempDir) -> F,
) -> anyhow::Result<()> {
    let folder = tempfile::Builder::new().prefix(&format!("{name}-")).tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(bench(folder))
}
