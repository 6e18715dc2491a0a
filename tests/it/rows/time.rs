//! F16–F19: the clock jumps, the process was away, the calendar has gaps.

use std::time::Duration;

use afterword::domain::Timestamp;
use afterword::sandbox::Fault;

use super::replicas::{closed, on_postgres, replicas, sends, until_asked, until_only_windows_wait, written};
use crate::hooks::{attempt, client};
use crate::program::{Launch, Program, printed, refused, run};
use crate::wheel::Wheel;
use crate::world::{Discord, Slack, TEAM, Wish, World, at, days, hours, minutes};

/// Cards in the team's Slack channel.
fn cards(world: &World) -> usize {
    let (platform, channel) = TEAM[0];
    world.planet().bot_messages(platform, channel).iter().filter(|m| !m.pictures.is_empty()).count()
}

#[tokio::test]
async fn f18_away_for_three_days_over_a_monday_it_posts_one_late_scorecard() {
    if !Wheel::available() {
        return;
    }
    let wish = Wish { wound: true, start: at("2026-11-27T12:00:00Z"), ..Wish::default() };
    let mut world = World::with(wish).await;
    let mut program = Program::serve(&mut world).await;
    program.kill();
    world.wind(days(4));
    let _program = Program::serve(&mut world).await;
    let posted =
        |w: &afterword::sandbox::World| w.bot_messages(Slack, TEAM[0].1).into_iter().find(|m| !m.pictures.is_empty());
    let card = world.planet().until(posted).await.expect("the scorecard is posted");
    assert!(card.text().contains("late"), "{}", card.text());
    assert_eq!(cards(&world), 1);
}

/// A wound world with one program, and this team's schedule in this zone.
async fn scheduled(start: &str, schedule: &str, zone: &str) -> (World, Program) {
    let mut world = World::with(Wish { wound: true, start: at(start), ..Wish::default() }).await;
    let config = std::fs::read_to_string(world.config_file()).unwrap();
    let config = config.replace("0 9 * * MON", schedule).replace("Europe/Berlin", zone);
    std::fs::write(world.config_file(), config).unwrap();
    let program = Program::serve(&mut world).await;
    (world, program)
}

fn wind_to(world: &World, to: &str) {
    let now = Timestamp::from_millisecond(world.planet().now()).unwrap();
    world.wind(at(to).duration_since(now));
}

/// So many cards, and after a while (the program looks twice a second) no more.
async fn cards_stay(world: &World, many: usize) {
    let there = world.planet().until(|_| (cards(world) >= many).then_some(())).await;
    assert!(there.is_some(), "{} of {many}", cards(world));
    tokio::time::sleep(Duration::from_millis(1_700)).await;
    assert_eq!(cards(world), many);
}

#[tokio::test]
async fn f16_a_clock_that_jumps_an_hour_either_way_around_a_scorecard_posts_one() {
    if !Wheel::available() {
        return;
    }
    let (world, _program) = scheduled("2026-11-30T07:30:00Z", "0 9 * * MON", "Europe/Berlin").await;
    cards_stay(&world, 0).await;
    for by in [hours(1), hours(-1), minutes(31), hours(-1), hours(1), hours(1), hours(-1)] {
        world.wind(by);
        cards_stay(&world, 1).await;
    }
}

#[tokio::test]
async fn f16_a_clock_that_jumps_while_somebody_sends_lets_nobody_send_it_again() {
    if !Wheel::available() {
        return;
    }
    for jump in [hours(1), hours(-1)] {
        let start = at("2026-11-25T09:00:00Z");
        let Some(mut world) = on_postgres(Wish { wound: true, start, ..Wish::default() }, 1).await else { return };
        let programs = replicas(&mut world, 2, &Launch::default()).await;
        world.planet().faults().next(Discord, "/messages", Fault::Delay { ms: 4_000 });
        let body = closed(&world, Discord, "crowd-0", "16");
        assert_eq!(attempt(&world, "desk", &body, "16").await, Some(200));
        let sending = |w: &afterword::sandbox::World| (sends(w, Discord) > 0).then_some(());
        world.planet().until(sending).await.expect("it is being sent");
        world.wind(jump);
        until_asked(&world, Discord, "crowd-0").await;
        until_only_windows_wait(&world, 1).await;
        assert_eq!(sends(world.planet(), Discord), 1, "{jump:?}: {}", programs[0].log());
        assert_eq!(written(world.planet(), Discord, "crowd-0").len(), 1);
        assert!(programs.iter().all(|p| !p.log().contains("leases had ended")), "{jump:?}");
    }
}

