//! The loop that keeps us connected to Discord's gateway and hands what happens there to the receiver.
//!
//! Knows deadlines, back-off and which event goes where. Refuses to decide what a frame means ([`super::session`]) and
//! to make one person wait for another: every act is handled in its own task, so heartbeats never wait either.
//!
//! Two sentences on concurrency: one task reads and writes the socket and nothing else; acts run beside it, bounded by a
//! semaphore, and their waiting counts against the two seconds they have.

mod events;
mod frames;

use std::sync::{Arc, Mutex};
use std::time::Duration as Wait;

use futures_util::SinkExt;
use secrecy::ExposeSecret;
use serde_json::Value;
use serenity::model::gateway::BotGateway;
use tokio::sync::Semaphore;
use tokio::time::{Instant, sleep, sleep_until, timeout};
use tokio_tungstenite::tungstenite::Message as Frame;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use self::frames::{Gone, address, closed_with, hello, next};
use super::Discord;
use super::rest::Call;
use super::session::{CLOSE_TO_RESUME, Heard, Identifies, Loss, Session, Turn};
use super::threads::Locked;
use crate::chance::Chance;
use crate::chat::socket::{self, Backoff, Socket};
use crate::chat::{Link, LinkState, Receiver, SendError};
use crate::domain::Duration;

/// Acts handled at once; far more than a database wants, so that none waits for a slot while others wait for people.
pub(super) const AT_ONCE: usize = 256;

/// How patient the loop is. Tests are in more of a hurry.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tempo {
    /// Each step of opening (HELLO, READY, a write) gets this long.
    pub(super) step: Wait,
    /// A connection that lasted this long clears the record of failures before it.
    pub(super) stable: Wait,
    /// Every pause between connections is multiplied by this.
    pub(super) pauses: f64,
}

impl Default for Tempo {
    fn default() -> Self {
        Self { step: socket::STEP, stable: Wait::from_secs(60), pauses: 1.0 }
    }
}

/// How a connection ended.
#[derive(Debug)]
enum Ending {
    Stopped,
    Fatal(String),
    /// Lost after having been up or not.
    Lost {
        why: String,
        was_up: bool,
    },
    /// The session is invalid: a pause of one to five seconds, as Discord asks.
    Invalid,
    /// Not before then, whatever else.
    Later {
        wait: Wait,
        why: String,
    },
}

impl Discord {
    /// Stays connected until `stop`, or until Discord says something only an operator can mend ([`Link::Fatal`]).
    /// Registers the commands once. Acts are handled in tasks of `tracker`; wait for it after this returns.
    pub async fn listen(
        self: Arc<Discord>,
        receiver: Arc<dyn Receiver>,
        state: LinkState,
        chance: Arc<Chance>,
        stop: CancellationToken,
        tracker: TaskTracker,
    ) {
        Listener::new(self, receiver, state, chance, stop, tracker, Tempo::default()).run().await;
    }
}

/// The loop and all it holds.
pub(super) struct Listener {
    discord: Arc<Discord>,
    receiver: Arc<dyn Receiver>,
    state: LinkState,
    chance: Arc<Chance>,
    stop: CancellationToken,
    tracker: TaskTracker,
    tempo: Tempo,
    slots: Arc<Semaphore>,
    locked: Arc<Mutex<Locked>>,
    session: Session,
    identifies: Identifies,
    recovery: Recovery,
    registered: bool,
}

/// The first loss after a steady time is mended at once; later ones back off.
#[derive(Debug, Default)]
struct Recovery {
    backoff: Backoff,
    losses: u32,
}

impl Recovery {
    fn lost(&mut self, was_up: bool, jitter: f64) -> Wait {
        self.losses = self.losses.saturating_add(1);
        if was_up && self.losses == 1 { Wait::ZERO } else { self.backoff.failed(jitter) }
    }

    fn steady(&mut self) {
        self.backoff.reset();
        self.losses = 0;
    }
}

impl Listener {
    /// A loop that has not begun.
    pub(super) fn new(
        discord: Arc<Discord>,
        receiver: Arc<dyn Receiver>,
        state: LinkState,
        chance: Arc<Chance>,
        stop: CancellationToken,
        tracker: TaskTracker,
        tempo: Tempo,
    ) -> Self {
        Self {
            discord,
            receiver,
            state,
            chance,
            stop,
            tracker,
            tempo,
            slots: Arc::new(Semaphore::new(AT_ONCE)),
            locked: Arc::default(),
            session: Session::default(),
            identifies: Identifies::default(),
            recovery: Recovery::default(),
            registered: false,
        }
    }

