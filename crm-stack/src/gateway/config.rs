use std::net::SocketAddr;
use std::path::PathBuf;

/// Everything the gateway needs to know; made by the supervisor.
#[derive(Debug, Clone)]
pub(crate) struct GatewayConfig {
    /// Where the API listens.
    pub(crate) listen: SocketAddr,
    /// PostgREST's unix socket.
    pub(crate) postgrest_socket: PathBuf,
    /// PostgREST's /live and /ready.
    pub(crate) postgrest_admin: SocketAddr,
    /// The edge functions' server.
    pub(crate) functions: SocketAddr,
    /// The key set (`jwks.json`): RSA public and oct keys.
    pub(crate) jwks: serde_json::Value,
    /// Origins that browsers may call from; empty allows every origin.
    pub(crate) allowed_origins: Vec<String>,
    /// How to reach the database (login `authenticator`), for health checks.
    pub(crate) database: tokio_postgres::Config,
}
