//! The HTTP front: strict tokens, CORS, limits, health, and the way to PostgREST and the edge functions.

mod config;

pub use config::{EXPOSED_SCHEMAS, GatewayConfig, ISSUER, Limits};

/// Why the gateway cannot serve.
#[derive(Debug, thiserror::Error)]
pub enum GatewayError {
    #[error("cannot listen on {address}: {source}")]
    Listen { address: std::net::SocketAddr, source: std::io::Error },
}

/// Serves until `shutdown` completes.
///
/// # Errors
/// When the address is taken.
pub async fn serve(
    config: GatewayConfig,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), GatewayError> {
    let _listener = tokio::net::TcpListener::bind(config.listen)
        .await
        .map_err(|source| GatewayError::Listen { address: config.listen, source })?;
    shutdown.await;
    Ok(())
}
