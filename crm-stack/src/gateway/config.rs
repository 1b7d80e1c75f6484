use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

/// Schemas that PostgREST serves; the first is the one used when a request names none.
pub const EXPOSED_SCHEMAS: [&str; 2] = ["crm", "analytics"];

/// `iss` of the tokens that this installation signs: the anon and service keys and users' access tokens.
pub const ISSUER: &str = "pg_crm";

/// Everything the gateway needs to know; made by the supervisor.
#[derive(Debug, Clone)]
pub struct GatewayConfig {
    /// Where the API listens.
    pub listen: SocketAddr,
    /// PostgREST's unix socket.
    pub postgrest_socket: PathBuf,
    /// PostgREST's /live and /ready.
    pub postgrest_admin: SocketAddr,
    /// The edge functions' server.
    pub functions: SocketAddr,
    /// The key set (`jwks.json`): RSA public and oct keys.
    pub jwks: serde_json::Value,
    /// Origins that browsers may call from (`http://localhost:*` allows every port);
    /// empty allows the pages of this machine only.
    pub allowed_origins: Vec<String>,
    /// How to reach the database (login `authenticator`), for health checks.
    pub database: tokio_postgres::Config,
    /// Sizes and times; `Limits::default()` suits one machine.
    pub limits: Limits,
}

/// What one request may cost. Sizes are bytes.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Path and query together.
    pub url_bytes: usize,
    /// A request's body, however it is framed.
    pub body_bytes: usize,
    /// One token.
    pub token_bytes: usize,
    /// Brackets inside brackets in a JSON body.
    pub json_depth: usize,
    /// Resources inside resources in `select`.
    pub embed_depth: usize,
    /// Resources in `select`, on all levels.
    pub embeds: usize,
    /// Conditions in all `and`/`or` lists of a request.
    pub logic_terms: usize,
    /// Connections open at once; more wait to be accepted.
    pub connections: usize,
    /// Verified tokens remembered.
    pub remembered_tokens: usize,
    /// Until a request's headers have arrived.
    pub header_timeout: Duration,
    /// Until a buffered body has arrived.
    pub body_timeout: Duration,
    /// Until an upstream starts to answer; longer than every role's `statement_timeout`.
    pub upstream_timeout: Duration,
    /// How long running requests may take to end after shutdown was asked for.
    pub drain_timeout: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            url_bytes: 8 * 1024,
            body_bytes: 10 * 1024 * 1024,
            token_bytes: 8 * 1024,
            json_depth: 64,
            embed_depth: 4,
            embeds: 20,
            logic_terms: 50,
            connections: 10_000,
            remembered_tokens: 10_000,
            header_timeout: Duration::from_secs(15),
            body_timeout: Duration::from_secs(60),
            upstream_timeout: Duration::from_secs(75),
            drain_timeout: Duration::from_secs(10),
        }
    }
}
