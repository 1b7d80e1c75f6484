//! Keeps functions apart from the queries that call them while columns are restricted.
//!
//! PostgreSQL would put the text of a set-returning SQL function into the calling query after the hook of the planner has
//! seen it, and what the function reads would not be masked. As a function of its own it is planned by itself.

use std::ffi::c_int;
use std::sync::OnceLock;

use pgrx::pg_sys::{self, Oid};

use super::restricted;

static PREVIOUS: OnceLock<pg_sys::needs_fmgr_hook_type> = OnceLock::new();

/// The language sql; PostgreSQL fixes its identifier.
const SQL_LANGUAGE: u32 = 14;

pub(super) fn install() {
    // SAFETY: runs while the library is loaded, when nothing else does; the hook lives as long as the process.
    unsafe {
        if PREVIOUS.set(pg_sys::needs_fmgr_hook).is_ok() {
            pg_sys::needs_fmgr_hook = Some(stands_alone);
        }
    }
}

#[pgrx::pg_guard]
unsafe extern "C-unwind" fn stands_alone(function: Oid) -> bool {
    // SAFETY: another extension's hook is called as PostgreSQL would.
    let wanted = PREVIOUS
        .get()
        .copied()
        .flatten()
        .is_some_and(|previous| unsafe { pg_sys::ffi::pg_guard_ffi_boundary(|| previous(function)) });
    wanted || (restricted::any_known() && is_set_returning_sql(function))
}

fn is_set_returning_sql(function: Oid) -> bool {
    // SAFETY: looks into the system cache and gives back what it took.
    unsafe {
        let found = pg_sys::SearchSysCache1(pg_sys::SysCacheIdentifier::PROCOID as c_int, function.into());
        if found.is_null() {
            return false;
        }
        let described = &*pg_sys::heap_tuple_get_struct::<pg_sys::FormData_pg_proc>(found);
        let answer = described.proretset && described.prolang == Oid::from(SQL_LANGUAGE);
        pg_sys::ReleaseSysCache(found);
        answer
    }
}
