//! F57–F61: several processes of the program on one PostgreSQL.
//!
//! Each test starts real processes and believes the small world's journal and the database. Skipped, aloud, where
//! PostgreSQL is not installed.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use afterword::clock::Clock;
use afterword::domain::survey::State;
use afterword::sandbox::{Cast, Fault, Person, Platform, Role, Shown};
use afterword::store::Store;
use futures_util::StreamExt;
use futures_util::stream::iter;
use sea_orm::sqlx::{self, Connection, PgConnection};
use serde_json::{Value, json};
use tokio::time::Instant;

use crate::cable::Cable;
use crate::cable::State::{Silent, Whole};
use crate::hooks::{Delivery, attempt, client};
use crate::postgres;
use crate::program::{Launch, Program};
use crate::wheel::Wheel;
use crate::world::{Discord, SECRET, Slack, TEAM, Wish, World, at};

/// A machine that runs everything else too may take this long.
const PATIENCE: Duration = Duration::from_secs(60);

/// On PostgreSQL, nothing started, with a crowd, and asking as soon as a ticket closes.
pub async fn on_postgres(wish: Wish, crowd: usize) -> Option<World> {
    let database = postgres::database().await?;
    let mut cast = Cast { rates: false, ..wish.cast.clone() };
    cast.people.extend((0..crowd).map(member));
    let survey = "hours = \"00:00-24:00\"\ndelay = \"0s\"";
    Some(World::with(Wish { database: Some(database), idle: true, survey, cast, ..wish }).await)
}

pub fn member(n: usize) -> Person {
    let (slack, discord) = (format!("U0CROWD{n:04}"), format!("93000000000000{n:04}"));
    Person::new(&format!("crowd-{n}"), &format!("Crowd {n}"), Role::Customer, &slack, &discord)
}

