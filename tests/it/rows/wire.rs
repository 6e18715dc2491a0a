//! B2 and B19: what is wrong with a request before anybody asks who sent it.
//!
//! Written byte by byte, because no client worth its name would send it.

use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::called::{Called, timed};
use crate::world::World;

/// Every address that takes a body.
const ADDRESSES: [&str; 5] =
    ["/slack/events", "/slack/interactions", "/slack/commands", "/discord/interactions", "/hooks/desk"];
/// A body may be this large.
const MOST: usize = 1024 * 1024;

/// A connection to the program.
pub async fn connection(world: &World) -> TcpStream {
    let address = world.url("").trim_start_matches("http://").to_owned();
    TcpStream::connect(address).await.unwrap()
}

/// Sends this and reads until the connection is closed.
async fn said(world: &World, request: impl AsRef<[u8]>) -> String {
    let mut stream = connection(world).await;
    // A refusal may come, and the connection close, before all is sent.
    let _ = stream.write_all(request.as_ref()).await;
    heard(&mut stream).await
}

async fn heard(stream: &mut TcpStream) -> String {
    let mut answer = Vec::new();
    // What arrived before a reset was heard, too.
    let _ = stream.read_to_end(&mut answer).await;
    String::from_utf8_lossy(&answer).into_owned()
}

fn status(answer: &str) -> u16 {
    answer.split(' ').nth(1).and_then(|code| code.parse().ok()).unwrap_or_default()
}

fn head(method: &str, path: &str, more: &str) -> String {
    format!("{method} {path} HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\n{more}\r\n")
}

