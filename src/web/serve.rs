//! The connections themselves.
//!
//! Knows deadlines that `axum::serve` does not set: a half-sent head holds nobody up (RELIABILITY §3.5), and when all
//! places are taken it makes room (`places`). Refuses to cut off a request in flight when told to stop.

use std::io;
use std::time::Duration as Wait;

use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::ServiceExt as _;

use super::places::{Places, Seat};
use super::{State, router};

/// More head than this is refused with 431. Nobody who calls us sends more than a few kilobytes.
const MAX_HEAD: usize = 16 * 1024;
/// After a failed accept (out of file descriptors, mostly) trying again at once would only spin.
const ACCEPT_PAUSE: Wait = Wait::from_millis(100);

/// Serves until `stop`, then lets requests in flight finish, for at most [`stop_within`](super::Limits::stop_within).
///
/// Connections and the work they hand over run on `tracker`; the caller closes it and waits for it with a deadline of
/// its own, so that a transaction begun for a sender that hung up still ends before the process does.
///
/// # Errors
/// None today; accepting goes on after every error.
pub async fn serve(
    listener: TcpListener,
    mut state: State,
    stop: CancellationToken,
    tracker: TaskTracker,
) -> io::Result<()> {
    state.tracker = tracker.clone();
    let limits = state.limits;
    let router = router(state);
    let places = Places::new(limits.connections.min(sockets_at_most()));
    let graceful = GracefulShutdown::new();
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(limits.head_within).max_buf_size(MAX_HEAD);
    loop {
        let accepted = tokio::select! {
            accepted = accept(&listener, &places) => accepted,
            () = stop.cancelled() => break,
        };
        match accepted {
            Ok((stream, seat)) => {
                let (router, place) = (router.clone(), seat.place.clone());
                let service = service_fn(move |mut request: Request<Incoming>| {
                    request.extensions_mut().insert(place.clone());
                    router.clone().oneshot(request)
                });
                let connection = graceful.watch(http.serve_connection(TokioIo::new(stream), service));
                tracker.spawn(async move {
                    tokio::select! {
                        ended = connection => if ended.is_err() {
                            tracing::debug!("a connection ended early");
                        },
                        () = seat.leave.cancelled() => tracing::debug!("a connection whose request did not come made room"),
                    }
                });
            }
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                places.make_room();
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
    drop(listener);
    if tokio::time::timeout(limits.stop_within, graceful.shutdown()).await.is_err() {
        tracing::warn!("some connections were still busy when time to stop ran out");
    }
    Ok(())
}

/// As many as the process may open files, less what the database and our own calls need.
#[cfg(unix)]
fn sockets_at_most() -> usize {
    const RESERVED: u64 = 128;
    let files = rustix::process::getrlimit(rustix::process::Resource::Nofile).current.unwrap_or(u64::MAX);
    usize::try_from(files - RESERVED.min(files / 2)).unwrap_or(usize::MAX)
}

#[cfg(not(unix))]
fn sockets_at_most() -> usize {
    usize::MAX
}

/// A connection and the place it takes.
async fn accept(listener: &TcpListener, places: &Places) -> io::Result<(TcpStream, Seat)> {
    let (stream, peer) = listener.accept().await?;
    stream.set_nodelay(true)?;
    Ok((stream, places.enter(peer.ip()).await))
}
