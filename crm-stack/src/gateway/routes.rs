//! Which path is served by what.

use super::errors::{Problem, refusals};
use super::token::{Credentials, Identity};
use super::{Gateway, health, limits, proxy};
use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};
use futures_util::future::BoxFuture;
use std::convert::Infallible;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{SystemTime, UNIX_EPOCH};
use tower::Service;

/// All places of the gateway. PostgREST's is found first: nearly every request is for it, and the router's own work
/// was measurable.
#[derive(Clone)]
pub(super) struct Places {
    gateway: Arc<Gateway>,
    others: Router,
}

impl Places {
    pub(super) fn new(gateway: Arc<Gateway>) -> Self {
        Self { others: router(Arc::clone(&gateway)), gateway }
    }

    /// Serves a request from the place that its path names.
    pub(super) async fn serve(&self, request: Request) -> Result<Response, Infallible> {
        if proxy::is_rest(request.uri().path()) {
            Ok(rest(&self.gateway, request).await)
        } else {
            self.others.clone().call(request).await
        }
    }
}

impl Service<Request> for Places {
    type Response = Response;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let places = self.clone();
        Box::pin(async move { places.serve(request).await })
    }
}

fn router(gateway: Arc<Gateway>) -> Router {
    let mut router = Router::new()
        .route("/health", get(health::routes::report))
        .route("/health/db", get(health::routes::database))
        .route("/health/live", get(health::routes::live))
        .route("/health/ready", get(health::routes::report))
        .route("/health/startup", get(health::routes::startup));
    for path in ["/functions/v1", "/functions/v1/", "/functions/v1/{*rest}"] {
        router = router.route(path, any(functions));
    }
    for service in ["auth", "realtime", "storage"] {
        let refuse = move || async move { refusals::not_in_release(service) };
        for tail in ["", "/", "/{*rest}"] {
            router = router.route(&format!("/{service}/v1{tail}"), any(refuse));
        }
    }
    router.fallback(|| async { refusals::unknown_path() }).with_state(gateway)
}

async fn rest(gateway: &Gateway, request: Request) -> Response {
    let identity = match admit(gateway, &request) {
        Ok(identity) => identity,
        Err(problem) => return problem.into_response(),
    };
    let response = proxy::forward_to_rest(gateway, request, identity).await;
    with_identity(response.into_response(), identity)
}

async fn functions(State(gateway): State<Arc<Gateway>>, request: Request) -> Result<Response, Problem> {
    let identity = admit(&gateway, &request)?;
    let response = proxy::forward_to_functions(&gateway, request).await;
    Ok(with_identity(response.into_response(), identity))
}

/// Refuses what no upstream should see, the cheapest checks first.
fn admit(gateway: &Gateway, request: &Request) -> Result<Identity, Problem> {
    limits::check_method(request.method())?;
    limits::check_url(request.uri(), gateway.limits.url_bytes)?;
    authenticate(gateway, request.headers())
}

fn authenticate(gateway: &Gateway, headers: &HeaderMap) -> Result<Identity, Problem> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let now = i64::try_from(now.as_secs()).unwrap_or(i64::MAX);
    Ok(Credentials::from_headers(headers)?.verify(&gateway.shared.verifier, now)?)
}

/// Tells the log who asked.
fn with_identity(mut response: Response, identity: Identity) -> Response {
    response.extensions_mut().insert(identity);
    response
}
