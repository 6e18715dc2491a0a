//! The demo's page over a world without Afterword: what a bot posts is shown as people know it, and what people do
//! reaches the world. The bot is a few lines of this file.

#![expect(clippy::unwrap_used, reason = "tests, and what they are made of")]

use std::path::PathBuf;
use std::sync::Arc;

use afterword::chat::http;
use afterword::clock::{Clock, WoundClock};
use afterword::sandbox::page::{self, Jump, PageState};
use afterword::sandbox::{Platform, Sandbox, story};
use futures_util::{SinkExt, StreamExt};
use jiff::tz::TimeZone;
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

use crate::browser::{Browser, DESKTOP, PHONE};

const SUPPORT: &str = "C0SUPPORT1";
const TEAM: &str = "910000000000000002";

/// A world with its page.
struct Demo {
    sandbox: Sandbox,
    address: String,
    clock: Arc<WoundClock>,
}

impl Demo {
    async fn start() -> Self {
        let sandbox = Sandbox::start().await.unwrap();
        let clock = Arc::new(WoundClock::at("2026-11-24T09:30:00Z".parse().unwrap()));
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let (told, wound, of) = (clock.clone(), clock.clone(), zone.clone());
        let now: Arc<dyn Fn() -> i64 + Send + Sync> = Arc::new(move || told.now().as_millisecond());
        let jump = Arc::new(move |jump: Jump| wound.set(jump.target(wound.now(), &of).unwrap()));
        story::opening_scene(sandbox.world(), now.clone()).await.unwrap();
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = format!("http://{}/", listener.local_addr().unwrap());
        tokio::spawn(page::serve(listener, PageState::new(sandbox.world().clone(), zone, now, jump)));
        Self { sandbox, address, clock }
    }

    async fn slack(&self, method: &str, body: Value) -> Value {
        let url = format!("{}/{method}", self.sandbox.slack_api_url());
        let cast = self.sandbox.world().cast();
        let app = method.starts_with("apps.");
        call(url, format!("Bearer {}", if app { &cast.slack_app_token } else { &cast.slack_bot_token }), body).await
    }

    async fn discord(&self, path: &str, body: Value) -> Value {
        let url = format!("{}{path}", self.sandbox.discord_api_url());
        call(url, format!("Bot {}", self.sandbox.world().cast().discord_token), body).await
    }

    /// A bot that opens a form whenever somebody presses something.
    async fn connect_slack_bot(self: &Arc<Self>) {
        let opened = self.slack("apps.connections.open", json!({})).await;
        let (mut socket, _) = tokio_tungstenite::connect_async(opened["url"].as_str().unwrap()).await.unwrap();
        let demo = self.clone();
        tokio::spawn(async move {
            while let Some(Ok(frame)) = socket.next().await {
                let Message::Text(text) = frame else { continue };
                let envelope: Value = serde_json::from_str(&text).unwrap();
                let Some(id) = envelope["envelope_id"].as_str() else { continue };
                socket.send(Message::text(json!({ "envelope_id": id }).to_string())).await.unwrap();
                if envelope["payload"]["type"] == "block_actions" {
                    let trigger = envelope["payload"]["trigger_id"].clone();
                    demo.slack("views.open", json!({ "trigger_id": trigger, "view": form() })).await;
                }
            }
        });
        assert!(self.sandbox.world().until_connected(Platform::Slack).await);
    }
}

async fn call(url: String, token: String, body: Value) -> Value {
    let request = http::client().unwrap().post(url).header("authorization", token).json(&body);
    request.send().await.unwrap().json().await.unwrap()
}

fn plain(text: &str) -> Value {
    json!({ "type": "plain_text", "text": text })
}

fn prompt(user: &str) -> Value {
    let button =
        |n: u8| json!({ "type": "button", "action_id": format!("aw1:s:ces7.{n}"), "text": plain(&n.to_string()) });
    json!([
        { "type": "section", "text": { "type": "mrkdwn", "text": format!("<@{user}>, *how easy was it?*") } },
        { "type": "actions", "elements": (1..=7).map(button).collect::<Vec<_>>() },
        { "type": "rich_text", "elements": [{ "type": "rich_text_quote", "elements": [
            { "type": "text", "text": "<!channel> *not bold* <script>alert(1)</script>" }] }] },
    ])
}

