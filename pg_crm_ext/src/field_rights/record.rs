//! Whole rows without what their reader may not see.

use pgrx::PgTupleDesc;
use pgrx::pg_sys::{self, Datum, HeapTupleHeader};

use super::functions::{allows, runs_unrestricted};
use super::restricted;
use super::state::FieldState;
use crate::fmgr::{Call, raw_function};
use crate::row_security::request::{Identity, identify};

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
    let hidden = identify(call, |identity, state| {
        state.hidden((kind, modifier), |state| hidden_columns(kind, identity, state))
    });
    if hidden.is_empty() {
        return record;
    }
    // SAFETY: the row has the type that its header names.
    unsafe { without(header, kind, modifier, &hidden) }
}

/// The positions, from 0, of the columns of a row type that the caller may not read.
fn hidden_columns(kind: pg_sys::Oid, identity: Identity<'_>, state: &mut FieldState) -> Vec<usize> {
    let Some(restrictions) = restricted::current() else { return Vec::new() };
    // SAFETY: looks into the system caches.
    let table = unsafe { pg_sys::get_typ_typrelid(kind) };
    let mut is_shown =
        |kind, field: &str| allows(identity, state, |rights| rights.may_read(kind, field.as_bytes()));
    let columns = restrictions.of(table).unwrap_or_default().iter();
    columns
        .filter(|column| !column.fields.iter().all(|(kind, field)| is_shown(*kind, field)))
        .filter_map(|column| usize::try_from(column.attribute).ok()?.checked_sub(1))
        .collect()
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
