//! F57–F61: several processes of the program on one PostgreSQL.
//!
//! Each test starts real processes and believes the small world's journal and the database. Skipped, aloud, where
//! PostgreSQL is not installed.

use std::collections::BTreeMap;
use std::time::Duration;

use afterword::sandbox::{Cast, Person, Platform, Role, Shown};
use afterword::store::Store;
use futures_util::StreamExt;
use futures_util::stream::iter;
use serde_json::{Value, json};
use tokio::time::Instant;

use crate::hooks::attempt;
use crate::postgres;
use crate::program::{Launch, Program};
use crate::wheel::Wheel;
use crate::world::{Discord, Slack, TEAM, Wish, World, at};

/// A machine that runs everything else too may take this long.
const PATIENCE: Duration = Duration::from_secs(60);

/// On PostgreSQL, nothing started, with a crowd, and asking as soon as a ticket closes.
async fn on_postgres(wish: Wish, crowd: usize) -> Option<World> {
    let database = postgres::database().await?;
    let mut cast = Cast { rates: false, ..wish.cast.clone() };
    cast.people.extend((0..crowd).map(member));
    let survey = "hours = \"00:00-24:00\"\ndelay = \"0s\"";
    Some(World::with(Wish { database: Some(database), idle: true, survey, cast, ..wish }).await)
}

fn member(n: usize) -> Person {
    let (slack, discord) = (format!("U0CROWD{n:04}"), format!("93000000000000{n:04}"));
    Person::new(&format!("crowd-{n}"), &format!("Crowd {n}"), Role::Customer, &slack, &discord)
}

/// So many processes, started together, all of them ready. The world's webhooks go to the last one.
async fn replicas(world: &mut World, many: usize, how: &Launch) -> Vec<Program> {
    let mut started: Vec<Program> = (0..many).map(|_| Program::spawn(world, how)).collect();
    for program in &mut started {
        program.until_ready(world).await;
    }
    started
}

/// A launch whose log tells which jobs a process ran.
fn telling_jobs() -> Launch {
    let filter = ("AFTERWORD__LOG__FILTER".to_owned(), "info,afterword::outbox=debug".to_owned());
    Launch { env: vec![filter], ..Launch::default() }
}

/// How many runs of jobs each process's log tells of.
fn runs(program: &Program) -> usize {
    program.log().lines().filter(|line| line.contains("job ended")).count()
}

/// A close of ticket `id` of this person, as the `desk` source tells it.
fn closed(world: &World, platform: Platform, who: &str, id: &str) -> Value {
    let person = world.planet().person(who).unwrap();
    let customer = match platform {
        Slack => json!({ "slack": person.slack }),
        Discord => json!({ "discord": person.discord }),
    };
    json!({ "event": "ticket.solved", "ticket": { "id": id, "title": "Charged twice", "customer": customer } })
}

/// What was written to this person directly.
fn written(world: &afterword::sandbox::World, platform: Platform, who: &str) -> Vec<Shown> {
    world.dm(platform, who).map(|dm| world.bot_messages(platform, &dm)).unwrap_or_default()
}

/// Waits until every job is over but these many, which wait for the end of a window; looks at the database itself.
async fn until_only_windows_wait(world: &World, windows: usize) {
    let store = Store::open(world.database()).await.unwrap();
    let deadline = Instant::now() + PATIENCE;
    loop {
        let (depth, _) = store.queue_depth().await.unwrap();
        let count = |state: &str| depth.get(state).copied().unwrap_or(0);
        if count("available") == windows as u64 && count("executing") + count("unknown") == 0 {
            assert_eq!(count("dead") + count("cancelled"), 0, "{depth:?}");
            return store.close().await;
        }
        assert!(Instant::now() < deadline, "the queue does not empty: {depth:?}");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

/// Calls that make a message visible.
fn sends(world: &afterword::sandbox::World, platform: Platform) -> usize {
    let is_send = |(method, path, ..): &(String, String, Value, Value)| match platform {
        Slack => path.ends_with("chat.postMessage"),
        Discord => method == "POST" && path.ends_with("/messages"),
    };
    world.requests(platform).iter().filter(|r| is_send(r)).count()
}

/// Some 700 jobs instead of 10,000, so that it takes seconds: 600 closes, five of each of 120 people, who are asked once.
#[tokio::test]
async fn f57_three_replicas_share_many_jobs_and_each_is_sent_by_one() {
    const PEOPLE: usize = 120;
    const TICKETS: usize = 5;
    let Some(mut world) = on_postgres(Wish::default(), PEOPLE).await else { return };
    let programs = replicas(&mut world, 3, &telling_jobs()).await;
    // A third in Slack, where a process opens no more than twenty conversations at once.
    let home = |n: usize| if n.is_multiple_of(3) { Slack } else { Discord };
    let bodies: Vec<(String, Value)> = (0..PEOPLE * TICKETS)
        .map(|n| (n, n % PEOPLE))
        .map(|(n, who)| {
            let id = format!("57-{n}");
            let body = closed(&world, home(who), &format!("crowd-{who}"), &id);
            (id, body)
        })
        .collect();
    let here = &world;
    let taken: Vec<Option<u16>> =
        iter(&bodies).map(|(id, body)| attempt(here, "desk", body, id)).buffer_unordered(16).collect().await;
    assert!(taken.iter().all(|status| *status == Some(200)), "{taken:?}");
    until_only_windows_wait(&world, PEOPLE).await;
    for n in 0..PEOPLE {
        let who = format!("crowd-{n}");
        assert_eq!(written(world.planet(), home(n), &who).len(), 1, "{who} is asked once");
    }
    let sent = sends(world.planet(), Slack) + sends(world.planet(), Discord);
    assert_eq!(sent, PEOPLE, "each prompt was sent by one process, once");
    let shares: Vec<usize> = programs.iter().map(runs).collect();
    let all: usize = shares.iter().sum();
    assert!(shares.iter().all(|share| *share * 10 >= all), "the work is spread: {shares:?}");
}

#[tokio::test]
async fn f59_all_replicas_reach_the_minute_of_the_scorecard_together_and_post_one() {
    if !Wheel::available() {
        return;
    }
    let start = at("2026-11-30T07:50:00Z");
    let Some(mut world) = on_postgres(Wish { wound: true, start, ..Wish::default() }, 0).await else { return };
    let programs = replicas(&mut world, 3, &Launch::default()).await;
    let now = world.planet().now();
    world.wind(at("2026-11-30T07:59:58Z").duration_since(afterword::domain::Timestamp::from_millisecond(now).unwrap()));
    for (platform, channel) in TEAM {
        let posted = |w: &afterword::sandbox::World| {
            w.bot_messages(platform, channel).into_iter().find(|m| !m.pictures.is_empty())
        };
        assert!(world.planet().until(posted).await.is_some(), "{platform:?}: {}", programs[0].log());
    }
    tokio::time::sleep(Duration::from_secs(3)).await;
    for (platform, channel) in TEAM {
        let seen = world.planet().bot_messages(platform, channel);
        let cards = seen.iter().filter(|m| !m.pictures.is_empty()).count();
        assert_eq!((cards, seen.len()), (1, 2), "one scorecard with one detail in {platform:?}: {seen:#?}");
        assert_eq!(sends(world.planet(), platform), 2, "and nobody tried a second");
    }
    let opened = |p: &Program| p.log().matches("scorecard due").count();
    let by: BTreeMap<u32, usize> = programs.iter().map(|p| (p.pid(), opened(p))).collect();
    assert_eq!(by.values().sum::<usize>(), 2, "one run a channel, whoever opened it: {by:?}");
}
