//! Accepts connections, and lets running requests end when the gateway stops.

use super::config::Limits;
use super::front::Front;
use axum::body::Body;
use axum::http::HeaderValue;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Rest after a failed accept (out of file descriptors, mostly).
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Who is at the other end of the connection.
#[derive(Debug, Clone)]
pub(crate) struct Peer {
    pub(crate) address: IpAddr,
    header: Option<HeaderValue>,
}

impl Peer {
    pub(crate) fn new(address: SocketAddr) -> Self {
        let address = address.ip().to_canonical();
        Self { address, header: HeaderValue::try_from(address.to_string()).ok() }
    }

    /// The address as the value of `X-Forwarded-For`, made once a connection.
    pub(crate) fn header(&self) -> HeaderValue {
        self.header.clone().unwrap_or_else(|| HeaderValue::from_static("unknown"))
    }
}

/// Serves until `stop` completes, then waits for running requests; tells whether all could end in time.
pub(super) async fn run(
    listener: TcpListener,
    front: Front,
    limits: &Limits,
    slots: &Arc<Semaphore>,
    stop: impl Future<Output = ()>,
) -> bool {
    let front = Arc::new(front);
    let graceful = GracefulShutdown::new();
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(limits.header_timeout);
    tokio::pin!(stop);
    loop {
        tokio::select! {
            accepted = accept(&listener, slots) => if let Some((stream, peer, slot)) = accepted {
                let connection = http.serve_connection(TokioIo::new(stream), service(Arc::clone(&front), peer));
                let connection = graceful.watch(connection);
                // a broken connection concerns nobody but the caller
                tokio::spawn(async move { drop((connection.await, slot)); });
            },
            () = &mut stop => break,
        }
    }
    drop(listener);
    tokio::time::timeout(limits.drain_timeout, graceful.shutdown()).await.is_ok()
}

async fn accept(
    listener: &TcpListener,
    slots: &Arc<Semaphore>,
) -> Option<(TcpStream, Peer, OwnedSemaphorePermit)> {
    let slot = Arc::clone(slots).acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, address)) => {
            // without it small answers wait for the caller's acknowledgement; a refusal only costs time
            stream.set_nodelay(true).ok();
            Some((stream, Peer::new(address), slot))
        }
        Err(_) => {
            tokio::time::sleep(ACCEPT_PAUSE).await;
            None
        }
    }
}

fn service(
    front: Arc<Front>,
    peer: Peer,
) -> impl hyper::service::Service<
    hyper::Request<Incoming>,
    Response = axum::response::Response,
    Error = std::convert::Infallible,
    Future: Send,
> {
    service_fn(move |mut request: hyper::Request<Incoming>| {
        let (front, peer) = (Arc::clone(&front), peer.clone());
        request.extensions_mut().insert(peer.clone());
        async move { front.serve(request.map(Body::new), &peer).await }
    })
}
