//! The demo as its first visitor meets it: the real application, both chats, the page and its suggestions, in a browser.
//!
//! Started as `afterword demo` starts it, from `config/demo.toml`, with a clock that runs and can be wound.

#![expect(clippy::unwrap_used, reason = "tests, and what they are made of")]

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use afterword::app::{App, Crank};
use afterword::chance::Chance;
use afterword::clock::{Clock, SystemClock};
use afterword::config::Settings;
use afterword::domain::Timestamp;
use afterword::domain::ids::TeamName;
use afterword::sandbox::page::{self, Jump, PageState};
use afterword::sandbox::{Platform, Sandbox, story};
use jiff::tz::TimeZone;

use crate::browser::{Browser, DESKTOP, PHONE};

/// A Tuesday, 10:00 in Berlin, later than any day this test is run on: a clock can only be wound forward.
const TUESDAY: &str = "2030-01-08T09:00:00Z";

struct Demo {
    sandbox: Sandbox,
    app: App,
    address: String,
    _folder: tempfile::TempDir,
}

impl Demo {
    async fn start() -> Self {
        let sandbox = Sandbox::start().await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let settings = settings(&sandbox, folder.path());
        let zone = settings.team("Payments").unwrap().zone.clone();
        let clock = Arc::new(SystemClock::default());
        let start: Timestamp = TUESDAY.parse().unwrap();
        clock.wind(start.duration_since(clock.now()));
        let told = clock.clone();
        let now: Arc<dyn Fn() -> i64 + Send + Sync> = Arc::new(move || told.now().as_millisecond());
        story::opening_scene(sandbox.world(), now.clone()).await.unwrap();
        let app = App::start(settings, clock.clone(), Arc::new(Chance::seeded(7)), Crank::Itself).await.unwrap();
        remember(&app, start, &zone).await;
        let address = serve(&sandbox, clock, now, zone).await;
        for platform in [Platform::Slack, Platform::Discord] {
            assert!(sandbox.world().until_connected(platform).await, "{platform} did not connect");
        }
        Self { sandbox, app, address, _folder: folder }
    }
}

/// `config/demo.toml` with its three blanks filled in.
fn settings(sandbox: &Sandbox, folder: &std::path::Path) -> Settings {
    let file = folder.join("demo.toml");
    let text = include_str!("../../config/demo.toml")
        .replace("{bind}", "127.0.0.1:0")
        .replace("{slack_api}", &sandbox.slack_api_url())
        .replace("{discord_api}", &sandbox.discord_api_url());
    std::fs::write(&file, text).unwrap();
    let cast = sandbox.world().cast();
    let database = format!("sqlite://{}", folder.join("demo.db").display());
    let secrets: BTreeMap<String, String> = [
        ("SLACK_BOT_TOKEN", cast.slack_bot_token.as_str()),
        ("SLACK_APP_TOKEN", cast.slack_app_token.as_str()),
        ("DISCORD_TOKEN", cast.discord_token.as_str()),
        ("DATABASE_URL", &database),
    ]
    .map(|(k, v)| (k.to_owned(), v.to_owned()))
    .into();
    Settings::load(Some(&file), &secrets).unwrap()
}

async fn remember(app: &App, now: Timestamp, zone: &TimeZone) {
    let agents = ["slack:U00000ANA01", "slack:U00000BEN02"].map(str::to_owned).to_vec();
    let past = story::history(now, zone, &story::Crew { team: TeamName::new("Payments"), agents });
    let chance = app.ctx.chance.clone();
    app.ctx.store.import(&past, &move || chance.id()).await.unwrap();
}

async fn serve(
    sandbox: &Sandbox,
    clock: Arc<SystemClock>,
    now: Arc<dyn Fn() -> i64 + Send + Sync>,
    zone: TimeZone,
) -> String {
    let of = zone.clone();
    let jump = Arc::new(move |jump: Jump| {
        let now = clock.now();
        clock.wind(jump.target(now, &of).unwrap().duration_since(now));
    });
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = format!("http://{}/", listener.local_addr().unwrap());
    tokio::spawn(page::serve(listener, PageState::new(sandbox.world().clone(), zone, now, jump)));
    address
}

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
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visitor_closes_answers_comments_and_reads_mondays_scorecard_in_both_chats() {
    let Some(mut browser) = Browser::launch().await else { return };
    let demo = Demo::start().await;
    browser.resize(DESKTOP).await;
    browser.open(&demo.address).await;
    browser.wait_for("document.body.dataset.ready").await;
    browser.screenshot(&picture_of("demo-0-first-sight.png")).await;
    play(&mut browser, "slack", "6").await;
    play(&mut browser, "discord", "2").await;

    browser.click("[data-jump=monday]").await;
    for pane in ["slack", "discord"] {
        browser.wait_for_text(&format!("[data-platform={pane}] .room-head"), "payments-team").await;
        browser.wait_for_text(&format!("[data-platform={pane}] .message.from-bot"), "Payments").await;
        let drawn = format!("document.querySelector('[data-platform={pane}] .picture img')?.naturalWidth > 300");
        browser.wait_for(&drawn).await;
    }
    browser.wait_for("document.querySelectorAll('.guide .done').length === 4").await;
    assert_eq!(browser.eval("document.querySelectorAll('.mention.loud').length").await, 0, "somebody was pinged");
    browser.screenshot(&picture_of("demo-5-monday.png")).await;
    browser.resize(PHONE).await;
    browser.screenshot(&picture_of("demo-6-monday-phone.png")).await;
    assert_eq!(browser.complaints(), [] as [String; 0]);
    assert_eq!(demo.sandbox.world().violations(), [] as [String; 0]);
    assert!(demo.app.stop().await);
}
