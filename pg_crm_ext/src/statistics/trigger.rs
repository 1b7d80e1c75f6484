//! The row trigger on deals.

use std::cell::RefCell;

use pgrx::extension_sql_file;
use pgrx::pg_sys::{self, Datum};

use super::amount;
use super::columns::{self, DealColumns};
use super::ledger::{Change, Key, Ledger};
use crate::error::{CrmError, value_or_raise};
use crate::fmgr::{Call, raw_function, uuid_from_datum, varlena_bytes};

extension_sql_file!("functions.sql", name = "statistics_functions");

thread_local! {
    static LEDGER: RefCell<Ledger> = RefCell::default();
}

/// Works on the ledger of the running transaction.
pub(super) fn with_ledger<T>(work: impl FnOnce(&mut Ledger) -> T) -> T {
    LEDGER.with_borrow_mut(work)
}

/// The nesting level of the running (sub)transaction, from 1.
pub(super) fn nesting_level() -> i32 {
    // SAFETY: only reads the state of the transaction.
    unsafe { pg_sys::GetCurrentTransactionNestLevel() }
}

raw_function!(
    /// `accumulate_deal_statistics() returns trigger`
    fn crm_accumulate_deal_statistics(call), pg_finfo_crm_accumulate_deal_statistics,
    value_or_raise(accumulate(call))
);

fn accumulate(call: Call) -> Result<Datum, CrmError> {
    let event = call.trigger().filter(|event| is_after_row(event.tg_event));
    let event = event
        .ok_or(CrmError::NotItsTrigger("accumulate_deal_statistics", "an AFTER trigger for each row"))?;
    // SAFETY: the relation of a trigger event is open; its rows have the columns of the relation.
    let (gone, come) = unsafe {
        let relation = &*event.tg_relation;
        let reader = Reader { columns: columns::of_deals(relation)?, description: relation.rd_att };
        match event.tg_event & pg_sys::TRIGGER_EVENT_OPMASK {
            pg_sys::TRIGGER_EVENT_INSERT => (None, Some(reader.deal(event.tg_trigtuple)?)),
            pg_sys::TRIGGER_EVENT_DELETE => (Some(reader.deal(event.tg_trigtuple)?), None),
            _ => (Some(reader.deal(event.tg_trigtuple)?), Some(reader.deal(event.tg_newtuple)?)),
        }
    };
    if gone != come {
        let level = nesting_level();
        with_ledger(|ledger| {
            if let Some((key, change)) = gone {
                ledger.record(level, key, change.reversed())?;
            }
            come.map_or(Ok(()), |(key, change)| ledger.record(level, key, change))
        })?;
    }
    Ok(Datum::null())
}

const fn is_after_row(event: pg_sys::TriggerEvent) -> bool {
    event & pg_sys::TRIGGER_EVENT_ROW != 0
        && event & pg_sys::TRIGGER_EVENT_TIMINGMASK == pg_sys::TRIGGER_EVENT_AFTER
}

/// Reads deals from stored rows.
struct Reader {
    columns: DealColumns,
    description: pg_sys::TupleDesc,
}

impl Reader {
    /// # Safety
    /// `row` must be a row of the relation that the reader was made for.
    unsafe fn deal(&self, row: pg_sys::HeapTuple) -> Result<(Key, Change), CrmError> {
        let columns = &self.columns;
        // SAFETY: guaranteed by the caller; the types were checked when the columns were looked up.
        unsafe {
            let uuid = |column| self.value(row, column).map(|value| uuid_from_datum(value));
            let key = Key {
                org: uuid(columns.org),
                owner: uuid(columns.owner),
                team: uuid(columns.team),
                pipeline: uuid(columns.pipeline),
                stage: uuid(columns.stage),
                currency: self.value(row, columns.currency).and_then(|value| currency(varlena_bytes(value))),
            };
            let stored = self.value(row, columns.amount).map(|value| varlena_bytes(value));
            let amount = stored.map(amount::from_stored).transpose()?;
            Ok((key, Change::of_deal(amount)))
        }
    }

    /// # Safety
    /// As for `deal`.
    unsafe fn value(&self, row: pg_sys::HeapTuple, column: i32) -> Option<Datum> {
        let mut is_null = false;
        // SAFETY: guaranteed by the caller.
        let value = unsafe { pg_sys::heap_getattr(row, column, self.description, &mut is_null) };
        (!is_null).then_some(value)
    }
}

fn currency(code: &[u8]) -> Option<[u8; 3]> {
    code.try_into().ok()
}
