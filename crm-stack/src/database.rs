//! Connections to the database of this installation.

use crate::error::CliError;
use crate::state::{Paths, Secrets, Settings};
use std::time::Duration;
use tokio_postgres::{Client, Config, NoTls};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// Connection parameters of the installation's superuser over the unix socket.
pub(crate) fn superuser_config(paths: &Paths, settings: &Settings, secrets: &Secrets) -> Config {
    let mut config = Config::new();
    config
        .host_path(paths.run())
        .port(settings.db_port)
        .user("postgres")
        .password(&secrets.postgres_password)
        .dbname("postgres")
        .application_name("crm")
        .connect_timeout(CONNECT_TIMEOUT);
    config
}

/// Connection parameters of PostgREST's login over the unix socket.
pub(crate) fn authenticator_config(paths: &Paths, settings: &Settings, secrets: &Secrets) -> Config {
    let mut config = superuser_config(paths, settings, secrets);
    config.user("authenticator").password(&secrets.authenticator_password);
    config
}

/// Connects as superuser to the running installation.
///
/// # Errors
/// When the installation does not exist or its database does not answer.
pub(crate) async fn connect(paths: &Paths) -> Result<Client, CliError> {
    let settings = Settings::load(&paths.settings())?;
    let secrets = Secrets::load(&paths.secrets())?;
    connect_config(&superuser_config(paths, &settings, &secrets)).await
}

/// Connects with the given parameters; the connection is driven by a task of its own.
pub(crate) async fn connect_config(config: &Config) -> Result<Client, CliError> {
    let (client, connection) = config.connect(NoTls).await.map_err(|error| match error.as_db_error() {
        Some(_) => CliError::from(error),
        None => CliError::not_running(format!("the database does not answer: {}", root_cause(&error))),
    })?;
    // the task ends with the client; its error reaches the client's callers as a closed connection
    tokio::spawn(connection);
    Ok(client)
}

fn root_cause(error: &dyn std::error::Error) -> String {
    let mut cause = error;
    while let Some(next) = cause.source() {
        cause = next;
    }
    cause.to_string()
}

/// `postgresql://postgres:...@127.0.0.1:PORT/postgres`
pub(crate) fn superuser_url(settings: &Settings, secrets: &Secrets) -> String {
    format!("postgresql://postgres:{}@127.0.0.1:{}/postgres", secrets.postgres_password, settings.db_port)
}

/// Reads a connection URL or `key=value` string that an operator gave.
pub(crate) fn parse_url(url: &str) -> Result<Config, CliError> {
    url.parse::<Config>().map_err(|error| {
        // the URL holds a password: it is not repeated
        CliError::usage(format!("the database URL cannot be read: {error}"))
            .remedy("write it as postgresql://user:password@host:port/database")
    })
}
