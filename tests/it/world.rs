//! The real application against the small Slack and Discord, with a clock that only moves when a test winds it.
//!
//! ```text
//! let world = World::new().await;                      // SQLite in a folder of its own
//! let ticket = world.open(Slack, "mia").await;         // Mia writes, Ana answers in the thread
//! world.close(&ticket).await;                          // Ana uses "Close & ask"
//! world.advance(minutes(5)).await;                     // the delay passes, the queue runs
//! let prompt = world.prompt(&ticket).unwrap();         // what is visible now
//! world.press("mia", &prompt, "6").await;              // what Mia sees
//! ```
//!
//! Dropping a world checks that no request broke a platform's rule and that every request fits the platforms' own
//! descriptions, where those are at hand (`wire`).
//!
//! A world may also be one without the application ([`Wish::idle`]), for a test that starts the program itself, or one
//! whose application can be killed ([`Wish::mortal`], [`World::crash`]).

mod conversation;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use afterword::app::{App, Crank};
use afterword::chance::Chance;
use afterword::clock::{Clock, SystemClock, WoundClock};
use afterword::config::Settings;
use afterword::domain::survey::State;
use afterword::domain::{Duration, Timestamp};
use afterword::sandbox::{Cast, Platform, Sandbox};
use afterword::store::{OpenError, Store, Story};
use tempfile::TempDir;
use tokio::runtime::Runtime;
use tokio::task::JoinHandle;

use crate::wheel::Wheel;

pub use afterword::sandbox::Platform::{Discord, Slack};

/// A Tuesday, 10:00 in Berlin.
pub const START: &str = "2026-11-24T09:00:00Z";
/// The secret of the `desk` and `zen` sources.
pub const SECRET: &str = "a-long-and-secret-string";
/// The secret of the rows' `plain` source.
pub const PLAIN_SECRET: &str = "a-third-long-and-secret-string";

/// The secret of a program that may write, and of one that may only read.
pub const CRM_TOKEN: &str = "crm-5f2c9a7e1b3d8f604c2a9e7b1d3f5a7c";
pub const BOARD_TOKEN: &str = "board-0d9c8b7a6f5e4d3c2b1a09f8e7d6c5b4";
/// What outgoing webhooks are signed with.
pub const HOOK_SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=";

/// Slack's and Discord's support channels, and where the scorecards and the cases go.
pub const SUPPORT: [(Platform, &str); 2] = [(Slack, "C0SUPPORT1"), (Discord, "910000000000000001")];
pub const TEAM: [(Platform, &str); 2] = [(Slack, "C0PAYTEAM1"), (Discord, "910000000000000002")];
pub const CASES: (Platform, &str) = (Slack, "C0PAYCASES");

pub struct World {
    pub sandbox: Sandbox,
    pub clock: Arc<WoundClock>,
    app: Option<Arc<App>>,
    /// Where the application lives, if it is to be killed.
    grave: Option<Runtime>,
    mortal: bool,
    called: bool,
    /// Where the program listens that a test started itself.
    elsewhere: Option<SocketAddr>,
    /// What moves the clock of such a program.
    wheel: Option<Wheel>,
    folder: TempDir,
    database: String,
    config: String,
}

/// A support conversation that can be closed.
#[derive(Debug, Clone)]
pub struct Ticket {
    pub platform: Platform,
    /// The channel prompts appear in: Slack's channel, Discord's thread.
    pub channel: String,
    /// Slack: root of the thread. Discord: the customer's first message.
    pub message: String,
}

pub fn minutes(n: i64) -> Duration {
    Duration::from_mins(n)
}

pub fn hours(n: i64) -> Duration {
    Duration::from_hours(n)
}

pub fn days(n: i64) -> Duration {
    Duration::from_hours(24 * n)
}

pub fn at(written: &str) -> Timestamp {
    written.parse().unwrap()
}

