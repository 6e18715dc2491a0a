//! What opens a case, whom its card reaches, and what it links to.

use super::*;
use crate::hooks::deliver;

in_both_chats!(a_score_above_the_threshold_opens_none, high);
async fn high(world: World, platform: Platform) {
    let (ticket, prompt) = world.asked(platform, "mia").await;
    world.press("mia", &prompt, "4").await;
    world.settle().await;
    assert!(channel(&world, platform).is_empty());
    assert_eq!(world.story(&ticket).await.case, None);
    world.press_private(platform, "mia", "1 Very unsatisfied").await;
    world.settle().await;
    let card = card(&world, platform);
    assert!(card.text().contains("4 of 7") && card.text().contains("1 of 5"), "the second question: {}", card.text());
}

#[tokio::test]
async fn a_teams_own_threshold_decides() {
    for platform in [Slack, Discord] {
        let team = "instruments = [\"ces7\"]\ncase_low = { ces7 = 1 }";
        let world = World::with(Wish { team, ..wish(platform) }).await;
        let (_, prompt) = world.asked(platform, "mia").await;
        world.press("mia", &prompt, "2").await;
        world.settle().await;
        assert!(channel(&world, platform).is_empty());
        world.press_private(platform, "mia", "Change").await;
        world.press_private(platform, "mia", "1 Very hard").await;
        world.settle().await;
        assert_eq!(channel(&world, platform).len(), 1);
    }
}

#[tokio::test]
async fn a_confidential_answer_opens_a_case_only_when_contact_is_wished() {
    for platform in [Slack, Discord] {
        let team = "instruments = [\"ces7\"]\nprivacy = \"confidential\"";
        let world = World::with(Wish { team, ..wish(platform) }).await;
        let (ticket, prompt) = world.asked(platform, "mia").await;
        world.press("mia", &prompt, "1 Very hard").await;
        world.settle().await;
        assert!(channel(&world, platform).is_empty() && world.story(&ticket).await.case.is_none());
        let write = async |contact: bool| {
            world.press_private(platform, "mia", "Tell us why").await;
            let chosen = match (platform, contact) {
                (Slack, true) => json!(["contact_ok"]),
                (Slack, false) => json!([]),
                (Discord, true) => json!("yes"),
                (Discord, false) => json!(""),
            };
            let seen = fill(&world, platform, "mia", json!({ "comment": "Please call me", "contact": chosen })).await;
            assert!(seen.error.is_none(), "{seen:?}");
            world.settle().await;
        };
        write(true).await;
        let card = card(&world, platform);
        assert!(card.text().contains("Please call me") && card.text().contains("may contact them"), "{}", card.text());
        assert!(!card.text().contains("helped by"), "no answer is laid at an agent's door: {}", card.text());
        write(false).await;
        let now = world.now(&card);
        assert!(!now.text().contains("Please call me") && !now.text().contains("of 7"), "{}", now.text());
        assert!(now.text().contains("does not want to be contacted") && now.buttons.is_empty(), "{}", now.text());
    }
}

#[tokio::test]
async fn without_a_case_channel_the_card_goes_to_the_manager() {
    let world = World::with(Wish { cases: "", ..wish(Slack) }).await;
    assert!(world.settings().warnings.iter().any(|w| w.contains("no case_channel")), "{:?}", world.settings().warnings);
    let (_, prompt) = world.asked(Slack, "mia").await;
    world.press("mia", &prompt, "2").await;
    world.settle().await;
    let dm = world.planet().dm(Slack, "lena").expect("a direct message");
    let card = world.planet().bot_messages(Slack, &dm).remove(0);
    world.press("lena", &card, "Take it").await;
    world.settle().await;
    assert!(world.now(&card).text().contains("Lena has it"));
}

#[tokio::test]
async fn a_helpdesks_ticket_has_its_link_and_its_number_on_the_card() {
    let world = World::with(wish(Slack)).await;
    let mia = world.planet().person("mia").unwrap().slack.clone();
    let ticket = json!({ "id": "482", "title": "Charged twice", "owner": "ana@example.com",
        "link": "https://desk.example.com/tickets/482", "customer": { "slack": mia } });
    let body = json!({ "event": "ticket.solved", "ticket": ticket });
    assert_eq!(deliver(&world, "desk", &body, "d-1").await, 200);
    world.advance(minutes(5)).await;
    let dm = world.planet().dm(Slack, "mia").unwrap();
    let prompt = world.planet().bot_messages(Slack, &dm).remove(0);
    world.press("mia", &prompt, "2").await;
    world.settle().await;
    let card = card(&world, Slack);
    assert!(card.text().contains("Low score: Ticket #482"), "{}", card.text());
    assert!(card.raw.to_string().contains("https://desk.example.com/tickets/482"), "{}", card.raw);
    let why = world.slash(Slack, "lena", "why 482").await.private_text();
    assert!(why.contains("Nobody has it yet"), "{why}");
    let why = world.slash(Slack, "ana", "why 482").await.private_text();
    assert!(!why.contains("Nobody has it"), "an agent does not learn from it that the score was low: {why}");
}
