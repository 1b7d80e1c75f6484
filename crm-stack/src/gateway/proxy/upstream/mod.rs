//! A server behind the gateway, reached over kept connections.

mod address;
mod answer;
mod error;
mod link;
mod pool;
mod unix_stream;

pub(crate) use address::{Address, TcpAddress, UnixAddress};
pub(crate) use error::UpstreamError;

use address::connect;
use answer::Answer;
use axum::body::{Body, HttpBody};
use axum::http::uri::PathAndQuery;
use axum::http::{HeaderValue, Request, Response, Uri, Version, header};
use link::Link;
use pool::Pool;
use std::sync::Arc;
use std::time::Duration;

/// A server behind the gateway. Belongs to one worker: connections are driven by the task whose request they carry,
/// because handing every piece of an answer from one task to another cost a second write to the caller.
pub(crate) struct Upstream<A: Address> {
    address: A,
    host: HeaderValue,
    pool: Arc<Pool<A::Stream>>,
    timeout: Duration,
}

impl<A: Address> Upstream<A> {
    /// `timeout` runs from the request to the head of the answer.
    pub(crate) fn new(address: A, timeout: Duration) -> Self {
        Self { host: address.host(), address, pool: Arc::default(), timeout }
    }

    /// Sends the request with its path replaced by `path_and_query`. The HTTP version of one connection says nothing
    /// about the other.
    pub(crate) async fn send(
        &self,
        mut request: Request<Body>,
        path_and_query: PathAndQuery,
    ) -> Result<Response<Body>, UpstreamError> {
        *request.uri_mut() = Uri::from(path_and_query);
        *request.version_mut() = Version::HTTP_11;
        request.headers_mut().insert(header::HOST, self.host.clone());
        let answer = tokio::time::timeout(self.timeout, self.exchange(request)).await;
        let (link, mut answer) = answer.map_err(|_| UpstreamError::Timeout)??;
        *answer.version_mut() = Version::HTTP_11;
        let (parts, incoming) = answer.into_parts();
        Ok(Response::from_parts(parts, Answer::body(incoming, link, &self.pool).await))
    }

    /// Closes the connections that nobody needed for long.
    pub(crate) fn close_idle(&self) {
        self.pool.close_idle();
    }

    async fn exchange(&self, mut request: Request<Body>) -> Result<Exchanged<A>, UpstreamError> {
        let is_change = !request.method().is_safe();
        if is_change {
            learn_of_closed_connections().await;
        }
        while let Some(mut link) = if is_change { self.pool.take_settled() } else { self.pool.take() } {
            if !link.is_idle().await {
                continue;
            }
            let copy = repeatable(&request);
            let mut failure = match link.ask(request).await {
                Ok(answer) => return Ok((link, answer)),
                Err(failure) => failure,
            };
            // the request comes back when nothing of it was sent
            match (failure.take_message(), copy) {
                (Some(unsent), _) => request = unsent,
                (None, Some(copy)) => {
                    request = copy;
                    break;
                }
                (None, None) => return Err(UpstreamError::from(failure.into_error())),
            }
        }
        let mut link = Link::new(connect(&self.address).await?).await?;
        let answer = link.ask(request).await.map_err(|failure| UpstreamError::from(failure.into_error()))?;
        Ok((link, answer))
    }
}

type Exchanged<A> = (Link<<A as Address>::Stream>, Response<hyper::body::Incoming>);

/// A request that may be sent twice: it changes nothing, and has no body that was used up.
fn repeatable(request: &Request<Body>) -> Option<Request<Body>> {
    if !request.method().is_safe() || !request.body().is_end_stream() {
        return None;
    }
    let mut copy = Request::new(Body::empty());
    copy.method_mut().clone_from(request.method());
    copy.uri_mut().clone_from(request.uri());
    copy.headers_mut().clone_from(request.headers());
    Some(copy)
}

/// Lets the event loop look at its sockets. A change must not be written to a connection that the server has closed:
/// nobody could tell the caller whether it was stored.
async fn learn_of_closed_connections() {
    tokio::task::yield_now().await;
}
