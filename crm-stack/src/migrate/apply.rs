//! Brings a database to a release: each file in a transaction of its own, with its line of the ledger.

use super::extension::{self, ExtensionUpdate, Versions};
use super::file::Release;
use super::plan::{Ledger, Plan};
use super::retry::{Backoff, LOCK_TIMEOUT_MS, is_transient};
use crate::error::CliError;
use serde::Serialize;
use std::collections::BTreeMap;
use std::time::Duration;
use tokio_postgres::Client;
use tokio_postgres::error::ErrorPosition;

/// Key of the advisory lock that one run holds ("crm migr" as bytes).
pub(crate) const ADVISORY_LOCK: i64 = 0x6372_6D20_6D69_6772;

pub(super) const LEDGER: &str = include_str!("ledger.sql");
const RECORD_MIGRATION: &str =
    "insert into crm_private.schema_migrations (version, name, checksum) values ($1, $2, $3)";
const RECORD_OBJECT: &str = "insert into crm_private.sql_objects (path, checksum) values ($1, $2)
  on conflict (path) do update set checksum = excluded.checksum, applied_at = now()";
const LOCK_POLL: Duration = Duration::from_millis(200);

/// What a run did (or would do, on a dry run).
#[derive(Debug, Default, Serialize)]
pub(crate) struct Report {
    pub(crate) extension: Option<ExtensionUpdate>,
    pub(crate) migrations: Vec<String>,
    pub(crate) objects: Vec<String>,
    /// Attempts that were given up because a lock was taken.
    pub(crate) lock_retries: u32,
    pub(crate) dry_run: bool,
}

/// Plans and applies `release`; `tell` hears each file's name before it is applied.
///
/// # Errors
/// When the plan is impossible or a file fails; files before it stay applied, the failed one leaves nothing.
pub(crate) async fn bring_to(
    client: &Client,
    release: &Release,
    dry_run: bool,
    tell: impl Fn(&str),
) -> Result<Report, CliError> {
    if dry_run {
        return Ok(report_of(&plan(client, release).await?, true));
    }
    wait_for_other_runs(client, &tell).await?;
    let applied = apply_release(client, release, tell).await;
    // a closed connection has released the lock already
    let _released = client.execute("select pg_advisory_unlock($1)", &[&ADVISORY_LOCK]).await;
    applied
}

/// What the database lacks.
///
/// # Errors
/// When the plan is impossible or the database does not answer.
pub(crate) async fn plan(client: &Client, release: &Release) -> Result<Plan, CliError> {
    Plan::new(release, &read_ledger(client).await?, &Versions::read(client).await?)
}

async fn apply_release(client: &Client, release: &Release, tell: impl Fn(&str)) -> Result<Report, CliError> {
    client.batch_execute(LEDGER).await?;
    let plan = plan(client, release).await?;
    let mut report = report_of(&plan, false);
    if let Some(update) = &plan.extension {
        tell(&format!("pg_crm_ext {}", update.to));
        report.lock_retries += extension::apply(client, update).await?;
    }
    for file in &plan.migrations {
        let name = format!("migrations/{}_{}.sql", file.version, file.name);
        tell(&name);
        let record: Record<'_> = (RECORD_MIGRATION, &[&file.version, &file.name, &file.checksum]);
        report.lock_retries += apply_text(client, &name, &file.text, Some(record)).await?;
    }
    for file in &plan.objects {
        let name = format!("sql/{}.sql", file.path);
        tell(&name);
        let record: Record<'_> = (RECORD_OBJECT, &[&file.path, &file.checksum]);
        report.lock_retries += apply_text(client, &name, &file.text, Some(record)).await?;
    }
    forget_removed_objects(client, release).await?;
    if !plan.is_empty() {
        client.batch_execute("notify pgrst, 'reload schema'").await?;
    }
    Ok(report)
}

/// A statement with its values.
type Record<'a> = (&'a str, &'a [&'a (dyn tokio_postgres::types::ToSql + Sync)]);

