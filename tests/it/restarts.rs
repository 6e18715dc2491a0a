//! Killed between any two steps, and in the middle of one: nothing is lost, nothing is asked twice.
//!
//! Between steps it is the program that is killed, a process on the machine's own clock. In the middle of a send it is
//! the application on a wound clock, because a dead process's lease lasts a minute.

use afterword::domain::survey::State;
use afterword::sandbox::{Fault, Platform, Shown};
use afterword::store::{LedgerKind, Store};

use crate::hooks::deliver;
use crate::program::Program;
use crate::world::{Discord, Slack, TEAM, Wish, World, at, minutes};

/// Nothing started, and people are asked a second after the close.
async fn machine() -> World {
    World::with(Wish { idle: true, survey: "hours = \"00:00-24:00\"\ndelay = \"1s\"", ..Wish::default() }).await
}

async fn webhook(world: &World, platform: Platform, who: &str, ticket: &str) {
    let person = world.planet().person(who).unwrap();
    let customer = match platform {
        Slack => serde_json::json!({ "slack": person.slack }),
        Discord => serde_json::json!({ "discord": person.discord }),
    };
    let ticket = serde_json::json!({ "id": ticket, "title": "Charged twice", "customer": customer });
    let body = serde_json::json!({ "event": "ticket.solved", "ticket": ticket });
    assert_eq!(deliver(world, "desk", &body, "d-1").await, 200);
}

/// What the bot wrote to this person.
fn written(world: &afterword::sandbox::World, platform: Platform, who: &str) -> Vec<Shown> {
    world.dm(platform, who).map(|dm| world.bot_messages(platform, &dm)).unwrap_or_default()
}

async fn until_asked(world: &World, platform: Platform, who: &str) -> Shown {
    let open = |w: &afterword::sandbox::World| written(w, platform, who).into_iter().find(|m| !m.buttons.is_empty());
    world.planet().until(open).await.expect("the prompt appears")
}

async fn until_thanked(world: &World, platform: Platform, who: &str) {
    let thanked = |w: &afterword::sandbox::World| {
        written(w, platform, who).into_iter().find(|m| m.buttons.is_empty() && m.text().contains("Thanks"))
    };
    world.planet().until(thanked).await.expect("the prompt is thanked for");
}

async fn killed_between_any_two_steps(platform: Platform) {
    let mut world = machine().await;
    let program = Program::serve(&mut world).await;
    webhook(&world, platform, "mia", "31").await;
    let program = program.killed_and_started(&mut world).await;

    let prompt = until_asked(&world, platform, "mia").await;
    let program = program.killed_and_started(&mut world).await;

    let seen = world.press("mia", &prompt, "2").await;
    assert!(seen.private_text().contains("Saved: 2 of 7"), "{seen:?}");
    let program = program.killed_and_started(&mut world).await;

    until_thanked(&world, platform, "mia").await;
    let seen = world.press_private(platform, "mia", "Tell us why").await;
    assert!(seen.form.is_some(), "{seen:?}");
    let program = program.killed_and_started(&mut world).await;

    let seen = world.comment(platform, "mia", "It took three days.").await;
    assert!(seen.error.is_none() && seen.form_errors.is_none(), "{seen:?}");
    let program = program.killed_and_started(&mut world).await;

    world.press_private(platform, "mia", "Change").await;
    let seen = world.press_private(platform, "mia", "6").await;
    assert!(seen.private_text().contains("Saved: 6 of 7"), "{seen:?}");
    let program = program.killed_and_started(&mut world).await;
    drop(program);

    assert_eq!(written(world.planet(), platform, "mia").len(), 1, "asked once, thanked in place");
    let store = Store::open(world.database()).await.unwrap();
    let mut stories = store.why("31", None).await.unwrap();
    assert_eq!(stories.len(), 1);
    let story = stories.remove(0);
    assert!(matches!(story.survey.state, State::Answered { .. }), "{:?}", story.survey.state);
    assert_eq!(story.answers.len(), 1, "one answer");
    let answer = &story.answers[0];
    assert_eq!((answer.score.value(), answer.changes), (6, 1));
    assert_eq!(answer.comment.as_deref(), Some("It took three days."));
    store.close().await;
}

