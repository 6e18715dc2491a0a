//! `afterword doctor`, against the sandbox as the platforms: what is right, what is wrong, and how to mend it.

use afterword::clock::{Clock, SystemClock};
use afterword::domain::Duration;
use afterword::sandbox::Platform;

use crate::program::{command, printed, refused, run};
use crate::wheel::Wheel;
use crate::world::World;

use super::operating::machine;

fn complaints(world: &World) -> String {
    let output = run(world, &["doctor"]);
    assert_eq!(refused(&output).0, Some(1), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

// The sandbox must answer while the test waits for a command.
#[tokio::test(flavor = "multi_thread")]
async fn doctor_finds_everything_in_order_and_changes_nothing() {
    let world = machine().await;
    printed(&world, &["migrate"]);
    let told = printed(&world, &["doctor"]);
    assert!(!told.contains("BAD"), "{told}");
    for line in [
        "ok   Database: SQLite answers",
        "ok   Slack: the bot token works; we are afterword in Sandbox.",
        "ok   Slack: the app token opens a socket.",
        "ok   Slack: our clocks agree.",
        "ok   Discord: the bot token works; we are Afterword.",
        "ok   Discord: channel",
    ] {
        assert!(told.contains(line), "{line}: {told}");
    }
    assert!(!told.contains("xox"), "a token is nobody's reading: {told}");
    for platform in [Platform::Slack, Platform::Discord] {
        let written = |path: &str| path.ends_with("chat.postMessage") || path.ends_with("/messages");
        let requests = world.planet().requests(platform);
        assert!(!requests.iter().any(|(method, path, ..)| method != "GET" && written(path)), "{requests:?}");
    }
}

// The sandbox must answer while the test waits for a command.
#[tokio::test(flavor = "multi_thread")]
async fn doctor_names_what_is_wrong_and_how_to_mend_it() {
    let world = machine().await;
    let told = complaints(&world);
    assert!(told.contains("made by `afterword migrate`"), "no database yet: {told}");
    printed(&world, &["migrate"]);
    world.planet().slack().granted("commands,chat:write");
    let config = std::fs::read_to_string(world.config_file()).unwrap();
    let wrong = config.replacen("case_channel = \"slack:", "case_channel = \"slack:C0NOSUCH\" #", 1);
    std::fs::write(world.config_file(), &wrong).unwrap();
    let told = complaints(&world);
    assert!(told.contains("BAD  Slack: 8 scopes are missing: channels:history, chat:write.public"), "{told}");
    assert!(told.contains("BAD  Slack: channel C0NOSUCH does not exist or we are not in it."), "{told}");
    assert!(told.contains("/invite @Afterword"), "{told}");
    world.planet().slack().revoke(true);
    let told = complaints(&world);
    assert!(told.contains("BAD  Slack: the bot token is not accepted") && told.contains("Install App"), "{told}");
    assert!(told.contains("ok   Discord: the bot token works"), "one platform's trouble is its own: {told}");
}

// The sandbox must answer while the test waits for a command.
#[tokio::test(flavor = "multi_thread")]
async fn doctor_compares_our_clock_with_the_platforms() {
    if !Wheel::available() {
        return;
    }
    let world = machine().await;
    printed(&world, &["migrate"]);
    let later = SystemClock::default().now() + Duration::from_mins(20);
    let wheel = Wheel::new(world.config_file().with_file_name("clock"), later);
    let output = command(&world, &["doctor"]).envs(wheel.environment()).output().unwrap();
    let told = String::from_utf8(output.stdout).unwrap();
    assert!(told.contains("seconds ahead of Slack's") && told.contains("seconds ahead of Discord's"), "{told}");
}
