//! A low score becomes a card in the team's case channel, somebody takes it, and it ends with an outcome.

use afterword::domain::case::{Case, Outcome, State, Withdrawal};
use afterword::sandbox::{Platform, Seen, Shown};
use serde_json::{Value, json};

use crate::postgres;
use crate::world::{Discord, Slack, Ticket, Wish, World, at, days, hours, minutes};

const SLACK_CASES: &str = "C0PAYCASES";
const DISCORD_CASES: &str = "910000000000000003";

fn cases_on(platform: Platform) -> (&'static str, &'static str) {
    match platform {
        Slack => ("slack:C0PAYCASES", SLACK_CASES),
        Discord => ("discord:910000000000000003", DISCORD_CASES),
    }
}

fn wish(platform: Platform) -> Wish {
    Wish { cases: cases_on(platform).0, survey: "hours = \"08:00-20:00\"\ncooldown = \"24h\"", ..Wish::default() }
}

/// Everything in the case channel, oldest first.
fn channel(world: &World, platform: Platform) -> Vec<Shown> {
    let all = world.planet().bot_messages(platform, cases_on(platform).1);
    all.into_iter().filter(|m| m.only_for.is_none()).collect()
}

/// The only message there.
fn card(world: &World, platform: Platform) -> Shown {
    let all = channel(world, platform);
    assert_eq!(all.len(), 1, "one card: {all:#?}");
    all.into_iter().next().unwrap()
}

fn labels(message: &Shown) -> Vec<&str> {
    message.buttons.iter().map(|b| b.label.as_str()).collect()
}

/// Discord's inputs are found by what stands at them.
const LABELS: [(&str, &str); 2] = [("outcome", "What came of it?"), ("again", "Ask the customer once more?")];

async fn fill(world: &World, platform: Platform, who: &str, mut fields: Value) -> Seen {
    for (key, label) in LABELS {
        if let Some(value) = fields.as_object_mut().unwrap().remove(key) {
            fields[if platform == Discord { label } else { key }] = value;
        }
    }
    match platform {
        Slack => world.planet().slack().submit_view(who, fields).await,
        Discord => world.planet().discord().submit_modal(who, fields).await,
    }
}

/// What a person reads after sending a form: Slack shows it in the window, Discord as a private message.
fn answer(platform: Platform, seen: &Seen) -> String {
    match platform {
        Slack => seen.form.as_ref().map(Value::to_string).unwrap_or_default(),
        Discord => seen.private_text(),
    }
}

async fn closed_with(world: &World, platform: Platform, who: &str, card: &Shown, fields: Value) -> Seen {
    let seen = world.press(who, &world.now(card), "Close").await;
    assert!(seen.form.is_some(), "{seen:?}");
    let seen = fill(world, platform, who, fields).await;
    world.settle().await;
    seen
}

async fn case(world: &World, ticket: &Ticket) -> Case {
    world.story(ticket).await.case.expect("a case")
}

/// Asked, pressed 2, and the card is there.
async fn low(world: &World, platform: Platform) -> (Ticket, Shown, Shown) {
    let (ticket, prompt) = world.asked(platform, "mia").await;
    let seen = world.press("mia", &prompt, "2").await;
    assert!(seen.private_text().contains("Saved: 2 of 7"), "{seen:?}");
    world.advance(minutes(1)).await;
    let card = card(world, platform);
    (ticket, prompt, card)
}

macro_rules! in_both_chats {
    ($name:ident, $journey:expr) => {
        mod $name {
            use super::*;
            #[tokio::test]
            async fn in_slack() {
                $journey(World::with(wish(Slack)).await, Slack).await;
            }
            #[tokio::test]
            async fn in_discord() {
                $journey(World::with(wish(Discord)).await, Discord).await;
            }
        }
    };
}

mod again;
mod hands;
mod opens;
mod told;

