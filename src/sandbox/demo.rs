//! `afterword demo`: the real product, started against the small Slack and Discord next to it, with a page to play in.
//!
//! Knows how to write the configuration an operator would write, and starts [`App`] with it. From then on the two talk only
//! over HTTP and WebSocket; here, time is wound and nothing else.

use std::collections::BTreeMap;
use std::io::Write;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;
use jiff::civil::Weekday;
use jiff::tz::TimeZone;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::page::{self, Jump, PageState};
use super::{Sandbox, World, story};
use crate::app::{App, Crank};
use crate::chance::Chance;
use crate::clock::{Clock, SystemClock};
use crate::config::Settings;
use crate::domain::ids::TeamName;
use crate::domain::{Timestamp, civil};
use crate::lifecycle;
use crate::store::Store;

/// The team's zone in the demo's configuration.
const ZONE: &str = "Europe/Berlin";
/// The configuration, with `{placeholders}` for the addresses.
const CONFIG: &str = include_str!("../../config/demo.toml");

/// Runs the demo until Ctrl-C.
pub async fn run(port: u16) -> anyhow::Result<()> {
    let mut demo = Demo::start(port, &|line| {
        println!("{line}");
        drop(std::io::stdout().flush());
    })
    .await?;
    println!("\n  Open  {}  and play all three people. Ctrl-C ends it; nothing is kept.\n", demo.address());
    tokio::select! {
        () = lifecycle::asked_to_stop() => {}
        ended = demo.page_ends() => ended.context("the page stopped")?,
    }
    demo.stop().await;
    Ok(())
}

/// A running demo; also what the browser test drives.
pub struct Demo {
    /// The people and what they see.
    pub sandbox: Sandbox,
    /// The real product.
    pub app: App,
    folder: PathBuf,
    page: JoinHandle<std::io::Result<()>>,
    address: String,
}

impl Demo {
    /// Starts everything; `progress` gets one line a step.
    pub async fn start(port: u16, progress: &(dyn Fn(&str) + Send + Sync)) -> anyhow::Result<Self> {
        let zone = TimeZone::get(ZONE).context("the demo's time zone")?;
        let clock = Arc::new(SystemClock::default());
        clock.wind(until_thursday(clock.now(), &zone));

        progress("A small Slack and a small Discord are opening …");
        let world = World::demo();
        let tick = clock.clone();
        let now: super::Now = Arc::new(move || tick.now().as_millisecond());
        let sandbox = Sandbox::start_with(world).await?;
        story::opening_scene(sandbox.world(), now).await.map_err(|e| anyhow::anyhow!("the opening scene: {e}"))?;

        let chance = Arc::new(Chance::system());
        let folder = std::env::temp_dir().join(format!("afterword-demo-{}", chance.id()));
        std::fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
        let settings = settings(&sandbox, &folder)?;

        progress("Eight weeks of history are being written …");
        let store = Store::open(secrecy::ExposeSecret::expose_secret(&settings.database_url)).await?;
        store.migrate().await?;
        let mut history = story::history(clock.now(), &zone, &crew(sandbox.world()));
        history.extend(story::onboarding(clock.now(), &zone, &crew(sandbox.world())));
        let ids = chance.clone();
        let closes = store.import(&history, &move || ids.id()).await?;

        progress(&format!("  {closes} closed tickets. Afterword is starting …"));
        let app = App::start_on(store, settings, clock.clone(), chance, Crank::Itself).await?;
        for platform in [super::Platform::Slack, super::Platform::Discord] {
            anyhow::ensure!(
                sandbox.world().until_connected(platform).await,
                "Afterword did not connect to {platform:?}"
            );
        }
        let listener = TcpListener::bind(("127.0.0.1", port)).await.context("the page's port")?;
        let address = format!("http://{}", listener.local_addr()?);
        let page = tokio::spawn(page::serve(listener, page_state(sandbox.world(), clock, zone)));
        Ok(Self { sandbox, app, folder, page, address })
    }

    /// Where the page is.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Waits for the page to end, which it only does with an error.
    pub async fn page_ends(&mut self) -> anyhow::Result<()> {
        Ok((&mut self.page).await??)
    }

    /// Stops everything and removes what it wrote. `false` if the product had to leave something behind.
    pub async fn stop(self) -> bool {
        self.page.abort();
        let clean = self.app.stop().await;
        self.sandbox.stop();
        drop(std::fs::remove_dir_all(&self.folder));
        clean
    }
}

fn page_state(world: &World, clock: Arc<SystemClock>, zone: TimeZone) -> PageState {
    let (now, local) = (clock.clone(), zone.clone());
    let jump = move |jump: Jump| {
        let from = clock.now();
        if let Some(to) = jump.target(from, &local) {
            clock.wind(to.duration_since(from));
        }
    };
    PageState::new(world.clone(), zone, Arc::new(move || now.now().as_millisecond()), Arc::new(jump))
}

/// The demo plays on a Thursday morning, so that the running week has answers and the next Monday is near.
fn until_thursday(now: Timestamp, zone: &TimeZone) -> jiff::SignedDuration {
    let today = zone.to_datetime(now).date();
    let days = i64::from(Weekday::Thursday.since(today.weekday()));
    let morning = today.checked_add(jiff::Span::new().days(days)).unwrap_or(today).at(10, 24, 0, 0);
    civil::first_instant(morning, zone).duration_since(now).max(jiff::SignedDuration::ZERO)
}

/// Writes the configuration file and reads it back the way `serve` does.
fn settings(sandbox: &Sandbox, folder: &Path) -> anyhow::Result<Settings> {
    let file = folder.join("demo.toml");
    let database = format!("sqlite://{}", folder.join("afterword.db").display());
    std::fs::write(&file, fill_in(sandbox, free_port()?))?;
    let cast = sandbox.world().cast();
    let env = BTreeMap::from([
        ("SLACK_BOT_TOKEN".to_owned(), cast.slack_bot_token.clone()),
        ("SLACK_APP_TOKEN".to_owned(), cast.slack_app_token.clone()),
        ("DISCORD_TOKEN".to_owned(), cast.discord_token.clone()),
        ("DATABASE_URL".to_owned(), database),
    ]);
    Settings::load(Some(&file), &env).map_err(|e| anyhow::anyhow!("the demo's configuration: {e}"))
}

/// A port that nobody listens on, so that the dashboard's address is known before it is there.
fn free_port() -> anyhow::Result<SocketAddr> {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").context("a port for the dashboard")?;
    Ok(listener.local_addr()?)
}

fn fill_in(sandbox: &Sandbox, bind: SocketAddr) -> String {
    CONFIG
        .replace("{slack_api}", &sandbox.slack_api_url())
        .replace("{discord_api}", &sandbox.discord_api_url())
        .replace("{bind}", &bind.to_string())
}

/// The team's agents, as credit is written.
fn crew(world: &World) -> story::Crew {
    let agents = world.cast().people.iter().filter(|p| p.role == super::Role::Agent);
    story::Crew { team: TeamName::new("Payments"), agents: agents.map(|p| format!("slack:{}", p.slack)).collect() }
}
