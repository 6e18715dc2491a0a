//! Whether what we send is what the platforms' own descriptions know.
//!
//! Every world asks this of all its requests when it is dropped ([`strange`]), so every test of the suite is a test of
//! the wire too. Discord's bodies are checked against its OpenAPI description (`discord_spec`). Slack's description
//! (2020, its last) names methods and arguments, so names are what is checked; what is newer stands in [`NEWER`] with
//! its reason. Refuses to know the product.
//!
//! The descriptions are not part of the project: they lie in `AFTERWORD_SPECS`, else in `../shared/specs`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::OnceLock;

use serde_json::Value;

use crate::aloud;
use crate::discord_spec;
use crate::world::{Discord, Slack, World, at};

/// Methods, and arguments of known methods, that Slack has added since its description was last published.
const NEWER: [(&str, &[&str]); 7] = [
    // Socket Mode (2021): hands out the address of the socket. No arguments.
    ("apps.connections.open", &[]),
    // Uploads in two steps (2022); `files.upload` is retired. https://docs.slack.dev/messaging/working-with-files
    ("files.getUploadURLExternal", &["filename", "length", "alt_txt", "snippet_type"]),
    ("files.completeUploadExternal", &["files", "channel_id", "channels", "thread_ts", "initial_comment", "blocks"]),
    // Message metadata (2022): how a prompt whose answer was lost is found again. `client_msg_id`: at most once.
    ("chat.postMessage", &["metadata", "client_msg_id"]),
    ("chat.update", &["metadata"]),
    // Reading metadata back.
    ("conversations.history", &["include_all_metadata"]),
    ("conversations.replies", &["include_all_metadata"]),
];

/// The world's requests that no description knows, in words; none where the descriptions are not at hand.
pub fn strange(planet: &afterword::sandbox::World) -> Vec<String> {
    let discord = planet.requests(Discord).into_iter().filter_map(|(method, path, _, body)| {
        discord_spec::validate(&method, &path, &body).err().map(|why| format!("Discord: {why}"))
    });
    let slack = planet.requests(Slack).into_iter().flat_map(|(_, path, query, body)| slack(&path, &query, &body));
    discord.chain(slack).collect::<BTreeSet<_>>().into_iter().collect()
}

/// What is wrong with one call of Slack's Web API.
fn slack(path: &str, query: &Value, body: &Value) -> Vec<String> {
    let Some(known) = methods() else { return Vec::new() };
    // Response URLs and upload addresses are handed out by Slack, not described.
    let Some(method) = path.strip_prefix("/api/") else { return Vec::new() };
    let Some(arguments) = known.get(method) else { return vec![format!("Slack: there is no method {method}")] };
    let given = [query, body].into_iter().filter_map(Value::as_object).flat_map(|o| o.keys());
    let odd = given.filter(|name| !arguments.contains(*name));
    odd.map(|name| format!("Slack: {method} has no argument {name:?}")).collect()
}

/// Arguments by method.
fn methods() -> Option<&'static BTreeMap<String, BTreeSet<String>>> {
    static METHODS: OnceLock<Option<BTreeMap<String, BTreeSet<String>>>> = OnceLock::new();
    METHODS.get_or_init(load).as_ref()
}

fn load() -> Option<BTreeMap<String, BTreeSet<String>>> {
    let project = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let beside = ["../shared/specs", "../../shared/specs"].map(|p| project.join(p));
    let given = std::env::var_os("AFTERWORD_SPECS").map(PathBuf::from);
    let found =
        given.into_iter().chain(beside).map(|d| d.join("slack-slack_web_openapi_v2.json")).find(|f| f.is_file());
    let Some(file) = found else {
        aloud::said(format_args!(
            "SKIPPED: Slack's API description is not here (set AFTERWORD_SPECS); calls are not checked"
        ));
        return None;
    };
    let description: Value = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    let mut methods: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (path, operations) in description["paths"].as_object().unwrap() {
        let arguments = methods.entry(path.trim_start_matches('/').to_owned()).or_default();
        let parameters = operations.as_object().unwrap().values().flat_map(|o| o["parameters"].as_array().unwrap());
        arguments.extend(parameters.filter_map(|p| p["name"].as_str()).map(str::to_owned));
    }
    for (method, arguments) in NEWER {
        methods.entry(method.to_owned()).or_default().extend(arguments.iter().map(|a| (*a).to_owned()));
    }
    Some(methods)
}

/// Says so, or fails, where a description is missing.
fn at_hand() -> bool {
    let both = discord_spec::available() && methods().is_some();
    let must = std::env::var_os("AFTERWORD_TESTS_MUST_NOT_SKIP").is_some();
    assert!(both || !must, "the platforms' API descriptions are missing (AFTERWORD_SPECS)");
    both
}

#[tokio::test]
async fn a_whole_week_on_both_platforms_is_made_of_requests_the_platforms_describe() {
    if !at_hand() {
        return;
    }
    let world = World::new().await;
    for (platform, who) in [(Slack, "mia"), (Discord, "jonas")] {
        let (_, prompt) = world.asked(platform, who).await;
        world.press(who, &prompt, "2").await;
        world.settle().await;
        world.press_private(platform, who, "Tell us why").await;
        world.comment(platform, who, "It took three days.").await;
        world.press_private(platform, who, "Change").await;
        world.press_private(platform, who, "5").await;
        world.slash(platform, "ana", "help").await;
        world.slash(platform, "ana", "scorecard").await;
        world.settle().await;
    }
    world.advance_to(at("2026-11-30T08:00:00Z")).await;
    assert_eq!(strange(world.planet()), Vec::<String>::new());
    let sent = |platform, part: &str| world.planet().requests(platform).iter().any(|(_, path, ..)| path.contains(part));
    for method in ["chat.postMessage", "chat.update", "views.open", "files.completeUploadExternal"] {
        assert!(sent(Slack, method), "{method} was never called: this test has become blind");
    }
    for call in ["/messages", "/callback", "/commands", "/gateway"] {
        assert!(sent(Discord, call), "{call} was never called: this test has become blind");
    }
}

#[test]
fn a_request_that_is_not_described_is_noticed() {
    if !at_hand() {
        return;
    }
    let json = |text: &str| serde_json::from_str::<Value>(text).unwrap();
    assert!(slack("/api/chat.postMessage", &Value::Null, &json(r#"{"channel":"C1","text":"x"}"#)).is_empty());
    assert_eq!(
        slack("/api/chat.postMesage", &Value::Null, &Value::Null),
        ["Slack: there is no method chat.postMesage"]
    );
    let odd = slack("/api/chat.postMessage", &Value::Null, &json(r#"{"chanel":"C1"}"#));
    assert_eq!(odd, ["Slack: chat.postMessage has no argument \"chanel\""]);
    assert!(discord_spec::validate("POST", "/channels/1/messages", &json(r#"{"content":"x"}"#)).is_ok());
    assert!(discord_spec::validate("POST", "/channels/1/messages", &json(r#"{"content":7}"#)).is_err());
    assert!(discord_spec::validate("POST", "/chanels/1/messages", &Value::Null).is_err());
}
