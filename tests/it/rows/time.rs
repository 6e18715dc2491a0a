//! F16–F19: the clock jumps, the process was away, the calendar has gaps.

use crate::program::Program;
use crate::wheel::Wheel;
use crate::world::{Slack, TEAM, Wish, World, at, days};

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