/// So many processes, started together, all of them ready. The world's webhooks go to the last one.
pub async fn replicas(world: &mut World, many: usize, how: &Launch) -> Vec<Program> {
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
pub fn closed(world: &World, platform: Platform, who: &str, id: &str) -> Value {
    let person = world.planet().person(who).unwrap();
    let customer = match platform {
        Slack => json!({ "slack": person.slack }),
        Discord => json!({ "discord": person.discord }),
    };
    json!({ "event": "ticket.solved", "ticket": { "id": id, "title": "Charged twice", "customer": customer } })
}

/// What was written to this person directly.
pub fn written(world: &afterword::sandbox::World, platform: Platform, who: &str) -> Vec<Shown> {
    world.dm(platform, who).map(|dm| world.bot_messages(platform, &dm)).unwrap_or_default()
}

/// Waits until every job is over but those that end the windows of these many open questions; looks at PostgreSQL itself.
pub async fn until_only_windows_wait(world: &World, windows: i64) {
    let mut db = PgConnection::connect(world.database()).await.unwrap();
    // A send in doubt is looked for a minute later.
    let deadline = Instant::now() + PATIENCE + PATIENCE;
    let sql = "SELECT kind, state, COUNT(*) FROM job WHERE state <> 'done' GROUP BY kind, state";
    let only = [("expire".to_owned(), "available".to_owned(), windows)];
    loop {
        let left: Vec<(String, String, i64)> = sqlx::query_as(sql).fetch_all(&mut db).await.unwrap();
        if left == only {
            return;
        }
        assert!(Instant::now() < deadline, "the queue does not empty: {left:?}");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

/// Calls that make a message visible.
pub fn sends(world: &afterword::sandbox::World, platform: Platform) -> usize {
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
    until_only_windows_wait(&world, PEOPLE as i64).await;
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

/// What is in nobody's power to hurry: the length of a lease, and what it takes to see that it has ended.
const LEASE_AND_MORE: Duration = Duration::from_secs(95);

fn on(database: &str) -> Launch {
    Launch { env: vec![("DATABASE_URL".to_owned(), database.to_owned())], ..Launch::default() }
}

pub async fn until_asked(world: &World, platform: Platform, who: &str) -> Shown {
    let open = |w: &afterword::sandbox::World| written(w, platform, who).into_iter().find(|m| !m.buttons.is_empty());
    world.planet().until_within(LEASE_AND_MORE, open).await.expect("asked after all")
}

/// Until the ledger says that this ticket's question is visible.
async fn until_delivered(world: &World, ticket: &str) {
    let store = Store::open(world.database()).await.unwrap();
    let deadline = Instant::now() + LEASE_AND_MORE;
    loop {
        let story = store.why(ticket, None).await.unwrap().pop();
        if story.as_ref().is_some_and(|s| matches!(s.survey.state, State::Delivered { .. })) {
            return store.close().await;
        }
        assert!(Instant::now() < deadline, "never delivered: {story:?}");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

/// Until its `/readyz` answers with this status.
pub async fn until_readiness_is(program: &Program, status: u16, within: Duration) {
    let deadline = Instant::now() + within;
    loop {
        let answer = client().get(program.url("/readyz").unwrap()).send().await;
        if answer.is_ok_and(|a| a.status() == status) {
            return;
        }
        assert!(Instant::now() < deadline, "not {status}:\n{}", program.log());
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// The program whose webhooks the world calls.
async fn serving(world: &mut World, how: &Launch) -> Program {
    Program::launch(world, how).await
}

/// One lease long instead of two minutes. The platform takes the message; the news of it does not get through.
async fn cut_off_while_it_sends(platform: Platform) {
    let Some(mut world) = on_postgres(Wish::default(), 1).await else { return };
    let (cable, database) = Cable::through(world.database()).await;
    let first = serving(&mut world, &on(&database)).await;
    let call = if platform == Slack { "chat.postMessage" } else { "/messages" };
    world.planet().faults().next(platform, call, Fault::Delay { ms: 2_000 });
    let body = closed(&world, platform, "crowd-0", "58");
    assert_eq!(attempt(&world, "desk", &body, "58").await, Some(200));
    world.planet().until(|w| (sends(w, platform) > 0).then_some(())).await.expect("it is being sent");
    cable.set(Silent);

    let second = serving(&mut world, &Launch::default()).await;
    until_readiness_is(&first, 503, PATIENCE).await;
    until_delivered(&world, "58").await;
    cable.set(Whole);
    until_readiness_is(&first, 200, Duration::from_secs(15)).await;
    until_only_windows_wait(&world, 1).await;
    assert_eq!(sends(world.planet(), platform), 1, "found, not sent again: {}", second.log());
    let prompt = until_asked(&world, platform, "crowd-0").await;
    let seen = world.press("crowd-0", &prompt, "6").await;
    assert!(seen.private_text().contains("Saved: 6 of 7"), "{seen:?}");
    second.says("leases had ended", 1).await;
}

/// Both at once: it takes as long as a lease.
#[tokio::test]
async fn f58_a_replica_cut_off_while_it_sends_is_succeeded_and_its_late_word_changes_nothing() {
    futures_util::join!(cut_off_while_it_sends(Slack), cut_off_while_it_sends(Discord));
}

/// The narrowest place: the place is noted, the next thing is the send. It hears that the note is durable a lease late.
async fn stopped_before_its_send(platform: Platform) {
    let Some(mut world) = on_postgres(Wish::default(), 1).await else { return };
    let (cable, database) = Cable::through(world.database()).await;
    let first = serving(&mut world, &on(&database)).await;
    cable.fall_silent_after(&["UPDATE job SET place", "COMMIT"]);
    let body = closed(&world, platform, "crowd-0", "58");
    assert_eq!(attempt(&world, "desk", &body, "58").await, Some(200));
    cable.silence().await;
    first.signal("STOP");
    cable.set(Whole);

    let second = serving(&mut world, &Launch::default()).await;
    until_asked(&world, platform, "crowd-0").await;
    first.signal("CONT");
    until_readiness_is(&first, 200, PATIENCE).await;
    // Which it notices first is the machine's to say: that its lease is over, or that its database took so long.
    let words = ["too late to be sent", "no answer in time"];
    let gave_up = |_: &afterword::sandbox::World| words.iter().any(|w| first.log().contains(w)).then_some(());
    assert!(world.planet().until(gave_up).await.is_some(), "{}", first.log());
    until_only_windows_wait(&world, 1).await;
    assert_eq!(sends(world.planet(), platform), 1, "one process sent it: {}", first.log());
    assert_eq!(written(world.planet(), platform, "crowd-0").len(), 1);
    second.says("leases had ended", 1).await;
}

/// Both at once: it takes as long as a lease.
#[tokio::test]
async fn f58_a_replica_stopped_before_its_send_wakes_up_when_another_has_sent_and_sends_nothing() {
    futures_util::join!(stopped_before_its_send(Slack), stopped_before_its_send(Discord));
}

/// One of these addresses after the other, until one takes the delivery: what stands before the replicas does that.
async fn taken_by_one_of(world: &World, live: &Mutex<Vec<String>>, body: &Value, id: &str) {
    let deadline = Instant::now() + PATIENCE;
    for turn in 0.. {
        let base = {
            let live = live.lock().unwrap();
            live[turn % live.len()].clone()
        };
        let timestamp = world.clock.now().as_second();
        let raw = body.to_string().into_bytes();
        let delivery = Delivery { source: "desk", body: raw, secret: SECRET, timestamp, id: Some(id) };
        let mut request = delivery.request(&client(), world).build().unwrap();
        *request.url_mut() = format!("{base}/hooks/desk").parse().unwrap();
        match client().execute(request).await {
            Ok(answer) if answer.status() == 200 => return,
            _ => assert!(Instant::now() < deadline, "{id} is never taken"),
        }
    }
}

/// Two processes, replaced one by one by two others.
#[tokio::test]
async fn f60_a_rolling_restart_under_traffic_loses_nothing_and_doubles_nothing() {
    const PEOPLE: usize = 60;
    let home = |n: usize| if n.is_multiple_of(3) { Slack } else { Discord };
    let Some(mut world) = on_postgres(Wish::default(), PEOPLE).await else { return };
    let mut programs = replicas(&mut world, 2, &Launch::default()).await;
    let live = Mutex::new(programs.iter().map(|p| p.url("").unwrap()).collect::<Vec<_>>());
    let (world, live, over) = (&world, &live, &AtomicBool::new(false));

    let closes = async {
        for n in 0..PEOPLE {
            let id = format!("60-{n}");
            taken_by_one_of(world, live, &closed(world, home(n), &format!("crowd-{n}"), &id), &id).await;
            tokio::time::sleep(Duration::from_millis(120)).await;
        }
        over.store(true, Ordering::SeqCst);
    };
    let presses = async {
        let mut took = Vec::new();
        for n in 0..PEOPLE {
            let who = format!("crowd-{n}");
            let prompt = until_asked(world, home(n), &who).await;
            let began = Instant::now();
            let seen = world.press(&who, &prompt, "6").await;
            took.push(began.elapsed());
            // The platforms keep the three seconds, and would show an error after them; what people then read may come
            // later, from another process.
            assert!(seen.acknowledged && seen.error.is_none(), "{who}, after {:?}: {seen:?}", began.elapsed());
            assert!(seen.private_text().contains("Saved: 6 of 7"), "{who}: {seen:?}");
        }
        took
    };
    let rolling = async {
        let mut rounds = 0;
        while rounds < 2 || !over.load(Ordering::SeqCst) {
            let mut next = Program::spawn(world, &Launch::default());
            next.until_serving().await;
            live.lock().unwrap().push(next.url("").unwrap());
            programs.push(next);
            let old = programs.remove(0);
            let base = old.url("").unwrap();
            let (status, within) = old.terminated().await;
            live.lock().unwrap().retain(|url| *url != base);
            assert!(status.success() && within < Duration::from_secs(15), "{status} after {within:?}");
            rounds += 1;
        }
        rounds
    };
    let ((), took, rounds) = futures_util::join!(closes, presses, rolling);
    until_only_windows_wait(world, PEOPLE as i64).await;
    for n in 0..PEOPLE {
        let who = format!("crowd-{n}");
        assert_eq!(written(world.planet(), home(n), &who).len(), 1, "{who} was asked once, and thanked in place");
    }
    let store = Store::open(world.database()).await.unwrap();
    for n in 0..PEOPLE {
        let story = store.why(&format!("60-{n}"), None).await.unwrap().remove(0);
        assert_eq!(story.answers.iter().map(|a| a.score.value()).collect::<Vec<_>>(), [6], "{:?}", story.survey.state);
    }
    store.close().await;
    eprintln!("{rounds} processes replaced; the slowest press was confirmed after {:?}", took.iter().max());
}

/// There is no LISTEN/NOTIFY that could be lost: a replica hears of another's jobs by looking.
#[tokio::test]
async fn f61_what_one_replica_stored_before_it_died_another_finds_by_looking() {
    let Some(mut world) = on_postgres(Wish::default(), 1).await else { return };
    let survey = std::fs::read_to_string(world.config_file()).unwrap().replace("delay = \"0s\"", "delay = \"3s\"");
    std::fs::write(world.config_file(), survey).unwrap();
    let mut programs = replicas(&mut world, 2, &Launch::default()).await;
    let body = closed(&world, Discord, "crowd-0", "61");
    assert_eq!(attempt(&world, "desk", &body, "61").await, Some(200));
    let mut db = PgConnection::connect(world.database()).await.unwrap();
    let planned = "SELECT COUNT(*) FROM job WHERE kind = 'deliver' AND state = 'available'";
    while sqlx::query_scalar::<_, i64>(planned).fetch_one(&mut db).await.unwrap() == 0 {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    programs[1].kill();
    let began = Instant::now();
    until_asked(&world, Discord, "crowd-0").await;
    assert!(began.elapsed() < Duration::from_secs(15), "{:?}", began.elapsed());
}
