//! Whom a close counts for, and who may move that.

use super::*;

#[tokio::test]
async fn a_close_is_credited_to_who_closed_it_and_a_new_name_changes_nothing() {
    for platform in BOTH {
        let world = World::new().await;
        let ticket = answered(&world, platform, "mia", "6").await;
        assert_eq!(credited(&world, &ticket).await, Some(id(&world, platform, "ana")));
        let agent = world.story(&ticket).await.survey.agent.unwrap();
        assert_eq!(agent.shown().to_lowercase(), "ana", "the name at the close is kept with it");
        let why = world.slash(platform, "lena", &format!("why {}", key(&ticket))).await.private_text();
        assert!(why.to_lowercase().contains("credit: ana"), "{why}");
    }
}

#[tokio::test]
async fn a_manager_moves_credit_with_a_reason_and_it_leaves_a_trace() {
    for platform in BOTH {
        let world = World::new().await;
        let ticket = answered(&world, platform, "mia", "2").await;
        let told = move_credit(&world, platform, "lena", &key(&ticket), "Ben", "Ana only closed it").await;
        assert!(told.contains("was moved from") && told.contains("The next scorecard says so."), "{told}");
        assert_eq!(credited(&world, &ticket).await, Some(id(&world, platform, "ben")));
        let why = world.slash(platform, "lena", &format!("why {}", key(&ticket))).await.private_text();
        assert!(why.contains("Credit moved") && why.contains("Ana only closed it"), "{why}");
        let told = move_credit(&world, platform, "lena", &key(&ticket), "Ben", "again").await;
        assert!(told.contains("already"), "{told}");
        assert_eq!(world.story(&ticket).await.moves.len(), 1);
    }
}

#[tokio::test]
async fn credit_is_moved_by_the_teams_managers_only_to_its_own_people_and_never_without_a_reason() {
    for platform in BOTH {
        let world = World::new().await;
        let ticket = answered(&world, platform, "mia", "2").await;
        let ticket_key = key(&ticket);
        for (who, ticket, to, told) in [
            ("ana", ticket_key.as_str(), "Ben", "managers of the ticket's team"),
            ("mia", &ticket_key, "Ben", "for the people of a support team"),
            ("lena", &ticket_key, "Jonas", "is not on the team Payments"),
            ("lena", "404", "Ben", "No close of “404” has reached us"),
        ] {
            let said = move_credit(&world, platform, who, ticket, to, "because").await;
            assert!(said.contains(told), "{who}: {said}");
        }
        if platform == Slack {
            let said = command(&world, Slack, "lena", "credit", &[("ticket", &ticket_key), ("agent", "Ben")]).await;
            assert!(said.private_text().contains("needs a reason"), "{said:?}");
        }
        assert_eq!(credited(&world, &ticket).await, Some(id(&world, platform, "ana")));
        assert!(world.story(&ticket).await.moves.is_empty());
    }
}

#[tokio::test]
async fn the_next_scorecard_says_once_that_credit_was_moved_and_a_posted_one_stays_as_it_is() {
    let cards = |world: &World| -> Vec<Shown> {
        let all = world.planet().bot_messages(Slack, TEAM[0].1);
        all.into_iter().filter(|m| !m.pictures.is_empty()).collect()
    };
    for (privacy, told) in [
        ("named", "from ana to ben: Ana only closed it)."),
        ("leads", "Credit moved: 1 (ticket C0SUPPORT1/"),
        ("confidential", "Credit moved: 1."),
    ] {
        let team: &'static str =
            Box::leak(format!("instruments = [\"ces7\"]\nprivacy = \"{privacy}\"").into_boxed_str());
        let world = World::with(Wish { team, ..Wish::default() }).await;
        let ticket = answered(&world, Slack, "mia", "2").await;
        world.advance_to(at(MONDAY)).await;
        let first = cards(&world).remove(0);
        assert!(!first.text().contains("Credit moved"), "{}", first.text());
        let said = move_credit(&world, Slack, "lena", &key(&ticket), "Ben", "Ana only closed it").await;
        assert!(said.contains("What was posted about its week stays as it was"), "{said}");
        world.advance(days(7)).await;
        world.advance(days(7)).await;
        let all = cards(&world);
        assert_eq!(all.len(), 3);
        assert_eq!((all[0].text(), all[0].edited), (first.text(), false));
        assert!(all[1].text().contains(told), "{privacy}: {}", all[1].text());
        assert!(!all[2].text().contains("Credit moved"), "said once: {}", all[2].text());
        if privacy != "named" {
            assert!(!all[1].text().to_lowercase().contains("ben"), "{}", all[1].text());
        }
    }
}

// The sandbox must answer while the test waits for a command.
#[tokio::test(flavor = "multi_thread")]
async fn the_operator_moves_credit_from_the_command_line() {
    let mut world = World::with(Wish { start: at("2025-11-18T09:00:00Z"), ..Wish::default() }).await;
    let ticket = answered(&world, Slack, "mia", "2").await;
    let (ticket, ben) = (key(&ticket), id(&world, Slack, "ben"));
    world.stop().await;
    let told = printed(&world, &["credit", &ticket, "--agent", &ben, "--reason", "Ana only closed it"]);
    assert!(told.contains("was moved from ana to slack:U0"), "{told}");
    assert!(printed(&world, &["why", &ticket]).contains("Credit moved"), "it is told");
    assert!(printed(&world, &["export", "answers"]).contains(&format!(",{ben},")), "the column agent follows");
    let (code, said) = refused(&run(&world, &["credit", &ticket, "--agent", "slack:UNOBODY", "--reason", "x"]));
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("is not on the team"), "{said}");
    let (code, _) = refused(&run(&world, &["credit", &ticket, "--agent", &ben, "--reason", " "]));
    assert_eq!(code, Some(2));
}

#[tokio::test]
async fn an_agent_credited_by_an_id_or_an_address_alone_is_called_by_the_name_their_chat_has_for_them() {
    for database in [Some(None), crate::postgres::database().await.map(Some)].into_iter().flatten() {
        let mut world = World::with(Wish { database, ..Wish::default() }).await;
        helped_by(&world, "ana@example.com", &[("mia", "6")]).await;
        let ben = world.planet().person("ben").unwrap();
        let file = world.config_file().with_file_name("past.csv");
        let row = |ticket: &str, agent: &str| format!("desk,{ticket},Payments,{agent},2026-11-20T09:00:00Z,expired\n");
        let rows = [
            row("p-1", &format!("slack:{}", ben.slack)),
            row("p-2", &format!("discord:{}", ben.discord)),
            row("p-3", "somebody@elsewhere.example"),
        ];
        std::fs::write(&file, format!("source,ticket_id,team,agent,closed_at,state\n{}", rows.concat())).unwrap();
        world.stop().await;
        printed(&world, &["import", file.to_str().unwrap()]);
        world.start().await;
        assert!(staff::look_up(&world.app().ctx).await);
        let called = async |ticket: &str| world.stories(ticket).await.remove(0).survey.agent.unwrap();
        assert_eq!(called("9-mia").await.shown(), "Ana", "the address is hers in Slack");
        for ticket in ["p-1", "p-2"] {
            assert_eq!(called(ticket).await.shown(), "Ben");
        }
        assert_eq!(called("p-3").await.shown(), "somebody@elsewhere.example", "nobody's business");
        assert_eq!(called("p-1").await.id, format!("slack:{}", ben.slack), "and is counted as before");
    }
}
