//! Credit and people: whom a close counts for, who may move that, who is staff, and what an agent, a manager and a
//! customer are shown of their own.

use afterword::flow::staff;
use afterword::sandbox::{Fault, Platform, Seen, Shown};
use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::hooks::deliver;
use crate::program::{printed, refused, run};
use crate::world::{Discord, SUPPORT, Slack, TEAM, Ticket, Wish, World, at, days, hours, minutes};

const BOTH: [Platform; 2] = [Slack, Discord];
/// The Monday after [`crate::world::START`], nine in Berlin.
const MONDAY: &str = "2026-11-30T08:00:00Z";

/// A second team whose staff is a Slack user group and a Discord role.
const GROUPS: &str = r#"hours = "00:00-24:00"
[[team]]
name = "Second Line"
timezone = "Europe/Berlin"
managers = ["discord-role:900000000000000001/77"]
agents = ["slack:@S0HELPERS", "discord-role:900000000000000001/88"]
"#;

/// What people call the ticket in a command.
fn key(ticket: &Ticket) -> String {
    match ticket.platform {
        Slack => format!("{}/{}", ticket.channel, ticket.message),
        Discord => ticket.channel.clone(),
    }
}

/// Types a command with options; Slack's words are made of them in order.
async fn command(world: &World, platform: Platform, who: &str, name: &str, options: &[(&str, &str)]) -> Seen {
    match platform {
        Slack => {
            let word =
                |(key, value): &(&str, &str)| if *key == "agent" { format!("@{value}") } else { (*value).to_owned() };
            let words: Vec<String> = std::iter::once(name.to_owned()).chain(options.iter().map(word)).collect();
            world.planet().slack().slash(who, SUPPORT[0].1, &words.join(" ")).await
        }
        Discord => {
            let options: serde_json::Map<String, Value> =
                options.iter().map(|(key, value)| ((*key).to_owned(), json!(value))).collect();
            world.planet().discord().slash(who, TEAM[1].1, name, Value::Object(options)).await
        }
    }
}

async fn move_credit(world: &World, platform: Platform, who: &str, ticket: &str, to: &str, reason: &str) -> String {
    let options = [("ticket", ticket), ("agent", to), ("reason", reason)];
    command(world, platform, who, "credit", &options).await.private_text()
}

async fn credited(world: &World, ticket: &Ticket) -> Option<String> {
    world.story(ticket).await.survey.agent.map(|agent| agent.id)
}

fn id(world: &World, platform: Platform, who: &str) -> String {
    let person = world.planet().person(who).unwrap();
    match platform {
        Slack => format!("slack:{}", person.slack),
        Discord => format!("discord:{}", person.discord),
    }
}

async fn answered(world: &World, platform: Platform, who: &str, score: &str) -> Ticket {
    let (ticket, prompt) = world.asked(platform, who).await;
    let seen = world.press(who, &prompt, score).await;
    assert!(seen.private_text().contains("Saved"), "{seen:?}");
    world.settle().await;
    ticket
}

/// The bot's messages in somebody's own conversation with it.
fn direct(world: &World, platform: Platform, who: &str) -> Vec<Shown> {
    world.planet().dm(platform, who).map(|dm| world.planet().bot_messages(platform, &dm)).unwrap_or_default()
}

