use super::Component;
use std::time::{Duration, Instant};
use tokio::sync::Mutex;
use tokio_postgres::{Client, Config, NoTls};

/// Checks that come faster share one answer, so that health checks cannot be used to load the database.
const SHARED_FOR: Duration = Duration::from_millis(200);

/// Asks the database over a connection of its own, which is kept.
pub(super) struct Database {
    config: Config,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    client: Option<Client>,
    last: Option<(Instant, Component)>,
}

impl Database {
    pub(super) fn new(mut config: Config) -> Self {
        config.application_name("crm-health");
        Self { config, state: Mutex::default() }
    }

    pub(super) async fn check(&self, timeout: Duration) -> Component {
        let mut state = self.state.lock().await;
        if let Some((at, component)) = &state.last
            && at.elapsed() < SHARED_FOR
        {
            return component.clone();
        }
        let client = state.client.take().filter(|client| !client.is_closed());
        let begun = Instant::now();
        let component = match tokio::time::timeout(timeout, self.ask(client)).await {
            Ok(Ok((client, read_only))) => {
                state.client = Some(client);
                Component { read_only: Some(read_only), ..Component::up_after(begun.elapsed()) }
            }
            _ => Component::down(),
        };
        state.last = Some((Instant::now(), component.clone()));
        component
    }

    /// Gives the connection back when it is good.
    async fn ask(&self, client: Option<Client>) -> Result<(Client, bool), tokio_postgres::Error> {
        let client = match client {
            Some(client) => client,
            None => self.connect().await?,
        };
        let row = client.query_one("select pg_catalog.pg_is_in_recovery()", &[]).await?;
        Ok((client, row.try_get(0)?))
    }

    async fn connect(&self) -> Result<Client, tokio_postgres::Error> {
        let (client, connection) = self.config.connect(NoTls).await?;
        // the client reports a broken connection by itself
        tokio::spawn(async move { connection.await.ok() });
        Ok(client)
    }
}
