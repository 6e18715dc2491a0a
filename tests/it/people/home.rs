//! Slack's App Home, for each who opens it.

use std::path::PathBuf;

use afterword::sandbox::demo::Demo;

use super::*;
use crate::browser::{Browser, DESKTOP};

#[tokio::test]
async fn a_customers_home_shows_their_choice_and_a_button_to_change_it_over_both_transports() {
    for called in [false, true] {
        let world = World::with(Wish { called, ..Wish::default() }).await;
        let slack = world.planet().slack();
        let seen = slack.open_home("mia").await;
        assert!(seen.error.is_none() && seen.form.is_some(), "{seen:?}");
        let choices = slack.home_text("mia").unwrap();
        insta::allow_duplicates! {
            assert_snapshot!(choices, @r"
            Your choices
            When a support ticket of yours is closed, you may be asked how easy that was: one tap, and never often.
            Don't ask me
            ");
        }
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
    assert_snapshot!(slack.home_text("ana").unwrap(), @r"
    Your own numbers, Payments
    This week so far
    Effort: 4 of 5 said it was easy. Too few for a percentage.
    Satisfaction: No answers.
    5 closes credited to you, 5 asked about.
    16-22 Nov 2026
    Effort: No answers.
    Satisfaction: No answers.
    No closes credited to you.
    Only you see this page.
    Your choices
    When a support ticket of yours is closed, you may be asked how easy that was: one tap, and never often.
    Don't ask me
    ");
    slack.open_home("lena").await;
    assert_snapshot!(slack.home_text("lena").unwrap(), @r"
    Payments, this week so far
    A few answers, not enough to judge the week by.
    Effort  4 of 5 said it was easy. Too few for a percentage.
    Satisfaction  No answers.
    5 tickets closed, 5 asked or to be asked.
    Your own numbers, Payments
    This week so far
    Effort: No answers.
    Satisfaction: No answers.
    No closes credited to you.
    16-22 Nov 2026
    Effort: No answers.
    Satisfaction: No answers.
    No closes credited to you.
    Open cases
    1 open case, the oldest first.
    My card was charged twice · open for 0 min · nobody has it · https://app.slack.com/client/T0AFTERWRD/C0SUPPORT1/thread/C0SUPPORT1-1795512000.000102
    Only you see this page.
    Your choices
    When a support ticket of yours is closed, you may be asked how easy that was: one tap, and never often.
    Don't ask me
    ");
    world.advance(hours(1)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demos_page_shows_a_home_and_its_button_works() {
    let Some(mut browser) = Browser::launch().await else { return };
    let demo = Demo::start(0, &|_| {}).await.unwrap();
    browser.resize(DESKTOP).await;
    browser.open(demo.address()).await;
    browser.wait_for("document.body.dataset.ready").await;
    let slack = |rest: &str| format!("[data-platform=slack] {rest}");
    browser.choose(&slack("select"), "lena").await;
    browser.click(&slack("[data-channel=home]")).await;
    browser.wait_for_text(&slack(".home"), "this week so far").await;
    browser.screenshot(&picture_of("home-manager.png")).await;
    browser.choose(&slack("select"), "ana").await;
    browser.wait_for_text(&slack(".home"), "Your own numbers").await;
    browser.screenshot(&picture_of("home-agent.png")).await;
    browser.choose(&slack("select"), "mia").await;
    browser.wait_for_text(&slack(".home"), "you may be asked").await;
    browser.click(&slack(".home [data-control='aw1:choice:stop_asking']")).await;
    browser.wait_for_text(&slack(".home"), "You are not asked").await;
    browser.screenshot(&picture_of("home-customer.png")).await;
    assert_eq!(browser.complaints(), [] as [String; 0]);
    assert_eq!(demo.sandbox.world().violations(), [] as [String; 0]);
    assert!(demo.stop().await);
}

fn picture_of(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("pictures").join(name)
}
