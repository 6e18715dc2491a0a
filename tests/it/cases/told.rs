//! What is left and what is counted: erased people, lists, and the week's line.

use super::*;
use afterword::clock::Clock;

in_both_chats!(erasing_the_customer_blanks_the_card, erased);
pub(super) async fn erased(world: World, platform: Platform) {
    let (ticket, _, card) = low(&world, platform).await;
    world.press_private(platform, "mia", "Tell us why").await;
    world.comment(platform, "mia", "Only Mia would say this").await;
    world.press("ana", &card, "Take it").await;
    world.settle().await;
    assert!(world.now(&card).text().contains("Only Mia would say this"));
    let mia = world.planet().person("mia").unwrap();
    let who = match platform {
        Slack => format!("slack:{}", mia.slack),
        Discord => format!("discord:{}", mia.discord),
    };
    afterword::flow::forget::person(&world.app().ctx, &who.parse().unwrap()).await.unwrap();
    world.settle().await;
    let now = world.now(&card);
    for word in ["Only Mia", "charged twice", "of 7", "Mia", "Slow"] {
        assert!(!now.text().contains(word), "{word}: {}", now.text());
    }
    assert!(now.text().contains("erased") && now.buttons.is_empty(), "{}", now.text());
    let case = case(&world, &ticket).await;
    assert!(matches!(case.state, State::Withdrawn { why: Withdrawal::Erased, .. }), "{case:?}");
    assert_eq!(world.story(&ticket).await.answers[0].score.value(), 2, "what was counted stays counted");
}

in_both_chats!(what_an_erased_agent_had_in_hand_waits_for_another_with_a_reminder, agent_erased);
async fn agent_erased(world: World, platform: Platform) {
    let (ticket, _, card) = low(&world, platform).await;
    world.press("ana", &card, "Take it").await;
    world.settle().await;
    let ana = world.planet().person("ana").unwrap();
    let who = match platform {
        Slack => format!("slack:{}", ana.slack),
        Discord => format!("discord:{}", ana.discord),
    };
    world.advance(hours(1)).await;
    let before = channel(&world, platform).len();
    afterword::flow::forget::person(&world.app().ctx, &who.parse().unwrap()).await.unwrap();
    world.settle().await;
    let open = case(&world, &ticket).await;
    assert_eq!((open.state, open.round), (State::Open, 1));
    let now = world.now(&card);
    assert!(!now.text().contains("Ana") && now.buttons.iter().any(|b| b.label == "Take it"), "{}", now.text());
    world.advance(hours(5)).await;
    assert_eq!(channel(&world, platform).len(), before + 1, "the channel is reminded once");
    assert!(case(&world, &ticket).await.nudged_at.is_some());
}

in_both_chats!(managers_list_the_teams_cases_and_agents_their_own, listed);
async fn listed(world: World, platform: Platform) {
    let (_, _, card) = low(&world, platform).await;
    let told = async |who: &str| world.slash(platform, who, "cases").await.private_text();
    assert!(told("lena").await.contains("nobody has it"), "{}", told("lena").await);
    assert!(told("ana").await.contains("You have no open case"), "{}", told("ana").await);
    assert!(told("mia").await.contains("for the people of a support team"), "{}", told("mia").await);
    world.press("ana", &card, "Take it").await;
    world.advance(minutes(64)).await;
    let mine = told("ana").await;
    assert!(mine.contains("You have 1 open case") && mine.contains("open for 1 h 05 min"), "{mine}");
    assert!(!mine.contains("of 7"), "no answer is shown: {mine}");
    assert!(told("lena").await.contains("Ana has it"), "{}", told("lena").await);
    assert!(told("ben").await.contains("You have no open case"));
}

#[tokio::test]
async fn the_weeks_card_counts_opened_answered_recovered_and_open() {
    let world = World::with(wish(Slack)).await;
    let (_, prompt) = world.asked(Slack, "mia").await;
    world.press("mia", &prompt, "2").await;
    world.settle().await;
    let card = card(&world, Slack);
    world.advance(minutes(30)).await;
    world.press("ana", &card, "Take it").await;
    let (_, other) = world.asked(Slack, "jonas").await;
    world.press("jonas", &other, "1 Very hard").await;
    world.settle().await;
    world.press_private(Slack, "mia", "Change").await;
    world.press_private(Slack, "mia", "6").await;
    let standing = world.store().standing(world.clock.now()).await.unwrap();
    assert_eq!(standing.cases.count, 2);
    world.advance_to(at("2026-11-30T08:00:00Z")).await;
    let team = world.settings().teams.remove(0);
    let tx = world.store().begin().await.unwrap();
    let run = tx.frozen_for(&team.name, "2026-W48".parse().unwrap()).await.unwrap().expect("frozen");
    drop(tx);
    let frozen: Value = serde_json::from_str(&run).unwrap();
    let expected = json!({ "opened": 2, "answered": 1, "median_minutes_to_claim": 30, "recovered": 1, "open": 2 });
    assert_eq!(frozen["cases"], expected);
    let posted = world.planet().bot_messages(Slack, crate::world::TEAM[0].1);
    let words = "Low scores: 2 new cases, 1 answered after a median of 30 min; 1 recovered; 2 open now.";
    assert!(posted[0].text().contains(words), "{}", posted[0].text());
}

#[tokio::test]
async fn not_solved_yet_is_told_in_the_chat_it_was_said_in_with_the_way_to_the_conversation() {
    let channels = format!("case_channel = [{:?}, {:?}]", cases_on(Slack).0, cases_on(Discord).0);
    let team: &'static str = Box::leak(format!("instruments = [\"ces7\"]\n{channels}").into_boxed_str());
    for (platform, other) in [(Slack, Discord), (Discord, Slack)] {
        let world = World::with(Wish { cases: "", team, ..wish(platform) }).await;
        let (ticket, prompt) = world.asked(platform, "mia").await;
        world.press("mia", &prompt, "Not solved yet").await;
        world.settle().await;
        let told = card(&world, platform);
        assert!(told.text().contains("is not solved yet, says"), "{}", told.text());
        let way = match platform {
            Slack => format!("https://app.slack.com/client/T0AFTERWRD/{}/thread/", ticket.channel),
            Discord => format!("https://discord.com/channels/900000000000000001/{}", ticket.channel),
        };
        assert!(told.raw.to_string().contains(&way), "{}", told.raw);
        assert!(channel(&world, other).is_empty(), "told once");
    }
}