fn form() -> Value {
    let option = |value: &str, text: &str| json!({ "value": value, "text": plain(text) });
    json!({
        "type": "modal", "callback_id": "aw1:s:comment", "title": plain("Tell us why"), "submit": plain("Send"),
        "blocks": [
            { "type": "input", "block_id": "reasons", "optional": true, "label": plain("What made it hard?"),
              "element": { "type": "checkboxes", "action_id": "reasons",
                           "options": [option("repeat", "Had to repeat myself"), option("slow", "Too slow")] } },
            { "type": "input", "block_id": "comment", "optional": true, "label": plain("In your own words"),
              "element": { "type": "plain_text_input", "action_id": "comment", "multiline": true } },
        ],
    })
}

fn picture_of(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("pictures").join(name)
}

#[tokio::test]
async fn the_page_shows_a_prompt_an_embed_and_a_form_and_hands_back_what_people_do() {
    let Some(mut browser) = Browser::launch().await else { return };
    let demo = Arc::new(Demo::start().await);
    demo.connect_slack_bot().await;
    let mia = demo.sandbox.world().person("mia").unwrap();
    let posted = demo
        .slack("chat.postMessage", json!({ "channel": SUPPORT, "text": "how easy", "blocks": prompt(&mia.slack) }))
        .await;
    assert_eq!(posted["ok"], true, "{posted}");
    let embed = json!({ "title": "Payments, 16 to 22 November", "description": "**Easier than before.**\n> asked \\*twice\\*", "color": 0x0b_6e63 });
    demo.discord(&format!("/channels/{TEAM}/messages"), json!({ "embeds": [embed] })).await;

    browser.resize(DESKTOP).await;
    browser.open(&demo.address).await;
    browser.wait_for_text("[data-platform=slack] .mention", "@Mia").await;
    browser.wait_for_text("[data-platform=slack] blockquote", "<!channel> *not bold* <script>").await;
    browser.click(&format!("[data-platform=discord] [data-channel='{TEAM}']")).await;
    browser.wait_for_text("[data-platform=discord] .embed-title", "Payments, 16 to 22 November").await;
    browser.wait_for_text("[data-platform=discord] .embed blockquote", "asked *twice*").await;
    browser.screenshot(&picture_of("page-desktop.png")).await;

    browser.choose("[data-platform=slack] select", "mia").await;
    browser.click("[data-platform=slack] [data-control='aw1:s:ces7.6']").await;
    browser.wait_for_text("[data-platform=slack] [role=dialog]", "Tell us why").await;
    browser.click("[data-platform=slack] [role=dialog] input[value=repeat]").await;
    browser.write("[data-platform=slack] [role=dialog] textarea", "asked twice").await;
    browser.screenshot(&picture_of("page-form.png")).await;
    browser.click("[data-platform=slack] [role=dialog] .main").await;
    browser.wait_for("!document.querySelector('[data-platform=slack] [role=dialog]')").await;
    let tried = "fetch('state').then((s) => s.json()).then((s) => s.guide[0].slack.steps.map((step) => step.done))";
    assert_eq!(browser.eval(tried).await, json!([false, false, true]), "Mia has answered, and nothing else was tried");
    assert!(demo.sandbox.world().open_modal(Platform::Slack, "mia").is_none());

    browser.write("[data-platform=slack] .composer textarea", "All good now, <b>thanks</b> & bye").await;
    browser.key("Enter").await;
    browser.wait_for_text("[data-platform=slack] .message", "All good now, <b>thanks</b> & bye").await;

    browser.click("[data-jump=monday]").await;
    browser.wait_for_text(".clock", "Mon 30 Nov, 09:00, Berlin").await;
    assert_eq!(demo.clock.now(), "2026-11-30T08:00:00Z".parse().unwrap());

    browser.resize(PHONE).await;
    browser.wait_for("innerWidth === 390 && document.documentElement.scrollWidth <= 390").await;
    browser.screenshot(&picture_of("page-phone.png")).await;
    assert_eq!(browser.complaints(), [] as [String; 0]);
}

#[test]
fn every_name_in_the_demos_settings_is_somebody_or_some_place_of_its_world() {
    let cast = afterword::sandbox::Cast::demo();
    let settings = include_str!("../../config/demo.toml");
    let names: Vec<(&str, &str)> = settings
        .split('"')
        .filter_map(|word| word.split_once(':'))
        .filter(|(platform, id)| ["slack", "discord"].contains(platform) && !id.contains(char::is_whitespace))
        .collect();
    assert!(names.len() >= 11, "{names:?}");
    for (platform, id) in names {
        let places = if platform == "slack" { &cast.slack_channels } else { &cast.discord_channels };
        let person = cast.people.iter().any(|p| if platform == "slack" { p.slack == id } else { p.discord == id });
        assert!(person || places.iter().any(|c| c.id == id), "{platform}:{id} is nobody and nowhere");
    }
}
