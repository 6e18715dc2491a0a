//! Whether somebody is asked at all.

use afterword::domain::policy::SkipReason;
use afterword::domain::survey::{CancelReason, State};
use serde_json::json;

use super::*;
use crate::world::{days, hours, minutes};

#[tokio::test]
async fn a_conversation_in_which_nobody_answered_is_not_asked_about() {
    let world = World::new().await;
    for platform in BOTH {
        let ticket = unanswered(&world, platform, "mia").await;
        world.close(&ticket).await;
        world.advance(minutes(5)).await;
        assert!(world.prompt(&ticket).is_none());
        assert_eq!(world.state(&ticket).await, State::Skipped { why: SkipReason::NoHumanReply }, "{platform:?}");
    }
}

#[tokio::test]
async fn the_teams_own_people_are_not_asked_on_either_platform() {
    let world = World::new().await;
    for platform in BOTH {
        for who in ["ben", "lena"] {
            let ticket = world.open(platform, who).await;
            world.close(&ticket).await;
            assert_eq!(world.state(&ticket).await, State::Skipped { why: SkipReason::CustomerIsAgent }, "{who}");
            world.advance(minutes(10)).await;
            assert!(world.prompt(&ticket).is_none() && direct(&world, platform, who).is_empty(), "{who}");
        }
    }
}

#[tokio::test]
async fn a_team_may_ask_about_closes_without_an_answer_too() {
    let wish = Wish { survey: "hours = \"00:00-24:00\"\nwithout_reply = \"ask\"", ..Wish::default() };
    let world = World::with(wish).await;
    let ticket = unanswered(&world, Slack, "mia").await;
    world.close(&ticket).await;
    world.advance(minutes(5)).await;
    assert!(world.prompt(&ticket).is_some());
}

#[tokio::test]
async fn a_source_that_says_nobody_answered_is_believed_and_one_that_says_nothing_does_not_say_no() {
    let world = World::new().await;
    for (id, who, replies) in [("1", "mia", Some(0)), ("2", "jonas", Some(3)), ("3", "aiko", None)] {
        let ticket = json!({ "id": id, "replies": replies, "customer": customer(&world, Slack, who) });
        let body = json!({ "event": "ticket.solved", "ticket": ticket });
        assert_eq!(deliver(&world, "desk", &body, &format!("r-{id}")).await, 200);
    }
    world.advance(minutes(5)).await;
    let state = async |id: &str| world.stories(id).await.remove(0).survey.state;
    assert_eq!(state("1").await, State::Skipped { why: SkipReason::NoHumanReply });
    for asked in ["2", "3"] {
        assert!(matches!(state(asked).await, State::Delivered { .. }), "{asked}: {:?}", state(asked).await);
    }
}

#[tokio::test]
async fn one_person_has_one_cooldown_over_both_platforms_and_every_source_and_never_less_than_a_day() {
    let survey = "hours = \"00:00-24:00\"\ncooldown = \"24h\"";
    let plain = World::with(Wish { idle: true, ..Wish::default() }).await;
    let mia = linked(&plain, "mia");
    drop(plain);
    let world = world(Wish { survey, ..Wish::default() }, |config| config + &mia).await;
    let (_, prompt) = world.asked(Slack, "mia").await;
    world.press("mia", &prompt, "6").await;
    world.advance(hours(23)).await;
    helpdesk_closes(&world, "71", customer(&world, Discord, "mia")).await;
    let told = world.stories("71").await.remove(0).survey.state;
    assert_eq!(told, State::Skipped { why: SkipReason::Cooldown }, "another source, another platform, the same person");
    let ticket = world.open(Discord, "mia").await;
    world.close(&ticket).await;
    assert_eq!(world.state(&ticket).await, State::Skipped { why: SkipReason::Cooldown });
    world.advance(hours(1)).await;
    helpdesk_closes(&world, "72", customer(&world, Discord, "mia")).await;
    world.advance(minutes(5)).await;
    assert!(matches!(world.stories("72").await.remove(0).survey.state, State::Delivered { .. }));
}

