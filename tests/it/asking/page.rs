//! The page for managers: every rule names the test that proves it, and every test it names exists.

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
fn every_test_that_the_page_names_exists_and_every_rule_names_one() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = std::fs::read_to_string(root.join("docs/asking.md")).unwrap();
    let mut code = String::new();
    for folder in ["src", "tests/it"] {
        all_code(&root.join(folder), &mut code);
    }
    let mut rules = 0;
    for line in page.lines().filter(|line| line.starts_with("- ")) {
        let named: Vec<&str> =
            line.split('`').skip(1).step_by(2).filter(|word| word.matches('_').count() >= 3).collect();
        assert!(!named.is_empty(), "no test is named for: {line}");
        for name in named {
            let test = format!("fn {name}(");
            let journey = format!("in_both_chats!({name},");
            assert!(code.contains(&test) || code.contains(&journey), "there is no test {name}");
        }
        rules += 1;
    }
    assert!(rules >= 25, "only {rules} rules");
}
