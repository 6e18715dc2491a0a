//! The last moment at which a send may begin.
//!
//! Knows that a process may be stopped anywhere and wake up when its work belongs to somebody else. So the question is
//! asked where the bytes are handed to the connection, not where the send was decided. Refuses to know who else there is.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use reqwest::Body;
use tokio::time::Instant;

use super::http::span;
use crate::clock::Clock;
use crate::domain::{Duration, Timestamp};

/// Until when a send may begin.
#[derive(Clone, Default)]
pub struct Until(Option<Limit>);

#[derive(Clone)]
struct Limit {
    /// When it began, by a clock that nobody sets but that may stand still while the machine sleeps.
    steady: Instant,
    /// The same moment by the clock on the wall, which goes on while the machine sleeps but may be set.
    wall: Timestamp,
    lasts: Duration,
    clock: Arc<dyn Clock>,
}

impl std::fmt::Debug for Until {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Until").field(&self.0.as_ref().map(|limit| limit.lasts)).finish()
    }
}

impl Until {
    /// No limit: nobody else would send it.
    pub fn whenever() -> Self {
        Self(None)
    }

    /// For as long as `lasts` from now on.
    pub fn after(lasts: Duration, clock: Arc<dyn Clock>) -> Self {
        Self(Some(Limit { steady: Instant::now(), wall: clock.now(), lasts, clock }))
    }

    /// Whether it is too late. Either clock may say so.
    pub fn is_over(&self) -> bool {
        let Some(Limit { steady, wall, lasts, clock }) = &self.0 else { return false };
        span(steady.elapsed()) > *lasts || clock.now().duration_since(*wall) > *lasts
    }
}

/// It was too late: the last byte was never handed over, so nothing became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too late to be sent by this process")]
pub struct TooLate;

/// Sends a request unless it is too late when its body is written: after the connection was found, made and secured.
pub async fn send(
    client: &reqwest::Client,
    request: reqwest::RequestBuilder,
    until: &Until,
) -> Result<reqwest::Response, reqwest::Error> {
    let mut request = request.build()?;
    if until.0.is_some()
        && let Some(inner) = request.body_mut().take()
    {
        *request.body_mut() = Some(Body::wrap(Watched { inner, until: until.clone() }));
    }
    client.execute(request).await
}

/// A body that breaks off once it is too late; a request without its whole body is none.
struct Watched {
    inner: Body,
    until: Until,
}

impl http_body::Body for Watched {
    type Data = <Body as http_body::Body>::Data;
    type Error = Box<dyn std::error::Error + Send + Sync>;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<http_body::Frame<Self::Data>, Self::Error>>> {
        if self.until.is_over() {
            return Poll::Ready(Some(Err(TooLate.into())));
        }
        Pin::new(&mut self.inner).poll_frame(cx).map_err(Into::into)
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> http_body::SizeHint {
        self.inner.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    use super::*;
    use crate::chat::SendError;
    use crate::chat::http::{client, transport_failure};
    use crate::clock::WoundClock;

    fn a_minute() -> (Arc<WoundClock>, Until) {
        let clock = Arc::new(WoundClock::at(Timestamp::UNIX_EPOCH));
        let until = Until::after(Duration::from_secs(60), clock.clone());
        (clock, until)
    }

    /// A server that reads until the other side has said all it has to say.
    async fn heard(listener: TcpListener) -> String {
        let (mut peer, _) = listener.accept().await.expect("a connection");
        let mut all = Vec::new();
        let mut some = [0; 1024];
        while !all.ends_with(b"the whole body") {
            match peer.read(&mut some).await {
                Ok(0) | Err(_) => break,
                Ok(n) => all.extend_from_slice(&some[..n]),
            }
        }
        drop(peer.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await);
        String::from_utf8(all).expect("text")
    }

    async fn sent(until: &Until) -> (Result<u16, SendError>, String) {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}/", listener.local_addr().expect("an address"));
        let client = client().expect("a client");
        let request = client.post(url).body("the whole body");
        let (answer, heard) = tokio::join!(send(&client, request, until), heard(listener));
        (answer.map(|a| a.status().as_u16()).map_err(|e| transport_failure(&e)), heard)
    }

    #[tokio::test]
    async fn in_time_the_body_goes_out_whole_and_with_its_length() {
        let (_clock, until) = a_minute();
        let (answer, heard) = sent(&until).await;
        assert_eq!(answer, Ok(200));
        assert!(heard.contains("content-length: 14") && heard.ends_with("the whole body"), "{heard}");
    }

    #[tokio::test]
    async fn too_late_nothing_of_the_body_leaves_even_on_an_open_connection() {
        let (clock, until) = a_minute();
        clock.advance(Duration::from_secs(61));
        let (answer, heard) = sent(&until).await;
        assert_eq!(answer, Err(SendError::NotSent("too late to be sent by this process".into())));
        assert!(!heard.contains("body"), "{heard}");
    }

    #[tokio::test]
    async fn a_clock_set_back_gives_nobody_more_time_and_one_set_ahead_takes_it_away() {
        let clock = Arc::new(WoundClock::at(Timestamp::UNIX_EPOCH + Duration::from_hours(9)));
        let until = Until::after(Duration::ZERO, clock.clone());
        clock.advance(-Duration::from_hours(1));
        tokio::time::sleep(std::time::Duration::from_millis(2)).await;
        assert!(until.is_over());
        let (clock, until) = a_minute();
        assert!(!until.is_over() && !Until::whenever().is_over());
        clock.advance(Duration::from_hours(1));
        assert!(until.is_over());
    }
}
