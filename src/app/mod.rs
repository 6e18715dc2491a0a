//! The only place where everything is wired: store, chats, verbs, queue and web.
//!
//! Knows the order of starting and stopping. Refuses to decide anything.

mod callee;
mod doors;
mod pulse;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use secrecy::ExposeSecret;
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use self::callee::Adapters;
use self::doors::Doors;
use crate::chance::Chance;
use crate::chat::discord::Discord;
use crate::chat::slack::Slack;
use crate::chat::{Chats, Link, LinkState, Receiver};
use crate::clock::{self, Clock};
use crate::config::{DiscordTransport, Settings, SlackTransport};
use crate::domain::Timestamp;
use crate::domain::ids::Platform;
use crate::flow::Ctx;

use crate::flow::receive::Reception;
use crate::flow::staff::{self, Staff};
use crate::lifecycle::Lifecycle;
use crate::outbox::runner::Runner;
use crate::store::{Backend, Past, Store};
use crate::web;

/// Who turns the queue's crank.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Crank {
    /// The process itself, as soon as something is due.
    Itself,
    /// Whoever holds the [`App`], by [`App::run_due`]: a test that winds its clock.
    Caller,
}

/// A running Afterword.
pub struct App {
    /// What verbs use; also for the command line and tests.
    pub ctx: Ctx,
    /// Where it listens.
    pub address: SocketAddr,
    links: Vec<(Platform, LinkState)>,
    runner: Option<Runner>,
    lifecycle: Lifecycle,
}

impl App {
    /// Opens the database, migrates it, connects to the platforms that are configured, and listens.
    pub async fn start(
        settings: Settings,
        clock: Arc<dyn Clock>,
        chance: Arc<Chance>,
        crank: Crank,
    ) -> anyhow::Result<Self> {
        let store = Store::open(settings.database_url.expose_secret()).await?;
        Self::start_on(store, settings, clock, chance, crank).await
    }

    /// The same on a database that is already open.
    pub async fn start_on(
        store: Store,
        settings: Settings,
        clock: Arc<dyn Clock>,
        chance: Arc<Chance>,
        crank: Crank,
    ) -> anyhow::Result<Self> {
        let now = clock.now();
        if let Some(problem) = clock::implausible(now) {
            anyhow::bail!(problem);
        }
        store.migrate().await?;
        refuse_to_go_back(&store, now).await?;
        let tx = store.begin().await?;
        tx.note_installed(now).await?;
        if store.backend() == Backend::Sqlite {
            let taken_up = tx.abandon_leases(now).await?;
            if taken_up > 0 {
                tracing::warn!(
                    jobs = taken_up,
                    "the last process ended in the middle of its work; it is taken up again"
                );
            }
        }
        tx.commit().await?;
        let bind = settings.server.bind;
        let listener = TcpListener::bind(bind).await.with_context(|| format!("cannot listen on {bind}"))?;
        let address = listener.local_addr()?;
        let slack = settings.slack.as_ref().map(|s| Slack::new(s, clock.clone())).transpose()?.map(Arc::new);
        let discord = settings.discord.as_ref().map(|d| Discord::new(d, clock.clone())).transpose()?.map(Arc::new);
        let chats = Chats {
            slack: slack.clone().map(|s| s as Arc<dyn crate::chat::Chat>),
            discord: discord.clone().map(|d| d as Arc<dyn crate::chat::Chat>),
        };
        let sources = settings.sources.clone(); // the verbs that hand a link back to a source need them, too
        let wake = Arc::new(Notify::new());
        let (staff, refusals) = (Arc::new(Staff::default()), Arc::default());
        let ctx = Ctx { store, chats, settings: Arc::new(settings), clock, chance, staff, refusals, wake };
        staff::recall(&ctx).await?;
        // Last of what may fail: a process that cannot start again and again served nobody, and its attempts are no sign of
        // life.
        look_at_the_past(&ctx.store, now).await?;
        let lifecycle = Lifecycle::default();
        let (links, callers, adapters) = connect(&ctx, slack, discord, &lifecycle);
        let doors = Arc::new(Doors::new(ctx.clone(), links.clone()));
        let desk = ctx
            .settings
            .server
            .public_url
            .as_ref()
            .map(|u| web::Desk::new(u.origin().ascii_serialization(), doors.clone()));
        let tokens = ctx.settings.api_tokens.clone();
        let api = (!tokens.is_empty()).then(|| web::Api::new(tokens, doors.clone()));
        let lobby = ctx.settings.server.public_url.as_ref().map(|u| {
            let (origin, base) = (u.origin().ascii_serialization(), u.path().trim_end_matches('/').to_owned());
            web::Lobby::new(origin, base, doors.clone())
        });
        let state = web::State::new(sources, doors.clone(), doors, ctx.clock.clone());
        let state = state.asking(desk).open_to(api).showing(lobby);
        let state = state.called_by(callers, Arc::new(adapters));
        let (stop, tasks) = (lifecycle.stop.clone(), lifecycle.tasks.clone());
        lifecycle.tasks.spawn(async move {
            if let Err(error) = web::serve(listener, state, stop, tasks).await {
                tracing::error!(error = %error, "the web server stopped");
            }
        });
        lifecycle.tasks.spawn(know_staff(ctx.clone(), lifecycle.stop.clone()));
        let runner = Runner::new(ctx.clone());
        let runner = match crank {
            Crank::Caller => Some(runner),
            Crank::Itself => {
                lifecycle.tasks.spawn(runner.run(lifecycle.stop.clone()));
                lifecycle.tasks.spawn(pulse::beat(ctx.clone(), links.clone(), lifecycle.stop.clone()));
                None
            }
        };
        Ok(Self { ctx, address, links, runner, lifecycle })
    }

