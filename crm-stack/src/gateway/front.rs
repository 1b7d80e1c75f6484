//! What happens to every request, whatever serves it.

use super::errors::{Problem, Refusal};
use super::listen::Peer;
use super::observation::{Observation, ServedRequest};
use super::token::Identity;
use super::{Gateway, limits, request_id};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use std::sync::Arc;
use std::time::Instant;

const LOGGED_PATH_BYTES_MAX: usize = 256;

const SECURITY: [(HeaderName, HeaderValue); 3] = [
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (header::REFERRER_POLICY, HeaderValue::from_static("strict-origin-when-cross-origin")),
];

/// Refuses what no route serves, before anything is looked at.
pub(super) async fn check(
    State(gateway): State<Arc<Gateway>>,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    limits::check_method(request.method())?;
    limits::check_url(request.uri(), gateway.limits.url_bytes)?;
    Ok(next.run(request).await)
}

/// Names the request, marks the answer, and observes both.
pub(super) async fn accompany(
    State(gateway): State<Arc<Gateway>>,
    mut request: Request,
    next: Next,
) -> Response {
    let begun = Instant::now();
    let id = request_id::assign(request.headers_mut());
    let peer = request.extensions().get::<Peer>().map(|peer| peer.address);
    let (method, uri) = (request.method().clone(), request.uri().clone());
    let mut response = next.run(request).await;
    mark(response.headers_mut(), &id);
    let identity = response.extensions().get::<Identity>();
    let refusal = response.extensions().get::<Refusal>();
    gateway.observer.observe(&Observation::RequestServed(ServedRequest {
        request_id: id.to_str().unwrap_or_default(),
        method: method.as_str(),
        path: beginning(uri.path()),
        status: response.status().as_u16(),
        duration_us: u64::try_from(begun.elapsed().as_micros()).unwrap_or(u64::MAX),
        peer,
        role: identity.map(|identity| identity.role.name()),
        user: identity.and_then(|identity| identity.user),
        code: refusal.map(|refusal| &*refusal.code),
        cause: refusal.and_then(|refusal| refusal.cause),
    }));
    response
}

fn mark(headers: &mut HeaderMap, id: &HeaderValue) {
    headers.insert(request_id::REQUEST_ID, id.clone());
    for (name, value) in SECURITY {
        headers.insert(name, value);
    }
    headers.entry(header::CACHE_CONTROL).or_insert(const { HeaderValue::from_static("no-store") });
}

/// The path as far as it is logged.
fn beginning(path: &str) -> &str {
    path.get(..LOGGED_PATH_BYTES_MAX).unwrap_or(path)
}
