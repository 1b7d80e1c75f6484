//! The columns of a row type.

use std::mem::ManuallyDrop;

use pgrx::{PgTupleDesc, name_data_to_str, pg_sys};

/// The type that a row carries in its header.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RowType {
    pub(super) type_id: pg_sys::Oid,
    pub(super) modifier: i32,
}

impl RowType {
    /// A number that changes when the type is altered.
    fn identifier(self) -> u64 {
        // SAFETY: looks into the cache of types; an unknown type raises an error.
        unsafe { pg_sys::assign_record_type_identifier(self.type_id, self.modifier) }
    }
}

/// A column of a row type.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Attribute {
    /// Counted from 0.
    pub(crate) position: usize,
    /// The type of the column; for a domain, the type below it.
    pub(crate) base_type: pg_sys::Oid,
}

/// The columns of a row type, as they were when it was found.
pub(crate) struct Descriptor {
    identifier: u64,
    /// A copy that lives as long as the memory context it was made in.
    pub(super) columns: pg_sys::TupleDesc,
    /// How many columns there are, dropped ones included.
    pub(crate) column_count: usize,
}

impl Descriptor {
    /// The columns of the row type.
    ///
    /// # Safety
    /// `context` must live as long as the result.
    pub(crate) unsafe fn find(row_type: RowType, context: pg_sys::MemoryContext) -> Self {
        let identifier = row_type.identifier();
        // SAFETY: the type is that of an existing row; dropping `shared` gives the reference back.
        let (shared, columns) = unsafe {
            let shared = pg_sys::lookup_rowtype_tupdesc(row_type.type_id, row_type.modifier);
            let before = pg_sys::MemoryContextSwitchTo(context);
            let own = pg_sys::CreateTupleDescCopyConstr(shared);
            pg_sys::MemoryContextSwitchTo(before);
            (PgTupleDesc::from_pg(shared), own)
        };
        Self { identifier, columns, column_count: shared.len() }
    }

    /// Whether these are still the columns of the row type.
    pub(crate) fn fits(&self, row_type: RowType) -> bool {
        self.identifier == row_type.identifier()
    }

    /// The column of this name.
    pub(crate) fn attribute(&self, name: &str) -> Option<Attribute> {
        // SAFETY: the copy outlives this look at it, which does not free it.
        let columns = ManuallyDrop::new(unsafe { PgTupleDesc::from_pg_is_copy(self.columns) });
        let (position, column) = columns
            .iter()
            .enumerate()
            .find(|(_, column)| !column.attisdropped && name_data_to_str(&column.attname) == name)?;
        // SAFETY: the type of an existing column.
        let base_type = unsafe { pg_sys::getBaseType(column.atttypid) };
        Some(Attribute { position, base_type })
    }
}

/// The function that prints values of a type.
pub(crate) fn output_function(type_id: pg_sys::Oid) -> pg_sys::Oid {
    let (mut function, mut is_varlena) = (pg_sys::Oid::INVALID, false);
    // SAFETY: both places are writable; a type without output function raises an error.
    unsafe { pg_sys::getTypeOutputInfo(type_id, &raw mut function, &raw mut is_varlena) };
    function
}