#[tokio::test]
async fn killed_between_any_two_steps_in_slack() {
    killed_between_any_two_steps(Slack).await;
}

#[tokio::test]
async fn killed_between_any_two_steps_in_discord() {
    killed_between_any_two_steps(Discord).await;
}

#[tokio::test]
async fn told_to_stop_it_finishes_what_it_sends_and_leaves_no_lease() {
    let mut world = machine().await;
    let program = Program::serve(&mut world).await;
    world.planet().faults().next(Slack, "chat.postMessage", Fault::Delay { ms: 1_500 });
    webhook(&world, Slack, "mia", "32").await;
    let sending = |w: &afterword::sandbox::World| sends(w, Slack).gt(&0).then_some(());
    world.planet().until(sending).await.expect("the prompt is being sent");
    let (status, took) = program.terminated().await;
    assert_eq!(status.code(), Some(0));
    assert!(took.as_secs() < 15, "{took:?}");
    let store = Store::open(world.database()).await.unwrap();
    let (depth, _) = store.queue_depth().await.unwrap();
    assert_eq!(depth.get("executing"), None, "{depth:?}");
    let state = store.why("32", None).await.unwrap().remove(0).survey.state;
    assert!(matches!(state, State::Delivered { .. }), "what was being sent is known to have arrived: {state:?}");
    assert_eq!(written(world.planet(), Slack, "mia").len(), 1);
    store.close().await;
}

/// Messages sent so far.
fn sends(world: &afterword::sandbox::World, platform: Platform) -> usize {
    let is_send = |(method, path, ..): &(String, String, _, _)| match platform {
        Slack => path.ends_with("chat.postMessage") || path.ends_with("files.completeUploadExternal"),
        Discord => method == "POST" && path.ends_with("/messages"),
    };
    world.requests(platform).iter().filter(|request| is_send(request)).count()
}

/// What a send meets; `None`: it arrives, and the application dies as soon as people see it.
fn troubles() -> [Option<Fault>; 5] {
    let fault = |f| Some(f);
    [
        None,
        fault(Fault::Delay { ms: 200 }),
        fault(Fault::HangForever),
        fault(Fault::DropAnswer),
        fault(Fault::DropRequest),
    ]
}

fn call(platform: Platform) -> &'static str {
    match platform {
        Slack => "chat.postMessage",
        Discord => "POST /channels",
    }
}

/// Turns the crank and kills the application as soon as it has sent something.
async fn die_sending(world: &mut World, platform: Platform, trouble: Option<Fault>) {
    let before = (sends(world.planet(), platform), posted(world.planet(), platform));
    let visible = trouble.is_none();
    if let Some(fault) = trouble {
        world.planet().faults().next(platform, call(platform), fault);
    }
    drop(world.crank());
    let begun = |w: &afterword::sandbox::World| {
        let begun = if visible { posted(w, platform) > before.1 } else { sends(w, platform) > before.0 };
        begun.then_some(())
    };
    world.planet().until(begun).await.expect("something is sent");
    world.crash().await;
    world.start().await;
    for _ in 0..6 {
        world.advance(minutes(2)).await;
    }
}

/// Messages of the bot that appeared for everybody.
fn posted(world: &afterword::sandbox::World, platform: Platform) -> usize {
    let is_post = |e: &afterword::sandbox::Entry| match &e.what {
        afterword::sandbox::What::Posted(glimpse) => {
            e.platform == platform && glimpse.bot && glimpse.only_for.is_none()
        }
        _ => false,
    };
    world.journal().iter().filter(|e| is_post(e)).count()
}

