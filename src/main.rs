//! Starts, and turns the outcome into an exit code: 0 done, 1 failed, 2 wrong usage or configuration, 3 refused.

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    // Two TLS stacks would make rustls ask which provider to use; there is one answer.
    drop(rustls::crypto::ring::default_provider().install_default());
    let cli = match afterword::cli::Cli::try_parse() {
        Ok(cli) => cli,
        Err(usage) => {
            drop(usage.print());
            return ExitCode::from(if usage.use_stderr() { 2 } else { 0 });
        }
    };
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("afterword: the runtime cannot start: {error}");
            return ExitCode::from(1);
        }
    };
    match runtime.block_on(cli.run()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("afterword: {failure}");
            ExitCode::from(failure.exit_code())
        }
    }
}
