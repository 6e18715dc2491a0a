//! Discord's gateway over its bad days, channels that shut us out, and answers that come too late.

use std::time::Duration;

use afterword::domain::survey::State;
use afterword::sandbox::{Cast, Entry, Fault, Person, Platform, Role, Seen, What};
use afterword::store::Store;
use serde_json::json;
use tokio::time::Instant;

use super::discord::{asked, machine};
use crate::hooks::deliver;
use crate::program::Program;
use crate::world::{Discord, SUPPORT, Slack, Wish, World};

fn saved(seen: &Seen, score: &str) {
    assert!(seen.private_text().contains(&format!("Saved: {score} of 7")), "{seen:?}");
}

async fn connected(world: &World, within: Duration) {
    let up = |w: &afterword::sandbox::World| w.connected(Discord).then_some(());
    world.planet().until_within(within, up).await.expect("connected to the gateway again");
}

/// Waits until so many sessions were begun and so many taken up again.
async fn sessions(world: &World, wanted: (usize, usize)) {
    let fits = |w: &afterword::sandbox::World| (w.discord().sessions() == wanted).then_some(());
    let came = world.planet().until_within(Duration::from_secs(30), fits).await;
    assert!(came.is_some(), "{:?} instead of {wanted:?}", world.planet().discord().sessions());
}

/// The interval is two seconds instead of Discord's forty-one.
#[tokio::test]
async fn f48_heartbeats_that_are_not_acknowledged_end_the_connection_and_the_session_goes_on() {
    let interval = Duration::from_secs(2);
    let mut world = machine().await;
    world.planet().discord().set_heartbeat(interval);
    let _program = Program::serve(&mut world).await;
    let prompt = asked(&world, "mia", "f48").await;
    assert_eq!(world.planet().discord().sessions(), (1, 0));
    world.planet().discord().ignore_heartbeats(true);
    let deaf = Instant::now();
    sessions(&world, (1, 1)).await;
    world.planet().discord().ignore_heartbeats(false);
    assert!(deaf.elapsed() <= 2 * interval + Duration::from_secs(10), "back after {:?}", deaf.elapsed());
    saved(&world.press("mia", &prompt, "5").await, "5");
    let (identifies, _) = world.planet().discord().sessions();
    assert!(identifies <= 2, "{identifies} identifies");
}