#[tokio::test]
async fn f17_a_weekly_time_that_the_march_gap_swallows_fires_once_at_its_end_and_is_shown_before() {
    if !Wheel::available() {
        return;
    }
    let (world, _program) = scheduled("2026-03-06T12:00:00Z", "30 2 * * SUN", "America/New_York").await;
    let told = printed(&world, &["check"]);
    assert!(told.contains("2026-03-08 03:00"), "{told}");
    wind_to(&world, "2026-03-08T06:58:00Z");
    cards_stay(&world, 0).await;
    for to in ["2026-03-08T07:00:30Z", "2026-03-08T07:30:30Z", "2026-03-09T12:00:00Z", "2026-03-15T06:29:00Z"] {
        wind_to(&world, to);
        cards_stay(&world, 1).await;
    }
    wind_to(&world, "2026-03-15T06:30:30Z");
    cards_stay(&world, 2).await;
}

#[tokio::test]
async fn f17_a_weekly_time_in_the_november_fold_fires_once_even_if_restarted_inside_it() {
    if !Wheel::available() {
        return;
    }
    let (mut world, mut program) = scheduled("2026-10-30T12:00:00Z", "30 1 * * SUN", "America/New_York").await;
    let told = printed(&world, &["check"]);
    assert!(told.contains("2026-11-01 01:30"), "{told}");
    wind_to(&world, "2026-11-01T05:29:00Z");
    cards_stay(&world, 0).await;
    wind_to(&world, "2026-11-01T05:30:30Z");
    cards_stay(&world, 1).await;
    for to in ["2026-11-01T05:45:00Z", "2026-11-01T06:15:00Z", "2026-11-01T06:31:00Z"] {
        program = program.killed_and_started(&mut world).await;
        wind_to(&world, to);
        cards_stay(&world, 1).await;
    }
    wind_to(&world, "2026-11-02T12:00:00Z");
    cards_stay(&world, 1).await;
    wind_to(&world, "2026-11-08T06:30:30Z");
    cards_stay(&world, 2).await;
}

#[tokio::test]
async fn f19_a_machine_that_boots_in_1970_or_2099_is_told_and_nothing_is_decided() {
    if !Wheel::available() {
        return;
    }
    for (boot, said_to_be) in [("1970-01-01T00:00:20Z", "1970-01-01"), ("2099-06-01T00:00:00Z", "2099-06-01")] {
        let world = World::with(Wish { wound: true, start: at(boot), ..Wish::default() }).await;
        let (code, said) = refused(&run(&world, &["serve"]));
        assert!(code == Some(1) && said.contains(said_to_be) && said.contains("set the machine's clock"), "{said}");
    }
    let world = World::with(Wish { wound: true, start: at("2027-06-01T00:00:00Z"), ..Wish::default() }).await;
    let mut world = world;
    Program::serve(&mut world).await.terminated().await;
    world.wind(-days(2));
    let (code, said) = refused(&run(&world, &["serve"]));
    assert!(code == Some(1) && said.contains("was served at 2027-06-01"), "behind its own database: {said}");
}

#[tokio::test]
async fn f19_a_running_clock_that_leaps_to_2099_expires_nothing_and_takes_no_delivery() {
    if !Wheel::available() {
        return;
    }
    let survey = "hours = \"00:00-24:00\"\ndelay = \"0s\"";
    let mut world = World::with(Wish { wound: true, survey, ..Wish::default() }).await;
    let program = Program::serve(&mut world).await;
    let asked = closed(&world, Discord, "mia", "19");
    assert_eq!(attempt(&world, "desk", &asked, "19").await, Some(200));
    let prompt = until_asked(&world, Discord, "mia").await;
    world.wind(days(73 * 365));
    super::replicas::until_readiness_is(&program, 503, Duration::from_secs(15)).await;
    let why = client().get(program.url("/readyz").unwrap()).send().await.unwrap().text().await.unwrap();
    assert!(why.contains("the clock says 2099"), "{why}");
    let later = closed(&world, Discord, "jonas", "19-later");
    assert_eq!(attempt(&world, "desk", &later, "19-later").await, Some(503));
    tokio::time::sleep(Duration::from_secs(2)).await;
    world.wind(-days(73 * 365));
    super::replicas::until_readiness_is(&program, 200, Duration::from_secs(15)).await;
    assert!(!world.now(&prompt).buttons.is_empty(), "the question is still open");
    let seen = world.press("mia", &prompt, "6").await;
    assert!(seen.private_text().contains("Saved: 6 of 7"), "{seen:?}");
}
