//! Pausing, help by role, and those who are turned away.

use super::*;

#[tokio::test]
async fn a_paused_team_asks_nobody_until_it_is_resumed_over_a_restart() {
    for platform in BOTH {
        let mut world = World::new().await;
        for (who, told) in [("ana", "for the team's managers"), ("mia", "for the people of a support team")] {
            let said = command(&world, platform, who, "pause", &[]).await.private_text();
            assert!(said.contains(told), "{said}");
        }
        let planned = world.open(platform, "jonas").await;
        world.close(&planned).await;
        let said = command(&world, platform, "lena", "pause", &[]).await.private_text();
        assert!(said.contains("Payments asks nobody from now on."), "{said}");
        world.restart().await;
        let meanwhile = world.open(platform, "mia").await;
        let seen = world.close(&meanwhile).await;
        assert!(seen.private_text().contains("Nobody will be asked"), "{seen:?}");
        world.advance(minutes(10)).await;
        for ticket in [&planned, &meanwhile] {
            assert!(world.prompt(ticket).is_none());
            assert_eq!(world.state(ticket).await.code(), "skipped");
        }
        let status = world.slash(platform, "lena", "status").await.private_text();
        assert!(status.contains("Team Payments: paused by a manager"), "{status}");
        let said = command(&world, platform, "lena", "resume", &[("team", "payments")]).await.private_text();
        assert!(said.contains("asks again"), "{said}");
        let (_, prompt) = world.asked(platform, "aiko").await;
        assert!(!prompt.buttons.is_empty());
    }
}

#[tokio::test]
async fn what_configuration_paused_a_manager_cannot_resume_and_is_told_so() {
    let world = World::with(Wish { survey: "paused = true", ..Wish::default() }).await;
    let said = command(&world, Slack, "lena", "resume", &[]).await.private_text();
    assert!(said.contains("the configuration says survey.paused = true"), "{said}");
}

#[tokio::test]
async fn help_lists_what_each_can_use() {
    for platform in BOTH {
        let world = World::new().await;
        let customer = world.slash(platform, "mia", "help").await.private_text();
        let agent = world.slash(platform, "ana", "help").await.private_text();
        let manager = world.slash(platform, "lena", "help").await.private_text();
        assert!(customer.contains("stop-asking") && !customer.contains("afterword close"), "{customer}");
        assert!(agent.contains("afterword me") && !agent.contains("afterword pause"), "{agent}");
        assert!(manager.contains("afterword pause") && manager.contains("afterword credit"), "{manager}");
    }
}

#[tokio::test]
async fn strangers_other_organisations_and_programs_are_refused_kindly_stored_nowhere_and_counted() {
    let world = World::new().await;
    let (ticket, prompt) = world.asked(Slack, "mia").await;
    let from_elsewhere = |payload: &mut Value| {
        payload["user"]["team_id"] = json!("T0ELSEWHERE");
        payload["team"]["id"] = json!("T0ELSEWHERE");
    };
    let score = prompt.button("6").unwrap().label.clone();
    let elsewhere = world.planet().slack().altered(&from_elsewhere);
    let seen = elsewhere.press("sam", &prompt.channel, &prompt.id, &score).await;
    assert!(seen.private_text().contains("for the customer, so nothing was saved"), "{seen:?}");
    // The same user id in another workspace is somebody else.
    let seen = elsewhere.press("mia", &prompt.channel, &prompt.id, &score).await;
    assert!(seen.private_text().contains("for the customer, so nothing was saved"), "{seen:?}");
    let seen = world.press("sam", &prompt, "6").await;
    assert!(seen.private_text().contains("for the customer"), "{seen:?}");
    let (discord_ticket, discord_prompt) = world.asked(Discord, "jonas").await;
    let as_a_program = |payload: &mut Value| payload["member"]["user"]["bot"] = json!(true);
    let label = discord_prompt.button("6").unwrap().label.clone();
    let program = world.planet().discord().altered(&as_a_program);
    let seen = program.press("sam", &discord_prompt.channel, &discord_prompt.id, &label).await;
    assert!(seen.private_text().contains("Only people can answer"), "{seen:?}");
    let seen = world.planet().slack().press_forged("sam", &prompt.channel, &prompt.id, "aw1:nobody:ces7.6").await;
    assert!(seen.private_text().contains("not one we know"), "{seen:?}");

    for ticket in [&ticket, &discord_ticket] {
        assert!(world.story(ticket).await.answers.is_empty());
        assert_eq!(world.state(ticket).await.code(), "delivered");
    }
    let told =
        afterword::chat::http::client().unwrap().get(world.url("/metrics")).send().await.unwrap().text().await.unwrap();
    for (reason, count) in
        [("another_organisation", 2), ("not_the_asked_person", 1), ("bot", 1), ("unknown_control", 1)]
    {
        let line = format!("afterword_presses_refused_total{{reason=\"{reason}\"}} {count}\n");
        assert!(told.contains(&line), "{line} is not in {told}");
    }
}
