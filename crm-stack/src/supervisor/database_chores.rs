//! What the supervisor does in the database: opens the way for PostgREST, folds statistics, ends SQL that runs
//! too long, makes partitions ahead, empties the recycle bin of what is old, and restarts PostgREST when it sleeps
//! through the database's return.

use super::board::Board;
use super::probe::http_status;
use crate::database;
use crate::error::CliError;
use crate::migrate::ADVISORY_LOCK;
use crate::state::{Secrets, Settings};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::{Notify, watch};
use tokio_postgres::{Client, Config};

const TICK: Duration = Duration::from_millis(500);
const FOLD_EVERY_TICKS: u64 = 2;
const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// PostgREST 12 needs half a minute to notice that the database is back; a restart takes half a second.
const UNREADY_TICKS_BEFORE_RESTART: u32 = 3;
/// A starting PostgREST is not ready either.
const POSTGREST_START_SECONDS: i64 = 3;

const SCHEMA_READY: &str = include_str!("schema_ready.sql");
const FUNCTION_EXISTS: &str = "select to_regprocedure($1) is not null";
const FOLD: Chore = Chore {
    function: "crm_private.fold_deal_statistics()",
    call: "select crm_private.fold_deal_statistics()",
};
const PARTITIONS: Chore = Chore {
    function: "crm_private.ensure_activity_partitions(date, date)",
    call: "select crm_private.ensure_activity_partitions(current_date, current_date + 90)",
};

const PURGE: Chore = Chore {
    function: "crm_private.purge_deleted_records(interval)",
    call: "select crm_private.purge_deleted_records('90 days')",
};

const END_OVERDUE_SQL: Chore =
    Chore { function: "crm_private.end_overdue_sql()", call: "select crm_private.end_overdue_sql()" };

/// A function of the database that is called again and again; an older database may lack it.
struct Chore {
    function: &'static str,
    call: &'static str,
}

/// Everything the chores need.
pub(crate) struct Chores {
    pub(crate) superuser: Config,
    pub(crate) settings: Settings,
    pub(crate) secrets: Secrets,
    pub(crate) board: Board,
    /// Becomes true when PostgREST may start.
    pub(crate) schema_ready: watch::Sender<bool>,
    pub(crate) restart_postgrest: Arc<Notify>,
}

/// Does the chores for ever; a lost connection is made again.
pub(crate) async fn keep_doing(chores: Chores) {
    let mut last_complaint = String::new();
    loop {
        if let Ok(client) = database::connect_config(&chores.superuser).await
            && let Err(error) = chores.with(&client).await
        {
            let complaint = error.message().to_owned();
            if complaint != last_complaint {
                eprintln!("database chores: {complaint}");
                last_complaint = complaint;
            }
        }
        tokio::time::sleep(TICK).await;
    }
}

impl Chores {
    async fn with(&self, client: &Client) -> Result<(), CliError> {
        client.batch_execute("set application_name = 'crm supervisor'; set lock_timeout = '1s'").await?;
        while !self.schema_is_ready(client).await? {
            tokio::time::sleep(TICK / 4).await;
        }
        self.set_authenticator_password(client).await?;
        self.schema_ready.send_replace(true);
        let mut daily_done: Option<Instant> = None;
        let mut unready_ticks = 0;
        for tick in 0_u64.. {
            if tick.is_multiple_of(FOLD_EVERY_TICKS) {
                call_if_present(client, &FOLD).await?;
                call_if_present(client, &END_OVERDUE_SQL).await?;
            }
            if daily_done.is_none_or(|at| at.elapsed() > DAY) {
                call_if_present(client, &PARTITIONS).await?;
                call_if_present(client, &PURGE).await?;
                daily_done = Some(Instant::now());
            }
            unready_ticks = if self.postgrest_sleeps(client).await? { unready_ticks + 1 } else { 0 };
            if unready_ticks >= UNREADY_TICKS_BEFORE_RESTART {
                self.restart_postgrest.notify_one();
                unready_ticks = 0;
            }
            tokio::time::sleep(TICK).await;
        }
        Ok(())
    }

    /// The exposed schemas and the authenticator exist, and no migration is under way.
    async fn schema_is_ready(&self, client: &Client) -> Result<bool, CliError> {
        Ok(client.query_one(SCHEMA_READY, &[&ADVISORY_LOCK]).await?.get(0))
    }

    async fn set_authenticator_password(&self, client: &Client) -> Result<(), CliError> {
        // our own base64url text: nothing in it needs escaping
        let password = &self.secrets.authenticator_password;
        Ok(client
            .batch_execute(&format!("alter role authenticator with login password '{password}'"))
            .await?)
    }

    /// The database answers us, and a PostgREST that had time to start says that it does not reach it.
    async fn postgrest_sleeps(&self, client: &Client) -> Result<bool, CliError> {
        client.query_one("select 1", &[]).await?;
        let part = self.board.part("postgrest");
        let now = chrono::Utc::now().timestamp();
        if part.pid.is_none() || part.started_at.is_none_or(|at| now - at < POSTGREST_START_SECONDS) {
            return Ok(false);
        }
        Ok(http_status(self.settings.postgrest_admin_address(), "/ready").await == Some(503))
    }
}

async fn call_if_present(client: &Client, chore: &Chore) -> Result<(), CliError> {
    if client.query_one(FUNCTION_EXISTS, &[&chore.function]).await?.get(0) {
        client.execute(chore.call, &[]).await?;
    }
    Ok(())
}
