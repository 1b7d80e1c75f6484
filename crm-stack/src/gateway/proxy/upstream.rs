use crate::gateway::errors::{Problem, refusals};
use axum::body::Body;
use axum::http::uri::{Authority, PathAndQuery, Scheme};
use axum::http::{Request, Response, Uri, Version};
use futures_util::future::BoxFuture;
use http_body_util::LengthLimitError;
use hyper::body::Incoming;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::{Connect, HttpConnector};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use std::error::Error as _;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::net::UnixStream;
use tower::Service;

/// Shorter than PostgREST's and Deno's own limits, so that the pool rarely holds a connection they have closed.
const IDLE_CONNECTION: Duration = Duration::from_secs(20);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// A server behind the gateway, with a pool of kept connections.
pub(crate) struct Upstream<C> {
    client: Client<C, Body>,
    authority: Authority,
    timeout: Duration,
}

/// Why an upstream gave no answer.
#[derive(Debug, thiserror::Error)]
pub(crate) enum UpstreamError {
    #[error("no connection")]
    Connect,
    #[error("the connection was lost before the answer")]
    Lost,
    #[error("no answer in time")]
    Timeout,
    #[error("the request's own body was larger than allowed")]
    BodyTooLarge,
    #[error("the request's own body was broken off")]
    BodyBroken,
    #[error("the path cannot be forwarded")]
    Path,
}

impl Upstream<UnixConnector> {
    /// A server on a unix socket.
    pub(crate) fn unix(path: PathBuf, timeout: Duration) -> Self {
        Self::new(UnixConnector(path.into()), Authority::from_static("localhost"), timeout)
    }
}

impl Upstream<HttpConnector> {
    /// A server on a TCP address.
    pub(crate) fn tcp(address: SocketAddr, timeout: Duration) -> Result<Self, UpstreamError> {
        let authority = Authority::try_from(address.to_string()).map_err(|_| UpstreamError::Path)?;
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        connector.set_connect_timeout(Some(CONNECT_TIMEOUT));
        Ok(Self::new(connector, authority, timeout))
    }
}

impl<C: Connect + Clone + Send + Sync + 'static> Upstream<C> {
    fn new(connector: C, authority: Authority, timeout: Duration) -> Self {
        let client = Client::builder(TokioExecutor::new())
            .pool_idle_timeout(IDLE_CONNECTION)
            .pool_timer(TokioTimer::new())
            .build(connector);
        Self { client, authority, timeout }
    }

    /// Sends the request with its path replaced by `path_and_query`. The HTTP version of one connection says nothing
    /// about the other.
    pub(crate) async fn send(
        &self,
        mut request: Request<Body>,
        path_and_query: PathAndQuery,
    ) -> Result<Response<Incoming>, UpstreamError> {
        let uri = Uri::builder().scheme(Scheme::HTTP).authority(self.authority.clone());
        *request.uri_mut() = uri.path_and_query(path_and_query).build().map_err(|_| UpstreamError::Path)?;
        *request.version_mut() = Version::HTTP_11;
        let answer = tokio::time::timeout(self.timeout, self.client.request(request)).await;
        let mut answer = answer
            .map_err(|_| UpstreamError::Timeout)?
            .map_err(|error| UpstreamError::from_client(&error))?;
        *answer.version_mut() = Version::HTTP_11;
        Ok(answer)
    }
}

impl UpstreamError {
    fn from_client(error: &hyper_util::client::legacy::Error) -> Self {
        if error.is_connect() {
            return Self::Connect;
        }
        let causes = || std::iter::successors(error.source(), |&cause| cause.source());
        if causes().any(<dyn std::error::Error>::is::<LengthLimitError>) {
            return Self::BodyTooLarge;
        }
        let ours = |cause: &hyper::Error| cause.is_user() || cause.is_body_write_aborted();
        if causes().filter_map(|cause| cause.downcast_ref()).any(ours) {
            Self::BodyBroken
        } else {
            Self::Lost
        }
    }

    /// `changes_nothing`: the method is a reading one, so a lost answer leaves no doubt.
    pub(crate) fn into_problem(self, changes_nothing: bool, body_limit_bytes: usize) -> Problem {
        match self {
            Self::Connect => refusals::unavailable("no connection to the upstream"),
            Self::Lost => refusals::connection_lost(changes_nothing),
            Self::Timeout => refusals::upstream_timeout(),
            Self::BodyTooLarge => refusals::body_too_large(body_limit_bytes),
            Self::BodyBroken => refusals::malformed_body("the transfer was broken off"),
            Self::Path => refusals::malformed_url("the path cannot be forwarded"),
        }
    }
}

/// Connects to one unix socket, whatever the URI says.
#[derive(Debug, Clone)]
pub(crate) struct UnixConnector(Arc<std::path::Path>);

impl Service<Uri> for UnixConnector {
    type Response = TokioIo<UnixStream>;
    type Error = std::io::Error;
    type Future = BoxFuture<'static, Result<Self::Response, Self::Error>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Uri) -> Self::Future {
        let path = Arc::clone(&self.0);
        Box::pin(async move { UnixStream::connect(&path).await.map(TokioIo::new) })
    }
}
