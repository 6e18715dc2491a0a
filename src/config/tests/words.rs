//! A team's own words, as configuration takes and refuses them.

use super::*;
use crate::domain::language::Language;
use crate::present::words::{Line, Sentence, Voice};

#[test]
fn a_team_speaks_its_own_words_in_its_own_language_and_others_in_theirs() {
    let text =
        team_with("language = \"de\"\n[team.words]\ndecline = \"Schluss\"\n[team.words.fr]\ndecline = \"Assez\"");
    let team = load(&text).expect("accepted").teams.remove(0);
    let said = |language| team.speaker(language).say(Sentence::Decline);
    assert_eq!(said(None), "Schluss", "who reads nobody knows what gets the team's language");
    assert_eq!(said(Some(Language::Fr)), "Assez");
    assert_eq!(said(Some(Language::En)), "Don't ask me again");
}

/// Else somebody could make a card claim what its range does not support.
#[test]
fn what_a_scorecard_says_is_in_the_teams_language_and_cannot_be_replaced() {
    let team =
        load(&team_with("language = \"de\"\n[team.words]\ndecline = \"Schluss\"")).expect("accepted").teams.remove(0);
    assert_eq!(team.voice(), Voice::of(Language::De));
    let customers = |line: &Line| Sentence::by_id(line.id()).is_some();
    assert_eq!(Line::ALL.iter().copied().filter(customers).collect::<Vec<_>>(), []);
    for line in [Line::RealDrop, Line::AgentAbove, Line::ShareNow] {
        let replaced = team_with(&format!("[team.words]\n{} = \"All is well.\"", line.id()));
        assert!(wrong(&replaced).contains("there is no such sentence"));
    }
}

#[test]
fn what_cannot_be_said_is_refused_with_file_key_value_and_remedy() {
    let refused = |line: &str| wrong(&team_with(&format!("[team.words]\n{line}")));
    insta::assert_snapshot!(refused("declne = \"x\""), @r#"afterword.toml: team "Payments".words.declne: there is no such sentence; did you mean "decline"? `afterword preview --keys` lists all"#);
    insta::assert_snapshot!(refused("thanked-person = \"Thanks.\""), @r#"afterword.toml: team "Payments".words.thanked-person = "Thanks.": must use { $person } and no other variable"#);
    insta::assert_snapshot!(refused("send = \"Send this to all of them now\""), @r#"afterword.toml: team "Payments".words.send = "Send this to all of them now": 28 characters, and at most 24 fit here; shorten it"#);
    insta::assert_snapshot!(refused("ces7-low = \"Fine\"\nces7-high = \"Fine\""), @r#"afterword.toml: team "Payments".words = {…}: two points of ces7 read alike in en; change ces7-low or ces7-high"#);
    assert!(refused("de = \"x\"").contains("there is no such sentence"));
    assert!(refused("send = 5").contains("this must be a text in quotes"));
    assert!(wrong(&team_with("language = \"nl\"")).contains("not known; write \"en\" or \"de\""));
}
