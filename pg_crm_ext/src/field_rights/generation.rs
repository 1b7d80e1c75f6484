//! A counter that tells whether what is remembered of restrictions still holds.

use std::cell::RefCell;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use pgrx::pg_sys::{self, Datum, Oid};

/// Moves when restrictions change, or a table that they speak about does.
static GENERATION: AtomicU64 = AtomicU64::new(1);

thread_local! {
    /// The relations whose change counts; none before they were read for the first time.
    static WATCHED: RefCell<Vec<Oid>> = const { RefCell::new(Vec::new()) };
}

pub(super) fn register() {
    // SAFETY: the callback stays valid for the life of the process.
    unsafe { pg_sys::CacheRegisterRelcacheCallback(Some(relation_changed), Datum::null()) }
}

/// The present generation.
#[inline]
pub(super) fn current() -> u64 {
    GENERATION.load(Relaxed)
}

/// Names the relations whose change counts.
pub(super) fn watch(relations: Vec<Oid>) {
    WATCHED.with_borrow_mut(|watched| *watched = relations);
}

/// Runs when a relation's description changes here or elsewhere: touches memory only.
#[pgrx::pg_guard]
unsafe extern "C-unwind" fn relation_changed(_argument: Datum, relation: Oid) {
    let concerns = relation == Oid::INVALID
        || WATCHED.with(|watched| watched.try_borrow().map_or(true, |watched| watched.contains(&relation)));
    if concerns {
        GENERATION.fetch_add(1, Relaxed);
    }
}