in_both_chats!(a_low_score_is_carded_within_a_minute_taken_by_one_and_closed_with_an_outcome, whole_life);
async fn whole_life(world: World, platform: Platform) {
    let (ticket, _, card) = low(&world, platform).await;
    for part in ["Low score", "2 of 7", "1 Very hard", "7 Very easy", "did not ask to be contacted", "Nobody has it"] {
        assert!(card.text().contains(part), "{part}: {}", card.text());
    }
    assert_eq!(labels(&card), ["Take it", "Not actionable"]);

    world.press_private(platform, "mia", "Tell us why").await;
    world.comment(platform, "mia", "Three people <!channel> @everyone asked *me* the same.").await;
    world.settle().await;
    let card = self::card(&world, platform);
    assert!(card.text().contains("asked *me* the same."), "{}", card.text());
    assert!(card.text().contains("Slow"), "{}", card.text());
    assert!(card.edited, "the same card");

    let seen = world.press("ana", &card, "Take it").await;
    assert!(seen.private_text().contains("It is yours"), "{seen:?}");
    let seen = world.press("ana", &card, "Take it").await;
    assert!(seen.private_text().contains("yours already"), "{seen:?}");
    let seen = world.press("ben", &card, "Take it").await;
    assert!(seen.private_text().contains("Ana has it, so nothing was changed"), "{seen:?}");
    assert!(seen.shared.is_empty(), "privately");
    world.settle().await;
    let card = world.now(&card);
    assert!(card.text().contains("Ana has it. Open since"), "{}", card.text());
    assert_eq!(labels(&card), ["Close", "Hand back"]);

    let seen = closed_with(&world, platform, "ana", &card, json!({ "outcome": "refunded", "note": "Paid back" })).await;
    assert!(answer(platform, &seen).contains("The case is closed"), "{seen:?}");
    let card = world.now(&card);
    assert!(card.text().contains("refunded, says") && card.text().contains("Ana"), "{}", card.text());
    assert!(card.text().contains("Paid back") && card.buttons.is_empty(), "{card:?}");
    let case = case(&world, &ticket).await;
    assert!(matches!(case.state, State::Closed { outcome: Outcome::Refunded, .. }), "{case:?}");
    let history: Vec<String> =
        world.store().case_history(&case.id).await.unwrap().into_iter().map(|step| step.what).collect();
    assert_eq!(history, ["opened", "answered", "take", "close"]);
    world.advance(days(3)).await;
    assert_eq!(channel(&world, platform).len(), 1, "nobody is reminded of what is done");
}

in_both_chats!(nobody_takes_it_so_the_channel_is_reminded_once_and_then_the_manager, reminded);
async fn reminded(world: World, platform: Platform) {
    // 15:05 in Berlin: four working hours end the next morning at 08:00 + … of a day that ends at 20:00.
    world.advance_to(at("2026-11-24T17:00:00Z")).await;
    let (ticket, _, card) = low(&world, platform).await;
    world.advance_to(at("2026-11-25T06:59:00Z")).await;
    assert_eq!(channel(&world, platform).len(), 1, "18:05 to 20:00 are not four hours, and nobody works at night");
    world.advance_to(at("2026-11-25T09:04:00Z")).await;
    assert_eq!(channel(&world, platform).len(), 1);
    world.advance(minutes(5)).await;
    let all = channel(&world, platform);
    assert_eq!(all.len(), 2, "{all:#?}");
    assert!(all[1].text().contains("has waited since Tue 24 Nov, 18:05, and nobody has it"), "{}", all[1].text());
    assert!(!all[1].text().contains("charged twice"), "a reminder holds no customer's words: {}", all[1].text());
    assert!(world.planet().dm(platform, "lena").is_none(), "the manager is not told yet");

    world.advance(hours(4)).await;
    assert_eq!(channel(&world, platform).len(), 2, "once");
    let dm = world.planet().dm(platform, "lena").expect("the manager is told");
    let told = world.planet().bot_messages(platform, &dm);
    assert_eq!(told.len(), 1, "{told:#?}");
    assert!(told[0].text().contains("still nobody has it"), "{}", told[0].text());
    for other in [Slack, Discord].into_iter().filter(|p| *p != platform) {
        assert!(world.planet().dm(other, "lena").is_none(), "one person is told once");
    }
    world.advance(days(7)).await;
    assert_eq!((channel(&world, platform).len(), world.planet().bot_messages(platform, &dm).len()), (2, 1));

    let seen = world.press("lena", &told[0], "Take it").await;
    assert!(seen.private_text().contains("It is yours"), "{seen:?}");
    world.settle().await;
    assert!(world.now(&card).text().contains("Lena has it"), "{}", world.now(&card).text());
    let seen = world.press("ana", &all[1], "Take it").await;
    assert!(seen.private_text().contains("Lena has it"), "an old reminder's button still answers: {seen:?}");
    assert!(matches!(case(&world, &ticket).await.state, State::Taken { .. }));
}

in_both_chats!(on_a_weekend_nobody_is_reminded, weekend);
async fn weekend(world: World, platform: Platform) {
    world.advance_to(at("2026-11-27T17:30:00Z")).await;
    low(&world, platform).await;
    world.advance_to(at("2026-11-30T06:59:00Z")).await;
    assert_eq!(channel(&world, platform).len(), 1);
    world.advance_to(at("2026-11-30T10:00:00Z")).await;
    assert_eq!(channel(&world, platform).len(), 2);
}

#[tokio::test]
async fn a_case_lives_the_same_on_postgresql() {
    for platform in [Slack, Discord] {
        let Some(database) = postgres::database().await else { return };
        whole_life(World::with(Wish { database: Some(database), ..wish(platform) }).await, platform).await;
        let Some(database) = postgres::database().await else { return };
        again::again(World::with(Wish { database: Some(database), ..wish(platform) }).await, platform).await;
        let Some(database) = postgres::database().await else { return };
        hands::at_once(World::with(Wish { database: Some(database), ..wish(platform) }).await, platform).await;
        let Some(database) = postgres::database().await else { return };
        told::erased(World::with(Wish { database: Some(database), ..wish(platform) }).await, platform).await;
        let Some(database) = postgres::database().await else { return };
        reminded(World::with(Wish { database: Some(database), ..wish(platform) }).await, platform).await;
    }
}
