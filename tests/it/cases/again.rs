//! After the outcome: the customer is asked once more, or has changed their mind before anybody acted.

use super::*;

in_both_chats!(after_contact_the_customer_is_asked_once_and_a_recovery_counts, again);
pub(super) async fn again(world: World, platform: Platform) {
    let (ticket, prompt, card) = low(&world, platform).await;
    world.press("ana", &card, "Take it").await;
    world.settle().await;
    let dms = |world: &World| {
        world.planet().dm(platform, "mia").map(|dm| world.planet().bot_messages(platform, &dm)).unwrap_or_default()
    };
    assert!(dms(&world).is_empty());
    closed_with(&world, platform, "ana", &card, json!({ "outcome": "fixed", "again": "again" })).await;
    let asked = dms(&world);
    assert_eq!(asked.len(), 1, "{asked:#?}");
    assert!(asked[0].text().contains("has it become better?"), "{}", asked[0].text());
    assert!(world.now(&card).text().contains("asked once whether"), "{}", world.now(&card).text());
    assert!(world.now(&prompt).text().contains("Thanks"), "the prompt stays as it was");

    let seen = world.press("jonas", &asked[0], "7 Very easy").await;
    assert!(seen.error.is_some() || seen.private_text().contains("nothing was saved"), "{seen:?}");
    let seen = world.press("mia", &asked[0], "7 Very easy").await;
    assert!(seen.private_text().contains("Saved: 7 of 7"), "{seen:?}");
    world.settle().await;
    assert!(world.now(&asked[0]).buttons.is_empty(), "{:?}", world.now(&asked[0]));
    let story = world.story(&ticket).await;
    assert_eq!((story.answers[0].score.value(), story.answers[0].changes), (7, 1), "both values are kept");
    assert!(story.case.unwrap().recovered_at.is_some());
    assert!(world.now(&card).text().contains("Recovered"), "{}", world.now(&card).text());

    // Unhappy again: a new case, whose form no longer offers to ask.
    world.press_private(platform, "mia", "Change").await;
    let seen = world.press_private(platform, "mia", "1 Very hard").await;
    assert!(seen.private_text().contains("Saved: 1 of 7"), "{seen:?}");
    world.settle().await;
    let all = channel(&world, platform);
    assert_eq!(all.len(), 2, "high to low opens another: {all:#?}");
    assert!(!all[0].text().contains("Recovered"), "{}", all[0].text());
    world.press("ben", &all[1], "Take it").await;
    world.settle().await;
    let seen = world.press("ben", &world.now(&all[1]), "Close").await;
    assert!(!seen.form.unwrap().to_string().contains("become better"), "asked once in a survey's life");
}

in_both_chats!(the_same_low_score_pressed_in_the_invitation_closes_it_and_recovers_nothing, again_the_same);
async fn again_the_same(world: World, platform: Platform) {
    let (ticket, _, card) = low(&world, platform).await;
    world.press("ana", &card, "Take it").await;
    world.settle().await;
    closed_with(&world, platform, "ana", &card, json!({ "outcome": "fixed", "again": "again" })).await;
    let dm = world.planet().dm(platform, "mia").expect("invited");
    let invitation = world.planet().bot_messages(platform, &dm).remove(0);
    let seen = world.press("mia", &invitation, "2").await;
    assert!(seen.private_text().contains("Saved: 2 of 7"), "{seen:?}");
    world.settle().await;
    let now = world.now(&invitation);
    assert!(now.buttons.is_empty() && now.text().contains("Thanks for telling us."), "{}", now.text());
    let story = world.story(&ticket).await;
    assert_eq!(story.answers[0].score.value(), 2);
    assert!(story.case.unwrap().recovered_at.is_none());
    assert!(!world.now(&card).text().contains("Recovered"), "{}", world.now(&card).text());
    // It has not become better, they say: somebody must know.
    let all = channel(&world, platform);
    assert_eq!(all.len(), 2, "{all:#?}");
}

in_both_chats!(whoever_changes_their_mind_before_anybody_takes_it_withdraws_it, changed_mind);
async fn changed_mind(world: World, platform: Platform) {
    let (ticket, _, card) = low(&world, platform).await;
    world.press_private(platform, "mia", "Change").await;
    world.press_private(platform, "mia", "6").await;
    world.settle().await;
    let now = world.now(&card);
    assert!(now.text().contains("the customer changed their mind") && now.buttons.is_empty(), "{}", now.text());
    let case = case(&world, &ticket).await;
    assert!(matches!(case.state, State::Withdrawn { why: Withdrawal::ChangedMind, .. }), "{case:?}");
    assert_eq!(case.recovered_at, None, "nobody contacted them");
    let seen = world.press("ana", &card, "Take it").await;
    assert!(seen.error.is_some() || seen.private_text().contains("went away by itself"), "{seen:?}");
    world.advance(days(2)).await;
    assert_eq!(channel(&world, platform).len(), 1, "no reminder");
}
