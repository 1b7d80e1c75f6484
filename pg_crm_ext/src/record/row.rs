//! The values of a row.

use pgrx::pg_sys::{self, Datum};
use pgrx::varlena;

use super::Descriptor;
use super::descriptor::RowType;

/// A row as it was handed over.
#[derive(Clone, Copy)]
pub(crate) struct Record(pg_sys::HeapTupleHeader);

impl Record {
    /// The row in a value of the given type; `None` unless that is a row type.
    ///
    /// # Safety
    /// `value` must be a value of the type, not null, that outlives the record.
    pub(crate) unsafe fn of(value: Datum, type_id: pg_sys::Oid) -> Option<Self> {
        // SAFETY: `type_is_rowtype` only looks the type up.
        if !unsafe { pg_sys::type_is_rowtype(type_id) } {
            return None;
        }
        let stored = value.cast_mut_ptr::<pg_sys::varlena>();
        // SAFETY: a value of a row type is a tuple with the header of a varlena.
        let plain = unsafe {
            if varlena::varatt_is_4b_u(stored) { stored } else { pg_sys::pg_detoast_datum(stored) }
        };
        Some(Self(plain.cast()))
    }

    pub(crate) fn row_type(&self) -> RowType {
        // SAFETY: the header of a composite value holds its type.
        let header = unsafe { (*self.0).t_choice.t_datum };
        RowType { type_id: header.datum_typeid, modifier: header.datum_typmod }
    }

    /// One column, if it is not null. The descriptor must be that of the row.
    pub(crate) fn column(&self, descriptor: &Descriptor, position: usize) -> Option<Datum> {
        let number = i32::try_from(position + 1).ok()?;
        let (mut tuple, mut is_null) = (self.tuple(), true);
        // SAFETY: the descriptor is that of the row, and has this column.
        let value = unsafe { pg_sys::heap_getattr(&raw mut tuple, number, descriptor.columns, &mut is_null) };
        (!is_null).then_some(value)
    }

    /// All columns at once. The descriptor must be that of the row.
    pub(crate) fn columns(&self, descriptor: &Descriptor) -> Columns {
        let mut columns = Columns {
            values: vec![Datum::null(); descriptor.column_count],
            nulls: vec![true; descriptor.column_count],
        };
        let mut tuple = self.tuple();
        // SAFETY: the descriptor is that of the row, and both lists have room for its columns.
        unsafe {
            pg_sys::heap_deform_tuple(
                &raw mut tuple,
                descriptor.columns,
                columns.values.as_mut_ptr(),
                columns.nulls.as_mut_ptr(),
            );
        }
        columns
    }

    fn tuple(&self) -> pg_sys::HeapTupleData {
        pg_sys::HeapTupleData {
            // SAFETY: a composite value starts with the header of a varlena.
            t_len: unsafe { varlena::varsize_4b(self.0.cast()) } as u32,
            t_data: self.0,
            ..pg_sys::HeapTupleData::default()
        }
    }
}

/// The columns of one row; what they point to lives as long as the call.
pub(crate) struct Columns {
    values: Vec<Datum>,
    nulls: Vec<bool>,
}

impl Columns {
    /// The value at `position`, if it is not null.
    pub(crate) fn get(&self, position: usize) -> Option<Datum> {
        (!self.nulls[position]).then(|| self.values[position])
    }
}
