//! Saying what is not tried, past the test harness's capture: who reads only the summary still learns of it.

use std::io::Write;

/// Says it on standard error.
pub fn said(what: std::fmt::Arguments<'_>) {
    drop(writeln!(std::io::stderr(), "{what}"));
}

/// Says that these tests are skipped because a program is not installed.
///
/// # Panics
/// When `AFTERWORD_TESTS_MUST_NOT_SKIP` is set, as in CI.
pub fn skipped(tests: &str, program: &str) {
    said(format_args!("SKIPPED: {tests} ({program} not installed)"));
    assert!(std::env::var_os("AFTERWORD_TESTS_MUST_NOT_SKIP").is_none(), "{program} is not installed");
}

/// Whether this program can be run here, for tests that run ours under it.
pub fn installed(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path).any(|folder| folder.join(program).is_file());
    if !found {
        skipped(&format!("what runs under {program}"), program);
    }
    found
}
