//! The promises of configuration.

use secrecy::ExposeSecret;

use super::*;
use crate::domain::ids::Platform;
use crate::domain::instrument::Mode;
use crate::domain::policy::Rules;
use crate::domain::{Duration, Timestamp};
use crate::intake::{Auth, HeaderView, Signature};

const TEAM: &str = "[[team]]\nname = \"Payments\"\ntimezone = \"Europe/Berlin\"\n";
const SOURCE: &str =
    "[[source]]\nname = \"desk\"\npreset = \"zendesk\"\nteam = \"Payments\"\nauth = { secret_env = [\"DESK\"] }\n";

fn env(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect()
}

fn load_with(text: &str, pairs: &[(&str, &str)]) -> Result<Settings, ConfigErrors> {
    Settings::from_toml("afterword.toml", text, &env(pairs))
}

fn load(text: &str) -> Result<Settings, ConfigErrors> {
    load_with(text, &[("DESK", "kept-in-the-desk"), ("OTHER", "kept-elsewhere")])
}

/// Every error of this configuration, one a line.
fn wrong(text: &str) -> String {
    load(text).expect_err("accepted").to_string()
}

fn team_with(line: &str) -> String {
    format!("{TEAM}{line}\n")
}

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
    let secrets = [("DESK_SECRET", "one-secret"), ("ACME_SECRET", "two-secrets"), ("ACME_SECRET_OLD", "three-secrets")];
    let settings = load_with(&text, &secrets).unwrap_or_else(|e| panic!("{e}\n--- in\n{text}"));
    let plain = load(TEAM).unwrap();
    let (shown, default) = (&settings.teams[0], &plain.teams[0]);
    assert_eq!(shown.rules.instruments, default.rules.instruments);
    assert_eq!(shown.rules.mode, default.rules.mode);
    assert_eq!(shown.schedule.as_str(), default.schedule.as_str());
    assert_eq!(shown.zone, default.zone);
    assert_eq!(shown.rules.delay, Duration::from_mins(15), "the [team.survey] of the example is read");
    assert_eq!(settings.sources.len(), 2);
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
fn a_team_overrides_what_it_inherits_and_nothing_else() {
    let text = format!(
        "{TEAM}[team.survey]\ndelay = \"1h30m\"\npaused = true\n[[team]]\nname = \"Other\"\ntimezone = \"UTC\"\n"
    );
    let settings = load(&text).unwrap();
    assert_eq!(settings.teams[0].rules.delay, Duration::from_mins(90));
    assert!(settings.teams[0].rules.paused);
    assert_eq!(settings.teams[1].rules.delay, Duration::from_mins(5));
    assert!(!settings.teams[1].rules.paused);
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
    assert!(wrong(&format!("[qwertz]\nx = 1\n{TEAM}")).contains("qwertz: there is no such key; known here: database,"));
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

#[test]
fn durations_shares_and_hours_out_of_range_are_refused() {
    for (line, part) in [
        ("cooldown = \"1h\"", "nobody is asked twice within 24 hours"),
        ("cooldown = \"soon\"", "is not a duration"),
        ("sample = 1.5", "not a share"),
        ("sample = -0.1", "not a share"),
        ("hours = \"20:00-08:00\"", "survey.hours = \"20:00-08:00\""),
        ("delay = \"8d\"", "write something from 0s to 7d"),
        ("expires = \"10s\"", "write something from 1m to 90d"),
        ("too_old = \"0s\"", "out of range"),
    ] {
        let error = wrong(&format!("[survey]\n{line}\n{TEAM}"));
        assert!(error.contains(part), "{line} gave {error}");
    }
    assert!(load(&format!("[survey]\ncooldown = \"24h\"\nsample = 0\ndelay = \"0s\"\n{TEAM}")).is_ok());
}

#[test]
fn one_instrument_is_asked_alone_whatever_the_mode_says() {
    for line in [
        "instruments = [\"csat5\"]",
        "instruments = [\"csat5\"]\nmode = \"alternate\"",
        "instruments = [\"ces7\"]\nmode = \"single\"",
    ] {
        assert_eq!(load(&team_with(line)).unwrap().teams[0].rules.mode, Mode::Single, "{line}");
    }
    assert_eq!(load(&team_with("mode = \"alternate\"")).unwrap().teams[0].rules.mode, Mode::Alternate);
}

#[test]
fn instruments_and_modes_that_cannot_be_asked_are_refused() {
    for (line, part) in [
        ("instruments = []", "a team asks one or two questions"),
        ("instruments = [\"ces7\", \"csat5\", \"ces7\"]", "a team asks one or two questions"),
        ("instruments = [\"ces7\", \"ces7\"]", "the same question twice"),
        ("instruments = [\"nps11\"]", "comes in a later version"),
        ("instruments = [\"thumbs\"]", "comes in a later version"),
        ("instruments = [\"ces9\"]", "no such instrument; write \"ces7\" or \"csat5\""),
        ("mode = \"single\"", "two instruments are listed"),
        ("mode = \"random\"", "write \"follow\" or \"alternate\""),
    ] {
        let error = wrong(&team_with(line));
        assert!(error.contains(part), "{line} gave {error}");
    }
}

#[test]
fn schedules_are_understood_or_refused_with_a_remedy() {
    for line in ["0 9 * * MON", "0 0 9 * * MON", "@weekly", "30 8 * * 1"] {
        assert!(load(&team_with(&format!("schedule = \"{line}\""))).is_ok(), "{line}");
    }
    for line in ["* * * * *", "0 9 31 2 *", "60 9 * * 1", ""] {
        let error = wrong(&team_with(&format!("schedule = \"{line}\"")));
        assert!(error.starts_with(&format!("afterword.toml: team \"Payments\".schedule = {line:?}: ")), "{error}");
    }
}

#[test]
fn team_names_are_plain_and_unique() {
    let long = "n".repeat(81);
    for (name, part) in [("", "write a plain name"), (" A", "spaces around it"), (long.as_str(), "at most 80")] {
        let error = wrong(&format!("[[team]]\nname = {name:?}\ntimezone = \"UTC\"\n"));
        assert!(error.contains(part), "{error}");
    }
    let error = wrong(&format!("{TEAM}[[team]]\nname = \"payments\"\ntimezone = \"UTC\"\n"));
    assert!(error.contains("already at team \"Payments\".name; two teams have this name"), "{error}");
}

#[test]
fn places_and_people_are_written_the_way_they_are_written() {
    let settings = load(&team_with(
        "channels = [\"slack:C1\", \"discord:10\"]\nsupport_channels = [\"discord:11\"]\ncase_channel = \"slack:C2\"\n\
         managers = [\"slack:U1\", \"Lead@Example.com\"]\nagents = [\"discord:22\"]",
    ))
    .unwrap();
    let team = &settings.teams[0];
    assert_eq!(team.channels[1].platform, Platform::Discord);
    assert_eq!(team.case_channel.as_ref().unwrap().id, "C2");
    assert!(team.has(&Identity::email("lead@example.com")) && team.has(&Identity::discord("22")));
    for (line, part) in [
        ("channels = [\"#general\"]", "is not a channel"),
        ("agents = [\"Bob\"]", "is not a person"),
        ("channels = [\"slack:C1\", \"slack:C1\"]", "channels[1] = \"slack:C1\": listed twice"),
    ] {
        assert!(wrong(&team_with(line)).contains(part), "{line}");
    }
}

#[test]
fn a_support_channel_belongs_to_one_team() {
    let text = format!(
        "{TEAM}support_channels = [\"slack:C1\"]\n[[team]]\nname = \"B\"\ntimezone = \"UTC\"\nsupport_channels = [\"slack:C1\"]\n"
    );
    let error = wrong(&text);
    assert!(error.contains("team \"B\".support_channels[0]"), "{error}");
    assert!(error.contains("already at team \"Payments\".support_channels[0]"), "{error}");
}

#[test]
fn platforms_are_on_when_their_tokens_are_there() {
    let settings = load_with(
        TEAM,
        &[("SLACK_BOT_TOKEN", "xoxb-1-a"), ("SLACK_APP_TOKEN", "xapp-1-a"), ("DISCORD_TOKEN", "Bot abc.def\n")],
    )
    .unwrap();
    assert_eq!(settings.slack.unwrap().api_url, "https://slack.com/api");
    let discord = settings.discord.unwrap();
    assert_eq!(discord.api_url, "https://discord.com/api/v10");
    assert_eq!(discord.token.expose_secret(), "abc.def");
}

#[test]
fn tokens_that_do_not_go_together_are_named() {
    let wrong = |pairs: &[(&str, &str)]| load_with(TEAM, pairs).unwrap_err().to_string();
    assert!(wrong(&[("SLACK_BOT_TOKEN", "xoxb-1-a")]).contains("environment: SLACK_APP_TOKEN: not set"));
    assert!(wrong(&[("SLACK_APP_TOKEN", "xapp-1-a")]).contains("environment: SLACK_BOT_TOKEN: not set"));
    let swapped = wrong(&[("SLACK_BOT_TOKEN", "xapp-1-a"), ("SLACK_APP_TOKEN", "xoxb-1-a")]);
    assert!(swapped.contains("the bot token starts with xoxb-"), "{swapped}");
    for name in [
        "SLACK_BOT_TOKEN",
        "SLACK_APP_TOKEN",
        "SLACK_SIGNING_SECRET",
        "DISCORD_TOKEN",
        "DISCORD_PUBLIC_KEY",
        "DATABASE_URL",
    ] {
        assert!(wrong(&[(name, "")]).contains(&format!("environment: {name}: is empty")), "{name}");
        assert!(wrong(&[(name, "changeme")]).contains(&format!("{name}: still holds a placeholder")), "{name}");
    }
}

#[test]
fn transports_of_a_later_version_are_refused_as_such() {
    let error = wrong(&format!("[slack]\ntransport = \"http\"\n{TEAM}"));
    assert!(
        error.contains("slack.transport = \"http\": the HTTP transport comes in a later version; write \"socket\""),
        "{error}"
    );
    assert!(wrong(&format!("[discord]\ntransport = \"http\"\n{TEAM}")).contains("write \"gateway\""));
    assert!(wrong(&format!("[discord]\ntransport = \"pigeon\"\n{TEAM}")).contains("not known; write \"gateway\""));
}

#[test]
fn an_api_address_keeps_its_path_and_loses_its_trailing_slash() {
    let tokens = [("SLACK_BOT_TOKEN", "xoxb-1-a"), ("SLACK_APP_TOKEN", "xapp-1-a"), ("DISCORD_TOKEN", "abc")];
    let text = format!(
        "[slack]\napi_url = \"http://127.0.0.1:9001/api/\"\n[discord]\napi_url = \"http://127.0.0.1:9002/api/v10\"\n{TEAM}"
    );
    let settings = load_with(&text, &tokens).unwrap();
    assert_eq!(settings.slack.unwrap().api_url, "http://127.0.0.1:9001/api");
    assert_eq!(settings.discord.unwrap().api_url, "http://127.0.0.1:9002/api/v10");
    for bad in ["http://169.254.169.254", "file:///etc/passwd", "slack.com"] {
        let error = wrong(&format!("[slack]\napi_url = {bad:?}\n{TEAM}"));
        assert!(error.contains(&format!("slack.api_url = {bad:?}")), "{error}");
    }
}

#[test]
fn databases_are_addressed_by_url_and_their_passwords_never_shown() {
    for url in ["sqlite://x.db", "postgres://me:pw@db/afterword", "postgresql:///afterword?host=/run/pg"] {
        let settings = load_with(TEAM, &[("DATABASE_URL", url)]).unwrap();
        assert_eq!(settings.database_url.expose_secret(), url);
        assert!(!format!("{settings:?}").contains("pw@"));
    }
    for url in ["mysql://me:hunter2@db/x", "sqlite://:memory:", "afterword.db", "postgres://db"] {
        let error = load_with(TEAM, &[("DATABASE_URL", url)]).unwrap_err().to_string();
        assert!(error.starts_with("environment: DATABASE_URL: ") && !error.contains("hunter2"), "{error}");
    }
}

#[test]
fn a_preset_needs_a_name_a_team_and_a_secret() {
    let settings = load(&format!("{TEAM}{SOURCE}")).unwrap();
    let source = &settings.sources[0];
    assert_eq!((source.name.as_str(), source.team.as_str(), source.vendor.as_str()), ("desk", "Payments", "zendesk"));
    assert!(matches!(&source.auth, Auth::Hmac(signed) if signed.header == "X-Zendesk-Webhook-Signature"));
    let wrong = |lines: &str| wrong(&format!("{TEAM}[[source]]\n{lines}\n"));
    assert!(wrong("team = \"Payments\"\nauth = { secret_env = [\"DESK\"] }").contains("source[0].name: is missing"));
    assert!(wrong("name = \"desk\"\nteam = \"Payments\"").contains("secret_env: is missing"));
    assert!(
        wrong("name = \"desk\"\nteam = \"payments\"\nauth = { secret_env = [\"DESK\"] }")
            .contains("did you mean \"Payments\"?")
    );
    assert!(wrong("name = \"desk\"\npreset = \"zendask\"\nteam = \"Payments\"").contains("no such preset"));
    for name in ["slack", "discord", "Desk", "a/b", "..", "ü"] {
        assert!(
            wrong(&format!("name = {name:?}\nteam = \"Payments\"\nauth = {{ scheme = \"none\" }}"))
                .contains(".name = "),
            "{name}"
        );
    }
}

#[test]
fn a_source_s_secrets_are_named_never_shown() {
    let with = |auth: &str| {
        wrong(&format!("{TEAM}[[source]]\nname = \"desk\"\npreset = \"zendesk\"\nteam = \"Payments\"\nauth = {auth}\n"))
    };
    let unset = with("{ secret_env = [\"DESK\", \"DESK_OLD\"] }");
    assert!(
        unset.contains("source \"desk\".auth.secret_env[1] = \"DESK_OLD\": not set; set DESK_OLD (or DESK_OLD_FILE)"),
        "{unset}"
    );
    for pasted in [
        "{ secret_env = [\"hunter2!\"] }",
        "{ secret = \"hunter2!\" }",
        "{ secret_env = [\"DESK\"], scheme = { hunter2 = 1 } }",
    ] {
        let error = with(pasted);
        assert!(!error.contains("hunter2!"), "{error}");
    }
}

#[test]
fn two_sources_share_neither_a_name_nor_a_secret() {
    let again = |name: &str, variable: &str| {
        format!(
            "[[source]]\nname = {name:?}\npreset = \"zendesk\"\nteam = \"Payments\"\nauth = {{ secret_env = [{variable:?}] }}\n"
        )
    };
    let error = wrong(&format!("{TEAM}{SOURCE}{}", again("desk", "OTHER")));
    assert!(error.contains("already at source \"desk\".name; two sources have this name"), "{error}");
    let error = wrong(&format!("{TEAM}{SOURCE}{}", again("desk2", "DESK")));
    assert!(
        error.contains("source \"desk2\".auth.secret_env[0]") && error.contains("already at source \"desk\""),
        "{error}"
    );
    let same = [("DESK", "kept-in-the-desk"), ("OTHER", "kept-in-the-desk")];
    let error = load_with(&format!("{TEAM}{SOURCE}{}", again("desk2", "OTHER")), &same).unwrap_err().to_string();
    assert!(error.contains("holds the same secret as source \"desk\""), "{error}");
    assert!(!error.contains("kept-in-the-desk"));
}

#[test]
fn what_a_source_maps_is_laid_over_its_preset() {
    let text =
        format!("{TEAM}{SOURCE}[source.map]\n\"customer.slack\" = \"/ticket/slack_id\"\nextra.plan = \"/plan\"\n");
    let source = load(&text).unwrap().sources.remove(0);
    assert!(source.mapping.get("ticket_id").is_some(), "the preset's own names stay");
    let body = br#"{"event":"ticket.solved","plan":"gold","ticket":{"id":7,"slack_id":"U07"}}"#;
    let event = source.explain(&HeaderView::default(), body, Timestamp::UNIX_EPOCH, Signature::Skipped).unwrap();
    assert_eq!(event["customer"]["slack"], "U07");
    assert_eq!(event["extra"]["plan"], "gold");
    let text = format!("{TEAM}{SOURCE}[source.map]\nticket_id = \"/n\"\n");
    let source = load(&text).unwrap().sources.remove(0);
    assert!(source.mapping.get("subject").is_none(), "a map of one's own replaces the preset's");
}

#[test]
fn rules_of_a_source_that_cannot_work_are_refused() {
    let base = format!("{TEAM}[[source]]\nname = \"acme\"\nteam = \"Payments\"\n");
    for (lines, part) in [
        (
            "auth = { scheme = \"hmac\", header = \"X\", algo = \"sha1\", secret_env = [\"DESK\"] }",
            "this version signs with \"sha256\" only",
        ),
        (
            "auth = { scheme = \"hmac\", header = \"X\", signed = \"{timestamp}\", secret_env = [\"DESK\"] }",
            "{body} exactly once",
        ),
        (
            "auth = { scheme = \"hmac\", header = \"X\", signed = \"{timestamp}{body}\", secret_env = [\"DESK\"] }",
            "timestamp_header: is missing",
        ),
        (
            "auth = { scheme = \"hmac\", header = \"X\", signed = \"{body}\", timestamp_header = \"T\", secret_env = [\"DESK\"] }",
            "protects nothing",
        ),
        (
            "auth = { scheme = \"hmac\", header = \"X\", signed = \"{url}{body}\", secret_env = [\"DESK\"] }",
            "{url} comes in a later version",
        ),
        ("auth = { scheme = \"bearer\", secret_env = [\"DESK\"] }", "comes in a later version"),
        ("auth = { scheme = \"magic\", secret_env = [\"DESK\"] }", "write \"hmac\", \"token\" or \"none\""),
        ("auth = { scheme = \"hmac\", header = \"X Y\", secret_env = [\"DESK\"] }", "not the name of a header"),
        ("auth = { secret_env = [\"DESK\"], tolerance_s = 0 }", "whole seconds from 1 to 3600"),
        (
            "auth = { scheme = \"none\" }\nmatch = { closed = { path = \"event\", in = [\"x\"] } }",
            "JMESPath is not in this version",
        ),
        ("auth = { scheme = \"none\" }\nmatch = { closed = { path = \"/event\", in = [] } }", "list at least one word"),
        ("auth = { scheme = \"none\" }\nmatch = { closed = { path = \"/event\" } }", "closed.in: is missing"),
        ("auth = { scheme = \"none\" }\nmatch = { items = \"events\" }", "not a JSON Pointer"),
        ("auth = { scheme = \"none\" }\nmap = { tiket_id = \"/id\" }", "did you mean \"ticket_id\"?"),
        ("auth = { scheme = \"none\" }\nmap = { \"customer.mail\" = \"/id\" }", "did you mean \"customer."),
        (
            "auth = { scheme = \"none\" }\noutcome = { path = \"/o\", map = { dup = \"doppelt\" } }",
            "write \"resolved\" or",
        ),
    ] {
        let error = wrong(&format!("{base}{lines}\n"));
        assert!(error.contains(part), "{lines}\ngave {error}");
    }
}

#[test]
fn a_rule_may_be_a_list_and_its_words_numbers() {
    let text = format!(
        "{TEAM}[[source]]\nname = \"acme\"\nteam = \"Payments\"\nauth = {{ scheme = \"none\" }}\n[source.match]\n\
         closed = [{{ path = \"/to\", in = [4, 5], unless_prev = {{ path = \"/from\", in = [4, 5] }} }}]\n\
         [source.map]\nticket_id = \"/id\"\n\"chat.platform\" = {{ value = \"discord\" }}\n\"chat.thread\" = \"/thread\"\n"
    );
    let source = load(&text).unwrap().sources.remove(0);
    let read =
        |body: &str| source.read(&HeaderView::default(), body.as_bytes(), Timestamp::UNIX_EPOCH).unwrap().remove(0);
    let closed = read(r#"{"id": 9, "from": 2, "to": 4, "thread": "1098"}"#);
    assert_eq!(closed.kind, crate::domain::ticket::EventKind::Closed);
    let chat = closed.chat.unwrap();
    assert_eq!((chat.channel.to_string().as_str(), chat.own_thread), ("discord:1098", true));
    assert_eq!(read(r#"{"id": 9, "from": 4, "to": 5}"#).kind, crate::domain::ticket::EventKind::Other);
}

#[test]
fn what_is_allowed_but_hardly_meant_is_a_warning() {
    let settings = load(&format!(
        "{}[[source]]\nname = \"acme\"\nteam = \"Payments\"\nauth = {{ scheme = \"none\" }}\n",
        team_with("channels = [\"slack:C1\"]")
    ))
    .unwrap();
    let all = settings.warnings.join("\n");
    for part in [
        "nobody can be asked and nothing posted",
        "slack:C1 is on Slack, which has no token",
        "no agents and no managers",
        "anybody who can reach it can close tickets",
    ] {
        assert!(all.contains(part), "{part} is not in\n{all}");
    }
}

#[cfg(unix)]
#[test]
fn a_secret_file_that_everybody_can_read_is_a_warning() {
    use std::os::unix::fs::PermissionsExt as _;
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("token");
    std::fs::write(&path, "abc.def\n").unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
    let pairs = [("DISCORD_TOKEN_FILE", path.to_str().unwrap())];
    let settings = load_with(TEAM, &pairs).unwrap();
    assert!(settings.warnings.iter().any(|w| w.contains("chmod 600")), "{:?}", settings.warnings);
    assert_eq!(settings.discord.unwrap().token.expose_secret(), "abc.def");
}

#[test]
fn check_shows_the_next_three_scorecards_on_the_team_s_own_clock() {
    let tokens = [("SLACK_BOT_TOKEN", "xoxb-1-a"), ("SLACK_APP_TOKEN", "xapp-1-a"), ("DESK", "kept-in-the-desk")];
    let text = format!(
        "[server]\npublic_url = \"https://aw.example.com/\"\n{}{SOURCE}",
        team_with("channels = [\"slack:C1\"]\nagents = [\"slack:U1\"]")
    );
    let now: Timestamp = "2026-10-13T12:00:00Z".parse().unwrap();
    insta::assert_snapshot!(load_with(&text, &tokens).unwrap().describe_check(now), @r#"
    Slack on, Discord off (no token)

    Team Payments
      questions  ces7, csat5 (the second follows the first)
      posted in  slack:C1
      schedule   0 9 * * MON (Europe/Berlin)
      next       Mon 2026-10-19 09:00 CEST (+02:00)
                 Mon 2026-10-26 09:00 CET (+01:00)
                 Mon 2026-11-02 09:00 CET (+01:00)

    Source desk (zendesk) → team Payments
      hook       POST https://aw.example.com/hooks/desk
    "#);
}
