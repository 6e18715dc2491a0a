//! The dashboard in a browser: on a phone, at a desk and by night, with the demo's eight weeks in it.
//!
//! The accessibility tree is Chromium's own: every control has a name, every picture its words, tables their captions.

use std::path::PathBuf;
use std::time::Duration;

use afterword::domain::Timestamp;
use afterword::sandbox::demo::Demo;
use serde_json::Value;

use crate::browser::{Browser, DESKTOP, PATIENCE, PHONE};

fn picture_of(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("pictures").join(name)
}

/// From the chat to the overview, by the demo's own link.
async fn sign_in(browser: &mut Browser, demo: &Demo, who: &str) -> String {
    let seen = demo.sandbox.world().slack().slash(who, "C0SUPPORT1", "dashboard").await;
    let text = seen.private_text();
    let start = text.find("http://127.0.0.1:").expect("a link");
    let link: String = text[start..].chars().take_while(|c| !c.is_whitespace() && *c != '>' && *c != '|').collect();
    browser.open(&link).await;
    browser.wait_for_text("h1", "Sign in to Afterword").await;
    browser.screenshot(&picture_of(&format!("dashboard-{who}-0-door.png"))).await;
    browser.click("button.main").await;
    browser.wait_for_text("h1", "Overview").await;
    link.split("/sign-in/").next().unwrap().to_owned()
}

/// What a screen reader is told.
async fn examine(browser: &mut Browser, what: &str) {
    let tree = browser.accessibility().await;
    let text = |node: &Value, key: &str| node[key]["value"].as_str().unwrap_or_default().to_owned();
    let mut levels = Vec::new();
    let mut landmarks = Vec::new();
    for node in tree["nodes"].as_array().unwrap().iter().filter(|n| n["ignored"] != true) {
        let (role, name) = (text(node, "role"), text(node, "name"));
        let needs =
            ["link", "button", "textbox", "searchbox", "combobox", "image", "img", "table", "region", "navigation"];
        if needs.contains(&role.as_str()) {
            assert!(!name.trim().is_empty(), "{what}: a {role} without a name: {node}");
        }
        if role == "heading" {
            let level = node["properties"].as_array().unwrap().iter().find(|p| p["name"] == "level").unwrap();
            levels.push(level["value"]["value"].as_u64().unwrap());
        }
        if ["banner", "main", "navigation", "contentinfo"].contains(&role.as_str()) {
            landmarks.push(role);
        }
    }
    assert_eq!(levels.first(), Some(&1), "{what}: {levels:?}");
    assert!(levels.windows(2).all(|two| two[1] <= two[0] + 1), "{what}: headings jump {levels:?}");
    for landmark in ["banner", "main", "navigation", "contentinfo"] {
        assert!(landmarks.iter().any(|l| l == landmark), "{what}: no {landmark} in {landmarks:?}");
    }
    assert_eq!(landmarks.iter().filter(|l| *l == "main").count(), 1, "{what}");
}

const NO_CONTROLS: &str =
    "[...document.querySelectorAll('nav,form,button,body > header')].every(e => e.getClientRects().length === 0)";
const DARK_ON_WHITE: &str = "(() => { const sum = (c) => c.match(/[0-9.]+/g).slice(0, 3).reduce((a, b) => a + +b, 0); \
    const style = getComputedStyle(document.body); return sum(style.color) < 200 && sum(style.backgroundColor) > 700 })()";
const NOTHING_CUT: &str =
    "[...document.querySelectorAll('.scroll')].every(e => getComputedStyle(e).overflowX === 'visible')";
