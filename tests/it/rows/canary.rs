//! I6: no comment, token, address, subject or name in any log line, at any level, whatever goes wrong.
//!
//! Every private thing a run can meet carries a word that occurs nowhere else; then the log is searched for the words.

use afterword::sandbox::Fault;
use serde_json::json;

use crate::hooks::deliver;
use crate::program::{Launch, Program};
use crate::world::{Discord, Slack, Wish, World};

/// In comments, subjects, names, addresses, commands, promises, unreadable payloads.
const WORDS: [&str; 9] = [
    "canarycomment",
    "canarysubject",
    "canaryname",
    "canaryaddress",
    "canarycommand",
    "canarychat",
    "canaryunread",
    "canaryreason",
    "canarypromise",
];

async fn a_full_and_unlucky_life(world: &World) {
    let mail = json!({ "email": "canaryaddress@example.org", "name": "canaryname" });
    let ticket = |id: &str, customer: serde_json::Value| {
        json!({ "event": "ticket.solved",
        "ticket": { "id": id, "title": "canarysubject", "customer": customer } })
    };
    assert_eq!(deliver(world, "desk", &ticket("c-1", mail), "d-c1").await, 200);
    deliver(world, "desk", &json!({ "event": "ticket.solved", "canarysubject": ["canarycomment"] }), "d-c2").await;
    deliver(world, "desk", &json!("canarysubject"), "d-c3").await;
    for platform in [Slack, Discord] {
        world.planet().discord().event("INTERACTION_CREATE", &json!({ "id": "7", "type": 3, "data": "canaryunread" }));
        world.slash(platform, "ana", "why canarycommand").await;
        world.slash(platform, "ana", "clsoe canarycommand").await;
        world.slash(platform, "lena", "scorecard canarycommand").await;
        let promised = world.slash(platform, "lena", "promise canarypromise").await.private_text();
        assert!(promised.contains("canarypromise"), "it was really made: {promised}");
        for (who, fault) in [("mia", None), ("jonas", Some(Fault::DropAnswer)), ("aiko", Some(Fault::ServerError))] {
            if let Some(fault) = fault {
                world.planet().faults().next(platform, "POST ", fault);
            }
            let ticket = world.open(platform, who).await;
            world.close(&ticket).await;
            let Some(prompt) = world.planet().until(|_| world.prompt(&ticket)).await else { continue };
            world.press(who, &prompt, "2").await;
            world.press_private(platform, who, "Tell us why").await;
            world.comment(platform, who, "canarycomment").await;
        }
    }
}

async fn canaries_in_the_log() {
    let survey = "hours = \"00:00-24:00\"\ndelay = \"0s\"";
    let mut world = World::with(Wish { idle: true, survey, ..Wish::default() }).await;
    let env = [("AFTERWORD__LOG__FILTER", "trace")];
    let how = Launch { env: env.map(|(k, v)| (k.to_owned(), v.to_owned())).into(), ..Launch::default() };
    let mut program = Program::spawn(&world, &how);
    program.until_ready(&mut world).await;
    a_full_and_unlucky_life(&world).await;
    let log = program.log();
    assert!(log.contains("TRACE"), "everything is logged: {log}");
    let cast = world.planet().cast().clone();
    let secrets = [cast.slack_bot_token, cast.slack_app_token, cast.discord_token, crate::world::SECRET.to_owned()];
    for private in WORDS.iter().map(ToString::to_string).chain(secrets) {
        let told: Vec<&str> = log.lines().filter(|line| line.contains(&private)).collect();
        assert!(told.is_empty(), "{private}: {told:#?}");
    }
    let answers = crate::program::printed(&world, &["export", "answers", "--format", "jsonl"]);
    assert!(answers.contains("canarycomment"), "the comments were really made: {answers}");
}

#[tokio::test(flavor = "multi_thread")]
async fn i6_no_private_word_is_in_the_log_at_any_level() {
    canaries_in_the_log().await;
}
