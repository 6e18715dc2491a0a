//! What overrides what, and how errors name where.

use super::*;

#[test]
fn a_team_alone_gets_every_default() {
    let settings = load(TEAM).unwrap();
    let team = settings.team("Payments").unwrap();
    assert_eq!(settings.server.bind.to_string(), "127.0.0.1:8080");
    assert_eq!(settings.database_url.expose_secret(), "sqlite://afterword.db");
    assert!(settings.slack.is_none() && settings.discord.is_none() && settings.sources.is_empty());
    let rules = Rules {
        delay: Duration::from_mins(5),
        hours: "08:00-20:00".parse().unwrap(),
        cooldown: Duration::from_hours(14 * 24),
        expires: Duration::from_hours(7 * 24),
        too_old: Duration::from_hours(72),
        sample: 1.0,
        remind: None,
        ask_unreplied: false,
        paused: false,
        mode: Mode::Follow,
        instruments: vec![&crate::domain::instrument::CES7, &crate::domain::instrument::CSAT5],
    };
    assert_eq!(team.rules, rules);
    assert_eq!(team.schedule.as_str(), "0 9 * * MON");
    assert_eq!(team.zone.iana_name(), Some("Europe/Berlin"));
}

/// The commented part of the reference, uncommented: from the first line that is `# [[team]]` on.
fn uncommented_reference() -> String {
    let from = DEFAULTS.find("# [[team]]\n").unwrap();
    DEFAULTS[from..]
        .lines()
        .filter_map(|line| line.strip_prefix("# "))
        .filter(|line| line.starts_with('[') || line.contains(" = ") || line.starts_with(' '))
        .filter(|line| !line.trim_start().starts_with('#'))
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn the_reference_s_examples_are_valid_and_its_team_shows_the_defaults() {
    let text = uncommented_reference();
    let secrets = [
        ("DESK_SECRET", "one-secret"),
        ("ACME_SECRET", "two-secrets"),
        ("ACME_SECRET_OLD", "three-secrets"),
        ("ACME_API_TOKEN", "four-secrets"),
        ("CRM_TOKEN", "5f2c9a7e1b3d8f604c2a9e7b1d3f5a7c"),
        ("CRM_HOOK_SECRET", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
    ];
    let settings = load_with(&text, &secrets).unwrap_or_else(|e| panic!("{e}\n--- in\n{text}"));
    let plain = load(TEAM).unwrap();
    let (shown, default) = (&settings.teams[0], &plain.teams[0]);
    assert_eq!(shown.rules.instruments, default.rules.instruments);
    assert_eq!(shown.rules.mode, default.rules.mode);
    assert_eq!(shown.schedule.as_str(), default.schedule.as_str());
    assert_eq!(shown.zone, default.zone);
    assert_eq!(shown.rules.delay, Duration::from_mins(15), "the [team.survey] of the example is read");
    assert_eq!((settings.sources.len(), settings.api_tokens.len(), settings.webhooks.len()), (2, 1, 1));
    for name in crate::intake::Mapping::names() {
        let group = name.split('.').next().unwrap();
        assert!(
            DEFAULTS.contains(&format!("# {name} =")) || DEFAULTS.contains(&format!("# \"{group}.")),
            "{name} is undocumented"
        );
    }
}

#[test]
fn a_file_overrides_the_defaults_and_a_variable_overrides_both() {
    let file = format!("[survey]\ndelay = \"10m\"\nexpires = \"3d\"\n{TEAM}");
    let settings =
        load_with(&file, &[("AFTERWORD__SURVEY__DELAY", "20m"), ("AFTERWORD__SURVEY__SAMPLE", "0.5")]).unwrap();
    let rules = &settings.teams[0].rules;
    assert_eq!(rules.delay, Duration::from_mins(20));
    assert_eq!(rules.expires, Duration::from_hours(72));
    assert!((rules.sample - 0.5).abs() < f64::EPSILON);
    assert_eq!(rules.cooldown, Duration::from_hours(14 * 24));
}

#[test]
fn the_file_is_named_by_the_argument_or_by_the_variable() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.toml");
    std::fs::write(&path, TEAM).unwrap();
    let named = env(&[(FILE_VARIABLE, path.to_str().unwrap())]);
    assert_eq!(Settings::load(Some(&path), &BTreeMap::new()).unwrap().teams.len(), 1);
    assert_eq!(Settings::load(None, &named).unwrap().teams.len(), 1);
    let error = Settings::load(Some(Path::new("/no/such.toml")), &named).unwrap_err().to_string();
    assert!(error.starts_with("/no/such.toml: cannot be read"), "{error}");
}

#[test]
fn without_a_file_the_missing_team_is_asked_for() {
    let error = Settings::load(None, &BTreeMap::new()).unwrap_err().to_string();
    assert!(error.contains("team: is missing; add a [[team]]"), "{error}");
}

#[test]
fn an_unknown_key_is_an_error_with_its_file_its_path_and_the_likely_key() {
    assert_eq!(
        wrong(&format!("[survey]\ndelya = \"5m\"\n{TEAM}")),
        "afterword.toml: survey.delya: there is no such key; did you mean \"delay\"?"
    );
    assert_eq!(
        wrong(&team_with("timezon = \"UTC\"")),
        "afterword.toml: team[0].timezon: there is no such key; did you mean \"timezone\"?"
    );
    let error = load_with(TEAM, &[("AFTERWORD__SURVYE__DELAY", "5m")]).unwrap_err().to_string();
    assert_eq!(error, "environment AFTERWORD__SURVYE__DELAY: survye: there is no such key; did you mean \"survey\"?");
    assert!(
        wrong(&format!("[qwertz]\nx = 1\n{TEAM}")).contains("qwertz: there is no such key; known here: api_token,")
    );
}

#[test]
fn a_secret_in_a_file_of_settings_is_refused_without_being_shown() {
    for line in [
        "[slack]\nbot_token = \"xoxb-1-2-abc\"",
        "[discord]\ntoken = \"hunter2hunter2\"",
        "[database]\nurl = \"mysql://me:hunter2@h/d\"",
    ] {
        let error = wrong(&format!("{line}\n{TEAM}"));
        assert!(!error.contains("hunter2") && !error.contains("abc"), "{error}");
    }
    assert!(wrong(&format!("[slack]\nbot_token = \"x\"\n{TEAM}")).contains("secrets are not read from settings"));
}

#[test]
fn every_error_is_told_at_once() {
    let text =
        "[survey]\ndelay = \"soon\"\nsample = 2.0\nhours = \"20:00-08:00\"\n[[team]]\nname = \"\"\ninstruments = []\n";
    let errors = load(text).unwrap_err();
    let keys: Vec<_> = errors.0.iter().map(|e| e.key.as_str()).collect();
    assert_eq!(
        keys,
        ["survey.delay", "survey.hours", "survey.sample", "team[0].name", "team[0].instruments", "team[0].timezone"]
    );
}

#[test]
fn a_file_that_is_not_toml_names_its_line_and_shows_nothing_of_it() {
    let error = wrong("[server]\nbind = \"127.0.0.1:1\"\nsecret = hunter2 oh\n");
    assert!(error.starts_with("afterword.toml: line 3: "), "{error}");
    assert!(!error.contains("hunter2"), "{error}");
}

#[test]
fn a_wrong_type_is_named_with_what_was_meant() {
    assert_eq!(
        wrong(&format!("[survey]\ndelay = 5\n{TEAM}")),
        "afterword.toml: survey.delay = 5: this must be a text in quotes"
    );
    assert!(wrong(&team_with("channels = \"slack:C1\"")).contains("this must be a list in [ ]"));
    assert!(wrong(&format!("survey = 3\n{TEAM}")).contains("survey = 3: this must be a table"));
    assert!(wrong(&format!("[survey]\npaused = \"no\"\n{TEAM}")).contains("this must be true or false"));
}
