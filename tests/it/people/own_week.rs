//! An agent's own numbers, on request and once a week.

use super::*;
use crate::postgres;

#[tokio::test]
async fn me_shows_an_agent_only_what_so_few_answers_can_bear() {
    let world = World::new().await;
    helped_by(&world, "ana@example.com", &[("mia", "7"), ("jonas", "6"), ("aiko", "5"), ("carlos", "2")]).await;
    let few = command(&world, Slack, "ana", "me", &[]).await.private_text();
    assert!(few.contains("Effort: Only 4 answers: too few to report."), "{few}");
    assert!(few.contains("4 closes credited to you, 4 asked about."), "{few}");
    let other = command(&world, Slack, "ben", "me", &[]).await.private_text();
    assert!(other.contains("Effort: No answers.") && !other.contains("4 answers"), "{other}");
    let nobody = command(&world, Slack, "mia", "me", &[]).await.private_text();
    assert!(nobody.contains("for the people of a support team"), "{nobody}");

    answered(&world, Slack, "priya", "7").await;
    let counts = command(&world, Slack, "ana", "me", &[]).await.private_text();
    assert!(counts.contains("Effort: 4 of 5 said it was easy. Too few for a percentage."), "{counts}");
}

#[tokio::test]
async fn me_hides_comments_under_leads_and_everything_of_a_running_week_under_confidential() {
    for (privacy, comment, running) in [("named", true, true), ("leads", false, true), ("confidential", false, false)] {
        let team: &'static str =
            Box::leak(format!("instruments = [\"ces7\"]\nprivacy = \"{privacy}\"").into_boxed_str());
        let world = World::with(Wish { team, ..Wish::default() }).await;
        for who in ["jonas", "aiko", "carlos", "priya"] {
            answered(&world, Slack, who, "7").await;
        }
        answered(&world, Slack, "mia", "2").await;
        world.press_private(Slack, "mia", "Tell us why").await;
        world.comment(Slack, "mia", "three calls").await;
        let now = command(&world, Slack, "ana", "me", &[]).await.private_text();
        assert_eq!(now.contains("This week so far"), running, "{privacy}: {now}");
        assert_eq!(now.contains("three calls"), comment, "{privacy}: {now}");
        world.advance(days(7)).await;
        let then = command(&world, Slack, "ana", "me", &[]).await.private_text();
        assert!(then.contains("4 of 5 said it was easy"), "{privacy}: {then}");
        assert_eq!(then.contains("three calls"), comment, "{privacy}: {then}");
    }
}

#[tokio::test]
async fn each_agent_gets_their_own_week_once_by_direct_message_over_restarts_and_a_lost_answer() {
    for platform in BOTH {
        let mut world = World::new().await;
        answered(&world, platform, "mia", "6").await;
        world.advance_to(at("2026-11-30T07:59:00Z")).await;
        assert!(direct(&world, platform, "ana").is_empty(), "not before its time");
        let call = if platform == Slack { "chat.postMessage" } else { "/messages" };
        // Two cards and their details go first; whichever send is hit, nothing may be said twice.
        world.planet().faults().times(platform, call, Fault::DropAnswer, 3);
        world.advance_to(at(MONDAY)).await;
        for _ in 0..4 {
            world.restart().await;
            world.advance(minutes(10)).await;
        }
        let told = direct(&world, platform, "ana");
        assert_eq!(told.len(), 1, "{platform:?}: {told:#?}");
        assert!(told[0].text().contains("Only 1 answer: too few to report."), "{}", told[0].text());
        assert!(told[0].text().contains("Only you see this."), "{}", told[0].text());
        assert!(direct(&world, platform, "ben").is_empty(), "no numbers, no message");
        assert!(direct(&world, platform, "lena").is_empty());
    }
}

#[tokio::test]
async fn me_off_stops_the_weekly_message_and_me_on_brings_it_back() {
    for platform in BOTH {
        let world = World::new().await;
        answered(&world, platform, "mia", "6").await;
        let off = command(&world, platform, "ana", "me", &[("messages", "off")]).await.private_text();
        assert!(off.contains("No weekly message any more."), "{off}");
        world.advance_to(at(MONDAY)).await;
        assert!(direct(&world, platform, "ana").is_empty());
        let shown = command(&world, platform, "ana", "me", &[]).await.private_text();
        assert!(shown.contains("Only 1 answer") && shown.contains("/afterword me on"), "{shown}");
        command(&world, platform, "ana", "me", &[("messages", "on")]).await;
        answered(&world, platform, "jonas", "6").await;
        world.advance(days(7)).await;
        assert_eq!(direct(&world, platform, "ana").len(), 1);
    }
}

#[tokio::test]
async fn what_an_agent_was_told_of_a_week_stays_said_when_credit_moves_later() {
    let world = World::new().await;
    let ticket = answered(&world, Slack, "mia", "6").await;
    world.advance_to(at(MONDAY)).await;
    assert_eq!(direct(&world, Slack, "ana").len(), 1);
    move_credit(&world, Slack, "lena", &key(&ticket), "Ben", "Ana only closed it").await;
    let ana = command(&world, Slack, "ana", "me", &[]).await.private_text();
    assert!(ana.contains("Only 1 answer: too few to report."), "{ana}");
}

/// Answers to a team's own words are a series of their own: an agent's weeks count it, as the scorecard does.
#[tokio::test]
async fn a_team_with_its_own_words_has_agents_weeks_and_private_messages_on_both_databases() {
    for database in [Some(None), postgres::database().await.map(Some)].into_iter().flatten() {
        let team = "instruments = [\"ces7\"]\n[team.words]\nces7-question = \"how easy was your parcel?\"";
        let world = World::with(Wish { team, database, ..Wish::default() }).await;
        for (who, score) in [("mia", "7"), ("jonas", "6"), ("aiko", "5"), ("carlos", "7"), ("priya", "2")] {
            answered(&world, Slack, who, score).await;
        }
        let own = command(&world, Slack, "ana", "me", &[]).await.private_text();
        assert!(own.contains("Effort: 4 of 5 said it was easy."), "{own}");
        world.advance_to(at(MONDAY)).await;
        let told = direct(&world, Slack, "ana");
        assert_eq!(told.len(), 1, "{told:#?}");
        assert!(told[0].text().contains("Effort: 4 of 5 said it was easy."), "{}", told[0].text());
        assert!(direct(&world, Slack, "ben").is_empty(), "no numbers, no message");
    }
}
