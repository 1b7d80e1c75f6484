//! Checks inside the running database, and of the API before it.

use super::{Finding, Level};
use crate::commands::Context;
use crate::error::CliError;
use crate::migrate::{self, Release};
use crate::state::Settings;
use crate::supervisor;
use tokio_postgres::Client;

const CHECKS: &str = include_str!("database.sql");

/// Nothing while the supervisor is down: that is a finding already.
pub(super) async fn findings(context: &Context) -> Vec<Finding> {
    if supervisor::running_supervisor(&context.paths).is_none() {
        return Vec::new();
    }
    let client = match context.database().await {
        Ok(client) => client,
        Err(error) => return vec![Finding::refused("database", &error)],
    };
    let mut findings = vec![migrations(context, &client).await];
    if findings[0].level != Level::Problem {
        match rows(&client).await {
            Ok(rows) => findings.extend(rows),
            Err(error) => findings.push(Finding::refused("database", &error)),
        }
    }
    findings.extend(api(context).await);
    findings
}

async fn migrations(context: &Context, client: &Client) -> Finding {
    let plan = async {
        let release = Release::read(context.repository()?)?;
        migrate::plan(client, &release).await
    };
    match plan.await {
        Ok(plan) if plan.is_empty() => Finding::ok("migrations", "the database is up to date"),
        Ok(plan) => Finding::problem(
            "migrations",
            format!(
                "{} updates of the extension, {} migrations and {} objects are pending",
                usize::from(plan.extension.is_some()),
                plan.migrations.len(),
                plan.objects.len()
            ),
            "run `crm migrate`",
        ),
        Err(error) => Finding::refused("migrations", &error),
    }
}

async fn rows(client: &Client) -> Result<Vec<Finding>, CliError> {
    let rows = client.query(CHECKS, &[]).await?;
    let finding = |row: &tokio_postgres::Row| {
        let (check, level, message, remedy): (&str, &str, String, Option<String>) =
            (row.get(0), row.get(1), row.get(2), row.get(3));
        match (level, remedy) {
            ("problem", Some(remedy)) => Finding::problem(check, message, remedy),
            ("warning", Some(remedy)) => Finding::warning(check, message, remedy),
            _ => Finding::ok(check, message),
        }
    };
    Ok(rows.iter().map(finding).collect())
}

async fn api(context: &Context) -> Vec<Finding> {
    let Ok(settings) = Settings::load(&context.paths.settings()) else { return Vec::new() };
    let probes = [
        ("postgrest", settings.postgrest_admin_address(), "/ready", "see `crm logs postgrest`"),
        ("gateway", settings.api_address(), "/health/ready", "see `crm logs crm`"),
    ];
    let mut findings = Vec::new();
    for (part, address, path, remedy) in probes {
        findings.push(match supervisor::http_status(address, path).await {
            Some(200) => Finding::ok(part, "ready"),
            Some(status) => Finding::problem(part, format!("not ready: {path} answers {status}"), remedy),
            None => Finding::problem(part, format!("does not answer on {address}"), remedy),
        });
    }
    findings
}
