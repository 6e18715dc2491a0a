//! What both platforms' sockets share: a deadline on every step, jittered back-off, silence detection.
//!
//! Knows WebSockets. Refuses to know any platform's frames. Written instead of using the crates' own loops because
//! those hang for ever on a silent peer and drop what arrives during a refresh (RELIABILITY §3.1 S1, S2; §3.2 D1, D2).

use std::time::Duration;

use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Error as WsError;
use tokio_tungstenite::tungstenite::error::UrlError;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

/// Each step of connecting gets this long.
pub const STEP: Duration = Duration::from_secs(10);
/// Frames larger than this are refused, and the socket with them; neither platform documents one that comes near.
const MAX_FRAME: usize = 8 << 20;

/// A connected socket.
pub type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// Connects within [`STEP`]. The error never holds the URL: Slack's carries a ticket.
pub async fn connect(url: &str) -> Result<Socket, String> {
    let config = WebSocketConfig::default().max_message_size(Some(MAX_FRAME)).max_frame_size(Some(MAX_FRAME));
    let handshake = async {
        let to = url.parse().map_err(|_| WsError::Url(UrlError::UnsupportedUrlScheme))?;
        let stream = super::reach::dial(&to).await?;
        // Small frames that somebody waits for.
        stream.set_nodelay(true)?;
        tokio_tungstenite::client_async_tls_with_config(url, stream, Some(config), None).await
    };
    match tokio::time::timeout(STEP, handshake).await {
        Err(_) => Err("the handshake was not answered in time".to_owned()),
        Ok(Err(error)) => Err(describe(&error)),
        Ok(Ok((socket, _))) => Ok(socket),
    }
}

/// A socket failure in words that are safe to log.
pub fn describe(error: &WsError) -> String {
    match error {
        WsError::ConnectionClosed | WsError::AlreadyClosed => "closed".to_owned(),
        WsError::Io(io) => format!("network: {}", io.kind()),
        WsError::Tls(_) => "TLS failed".to_owned(),
        WsError::Http(response) => format!("handshake answered {}", response.status()),
        WsError::Capacity(_) => "frame too large".to_owned(),
        WsError::Protocol(p) => format!("protocol: {p}"),
        _ => "socket failed".to_owned(),
    }
}

/// How long to wait before the next try: doubles from one second to thirty, spread by the given jitter in `[0, 1)`.
#[derive(Debug, Default)]
pub struct Backoff {
    failures: u32,
}

impl Backoff {
    /// The wait after one more failure.
    pub fn failed(&mut self, jitter: f64) -> Duration {
        let base = Duration::from_secs(1 << self.failures.min(5)).min(Duration::from_secs(30));
        self.failures = self.failures.saturating_add(1);
        base.mul_f64(0.5 + jitter.clamp(0.0, 1.0) / 2.0)
    }

    /// Works again.
    pub fn reset(&mut self) {
        self.failures = 0;
    }
}