/// How a world is to be; everything has a default.
pub struct Wish {
    pub database: Option<String>,
    pub start: Timestamp,
    /// `[team.survey]` lines.
    pub survey: &'static str,
    /// Lines of the team besides its places and people.
    pub team: &'static str,
    /// Lines after everything else of the configuration.
    pub more: String,
    /// The team's `case_channel`; empty: it has none.
    pub cases: &'static str,
    pub cast: Cast,
    /// Nothing is started: the test does that itself, on the machine's own clock.
    pub idle: bool,
    /// Nothing is started, and programs that a test starts live at [`Wish::start`] and are moved by [`World::wind`].
    /// Needs [`Wheel::available`].
    pub wound: bool,
    /// The platforms call the application instead of waiting for its sockets.
    pub called: bool,
    /// The application gets a runtime of its own, so that [`World::crash`] can end it in the middle of anything.
    pub mortal: bool,
}

impl Default for Wish {
    fn default() -> Self {
        Self {
            database: None,
            start: at(START),
            survey: "hours = \"00:00-24:00\"",
            team: "instruments = [\"ces7\", \"csat5\"]\nmode = \"follow\"",
            more: String::new(),
            cases: "slack:C0PAYCASES",
            cast: Cast { rates: false, ..Cast::demo().reading_english() },
            idle: false,
            wound: false,
            called: false,
            mortal: false,
        }
    }
}

impl World {
    /// On SQLite, with the team of the demo.
    pub async fn new() -> Self {
        Self::with(Wish::default()).await
    }

    pub async fn with(wish: Wish) -> Self {
        let on_its_own = wish.idle && !wish.wound;
        let clock = Arc::new(WoundClock::at(if on_its_own { SystemClock::default().now() } else { wish.start }));
        let planet = afterword::sandbox::World::new(wish.cast);
        let folder = tempfile::tempdir().unwrap();
        let wheel = wish.wound.then(|| Wheel::new(folder.path().join("clock"), wish.start));
        if let Some(wheel) = &wheel {
            planet.set_now(wheel.hands());
        } else if !wish.idle {
            let tick = clock.clone();
            planet.set_now(Arc::new(move || tick.now().as_millisecond()));
        }
        let sandbox = Sandbox::start_with(planet).await.unwrap();
        let database =
            wish.database.unwrap_or_else(|| format!("sqlite://{}", folder.path().join("afterword.db").display()));
        let config = config(&sandbox, wish.called, wish.team, wish.cases, wish.survey) + &wish.more;
        let (mortal, called, nothing) = (wish.mortal, wish.called, None);
        let mut world = Self {
            sandbox,
            clock,
            app: None,
            grave: None,
            mortal,
            called,
            elsewhere: nothing,
            wheel,
            folder,
            database,
            config,
        };
        std::fs::write(world.config_file(), &world.config).unwrap();
        if !wish.idle && !wish.wound {
            world.start().await;
        }
        world
    }

    /// The people and what they see.
    pub fn planet(&self) -> &afterword::sandbox::World {
        self.sandbox.world()
    }

    pub fn app(&self) -> &App {
        self.app.as_deref().expect("the application runs")
    }

    pub fn settings(&self) -> Settings {
        Settings::load(Some(&self.config_file()), &self.environment()).unwrap()
    }

    pub fn config_file(&self) -> PathBuf {
        self.folder.path().join("afterword.toml")
    }

    /// What an operator would set.
    pub fn environment(&self) -> BTreeMap<String, String> {
        let cast = self.planet().cast();
        [
            ("SLACK_BOT_TOKEN", cast.slack_bot_token.as_str()),
            // Neither transport needs what the other one does.
            if self.called {
                ("SLACK_SIGNING_SECRET", cast.slack_signing_secret.as_str())
            } else {
                ("SLACK_APP_TOKEN", cast.slack_app_token.as_str())
            },
            ("DISCORD_TOKEN", cast.discord_token.as_str()),
            ("DATABASE_URL", self.database.as_str()),
            ("DESK_SECRET", SECRET),
            ("ZEN_SECRET", "another-long-and-secret-string"),
            ("PLAIN_SECRET", PLAIN_SECRET),
            ("CRM_TOKEN", CRM_TOKEN),
            ("BOARD_TOKEN", BOARD_TOKEN),
            ("HOOK_SECRET", HOOK_SECRET),
        ]
        .map(|(k, v)| (k.to_owned(), v.to_owned()))
        .into_iter()
        .chain(self.called.then(|| ("DISCORD_PUBLIC_KEY".to_owned(), cast.discord_public_key())))
        .chain(self.wheel.iter().flat_map(Wheel::environment))
        .collect()
    }

