//! Row security: who calls, what they may do, and the answer for each row.
//!
//! [`claims`] reads what a request claims to be, [`loader`] and [`member`] ask the database what that caller may do,
//! [`cache`] keeps the answer across transactions until something changes, [`call_site`] keeps it at hand for the rows of
//! one statement. [`functions`] and [`record_functions`] are what policies call; conditions look at the row through
//! [`contents`]. [`planner`] tells the planner what the functions mean.

mod access_paths;
mod cache;
mod call_site;
mod caller;
mod change;
mod claims;
mod contents;
mod facts;
mod fetch;
mod functions;
mod loader;
mod marker;
mod member;
mod planned_reach;
mod planner;
mod record_functions;
pub(crate) mod request;

use std::ffi::{CStr, c_char, c_void};

use pgrx::pg_sys::{self, Datum};

use crate::settings;

/// Defines the settings and registers the callbacks. Called once when the library is loaded.
pub(crate) fn initialize() {
    settings::define(Some(claims_assigned), Some(headers_assigned));
    planner::initialize();
    // SAFETY: the callback stays valid for the life of the process.
    unsafe { pg_sys::CacheRegisterRelcacheCallback(Some(relation_changed), Datum::null()) }
}

/// Runs before the setting takes its new value, also at the end of a transaction: touches memory only.
#[pgrx::pg_guard]
unsafe extern "C-unwind" fn claims_assigned(value: *const c_char, _extra: *mut c_void) {
    change::caller_changed();
    if !value.is_null() {
        // SAFETY: PostgreSQL passes a terminated string.
        planner::caller_expected(unsafe { CStr::from_ptr(value) }.to_bytes());
    }
}

#[pgrx::pg_guard]
unsafe extern "C-unwind" fn headers_assigned(value: *const c_char, _extra: *mut c_void) {
    change::caller_changed();
    if !value.is_null() {
        // SAFETY: PostgreSQL passes a terminated string.
        planner::headers_expected(unsafe { CStr::from_ptr(value) }.to_bytes());
    }
}

/// Runs when a relation's description changes, and when [`functions`] or another session sent word that rights did.
#[pgrx::pg_guard]
unsafe extern "C-unwind" fn relation_changed(_argument: Datum, relation: pg_sys::Oid) {
    if marker::is_marker(relation) {
        marker::forget();
        change::authorization_changed();
        planner::anyone_expected();
    }
}
