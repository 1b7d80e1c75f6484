//! Whole rows without what their reader may not see.

use pgrx::PgTupleDesc;
use pgrx::pg_sys::{self, Datum, HeapTupleHeader};

use super::functions::{asks, runs_unrestricted};
use super::restricted::{self, Restricted};
use crate::fmgr::{Call, raw_function};

raw_function!(
    /// `mask_record(record anyelement) returns anyelement`
    fn crm_mask_record(call), pg_finfo_crm_mask_record,
    mask_record(call)
);

fn mask_record(call: Call) -> Datum {
    let Some(record) = call.datum(0) else { return Datum::null() };
    if runs_unrestricted() {
        return record;
    }
    // SAFETY: the argument is a row, which carries its type.
    let (header, kind, modifier) = unsafe {
        let header: HeapTupleHeader = pg_sys::pg_detoast_datum(record.cast_mut_ptr()).cast();
        let fields = (*header).t_choice.t_datum;
        (header, fields.datum_typeid, fields.datum_typmod)
    };
    // SAFETY: looks into the system caches.
    let table = unsafe { pg_sys::get_typ_typrelid(kind) };
    let Some(restrictions) = restricted::current() else { return record };
    let hidden: Vec<usize> = restrictions
        .of(table)
        .unwrap_or_default()
        .iter()
        .filter(|column| is_hidden(call, column))
        .filter_map(|column| usize::try_from(column.attribute).ok()?.checked_sub(1))
        .collect();
    if hidden.is_empty() {
        return record;
    }
    // SAFETY: the row has the type that its header names.
    unsafe { without(header, kind, modifier, &hidden) }
}

fn is_hidden(call: Call, column: &Restricted) -> bool {
    !column.fields.iter().all(|(kind, field)| asks(call, |rights| rights.may_read(*kind, field.as_bytes())))
}

/// A copy of the row with null in the columns at these positions, from 0.
///
/// # Safety
/// `row` must be a row of the type.
unsafe fn without(row: HeapTupleHeader, kind: pg_sys::Oid, modifier: i32, hidden: &[usize]) -> Datum {
    // SAFETY: guaranteed by the caller; the arrays have an element for each column; dropping the description gives the
    // reference back.
    unsafe {
        let description = PgTupleDesc::from_pg(pg_sys::lookup_rowtype_tupdesc(kind, modifier));
        let mut tuple = pg_sys::HeapTupleData {
            t_len: pgrx::varlena::varsize(row.cast()) as u32,
            t_data: row,
            ..pg_sys::HeapTupleData::default()
        };
        let mut values = vec![Datum::null(); description.len()];
        let mut nulls = vec![true; description.len()];
        let shape = description.as_ptr();
        pg_sys::heap_deform_tuple(&raw mut tuple, shape, values.as_mut_ptr(), nulls.as_mut_ptr());
        for position in hidden {
            if let Some(null) = nulls.get_mut(*position) {
                *null = true;
            }
        }
        let masked = pg_sys::heap_form_tuple(shape, values.as_mut_ptr(), nulls.as_mut_ptr());
        pg_sys::HeapTupleHeaderGetDatum((*masked).t_data)
    }
}
