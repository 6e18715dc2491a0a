//! The demo as its first visitor meets it: the real application, both chats, the page and its lessons, in a browser.
//!
//! Started by the same code as `afterword demo`, from `config/demo.toml`, with a clock that runs and can be wound. A lesson
//! is lived as a newcomer lives it: by what its sentence says to press.

use std::path::PathBuf;

use afterword::sandbox::demo::Demo;

use crate::browser::{Browser, DESKTOP, PHONE};

/// The chats, as the page names its panes.
const PANES: [&str; 2] = ["slack", "discord"];

/// A visitor in front of the running demo.
struct Visit {
    browser: Browser,
    demo: Demo,
    /// Names the pictures.
    name: &'static str,
}

impl Visit {
    /// `None` where there is no Chromium.
    async fn to(name: &'static str) -> Option<Self> {
        let mut browser = Browser::launch().await?;
        let demo = Demo::start(0, &|_| {}).await.unwrap();
        browser.resize(DESKTOP).await;
        browser.open(demo.address()).await;
        browser.wait_for("document.body.dataset.ready").await;
        browser.click(&format!("[data-lesson={name}]")).await;
        Some(Self { browser, demo, name })
    }

    async fn picture(&mut self, of: &str) {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("pictures");
        self.browser.screenshot(&folder.join(format!("demo-{}-{of}.png", self.name))).await;
    }

    /// Presses what the pane offers to play.
    async fn offered(&mut self, pane: &str, what: &str) {
        self.browser.click(&within(pane, &format!("[data-try={what}]"))).await;
    }

    /// The lesson's sentence in a pane comes to say this.
    async fn told(&mut self, pane: &str, words: &str) {
        self.browser.wait_for_text(&within(pane, ".lesson"), words).await;
    }

    /// A message that everybody in the open channel sees comes to say this.
    async fn shared(&mut self, pane: &str, words: &str) {
        self.browser.wait_for_text(&within(pane, ".message.from-bot:not(.private)"), words).await;
    }

    /// A message that only the person sees comes to say this.
    async fn private(&mut self, pane: &str, words: &str) {
        self.browser.wait_for_text(&within(pane, ".message.private"), words).await;
    }

    /// Submits the open form. Slack's stays to say thanks and is closed by hand; Discord's goes away by itself.
    async fn submit(&mut self, pane: &str, thanks: &str) {
        self.browser.click(&within(pane, "[role=dialog] .main")).await;
        if pane == "slack" {
            self.browser.wait_for_text(&within(pane, "[role=dialog]"), thanks).await;
            self.browser.key("Escape").await;
        }
        self.browser.wait_for(&format!("!document.querySelector({:?})", within(pane, "[role=dialog]"))).await;
    }

    /// The lesson is done in both chats, was not too wide for a phone, and nothing went wrong on the way.
    async fn ends(mut self) {
        let marks = format!("document.querySelectorAll('[data-lesson={}] .mark.on').length === 2", self.name);
        self.browser.wait_for(&marks).await;
        self.picture("9-done").await;
        self.browser.resize(PHONE).await;
        self.browser.wait_for("innerWidth === 390 && document.documentElement.scrollWidth <= 390").await;
        self.picture("9-done-phone").await;
        self.leaves().await;
    }

    async fn leaves(mut self) {
        assert_eq!(
            self.browser.eval("document.querySelectorAll('.mention.loud').length").await,
            0,
            "somebody was pinged"
        );
        assert_eq!(self.browser.complaints(), [] as [String; 0]);
        assert_eq!(self.demo.sandbox.world().violations(), [] as [String; 0]);
        assert!(self.demo.stop().await);
    }
}

fn within(pane: &str, rest: &str) -> String {
    format!("[data-platform={pane}] {rest}")
}

