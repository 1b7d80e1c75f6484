//! Refused writes, handed to the security audit. The statement that was refused rolls back whatever it would have
//! recorded of itself, so the gateway, which sees the answer, reports it.

use super::observation::{Observation, Observer, ServedRequest};
use axum::http::{HeaderMap, Method};
use chrono::{DateTime, Utc};
use serde::Serialize;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::sync::mpsc;
use uuid::Uuid;

const ORGANIZATION_HEADER: &str = "x-org-id";
const WAITING_MAX: usize = 1024;

/// A write that was answered with 401 or 403, as `crm_private.record_refusals` takes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct RefusedWrite {
    occurred_at: DateTime<Utc>,
    pub(super) user_id: Option<Uuid>,
    organization: Option<String>,
    role: Option<&'static str>,
    method: String,
    route: String,
    status: u16,
    code: Option<String>,
    request_id: String,
}

/// Passes every observation on, and queues those of refused writes. A full queue loses them, and counts how many.
pub(super) struct RefusedWrites {
    next: Arc<dyn Observer>,
    queue: mpsc::Sender<RefusedWrite>,
    lost: Arc<AtomicU64>,
}

/// The other end of the queue.
pub(super) struct Queued {
    pub(super) writes: mpsc::Receiver<RefusedWrite>,
    /// How many found no place since it was last taken.
    pub(super) lost: Arc<AtomicU64>,
}

impl RefusedWrites {
    pub(super) fn new(next: Arc<dyn Observer>) -> (Self, Queued) {
        let (queue, writes) = mpsc::channel(WAITING_MAX);
        let lost = Arc::default();
        (Self { next, queue, lost: Arc::clone(&lost) }, Queued { writes, lost })
    }
}

impl Observer for RefusedWrites {
    fn observe(&self, observation: &Observation<'_>) {
        self.next.observe(observation);
        if let Observation::RequestServed(served) = observation
            && is_refused_write(served)
            && self.queue.try_send(RefusedWrite::from(served)).is_err()
        {
            self.lost.fetch_add(1, Ordering::Relaxed);
        }
    }
}

fn is_refused_write(served: &ServedRequest<'_>) -> bool {
    matches!(served.method, "POST" | "PATCH" | "PUT" | "DELETE") && matches!(served.status, 401 | 403)
}

impl From<&ServedRequest<'_>> for RefusedWrite {
    fn from(served: &ServedRequest<'_>) -> Self {
        Self {
            occurred_at: Utc::now(),
            user_id: served.user,
            organization: served.organization.map(str::to_owned),
            role: served.role,
            method: served.method.to_owned(),
            route: served.path.to_owned(),
            status: served.status,
            code: served.code.map(str::to_owned),
            request_id: served.request_id.to_owned(),
        }
    }
}

/// The organization that the headers of a write ask for, by id or slug.
pub(super) fn asked_organization(method: &Method, headers: &HeaderMap) -> Option<String> {
    if matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS) {
        return None;
    }
    headers.get(ORGANIZATION_HEADER)?.to_str().ok().map(|name| name.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Nowhere;

    impl Observer for Nowhere {
        fn observe(&self, _: &Observation<'_>) {}
    }

    fn served(method: &'static str, status: u16) -> Observation<'static> {
        Observation::RequestServed(ServedRequest {
            request_id: "request-1",
            method,
            path: "/rest/v1/deals",
            status,
            duration_us: 1,
            peer: None,
            role: Some("authenticated"),
            user: None,
            organization: Some("acme"),
            code: Some("42501"),
            cause: None,
        })
    }

    #[test]
    fn refused_writes_are_queued_and_nothing_else() {
        let (observer, mut queued) = RefusedWrites::new(Arc::new(Nowhere));
        for (method, status) in [("POST", 401), ("PATCH", 403), ("PUT", 403), ("DELETE", 403)] {
            observer.observe(&served(method, status));
            assert_eq!(
                queued.writes.try_recv().map(|write| (write.method, write.status)),
                Ok((method.to_owned(), status))
            );
        }
        for (method, status) in [("GET", 403), ("POST", 201), ("POST", 409), ("HEAD", 401)] {
            observer.observe(&served(method, status));
            assert!(queued.writes.try_recv().is_err(), "{method} {status}");
        }
    }

    #[test]
    fn a_full_queue_counts_what_it_loses() {
        let (observer, queued) = RefusedWrites::new(Arc::new(Nowhere));
        for _ in 0..WAITING_MAX + 3 {
            observer.observe(&served("POST", 403));
        }
        assert_eq!(queued.lost.load(Ordering::Relaxed), 3);
    }

    #[test]
    fn the_organization_is_read_from_writes_only() {
        let mut headers = HeaderMap::new();
        headers.insert(ORGANIZATION_HEADER, " acme ".parse().unwrap());
        assert_eq!(asked_organization(&Method::POST, &headers).as_deref(), Some("acme"));
        assert_eq!(asked_organization(&Method::GET, &headers), None);
    }
}
