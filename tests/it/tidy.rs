//! The house rules that a compiler does not check: arrows between folders, who may know which crate, a sentence on top
//! of every file.

use std::path::{Path, PathBuf};

/// Folder (or file) under `src`, and what of ours it may import.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("present", &["domain"]),
    ("intake", &["domain"]),
    ("store", &["domain"]),
    ("chat", &["domain", "present", "config", "clock", "chance"]),
    ("flow", &["domain", "present", "chat", "store", "config", "clock", "chance"]),
    ("outbox", &["domain", "flow", "store", "config"]),
    ("web", &["domain", "intake", "config", "clock"]),
    ("config", &["domain", "present", "intake", "telemetry"]),
    (
        "app",
        &["domain", "chat", "flow", "outbox", "store", "web", "config", "clock", "chance", "lifecycle", "telemetry"],
    ),
    ("torture", &["domain", "store", "sandbox", "chat", "clock", "chance"]),
    ("clock", &[]),
    ("chance", &[]),
    ("lifecycle", &[]),
    ("telemetry", &[]),
];

/// A crate, and the only folders that may name it.
const ONLY_IN: &[(&str, &[&str])] = &[
    ("sea_orm", &["store"]),
    ("slack_morphism", &["chat/slack"]),
    ("serenity", &["chat/discord"]),
    ("axum", &["web", "sandbox"]),
    ("resvg", &["present"]),
    ("ed25519_dalek", &["web", "sandbox", "config"]),
];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn rust_files(under: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![under.to_path_buf()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// Code without comments and without tests (a module at the file's end, or a file of tests or for fuzzers), so that only production
/// arrows count.
fn production_code(path: &Path) -> String {
    let place = place(path);
    if place.ends_with("/tests") || place.contains("/tests/") || place.ends_with("/fake") || place.ends_with("/fuzz") {
        return String::new();
    }
    let text = std::fs::read_to_string(path).unwrap();
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    code.lines().filter(|l| !l.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

fn place(path: &Path) -> String {
    path.strip_prefix(root().join("src")).unwrap().with_extension("").to_string_lossy().replace('\\', "/")
}

fn is_under(place: &str, folder: &str) -> bool {
    place == folder || place.starts_with(&format!("{folder}/"))
}

/// Every top-level module of ours that the code names through `crate::`.
fn imported(code: &str) -> Vec<String> {
    let mut names = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        if let Some(list) = rest.strip_prefix('{') {
            let list = list.split("};").next().unwrap_or_default();
            names.extend(list.split([',', '{', '}', '\n']).map(|i| head(i.trim())));
        } else {
            names.push(head(rest));
        }
    }
    names.retain(|n| root().join("src").join(n).is_dir() || root().join("src").join(format!("{n}.rs")).is_file());
    names
}

fn head(path: &str) -> String {
    path.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

#[test]
fn arrows_between_folders_point_one_way() {
    let mut wrong = Vec::new();
    for path in rust_files(&root().join("src")) {
        let place = place(&path);
        let Some((folder, allowed)) = MAY_IMPORT.iter().find(|(folder, _)| is_under(&place, folder)) else { continue };
        for name in imported(&production_code(&path)) {
            if name != *folder && !allowed.contains(&name.as_str()) {
                wrong.push(format!("{place} imports {name}"));
            }
        }
    }
    assert!(wrong.is_empty(), "arrows that point back:\n{}", wrong.join("\n"));
}

#[test]
fn each_vendor_crate_is_known_in_one_place() {
    let mut wrong = Vec::new();
    for path in rust_files(&root().join("src")) {
        let (place, code) = (place(&path), production_code(&path));
        for (name, homes) in ONLY_IN {
            let named = code.contains(&format!("{name}::")) || code.contains(&format!("use {name}"));
            if named && !homes.iter().any(|home| is_under(&place, home)) {
                wrong.push(format!("{place} names {name}"));
            }
        }
    }
    assert!(wrong.is_empty(), "crates outside their folder:\n{}", wrong.join("\n"));
}

#[test]
fn nothing_in_production_knows_the_sandbox() {
    for path in rust_files(&root().join("src")) {
        let place = place(&path);
        if ["sandbox", "torture", "cli", "lib"].iter().any(|rehearsal| is_under(&place, rehearsal)) {
            continue;
        }
        for rehearsal in ["sandbox", "torture"] {
            assert!(!production_code(&path).contains(rehearsal), "{place} mentions {rehearsal}");
        }
    }
}

#[test]
fn every_file_says_what_it_knows() {
    for folder in ["src", "tests", "benches", "migrations"] {
        for path in rust_files(&root().join(folder)) {
            let text = std::fs::read_to_string(&path).unwrap();
            assert!(text.starts_with("//!"), "{} does not open with //!", path.display());
        }
    }
}

#[test]
fn no_domain_file_is_async_or_reads_the_world() {
    for path in rust_files(&root().join("src/domain")) {
        let code = production_code(&path);
        for banned in ["async ", "tokio", "std::fs", "std::net", "std::env", "serde", "Timestamp::now"] {
            assert!(!code.contains(banned), "{} contains {banned}", path.display());
        }
    }
}
