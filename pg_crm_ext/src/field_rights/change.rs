//! Tells all sessions that rights on fields have changed.

use std::ffi::c_int;

use pgrx::pg_sys::{self, Datum, Oid};

use super::hook;
use super::restricted::oid;
use crate::error::{CrmError, value_or_raise};
use crate::fmgr::{Call, raw_function};
use crate::owner::{as_extension_owner, relation};
use crate::row_security::request::authorization_marker;
use crate::spi::{Column, KeptPlan};

thread_local! {
    static DEPENDENTS: KeptPlan = const { KeptPlan::new(include_str!("dependents.sql"), &[]) };
}

raw_function!(
    /// `field_permissions_changed() returns trigger`
    fn crm_field_permissions_changed(call), pg_finfo_crm_field_permissions_changed,
    value_or_raise(field_permissions_changed(call))
);

/// Messages go out when the transaction commits, and are heard here at once.
fn field_permissions_changed(call: Call) -> Result<Datum, CrmError> {
    let event =
        call.trigger().ok_or(CrmError::NotItsTrigger("field_permissions_changed", "an AFTER trigger"))?;
    let operation = event.tg_event & pg_sys::TRIGGER_EVENT_OPMASK;
    let restricts = operation == pg_sys::TRIGGER_EVENT_INSERT || operation == pg_sys::TRIGGER_EVENT_UPDATE;
    if restricts && !hook::sees_everything() {
        return Err(CrmError::NotPreloaded);
    }
    let (tables, functions) = dependents();
    let own = relation(c"crm", c"field_permissions");
    for table in tables.lines().filter_map(oid).chain(own).chain(authorization_marker()) {
        // SAFETY: registers a message with the running transaction; the relation exists.
        unsafe { pg_sys::CacheInvalidateRelcacheByRelid(table) }
    }
    invalidate_functions(functions.lines().filter_map(oid));
    Ok(Datum::null())
}

/// The tables and functions whose plans depend on what is restricted, as lines of identifiers.
fn dependents() -> (String, String) {
    let found = as_extension_owner(|| {
        DEPENDENTS.with(|query| {
            query.first_row([], |row| {
                (row.text(Column(1)).unwrap_or_default(), row.text(Column(2)).unwrap_or_default())
            })
        })
    });
    found.flatten().unwrap_or_default()
}

/// Plans that call a function are remembered by the function.
fn invalidate_functions(functions: impl Iterator<Item = Oid>) {
    // SAFETY: the catalogue is open while its rows are named in messages; what was taken is given back.
    unsafe {
        let catalogue = pg_sys::table_open(pg_sys::ProcedureRelationId, pg_sys::AccessShareLock as c_int);
        for function in functions {
            let found =
                pg_sys::SearchSysCache1(pg_sys::SysCacheIdentifier::PROCOID as c_int, function.into());
            if !found.is_null() {
                pg_sys::CacheInvalidateHeapTuple(catalogue, found, std::ptr::null_mut());
                pg_sys::ReleaseSysCache(found);
            }
        }
        pg_sys::table_close(catalogue, pg_sys::AccessShareLock as c_int);
    }
}