#[tokio::test]
async fn f49_a_new_host_that_is_silent_is_left_again_and_slack_notices_nothing() {
    let mut world = machine().await;
    let _program = Program::serve(&mut world).await;
    let prompt = asked(&world, "mia", "f49").await;
    // One connection whose handshake is never answered, then one that is accepted and never hears HELLO.
    world.planet().silent_handshake(Discord, 1);
    world.planet().discord().mute_hosts(1);
    world.planet().discord().ask_reconnect();
    let asked_to = Instant::now();
    let gone = |w: &afterword::sandbox::World| (!w.connected(Discord)).then_some(());
    world.planet().until(gone).await.expect("it leaves as it is asked to");
    while !world.planet().connected(Discord) {
        assert!(asked_to.elapsed() < Duration::from_secs(60), "not back after a minute");
        let seen = world.slash(Slack, "ana", "help").await;
        assert!(seen.error.is_none() && seen.acknowledged, "Slack goes on: {seen:?}");
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    assert!(asked_to.elapsed() > Duration::from_secs(10), "both silent hosts were met");
    saved(&world.press("mia", &prompt, "5").await, "5");
    assert_eq!(world.planet().discord().sessions(), (1, 1), "the session goes on");
}

#[tokio::test]
async fn f56_a_gateway_that_moves_is_followed_and_more_shards_than_we_have_are_told() {
    let mut world = machine().await;
    world.planet().discord().move_gateway("first", 1);
    let program = Program::serve(&mut world).await;
    let prompt = asked(&world, "mia", "f56").await;
    world.planet().discord().move_gateway("second", 2);
    world.planet().discord().ask_reconnect();
    sessions(&world, (1, 1)).await;
    // A new session is begun at the new place, and resumed where that says.
    world.planet().discord().invalidate_sessions(false);
    sessions(&world, (2, 1)).await;
    world.planet().discord().ask_reconnect();
    sessions(&world, (2, 2)).await;
    let places = ["/gateway/first", "/gateway/first-resume", "/gateway/second", "/gateway/second-resume"];
    assert_eq!(world.planet().discord().entered(), places);
    saved(&world.press("mia", &prompt, "5").await, "5");
    // Advice to use two shards is none to stop; being turned away for it is, and an operator must know.
    world.planet().discord().close_sockets(4011);
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert_eq!(world.planet().discord().entered().len(), places.len(), "no reconnect loop");
    assert!(program.log().contains("shards"), "{}", program.log());
    let seen = world.slash(Slack, "ana", "help").await;
    assert!(seen.error.is_none(), "{seen:?}");
}

fn member(n: usize) -> Person {
    let (slack, discord) = (format!("U0QUEUE{n:04}"), format!("94000000000000{n:04}"));
    Person::new(&format!("queue-{n}"), &format!("Queue {n}"), Role::Customer, &slack, &discord)
}

/// Answers that Discord counts towards a ban.
fn invalid(world: &World) -> usize {
    let counts = |e: &Entry| e.platform == Discord && matches!(&e.what, What::Refused { status: 401 | 403 | 429, .. });
    world.planet().journal().iter().filter(|e| counts(e)).count()
}

#[tokio::test]
async fn f53_a_channel_we_may_not_write_in_is_asked_once_for_a_queue_of_a_thousand() {
    let mut cast = Cast { rates: false, ..Cast::demo().reading_english() };
    cast.people.extend((0..1_000).map(member));
    let survey = "hours = \"00:00-24:00\"\ndelay = \"1s\"";
    let mut world = World::with(Wish { idle: true, survey, cast, ..Wish::default() }).await;
    let (_, channel) = SUPPORT[1];
    let forbidden = Fault::Error { status: 403, code: "50013".to_owned() };
    let sending = format!("POST /channels/{channel}/messages");
    world.planet().faults().times(Discord, &sending, forbidden, 10_000);
    let program = Program::serve(&mut world).await;
    for n in 0..1_000 {
        let customer = json!({ "discord": member(n).discord });
        let chat = json!({ "platform": "discord", "channel": channel, "thread": channel });
        let ticket = json!({ "id": format!("f53-{n}"), "title": "Charged twice", "customer": customer, "chat": chat });
        let body = json!({ "event": "ticket.solved", "ticket": ticket });
        assert_eq!(deliver(&world, "desk", &body, &format!("d-{n}")).await, 200);
    }
    // The next place of each is the customer's own conversation. At the pace Discord allows the whole queue takes more
    // than a minute; a tenth of it shows what becomes of the channel.
    let written = |w: &afterword::sandbox::World| {
        let sent = w.requests(Discord).iter().filter(|(m, p, ..)| m == "POST" && p.ends_with("/messages")).count();
        (sent > 100).then_some(())
    };
    let others = world.planet().until_within(Duration::from_secs(60), written).await;
    others.unwrap_or_else(|| panic!("everybody else is reached: {}", program.log()));
    let path = format!("/channels/{channel}/messages");
    let calls = world.planet().requests(Discord).iter().filter(|(m, p, ..)| m == "POST" && *p == path).count();
    assert!((1..=2).contains(&calls), "{calls} calls to the channel");
    assert!(invalid(&world) < 20, "{} invalid requests", invalid(&world));
    assert_eq!(world.planet().bot_messages(Discord, channel).len(), 0);
}

/// What Discord makes of the answer to a press, and whether the person then sees what was saved.
fn answers() -> [(&'static str, Vec<Fault>, bool); 6] {
    let refused = |status, code: &str| Fault::Error { status, code: code.to_owned() };
    [
        ("unknown", vec![refused(404, "10062")], false),
        ("acknowledged-already", vec![refused(400, "40060")], false),
        ("arrived-unheard", vec![Fault::DropAnswer], true),
        ("hangs-once", vec![Fault::HangForever], true),
        ("comes-late", vec![Fault::Delay { ms: 1_500 }], true),
        ("hangs-always", vec![Fault::HangForever; 3], false),
    ]
}

#[tokio::test]
async fn f55_an_answer_that_discord_does_not_take_leaves_the_rating_and_what_is_shown_in_agreement() {
    let customers = ["mia", "jonas", "aiko", "carlos", "priya", "mia"];
    let mut world = machine().await;
    let program = Program::serve(&mut world).await;
    for ((name, faults, told), who) in answers().into_iter().zip(customers).take(5) {
        one_answer(&world, name, faults, told, who).await;
    }
    let [.., (name, faults, told)] = answers();
    drop(program);
    let mut other = machine().await;
    let program = Program::serve(&mut other).await;
    one_answer(&other, name, faults, told, "mia").await;
    drop(program);
    for (world, names) in [(&world, &answers()[..5]), (&other, &answers()[5..])] {
        let store = Store::open(world.database()).await.unwrap();
        for (name, ..) in names {
            let story = store.why(&format!("f55-{name}"), None).await.unwrap().remove(0);
            assert!(matches!(story.survey.state, State::Answered { .. }), "{name}: {:?}", story.survey.state);
            let stored: Vec<_> = story.answers.iter().map(|a| (a.score.value(), a.changes)).collect();
            assert_eq!(stored, [(5, 0)], "{name}");
        }
        store.close().await;
    }
}

async fn one_answer(world: &World, name: &str, faults: Vec<Fault>, told: bool, who: &str) {
    let prompt = asked(world, who, &format!("f55-{name}")).await;
    let before = world.planet().requests(Discord).len();
    for fault in faults {
        world.planet().faults().next(Discord, "/callback", fault);
    }
    let seen = world.press(who, &prompt, "5").await;
    if told {
        saved(&seen, "5");
    } else {
        assert!(seen.error.is_some() && seen.private.is_empty(), "{name}: {seen:?}");
    }
    // Whatever became of the private answer, the question itself says that it was answered.
    let thanked = |w: &afterword::sandbox::World| {
        let now = w.message(Discord, &prompt.channel, &prompt.id)?;
        (now.buttons.is_empty() && now.text().contains("Thank")).then_some(())
    };
    let shown = world.planet().until(thanked).await;
    assert!(shown.is_some(), "{name}: {:?}", world.now(&prompt).text());
    tokio::time::sleep(Duration::from_millis(500)).await;
    let private = world.planet().ephemerals(Platform::Discord, who);
    assert_eq!(private.len(), usize::from(told), "{name}: {private:?}");
    let calls = &world.planet().requests(Discord)[before..];
    assert!(!calls.iter().any(|(_, path, ..)| path.starts_with("/webhooks")), "{name}: a follow-up beside the answer");
    connected(world, Duration::from_secs(5)).await;
}
