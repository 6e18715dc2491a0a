//! A loopback HTTP server that can also hang up without a word, which `axum::serve` cannot.
//!
//! Knows connections. Refuses to know what is served.

use std::convert::Infallible;
use std::io;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

use super::faults::Fault;

/// Marks a response that must not be sent: the connection closes instead.
#[derive(Clone)]
struct HangUp;

/// The caller gets no answer at all.
#[derive(Debug)]
struct HungUp;

impl std::fmt::Display for HungUp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("hung up on purpose")
    }
}

impl std::error::Error for HungUp {}

/// A response that closes the connection instead of answering.
pub(super) fn hang_up() -> Response {
    let mut response = StatusCode::INTERNAL_SERVER_ERROR.into_response();
    response.extensions_mut().insert(HangUp);
    response
}

/// Spoils an answer after the effect has happened.
pub(super) fn spoil(fault: Option<&Fault>, answer: Response) -> Response {
    match fault {
        Some(Fault::DropAnswer) => hang_up(),
        Some(Fault::LostInProxy) => page(StatusCode::BAD_GATEWAY),
        Some(Fault::Html) => page(StatusCode::OK),
        Some(Fault::TruncatedJson) => {
            ([(header::CONTENT_TYPE, "application/json")], Bytes::from_static(b"{\"ok\":tr")).into_response()
        }
        _ => answer,
    }
}

/// Carries out what happens before any effect. `Some` is the answer instead of it.
pub(super) async fn obstruct(fault: Option<&Fault>) -> Option<Response> {
    match fault? {
        Fault::ServerError => Some(page(StatusCode::SERVICE_UNAVAILABLE)),
        Fault::DropRequest => Some(hang_up()),
        Fault::HangForever => std::future::pending().await,
        Fault::Delay { ms } => {
            tokio::time::sleep(std::time::Duration::from_millis(*ms)).await;
            None
        }
        _ => None,
    }
}

fn page(status: StatusCode) -> Response {
    let body = "<!DOCTYPE html><html><head><title>Oops</title></head><body>Something went wrong</body></html>";
    (status, [(header::CONTENT_TYPE, "text/html")], body).into_response()
}

/// A JSON answer.
pub(super) fn json(status: StatusCode, body: &Value) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json; charset=utf-8")], body.to_string()).into_response()
}

/// Binds a free loopback port.
pub(super) async fn bind() -> io::Result<(TcpListener, u16)> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let port = listener.local_addr()?.port();
    Ok((listener, port))
}

/// Serves until cancelled; open connections are cut then.
pub(super) async fn serve(listener: TcpListener, router: Router, stop: CancellationToken) {
    loop {
        let stream = tokio::select! {
            () = stop.cancelled() => return,
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => stream,
                Err(_) => continue,
            },
        };
        let (router, stop) = (router.clone(), stop.clone());
        tokio::spawn(async move {
            tokio::select! {
                () = stop.cancelled() => {}
                () = connection(stream, router) => {}
            }
        });
    }
}

async fn connection(stream: TcpStream, router: Router) {
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let router = router.clone();
        async move {
            let response: Result<Response, Infallible> = router.oneshot(request.map(Body::new)).await;
            let response = match response {
                Ok(response) => response,
                Err(never) => match never {},
            };
            if response.extensions().get::<HangUp>().is_some() { Err(HungUp) } else { Ok(response) }
        }
    });
    let http = hyper::server::conn::http1::Builder::new();
    // A broken connection is the caller's business (or our own doing).
    let _ = http.serve_connection(TokioIo::new(stream), service).with_upgrades().await;
}
