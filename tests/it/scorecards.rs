//! Monday: once per team, week and channel, whatever the clock and the process do.

use afterword::domain::calendar::Week;
use afterword::domain::{Duration, Timestamp};
use afterword::sandbox::{Fault, Platform, Shown, What};

use crate::world::{Discord, Slack, TEAM, Wish, World, at, days, hours, minutes};

fn cards(world: &World, platform: Platform) -> Vec<Shown> {
    let (_, channel) = TEAM.into_iter().find(|(p, _)| *p == platform).unwrap();
    world.planet().bot_messages(platform, channel).into_iter().filter(|m| !m.pictures.is_empty()).collect()
}

async fn answer(world: &World, platform: Platform, who: &str, score: &str) {
    let (_, prompt) = world.asked(platform, who).await;
    let seen = world.press(who, &prompt, score).await;
    assert!(seen.private_text().contains("Saved"), "{}", seen.private_text());
    world.settle().await;
}

#[tokio::test]
async fn on_monday_at_nine_the_weeks_scorecard_is_posted_in_both_chats_with_its_picture() {
    let world = World::new().await;
    for (who, score) in [("mia", "7"), ("jonas", "6"), ("aiko", "2"), ("carlos", "5"), ("priya", "7")] {
        answer(&world, Slack, who, score).await;
    }
    world.advance_to(at("2026-11-30T07:59:59Z")).await;
    assert!(cards(&world, Slack).is_empty(), "not before its time");
    world.advance_to(at("2026-11-30T08:00:00Z")).await;
    for platform in [Slack, Discord] {
        let posted = cards(&world, platform);
        assert_eq!(posted.len(), 1, "{platform:?}");
        let card = &posted[0];
        assert!(card.text().contains("4 of 5 said it was easy"), "{}", card.text());
        assert!(card.text().contains("Payments"), "{}", card.text());
        let picture = &card.pictures[0];
        assert!(picture.bytes.starts_with(b"\x89PNG"), "it is a PNG");
        assert!(!picture.alt.is_empty(), "it has words for those who do not see it");
    }
    world.advance(days(1)).await;
    assert_eq!((cards(&world, Slack).len(), cards(&world, Discord).len()), (1, 1), "once");
}

#[tokio::test]
async fn a_restart_or_a_second_look_posts_nothing_twice() {
    let mut world = World::new().await;
    world.advance_to(at("2026-11-30T08:00:00Z")).await;
    for _ in 0..3 {
        world.restart().await;
        world.settle().await;
    }
    assert_eq!((cards(&world, Slack).len(), cards(&world, Discord).len()), (1, 1));
}

#[tokio::test]
async fn a_posted_number_never_changes_when_an_answer_comes_late() {
    let world = World::new().await;
    answer(&world, Slack, "mia", "7").await;
    let (_, prompt) = world.asked(Slack, "jonas").await;
    world.advance_to(at("2026-11-30T08:00:00Z")).await;
    let before = cards(&world, Slack).remove(0);
    world.press("jonas", &prompt, "1").await;
    world.advance(hours(1)).await;
    let after = cards(&world, Slack).remove(0);
    assert_eq!((before.text(), after.edited), (after.text(), false));
}

#[tokio::test]
async fn a_scorecard_whose_answer_was_lost_is_found_and_not_posted_again() {
    for (platform, call) in [(Slack, "chat.postMessage"), (Discord, "/messages")] {
        let world = World::new().await;
        world.planet().faults().next(platform, call, Fault::DropAnswer);
        world.advance_to(at("2026-11-30T08:00:00Z")).await;
        for _ in 0..6 {
            world.advance(minutes(2)).await;
        }
        assert_eq!(cards(&world, platform).len(), 1, "{platform:?}");
    }
}

#[tokio::test]
async fn one_that_may_have_arrived_where_nobody_can_look_is_held_ten_minutes_and_then_repeated_with_a_mark() {
    let unreadable = |status, code: &str| Fault::Error { status, code: code.to_owned() };
    let discords = "/channels/910000000000000002/messages";
    for (platform, post, read, fault) in [
        (Slack, "chat.postMessage", "conversations.history", unreadable(200, "not_in_channel")),
        (Discord, discords, "GET /channels/910000000000000002/messages", unreadable(403, "50001")),
    ] {
        let world = World::new().await;
        // Messages that were sent, and whether they had the mark.
        let sent = || -> Vec<bool> {
            let journal = world.planet().journal();
            let bodies = journal.iter().filter(|e| e.platform == platform).filter_map(|e| match &e.what {
                What::Request { method, path, body, .. } if method == "POST" && path.ends_with(post) => Some(body),
                _ => None,
            });
            bodies.map(|body| body.to_string().contains("(possible repeat)")).collect()
        };
        world.planet().faults().next(platform, &format!("POST {post}"), Fault::DropAnswer);
        world.planet().faults().times(platform, read, fault, 1_000);
        world.advance_to(at("2026-11-30T08:00:00Z")).await;
        for _ in 0..4 {
            world.advance(minutes(2)).await;
        }
        assert_eq!(sent(), [false], "{platform:?}: held");
        for _ in 0..30 {
            world.advance(minutes(2)).await;
        }
        assert_eq!(sent(), [false, true, false], "{platform:?}: the scorecard, once more, and its detail");
        // Discord remembers for some minutes what it posted, by the nonce; no minute has really passed here.
        let visible = if platform == Slack { 2 } else { 1 };
        assert_eq!(cards(&world, platform).len(), visible, "{platform:?}");
    }
}

