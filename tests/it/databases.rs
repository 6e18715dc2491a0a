//! The same journeys on PostgreSQL, alone and with two applications on one database.
//!
//! SQLite is what every other test runs on. Skipped, aloud, where PostgreSQL is not installed.

use afterword::domain::policy::SkipReason;
use afterword::domain::survey::State;
use afterword::sandbox::Platform;

use crate::hooks::deliver;
use crate::postgres;
use crate::world::{Discord, Slack, TEAM, Wish, World, at, days, minutes};

async fn on_postgres() -> Option<World> {
    let database = postgres::database().await?;
    Some(World::with(Wish { database: Some(database), ..Wish::default() }).await)
}

/// Cards in the team's channel.
fn cards(world: &World, platform: Platform) -> usize {
    let (_, channel) = TEAM.into_iter().find(|(p, _)| *p == platform).unwrap();
    world.planet().bot_messages(platform, channel).iter().filter(|m| !m.pictures.is_empty()).count()
}

/// A webhook that closes ticket `id` of this person, who is found by their id in the chat.
async fn closed_by_webhook(world: &World, platform: Platform, who: &str, id: &str) {
    let person = world.planet().person(who).unwrap();
    let customer = match platform {
        Slack => serde_json::json!({ "slack": person.slack }),
        Discord => serde_json::json!({ "discord": person.discord }),
    };
    let body = serde_json::json!({ "event": "ticket.solved",
        "ticket": { "id": id, "title": "Charged twice", "owner": "ana@example.com", "customer": customer } });
    assert_eq!(deliver(world, "desk", &body, &format!("d-{id}")).await, 200);
}

#[tokio::test]
async fn the_whole_journey_is_the_same_on_postgresql() {
    let Some(world) = on_postgres().await else { return };
    for (platform, who, id) in [(Slack, "mia", "701"), (Discord, "jonas", "702")] {
        closed_by_webhook(&world, platform, who, id).await;
        world.advance(minutes(5)).await;
        let dm = world.planet().dm(platform, who).expect("a direct message was opened");
        let prompt = world.planet().bot_messages(platform, &dm).remove(0);
        let seen = world.press(who, &prompt, "2").await;
        assert!(seen.private_text().contains("Saved: 2 of 7"), "{}", seen.private_text());
        let seen = world.press(who, &prompt, "3").await;
        assert!(seen.private_text().contains("Saved: 3 of 7"), "{}", seen.private_text());
        world.settle().await;
        assert!(world.now(&prompt).text().contains("Thanks"));
        world.press_private(platform, who, "Tell us why").await;
        world.comment(platform, who, "It took three days.").await;
        let answer = world.stories(id).await.remove(0).answers.remove(0);
        assert_eq!((answer.score.value(), answer.changes), (3, 1));
        assert_eq!(answer.comment.as_deref(), Some("It took three days."));

        closed_by_webhook(&world, platform, who, &format!("{id}9")).await;
        world.settle().await;
        let state = world.stories(&format!("{id}9")).await.remove(0).survey.state;
        assert_eq!(state, State::Skipped { why: SkipReason::Cooldown });
    }
    world.advance_to(at("2026-11-30T08:00:00Z")).await;
    world.advance(days(1)).await;
    assert_eq!((cards(&world, Slack), cards(&world, Discord)), (1, 1));
}

#[tokio::test]
async fn two_applications_on_one_database_share_the_work_and_double_nothing() {
    let Some(world) = on_postgres().await else { return };
    let other = world.another_app().await;
    let both = async || {
        for step in 0.. {
            assert!(step < 50, "the queue never comes to rest");
            let (one, two) = futures_util::join!(world.app().run_due(), other.run_due());
            if one.unwrap().nothing() && two.unwrap().nothing() {
                return;
            }
        }
    };
    let customers = ["mia", "jonas", "aiko", "carlos", "priya", "chloe"];
    for (n, who) in customers.iter().enumerate() {
        closed_by_webhook(&world, if n % 2 == 0 { Slack } else { Discord }, who, &format!("80{n}")).await;
    }
    both().await;
    world.clock.advance(minutes(5));
    both().await;
    for (n, who) in customers.iter().enumerate() {
        let platform = if n % 2 == 0 { Slack } else { Discord };
        let dm = world.planet().dm(platform, who).expect("asked");
        let prompts = world.planet().bot_messages(platform, &dm);
        assert_eq!(prompts.len(), 1, "{who} was asked once");
        let state = world.stories(&format!("80{n}")).await.remove(0).survey.state;
        assert!(matches!(state, State::Delivered { .. }), "{who}: {state:?}");
    }
    world.clock.set(at("2026-11-30T08:00:00Z"));
    both().await;
    assert_eq!((cards(&world, Slack), cards(&world, Discord)), (1, 1), "one scorecard a channel");
    assert!(other.stop().await);
}
