//! The driver, the same for the program and the reference: requests written beforehand, over connections that stay open.
//!
//! Knows just enough HTTP to read an answer, so that it takes as little as it can of the two cores it shares with what
//! it measures. Open loop: a thread of its own says when each request is due, whatever the answers take, and latency
//! counts from then. Refuses to know what is in a request.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::Context;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::{Mutex, mpsc};
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout};

use crate::spread::Spread;

/// Connections of the open loop: more than are ever waiting unless the rate cannot be held.
const OPEN: usize = 128;
/// An answer may take this long.
const PATIENCE: Duration = Duration::from_secs(30);

/// One request, whole.
#[derive(Clone)]
pub struct Request {
    /// Its number among all of its kind.
    pub number: usize,
    /// Head and body.
    pub bytes: Vec<u8>,
}

/// How requests follow each other.
#[derive(Debug, Clone, Copy)]
pub enum Tempo {
    /// So many a second, come what may.
    PerSecond(u32),
    /// As fast as the answers come, so many at once, for so long.
    AtOnce(usize, Duration),
}

/// What came of one request.
#[derive(Debug, Clone, Copy)]
pub struct Fate {
    /// The request's number.
    pub number: usize,
    /// From the moment it was due to the end of its answer.
    pub took: Duration,
    /// Answered with 200, and not with the words that it is not saved.
    pub kept: bool,
}

/// What came of all of them.
pub struct Driven {
    /// One for each request that was made.
    pub fates: Vec<Fate>,
    /// From the first moment to the last answer.
    pub lasted: Duration,
}

impl Driven {
    /// Kept requests a second.
    pub fn per_second(&self) -> f64 {
        self.fates.iter().filter(|f| f.kept).count() as f64 / self.lasted.as_secs_f64()
    }

    /// How long they took.
    pub fn spread(&self) -> Spread {
        Spread::of(self.fates.iter().map(|f| f.took).collect())
    }

    /// Both, one after the other.
    pub fn and(mut self, later: Driven) -> Driven {
        self.fates.extend(later.fates);
        self.lasted += later.lasted;
        self
    }
}

/// Makes the requests.
pub async fn drive(port: u16, requests: Vec<Request>, tempo: Tempo) -> anyhow::Result<Driven> {
    let connections = match tempo {
        Tempo::PerSecond(_) => OPEN,
        Tempo::AtOnce(many, _) => many,
    };
    let mut lines = Vec::with_capacity(connections);
    for _ in 0..connections {
        lines.push(Line::open(port).await?);
    }
    let requests = Arc::new(requests);
    let began = Instant::now();
    let fates = match tempo {
        Tempo::PerSecond(rate) => open_loop(lines, requests, began, rate).await?,
        Tempo::AtOnce(_, lasting) => closed_loop(lines, requests, began + lasting).await?,
    };
    Ok(Driven { fates, lasted: began.elapsed() })
}

async fn open_loop(
    lines: Vec<Line>,
    requests: Arc<Vec<Request>>,
    began: Instant,
    rate: u32,
) -> anyhow::Result<Vec<Fate>> {
    let (due, waiting) = mpsc::unbounded_channel();
    let waiting = Arc::new(Mutex::new(waiting));
    let count = requests.len();
    // A thread that sleeps is exact to a tenth of a millisecond; the runtime's timer is not to a whole one.
    let pacing = tokio::task::spawn_blocking(move || {
        for nth in 0..count {
            let at = began + Duration::from_secs(1).mul_f64(nth as f64 / f64::from(rate));
            std::thread::sleep(at.saturating_duration_since(Instant::now()));
            if due.send((nth, at)).is_err() {
                return;
            }
        }
    });
    let mut working = JoinSet::new();
    for mut line in lines {
        let (waiting, requests) = (waiting.clone(), requests.clone());
        working.spawn(async move {
            let mut fates = Vec::new();
            loop {
                let Some((nth, at)) = waiting.lock().await.recv().await else { return anyhow::Ok(fates) };
                if let Some(request) = requests.get(nth) {
                    fates.push(line.exchange(request, at).await?);
                }
            }
        });
    }
    let fates = gathered(working).await;
    pacing.await?;
    fates
}

async fn closed_loop(lines: Vec<Line>, requests: Arc<Vec<Request>>, until: Instant) -> anyhow::Result<Vec<Fate>> {
    let next = Arc::new(AtomicUsize::new(0));
    let mut working = JoinSet::new();
    for mut line in lines {
        let (next, requests) = (next.clone(), requests.clone());
        working.spawn(async move {
            let mut fates = Vec::new();
            while Instant::now() < until
                && let Some(request) = requests.get(next.fetch_add(1, Ordering::Relaxed))
            {
                fates.push(line.exchange(request, Instant::now()).await?);
            }
            anyhow::Ok(fates)
        });
    }
    gathered(working).await
}

async fn gathered(mut working: JoinSet<anyhow::Result<Vec<Fate>>>) -> anyhow::Result<Vec<Fate>> {
    let mut all = Vec::new();
    while let Some(one) = working.join_next().await {
        all.extend(one??);
    }
    Ok(all)
}

/// One connection.
struct Line {
    stream: TcpStream,
    heard: Vec<u8>,
}

impl Line {
    async fn open(port: u16) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(("127.0.0.1", port)).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, heard: Vec::with_capacity(4096) })
    }

    async fn exchange(&mut self, request: &Request, due: Instant) -> anyhow::Result<Fate> {
        let kept = timeout(PATIENCE, self.answered(&request.bytes)).await.context("no answer came")??;
        Ok(Fate { number: request.number, took: due.elapsed(), kept })
    }

    async fn answered(&mut self, bytes: &[u8]) -> anyhow::Result<bool> {
        self.stream.write_all(bytes).await?;
        self.heard.clear();
        loop {
            anyhow::ensure!(self.stream.read_buf(&mut self.heard).await? > 0, "the connection was closed");
            if let Some(kept) = verdict(&self.heard)? {
                return Ok(kept);
            }
        }
    }
}

/// Whether an answer says that it was kept; `None` if it is not all there.
fn verdict(heard: &[u8]) -> anyhow::Result<Option<bool>> {
    let Some(head) = heard.windows(4).position(|w| w == b"\r\n\r\n") else { return Ok(None) };
    let (head, body) = heard.split_at(head + 4);
    let head = std::str::from_utf8(head)?;
    let length = head.lines().find_map(|l| {
        let (name, value) = l.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>())
    });
    if body.len() < length.context("an answer without a length")?? {
        return Ok(None);
    }
    let refused = body.windows(9).any(|w| w == b"Not saved");
    Ok(Some(head.starts_with("HTTP/1.1 200") && !refused))
}
