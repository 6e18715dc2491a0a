//! Somebody at the platforms' door who may cut a call off, just before it is handled or just after.
//!
//! Knows every request of the app, the opening of sockets and uploads among them, by its method and path. Refuses to know
//! what a call means, and what happens to the app when it is cut off: that is the witness's deed.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;

use super::server::hang_up;
use super::world::World;

/// When a call is cut off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// It has arrived and nothing came of it.
    Before,
    /// It was carried out, and nobody is told.
    After,
}

/// What is done when a call is cut off, while it is held.
pub type Deed = Box<dyn FnOnce() + Send>;

/// Sees each call (`POST /api/chat.postMessage`); says whether, when and how it is cut off.
pub type Witness = Arc<dyn Fn(&str) -> Option<(Moment, Deed)> + Send + Sync>;

/// Lets the world's witness see a call, if there is one.
pub(super) async fn watched(State(world): State<World>, request: Request, next: Next) -> Response {
    let call = format!("{} {}", request.method(), request.uri().path());
    let Some((moment, deed)) = world.witness().and_then(|witness| witness(&call)) else {
        return next.run(request).await;
    };
    if moment == Moment::After {
        drop(next.run(request).await);
    }
    deed();
    hang_up()
}
