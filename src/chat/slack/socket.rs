//! Socket Mode: how what people do reaches us, whatever the network does.
//!
//! Two sentences of concurrency: [`Slack::listen`] is one loop that keeps two fresh sockets open and hears from every
//! socket by `News`; every socket is one task that reads frames, starts a task per envelope and writes what those
//! tasks put in its outbox. Own loop, because slack-morphism's closes the old socket before the new one is open, hangs
//! on a silent peer and handles envelopes one after another (RELIABILITY S1–S6).
//!
//! Refuses to know what an envelope means: that is `handle`.

mod reader;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt;
use serde_json::Value;
use tokio::sync::{Semaphore, mpsc};
use tokio::time::{Instant, sleep, timeout};
use tokio_tungstenite::tungstenite::Message as Frame;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::{debug, info, warn};

use self::reader::Reader;
use super::super::socket::{Backoff, Socket, connect, describe};
use super::super::{Link, LinkState, Receiver, SendError};
use super::Slack;
use crate::chance::Chance;

/// Envelopes handled at the same time; more wait, and count against their budget while they do.
const AT_ONCE: usize = 256;

/// What every socket and every envelope's task shares.
pub(super) struct Listening {
    pub(super) slack: Arc<Slack>,
    pub(super) receiver: Arc<dyn Receiver>,
    pub(super) tracker: TaskTracker,
    pub(super) permits: Arc<Semaphore>,
    stop: CancellationToken,
}

impl Listening {
    pub(super) fn new(
        slack: Arc<Slack>,
        receiver: Arc<dyn Receiver>,
        tracker: TaskTracker,
        stop: CancellationToken,
    ) -> Arc<Self> {
        Arc::new(Self { slack, receiver, tracker, permits: Arc::new(Semaphore::new(AT_ONCE)), stop })
    }
}

/// Where the frames to write go; gone once the socket is.
type Outbox = mpsc::UnboundedSender<String>;

/// One thing Slack handed us to deal with.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Envelope {
    pub(super) id: String,
    pub(super) kind: String,
    pub(super) accepts_payload: bool,
    pub(super) payload: Value,
}

/// What a text frame says.
#[derive(Debug, PartialEq)]
pub(super) enum Said {
    Hello,
    /// Slack is about to close this socket, for this reason.
    Disconnect(String),
    Envelope(Envelope),
    /// Not a frame of Slack's; the text says how not.
    Noise(&'static str),
}

/// What a socket's task tells the loop.
#[derive(Debug)]
enum News {
    /// Slack gave notice: a new socket is due, this one is still read.
    Warned,
    /// Closed, and why.
    Ended(String),
    /// Socket Mode was switched off for the app.
    LinkDisabled,
}

/// Why no socket could be opened.
enum NoSocket {
    /// An operator must act; the text says how.
    Fatal(String),
    /// Worth another try, not before this.
    Later(Duration, String),
}

struct Opened {
    socket: Socket,
    /// What arrived before `hello`.
    early: Vec<Frame>,
}

struct Live {
    born: Instant,
    warned: bool,
}

impl Slack {
    /// Keeps a socket to Slack until `stop` or until Slack says that an operator must act. Every act is handed to
    /// `receiver` and acknowledged after that.
    pub async fn listen(
        self: Arc<Slack>,
        receiver: Arc<dyn Receiver>,
        state: LinkState,
        chance: Arc<Chance>,
        stop: CancellationToken,
        tracker: TaskTracker,
    ) {
        let shared = Listening::new(self, receiver, tracker, stop);
        let supervisor = Supervisor::new(shared, state, chance);
        supervisor.run().await;
    }

