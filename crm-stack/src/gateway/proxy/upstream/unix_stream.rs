use std::io::{Error, ErrorKind, IoSlice, Read, Result, Write};
use std::net::Shutdown;
use std::os::unix::net::UnixStream;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use tokio::io::unix::{AsyncFd, AsyncFdReadyGuard};
use tokio::io::{AsyncRead, AsyncWrite, Interest, ReadBuf};

/// A connection over a unix socket that wakes its task when there is something to read, and when a write that did not
/// fit can go on. The kernel announces room for writing whenever the other side reads; tokio's own stream listens to
/// that, which woke the worker once more for every request.
pub(crate) struct QuietUnixStream {
    reading: AsyncFd<UnixStream>,
    /// Made by the first write that did not fit.
    writing: Option<AsyncFd<UnixStream>>,
}

impl QuietUnixStream {
    /// Takes a connected stream.
    pub(super) fn new(stream: tokio::net::UnixStream) -> Result<Self> {
        let reading = listen(stream.into_std()?, Interest::READABLE)?;
        Ok(Self { reading, writing: None })
    }

    fn poll_write_with(
        &mut self,
        context: &mut Context<'_>,
        mut write: impl FnMut(&UnixStream) -> Result<usize>,
    ) -> Poll<Result<usize>> {
        loop {
            match write(self.reading.get_ref()) {
                Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                written => return Poll::Ready(written),
            }
            ready!(self.poll_room(context))?.clear_ready();
        }
    }

    /// Waits for room. A write may fail once more after it: readiness that was known before is not news.
    fn poll_room(&mut self, context: &mut Context<'_>) -> Poll<Result<AsyncFdReadyGuard<'_, UnixStream>>> {
        let writing = match self.writing.take() {
            Some(writing) => writing,
            None => listen(self.reading.get_ref().try_clone()?, Interest::WRITABLE)?,
        };
        self.writing.insert(writing).poll_write_ready(context)
    }
}

fn listen(stream: UnixStream, interest: Interest) -> Result<AsyncFd<UnixStream>> {
    // SAFETY: a `UnixStream` owns its descriptor, which stays the same and open until the `AsyncFd` is dropped
    unsafe { AsyncFd::register_with_interest(stream, interest) }.map_err(Error::from)
}

impl AsyncRead for QuietUnixStream {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<Result<()>> {
        loop {
            let mut guard = ready!(self.reading.poll_read_ready(context))?;
            let unfilled = buffer.initialize_unfilled();
            let room = unfilled.len();
            match guard.get_inner().read(unfilled) {
                Ok(count) => {
                    // less than there was room for: nothing is left, and the next arrival is news again
                    if 0 < count && count < room {
                        guard.clear_ready();
                    }
                    buffer.advance(count);
                    return Poll::Ready(Ok(()));
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => guard.clear_ready(),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Poll::Ready(Err(error)),
            }
        }
    }
}

impl AsyncWrite for QuietUnixStream {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<Result<usize>> {
        self.get_mut().poll_write_with(context, |mut stream| stream.write(bytes))
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[IoSlice<'_>],
    ) -> Poll<Result<usize>> {
        self.get_mut().poll_write_with(context, |mut stream| stream.write_vectored(parts))
    }

    fn is_write_vectored(&self) -> bool {
        true
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<()>> {
        Poll::Ready(self.reading.get_ref().shutdown(Shutdown::Write))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    fn pair() -> (QuietUnixStream, tokio::net::UnixStream) {
        let (ours, theirs) = tokio::net::UnixStream::pair().unwrap();
        (QuietUnixStream::new(ours).unwrap(), theirs)
    }

    #[tokio::test]
    async fn what_does_not_fit_into_the_socket_goes_on_when_there_is_room() {
        let (mut ours, mut theirs) = pair();
        let sent: Vec<u8> = (0..3_000_000_u32).map(|n| n.to_le_bytes()[0]).collect();
        let copy = sent.clone();
        let writer = tokio::spawn(async move {
            ours.write_all(&copy).await.unwrap();
            ours.shutdown().await.unwrap();
        });
        tokio::task::yield_now().await;
        let mut received = Vec::new();
        theirs.read_to_end(&mut received).await.unwrap();
        writer.await.unwrap();
        assert!(received == sent);
    }

    #[tokio::test]
    async fn what_arrives_later_and_the_end_are_noticed() {
        let (mut ours, mut theirs) = pair();
        let reader = tokio::spawn(async move {
            let mut text = String::new();
            ours.read_to_string(&mut text).await.map(|_| text)
        });
        for part in ["one ", "two"] {
            tokio::task::yield_now().await;
            theirs.write_all(part.as_bytes()).await.unwrap();
        }
        drop(theirs);
        assert_eq!(reader.await.unwrap().unwrap(), "one two");
    }
}
