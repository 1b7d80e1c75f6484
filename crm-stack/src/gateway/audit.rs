//! Writes refused writes into the database, a batch at a time, over a connection of its own.

use super::observation::{Observation, Observer};
use super::refused_writes::{Queued, RefusedWrite};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::sync::oneshot;
use tokio_postgres::types::{Json, ToSql};
use tokio_postgres::{Client, Config, NoTls};

const BATCH_MAX: usize = 500;
/// Callers without a token must not fill the audit.
const ANONYMOUS_PER_BATCH_MAX: usize = 50;
const BATCH_EVERY: Duration = Duration::from_millis(500);
const STATEMENT_PATIENCE: Duration = Duration::from_secs(10);
const RETRY_AFTER: Duration = Duration::from_secs(2);

/// Why a batch was not recorded.
#[derive(Debug, thiserror::Error)]
enum AuditError {
    #[error("the database did not answer in time")]
    Timeout,
    #[error(transparent)]
    Database(#[from] tokio_postgres::Error),
}

/// Records what is queued until `stop` arrives, then what is left, and ends.
pub(super) struct Audit {
    database: Config,
    queued: Queued,
    observer: Arc<dyn Observer>,
    client: Option<Client>,
}

impl Audit {
    /// `database` is the login `authenticator`, which may call `crm_private.record_refusals` and nothing else.
    pub(super) fn new(mut database: Config, queued: Queued, observer: Arc<dyn Observer>) -> Self {
        database.application_name("crm-audit");
        Self { database, queued, observer, client: None }
    }

    pub(super) async fn run(mut self, mut stop: oneshot::Receiver<()>) {
        let mut batch = Vec::with_capacity(BATCH_MAX);
        loop {
            tokio::select! {
                _ = &mut stop, if !self.queued.writes.is_closed() => self.queued.writes.close(),
                received = self.queued.writes.recv_many(&mut batch, BATCH_MAX) => if received == 0 { break },
            }
            self.keep(&mut batch).await;
            if !self.queued.writes.is_closed() {
                tokio::time::sleep(BATCH_EVERY).await;
            }
        }
        self.report_lost(0);
    }

    /// Records the batch; tries a second time on a new connection, then gives it up.
    async fn keep(&mut self, batch: &mut Vec<RefusedWrite>) {
        let surplus = drop_surplus(batch);
        if !batch.is_empty() && self.record(batch).await.is_err() {
            tokio::time::sleep(RETRY_AFTER).await;
            if self.record(batch).await.is_err() {
                self.report_lost(batch.len());
            }
        }
        self.report_lost(surplus);
        batch.clear();
    }

    async fn record(&mut self, batch: &[RefusedWrite]) -> Result<(), AuditError> {
        let client = match self.client.take().filter(|client| !client.is_closed()) {
            Some(client) => client,
            None => self.connect().await?,
        };
        let refusals = Json(batch);
        let parameters: [&(dyn ToSql + Sync); 1] = [&refusals];
        let statement = client.execute("select crm_private.record_refusals($1)", &parameters);
        tokio::time::timeout(STATEMENT_PATIENCE, statement).await.map_err(|_| AuditError::Timeout)??;
        self.client = Some(client);
        Ok(())
    }

    async fn connect(&self) -> Result<Client, AuditError> {
        let (client, connection) = tokio::time::timeout(STATEMENT_PATIENCE, self.database.connect(NoTls))
            .await
            .map_err(|_| AuditError::Timeout)??;
        // the client reports a broken connection by itself
        tokio::spawn(async move { connection.await.ok() });
        Ok(client)
    }

    fn report_lost(&self, more: usize) {
        let count = self.queued.lost.swap(0, Ordering::Relaxed) + u64::try_from(more).unwrap_or(u64::MAX);
        if count > 0 {
            self.observer.observe(&Observation::RefusalsUnrecorded { count });
        }
    }
}

/// Removes the refusals of anonymous callers above their share; tells how many.
fn drop_surplus(batch: &mut Vec<RefusedWrite>) -> usize {
    let all = batch.len();
    let mut anonymous = 0;
    batch.retain(|write| {
        anonymous += usize::from(write.user_id.is_none());
        write.user_id.is_some() || anonymous <= ANONYMOUS_PER_BATCH_MAX
    });
    all - batch.len()
}

#[cfg(test)]
mod tests {
    use super::super::observation::ServedRequest;
    use super::*;
    use uuid::Uuid;

    fn refused(user: Option<Uuid>) -> RefusedWrite {
        RefusedWrite::from(&ServedRequest {
            request_id: "request-1",
            method: "POST",
            path: "/rest/v1/deals",
            status: 401,
            duration_us: 1,
            peer: None,
            role: None,
            user,
            organization: None,
            code: None,
            cause: None,
        })
    }

    #[test]
    fn members_are_recorded_however_many_strangers_knock() {
        let mut batch: Vec<_> = (0..400).map(|_| refused(None)).collect();
        batch.extend((0..100).map(|_| refused(Some(Uuid::nil()))));
        assert_eq!(drop_surplus(&mut batch), 350);
        assert_eq!(batch.len(), 150);
        assert_eq!(batch.iter().filter(|write| write.user_id.is_some()).count(), 100);
        assert_eq!(drop_surplus(&mut batch), 0);
    }
}