/// Waits until the chats have said what the agents of the demo's past are called.
async fn agents_are_named(demo: &Demo) {
    let ctx = &demo.app.ctx;
    let unnamed = async || {
        let teams = ctx.settings.teams.iter().map(|team| ctx.store.unnamed_agents(&team.name, Timestamp::UNIX_EPOCH));
        futures_util::future::try_join_all(teams).await.unwrap().concat()
    };
    let naming = async {
        while !unnamed().await.is_empty() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    assert!(tokio::time::timeout(PATIENCE, naming).await.is_ok(), "without a name: {:?}", unnamed().await);
}

/// The settings name people as configuration does; everywhere else a team reads names.
const AN_ID: &str = "/(slack|discord):[A-Z0-9]/.test(document.querySelector('main').innerText)";
const NARROW: &str = "document.documentElement.scrollWidth <= innerWidth";

#[tokio::test(flavor = "multi_thread")]
async fn a_manager_and_an_agent_walk_the_pages_on_a_phone_at_a_desk_and_by_night() {
    let Some(mut browser) = Browser::launch().await else { return };
    let demo = Demo::start(0, &|_| {}).await.unwrap();
    browser.resize(DESKTOP).await;
    agents_are_named(&demo).await;
    let origin = sign_in(&mut browser, &demo, "lena").await;
    let team = format!("{origin}/teams/Payments");
    let week = browser.eval("document.querySelector('.card a[href*=\"/weeks/\"]').href").await;
    let pages = [
        ("1-overview", format!("{origin}/")),
        ("2-weeks", team.clone()),
        ("3-week", week.as_str().unwrap().to_owned()),
        ("4-cases", format!("{team}/cases")),
        ("5-closes", format!("{team}/closes")),
        ("7-people", format!("{origin}/people")),
        ("8-settings", format!("{origin}/settings")),
        ("9-nothing", format!("{origin}/teams/Nobody")),
    ];
    for (name, address) in &pages {
        browser.resize(DESKTOP).await;
        browser.open(address).await;
        browser.wait_for("document.querySelector('main h1')").await;
        browser.screenshot(&picture_of(&format!("dashboard-{name}.png"))).await;
        examine(&mut browser, name).await;
        assert_eq!(browser.eval("document.scripts.length").await, 0, "{name}");
        assert_eq!(browser.eval(AN_ID).await, *name == "8-settings", "{name}: ids for names");
        assert_eq!(browser.eval(NARROW).await, true, "{name} is wider than the desk");
        browser.resize(PHONE).await;
        assert_eq!(browser.eval(NARROW).await, true, "{name} is wider than the phone");
        browser.screenshot(&picture_of(&format!("dashboard-{name}-phone.png"))).await;
        browser.scheme("dark").await;
        browser.screenshot(&picture_of(&format!("dashboard-{name}-phone-night.png"))).await;
    }
    browser.resize(DESKTOP).await;
    for (name, address) in &pages[2..5] {
        browser.open(address).await;
        browser.wait_for("document.querySelector('main h1')").await;
        browser.medium("print").await;
        assert_eq!(browser.eval(NO_CONTROLS).await, true, "{name}: nobody can press paper");
        assert_eq!(browser.eval(DARK_ON_WHITE).await, true, "{name}, at night");
        assert_eq!(browser.eval(NOTHING_CUT).await, true, "{name}: paper does not scroll");
        browser.print(&picture_of(&format!("dashboard-{name}.pdf"))).await;
        browser.medium("screen").await;
    }
    browser.open(&format!("{team}/closes")).await;
    browser.click("tbody th a").await;
    browser.wait_for_text("main", "Credit:").await;
    examine(&mut browser, "why").await;
    browser.screenshot(&picture_of("dashboard-6-why.png")).await;
    // With the keyboard alone: the first stop is the way past the navigation.
    browser.key("Tab").await;
    browser.wait_for("document.activeElement.className === 'skip'").await;
    browser.key("Enter").await;
    browser.wait_for("document.activeElement.id === 'content'").await;
    browser.click(".out button").await;
    browser.wait_for_text("h1", "You are signed out").await;

    sign_in(&mut browser, &demo, "ana").await;
    browser.screenshot(&picture_of("dashboard-ana-1-overview.png")).await;
    examine(&mut browser, "Ana's overview").await;
    browser.click("nav a[href*=Payments]").await;
    browser.wait_for_text("main", "Your own numbers").await;
    browser.screenshot(&picture_of("dashboard-ana-2-weeks.png")).await;
    let seen = demo.sandbox.world().slack().slash("mia", "C0SUPPORT1", "dashboard").await;
    assert!(seen.private_text().contains("nothing in it for you"));
    let complaints: Vec<&String> = browser.complaints().iter().filter(|c| !c.contains("404")).collect();
    assert!(complaints.is_empty(), "{complaints:?}");
    assert!(demo.stop().await);
}
