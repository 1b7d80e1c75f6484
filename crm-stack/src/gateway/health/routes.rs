use super::{Component, Status};
use crate::gateway::Gateway;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use serde::Serialize;
use std::sync::Arc;

/// `/health` and `/health/ready`: every part, 503 when the API cannot serve.
pub(in crate::gateway) async fn report(State(gateway): State<Arc<Gateway>>) -> Response {
    let report = gateway.shared.health.report().await;
    json(report.is_serving(), &report)
}

/// `/health/db`: the database alone.
pub(in crate::gateway) async fn database(State(gateway): State<Arc<Gateway>>) -> Response {
    let component = gateway.shared.health.database().await;
    json(component.status == Status::Up, &component)
}

/// `/health/live`: this process runs, whatever its dependencies do.
pub(in crate::gateway) async fn live() -> Response {
    json(true, &bare(Status::Up))
}

/// `/health/startup`: everything needed was up once.
pub(in crate::gateway) async fn startup(State(gateway): State<Arc<Gateway>>) -> Response {
    let started = gateway.shared.health.has_started().await;
    json(started, &bare(if started { Status::Up } else { Status::Down }))
}

fn bare(status: Status) -> Component {
    Component { status, latency_ms: None, read_only: None }
}

fn json(good: bool, body: &impl Serialize) -> Response {
    // these bodies are plain structures, which always serialise
    let mut response = Response::new(Body::from(serde_json::to_vec(body).unwrap_or_default()));
    *response.status_mut() = if good { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json; charset=utf-8"));
    response
}