    async fn open_socket(&self) -> Result<Opened, NoSocket> {
        if self.installation().is_none() {
            self.auth_test().await.map_err(|e| no_socket(e, "bot token (SLACK_BOT_TOKEN)"))?;
        }
        let url = self.api.open_socket().await.map_err(|e| no_socket(e, "app token (SLACK_APP_TOKEN)"))?;
        let step = self.timings.step;
        let handshake = timeout(step, connect(url.as_str())).await;
        let mut socket =
            handshake.unwrap_or_else(|_| Err("the handshake was not answered in time".to_owned())).map_err(later)?;
        let mut early = Vec::new();
        match timeout(step, hello(&mut socket, &mut early)).await {
            Ok(Ok(())) => Ok(Opened { socket, early }),
            Ok(Err(why)) => Err(why),
            Err(_) => Err(later("Slack did not say hello in time".to_owned())),
        }
    }
}

fn later(why: String) -> NoSocket {
    NoSocket::Later(Duration::ZERO, why)
}

fn no_socket(error: SendError, what: &str) -> NoSocket {
    match error {
        SendError::Disabled(code) => NoSocket::Fatal(format!(
            "Slack does not accept the {what}: {code}. Check the token and the app's scopes, then restart."
        )),
        SendError::RateLimited { after } => {
            NoSocket::Later(Duration::try_from(after).unwrap_or_default(), "rate limited".to_owned())
        }
        other => later(other.to_string()),
    }
}

async fn hello(socket: &mut Socket, early: &mut Vec<Frame>) -> Result<(), NoSocket> {
    loop {
        let frame = match socket.next().await {
            Some(Ok(frame)) => frame,
            Some(Err(error)) => return Err(later(describe(&error))),
            None => return Err(later("closed before hello".to_owned())),
        };
        match frame.to_text().ok().filter(|_| frame.is_text()).map(read) {
            Some(Said::Hello) => return Ok(()),
            Some(Said::Disconnect(reason)) if reason == "link_disabled" => return Err(NoSocket::Fatal(disabled())),
            Some(Said::Disconnect(reason)) => return Err(later(format!("turned away: {reason}"))),
            Some(Said::Envelope(_)) => early.push(frame),
            Some(Said::Noise(_)) | None => {}
        }
    }
}

fn disabled() -> String {
    "Socket Mode is switched off for this Slack app. Switch it on in the app's settings, then restart.".to_owned()
}

/// Reads a text frame without any model: whatever has an envelope id is an envelope.
pub(super) fn read(text: &str) -> Said {
    let Ok(frame) = serde_json::from_str::<Value>(text) else {
        return salvaged(text).map_or(Said::Noise("not JSON"), Said::Envelope);
    };
    let word = |key: &str| frame.get(key).and_then(Value::as_str);
    match (word("type"), word("envelope_id")) {
        (Some("hello"), _) => Said::Hello,
        (Some("disconnect"), _) => Said::Disconnect(word("reason").unwrap_or("unstated").to_owned()),
        (kind, Some(id)) => Said::Envelope(Envelope {
            id: id.to_owned(),
            kind: kind.unwrap_or("unstated").to_owned(),
            accepts_payload: frame.get("accepts_response_payload").and_then(Value::as_bool).unwrap_or(false),
            payload: frame.get("payload").cloned().unwrap_or_default(),
        }),
        (_, None) => Said::Noise("no envelope id"),
    }
}

/// A frame that is not JSON but names an envelope: kept as it is, so that it can be acknowledged.
fn salvaged(text: &str) -> Option<Envelope> {
    let (_, rest) = text.split_once("\"envelope_id\"")?;
    let id = rest.split('"').nth(1).filter(|id| !id.is_empty() && id.len() <= 100)?;
    let payload = Value::String(text.to_owned());
    Some(Envelope { id: id.to_owned(), kind: "undecodable".to_owned(), accepts_payload: false, payload })
}

/// The loop that keeps the fresh sockets open.
struct Supervisor {
    shared: Arc<Listening>,
    state: LinkState,
    chance: Arc<Chance>,
    live: HashMap<u64, Live>,
    opened: u64,
    /// Sockets in a row that did not live long.
    short_lived: u32,
    backoff: Backoff,
    news: mpsc::UnboundedReceiver<(u64, News)>,
    tell: mpsc::UnboundedSender<(u64, News)>,
}

/// Whether the loop goes on.
enum Next {
    GoOn,
    Stop,
}

impl Supervisor {
    fn new(shared: Arc<Listening>, state: LinkState, chance: Arc<Chance>) -> Self {
        let (tell, news) = mpsc::unbounded_channel();
        let (live, backoff) = (HashMap::new(), Backoff::default());
        Self { shared, state, chance, live, opened: 0, short_lived: 0, backoff, news, tell }
    }

    async fn run(mut self) {
        self.publish();
        loop {
            let fresh = self.live.values().filter(|l| !l.warned);
            let (count, youngest) = (fresh.clone().count(), fresh.map(|l| l.born.elapsed()).min());
            let timings = &self.shared.slack.timings;
            let rest = youngest.map_or(Duration::ZERO, |age| timings.stagger.saturating_sub(age));
            let next = if count >= timings.sockets {
                self.wait(None).await
            } else if rest.is_zero() {
                self.renew().await
            } else {
                self.stagger(rest).await
            };
            if matches!(next, Next::Stop) {
                return;
            }
        }
    }