    /// Runs until stopped or given up.
    pub(super) async fn run(mut self) {
        loop {
            let began = Instant::now();
            let ending = self.connection().await;
            if began.elapsed() >= self.tempo.stable {
                self.recovery.steady();
            }
            let wait = match ending {
                Ending::Stopped => return,
                Ending::Fatal(why) => {
                    tracing::error!(%why, "Discord is given up until somebody mends this");
                    self.state.set(Link::Fatal { why });
                    return;
                }
                Ending::Lost { why, was_up } => {
                    let wait = self.recovery.lost(was_up, self.chance.fraction());
                    tracing::warn!(%why, ?wait, resumes = self.session.resumes(), "The Discord gateway was lost");
                    wait
                }
                Ending::Invalid => {
                    let wait = Wait::from_secs_f64(1.0 + 4.0 * self.chance.fraction());
                    tracing::warn!(?wait, resumes = self.session.resumes(), "Discord declared the session invalid");
                    wait
                }
                Ending::Later { wait, why } => {
                    tracing::warn!(%why, ?wait, "The Discord gateway must wait");
                    wait
                }
            };
            self.connecting();
            if self.pause(wait.mul_f64(self.tempo.pauses)).await.is_none() {
                return;
            }
        }
    }

    /// Sleeps; `None` if we were stopped meanwhile.
    async fn pause(&self, wait: Wait) -> Option<()> {
        self.stop.run_until_cancelled(sleep(wait)).await
    }

    fn connecting(&self) {
        if !matches!(self.state.get(), Link::Connecting { .. }) {
            self.state.set(Link::Connecting { since: self.discord.clock.now() });
        }
    }

    async fn connection(&mut self) -> Ending {
        let stop = self.stop.clone();
        let opened = tokio::select! {
            () = stop.cancelled() => return Ending::Stopped,
            opened = self.open() => opened,
        };
        match opened {
            Ok((socket, interval)) => self.attend(socket, interval).await,
            Err(ending) => ending,
        }
    }

    /// Connects, hears HELLO, sends RESUME or IDENTIFY.
    async fn open(&mut self) -> Result<(Socket, Wait), Ending> {
        let url = match self.session.resume_url() {
            Some(url) => url.to_owned(),
            None => self.entrance().await?,
        };
        let reached = async {
            let mut socket = socket::connect(&address(&url)).await?;
            let interval = hello(&mut socket, &mut self.session, self.tempo.step).await?;
            Ok::<_, String>((socket, interval))
        };
        let (mut socket, interval) = match reached.await {
            Ok(reached) => reached,
            Err(why) => {
                self.session.unreachable();
                return Err(Ending::Lost { why, was_up: false });
            }
        };
        self.session.connected();
        if !self.session.resumes() {
            self.identifies.count(Instant::now());
        }
        let opening = self.session.opening(self.discord.token.expose_secret());
        self.write(&mut socket, &opening).await.map_err(|why| Ending::Lost { why, was_up: false })?;
        Ok((socket, interval))
    }

    /// The gateway's address from `GET /gateway/bot`, asked for before every IDENTIFY because it also says how many are
    /// left.
    async fn entrance(&mut self) -> Result<String, Ending> {
        if !self.session.resumes() {
            match self.identifies.turn(Instant::now()) {
                Turn::Now => {}
                Turn::In(wait) => {
                    return Err(Ending::Later { wait, why: "five identifies a minute are enough".into() });
                }
                Turn::Spent(wait) => {
                    tracing::error!(
                        "Discord made us identify 500 times today; at 1,000 it resets the token, so we wait"
                    );
                    return Err(Ending::Later { wait, why: "the day's identifies are spent".into() });
                }
            }
        }
        let call = Call::new(reqwest::Method::GET, "GET /gateway/bot", "", "/gateway/bot".to_owned());
        let body = match self.discord.rest.call(call).await {
            Ok(body) => body,
            Err(SendError::Disabled(_)) => return Err(Ending::Fatal(TOKEN_REFUSED.to_owned())),
            Err(SendError::RateLimited { after }) => {
                return Err(Ending::Later { wait: machine_time(after), why: "too many requests".into() });
            }
            Err(error) => return Err(Ending::Lost { why: error.to_string(), was_up: false }),
        };
        let unreadable = |_| Ending::Lost { why: "the gateway's address could not be read".into(), was_up: false };
        let gateway: BotGateway = serde_json::from_value(body).map_err(unreadable)?;
        let limit = &gateway.session_start_limit;
        if limit.remaining == 0 && !self.session.resumes() {
            let wait = Wait::from_millis(limit.reset_after);
            return Err(Ending::Later { wait, why: "Discord allows no more identifies for now".into() });
        }
        Ok(gateway.url)
    }