/// Applies one text and its line of the ledger together; returns how often a lock was given up.
pub(super) async fn apply_text(
    client: &Client,
    name: &str,
    text: &str,
    record: Option<Record<'_>>,
) -> Result<u32, CliError> {
    let mut backoff = Backoff::start();
    loop {
        let Err(error) = attempt(client, text, record).await else { return Ok(backoff.retries()) };
        // a closed connection has rolled back already
        let _rolled_back = client.batch_execute("rollback").await;
        if !is_transient(&error) {
            return Err(failure(name, text, &error));
        }
        let Some(pause) = backoff.next_pause() else {
            return Err(failure(name, text, &error)
                .remedy("a long transaction holds the table: find it in pg_stat_activity, end it, run `crm migrate` again"));
        };
        tokio::time::sleep(pause).await;
    }
}

async fn attempt(
    client: &Client,
    text: &str,
    record: Option<Record<'_>>,
) -> Result<(), tokio_postgres::Error> {
    client.batch_execute(&format!("begin; set local lock_timeout = '{LOCK_TIMEOUT_MS}ms'")).await?;
    client.batch_execute(text).await?;
    if let Some((statement, values)) = record {
        client.execute(statement, values).await?;
    }
    client.batch_execute("commit").await
}

/// Names file, line and the database's own words.
fn failure(name: &str, text: &str, error: &tokio_postgres::Error) -> CliError {
    let Some(database) = error.as_db_error() else {
        return CliError::failed(format!("{name}: the connection failed: {error}"));
    };
    let line = match database.position() {
        Some(ErrorPosition::Original(position)) => format!(":{}", line_of(text, *position)),
        _ => String::new(),
    };
    let mut message = format!("{name}{line}: {} ({})", database.message(), database.code().code());
    for part in [database.detail(), database.where_()].into_iter().flatten() {
        message = format!("{message}\n  {part}");
    }
    let failure = CliError::failed(message);
    match database.hint() {
        Some(hint) => failure.remedy(hint),
        None => failure,
    }
}

/// The line (from 1) of a character position (from 1).
fn line_of(text: &str, position: u32) -> usize {
    let before = usize::try_from(position).unwrap_or(usize::MAX).saturating_sub(1);
    1 + text.chars().take(before).filter(|character| *character == '\n').count()
}

async fn wait_for_other_runs(client: &Client, tell: &impl Fn(&str)) -> Result<(), CliError> {
    loop {
        let row = client.query_one("select pg_try_advisory_lock($1)", &[&ADVISORY_LOCK]).await?;
        if row.get(0) {
            return Ok(());
        }
        tell("waiting for another `crm migrate` to finish");
        tokio::time::sleep(LOCK_POLL).await;
    }
}

/// What the database has; an untouched database has nothing.
async fn read_ledger(client: &Client) -> Result<Ledger, CliError> {
    let exists = "select to_regclass('crm_private.sql_objects') is not null";
    if !client.query_one(exists, &[]).await?.get::<_, bool>(0) {
        return Ok(Ledger::default());
    }
    Ok(Ledger {
        migrations: pairs(client, "select version, checksum from crm_private.schema_migrations").await?,
        objects: pairs(client, "select path, checksum from crm_private.sql_objects").await?,
    })
}

async fn pairs(client: &Client, query: &str) -> Result<BTreeMap<String, String>, CliError> {
    Ok(client.query(query, &[]).await?.iter().map(|row| (row.get(0), row.get(1))).collect())
}

/// A removed file's objects are dropped by a migration; here only its line goes.
async fn forget_removed_objects(client: &Client, release: &Release) -> Result<(), CliError> {
    let paths: Vec<&str> = release.objects.iter().map(|file| file.path.as_str()).collect();
    client.execute("delete from crm_private.sql_objects where path <> all ($1)", &[&paths]).await?;
    Ok(())
}

fn report_of(plan: &Plan, dry_run: bool) -> Report {
    Report {
        extension: plan.extension.clone(),
        migrations: plan.migrations.iter().map(|file| format!("{}_{}", file.version, file.name)).collect(),
        objects: plan.objects.iter().map(|file| file.path.clone()).collect(),
        lock_retries: 0,
        dry_run,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_position_becomes_a_line() {
        let text = "select 1;\nselect é;\nselect x;";
        assert_eq!(line_of(text, 1), 1);
        assert_eq!(line_of(text, 18), 2);
        assert_eq!(line_of(text, 28), 3);
    }
}
