//! When somebody is asked, and reminded.

use afterword::domain::survey::State;
use afterword::sandbox::Fault;

use super::*;
use crate::world::{at, days, hours, minutes};

#[tokio::test]
async fn while_people_still_write_the_question_waits_for_the_thread_to_be_quiet() {
    let world = World::new().await;
    for (platform, writer) in [(Slack, "mia"), (Discord, "ana")] {
        let ticket = world.open(platform, "mia").await;
        let ticket = if platform == Discord { world.open(platform, "jonas").await } else { ticket };
        world.close(&ticket).await;
        world.advance(minutes(3)).await;
        writes(&world, writer, &ticket).await;
        world.advance(minutes(2)).await;
        assert!(world.prompt(&ticket).is_none(), "{platform:?}: somebody wrote two minutes ago");
        assert!(matches!(world.state(&ticket).await, State::Held { .. }), "{:?}", world.state(&ticket).await);
        world.advance(minutes(3)).await;
        assert!(world.prompt(&ticket).is_some(), "{platform:?}: quiet for five minutes");
    }
}

#[tokio::test]
async fn a_thread_that_cannot_be_read_holds_no_question_back() {
    let world = World::new().await;
    let unreadable = Fault::Error { status: 200, code: "missing_scope".to_owned() };
    world.planet().faults().times(Slack, "conversations.replies", unreadable, 50);
    let unreadable = Fault::Error { status: 403, code: "50001".to_owned() };
    world.planet().faults().times(Discord, "GET /channels", unreadable, 50);
    for (platform, who) in [(Slack, "mia"), (Discord, "jonas")] {
        let ticket = world.open(platform, who).await;
        world.close(&ticket).await;
        writes(&world, who, &ticket).await;
        world.advance(minutes(5)).await;
        let state = world.state(&ticket).await;
        assert!(matches!(state, State::Delivered { .. }), "{platform:?}: {state:?}");
    }
}

#[tokio::test]
async fn on_days_that_are_not_the_teams_nobody_is_asked() {
    // A Friday, 19:58 in Berlin.
    let survey = "hours = \"08:00-20:00\"\ndays = \"MON-FRI\"";
    let world = World::with(Wish { start: at("2026-11-27T18:58:00Z"), survey, ..Wish::default() }).await;
    for (platform, who) in [(Slack, "jonas"), (Discord, "mia")] {
        let ticket = world.open(platform, who).await;
        let seen = world.close(&ticket).await;
        assert!(seen.private_text().contains("around Mon 30 Nov, 08:00"), "{}", seen.private_text());
    }
    world.advance_to(at("2026-11-30T06:59:00Z")).await;
    assert!(direct(&world, Slack, "jonas").is_empty());
    let prompts = |world: &World| {
        let all = [(Slack, SUPPORT[0].1)].into_iter().flat_map(|(p, c)| world.planet().bot_messages(p, c));
        all.filter(|m| !m.buttons.is_empty()).count()
    };
    assert_eq!(prompts(&world), 0, "Saturday, Sunday, and Monday before eight");
    world.advance_to(at("2026-11-30T07:00:00Z")).await;
    assert_eq!(prompts(&world), 1);
}

fn reminding() -> Wish {
    Wish { survey: "hours = \"00:00-24:00\"\nremind = \"2d\"", ..Wish::default() }
}

/// What was said beside the prompt.
fn reminders(world: &World, ticket: &Ticket) -> usize {
    world.said(ticket).iter().filter(|m| m.text().contains("the only reminder")).count()
}

