//! Follows the transaction: savepoints, commit, prepare, rollback.

use std::ffi::c_void;

use pgrx::pg_sys;

use super::flush;
use super::ledger::Ledger;
use super::trigger::{nesting_level, with_ledger};
use crate::error::value_or_raise;

pub(super) fn register() {
    // SAFETY: the callbacks stay valid for the life of the process.
    unsafe {
        pg_sys::RegisterXactCallback(Some(transaction_event), std::ptr::null_mut());
        pg_sys::RegisterSubXactCallback(Some(subtransaction_event), std::ptr::null_mut());
    }
}

#[pgrx::pg_guard]
unsafe extern "C-unwind" fn transaction_event(event: pg_sys::XactEvent::Type, _argument: *mut c_void) {
    use pg_sys::XactEvent::{
        XACT_EVENT_ABORT, XACT_EVENT_COMMIT, XACT_EVENT_PRE_COMMIT, XACT_EVENT_PRE_PREPARE,
        XACT_EVENT_PREPARE,
    };
    match event {
        XACT_EVENT_PRE_COMMIT | XACT_EVENT_PRE_PREPARE => value_or_raise(flush::write_net_changes()),
        XACT_EVENT_ABORT | XACT_EVENT_COMMIT | XACT_EVENT_PREPARE => {
            with_ledger(Ledger::clear);
        }
        _ => {}
    }
}

#[pgrx::pg_guard]
unsafe extern "C-unwind" fn subtransaction_event(
    event: pg_sys::SubXactEvent::Type,
    _subtransaction: pg_sys::SubTransactionId,
    _parent: pg_sys::SubTransactionId,
    _argument: *mut c_void,
) {
    use pg_sys::SubXactEvent::{SUBXACT_EVENT_ABORT_SUB, SUBXACT_EVENT_COMMIT_SUB};
    match event {
        SUBXACT_EVENT_ABORT_SUB => with_ledger(|ledger| ledger.discard(nesting_level())),
        SUBXACT_EVENT_COMMIT_SUB => value_or_raise(with_ledger(|ledger| ledger.merge(nesting_level()))),
        _ => {}
    }
}
