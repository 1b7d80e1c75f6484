//! The HTTP front: strict tokens, CORS, limits, health, and the way to PostgREST and the edge functions.

mod audit;
mod config;
mod cors;
mod errors;
mod front;
mod health;
mod json_lines;
mod limits;
mod listen;
mod observation;
mod proxy;
mod refused_writes;
mod request_id;
mod routes;
mod token;
mod workers;

pub use config::{EXPOSED_SCHEMAS, GatewayConfig, ISSUER, Limits};
pub use json_lines::JsonLines;
pub use observation::{Observation, Observer, ServedRequest};
pub use token::KeySetError;

use audit::Audit;
use futures_util::future::join_all;
use health::Health;
use proxy::{TcpAddress, UnixAddress, Upstream};
use refused_writes::RefusedWrites;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use token::Verifier;
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, oneshot, watch};
use workers::Worker;

/// How long the end of the gateway waits for the audit's last batch.
const AUDIT_PATIENCE: Duration = Duration::from_secs(5);

/// Why the gateway cannot serve.
#[derive(Debug, thiserror::Error)]
pub enum GatewayError {
    #[error("cannot listen on {address}: {source}")]
    Listen { address: SocketAddr, source: std::io::Error },
    #[error(transparent)]
    Keys(#[from] KeySetError),
    #[error("cannot start a thread of the gateway: {0}")]
    Worker(#[source] std::io::Error),
}

/// What all workers have in common.
struct Shared {
    verifier: Verifier,
    health: Health,
    observer: Arc<dyn Observer>,
}

/// What every request of one worker needs.
struct Gateway {
    shared: Arc<Shared>,
    rest: Upstream<UnixAddress>,
    functions: Upstream<TcpAddress>,
    limits: Limits,
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
    let (refused_writes, queued) = RefusedWrites::new(Arc::clone(&observer));
    let audit = Audit::new(config.database.clone(), queued, observer);
    let shared = Arc::new(Shared {
        verifier: Verifier::new(&config.jwks, &config.limits)?,
        health: Health::new(config.database.clone(), config.postgrest_admin, config.functions),
        observer: Arc::new(refused_writes),
    });
    let address = listener.local_addr().unwrap_or(config.listen);
    let (stop, stopped) = watch::channel(());
    let workers = start_workers(listener, &Arc::new(config), &shared, &stopped)?;
    drop(stopped);
    let (end_audit, audit_ends) = oneshot::channel();
    let audit = tokio::spawn(audit.run(audit_ends));
    shared.observer.observe(&Observation::Listening { address });
    shutdown.await;
    shared.observer.observe(&Observation::Draining);
    drop(stop);
    let drained = join_all(workers.into_iter().map(Worker::drained)).await;
    // what the last requests were refused is recorded before the process ends
    end_audit.send(()).ok();
    tokio::time::timeout(AUDIT_PATIENCE, audit).await.ok();
    shared.observer.observe(&Observation::Stopped { drained: drained.into_iter().all(|drained| drained) });
    Ok(())
}

fn start_workers(
    listener: TcpListener,
    config: &Arc<GatewayConfig>,
    shared: &Arc<Shared>,
    stop: &watch::Receiver<()>,
) -> Result<Vec<Worker>, GatewayError> {
    let listener = listener.into_std().map_err(GatewayError::Worker)?;
    let slots = Arc::new(Semaphore::new(config.limits.connections));
    let start = |number| {
        let listener = listener.try_clone().map_err(GatewayError::Worker)?;
        let (config, shared, slots) = (Arc::clone(config), Arc::clone(shared), Arc::clone(&slots));
        Worker::spawn(number, listener, workers::Start { config, shared, slots, stop: stop.clone() })
    };
    (0..workers::count()).map(start).collect()
}

impl Gateway {
    fn new(config: &GatewayConfig, shared: &Arc<Shared>) -> Self {
        let timeout = config.limits.upstream_timeout;
        Self {
            shared: Arc::clone(shared),
            rest: Upstream::new(UnixAddress(config.postgrest_socket.clone()), timeout),
            functions: Upstream::new(TcpAddress(config.functions), timeout),
            limits: config.limits.clone(),
        }
    }
}
