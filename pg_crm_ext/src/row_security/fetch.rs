//! Reads a row that a function knows by its key only.
//!
//! A plan made for a caller without conditions does not hand rows over, so that index-only scans stay possible. Run for a
//! caller with conditions, it looks the rows up here: slow but right. Such a plan is made again for the next statement.

use std::cell::Cell;

use crm_core::access::Kind;
use pgrx::pg_sys::UUIDOID;

use crate::owner::as_extension_owner;
use crate::record::Record;
use crate::spi::{Argument, Column, KeptPlan};

/// The key of a row of a kind's table.
#[derive(Clone, Copy)]
pub(super) struct RowKey {
    pub(super) kind: Kind,
    pub(super) org: u128,
    pub(super) id: u128,
}

macro_rules! row_plans {
    ($($kind:ident => $plan:ident: $table:literal),+ $(,)?) => {
        thread_local! {
            $(static $plan: KeptPlan = const {
                KeptPlan::new(
                    concat!(
                        "select t, pg_catalog.pg_typeof(t)::pg_catalog.oid from ", $table,
                        " t where t.org_id operator(pg_catalog.=) $1 and t.id operator(pg_catalog.=) $2"
                    ),
                    &[UUIDOID, UUIDOID],
                )
            };)+
        }

        fn with_plan<T>(kind: Kind, run: impl FnOnce(&KeptPlan) -> T) -> Option<T> {
            match kind {
                $(Kind::$kind => Some($plan.with(run)),)+
                _ => None,
            }
        }
    };
}

row_plans! {
    Account => ACCOUNT: "crm.accounts",
    Contact => CONTACT: "crm.contacts",
    Lead => LEAD: "crm.leads",
    Deal => DEAL: "crm.deals",
    Activity => ACTIVITY: "crm.activities",
    Note => NOTE: "crm.notes",
    Attachment => ATTACHMENT: "crm.attachments",
}

thread_local! {
    static FETCHING: Cell<bool> = const { Cell::new(false) };
}

/// Shows `read` the row, as the running statement sees it; `None` when there is none. Policies that ask again while a row
/// is being read get no answer but no.
pub(super) fn with_row<T>(key: RowKey, read: impl FnOnce(Record) -> T) -> Option<T> {
    if FETCHING.get() {
        return None;
    }
    let _guard = FetchingGuard::begin();
    let arguments = [Argument::Uuid(key.org), Argument::Uuid(key.id)];
    let found = as_extension_owner(|| {
        with_plan(key.kind, |plan| {
            plan.first_row(arguments, |row| {
                // SAFETY: the second column is the type of the first; both live while the query is open.
                let record = unsafe { Record::of(row.value(Column(1))?, row.oid(Column(2))?) }?;
                Some(read(record))
            })
        })
    });
    found.flatten().flatten().flatten()
}

/// Ends when dropped, also by an error.
struct FetchingGuard;

impl FetchingGuard {
    fn begin() -> Self {
        FETCHING.set(true);
        Self
    }
}

impl Drop for FetchingGuard {
    fn drop(&mut self) {
        FETCHING.set(false);
    }
}
