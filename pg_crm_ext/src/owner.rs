//! Acting as the owner of the extension, whatever the rights of the caller.

use std::cell::Cell;
use std::ffi::{CStr, c_int};

use pgrx::pg_sys::{self, Oid};

use crate::spi::{Column, KeptPlan};

thread_local! {
    static OWNER: Cell<Option<Oid>> = const { Cell::new(None) };
    static OWNER_QUERY: KeptPlan = const { KeptPlan::new(include_str!("owner.sql"), &[]) };
}

/// Runs `work` as the owner of the extension; `None` when the extension is not installed in this database.
pub(crate) fn as_extension_owner<T>(work: impl FnOnce() -> T) -> Option<T> {
    let owner = extension_owner()?;
    let _guard = Guard::begin(owner);
    Some(work())
}

/// Forgets who the owner is, for instance because the extension was dropped.
pub(crate) fn forget_owner() {
    OWNER.set(None);
}

fn extension_owner() -> Option<Oid> {
    if OWNER.get().is_none() {
        OWNER.set(OWNER_QUERY.with(|query| query.first_row([], |row| row.oid(Column(1)))).flatten());
    }
    OWNER.get()
}

/// The relation of this name, if it exists.
pub(crate) fn relation(schema: &CStr, name: &CStr) -> Option<Oid> {
    // SAFETY: both names are terminated strings; the lookups answer InvalidOid for what does not exist.
    let found = unsafe {
        let namespace = pg_sys::get_namespace_oid(schema.as_ptr(), true);
        if namespace == Oid::INVALID {
            Oid::INVALID
        } else {
            pg_sys::get_relname_relid(name.as_ptr(), namespace)
        }
    };
    (found != Oid::INVALID).then_some(found)
}

/// Gives the caller's identity back when dropped, also when an error unwinds.
struct Guard {
    user: Oid,
    context: c_int,
}

impl Guard {
    fn begin(owner: Oid) -> Self {
        let mut guard = Self { user: Oid::INVALID, context: 0 };
        // Policies do not bind the owner of a table here, even if forced, as for foreign key checks.
        let added = (pg_sys::SECURITY_LOCAL_USERID_CHANGE | pg_sys::SECURITY_NOFORCE_RLS).cast_signed();
        // SAFETY: both calls only read and write variables of the backend.
        unsafe {
            pg_sys::GetUserIdAndSecContext(&raw mut guard.user, &raw mut guard.context);
            pg_sys::SetUserIdAndSecContext(owner, guard.context | added);
        }
        guard
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        // SAFETY: puts back what `begin` read.
        unsafe { pg_sys::SetUserIdAndSecContext(self.user, self.context) }
    }
}
