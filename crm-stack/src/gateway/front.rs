//! What happens to every request, whatever serves it.

use super::config::GatewayConfig;
use super::errors::Refusal;
use super::listen::Peer;
use super::observation::{Observation, Observer, ServedRequest};
use super::routes::Places;
use super::token::Identity;
use super::{Gateway, cors, refused_writes, request_id};
use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Request, header};
use axum::response::Response;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Instant;
use tower::{Layer, ServiceExt};
use tower_http::cors::Cors;

const LOGGED_PATH_BYTES_MAX: usize = 256;

const SECURITY: [(HeaderName, HeaderValue); 3] = [
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (header::REFERRER_POLICY, HeaderValue::from_static("strict-origin-when-cross-origin")),
];

/// The door that all requests come through.
pub(super) struct Front {
    /// For pages in browsers, which name their origin.
    browsers: Cors<Places>,
    others: Places,
    observer: Arc<dyn Observer>,
}

impl Front {
    pub(super) fn new(gateway: Arc<Gateway>, config: &GatewayConfig) -> Self {
        let observer = Arc::clone(&gateway.shared.observer);
        let others = Places::new(gateway);
        let browsers = cors::layer(&config.allowed_origins).layer(others.clone());
        Self { browsers, others, observer }
    }

    /// Names the request, marks the answer, and observes both.
    pub(super) async fn serve(
        &self,
        mut request: Request<Body>,
        peer: &Peer,
    ) -> Result<Response, Infallible> {
        let begun = Instant::now();
        let id = request_id::assign(request.headers_mut());
        let (method, uri) = (request.method().clone(), request.uri().clone());
        let asked = refused_writes::asked_organization(&method, request.headers());
        let mut response = self.route(request).await?;
        mark(response.headers_mut(), &id);
        let identity = response.extensions().get::<Identity>();
        let claimed = identity.and_then(|identity| identity.org).map(|org| org.to_string());
        let refusal = response.extensions().get::<Refusal>();
        self.observer.observe(&Observation::RequestServed(ServedRequest {
            request_id: id.to_str().unwrap_or_default(),
            method: method.as_str(),
            path: beginning(uri.path()),
            status: response.status().as_u16(),
            duration_us: u64::try_from(begun.elapsed().as_micros()).unwrap_or(u64::MAX),
            peer: Some(peer.address),
            role: identity.map(|identity| identity.role.name()),
            user: identity.and_then(|identity| identity.user),
            organization: claimed.as_deref().or(asked.as_deref()),
            code: refusal.map(|refusal| &*refusal.code),
            cause: refusal.and_then(|refusal| refusal.cause),
        }));
        Ok(response)
    }

    async fn route(&self, request: Request<Body>) -> Result<Response, Infallible> {
        if request.headers().contains_key(header::ORIGIN) {
            self.browsers.clone().oneshot(request).await
        } else {
            self.others.serve(request).await
        }
    }
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