/// Resident memory, in kilobytes.
#[cfg(target_os = "linux")]
pub fn resident(pid: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

#[tokio::test]
async fn b02_a_body_that_is_too_large_is_refused_on_its_head_and_the_connection_is_closed() {
    let called = Called::up().await;
    for path in ADDRESSES {
        for length in [MOST + 1, 20_000_000, usize::MAX / 2] {
            // Not a byte of the body is sent: whoever answers has not waited for one.
            let answer = said(&called.world, head("POST", path, &format!("Content-Length: {length}\r\n"))).await;
            assert_eq!(status(&answer), 413, "{path} {length}: {answer}");
            assert!(answer.to_lowercase().contains("connection: close"), "{answer}");
        }
        let at_most =
            [head("POST", path, &format!("Connection: close\r\nContent-Length: {MOST}\r\n")), " ".repeat(MOST)];
        assert_eq!(
            status(&said(&called.world, at_most.concat()).await),
            401,
            "{path}: just small enough, and unsigned"
        );
    }
    called.still_works().await;
}

#[tokio::test]
async fn b02_a_chunked_body_without_end_is_cut_off_and_never_held_in_memory() {
    let called = Called::up().await;
    #[cfg(target_os = "linux")]
    let before = resident(called.program.pid());
    for path in ADDRESSES {
        let mut stream = connection(&called.world).await;
        stream.write_all(head("POST", path, "Transfer-Encoding: chunked\r\n").as_bytes()).await.unwrap();
        let chunk = ["10000\r\n".to_owned(), "x".repeat(0x10000), "\r\n".to_owned()].concat();
        let mut sent = 0;
        while sent < 20 * MOST && stream.write_all(chunk.as_bytes()).await.is_ok() {
            sent += 0x10000;
        }
        assert!(sent < 20 * MOST, "{path}: nobody reads twenty megabytes");
        // The answer may be lost in the reset; that it is 413 is seen where no more is sent than it takes.
        let enough = [head("POST", path, "Transfer-Encoding: chunked\r\n"), chunk.repeat(17)].concat();
        let answer = said(&called.world, enough).await;
        assert!(answer.is_empty() || status(&answer) == 413, "{path}: {answer}");
    }
    #[cfg(target_os = "linux")]
    assert!(resident(called.program.pid()) < before + 30_000, "{} after {before}", resident(called.program.pid()));
    called.still_works().await;
}

#[tokio::test]
async fn b02_a_length_that_lies_is_nobody_s_second_request() {
    let called = Called::up().await;
    for path in ADDRESSES {
        // Less than is sent: the rest is no request.
        let answer = said(&called.world, head("POST", path, "Content-Length: 2\r\n") + "{}}}}}\r\n\r\n").await;
        assert_eq!(status(&answer), 401, "{path}: {answer}");
        assert!(answer.matches("HTTP/1.1 ").count() <= 2 && !answer.contains("HTTP/1.1 200"), "{answer}");
        for lie in [
            "Content-Length: 5\r\nContent-Length: 6\r\n",
            "Content-Length: -1\r\n",
            "Content-Length: +5\r\n",
            "Content-Length: five\r\n",
            "Transfer-Encoding: gzip\r\n",
        ] {
            let answer = said(&called.world, head("POST", path, lie) + "hello").await;
            assert_eq!(status(&answer), 400, "{path} {lie:?}: {answer}");
        }
        // Both: the chunks count, and nothing follows them.
        let both = head("POST", path, "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n");
        let answer = said(&called.world, both + "0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: h\r\n\r\n").await;
        assert!(!answer.contains("HTTP/1.1 200"), "{path}: {answer}");
    }
    // More than is sent: given up, well before the sender is.
    let begun = head("POST", "/slack/events", "Content-Length: 100\r\n") + "{";
    let (answer, took) = timed(said(&called.world, begun)).await;
    assert_eq!(status(&answer), 408, "{answer}");
    assert!(took < Duration::from_secs(15), "{took:?}");
    called.still_works().await;
}

#[tokio::test]
async fn b19_methods_paths_and_heads_that_fit_nothing_are_refused_by_their_own_status() {
    let called = Called::up().await;
    let closing = "Connection: close\r\nContent-Length: 0\r\n";
    for path in ADDRESSES {
        for method in ["GET", "HEAD", "PUT", "DELETE", "PATCH", "TRACE", "OPTIONS", "BREW"] {
            let answer = said(&called.world, head(method, path, closing)).await;
            assert_eq!(status(&answer), 405, "{method} {path}: {answer}");
            assert!(!answer.contains("application/json"), "TRACE shows nobody their own headers: {answer}");
        }
        for wrong in ["/..", "/../..", "/%2e%2e/etc/passwd", "//", "%00", "/x", "?", ";x"] {
            let odd = format!("{path}{wrong}");
            let expected: &[u16] = if wrong == "?" { &[401] } else { &[404] };
            let answer = said(&called.world, head("POST", &odd, closing)).await;
            assert!(expected.contains(&status(&answer)), "{odd}: {answer}");
        }
        let long = format!("{path}?{}", "x".repeat(100_000));
        let answer = said(&called.world, head("POST", &long, closing)).await;
        assert!([414, 431].contains(&status(&answer)), "{path}: {answer}");
        let many: String = (0..1_000).map(|n| format!("X-{n}: {n}\r\n")).collect();
        let answer = said(&called.world, head("POST", path, &many)).await;
        assert_eq!(status(&answer), 431, "{path}: {answer}");
    }
    for target in ["/../../etc/passwd", "/hooks/../healthz", "/hooks/%2e%2e%2f%2e%2e", "/hooks/desk%0d%0aX:y", "*", "/"]
    {
        let answer = said(&called.world, head("POST", target, closing)).await;
        assert!([400, 404, 405].contains(&status(&answer)), "{target}: {answer}");
        assert!(!answer.contains("root:"), "{answer}");
    }
    called.still_works().await;
}

#[tokio::test]
async fn b19_a_head_with_line_breaks_or_nul_in_it_is_no_head() {
    let called = Called::up().await;
    for broken in ["X: a\0b\r\n", "X: a\rb\r\n", "X y: z\r\n", " X: folded\r\n", "no colon\r\n", "X\u{7f}: y\r\n"] {
        let answer = said(&called.world, head("POST", "/slack/events", broken)).await;
        assert_eq!(status(&answer), 400, "{broken:?}: {answer}");
    }
    for nonsense in [
        "\r\n\r\n\r\n\r\n x",
        "POST\r\n\r\n",
        "POST /x HTTP/9.9\r\n\r\n",
        "\u{16}\u{3}\u{1}\u{2}\0\u{1}",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ] {
        let answer = said(&called.world, nonsense).await;
        assert!([0, 400].contains(&status(&answer)), "{nonsense:?}: {answer}");
    }
    // What was echoed nowhere cannot have split an answer.
    let split = head("POST", "/slack/events?x=%0d%0aSet-Cookie:%20a=b", "Connection: close\r\nContent-Length: 0\r\n");
    assert!(!said(&called.world, split).await.to_lowercase().contains("set-cookie"));
    called.still_works().await;
}
