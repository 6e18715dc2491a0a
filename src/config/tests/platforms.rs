//! Tokens, addresses and databases.

use super::*;

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

/// The public key of the seed of all sevens.
const KEY: &str = "ea4a6c63e29c520abef5507b132ec5f9954776aebebe7b92421eea691446d22c";
const CALLED: &str = "[slack]\ntransport = \"http\"\n[discord]\ntransport = \"http\"\n";

#[test]
fn a_platform_that_calls_needs_what_proves_its_calls_and_no_socket() {
    let text = format!("{CALLED}{TEAM}");
    let all = [
        ("SLACK_BOT_TOKEN", "xoxb-1-a"),
        ("SLACK_SIGNING_SECRET", "5a6e"),
        ("SLACK_SIGNING_SECRET_PREVIOUS", "4d3c"),
        ("DISCORD_TOKEN", "abc"),
        ("DISCORD_PUBLIC_KEY", KEY),
    ];
    let settings = load_with(&text, &all).unwrap();
    let SlackTransport::Http { signing_secrets } = settings.slack.unwrap().transport else { panic!("sockets") };
    let secrets: Vec<_> = signing_secrets.iter().map(|s| s.expose_secret()).collect();
    assert_eq!(secrets, ["5a6e", "4d3c"]);
    assert!(matches!(settings.discord.unwrap().transport, DiscordTransport::Http { .. }));
    assert!(load(&text).unwrap().slack.is_none(), "without any secret a platform is off");
    for (missing, named) in
        [(0, "SLACK_BOT_TOKEN"), (1, "SLACK_SIGNING_SECRET"), (3, "DISCORD_TOKEN"), (4, "DISCORD_PUBLIC_KEY")]
    {
        let mut some = all.to_vec();
        some.remove(missing);
        let error = load_with(&text, &some).unwrap_err().to_string();
        assert!(error.contains(&format!("environment: {named}: not set")), "{error}");
    }
}

#[test]
fn what_cannot_prove_a_call_is_refused_by_name_and_never_shown() {
    let text = format!("{CALLED}{TEAM}");
    let wrong = |pairs: &[(&str, &str)]| load_with(&text, pairs).unwrap_err().to_string();
    let short = &KEY[2..];
    let identity = format!("01{}", "0".repeat(62));
    for key in [short, identity.as_str(), "z0", "c2FuZGJveA"] {
        let error = wrong(&[("DISCORD_TOKEN", "abc"), ("DISCORD_PUBLIC_KEY", key)]);
        assert!(error.contains("DISCORD_PUBLIC_KEY: not a public key") && !error.contains(key), "{error}");
    }
    let error = wrong(&[("SLACK_BOT_TOKEN", "xoxb-1-a"), ("SLACK_SIGNING_SECRET", "xapp-1-a")]);
    assert!(error.contains("SLACK_SIGNING_SECRET: holds a token"), "{error}");
    let error = wrong(&[("SLACK_BOT_TOKEN", "xoxb-1-a"), ("SLACK_SIGNING_SECRET_PREVIOUS", "changeme")]);
    assert!(error.contains("SLACK_SIGNING_SECRET_PREVIOUS: still holds a placeholder"), "{error}");
}

#[test]
fn a_transport_nobody_knows_is_refused_with_those_that_exist() {
    let error = super::wrong(&format!("[discord]\ntransport = \"pigeon\"\n{TEAM}"));
    assert!(error.contains("discord.transport = \"pigeon\": not known; write \"gateway\" or \"http\""), "{error}");
    let error = super::wrong(&format!("[slack]\ntransport = \"gateway\"\n{TEAM}"));
    assert!(error.contains("not known; write \"socket\" or \"http\""), "{error}");
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
