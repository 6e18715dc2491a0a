//! Credit and people: whom a close counts for, who may move that, who is staff, and what an agent, a manager and a
//! customer are shown of their own.

mod asking;
mod credit;
mod groups;
mod home;
mod own_week;

use afterword::flow::staff;
use afterword::sandbox::{Fault, Platform, Seen, Shown};
use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::hooks::deliver;
use crate::program::{printed, refused, run};
use crate::world::{Discord, SUPPORT, Slack, TEAM, Ticket, Wish, World, at, days, hours, minutes};

const BOTH: [Platform; 2] = [Slack, Discord];
/// The Monday after [`crate::world::START`], nine in Berlin.
const MONDAY: &str = "2026-11-30T08:00:00Z";

/// A second team whose staff is a Slack user group and a Discord role.
const GROUPS: &str = r#"hours = "00:00-24:00"
[[team]]
name = "Second Line"
timezone = "Europe/Berlin"
managers = ["discord-role:900000000000000001/77"]
agents = ["slack:@S0HELPERS", "discord-role:900000000000000001/88"]
"#;

/// What people call the ticket in a command.
fn key(ticket: &Ticket) -> String {
    match ticket.platform {
        Slack => format!("{}/{}", ticket.channel, ticket.message),
        Discord => ticket.channel.clone(),
    }
}

/// Types a command with options; Slack's words are made of them in order.
async fn command(world: &World, platform: Platform, who: &str, name: &str, options: &[(&str, &str)]) -> Seen {
    match platform {
        Slack => {
            let word =
                |(key, value): &(&str, &str)| if *key == "agent" { format!("@{value}") } else { (*value).to_owned() };
            let words: Vec<String> = std::iter::once(name.to_owned()).chain(options.iter().map(word)).collect();
            world.planet().slack().slash(who, SUPPORT[0].1, &words.join(" ")).await
        }
        Discord => {
            let options: serde_json::Map<String, Value> =
                options.iter().map(|(key, value)| ((*key).to_owned(), json!(value))).collect();
            world.planet().discord().slash(who, TEAM[1].1, name, Value::Object(options)).await
        }
    }
}

async fn move_credit(world: &World, platform: Platform, who: &str, ticket: &str, to: &str, reason: &str) -> String {
    let options = [("ticket", ticket), ("agent", to), ("reason", reason)];
    command(world, platform, who, "credit", &options).await.private_text()
}

async fn credited(world: &World, ticket: &Ticket) -> Option<String> {
    world.story(ticket).await.survey.agent.map(|agent| agent.id)
}

fn id(world: &World, platform: Platform, who: &str) -> String {
    let person = world.planet().person(who).unwrap();
    match platform {
        Slack => format!("slack:{}", person.slack),
        Discord => format!("discord:{}", person.discord),
    }
}

async fn answered(world: &World, platform: Platform, who: &str, score: &str) -> Ticket {
    let (ticket, prompt) = world.asked(platform, who).await;
    let seen = world.press(who, &prompt, score).await;
    assert!(seen.private_text().contains("Saved"), "{seen:?}");
    world.settle().await;
    ticket
}

/// The bot's messages in somebody's own conversation with it.
fn direct(world: &World, platform: Platform, who: &str) -> Vec<Shown> {
    world.planet().dm(platform, who).map(|dm| world.planet().bot_messages(platform, &dm)).unwrap_or_default()
}

/// Closes that a helpdesk credits to an address, each answered.
async fn helped_by(world: &World, address: &str, scores: &[(&str, &str)]) {
    for (who, _) in scores {
        let slack = world.planet().person(who).unwrap().slack;
        let ticket = json!({ "id": format!("9-{who}"), "owner": address, "customer": { "slack": slack } });
        let body = json!({ "event": "ticket.solved", "ticket": ticket });
        assert_eq!(deliver(world, "desk", &body, &format!("d-{who}")).await, 200);
    }
    world.advance(minutes(5)).await;
    for (who, score) in scores {
        let prompt = direct(world, Slack, who).remove(0);
        let seen = world.press(who, &prompt, score).await;
        assert!(seen.private_text().contains("Saved"), "{seen:?}");
    }
    world.settle().await;
}
