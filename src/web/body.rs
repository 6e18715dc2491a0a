//! A request's body: whole, in time, and no larger than allowed.
//!
//! Knows what can be refused on the head alone, and counts a connection as busy only once its request is complete
//! (until then its place can be given to somebody else). Refuses to know what is in the body.

use axum::body::{Body, Bytes};
use axum::extract::rejection::{BytesRejection, FailedToBufferBody};
use axum::extract::{FromRequest as _, Request};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};

use super::places::{Busy, Place};
use super::{State, plain};

/// A request that has arrived in full.
pub(super) struct Arrived {
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
    /// For as long as this is held, the connection is not asked to make room.
    _busy: Option<Busy>,
}

/// Takes a request in, or answers it with what was wrong with its shape.
pub(super) async fn take(state: &State, request: Request) -> Result<Arrived, Response<Body>> {
    let headers = request.headers().clone();
    if let Some(status) = unfit(&headers, state.limits.body) {
        return Err(closing(status));
    }
    let place = request.extensions().get::<Place>().cloned();
    let read = tokio::time::timeout(state.limits.body_within, Bytes::from_request(request, &())).await;
    match read {
        Ok(Ok(body)) => Ok(Arrived { headers, body, _busy: place.map(|p| p.busy()) }),
        Ok(Err(BytesRejection::FailedToBufferBody(FailedToBufferBody::LengthLimitError(_)))) => {
            Err(closing(StatusCode::PAYLOAD_TOO_LARGE))
        }
        Ok(Err(_)) => Err(closing(StatusCode::BAD_REQUEST)),
        Err(_) => Err(closing(StatusCode::REQUEST_TIMEOUT)),
    }
}

/// What can be refused on the head alone, before a byte of the body is read.
fn unfit(headers: &HeaderMap, limit: usize) -> Option<StatusCode> {
    let encodings = headers.get_all(header::CONTENT_ENCODING);
    if !encodings.iter().all(|e| e.as_bytes().eq_ignore_ascii_case(b"identity")) {
        return Some(StatusCode::UNSUPPORTED_MEDIA_TYPE);
    }
    let length = headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse::<u64>().ok()?;
    (length > limit as u64).then_some(StatusCode::PAYLOAD_TOO_LARGE)
}

/// A connection whose body was not read cannot carry another request.
fn closing(status: StatusCode) -> Response<Body> {
    let mut response = plain(status);
    response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    response
}
