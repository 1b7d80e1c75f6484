//! Starting what is not running, and waiting until it answers.

use super::prepare::Prepared;
use crate::commands::Context;
use crate::error::CliError;
use crate::migrate::{self, Release};
use crate::progress::Step;
use crate::state::Settings;
use crate::supervisor;
use std::time::{Duration, Instant};

const DATABASE_PATIENCE: Duration = Duration::from_secs(60);
const API_PATIENCE: Duration = Duration::from_secs(60);
const POLL: Duration = Duration::from_millis(100);

/// Starts the stack; one that was started with other programs or settings is started anew.
pub(crate) fn ensure_running(context: &Context, prepared: &Prepared) -> Result<(), CliError> {
    if let Some(running) = supervisor::running_supervisor(&context.paths) {
        if running.release == supervisor::release_stamp(&context.paths) {
            return Ok(());
        }
        let step = Step::start(context.output, "stopping the older stack");
        supervisor::stop(&context.paths)?;
        step.done("");
    }
    let step = Step::start(context.output, "starting");
    let pid = supervisor::start(&context.paths, prepared.account)?;
    step.done(&format!("supervisor pid {pid}"));
    Ok(())
}

/// Waits until the database accepts the superuser.
pub(crate) async fn wait_for_database(context: &Context) -> Result<(), CliError> {
    let started = Instant::now();
    loop {
        let Err(error) = context.database().await else { return Ok(()) };
        require_supervisor(context)?;
        if started.elapsed() > DATABASE_PATIENCE {
            return Err(CliError::failed(format!(
                "the database did not come up in time: {}",
                error.message()
            ))
            .remedy("see `crm logs postgres`"));
        }
        tokio::time::sleep(POLL).await;
    }
}

/// Applies what the database lacks.
pub(crate) async fn migrate(context: &Context) -> Result<(), CliError> {
    let release = Release::read(context.repository()?)?;
    let client = context.database().await?;
    let step = Step::start(context.output, "migrating");
    let report = migrate::bring_to(&client, &release, false, |name| step.detail(name)).await?;
    step.done(&migrate::summary(&report));
    Ok(())
}

/// Waits until the gateway says that everything behind it is ready.
pub(crate) async fn wait_for_api(context: &Context) -> Result<(), CliError> {
    let settings = Settings::load(&context.paths.settings())?;
    let step = Step::start(context.output, "waiting until the API answers");
    let started = Instant::now();
    loop {
        let postgrest = supervisor::http_status(settings.postgrest_admin_address(), "/ready").await;
        let gateway = supervisor::http_status(settings.api_address(), "/health/ready").await;
        if postgrest == Some(200) && gateway == Some(200) {
            step.done("healthy");
            return Ok(());
        }
        require_supervisor(context)?;
        if started.elapsed() > API_PATIENCE {
            return Err(CliError::failed(format!(
                "the API did not come up in time: PostgREST {}, gateway {}",
                said(postgrest),
                said(gateway)
            ))
            .remedy("see `crm logs`"));
        }
        tokio::time::sleep(POLL).await;
    }
}

fn said(status: Option<u16>) -> String {
    status.map_or_else(|| "does not answer".to_owned(), |status| format!("answers {status}"))
}

fn require_supervisor(context: &Context) -> Result<(), CliError> {
    if supervisor::running_supervisor(&context.paths).is_some() {
        return Ok(());
    }
    Err(supervisor::failed_start(&context.paths, "the supervisor ended"))
}
