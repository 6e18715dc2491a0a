//! Presses that come twice, or in another order than they were made.

use std::time::Duration;

use afterword::sandbox::{Platform, Seen, Shown};
use afterword::store::Store;
use serde_json::json;

use crate::hooks::deliver;
use crate::program::Program;
use crate::world::{Discord, Slack, Wish, World};

/// Nothing started, and people are asked at once.
async fn machine(called: bool) -> World {
    let survey = "hours = \"00:00-24:00\"\ndelay = \"0s\"";
    World::with(Wish { idle: true, called, survey, ..Wish::default() }).await
}

async fn asked(world: &World, platform: Platform, who: &str, ticket: &str) -> Shown {
    let person = world.planet().person(who).unwrap();
    let customer = match platform {
        Slack => json!({ "slack": person.slack }),
        Discord => json!({ "discord": person.discord }),
    };
    let body = json!({ "event": "ticket.solved",
        "ticket": { "id": ticket, "title": "Charged twice", "customer": customer } });
    assert_eq!(deliver(world, "desk", &body, &format!("d-{ticket}")).await, 200);
    let open = |w: &afterword::sandbox::World| {
        let dm = w.dm(platform, who)?;
        w.bot_messages(platform, &dm).into_iter().find(|m| !m.buttons.is_empty())
    };
    world.planet().until(open).await.expect("the prompt appears")
}

fn saved(seen: &Seen, score: &str) {
    assert!(seen.private_text().contains(&format!("Saved: {score} of 7")), "{score}: {seen:?}");
}

/// Long enough for the other press to be stored meanwhile, on a busy machine too.
const HELD_UP: Duration = Duration::from_millis(1_500);

/// Two presses of one person, the second made fifty milliseconds after the first, which is held up on its way.
async fn two(world: &World, who: &str, prompt: &Shown, scores: [&str; 2], held_up: Duration) -> (Seen, Seen) {
    world.planet().detain_next(prompt.platform, held_up);
    let second = async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        undrawn(world, who, prompt, scores[1]).await
    };
    tokio::join!(undrawn(world, who, prompt, scores[0]), second)
}

/// The thanks may have taken the buttons' place by now; a client that has not drawn it yet still shows them.
async fn undrawn(world: &World, who: &str, prompt: &Shown, score: &str) -> Seen {
    let (planet, control) = (world.planet(), prompt.button(score).unwrap().id.clone());
    match prompt.platform {
        Slack => planet.slack().press_forged(who, &prompt.channel, &prompt.id, &control).await,
        Discord => planet.discord().press_forged(who, &prompt.channel, &prompt.id, &control).await,
    }
}

#[tokio::test]
async fn f45_of_two_presses_the_later_one_counts_and_is_shown_in_whichever_order_they_arrive() {
    // Discord's gateway keeps the order; its calls need not, and neither need Slack's two sockets.
    for (called, platform) in [(false, Slack), (true, Slack), (true, Discord)] {
        let mut world = machine(called).await;
        let program = Program::serve(&mut world).await;
        let prompt = asked(&world, platform, "mia", "f45-double").await;
        let (first, second) = tokio::join!(world.press("mia", &prompt, "5"), world.press("mia", &prompt, "5"));
        saved(&first, "5");
        saved(&second, "5");
        let prompt = asked(&world, platform, "jonas", "f45-in-order").await;
        // One after the other: two calls that are under way together may arrive in either order.
        saved(&undrawn(&world, "jonas", &prompt, "6").await, "6");
        saved(&undrawn(&world, "jonas", &prompt, "2").await, "2");
        let prompt = asked(&world, platform, "aiko", "f45-reversed").await;
        let (overtaken, last) = two(&world, "aiko", &prompt, ["6", "2"], HELD_UP).await;
        saved(&last, "2");
        saved(&overtaken, "2");
        let prompt = asked(&world, platform, "carlos", "f45-middle-last").await;
        saved(&undrawn(&world, "carlos", &prompt, "5").await, "5");
        let (middle, last) = two(&world, "carlos", &prompt, ["3", "5"], HELD_UP).await;
        saved(&last, "5");
        saved(&middle, "5");
        drop(program);
        let store = Store::open(world.database()).await.unwrap();
        let expected =
            [("f45-double", 5, 0), ("f45-in-order", 2, 1), ("f45-reversed", 2, 0), ("f45-middle-last", 5, 0)];
        for (ticket, score, changes) in expected {
            let story = store.why(ticket, None).await.unwrap().remove(0);
            let stored: Vec<_> = story.answers.iter().map(|a| (a.score.value(), a.changes)).collect();
            assert_eq!(stored, [(score, changes)], "{platform:?} {ticket}");
        }
        store.close().await;
    }
}
