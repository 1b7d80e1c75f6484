//! The hook of the planner.

use std::ffi::{c_char, c_int};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use pgrx::pg_sys::{self, ParamListInfo, PlannedStmt, Query};

use super::mask::{self, Mask};
use super::restricted;

/// The hook of another extension that was there before.
static PREVIOUS: OnceLock<pg_sys::planner_hook_type> = OnceLock::new();

/// Whether every statement of every connection passes the hook: a library that is loaded by its first function misses the
/// statement that calls it.
static SEES_EVERYTHING: AtomicBool = AtomicBool::new(false);

pub(super) fn sees_everything() -> bool {
    SEES_EVERYTHING.load(Relaxed)
}

pub(super) fn install() {
    // SAFETY: runs while the library is loaded, when nothing else does; the hook lives as long as the process.
    unsafe {
        if PREVIOUS.set(pg_sys::planner_hook).is_ok() {
            pg_sys::planner_hook = Some(plan);
        }
        SEES_EVERYTHING.store(pg_sys::process_shared_preload_libraries_in_progress, Relaxed);
    }
}

#[pgrx::pg_guard]
unsafe extern "C-unwind" fn plan(
    query: *mut Query,
    text: *const c_char,
    options: c_int,
    parameters: ParamListInfo,
) -> *mut PlannedStmt {
    // SAFETY: the planner is given a rewritten query, and what it is given is passed on.
    unsafe {
        let query = masked(query);
        match PREVIOUS.get().copied().flatten() {
            Some(previous) => {
                pg_sys::ffi::pg_guard_ffi_boundary(|| previous(query, text, options, parameters))
            }
            None => pg_sys::standard_planner(query, text, options, parameters),
        }
    }
}

/// # Safety
/// `query` must be a rewritten query.
unsafe fn masked(query: *mut Query) -> *mut Query {
    let Some(restrictions) = restricted::current() else { return query };
    // SAFETY: guaranteed by the caller.
    unsafe {
        if !mask::concerns(query, &restrictions) {
            return query;
        }
        Mask::new(&restrictions).map_or(query, |mut mask| mask.query(query))
    }
}
