use super::link::Link;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::io::{AsyncRead, AsyncWrite};

/// Shorter than PostgREST's and Deno's own limits, so that the pool rarely holds a connection they have closed.
const IDLE_TIME_MAX: Duration = Duration::from_secs(20);

/// Idle connections, the one used last on top: the others can grow old and go.
pub(super) struct Pool<S: AsyncRead + AsyncWrite>(Mutex<Vec<Kept<S>>>);

/// A server that wants to end a connection after an answer does so within this time: an older one stays open.
const SETTLED_AFTER: Duration = Duration::from_millis(5);

struct Kept<S: AsyncRead + AsyncWrite> {
    link: Link<S>,
    idle_since: Instant,
}

impl<S: AsyncRead + AsyncWrite> Default for Pool<S> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<S: AsyncRead + AsyncWrite> Pool<S> {
    /// The connection used last; it may have been closed from the other side since.
    pub(super) fn take(&self) -> Option<Link<S>> {
        self.lock().pop().map(|kept| kept.link)
    }

    /// The connection used last of those whose answer is so long past that the server would have closed it by now.
    pub(super) fn take_settled(&self) -> Option<Link<S>> {
        let now = Instant::now();
        let mut kept = self.lock();
        let settled = kept.iter().rposition(|kept| now.duration_since(kept.idle_since) >= SETTLED_AFTER)?;
        Some(kept.remove(settled).link)
    }

    /// Keeps an idle connection.
    pub(super) fn put(&self, link: Link<S>) {
        self.lock().push(Kept { link, idle_since: Instant::now() });
    }

    /// Closes the connections that nobody needed for long; called every second.
    pub(super) fn close_idle(&self) {
        let now = Instant::now();
        self.lock().retain(|kept| now.duration_since(kept.idle_since) < IDLE_TIME_MAX);
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Kept<S>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_change_waits_for_no_connection_that_may_still_be_closed() {
        let (ours, _theirs) = tokio::io::duplex(64);
        let pool = Pool::default();
        pool.put(Link::new(ours).await.unwrap());
        assert!(pool.take_settled().is_none());
        tokio::time::sleep(SETTLED_AFTER).await;
        assert!(pool.take_settled().is_some());
        assert!(pool.take().is_none());
    }
}
