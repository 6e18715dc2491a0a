//! What was given in confidence is told of five people or more, wherever a number is.

use afterword::store::LedgerLine;

use super::*;

/// These answers, from elsewhere.
async fn given_in_confidence(world: &World, mut lines: Vec<LedgerLine>) {
    let chance = afterword::chance::Chance::seeded(3);
    lines.iter_mut().for_each(|line| line.privacy = Privacy::Confidential);
    world.store().import(&lines, &move || chance.id()).await.unwrap();
}

#[tokio::test]
async fn fewer_than_five_confidential_answers_are_in_no_number_and_no_export() {
    let world = world(CONFIDENTIAL).await;
    for (platform, who) in [(Slack, "mia"), (Discord, "jonas"), (Slack, "aiko"), (Discord, "carlos")] {
        answered(&world, platform, who, "2", false).await;
    }
    world.advance_to(at(MONDAY)).await;
    world.advance(hours(1)).await;
    let told = scorecard(&world, Slack, "lena").await;
    assert!(told.contains("Only 4 answers: too few to report.") && !told.contains("Slow"), "{told}");
    let output = run(&world, &["export", "answers"]);
    let (written, said) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert_eq!(written.lines().count(), 1, "{written}");
    assert!(said.contains("4 confidential answers are not written"), "{said}");
}

#[tokio::test]
async fn a_week_too_small_to_show_is_not_in_the_weeks_before_either() {
    let world = world(CONFIDENTIAL).await;
    let mut lines = Vec::new();
    for (n, (when, count)) in [("2025-11-26T10:00:00Z", 24), ("2025-11-19T10:00:00Z", 24), ("2025-11-12T10:00:00Z", 3)]
        .into_iter()
        .enumerate()
    {
        lines.extend((0..count).map(|i| answer(&CES7, if n == 2 { 1 } else { 6 }, 100 * n + i, when)));
    }
    given_in_confidence(&world, lines).await;
    world.advance_to(at(MONDAY)).await;
    let told = scorecard(&world, Slack, "lena").await;
    assert!(told.contains("the last 2 weeks: 100 % of 24") || told.contains("the last week: 100 % of 24"), "{told}");
}

/// Six answers, but of three people: the floor is one of people.
#[tokio::test]
async fn many_confidential_answers_of_a_few_people_are_not_told_either() {
    for (people, shown) in [(3, false), (6, true)] {
        let world = world(CONFIDENTIAL).await;
        let lines: Vec<_> = (0..6)
            .map(|n| {
                let mut line = answer(&CES7, 6, n, "2025-11-26T10:00:00Z");
                (line.agent, line.segment) = (Some("Ana".to_owned()), Some("gold".to_owned()));
                line.customer = Some(format!("slack:UPERSON{}", n % people));
                line
            })
            .collect();
        given_in_confidence(&world, lines).await;
        world.advance_to(at(MONDAY)).await;
        world.advance(hours(1)).await;
        let told = scorecard(&world, Slack, "lena").await;
        assert_eq!(told.contains("6 of 6 said it was easy"), shown, "{told}");
        assert_eq!(told.contains("6 answers, of fewer than 5 people: too few to report."), !shown, "{told}");
        let json = printed(&world, &["scorecard", "--team", "Payments", "--week", WEEK, "--format", "json"]);
        assert_eq!(json.contains("\"why\": \"answers of too few people to report\""), !shown, "{json}");
        let json: serde_json::Value = serde_json::from_str(&json).unwrap();
        for groups in ["agents", "segments"] {
            let told = json[groups].as_array().unwrap();
            assert!(!told.is_empty() && told.iter().all(|g| g["favourable"].is_null() != shown), "{groups}: {told:?}");
        }
        let exported = printed(&world, &["export", "answers"]);
        assert_eq!(exported.lines().count(), if shown { 7 } else { 1 }, "{exported}");
    }
}

/// The same floor before and after a day: what a scorecard hides is not told by a comparison.
#[tokio::test]
async fn a_comparison_leaves_out_confidential_weeks_of_a_few_people() {
    for (people, told) in
        [(3, "1 week with answers of fewer than five people"), (6, "6 of 6 said it was easy in the week after")]
    {
        let world = world(CONFIDENTIAL).await;
        let lines: Vec<_> = [("2025-11-12T10:00:00Z", 6), ("2025-11-26T10:00:00Z", people)]
            .into_iter()
            .flat_map(|(at, people)| (0..6).map(move |n| (at, n, n % people)))
            .enumerate()
            .map(|(id, (at, _, person))| {
                let mut line = answer(&CES7, 6, id, at);
                line.customer = Some(format!("slack:UPERSON{person}"));
                line
            })
            .collect();
        given_in_confidence(&world, lines).await;
        world.advance_to(at("2025-12-08T08:00:00Z")).await;
        for platform in [Slack, Discord] {
            let seen = world.slash(platform, "lena", "compare 2025-11-19").await.private_text();
            assert!(seen.contains(told), "{people}: {seen}");
            assert_eq!(seen.contains("Every week with answers after is left out"), people == 3, "{seen}");
        }
    }
}

#[tokio::test]
async fn the_cases_of_a_few_confidential_customers_are_not_counted_where_the_team_reads() {
    let world = world(CONFIDENTIAL).await;
    for (platform, who) in [(Slack, "mia"), (Discord, "jonas"), (Slack, "aiko"), (Discord, "carlos")] {
        answered(&world, platform, who, "2", true).await;
    }
    let listed = world.slash(Slack, "lena", "cases").await.private_text();
    assert!(listed.contains("4 open cases"), "they asked the leads to contact them: {listed}");
    let agent = world.slash(Slack, "ana", "cases").await.private_text();
    assert!(agent.contains("You have no open case."), "{agent}");
    world.planet().slack().open_home("ana").await;
    let home = world.planet().slack().home_text("ana").unwrap();
    assert!(!home.contains("open case"), "{home}");
    world.advance_to(at(MONDAY)).await;
    world.advance(hours(1)).await;
    let told = scorecard(&world, Slack, "lena").await;
    assert!(told.contains("fewer than 5 people's, so their cases are not counted here"), "{told}");
    assert!(!shown_in_the_teams_channel(&world).contains("4 new cases"), "{told}");
    let json = printed(&world, &["scorecard", "--team", "Payments", "--week", WEEK, "--format", "json"]);
    assert!(json.contains("\"why\": \"cases of too few people\""), "{json}");
}

fn shown_in_the_teams_channel(world: &World) -> String {
    let all = TEAM.into_iter().flat_map(|(platform, channel)| world.planet().bot_messages(platform, channel));
    all.map(|m| m.text().to_owned()).collect()
}
