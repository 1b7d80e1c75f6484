//! `crm status`: each part, its process, its address and its health.

use super::Context;
use crate::database;
use crate::error::CliError;
use crate::state::{Paths, Settings};
use crate::supervisor::{self, PartState};
use serde::Serialize;
use std::collections::BTreeMap;

/// One part as `crm status` shows it.
#[derive(Debug, Serialize)]
pub(crate) struct PartReport {
    name: &'static str,
    healthy: bool,
    health: String,
    url: String,
    pid: Option<u32>,
    uptime_seconds: Option<i64>,
    restarts: u32,
}

/// The whole stack.
#[derive(Debug, Serialize)]
pub(crate) struct StatusReport {
    running: bool,
    pub(crate) healthy: bool,
    state: String,
    parts: Vec<PartReport>,
}

/// Prints the report; an installation that is down or unhealthy is a failure for scripts.
pub(crate) async fn run(context: &Context) -> Result<(), CliError> {
    let report = report(&context.paths).await?;
    context.output.result(&report, || table(&report))?;
    if !report.running {
        return Err(CliError::not_running("the stack is not running"));
    }
    if !report.healthy {
        return Err(CliError::failed("some parts are not healthy").remedy("run `crm logs`, or `crm doctor`"));
    }
    Ok(())
}

/// Looks at every part now.
pub(crate) async fn report(paths: &Paths) -> Result<StatusReport, CliError> {
    let settings = Settings::load(&paths.settings())?;
    let running = supervisor::running_supervisor(paths).is_some();
    let board = if running { supervisor::read_board(paths) } else { BTreeMap::new() };
    let mut parts = vec![
        part(
            "postgres",
            &board,
            format!("postgresql://127.0.0.1:{}/postgres", settings.db_port),
            database_health(paths).await,
        ),
        part("postgrest", &board, "unix socket".to_owned(), http_health(&settings, Probe::Postgrest).await),
        part("gateway", &board, settings.api_url(), http_health(&settings, Probe::Gateway).await),
    ];
    if board.contains_key("functions") {
        let url = format!("{}/functions/v1", settings.api_url());
        parts.push(part("functions", &board, url, functions_health(&settings).await));
    }
    let healthy = running && parts.iter().all(|part| part.healthy);
    Ok(StatusReport { running, healthy, state: paths.root().display().to_string(), parts })
}

fn part(
    name: &'static str,
    board: &BTreeMap<String, PartState>,
    url: String,
    health: Result<(), String>,
) -> PartReport {
    let state = board.get(name).cloned().unwrap_or_default();
    let now = chrono::Utc::now().timestamp();
    PartReport {
        name,
        healthy: health.is_ok(),
        health: health.err().unwrap_or_else(|| "ok".to_owned()),
        url,
        pid: state.pid,
        uptime_seconds: state.pid.and(state.started_at).map(|started| now - started),
        restarts: state.restarts,
    }
}

async fn database_health(paths: &Paths) -> Result<(), String> {
    let client = database::connect(paths).await.map_err(|error| error.message().to_owned())?;
    client.query_one("select 1", &[]).await.map(|_| ()).map_err(|error| error.to_string())
}

enum Probe {
    Postgrest,
    Gateway,
}

async fn http_health(settings: &Settings, probe: Probe) -> Result<(), String> {
    let (address, path) = match probe {
        Probe::Postgrest => (settings.postgrest_admin_address(), "/ready"),
        Probe::Gateway => (settings.api_address(), "/health/live"),
    };
    match supervisor::http_status(address, path).await {
        Some(status) if (200..300).contains(&status) => Ok(()),
        Some(status) => Err(format!("answers {status}")),
        None => Err("does not answer".to_owned()),
    }
}

/// Any answer will do: a function that refuses a bare GET is alive.
async fn functions_health(settings: &Settings) -> Result<(), String> {
    match supervisor::http_status(settings.functions_address(), "/").await {
        Some(status) if status < 500 => Ok(()),
        Some(status) => Err(format!("answers {status}")),
        None => Err("does not answer".to_owned()),
    }
}

fn table(report: &StatusReport) -> String {
    let mut lines =
        vec![format!("{:<10} {:<8} {:<10} {:<9} {}", "part", "pid", "uptime", "restarts", "address")];
    for part in &report.parts {
        let pid = part.pid.map_or_else(|| "-".to_owned(), |pid| pid.to_string());
        let uptime = part.uptime_seconds.map_or_else(|| "-".to_owned(), human_duration);
        let health = if part.healthy { String::new() } else { format!("  ({})", part.health) };
        lines.push(format!(
            "{:<10} {pid:<8} {uptime:<10} {:<9} {}{health}",
            part.name, part.restarts, part.url
        ));
    }
    lines.join("\n")
}

/// `42 s`, `3 min`, `5 h`, `2 d`
fn human_duration(seconds: i64) -> String {
    match seconds {
        ..=119 => format!("{} s", seconds.max(0)),
        120..=7199 => format!("{} min", seconds / 60),
        7200..=172_799 => format!("{} h", seconds / 3600),
        _ => format!("{} d", seconds / 86400),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_short() {
        let shown: Vec<_> = [-1, 42, 120, 7200, 172_800].map(human_duration).into();
        assert_eq!(shown, ["0 s", "42 s", "2 min", "2 h", "2 d"]);
    }
}