    /// One step of the queue, for [`Crank::Caller`]; does nothing otherwise.
    pub async fn run_due(&self) -> anyhow::Result<crate::outbox::runner::Ran> {
        match &self.runner {
            Some(runner) => Ok(runner.run_due(self.ctx.now()).await?),
            None => Ok(crate::outbox::runner::Ran::default()),
        }
    }

    /// How each platform's connection stands.
    pub fn links(&self) -> Vec<(Platform, Link)> {
        self.links.iter().map(|(platform, state)| (*platform, state.get())).collect()
    }

    /// Stops gracefully: finishes what is under way, gives leases back, closes the database. `false` if something had to
    /// be left behind.
    pub async fn stop(self) -> bool {
        let clean = self.lifecycle.shut_down().await;
        if let Some(runner) = &self.runner {
            drop(runner.give_back().await);
        }
        let (now, Ctx { store, .. }) = (self.ctx.now(), self.ctx);
        drop(self.runner);
        // To the minute it is known by the heartbeats; a database that does not answer holds nobody up.
        drop(tokio::time::timeout(LAST_WORD, store.note_served(now)).await);
        store.close().await;
        clean
    }
}

/// So long a process that ends tries to say when.
const LAST_WORD: Duration = Duration::from_secs(1);
/// A clock this far behind the last heartbeat is wrong, or the last one was: nobody may decide what is due by it.
const BEHIND: crate::domain::Duration = crate::domain::Duration::from_hours(24);

async fn refuse_to_go_back(store: &Store, now: Timestamp) -> anyhow::Result<()> {
    let Some(last) = store.last_beat().await? else { return Ok(()) };
    anyhow::ensure!(
        last.duration_since(now) <= BEHIND,
        "the clock says {now:.0}, but this database was served at {last:.0} already: set the machine's clock (NTP does)"
    );
    Ok(())
}

/// After a restored backup, or long after the last heartbeat, what was due may have been sent already.
async fn look_at_the_past(store: &Store, now: Timestamp) -> anyhow::Result<()> {
    let past = store.past(now).await?;
    // After a restored backup the last heartbeat is the backup's: what came after it is lost, not missed.
    if past != Past::Restored {
        note_outage(store, now).await?;
    }
    if past != Past::Continuous {
        let tx = store.begin().await?;
        let sends = tx.doubt_the_past(past == Past::Restored, now).await?;
        tx.commit().await?;
        match past {
            Past::Restored => tracing::warn!(
                sends,
                "restore detected: the database is older than what was last written; every send that is due is looked \
                 for before it is made"
            ),
            _ => tracing::info!(
                sends,
                "nobody served this database for long; what is due is looked for before it is sent"
            ),
        }
    }
    store.beat(now).await?;
    // Last, so that of two processes that begin at once neither takes what was put back for what nobody served.
    Ok(store.settle().await?)
}

/// Scorecards say when nothing served in their week.
async fn note_outage(store: &Store, now: Timestamp) -> anyhow::Result<()> {
    let tx = store.begin().await?;
    let outage = tx.note_outage(now).await?;
    tx.commit().await?;
    if let Some(outage) = outage {
        tracing::info!(since = %outage.from, "no process served for a while; the scorecards of that time say so");
    }
    Ok(())
}

/// Begins to listen to each platform, or to be called by it.
fn connect(
    ctx: &Ctx,
    slack: Option<Arc<Slack>>,
    discord: Option<Arc<Discord>>,
    lifecycle: &Lifecycle,
) -> (Vec<(Platform, LinkState)>, web::Callers, Adapters) {
    let receiver: Arc<dyn Receiver> = Arc::new(Reception::new(ctx.clone()));
    let (mut links, mut callers, mut adapters) = (Vec::new(), web::Callers::default(), Adapters::default());
    let (tasks, stop) = (&lifecycle.tasks, || lifecycle.stop.clone());
    if let (Some(slack), Some(settings)) = (slack, &ctx.settings.slack) {
        let (state, chance) = (LinkState::connecting(ctx.now()), ctx.chance.clone());
        links.push((Platform::Slack, state.clone()));
        match &settings.transport {
            SlackTransport::Socket { .. } => {
                tasks.spawn(slack.listen(receiver.clone(), state, chance, stop(), tasks.clone()));
            }
            SlackTransport::Http { signing_secrets } => {
                callers = callers.slack(signing_secrets.clone());
                adapters.slack = Some(slack.clone().called(receiver.clone(), tasks.clone()));
                tasks.spawn(slack.stand_by(state, chance, stop()));
            }
        }
    }
    if let (Some(discord), Some(settings)) = (discord, &ctx.settings.discord) {
        let (state, chance) = (LinkState::connecting(ctx.now()), ctx.chance.clone());
        links.push((Platform::Discord, state.clone()));
        match &settings.transport {
            DiscordTransport::Gateway => {
                tasks.spawn(discord.listen(receiver, state, chance, stop(), tasks.clone()));
            }
            DiscordTransport::Http { public_key } => {
                callers = callers.discord(public_key);
                adapters.discord = Some(discord.clone().called(receiver, tasks.clone()));
                tasks.spawn(discord.stand_by(state, chance, stop()));
            }
        }
    }
    (links, callers, adapters)
}

/// Finds the people configuration names by e-mail or group, as soon as Slack answers, and follows who comes and goes.
async fn know_staff(ctx: Ctx, stop: CancellationToken) {
    const AGAIN: Duration = Duration::from_secs(30);
    const REFRESH: Duration = Duration::from_mins(10);
    loop {
        let pause = if staff::look_up(&ctx).await { REFRESH } else { AGAIN };
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = stop.cancelled() => return,
        }
    }
}
