//! `afterword torture` itself, for a few seconds: it ends well, and says so. The long form, on both databases:
//! `AFTERWORD_TORTURE="--seed 7 --minutes 10" cargo test --test it torture -- --nocapture`.

use std::process::{Command, Output, Stdio};

use crate::postgres;
use crate::wheel::Wheel;
use crate::world::{START, at};

/// On a clock that can be wound, so that leases and Mondays take no time.
fn tortured(arguments: &[&str]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    let wheel = Wheel::new(folder.path().join("clock"), at(START));
    let mut command = Command::new(env!("CARGO_BIN_EXE_afterword"));
    command.arg("torture").args(arguments).envs(wheel.environment()).env("TMPDIR", folder.path());
    command.stdin(Stdio::null()).output().unwrap()
}

fn survives(further: &[&str]) {
    let orders = std::env::var("AFTERWORD_TORTURE").unwrap_or_else(|_| "--seed 1 --minutes 0.1".to_owned());
    let arguments: Vec<&str> = orders.split_whitespace().chain(further.iter().copied()).collect();
    let output = tortured(&arguments);
    let (said, told) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.status.code(), Some(0), "{said}\n{told}");
    let figures = said.lines().last().unwrap_or_default();
    assert!(figures.contains("lost 0, doubled 0") && !figures.contains("events 0"), "{figures}");
    crate::aloud::said(format_args!("{figures}"));
}

#[test]
fn a_few_seconds_of_torture_on_sqlite_lose_nothing_and_double_nothing() {
    if Wheel::available() {
        survives(&[]);
    }
}

#[tokio::test]
async fn a_few_seconds_of_torture_of_three_processes_on_postgresql_lose_nothing_and_double_nothing() {
    if !Wheel::available() {
        return;
    }
    let Some(database) = postgres::database().await else { return };
    survives(&["--processes", "3", "--database", &database]);
}

#[test]
fn torture_that_makes_no_sense_is_refused_with_the_remedy() {
    for (arguments, remedy) in [(["--minutes", "0"], "--minutes"), (["--processes", "2"], "PostgreSQL")] {
        let program = env!("CARGO_BIN_EXE_afterword");
        let output = Command::new(program).arg("torture").args(arguments).stdin(Stdio::null()).output().unwrap();
        assert_eq!(output.status.code(), Some(2));
        assert!(String::from_utf8_lossy(&output.stderr).contains(remedy));
    }
}
