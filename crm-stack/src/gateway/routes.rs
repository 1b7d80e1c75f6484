//! Which path is served by what, and what happens to every request.

use super::errors::{Problem, refusals};
use super::token::{Credentials, Identity};
use super::{Gateway, cors, front, health, proxy};
use axum::Router;
use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

/// Builds the router; the layers run from the last to the first.
pub(super) fn router(gateway: Arc<Gateway>, allowed_origins: &[String]) -> Router {
    let mut router = Router::new()
        .route("/health", get(health::routes::report))
        .route("/health/db", get(health::routes::database))
        .route("/health/live", get(health::routes::live))
        .route("/health/ready", get(health::routes::report))
        .route("/health/startup", get(health::routes::startup));
    for path in ["/rest/v1", "/rest/v1/", "/rest/v1/{*rest}"] {
        router = router.route(path, any(rest));
    }
    for path in ["/functions/v1", "/functions/v1/", "/functions/v1/{*rest}"] {
        router = router.route(path, any(functions));
    }
    for service in ["auth", "realtime", "storage"] {
        let refuse = move || async move { refusals::not_in_release(service) };
        for tail in ["", "/", "/{*rest}"] {
            router = router.route(&format!("/{service}/v1{tail}"), any(refuse));
        }
    }
    router
        .fallback(|| async { refusals::unknown_path() })
        .layer(from_fn_with_state(Arc::clone(&gateway), front::check))
        .layer(cors::layer(allowed_origins))
        .layer(from_fn_with_state(Arc::clone(&gateway), front::accompany))
        .with_state(gateway)
}

async fn rest(State(gateway): State<Arc<Gateway>>, request: Request) -> Result<Response, Problem> {
    let identity = authenticate(&gateway, request.headers())?;
    let response = proxy::forward_to_rest(&gateway, request, identity).await;
    Ok(with_identity(response.into_response(), identity))
}

async fn functions(State(gateway): State<Arc<Gateway>>, request: Request) -> Result<Response, Problem> {
    let identity = authenticate(&gateway, request.headers())?;
    let response = proxy::forward_to_functions(&gateway, request).await;
    Ok(with_identity(response.into_response(), identity))
}

fn authenticate(gateway: &Gateway, headers: &HeaderMap) -> Result<Identity, Problem> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let now = i64::try_from(now.as_secs()).unwrap_or(i64::MAX);
    Ok(Credentials::from_headers(headers)?.verify(&gateway.verifier, now)?)
}

/// Tells the log who asked.
fn with_identity(mut response: Response, identity: Identity) -> Response {
    response.extensions_mut().insert(identity);
    response
}