/// The first lesson in one pane, with a comment.
async fn ask(visit: &mut Visit, pane: &str, score: &str) {
    visit.told(pane, "Mia has been helped").await;
    visit.offered(pane, "close").await;
    visit.browser.wait_for_text(&within(pane, ".message.from-bot .mention"), "@Mia").await;
    visit.shared(pane, "answer goes to the support leads").await;
    visit.picture(&format!("{pane}-1-asked")).await;

    visit.told(pane, "only Mia can answer").await;
    visit.offered(pane, "intrude").await;
    visit.browser.wait_for(&format!("document.querySelector({:?})", within(pane, ".message.private"))).await;
    visit.picture(&format!("{pane}-2-refused")).await;

    visit.browser.choose(&within(pane, "select"), "mia").await;
    visit.browser.click(&within(pane, &format!(".message:not(.private) [data-control$='ces7.{score}']"))).await;
    visit.shared(pane, "Mia answered").await;
    visit.private(pane, &format!("{score} of 7")).await;
    visit.picture(&format!("{pane}-3-answered")).await;

    visit.offered(pane, "why").await;
    visit.browser.write(&within(pane, "[role=dialog] textarea"), "@everyone *had to ask twice* <b>").await;
    visit.picture(&format!("{pane}-4-comment")).await;
    visit.submit(pane, "saved").await;
    visit.told(pane, "now thanks Mia").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visitor_closes_answers_comments_and_reads_mondays_scorecard_in_both_chats() {
    let Some(mut visit) = Visit::to("ask").await else { return };
    visit.picture("0-first-sight").await;
    ask(&mut visit, "slack", "3").await;
    ask(&mut visit, "discord", "2").await;

    visit.browser.click("[data-jump=monday]").await;
    for pane in PANES {
        visit.browser.wait_for_text(&within(pane, ".room-head"), "payments-team").await;
        visit.browser.wait_for_text(&within(pane, ".message.from-bot"), "Payments").await;
        visit.told(pane, "The scorecard is in #payments-team").await;
        let drawn = format!("document.querySelector({:?})?.naturalWidth > 300", within(pane, ".picture img"));
        visit.browser.wait_for(&drawn).await;
    }
    visit.browser.wait_for("document.querySelector('.guide .done [data-lesson=monday]')").await;
    visit.picture("5-monday").await;
    visit.ends().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visitor_sees_a_customer_asked_and_thanked_in_their_own_language_in_both_chats() {
    let Some(mut visit) = Visit::to("languages").await else { return };
    visit.told("discord", "/afterword help").await;
    visit.offered("discord", "hello").await;
    visit.private("discord", "\u{8cea}\u{554f}").await;
    let languages = [
        ("slack", "wie einfach war es", "Ihre Antwort sieht die Leitung", "Gespeichert"),
        ("discord", "\u{3067}\u{3057}\u{305f}\u{304b}", "\u{3054}\u{56de}\u{7b54}", "\u{4fdd}\u{5b58}"),
    ];
    for (pane, question, sees, saved) in languages {
        visit.offered(pane, "close").await;
        visit.shared(pane, question).await;
        visit.shared(pane, sees).await;
        visit.picture(&format!("{pane}-1-asked")).await;
        visit.offered(pane, "answer").await;
        visit.private(pane, saved).await;
        visit.picture(&format!("{pane}-2-answered")).await;
    }
    visit.told("slack", "Thanks and form are German, too").await;
    visit.told("discord", "Thanks and form are Japanese, too").await;
    visit.ends().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visitor_says_not_solved_yet_and_reads_what_the_team_is_told_in_both_chats() {
    let Some(mut visit) = Visit::to("unsolved").await else { return };
    for pane in PANES {
        visit.offered(pane, "close").await;
        visit.browser.wait_for_text(&within(pane, ".message.from-bot .mention"), "@Sam").await;
        visit.told(pane, "press Not solved yet").await;
        visit.offered(pane, "unsolved").await;
        visit.private(pane, "The team has been told").await;
        visit.picture(&format!("{pane}-1-said")).await;
        visit.told(pane, "no score").await;
        visit.offered(pane, "look").await;
        visit.browser.wait_for_text(&within(pane, ".room-head"), "payments-cases").await;
        visit.shared(pane, "is not solved yet, says @Sam").await;
        visit
            .shared(
                pane,
                if pane == "slack" { "https://app.slack.com/client/" } else { "https://discord.com/channels/" },
            )
            .await;
        visit.picture(&format!("{pane}-2-told")).await;
    }
    visit.ends().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visitor_brings_a_low_score_from_its_card_to_its_outcome_and_a_better_answer_in_both_chats() {
    let Some(mut visit) = Visit::to("case").await else { return };
    for pane in PANES {
        visit.offered(pane, "close").await;
        visit.offered(pane, "low").await;
        visit.private(pane, "Saved: 2 of 7").await;
        visit.told(pane, "A card waits in #payments-cases").await;
        visit.picture(&format!("{pane}-1-low")).await;
        visit.offered(pane, "take").await;
        visit.shared(pane, "Ana has it").await;
        visit.picture(&format!("{pane}-2-taken")).await;
        visit.offered(pane, "end").await;
        if pane == "slack" {
            visit.browser.click(&within(pane, "[role=dialog] input[value=refunded]")).await;
            visit.browser.click(&within(pane, "[role=dialog] input[value=again]")).await;
        } else {
            visit.browser.write(&within(pane, "[role=dialog] input[name^=outcome]"), "3").await;
            visit.browser.write(&within(pane, "[role=dialog] input[name^=again]"), "1").await;
        }
        visit.picture(&format!("{pane}-3-outcome")).await;
        visit.submit(pane, "case is closed").await;
        visit.shared(pane, "refunded, says").await;
        visit.told(pane, "Priya got a direct message").await;
        visit.offered(pane, "again").await;
        visit.browser.wait_for_text(&within(pane, ".message.from-bot"), "Thank").await;
        visit.picture(&format!("{pane}-4-again")).await;
        visit.told(pane, "taken, ended, recovered").await;
        visit.offered(pane, "look").await;
        visit.shared(pane, "Recovered").await;
        visit.picture(&format!("{pane}-5-recovered")).await;
    }
    visit.ends().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visitor_sees_what_is_promised_of_privacy_and_kept_in_both_chats() {
    let Some(mut visit) = Visit::to("privacy").await else { return };
    for pane in PANES {
        visit.offered(pane, "close").await;
        visit.shared(pane, "answer is confidential: only totals are shown").await;
        visit.picture(&format!("{pane}-1-asked")).await;
        visit.offered(pane, "worst").await;
        visit.private(pane, "Saved").await;
        visit.told(pane, "/afterword cases").await;
        visit.offered(pane, "cases").await;
        visit.private(pane, "open").await;
        visit.picture(&format!("{pane}-2-cases")).await;
        visit.told(pane, "totals of five people or more").await;
    }
    let world = visit.demo.sandbox.world();
    let cards = [
        world.bot_messages(afterword::sandbox::Platform::Slack, "C0ONBOTEAM"),
        world.bot_messages(afterword::sandbox::Platform::Discord, "910000000000000007"),
    ]
    .concat();
    assert!(cards.is_empty(), "{cards:?}");
    visit.ends().await;
}