    /// Opens a socket while listening to what the old ones say.
    async fn renew(&mut self) -> Next {
        // The first short-lived socket may be chance; from the second on we would be flapping.
        if self.short_lived > 1 {
            let pause = self.backoff.failed(self.chance.fraction());
            if matches!(self.wait(Some(pause)).await, Next::Stop) {
                return Next::Stop;
            }
        }
        let slack = Arc::clone(&self.shared.slack);
        let mut opening = Box::pin(async move { slack.open_socket().await });
        let result = loop {
            tokio::select! {
                () = self.shared.stop.cancelled() => return Next::Stop,
                result = &mut opening => break result,
                Some((id, news)) = self.news.recv() => if matches!(self.hear(id, news), Next::Stop) { return Next::Stop },
            }
        };
        match result {
            Ok(opened) => self.welcome(opened),
            Err(NoSocket::Fatal(why)) => self.give_up(why),
            Err(NoSocket::Later(at_least, why)) => {
                let pause = self.backoff.failed(self.chance.fraction()).max(at_least);
                warn!(
                    platform = "slack",
                    why,
                    wait_ms = pause.as_millis() as u64,
                    "could not connect to Slack; trying again"
                );
                self.short_lived = 0;
                self.wait(Some(pause)).await
            }
        }
    }

    /// Lets some time pass between two openings, unless there is news.
    async fn stagger(&mut self, rest: Duration) -> Next {
        tokio::select! {
            () = self.shared.stop.cancelled() => Next::Stop,
            () = sleep(rest) => Next::GoOn,
            Some((id, news)) = self.news.recv() => self.hear(id, news),
        }
    }

    /// Waits for news, for `at_most` if given (then the whole time is waited, unless the last socket is lost).
    async fn wait(&mut self, at_most: Option<Duration>) -> Next {
        let deadline = at_most.map(|w| Instant::now() + w);
        loop {
            let served = !self.live.is_empty();
            let rest = deadline.map(|d| d.saturating_duration_since(Instant::now()));
            tokio::select! {
                () = self.shared.stop.cancelled() => return Next::Stop,
                () = sleep(rest.unwrap_or_default()), if rest.is_some() => return Next::GoOn,
                Some((id, news)) = self.news.recv() => match (self.hear(id, news), deadline) {
                    (Next::Stop, _) => return Next::Stop,
                    (Next::GoOn, None) => return Next::GoOn,
                    (Next::GoOn, Some(_)) if served && self.live.is_empty() => return Next::GoOn,
                    (Next::GoOn, Some(_)) => {}
                },
            }
        }
    }

    fn welcome(&mut self, opened: Opened) -> Next {
        self.opened += 1;
        let id = self.opened;
        self.live.insert(id, Live { born: Instant::now(), warned: false });
        let reader = Reader { shared: Arc::clone(&self.shared), tell: self.tell.clone(), id };
        self.shared.tracker.spawn(reader.run(opened));
        info!(platform = "slack", socket = id, "connected to Slack");
        self.publish();
        Next::GoOn
    }

    fn hear(&mut self, id: u64, news: News) -> Next {
        match news {
            News::LinkDisabled => return self.give_up(disabled()),
            News::Warned => {
                debug!(platform = "slack", socket = id, "Slack is about to close a socket; opening another first");
                if let Some(live) = self.live.get_mut(&id) {
                    live.warned = true;
                    let age = live.born.elapsed();
                    self.judge(age);
                }
            }
            News::Ended(why) => {
                if let Some(ended) = self.live.remove(&id) {
                    info!(platform = "slack", socket = id, why, open = self.live.len(), "a socket to Slack closed");
                    if !ended.warned {
                        self.judge(ended.born.elapsed());
                    }
                }
            }
        }
        self.publish();
        Next::GoOn
    }

    fn judge(&mut self, age: Duration) {
        if age < self.shared.slack.timings.settled {
            self.short_lived = self.short_lived.saturating_add(1);
        } else {
            self.short_lived = 0;
            self.backoff.reset();
        }
    }

    fn give_up(&mut self, why: String) -> Next {
        warn!(platform = "slack", why, "Slack needs an operator");
        self.state.set(Link::Fatal { why });
        Next::Stop
    }

    /// Tells how the link stands; a state that lasts keeps its beginning.
    fn publish(&self) {
        let since = self.shared.slack.clock.now();
        match (self.live.is_empty(), self.state.get()) {
            (true, Link::Connecting { .. }) | (false, Link::Up { .. }) => {}
            (true, _) => self.state.set(Link::Connecting { since }),
            (false, _) => self.state.set(Link::Up { since }),
        }
    }
}

#[cfg(test)]
mod tests;
