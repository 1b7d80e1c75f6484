use super::UpstreamError;
use axum::body::Body;
use axum::http::{Request, Response};
use hyper::body::Incoming;
use hyper::client::conn::TrySendError;
use hyper::client::conn::http1::{Connection, SendRequest, handshake};
use hyper_util::rt::TokioIo;
use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, AsyncWrite};

/// One connection with both of its halves. It makes progress only while its owner drives it.
pub(super) struct Link<S: AsyncRead + AsyncWrite> {
    requests: SendRequest<Body>,
    /// Absent once the connection has ended.
    connection: Option<Connection<TokioIo<S>, Body>>,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Link<S> {
    pub(super) async fn new(stream: S) -> Result<Self, UpstreamError> {
        let (requests, connection) = handshake(TokioIo::new(stream)).await?;
        Ok(Self { requests, connection: Some(connection) })
    }

    /// Sends a request and waits for the head of its answer.
    pub(super) async fn ask(
        &mut self,
        request: Request<Body>,
    ) -> Result<Response<Incoming>, TrySendError<Request<Body>>> {
        let mut answer = pin!(self.requests.try_send_request(request));
        let connection = &mut self.connection;
        poll_fn(|context| {
            drive(connection, context);
            answer.as_mut().poll(context)
        })
        .await
    }

    /// Reads and writes what can be without waiting.
    pub(super) fn drive(&mut self, context: &mut Context<'_>) {
        drive(&mut self.connection, context);
    }

    /// Whether the connection is open and has nothing left to do.
    pub(super) fn poll_idle(&mut self, context: &mut Context<'_>) -> bool {
        self.drive(context);
        self.connection.is_some() && self.requests.is_ready()
    }

    /// As [`Self::poll_idle`], inside a task.
    pub(super) async fn is_idle(&mut self) -> bool {
        poll_fn(|context| Poll::Ready(self.poll_idle(context))).await
    }
}

/// A failure reaches the caller as that of its request.
fn drive<S: AsyncRead + AsyncWrite + Unpin>(
    connection: &mut Option<Connection<TokioIo<S>, Body>>,
    context: &mut Context<'_>,
) {
    if connection.as_mut().is_some_and(|connection| Pin::new(connection).poll(context).is_ready()) {
        *connection = None;
    }
}
