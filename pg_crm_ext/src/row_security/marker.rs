//! The relation whose "change" tells all sessions that rights have changed.

use std::cell::Cell;

use pgrx::pg_sys::Oid;

use crate::owner::{forget_owner, relation};

thread_local! {
    static MARKER: Cell<Option<Oid>> = const { Cell::new(None) };
}

/// Whether a change of `changed` may mean changed rights; every change may while the marker is not known.
pub(super) fn is_marker(changed: Oid) -> bool {
    changed == Oid::INVALID || MARKER.get().is_none_or(|marker| marker == changed)
}

/// Forgets the marker: the extension may have been dropped.
pub(super) fn forget() {
    MARKER.set(None);
    forget_owner();
}

/// The marker, if the extension is installed in this database.
pub(crate) fn marker() -> Option<Oid> {
    if MARKER.get().is_none() {
        MARKER.set(relation(c"crm_ext", c"authorization_marker"));
    }
    MARKER.get()
}
