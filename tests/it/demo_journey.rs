//! The demo as its first visitor meets it: the real application, both chats, the page and its suggestions, in a browser.
//!
//! Started by the same code as `afterword demo`, from `config/demo.toml`, with a clock that runs and can be wound.

use std::path::PathBuf;

use afterword::sandbox::demo::Demo;

use crate::browser::{Browser, DESKTOP, PHONE};

fn picture_of(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("pictures").join(name)
}

/// One pane's part of the story, by its own suggestions.
async fn play(browser: &mut Browser, pane: &str, low: &str) {
    let within = |rest: &str| format!("[data-platform={pane}] {rest}");
    browser.click(&within("[data-try=close]")).await;
    browser.wait_for_text(&within(".message.from-bot .mention"), "@Mia").await;
    browser.screenshot(&picture_of(&format!("demo-{pane}-1-asked.png"))).await;

    browser.click(&within("[data-try=intrude]")).await;
    browser.wait_for(&format!("document.querySelector({:?})", within(".message.private"))).await;
    browser.screenshot(&picture_of(&format!("demo-{pane}-2-refused.png"))).await;

    browser.choose(&within("select"), "mia").await;
    browser.click(&within(&format!(".message:not(.private) [data-control$='ces7.{low}']"))).await;
    browser.wait_for_text(&within(".message.from-bot:not(.private)"), "Mia answered").await;
    browser.wait_for_text(&within(".message.private"), &format!("{low} of 7")).await;
    browser.screenshot(&picture_of(&format!("demo-{pane}-3-answered.png"))).await;

    browser.click(&within("[data-try=why]")).await;
    browser.write(&within("[role=dialog] textarea"), "@everyone *had to ask twice* <b>").await;
    browser.screenshot(&picture_of(&format!("demo-{pane}-4-comment.png"))).await;
    browser.click(&within("[role=dialog] .main")).await;
    // Slack's form stays to say thanks and is closed by hand; Discord's goes away by itself.
    if pane == "slack" {
        browser.wait_for_text(&within("[role=dialog]"), "saved").await;
        browser.key("Escape").await;
    }
    browser.wait_for(&format!("!document.querySelector({:?})", within("[role=dialog]"))).await;
    handle(browser, pane).await;
}

/// The low score's case, from its card to its outcome.
async fn handle(browser: &mut Browser, pane: &str) {
    let within = |rest: &str| format!("[data-platform={pane}] {rest}");
    browser.click(&within("[data-try=take]")).await;
    browser.wait_for_text(&within(".message.from-bot:not(.private)"), "Ana has it").await;
    browser.screenshot(&picture_of(&format!("demo-{pane}-4a-taken.png"))).await;
    browser.click(&within("[data-try=end]")).await;
    if pane == "slack" {
        browser.click(&within("[role=dialog] input[value=refunded]")).await;
    } else {
        browser.write(&within("[role=dialog] input[name^=outcome]"), "3").await;
    }
    browser.screenshot(&picture_of(&format!("demo-{pane}-4b-outcome.png"))).await;
    browser.click(&within("[role=dialog] .main")).await;
    if pane == "slack" {
        browser.wait_for_text(&within("[role=dialog]"), "case is closed").await;
        browser.key("Escape").await;
    }
    browser.wait_for_text(&within(".message.from-bot:not(.private)"), "refunded, says").await;
    browser.screenshot(&picture_of(&format!("demo-{pane}-4c-ended.png"))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visitor_closes_answers_comments_and_reads_mondays_scorecard_in_both_chats() {
    let Some(mut browser) = Browser::launch().await else { return };
    let demo = Demo::start(0, &|_| {}).await.unwrap();
    browser.resize(DESKTOP).await;
    browser.open(demo.address()).await;
    browser.wait_for("document.body.dataset.ready").await;
    browser.screenshot(&picture_of("demo-0-first-sight.png")).await;
    play(&mut browser, "slack", "3").await;
    play(&mut browser, "discord", "2").await;

    browser.click("[data-jump=monday]").await;
    for pane in ["slack", "discord"] {
        browser.wait_for_text(&format!("[data-platform={pane}] .room-head"), "payments-team").await;
        browser.wait_for_text(&format!("[data-platform={pane}] .message.from-bot"), "Payments").await;
        let drawn = format!("document.querySelector('[data-platform={pane}] .picture img')?.naturalWidth > 300");
        browser.wait_for(&drawn).await;
    }
    browser.wait_for("document.querySelectorAll('.guide .done').length === 5").await;
    assert_eq!(browser.eval("document.querySelectorAll('.mention.loud').length").await, 0, "somebody was pinged");
    browser.screenshot(&picture_of("demo-5-monday.png")).await;
    browser.resize(PHONE).await;
    browser.screenshot(&picture_of("demo-6-monday-phone.png")).await;
    assert_eq!(browser.complaints(), [] as [String; 0]);
    assert_eq!(demo.sandbox.world().violations(), [] as [String; 0]);
    assert!(demo.stop().await);
}
