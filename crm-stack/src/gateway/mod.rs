//! The HTTP front: strict tokens, CORS, limits, health, and the way to PostgREST and the edge functions.

mod config;
mod cors;
mod errors;
mod front;
mod health;
mod limits;
mod listen;
mod observation;
mod proxy;
mod request_id;
mod routes;
mod token;

pub use config::{EXPOSED_SCHEMAS, GatewayConfig, ISSUER, Limits};
pub use observation::{JsonLines, Observation, Observer, ServedRequest};
pub use token::KeySetError;

use health::Health;
use hyper_util::client::legacy::connect::HttpConnector;
use proxy::{UnixConnector, Upstream};
use std::net::SocketAddr;
use std::sync::Arc;
use token::Verifier;
use tokio::net::TcpListener;

/// Why the gateway cannot serve.
#[derive(Debug, thiserror::Error)]
pub enum GatewayError {
    #[error("cannot listen on {address}: {source}")]
    Listen { address: SocketAddr, source: std::io::Error },
    #[error(transparent)]
    Keys(#[from] KeySetError),
    #[error("{0} is not an address that functions can be reached at")]
    Functions(SocketAddr),
}

/// What every request needs.
struct Gateway {
    verifier: Verifier,
    rest: Upstream<UnixConnector>,
    functions: Upstream<HttpConnector>,
    health: Health,
    limits: Limits,
    observer: Arc<dyn Observer>,
}

/// Serves until `shutdown` completes, then lets running requests end; observations go to stdout as lines of JSON.
///
/// # Errors
/// When the address is taken or the key set is unusable.
pub async fn serve(
    config: GatewayConfig,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), GatewayError> {
    let address = config.listen;
    let listener =
        TcpListener::bind(address).await.map_err(|source| GatewayError::Listen { address, source })?;
    serve_on(listener, config, Arc::new(JsonLines::new(std::io::stdout())), shutdown).await
}

/// As [`serve`], on a listener that is already bound and with an observer of the caller's.
///
/// # Errors
/// When the key set is unusable.
pub async fn serve_on(
    listener: TcpListener,
    config: GatewayConfig,
    observer: Arc<dyn Observer>,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), GatewayError> {
    let gateway = Arc::new(Gateway::new(&config, Arc::clone(&observer))?);
    let router = routes::router(gateway, &config.allowed_origins);
    let address = listener.local_addr().unwrap_or(config.listen);
    observer.observe(&Observation::Listening { address });
    listen::run(listener, router, &config.limits, observer, shutdown).await;
    Ok(())
}

impl Gateway {
    fn new(config: &GatewayConfig, observer: Arc<dyn Observer>) -> Result<Self, GatewayError> {
        let timeout = config.limits.upstream_timeout;
        Ok(Self {
            verifier: Verifier::new(&config.jwks, &config.limits)?,
            rest: Upstream::unix(config.postgrest_socket.clone(), timeout),
            functions: Upstream::tcp(config.functions, timeout)
                .map_err(|_| GatewayError::Functions(config.functions))?,
            health: Health::new(config.database.clone(), config.postgrest_admin, config.functions),
            limits: config.limits.clone(),
            observer,
        })
    }
}