#[tokio::test]
async fn one_reminder_points_to_the_question_and_there_is_never_a_second() {
    let world = World::with(reminding()).await;
    for (platform, who) in [(Slack, "mia"), (Discord, "jonas")] {
        let (ticket, prompt) = world.asked(platform, who).await;
        world.advance(hours(47)).await;
        assert_eq!(reminders(&world, &ticket), 0);
        world.advance(hours(1)).await;
        assert_eq!(reminders(&world, &ticket), 1, "{platform:?}: {:#?}", world.said(&ticket));
        assert_eq!(
            world.prompt(&ticket).map(|p| p.id),
            Some(prompt.id.clone()),
            "the question is the one thing to press"
        );
        world.advance(days(3)).await;
        assert_eq!(reminders(&world, &ticket), 1);
        let seen = world.press(who, &prompt, "6").await;
        assert!(seen.private_text().contains("Saved: 6 of 7"), "{seen:?}");
    }
}

#[tokio::test]
async fn nobody_is_reminded_after_an_answer_an_opt_out_not_solved_or_the_end_nor_by_a_team_that_reminds_nobody() {
    let world = World::with(reminding()).await;
    let mut tickets = Vec::new();
    for (platform, who, button) in [
        (Slack, "mia", "6"),
        (Discord, "jonas", "6"),
        (Slack, "aiko", "Don't ask me again"),
        (Discord, "carlos", "Not solved yet"),
    ] {
        let (ticket, prompt) = world.asked(platform, who).await;
        world.press(who, &prompt, button).await;
        tickets.push(ticket);
    }
    let (left_open, _) = world.asked(Slack, "priya").await;
    world.slash(Slack, "priya", "stop-asking").await;
    tickets.push(left_open);
    world.advance(days(8)).await;
    for ticket in &tickets {
        assert_eq!(reminders(&world, ticket), 0, "{ticket:?}");
    }
    let quiet = World::new().await;
    let (ticket, _) = quiet.asked(Slack, "mia").await;
    quiet.advance(days(6)).await;
    assert_eq!(reminders(&quiet, &ticket), 0);
}

#[tokio::test]
async fn a_paused_team_reminds_nobody_of_what_was_asked_before() {
    let world = World::with(reminding()).await;
    let (ticket, prompt) = world.asked(Slack, "mia").await;
    let (other, _) = world.asked(Discord, "jonas").await;
    world.slash(Discord, "lena", "pause").await;
    world.advance(days(2)).await;
    world.slash(Discord, "lena", "resume").await;
    world.advance(days(3)).await;
    assert_eq!((reminders(&world, &ticket), reminders(&world, &other)), (0, 0), "nor when it goes on");
    let seen = world.press("mia", &prompt, "6").await;
    assert!(seen.private_text().contains("Saved: 6 of 7"), "the question itself stays: {seen:?}");
}

#[tokio::test]
async fn a_reminder_whose_sending_had_no_clear_outcome_is_looked_for_before_it_is_sent_again() {
    for (platform, who, call) in [(Slack, "mia", "chat.postMessage"), (Discord, "jonas", "POST /channels")] {
        for fault in [Fault::DropAnswer, Fault::DropRequest] {
            let world = World::with(reminding()).await;
            let (ticket, _) = world.asked(platform, who).await;
            world.planet().faults().next(platform, call, fault.clone());
            world.advance(days(2)).await;
            world.advance(minutes(10)).await;
            world.advance(hours(3)).await;
            assert_eq!(reminders(&world, &ticket), 1, "{platform:?} {fault:?}");
        }
    }
}

#[tokio::test]
async fn a_reminder_waits_for_the_persons_hours() {
    let survey = "hours = \"08:00-20:00\"\ndays = \"MON-FRI\"\nremind = \"2d\"";
    // A Thursday, 10:00 in Berlin: two days later it is Saturday.
    let world = World::with(Wish { start: at("2026-11-26T09:00:00Z"), survey, ..Wish::default() }).await;
    let (ticket, _) = world.asked(Slack, "jonas").await;
    world.advance(days(2)).await;
    assert_eq!(reminders(&world, &ticket), 0);
    world.advance_to(at("2026-11-30T07:00:00Z")).await;
    assert_eq!(reminders(&world, &ticket), 1);
}
