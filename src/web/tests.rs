//! The promises of the HTTP edge, kept by a real server on a loopback port.

use std::net::SocketAddr;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::*;
use crate::clock::WoundClock;
use crate::config::Settings;
use crate::domain::ticket::TicketEvent;

const CLOSE: &str = r#"{"event":"ticket.closed","ticket":{"id":1}}"#;

/// A sink that remembers, and misbehaves on request.
#[derive(Default)]
struct Book {
    seen: Mutex<Vec<String>>,
    begun: AtomicUsize,
    began: Notify,
    gate: Option<Arc<Notify>>,
    busy: bool,
}

#[async_trait]
impl HookSink for Book {
    async fn accept(&self, event: TicketEvent) -> Result<Accepted, SinkBusy> {
        self.begun.fetch_add(1, Ordering::SeqCst);
        self.began.notify_one();
        if let Some(gate) = &self.gate {
            gate.notified().await;
        }
        assert_ne!(event.ticket.id, "panic", "asked to fall over");
        if self.busy {
            return Err(SinkBusy);
        }
        let mut seen = self.seen.lock().unwrap();
        if seen.contains(&event.dedupe_key) {
            return Ok(Accepted::Duplicate);
        }
        seen.push(event.dedupe_key);
        Ok(Accepted::Stored)
    }
}

struct Unready;

#[async_trait]
impl Ready for Unready {
    async fn measured(&self) -> Measured {
        Measured {
            at: crate::domain::Timestamp::UNIX_EPOCH,
            links: vec![],
            log_lines_dropped: 0,
            presses_refused: vec![],
            standing: None,
        }
    }

    async fn ready(&self) -> Result<(), String> {
        Err("the database does not answer\nsince noon".into())
    }
}

struct House {
    address: SocketAddr,
    book: Arc<Book>,
    tally: Arc<Tally>,
    stop: CancellationToken,
    tracker: TaskTracker,
    task: JoinHandle<std::io::Result<()>>,
}

impl House {
    async fn open(book: Book, limits: Limits) -> House {
        let text = "[[team]]\nname = \"T\"\ntimezone = \"UTC\"\n\
             [[source]]\nname = \"open\"\nteam = \"T\"\nauth = { scheme = \"none\" }\n\
             [[source]]\nname = \"signed\"\nteam = \"T\"\nauth = { secret_env = [\"S\"] }\n";
        let env = BTreeMap::from([("S".to_owned(), "kept-secret".to_owned())]);
        let sources = Settings::from_toml("test", text, &env).unwrap().sources;
        let (book, stop, tracker) = (Arc::new(book), CancellationToken::new(), TaskTracker::new());
        let clock = Arc::new(WoundClock::at("2026-11-23T09:00:00Z".parse().unwrap()));
        let state = State::new(sources, book.clone(), Arc::new(Unready), clock).limited(limits);
        let tally = state.tally();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let task = tokio::spawn(serve(listener, state, stop.clone(), tracker.clone()));
        House { address, book, tally, stop, tracker, task }
    }

    async fn new() -> House {
        Self::open(Book::default(), Limits::default()).await
    }

    /// Sends these bytes on a connection of their own and reads until it is closed.
    async fn say(&self, request: impl AsRef<[u8]>) -> String {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        // A refusal may come, and the connection close, before all is sent.
        let _ = stream.write_all(request.as_ref()).await;
        hear(stream).await
    }

    async fn post(&self, path: &str, extra: &str, body: &str) -> String {
        self.say(post(path, extra, body)).await
    }

    fn counted(&self, what: &str) -> u64 {
        self.tally.counts().into_iter().find(|(name, _)| *name == what).unwrap().1
    }
}

fn post(path: &str, extra: &str, body: &str) -> String {
    let length = body.len();
    format!("POST {path} HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: {length}\r\n{extra}\r\n{body}")
}

async fn hear(mut stream: TcpStream) -> String {
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    String::from_utf8_lossy(&answer).into_owned()
}

fn status(answer: &str) -> u16 {
    answer.split(' ').nth(1).and_then(|s| s.parse().ok()).unwrap_or(0)
}

#[tokio::test]
async fn a_close_is_stored_before_it_is_acknowledged_and_a_repetition_is_acknowledged_too() {
    let house = House::new().await;
    let body = r#"{"event":"ticket.closed","occurred_at":"2026-11-23T08:59:00Z","ticket":{"id":1}}"#;
    assert_eq!(status(&house.post("/hooks/open", "", body).await), 200);
    assert_eq!(house.book.seen.lock().unwrap().len(), 1);
    assert_eq!(status(&house.post("/hooks/open", "", body).await), 200);
    assert_eq!((house.counted("stored"), house.counted("duplicate")), (1, 1));
}

