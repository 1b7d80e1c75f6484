use super::link::Link;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::io::{AsyncRead, AsyncWrite};

/// Shorter than PostgREST's and Deno's own limits, so that the pool rarely holds a connection they have closed.
const IDLE_TIME_MAX: Duration = Duration::from_secs(20);

/// Idle connections, the one used last on top: the others can grow old and go.
pub(super) struct Pool<S: AsyncRead + AsyncWrite>(Mutex<Vec<Kept<S>>>);

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