    /// Reads and beats until the connection ends.
    async fn attend(&mut self, mut socket: Socket, interval: Wait) -> Ending {
        let opened = Instant::now();
        let mut up = false;
        let mut next_beat = opened + interval.mul_f64(self.chance.fraction());
        loop {
            let heard = tokio::select! {
                () = self.stop.cancelled() => {
                    self.close(socket, 1000).await;
                    return Ending::Stopped;
                }
                () = sleep_until(next_beat) => {
                    next_beat += interval;
                    let Some(beat) = self.session.beat() else {
                        self.close(socket, CLOSE_TO_RESUME).await;
                        return Ending::Lost { why: "a heartbeat was not acknowledged".into(), was_up: up };
                    };
                    match self.write(&mut socket, &beat).await {
                        Ok(()) => continue,
                        Err(why) => return Ending::Lost { why, was_up: up },
                    }
                }
                () = sleep_until(opened + self.tempo.step), if !up => {
                    self.session.unreachable();
                    self.close(socket, CLOSE_TO_RESUME).await;
                    return Ending::Lost { why: "nothing came after the opening".into(), was_up: false };
                }
                frame = next(&mut socket) => match frame {
                    Ok(frame) => self.session.hear(frame),
                    Err(Gone::Closed(code)) => return match self.session.closed(code) {
                        Loss::Fatal(why) => Ending::Fatal(why.to_owned()),
                        Loss::Again => Ending::Lost { why: closed_with(code), was_up: up },
                    },
                    Err(Gone::Broken(why)) => return Ending::Lost { why, was_up: up },
                },
            };
            match heard {
                Heard::Ready { user, application } => {
                    up = true;
                    self.is_ready(user, application);
                }
                Heard::Resumed => {
                    up = true;
                    self.is_up("The Discord session goes on");
                }
                Heard::Event { name, payload } => self.dispatch(&name, payload),
                Heard::Acknowledged if opened.elapsed() >= self.tempo.stable => self.recovery.steady(),
                Heard::Acknowledged | Heard::Hello(_) => {}
                Heard::BeatNow => {
                    let beat = self.session.beat_now();
                    if let Err(why) = self.write(&mut socket, &beat).await {
                        return Ending::Lost { why, was_up: up };
                    }
                }
                Heard::Reconnect => {
                    self.close(socket, CLOSE_TO_RESUME).await;
                    return Ending::Lost { why: "Discord asked us to reconnect".into(), was_up: up };
                }
                Heard::Invalid { resumable } => {
                    self.close(socket, CLOSE_TO_RESUME).await;
                    return if resumable {
                        Ending::Lost { why: "the session must be resumed".into(), was_up: up }
                    } else {
                        Ending::Invalid
                    };
                }
                Heard::Nonsense => tracing::warn!("The Discord gateway sent a frame that is none"),
            }
        }
    }

    async fn write(&self, socket: &mut Socket, frame: &Value) -> Result<(), String> {
        match timeout(self.tempo.step, socket.send(Frame::text(frame.to_string()))).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => Err(socket::describe(&error)),
            Err(_) => Err("a frame could not be written in time".to_owned()),
        }
    }

    /// Says good-bye; a peer that does not listen is left alone after a moment.
    async fn close(&self, mut socket: Socket, code: u16) {
        let farewell = CloseFrame { code: code.into(), reason: "".into() };
        drop(timeout(Wait::from_secs(1), socket.close(Some(farewell))).await);
    }

    fn is_ready(&mut self, user: Option<String>, application: Option<String>) {
        self.discord.is_called(user, application);
        self.is_up("Connected to Discord");
        if !std::mem::replace(&mut self.registered, true) {
            let (discord, chance, stop) = (self.discord.clone(), self.chance.clone(), self.stop.clone());
            self.tracker.spawn(async move { stop.run_until_cancelled(register(&discord, &chance)).await });
        }
    }

    fn is_up(&self, how: &'static str) {
        tracing::info!("{how}");
        self.state.set(Link::Up { since: self.discord.clock.now() });
    }
}

pub(super) const TOKEN_REFUSED: &str = "Discord refused the bot token. Put the current one into DISCORD_TOKEN \
                             (Developer Portal → your application → Bot → Reset Token) and start again.";

/// Registers the commands; what fails for the moment is tried again, what is refused is said once.
pub(super) async fn register(discord: &Discord, chance: &Chance) {
    let mut backoff = Backoff::default();
    loop {
        let wait = match discord.register_commands().await {
            Ok(()) => return tracing::info!("The Discord commands are registered"),
            Err(SendError::RateLimited { after }) => machine_time(after),
            Err(SendError::NotSent(_) | SendError::Unknown(_)) => backoff.failed(chance.fraction()),
            Err(error) => return tracing::error!(%error, "Discord refused our commands; buttons work, commands do not"),
        };
        sleep(wait).await;
    }
}

fn machine_time(span: Duration) -> Wait {
    Wait::try_from(span).unwrap_or(Wait::from_secs(1))
}

fn lock(locked: &Mutex<Locked>) -> std::sync::MutexGuard<'_, Locked> {
    locked.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}