async fn killed_while_asking(platform: Platform) {
    for trouble in troubles() {
        let told = format!("{platform:?}, {trouble:?}");
        let mut world = World::with(Wish { mortal: true, ..Wish::default() }).await;
        let ticket = world.open(platform, "mia").await;
        world.close(&ticket).await;
        world.settle().await;
        world.clock.advance(minutes(5));
        die_sending(&mut world, platform, trouble).await;
        let said = world.said(&ticket);
        assert_eq!(said.len(), 1, "asked once: {told}: {said:#?}");
        let seen = world.press("mia", &said[0], "5").await;
        assert!(seen.private_text().contains("Saved: 5 of 7"), "{told}: {seen:?}");
        world.stop().await;
    }
}

#[tokio::test]
async fn f02_killed_in_the_middle_of_asking_in_slack() {
    killed_while_asking(Slack).await;
}

#[tokio::test]
async fn f03_killed_in_the_middle_of_asking_in_discord() {
    killed_while_asking(Discord).await;
}

#[tokio::test]
async fn a_press_that_overtakes_the_news_of_its_prompt_counts() {
    for platform in [Slack, Discord] {
        let world = World::new().await;
        let ticket = world.open(platform, "mia").await;
        world.close(&ticket).await;
        world.settle().await;
        world.planet().faults().next(platform, call(platform), Fault::DropAnswer);
        world.clock.advance(minutes(5));
        world.settle().await;
        assert!(matches!(world.state(&ticket).await, State::Planned { .. }), "we do not know yet that it arrived");
        let prompt = world.prompt(&ticket).expect("but it did");
        let seen = world.press("mia", &prompt, "3").await;
        assert!(seen.private_text().contains("Saved: 3 of 7"), "{seen:?}");
        for _ in 0..4 {
            world.advance(minutes(2)).await;
        }
        assert_eq!(world.said(&ticket).len(), 1, "asked once");
        assert!(world.now(&prompt).text().contains("Thanks"));
        assert_eq!(world.story(&ticket).await.answers.len(), 1);
        let (lines, _) = world.store().ledger(LedgerKind::Answers, None, None, None, 10).await.unwrap();
        assert!(lines[0].asked_at.is_some(), "who answered was asked: the share of answers counts both");
    }
}

#[tokio::test]
async fn a_prompt_called_off_before_we_knew_that_it_had_arrived_is_taken_back() {
    let world = World::new().await;
    webhook(&world, Slack, "mia", "33").await;
    world.settle().await;
    world.planet().faults().next(Slack, call(Slack), Fault::DropAnswer);
    world.clock.advance(minutes(5));
    world.settle().await;
    let shown = || written(world.planet(), Slack, "mia");
    assert!(!shown().remove(0).buttons.is_empty(), "it arrived, and we do not know");
    let reopened = serde_json::json!({ "event": "ticket.reopened", "ticket": { "id": "33" } });
    assert_eq!(deliver(&world, "desk", &reopened, "d-2").await, 200);
    for _ in 0..4 {
        world.advance(minutes(2)).await;
    }
    let shown = shown();
    assert!(shown.len() == 1 && shown[0].buttons.is_empty(), "nobody can press it any more: {shown:#?}");
}

#[tokio::test]
async fn killed_in_the_middle_of_posting_the_scorecard_it_is_posted_once() {
    for (platform, channel) in TEAM {
        for trouble in [None, Some(Fault::HangForever), Some(Fault::DropAnswer)] {
            let mut world = World::with(Wish { mortal: true, ..Wish::default() }).await;
            world.settle().await;
            world.clock.set(at("2026-11-30T08:00:00Z"));
            let told = format!("{platform:?}, {trouble:?}");
            die_sending(&mut world, platform, trouble).await;
            let cards = world.planet().bot_messages(platform, channel);
            assert_eq!(cards.iter().filter(|m| !m.pictures.is_empty()).count(), 1, "{told}: {cards:#?}");
            world.stop().await;
        }
    }
}