#[tokio::test]
async fn opting_out_calls_off_what_is_planned_at_once() {
    let world = World::new().await;
    for platform in BOTH {
        let ticket = world.open(platform, "mia").await;
        world.close(&ticket).await;
        let seen = world.slash(platform, "mia", "stop-asking").await;
        assert!(seen.private_text().contains("won't be asked again"), "{seen:?}");
        let state = world.state(&ticket).await;
        assert!(matches!(state, State::Cancelled { why: CancelReason::OptedOut, .. }), "{platform:?}: {state:?}");
        world.advance(minutes(10)).await;
        assert!(world.prompt(&ticket).is_none());
    }
}

#[tokio::test]
async fn opting_out_on_one_platform_closes_every_open_question_on_the_other() {
    for (here, there) in [(Slack, Discord), (Discord, Slack)] {
        let world = World::new().await;
        // Asked by one account, then found to have another.
        let (asked_here, prompt) = world.asked(here, "mia").await;
        let mia = world.planet().person("mia").unwrap();
        let link = format!("/afterword link @Mia discord:{}", mia.discord);
        let seen = world.planet().slack().slash("lena", SUPPORT[0].1, &link).await;
        assert!(seen.private_text().contains("one person now"), "{seen:?}");

        world.slash(there, "mia", "stop-asking").await;
        world.settle().await;
        assert!(world.now(&prompt).buttons.is_empty(), "{:?}", world.now(&prompt));
        let state = world.state(&asked_here).await;
        assert!(matches!(state, State::Declined { .. }), "{state:?}");
        world.advance(days(20)).await;
        let next = world.open(there, "mia").await;
        world.close(&next).await;
        assert_eq!(world.state(&next).await, State::Skipped { why: SkipReason::OptedOut });
    }
}

#[tokio::test]
async fn a_reopened_ticket_is_not_asked_about_until_it_closes_again() {
    let world = World::new().await;
    for (platform, who, id) in [(Slack, "mia", "9"), (Discord, "jonas", "10")] {
        let closes = customer(&world, platform, who);
        helpdesk_closes(&world, id, closes.clone()).await;
        let reopened = json!({ "event": "ticket.reopened", "ticket": { "id": id, "customer": closes } });
        assert_eq!(deliver(&world, "desk", &reopened, &format!("d-{id}-again")).await, 200);
        world.advance(minutes(6)).await;
        assert!(direct(&world, platform, who).is_empty(), "reopened before anybody was asked");
        let body = json!({ "event": "ticket.solved", "ticket": { "id": id, "customer": closes } });
        assert_eq!(deliver(&world, "desk", &body, &format!("d-{id}-closed")).await, 200);
        world.advance(minutes(5)).await;
        assert_eq!(direct(&world, platform, who).len(), 1, "closed again, asked once");
    }
}

#[tokio::test]
async fn a_close_in_a_thread_is_of_the_team_whose_channel_it_is_in() {
    let more = r#"hours = "00:00-24:00"
[[team]]
name = "Onboarding"
timezone = "Europe/Berlin"
support_channels = ["slack:C0ONBOARD1", "discord:910000000000000006"]
agents = ["slack:U00000BEN02", "discord:920000000000000002"]
"#;
    for platform in BOTH {
        let world = World::with(Wish { survey: more, ..Wish::default() }).await;
        let planet = world.planet();
        let ticket = match platform {
            Slack => {
                let message = planet.slack().say("noor", "onboarding", None, "How do I begin?").await.unwrap();
                Ticket { platform, channel: "C0ONBOARD1".to_owned(), message }
            }
            Discord => {
                let channel = planet.discord().open_thread("noor", "onboarding", "How do I begin?").await.unwrap();
                let message = planet.discord().say("noor", &channel, "How do I begin?").await.unwrap();
                Ticket { platform, channel, message }
            }
        };
        let seen = world.close_as("ben", &ticket).await;
        assert!(seen.private_text().contains("will be asked"), "{seen:?}");
        assert_eq!(world.story(&ticket).await.survey.team.as_str(), "Onboarding", "{platform:?}");
    }
}