/// Closes that a helpdesk credits to an address, each answered.
async fn helped_by(world: &World, address: &str, scores: &[(&str, &str)]) {
    for (who, _) in scores {
        let slack = world.planet().person(who).unwrap().slack;
        let ticket = json!({ "id": format!("9-{who}"), "owner": address, "customer": { "slack": slack } });
        let body = json!({ "event": "ticket.solved", "ticket": ticket });
        assert_eq!(deliver(world, "desk", &body, &format!("d-{who}")).await, 200);
    }
    world.advance(minutes(5)).await;
    for (who, score) in scores {
        let prompt = direct(world, Slack, who).remove(0);
        let seen = world.press(who, &prompt, score).await;
        assert!(seen.private_text().contains("Saved"), "{seen:?}");
    }
    world.settle().await;
}

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
            ("mia", &ticket_key, "Ben", "managers of the ticket's team"),
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
async fn me_shows_an_agent_only_what_so_few_answers_can_bear() {
    let world = World::new().await;
    helped_by(&world, "ana@example.com", &[("mia", "7"), ("jonas", "6"), ("aiko", "5"), ("carlos", "2")]).await;
    let few = command(&world, Slack, "ana", "me", &[]).await.private_text();
    assert!(few.contains("Effort: Only 4 answers: too few to report."), "{few}");
    assert!(few.contains("4 closes credited to you, 4 asked about."), "{few}");
    let other = command(&world, Slack, "ben", "me", &[]).await.private_text();
    assert!(other.contains("Effort: No answers.") && !other.contains("4 answers"), "{other}");
    let nobody = command(&world, Slack, "mia", "me", &[]).await.private_text();
    assert!(nobody.contains("This shows support agents their own week"), "{nobody}");

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

#[tokio::test]
async fn a_paused_team_asks_nobody_until_it_is_resumed_over_a_restart() {
    for platform in BOTH {
        let mut world = World::new().await;
        for who in ["ana", "mia"] {
            let said = command(&world, platform, who, "pause", &[]).await.private_text();
            assert!(said.contains("for the team's managers"), "{said}");
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
async fn people_of_a_user_group_are_staff_and_stay_so_while_slack_is_silent() {
    let mut world = World::with(Wish { survey: GROUPS, ..Wish::default() }).await;
    world.planet().slack().set_group("S0HELPERS", &["priya"]);
    let refused = world.open(Slack, "mia").await;
    let seen = world.close_as("chloe", &refused).await;
    assert!(seen.private_text().contains("Only people of a support team"), "{seen:?}");
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
    assert!(seen.private_text().contains("Only people of a support team"), "{seen:?}");
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

#[tokio::test]
async fn a_customers_home_shows_their_choice_and_a_button_to_change_it_over_both_transports() {
    for called in [false, true] {
        let world = World::with(Wish { called, ..Wish::default() }).await;
        let slack = world.planet().slack();
        let seen = slack.open_home("mia").await;
        assert!(seen.error.is_none() && seen.form.is_some(), "{seen:?}");
        assert_snapshot!(slack.home_text("mia").unwrap(), @"");
        let seen = slack.press_home("mia", "Don't ask me").await;
        assert!(seen.error.is_none() && seen.form.is_some(), "{seen:?}");
        assert!(slack.home_text("mia").unwrap().contains("You are not asked"), "the page follows");
        let ticket = world.open(Slack, "mia").await;
        world.close(&ticket).await;
        assert_eq!(world.state(&ticket).await.code(), "skipped");
        slack.press_home("mia", "Ask me again").await;
        assert!(slack.home_text("mia").unwrap().contains("you may be asked"), "and back");
    }
}

#[tokio::test]
async fn an_agents_and_a_managers_home_show_their_own_and_the_teams_week() {
    let world = World::new().await;
    for who in ["jonas", "aiko", "carlos", "priya"] {
        answered(&world, Slack, who, "7").await;
    }
    answered(&world, Slack, "mia", "2").await;
    let slack = world.planet().slack();
    slack.open_home("ana").await;
    assert_snapshot!(slack.home_text("ana").unwrap(), @"");
    slack.open_home("lena").await;
    assert_snapshot!(slack.home_text("lena").unwrap(), @"");
    world.advance(hours(1)).await;
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
    let told = reqwest::get(world.url("/metrics")).await.unwrap().text().await.unwrap();
    for (reason, count) in
        [("another_organisation", 2), ("not_the_asked_person", 1), ("bot", 1), ("unknown_control", 1)]
    {
        let line = format!("afterword_presses_refused_total{{reason=\"{reason}\"}} {count}\n");
        assert!(told.contains(&line), "{line} is not in {told}");
    }
}
