use super::link::Link;
use super::pool::Pool;
use axum::body::{Body, Bytes, HttpBody};
use http_body::{Frame, SizeHint};
use hyper::body::Incoming;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, AsyncWrite};

/// The body of an answer. Reading it drives the connection that it comes over; the end gives the connection back, and
/// who drops it before closes the connection, so that the upstream learns that nobody waits any more.
pub(super) struct Answer<S: AsyncRead + AsyncWrite> {
    incoming: Incoming,
    /// Absent once the body has ended.
    link: Option<Link<S>>,
    pool: Arc<Pool<S>>,
}

impl<S: AsyncRead + AsyncWrite + Unpin + Send + 'static> Answer<S> {
    pub(super) async fn body(incoming: Incoming, link: Link<S>, pool: &Arc<Pool<S>>) -> Body {
        let mut answer = Self { incoming, link: Some(link), pool: Arc::clone(pool) };
        if answer.incoming.is_end_stream() {
            poll_fn(|context| {
                answer.give_back(context);
                Poll::Ready(())
            })
            .await;
            return Body::empty();
        }
        Body::new(answer)
    }

    fn poll_incoming(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        // the connection reads on only when somebody has asked for more
        if let Poll::Ready(frame) = Pin::new(&mut self.incoming).poll_frame(context) {
            return Poll::Ready(frame);
        }
        if let Some(link) = &mut self.link {
            link.drive(context);
        }
        Pin::new(&mut self.incoming).poll_frame(context)
    }

    fn give_back(&mut self, context: &mut Context<'_>) {
        if let Some(mut link) = self.link.take()
            && link.poll_idle(context)
        {
            self.pool.put(link);
        }
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin + Send + 'static> HttpBody for Answer<S> {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        let polled = self.poll_incoming(context);
        if matches!(polled, Poll::Ready(None)) || self.incoming.is_end_stream() {
            self.give_back(context);
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.incoming.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.incoming.size_hint()
    }
}