    /// Moves the clock of every program of a wound world, and of the platforms, by so much; back, if negative.
    pub fn wind(&self, by: Duration) {
        self.wheel.as_ref().expect("a wound world").turn(by);
        self.clock.advance(by);
    }

    /// Starts the application and waits until both platforms are connected.
    pub async fn start(&mut self) {
        if self.mortal {
            let built = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
            self.grave = Some(built.unwrap());
        }
        self.app = Some(Arc::new(self.another_app().await));
        let address = self.app().address;
        self.called_at(Some(address));
        for platform in [Slack, Discord] {
            assert!(self.planet().until_connected(platform).await, "{platform:?} did not connect");
        }
    }

    /// One more application on this world's database and chats; the caller stops it.
    pub async fn another_app(&self) -> App {
        loop {
            let (settings, clock, chance) = (self.settings(), self.clock.clone(), Arc::new(Chance::system()));
            let starting = App::start(settings, clock, chance, Crank::Caller);
            let started = match &self.grave {
                Some(runtime) => runtime.spawn(starting).await.unwrap(),
                None => starting.await,
            };
            let error = match started {
                Ok(app) => return app,
                Err(error) => error,
            };
            // The file is locked for as long as a killed application's last write takes.
            let held = self.mortal && matches!(error.downcast_ref(), Some(OpenError::Locked { .. }));
            assert!(held, "the application does not start: {error:#}");
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
    }

    /// Stops it gracefully.
    pub async fn stop(&mut self) {
        if let Some(app) = self.app.take() {
            let app = Arc::into_inner(app).expect("nothing else turns the crank");
            assert!(app.stop().await, "a graceful stop left something behind");
        }
        if let Some(runtime) = self.grave.take() {
            runtime.shutdown_background();
        }
    }

    /// Ends a mortal application as `kill -9` does: nothing finishes, nothing is given back.
    pub async fn crash(&mut self) {
        self.grave.take().expect("a mortal world with its application running").shutdown_background();
        self.app = None;
        self.called_at(None);
        for platform in [Slack, Discord] {
            let gone = self.planet().until(|w| (!w.connected(platform)).then_some(())).await;
            assert!(gone.is_some(), "{platform:?} still sees a killed application");
        }
    }

    /// Turns a mortal application's crank once without waiting for the end.
    pub fn crank(&self) -> JoinHandle<()> {
        let app = self.app.clone().expect("the application runs");
        let runtime = self.grave.as_ref().expect("a mortal world");
        runtime.spawn(async move { drop(app.run_due().await) })
    }

    /// Where the program listens that the test started itself.
    pub fn listens_at(&mut self, address: SocketAddr) {
        self.elsewhere = Some(address);
        self.called_at(self.elsewhere);
    }

    /// Tells the platforms of a world that wishes to be called where to call.
    fn called_at(&self, address: Option<SocketAddr>) {
        let base = address.map(|address| format!("http://{address}")).filter(|_| self.called);
        self.planet().slack().call_at(base.as_deref());
        self.planet().discord().call_at(base.as_deref());
    }

    /// The database's address, as configured.
    pub fn database(&self) -> &str {
        &self.database
    }

    pub async fn restart(&mut self) {
        self.stop().await;
        self.start().await;
    }

    /// What still waits or was set aside, for a test that wonders.
    #[expect(dead_code, reason = "for whoever debugs")]
    pub async fn queue(&self) -> String {
        format!("{:?}", self.store().queue_depth().await)
    }

    /// Runs the queue until nothing is due.
    pub async fn settle(&self) {
        for step in 0.. {
            assert!(step < 200, "the queue never comes to rest");
            let ran = match (&self.grave, self.app.clone()) {
                (Some(runtime), Some(app)) => runtime.spawn(async move { app.run_due().await }).await.unwrap(),
                _ => self.app().run_due().await,
            };
            if ran.unwrap().nothing() {
                return;
            }
        }
    }

    /// Winds the clock, then runs the queue.
    pub async fn advance(&self, by: Duration) {
        self.settle().await;
        self.clock.advance(by);
        self.settle().await;
    }

    pub async fn advance_to(&self, to: Timestamp) {
        let by = to.duration_since(self.clock.now());
        assert!(by.is_positive(), "time only goes forward");
        self.advance(by).await;
    }

    pub fn store(&self) -> &Store {
        &self.app().ctx.store
    }

    /// Every close of every ticket of this source id.
    pub async fn stories(&self, ticket: &str) -> Vec<Story> {
        self.store().why(ticket, None).await.unwrap()
    }

    /// What the ledger says about the newest close of a conversation.
    pub async fn state(&self, ticket: &Ticket) -> State {
        self.story(ticket).await.survey.state
    }

    pub async fn story(&self, ticket: &Ticket) -> Story {
        let key = match ticket.platform {
            Slack => format!("{}/{}", ticket.channel, ticket.message),
            Discord => ticket.channel.clone(),
        };
        self.stories(&key).await.into_iter().next().expect("the ticket is in the ledger")
    }

    /// The address of one of the application's own routes.
    pub fn url(&self, path: &str) -> String {
        let address = self.elsewhere.unwrap_or_else(|| self.app().address);
        format!("http://{address}{path}")
    }
}

fn config(sandbox: &Sandbox, called: bool, team: &str, cases: &str, survey: &str) -> String {
    let [(_, slack_support), (_, discord_support)] = SUPPORT;
    let [(_, slack_team), (_, discord_team)] = TEAM;
    let cast = sandbox.world().cast();
    let ids = |key: &str| {
        let person = cast.people.iter().find(|p| p.key == key).unwrap();
        format!("\"slack:{}\", \"discord:{}\"", person.slack, person.discord)
    };
    let (slack, discord) = if called { ("http", "http") } else { ("socket", "gateway") };
    let mut text = format!(
        r#"
[server]
bind = "127.0.0.1:0"
[slack]
transport = "{slack}"
api_url = "{}"
[discord]
transport = "{discord}"
api_url = "{}"
[[team]]
name = "Payments"
timezone = "Europe/Berlin"
schedule = "0 9 * * MON"
channels = ["slack:{slack_team}", "discord:{discord_team}"]
support_channels = ["slack:{slack_support}", "discord:{discord_support}"]
{}
managers = [{}]
agents = [{}, {}]
{team}
[team.survey]
{survey}
"#,
        sandbox.slack_api_url(),
        sandbox.discord_api_url(),
        if cases.is_empty() { String::new() } else { format!("case_channel = {cases:?}") },
        ids("lena"),
        ids("ana"),
        ids("ben"),
    );
    text.push_str(SOURCES);
    text
}

const SOURCES: &str = include_str!("../fixtures/sources.toml");

impl Drop for World {
    fn drop(&mut self) {
        if let Some(runtime) = self.grave.take() {
            runtime.shutdown_background(); // a runtime may not be dropped inside another
        }
        if std::thread::panicking() {
            return;
        }
        let violations = self.planet().violations();
        assert!(violations.is_empty(), "rules of the platforms were broken:\n{}", violations.join("\n"));
        let strange = crate::wire::strange(self.planet());
        assert!(strange.is_empty(), "requests that the platforms' descriptions do not know:\n{}", strange.join("\n"));
    }
}
