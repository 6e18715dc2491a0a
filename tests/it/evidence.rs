//! Which rows of the fault matrix (F1–F65) and of the bad input list (B1–B52) have a test named by their number.
//!
//! Reads the sources of the tests; a name may carry several rows (`b07_b08_…`). Knows which rows have none and why, and
//! fails when that is no longer true, in either direction. Refuses to judge whether a test is any good.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::aloud;

const FAULTS: u8 = 65;
const INPUTS: u8 = 52;

/// Rows without a test of their own, and why.
const NOT_COVERED: &[(&str, &str)] =
    &[("f42", "tokens are configured by the operator and never refreshed by us: there is nothing to crash between")];

/// Every test by the rows in its name.
fn covered() -> BTreeMap<String, Vec<String>> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let mut found = BTreeMap::<String, Vec<String>>::new();
    let mut open = vec![root.join("src"), root.join("tests")];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                for name in tests_in(&path) {
                    rows_of(&name).into_iter().for_each(|row| found.entry(row).or_default().push(name.clone()));
                }
            }
        }
    }
    found
}

/// Names of functions that follow a test attribute.
fn tests_in(path: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(path).unwrap();
    let mut names = Vec::new();
    let mut marked = false;
    for line in text.lines().map(str::trim) {
        let function = line.trim_start_matches("async ").strip_prefix("fn ");
        match function.and_then(|rest| rest.split_once('(')) {
            Some((name, _)) if std::mem::take(&mut marked) => names.push(name.to_owned()),
            _ => marked |= line.starts_with("#[test]") || line.starts_with("#[tokio::test"),
        }
    }
    names
}

/// The rows that a name begins with.
fn rows_of(name: &str) -> Vec<String> {
    let is_row = |word: &&str| {
        word.len() == 3 && word.starts_with(['f', 'b']) && word[1..].bytes().all(|digit| digit.is_ascii_digit())
    };
    name.split('_').take_while(is_row).map(str::to_owned).collect()
}

fn every_row() -> BTreeSet<String> {
    let faults = (1..=FAULTS).map(|n| format!("f{n:02}"));
    faults.chain((1..=INPUTS).map(|n| format!("b{n:02}"))).collect()
}

#[test]
fn every_row_has_a_test_or_a_reason() {
    let (covered, rows) = (covered(), every_row());
    let strangers: Vec<_> = covered.keys().filter(|row| !rows.contains(*row)).collect();
    assert!(strangers.is_empty(), "tests named after rows that do not exist: {strangers:?}");
    let excused: BTreeMap<&str, &str> = NOT_COVERED.iter().copied().collect();
    let outdated: Vec<_> = excused.keys().filter(|row| covered.contains_key(**row)).collect();
    assert!(outdated.is_empty(), "said not to be covered, and they are: {outdated:?}");
    let open: Vec<&String> =
        rows.iter().filter(|row| !covered.contains_key(*row) && !excused.contains_key(row.as_str())).collect();
    assert!(open.is_empty(), "neither a test nor a reason: {open:?}");
    let count = |letter: char| covered.keys().filter(|row| row.starts_with(letter)).count();
    aloud::said(format_args!(
        "rows with a test: {} of {FAULTS} faults, {} of {INPUTS} inputs; not covered, with a reason: {:?}",
        count('f'),
        count('b'),
        excused
    ));
}

#[test]
fn a_name_may_carry_several_rows() {
    assert_eq!(rows_of("b07_b08_a_signature_is_compared"), ["b07", "b08"]);
    assert_eq!(rows_of("f38_f39_lost_answers"), ["f38", "f39"]);
    assert!(rows_of("find_f38").is_empty() && rows_of("f1_short").is_empty());
}