#[tokio::test]
async fn down_over_monday_it_is_posted_late_and_says_so_and_after_two_days_it_is_missed() {
    let mut world = World::new().await;
    world.settle().await;
    world.stop().await;
    world.clock.set(at("2026-12-01T12:00:00Z"));
    world.start().await;
    world.settle().await;
    let posted = cards(&world, Slack);
    assert_eq!(posted.len(), 1);
    assert!(posted[0].text().to_lowercase().contains("late"), "{}", posted[0].text());

    world.stop().await;
    world.clock.set(at("2026-12-10T12:00:00Z"));
    world.start().await;
    world.settle().await;
    assert_eq!(cards(&world, Slack).len(), 1, "three days late is not posted");
    let missed = world.store().runs(afterword::store::RunState::Missed).await.unwrap();
    assert_eq!(missed.len(), 2, "it is listed as missed, for both channels");
}

/// The text of every card so far, in Slack.
fn said(world: &World) -> Vec<String> {
    cards(world, Slack).iter().map(|card| card.text().to_owned()).collect()
}

#[tokio::test]
async fn a_week_in_which_nothing_served_for_hours_says_so_and_the_weeks_around_it_do_not() {
    let mut world = World::new().await;
    world.advance_to(at("2026-11-25T01:10:00Z")).await;
    world.stop().await;
    world.clock.set(at("2026-11-25T10:05:00Z"));
    world.start().await;
    world.advance_to(at("2026-11-30T08:00:00Z")).await;
    let told = "Afterword was not running for 9 hours of this week (Wed 25 Nov, 02:10 to 11:05), so closes in that time may be \
                missing or were asked about late.";
    assert!(said(&world)[0].contains(told), "{}", said(&world)[0]);
    world.restart().await;
    world.advance_to(at("2026-12-07T08:00:00Z")).await;
    assert_eq!(said(&world).len(), 2);
    assert!(!said(&world)[1].contains("not running"), "{}", said(&world)[1]);
}

#[tokio::test]
async fn down_over_the_weeks_end_each_week_says_its_part_and_a_posted_card_keeps_what_it_said() {
    let mut world = World::new().await;
    world.advance_to(at("2026-11-29T21:00:00Z")).await;
    world.stop().await;
    world.clock.set(at("2026-11-30T07:30:00Z"));
    world.start().await;
    world.advance_to(at("2026-11-30T08:00:00Z")).await;
    let first = said(&world)[0].clone();
    assert!(first.contains("for 2 hours of this week (Sun 29 Nov, 22:00 to its end),"), "{first}");
    // What is down after the card was posted is the next card's.
    world.stop().await;
    world.clock.set(at("2026-11-30T20:00:00Z"));
    world.start().await;
    world.advance_to(at("2026-12-07T08:00:00Z")).await;
    let second = said(&world)[1].clone();
    assert!(second.contains("(from its start to Mon 30 Nov, 08:30; Mon 30 Nov, 09:00 to 21:00),"), "{second}");
    assert_eq!(said(&world)[0], first);
}

/// Winds through weeks and returns the instants at which cards appeared.
async fn posted_at(start: &str, steps: &[&str]) -> Vec<Timestamp> {
    let world = World::with(Wish { start: at(start), ..Wish::default() }).await;
    for step in steps {
        world.advance_to(at(step)).await;
    }
    cards(&world, Slack).iter().map(|c| Timestamp::from_millisecond(c.at).unwrap()).collect()
}

#[tokio::test]
async fn across_both_clock_changes_it_stays_nine_oclock_local_time() {
    // Berlin: summer time ends on 25 October 2026 and begins on 28 March 2027.
    let autumn = posted_at(
        "2026-10-16T09:00:00Z",
        &["2026-10-19T07:00:00Z", "2026-10-26T07:00:00Z", "2026-10-26T08:00:00Z", "2026-11-02T08:00:00Z"],
    )
    .await;
    assert_eq!(autumn, ["2026-10-19T07:00:00Z", "2026-10-26T08:00:00Z", "2026-11-02T08:00:00Z"].map(at));
    let spring = posted_at(
        "2027-03-19T09:00:00Z",
        &["2027-03-22T08:00:00Z", "2027-03-29T07:00:00Z", "2027-03-29T08:00:00Z", "2027-04-05T07:00:00Z"],
    )
    .await;
    assert_eq!(spring, ["2027-03-22T08:00:00Z", "2027-03-29T07:00:00Z", "2027-04-05T07:00:00Z"].map(at));
}

#[tokio::test]
async fn the_fifty_third_week_and_the_new_year_are_weeks_like_others() {
    let world = World::with(Wish { start: at("2026-12-18T09:00:00Z"), ..Wish::default() }).await;
    for monday in ["2026-12-21", "2026-12-28", "2027-01-04", "2027-01-11"] {
        world.advance_to(at(&format!("{monday}T08:00:00Z"))).await;
    }
    let posted = world.store().runs(afterword::store::RunState::Posted).await.unwrap();
    let weeks: Vec<String> =
        posted.iter().filter(|r| r.channel.platform.as_str() == "slack").map(|r| r.week.to_string()).collect();
    assert_eq!(weeks, ["2026-W51", "2026-W52", "2026-W53", "2027-W01"]);
}

#[tokio::test]
async fn a_week_is_as_long_as_its_zone_makes_it() {
    let zone = jiff::tz::TimeZone::get("Europe/Berlin").unwrap();
    let length = |week: &str| {
        let (from, to) = week.parse::<Week>().unwrap().span(&zone);
        to.duration_since(from)
    };
    assert_eq!(length("2026-W43"), Duration::from_hours(169));
    assert_eq!(length("2027-W12"), Duration::from_hours(167));
    assert_eq!(length("2026-W53"), Duration::from_hours(168));
}
