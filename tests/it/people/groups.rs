//! Staff by user group and by role.

use super::*;

#[tokio::test]
async fn people_of_a_user_group_are_staff_and_stay_so_while_slack_is_silent() {
    let mut world = World::with(Wish { survey: GROUPS, ..Wish::default() }).await;
    world.planet().slack().set_group("S0HELPERS", &["priya"]);
    let refused = world.open(Slack, "mia").await;
    let seen = world.close_as("chloe", &refused).await;
    assert!(seen.private_text().contains("for the people of a support team"), "{seen:?}");
    world.clock.advance(minutes(2));
    let seen = world.close_as("priya", &refused).await;
    assert!(seen.private_text().contains("Closed."), "{seen:?}");
    world.advance(minutes(5)).await;
    assert_eq!(credited(&world, &refused).await, Some(id(&world, Slack, "priya")));

    world.stop().await;
    world.planet().faults().times(
        Slack,
        "usergroups.users.list",
        Fault::Error { status: 503, code: "fatal_error".into() },
        500,
    );
    world.start().await;
    let theirs = world.open(Slack, "carlos").await;
    let seen = world.close_as("priya", &theirs).await;
    assert!(seen.private_text().contains("Closed."), "remembered over the restart: {seen:?}");
    world.planet().faults().clear();
}

#[tokio::test]
async fn who_leaves_the_group_or_joins_it_before_the_sending_is_asked_accordingly() {
    let world = World::with(Wish { survey: GROUPS, ..Wish::default() }).await;
    world.planet().slack().set_group("S0HELPERS", &["priya"]);
    world.clock.advance(minutes(2));
    assert!(staff::look_up(&world.app().ctx).await);
    let joining = world.open(Slack, "jonas").await;
    let seen = world.close_as("priya", &joining).await;
    assert!(seen.private_text().contains("will be asked"), "{seen:?}");
    world.planet().slack().set_group("S0HELPERS", &["priya", "jonas"]);
    world.advance(minutes(5)).await;
    assert_eq!(world.state(&joining).await.code(), "skipped", "a helper by now");
}

#[tokio::test]
async fn people_with_a_role_are_staff_as_soon_as_discord_says_so_and_no_longer() {
    let world = World::with(Wish { survey: GROUPS, ..Wish::default() }).await;
    let discord = world.planet().discord();
    discord.give_roles("priya", &["88"]);
    discord.give_roles("chloe", &["77"]);
    let ticket = world.open(Discord, "mia").await;
    let seen = world.close_as("priya", &ticket).await;
    assert!(seen.private_text().contains("Closed."), "{seen:?}");
    let said = command(&world, Discord, "chloe", "pause", &[]).await.private_text();
    assert!(said.contains("Second Line asks nobody from now on."), "a role may lead: {said}");
    let said = command(&world, Discord, "chloe", "resume", &[]).await.private_text();
    assert!(said.contains("asks again"), "{said}");

    discord.give_roles("jonas", &["88"]);
    let theirs = world.open(Discord, "jonas").await;
    world.close_as("priya", &theirs).await;
    world.advance(minutes(5)).await;
    assert_eq!(world.state(&theirs).await.code(), "skipped", "asked about before the sending");

    discord.give_roles("priya", &[]);
    let last = world.open(Discord, "carlos").await;
    let seen = world.close_as("priya", &last).await;
    assert!(seen.private_text().contains("for the people of a support team"), "{seen:?}");
}

// The sandbox must answer while the test waits for a command.
#[tokio::test(flavor = "multi_thread")]
async fn doctor_says_which_group_or_role_cannot_be_read_and_why() {
    let world = World::with(Wish { idle: true, survey: GROUPS, ..Wish::default() }).await;
    printed(&world, &["migrate"]);
    world.planet().slack().set_group("S0HELPERS", &["priya"]);
    world.planet().discord().give_roles("priya", &["88"]);
    let told = |output: std::process::Output| String::from_utf8(output.stdout).unwrap();
    let said = told(run(&world, &["doctor"]));
    assert!(said.contains("ok   Slack: who is in slack-group:S0HELPERS can be read."), "{said}");
    assert!(said.contains("ok   Discord: who is in discord-role:900000000000000001/88 can be read."), "{said}");
    assert!(said.contains("BAD  Discord: who is in discord-role:900000000000000001/77 cannot be read"), "{said}");
    world.planet().slack().granted("channels:history,chat:write,commands");
    let said = told(run(&world, &["doctor"]));
    assert!(said.contains("BAD  Slack: who is in slack-group:S0HELPERS cannot be read"), "{said}");
    assert!(said.contains("Give the app the scope usergroups:read"), "{said}");
    assert!(said.contains("usergroups:read"), "{said}");
}
