//! The pages of rules: every rule names the test that proves it, and every test they name exists.

use std::path::Path;

fn all_code(folder: &Path, into: &mut String) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all_code(&path, into);
        } else if path.extension().is_some_and(|e| e == "rs") {
            into.push_str(&std::fs::read_to_string(&path).unwrap());
        }
    }
}

#[test]
fn every_test_that_the_pages_name_exists_and_every_rule_names_one() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut code = String::new();
    for folder in ["src", "tests/it"] {
        all_code(&root.join(folder), &mut code);
    }
    for (page, least) in [("docs/asking.md", 60), ("docs/promises.md", 13)] {
        let rules = rules(&std::fs::read_to_string(root.join(page)).unwrap());
        assert!(rules.len() >= least, "only {} rules in {page}", rules.len());
        for rule in rules {
            let named: Vec<&str> =
                rule.split('`').skip(1).step_by(2).filter(|word| word.matches('_').count() >= 3).collect();
            assert!(!named.is_empty(), "no test is named for: {rule}");
            exist(&named, &code);
        }
    }
    for page in ["docs/questions.md", "docs/languages.md"] {
        let page = std::fs::read_to_string(root.join(page)).unwrap();
        let (_, table) = page.split_once("## What proves it").unwrap();
        let rows: Vec<&str> = table.lines().filter(|line| line.starts_with("| ")).skip(1).collect();
        assert!(rows.len() >= 10, "only {} rows", rows.len());
        for row in rows {
            let named: Vec<&str> = row.split('`').skip(1).step_by(2).collect();
            assert!(!named.is_empty(), "no test is named for: {row}");
            exist(&named, &code);
        }
    }
}

fn exist(named: &[&str], code: &str) {
    for name in named {
        let test = format!("fn {name}(");
        let journey = format!("in_both_chats!({name},");
        assert!(code.contains(&test) || code.contains(&journey), "there is no test {name}");
    }
}

/// Each rule with the lines that go on with it.
fn rules(page: &str) -> Vec<String> {
    let mut rules: Vec<String> = Vec::new();
    let mut within = false;
    for line in page.lines() {
        match (line.starts_with("- "), within && line.starts_with("  "), rules.last_mut()) {
            (true, _, _) => rules.push(line.to_owned()),
            (false, true, Some(rule)) => rule.push_str(line),
            _ => {}
        }
        within = line.starts_with("- ") || (within && line.starts_with("  "));
    }
    rules
}
