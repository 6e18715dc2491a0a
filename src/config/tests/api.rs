//! `[[api_token]]`: what is refused, and how it is said.

use super::*;

const SECRET: &str = "5f2c9a7e1b3d8f604c2a9e7b1d3f5a7c";
const TOKEN: &str = "[[api_token]]\nname = \"crm\"\nsecret_env = \"CRM\"\nteams = [\"Payments\"]\n";

fn told(text: &str, secret: &str) -> Result<Settings, ConfigErrors> {
    load_with(&format!("{TEAM}{SOURCE}{text}"), &[("DESK", "kept-in-the-desk"), ("CRM", secret), ("SAME", SECRET)])
}

#[test]
fn a_token_reads_and_shows_no_words_unless_it_is_told_to() {
    let settings = told(TOKEN, SECRET).unwrap();
    let token = &settings.api_tokens[0];
    assert_eq!((token.name.as_str(), token.teams.as_slice()), ("crm", ["Payments".to_owned()].as_slice()));
    assert!(!token.write && !token.include_words && token.secrets[0].expose_secret() == SECRET);
    assert!(!format!("{settings:?}").contains(SECRET));
    let check = settings.describe_check(Timestamp::UNIX_EPOCH);
    assert!(check.contains("Token crm reads: Payments\n  interface  /api/openapi.json"), "{check}");
}

#[test]
fn a_secret_that_is_missing_short_or_shared_is_refused_and_never_shown() {
    let wrong = |text: &str, secret: &str| told(text, secret).expect_err("accepted").to_string();
    assert!(wrong(TOKEN, "too-short-1").contains("use at least 32 random characters"));
    assert!(wrong(TOKEN, "a secret with spaces in it is no header value").contains("no Authorization header"));
    assert!(wrong(TOKEN, "changeme").contains("placeholder"));
    assert!(wrong(&TOKEN.replace("CRM", "UNSET"), SECRET).contains("set UNSET (or UNSET_FILE)"));
    let second = TOKEN.replace("crm", "board").replace("CRM", "SAME");
    let shared = wrong(&format!("{TOKEN}{second}"), SECRET);
    assert!(shared.contains("holds the same secret as token \"crm\"") && !shared.contains(SECRET), "{shared}");
}

#[test]
fn a_token_has_a_name_of_its_own_and_teams_that_exist() {
    let wrong = |text: &str| told(text, SECRET).expect_err("accepted").to_string();
    assert!(wrong(&TOKEN.replace("crm", "desk")).contains("is a source's already"));
    assert!(wrong(&TOKEN.replace("crm", "slack")).contains("reserved"));
    assert!(wrong(&TOKEN.replace("Payments", "Payment")).contains("did you mean \"Payments\"?"));
    assert!(wrong(&TOKEN.replace("[\"Payments\"]", "[]")).contains("list at least one team"));
    assert!(wrong(&format!("{TOKEN}{TOKEN}")).contains("two tokens have this name"));
    assert!(wrong(&format!("{TOKEN}writes = true\n")).contains("did you mean \"write\"?"));
}
