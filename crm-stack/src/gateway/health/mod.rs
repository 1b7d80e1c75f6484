//! Whether the parts can do their work.

mod database;
mod http;
pub(super) mod routes;

use database::Database;
use futures_util::future::join3;
use serde::Serialize;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// A component that answers later than this counts as down.
const TIMEOUT: Duration = Duration::from_secs(2);

/// State of one part.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Component {
    pub(super) status: Status,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) latency_ms: Option<f64>,
    /// For the database: whether it refuses changes (standby).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) read_only: Option<bool>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Status {
    Up,
    Degraded,
    Down,
}

impl Component {
    fn down() -> Self {
        Self { status: Status::Down, latency_ms: None, read_only: None }
    }

    fn up_after(latency: Duration) -> Self {
        let latency_ms = (latency.as_secs_f64() * 1_000_000.0).round() / 1_000.0;
        Self { status: Status::Up, latency_ms: Some(latency_ms), read_only: None }
    }
}

/// All parts at one moment.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Report {
    pub(super) status: Status,
    pub(super) version: &'static str,
    pub(super) components: Components,
}

#[derive(Debug, Clone, Serialize)]
pub(super) struct Components {
    pub(super) database: Component,
    pub(super) rest: Component,
    pub(super) functions: Component,
}

impl Report {
    /// The API serves without edge functions, so these alone do not make it unready.
    fn new(components: Components) -> Self {
        let needed = [components.database.status, components.rest.status];
        let status = match (needed.contains(&Status::Down), components.functions.status) {
            (true, _) => Status::Down,
            (false, Status::Up) => Status::Up,
            (false, _) => Status::Degraded,
        };
        Self { status, version: env!("CARGO_PKG_VERSION"), components }
    }

    pub(super) fn is_serving(&self) -> bool {
        self.status != Status::Down
    }
}

/// Asks the parts how they are.
pub(super) struct Health {
    database: Database,
    postgrest_admin: SocketAddr,
    functions: SocketAddr,
    started: AtomicBool,
}

impl Health {
    pub(super) fn new(
        database: tokio_postgres::Config,
        postgrest_admin: SocketAddr,
        functions: SocketAddr,
    ) -> Self {
        Self {
            database: Database::new(database),
            postgrest_admin,
            functions,
            started: AtomicBool::new(false),
        }
    }

    pub(super) async fn database(&self) -> Component {
        self.database.check(TIMEOUT).await
    }

    pub(super) async fn report(&self) -> Report {
        let rest = within(http::is_ready(self.postgrest_admin));
        let functions = within(http::accepts(self.functions));
        let (database, rest, functions) = join3(self.database(), rest, functions).await;
        let report = Report::new(Components { database, rest, functions });
        if report.is_serving() {
            self.started.store(true, Ordering::Relaxed);
        }
        report
    }

    /// Whether everything needed was up once; stays true afterwards.
    pub(super) async fn has_started(&self) -> bool {
        self.started.load(Ordering::Relaxed) || self.report().await.is_serving()
    }
}

/// Times a check that says whether a part is up.
async fn within(check: impl Future<Output = bool>) -> Component {
    let begun = std::time::Instant::now();
    match tokio::time::timeout(TIMEOUT, check).await {
        Ok(true) => Component::up_after(begun.elapsed()),
        _ => Component::down(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(database: bool, rest: bool, functions: bool) -> Report {
        let component =
            |up| if up { Component::up_after(Duration::from_micros(1500)) } else { Component::down() };
        Report::new(Components {
            database: component(database),
            rest: component(rest),
            functions: component(functions),
        })
    }

    #[test]
    fn the_api_serves_without_functions_but_not_without_database_or_postgrest() {
        assert_eq!(report(true, true, true).status, Status::Up);
        assert_eq!(report(true, true, false).status, Status::Degraded);
        assert_eq!(report(false, true, true).status, Status::Down);
        assert_eq!(report(true, false, true).status, Status::Down);
        assert!(report(true, true, false).is_serving());
    }

    #[test]
    fn latency_is_given_in_milliseconds() {
        assert_eq!(report(true, true, true).components.database.latency_ms, Some(1.5));
    }
}
