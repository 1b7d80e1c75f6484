//! Counters that tell whether something remembered still holds.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// Moves when the claims, the headers or the authorization tables change.
static EPOCH: AtomicU64 = AtomicU64::new(1);

/// Moves when the authorization tables change: memberships, roles, permissions, teams, organizations, claim sources.
static AUTHORIZATION: AtomicU64 = AtomicU64::new(1);

pub(super) fn caller_changed() {
    EPOCH.fetch_add(1, Relaxed);
}

pub(super) fn authorization_changed() {
    AUTHORIZATION.fetch_add(1, Relaxed);
    EPOCH.fetch_add(1, Relaxed);
}

#[inline]
pub(super) fn epoch() -> u64 {
    EPOCH.load(Relaxed)
}

pub(super) fn authorization() -> u64 {
    AUTHORIZATION.load(Relaxed)
}
