//! Whether, when and where people are asked: the rules of docs/asking.md, each as a sentence, on both platforms.
//!
//! Knows how a world is set up for these stories. Refuses to know what should come of them.

mod hand_back;
mod page;
mod places;
mod when;
mod whether;

use afterword::sandbox::{Platform, Shown};
use serde_json::{Value, json};

use crate::hooks::deliver;
use crate::world::{Discord, SUPPORT, Slack, Ticket, Wish, World};

const BOTH: [Platform; 2] = [Slack, Discord];

/// A world whose configuration is changed before it starts.
async fn world(wish: Wish, change: impl FnOnce(String) -> String) -> World {
    let mut world = World::with(wish).await;
    world.stop().await;
    let config = std::fs::read_to_string(world.config_file()).unwrap();
    std::fs::write(world.config_file(), change(config)).unwrap();
    world.start().await;
    world
}

/// Configuration that says these people are known on both platforms.
fn linked(world: &World, who: &str) -> String {
    let person = world.planet().person(who).unwrap();
    format!("\n[[person]]\nidentities = [\"slack:{}\", \"discord:{}\"]\n", person.slack, person.discord)
}

/// A customer writes, and nobody answers.
async fn unanswered(world: &World, platform: Platform, customer: &str) -> Ticket {
    let (_, support) = SUPPORT.into_iter().find(|(p, _)| *p == platform).unwrap();
    match platform {
        Slack => {
            let root = world.planet().slack().say(customer, support, None, "Anybody there?").await.unwrap();
            Ticket { platform, channel: support.to_owned(), message: root }
        }
        Discord => {
            let thread = world.planet().discord().open_thread(customer, support, "Anybody there?").await.unwrap();
            let message = world.planet().discord().say(customer, &thread, "Anybody there?").await.unwrap();
            Ticket { platform, channel: thread, message }
        }
    }
}

/// Somebody writes in the ticket's conversation.
async fn writes(world: &World, who: &str, ticket: &Ticket) {
    let text = "One more thing";
    match ticket.platform {
        Slack => {
            let thread = Some(ticket.message.as_str());
            world.planet().slack().say(who, &ticket.channel, thread, text).await.unwrap();
        }
        Discord => {
            world.planet().discord().say(who, &ticket.channel, text).await.unwrap();
        }
    }
}

/// The customer as a helpdesk names them that knows this platform's account.
fn customer(world: &World, platform: Platform, who: &str) -> Value {
    let person = world.planet().person(who).unwrap();
    match platform {
        Slack => json!({ "slack": person.slack }),
        Discord => json!({ "discord": person.discord }),
    }
}

/// A helpdesk closes a ticket of this customer.
async fn helpdesk_closes(world: &World, id: &str, customer: Value) {
    let body = json!({ "event": "ticket.solved", "ticket": { "id": id, "customer": customer } });
    assert_eq!(deliver(world, "desk", &body, &format!("d-{id}")).await, 200);
    world.settle().await;
}

/// What stands in a person's direct conversation.
fn direct(world: &World, platform: Platform, who: &str) -> Vec<Shown> {
    let dm = world.planet().dm(platform, who);
    dm.map(|dm| world.planet().bot_messages(platform, &dm)).unwrap_or_default()
}