#[tokio::test]
async fn every_refusal_has_its_status_and_stores_nothing() {
    let house = House::new().await;
    let huge = "x".repeat(1024 * 1024 + 1);
    for (answer, expected) in [
        (house.post("/hooks/nobody", "", CLOSE).await, 404),
        (house.post("/hooks/..%2f..%2fetc", "", CLOSE).await, 404),
        (house.post("/elsewhere", "", CLOSE).await, 404),
        (house.post("/hooks/signed", "", CLOSE).await, 401),
        (house.post("/hooks/signed", "", "not json").await, 401),
        (house.post("/hooks/signed", "", "").await, 401),
        (house.post("/hooks/open", "", "").await, 400),
        (house.post("/hooks/open", "", "{").await, 400),
        (house.post("/hooks/open", "", r#"{"event":"ticket.closed","ticket":{}}"#).await, 422),
        (house.post("/hooks/open", "Content-Encoding: gzip\r\n", CLOSE).await, 415),
        (house.post("/hooks/open", "", &huge).await, 413),
    ] {
        assert_eq!(status(&answer), expected, "{answer}");
        assert!(!answer.contains("signature") && !answer.contains("ticket"), "says too much: {answer}");
    }
    assert_eq!(house.book.begun.load(Ordering::SeqCst), 0);
    assert_eq!(house.counted("refused"), 8, "what no source was meant by is not counted");
}

#[tokio::test]
async fn only_post_reaches_a_hook() {
    let house = House::new().await;
    for method in ["GET", "HEAD", "PUT", "DELETE", "TRACE", "OPTIONS"] {
        let answer = house.say(format!("{method} /hooks/open HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")).await;
        assert_eq!(status(&answer), 405, "{method}");
    }
    assert_eq!(house.book.begun.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn what_closes_nothing_is_acknowledged_and_counted() {
    let house = House::new().await;
    for body in ["{}", "[]", r#"{"event":"ping","ticket":{"id":1}}"#, r#"{"event":"x","ticket":{"id":1}}"#] {
        assert_eq!(status(&house.post("/hooks/open", "", body).await), 200, "{body}");
    }
    assert_eq!((house.counted("ignored"), house.book.begun.load(Ordering::SeqCst)), (4, 0));
}

#[tokio::test]
async fn a_large_body_is_refused_before_it_is_sent() {
    let house = House::new().await;
    let head = "POST /hooks/open HTTP/1.1\r\nHost: h\r\nContent-Length: 20000000\r\n\r\n";
    let answer = house.say(head).await;
    assert_eq!(status(&answer), 413);
    assert!(answer.to_lowercase().contains("connection: close"), "{answer}");
}

#[tokio::test]
async fn a_chunked_body_is_cut_off_at_the_limit_though_it_announces_no_length() {
    let house = House::new().await;
    let mut request = b"POST /hooks/open HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n".to_vec();
    for _ in 0..17 {
        request.extend_from_slice(b"10000\r\n");
        request.extend(std::iter::repeat_n(b'x', 0x10000));
        request.extend_from_slice(b"\r\n");
    }
    // No last chunk: the body never ends by itself.
    assert_eq!(status(&house.say(request).await), 413);
}

#[tokio::test]
async fn a_body_exactly_at_the_limit_is_read() {
    let house = House::new().await;
    let body = format!("{CLOSE}{}", " ".repeat(1024 * 1024 - CLOSE.len()));
    assert_eq!(status(&house.post("/hooks/open", "", &body).await), 200);
}

#[tokio::test]
async fn half_a_head_and_half_a_body_are_given_up_on() {
    let soon = Limits { head_within: Wait::from_millis(50), body_within: Wait::from_millis(50), ..Limits::default() };
    let house = House::open(Book::default(), soon).await;
    let answer = house.say("POST /hooks/open HTTP/1.1\r\nHost: h\r\nX-Half").await;
    assert!(answer.is_empty() || status(&answer) == 408, "{answer}");
    let answer = house.say("POST /hooks/open HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\n{").await;
    assert_eq!(status(&answer), 408, "{answer}");
    let idle = hear(TcpStream::connect(house.address).await.unwrap()).await;
    assert_eq!(idle, "", "a connection that says nothing is closed too");
}

#[tokio::test]
async fn an_oversized_head_is_refused() {
    let house = House::new().await;
    let long = format!("POST /hooks/{} HTTP/1.1\r\nHost: h\r\n\r\n", "x".repeat(100_000));
    assert!(matches!(status(&house.say(long).await), 414 | 431));
    let many: String = (0..1_000).map(|n| format!("X-{n}: v\r\n")).collect();
    assert_eq!(status(&house.say(format!("POST /hooks/open HTTP/1.1\r\nHost: h\r\n{many}\r\n")).await), 431);
}

#[tokio::test]
async fn a_sink_that_cannot_store_asks_the_sender_to_try_again() {
    let house = House::open(Book { busy: true, ..Book::default() }, Limits::default()).await;
    let answer = house.post("/hooks/open", "", CLOSE).await;
    assert_eq!(status(&answer), 503);
    assert!(answer.to_lowercase().contains("retry-after: 15"), "{answer}");
}

#[tokio::test]
async fn a_handler_that_falls_over_acknowledges_nothing_and_takes_nobody_with_it() {
    let house = House::new().await;
    let answer = house.post("/hooks/open", "", r#"{"event":"ticket.closed","ticket":{"id":"panic"}}"#).await;
    assert_eq!(status(&answer), 503);
    assert!(!answer.contains("asked to fall over"), "{answer}");
    assert_eq!(status(&house.post("/hooks/open", "", CLOSE).await), 200);
}

#[tokio::test]
async fn a_client_that_hangs_up_does_not_cancel_the_storing() {
    let gate = Arc::new(Notify::new());
    let house = House::open(Book { gate: Some(gate.clone()), ..Book::default() }, Limits::default()).await;
    let mut stream = TcpStream::connect(house.address).await.unwrap();
    stream.write_all(post("/hooks/open", "", CLOSE).as_bytes()).await.unwrap();
    house.book.began.notified().await;
    drop(stream);
    gate.notify_one();
    house.stop.cancel();
    house.task.await.unwrap().unwrap();
    house.tracker.close();
    house.tracker.wait().await;
    assert_eq!(house.book.seen.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn stopping_lets_a_request_in_flight_finish_and_takes_no_new_one() {
    let gate = Arc::new(Notify::new());
    let house = House::open(Book { gate: Some(gate.clone()), ..Book::default() }, Limits::default()).await;
    let mut stream = TcpStream::connect(house.address).await.unwrap();
    stream.write_all(post("/hooks/open", "", CLOSE).as_bytes()).await.unwrap();
    house.book.began.notified().await;
    house.stop.cancel();
    while TcpStream::connect(house.address).await.is_ok() {
        tokio::task::yield_now().await;
    }
    gate.notify_one();
    assert_eq!(status(&hear(stream).await), 200);
    house.task.await.unwrap().unwrap();
}

#[tokio::test]
async fn stopping_does_not_wait_for_ever() {
    let soon = Limits { stop_within: Wait::from_millis(50), ..Limits::default() };
    let house = House::open(Book { gate: Some(Arc::default()), ..Book::default() }, soon).await;
    let mut stream = TcpStream::connect(house.address).await.unwrap();
    stream.write_all(post("/hooks/open", "", CLOSE).as_bytes()).await.unwrap();
    house.book.began.notified().await;
    house.stop.cancel();
    house.task.await.unwrap().unwrap();
}

#[tokio::test]
async fn more_connections_than_there_are_places_wait_their_turn() {
    let one = Limits { connections: 1, head_within: Wait::from_millis(50), ..Limits::default() };
    let house = House::open(Book::default(), one).await;
    let idle = TcpStream::connect(house.address).await.unwrap();
    // Answered once the idle one has been shown out.
    assert_eq!(status(&house.post("/hooks/open", "", CLOSE).await), 200);
    drop(idle);
}

#[tokio::test]
async fn alive_and_ready_are_two_questions() {
    let house = House::new().await;
    let get = |path: &str| format!("GET {path} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    assert_eq!(status(&house.say(get("/healthz")).await), 200);
    let unready = house.say(get("/readyz")).await;
    assert_eq!(status(&unready), 503);
    assert!(unready.ends_with("the database does not answer since noon\n"), "{unready}");
}

#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    let house = House::new().await;
    for answer in [
        house.post("/hooks/open", "", CLOSE).await,
        house.post("/hooks/open", "", "{").await,
        house.say("GET /nowhere HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n").await,
        house.say("GET /hooks/open HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n").await,
    ] {
        let answer = answer.to_lowercase();
        for header in [
            "content-security-policy: default-src 'none'",
            "x-content-type-options: nosniff",
            "cache-control: no-store",
            "referrer-policy: no-referrer",
        ] {
            assert!(answer.contains(header), "{header} is not in\n{answer}");
        }
    }
}
