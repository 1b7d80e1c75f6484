//! Where the facts of a model stand in the rows of a table.

use crm_core::scoring::{Field, FieldType};
use pgrx::{PgTupleDesc, name_data_to_str, pg_sys};

use crate::error::CrmError;

/// How a column becomes a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    /// The row has no such column: the fact is not known.
    Absent,
    /// A text type.
    Text(usize),
    /// Another type with the given output function, for example uuid.
    TextByOutput(usize, pg_sys::Oid),
    Int2(usize),
    Int4(usize),
    Int8(usize),
    Float4(usize),
    Float8(usize),
    Numeric(usize),
    Instant(usize),
    /// A jsonb list of events.
    Events(usize),
    /// A key of the jsonb column `custom`.
    Custom(usize),
}

/// The columns of one row type, for the fields of one model.
pub(super) struct RecordLayout {
    identifier: u64,
    /// A copy that lives as long as the call site.
    pub(super) descriptor: pg_sys::TupleDesc,
    /// In the order of the model's fields.
    pub(super) sources: Vec<Source>,
    pub(super) column_count: usize,
}

impl RecordLayout {
    /// Finds the fields among the columns of the row type.
    ///
    /// # Safety
    /// `context` must live as long as the layout.
    pub(super) unsafe fn find(
        row_type: RowType,
        fields: &[Field],
        context: pg_sys::MemoryContext,
    ) -> Result<Self, CrmError> {
        let identifier = row_type.identifier();
        // SAFETY: the type is that of an existing row; dropping `shared` gives the reference back.
        let (shared, descriptor) = unsafe {
            let shared = pg_sys::lookup_rowtype_tupdesc(row_type.type_id, row_type.modifier);
            let before = pg_sys::MemoryContextSwitchTo(context);
            let own = pg_sys::CreateTupleDescCopyConstr(shared);
            pg_sys::MemoryContextSwitchTo(before);
            (PgTupleDesc::from_pg(shared), own)
        };
        let sources = fields.iter().map(|field| source(field, &shared)).collect::<Result<_, _>>()?;
        Ok(Self { identifier, descriptor, sources, column_count: shared.len() })
    }

    /// Whether the layout is still that of the row type.
    pub(super) fn fits(&self, row_type: RowType) -> bool {
        self.identifier == row_type.identifier()
    }
}

/// The type that a row carries in its header.
#[derive(Debug, Clone, Copy)]
pub(super) struct RowType {
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

fn source(field: &Field, row: &PgTupleDesc<'_>) -> Result<Source, CrmError> {
    let column = if field.custom_key().is_some() { "custom" } else { field.name.as_str() };
    let found = row
        .iter()
        .enumerate()
        .find(|(_, attribute)| !attribute.attisdropped && name_data_to_str(&attribute.attname) == column);
    let Some((position, attribute)) = found else { return Ok(Source::Absent) };
    // SAFETY: the type of an existing column.
    let base_type = unsafe { pg_sys::getBaseType(attribute.atttypid) };
    source_of_type(field.field_type, base_type, position).ok_or_else(|| CrmError::ColumnOfWrongType {
        column: column.to_owned(),
        expected: field.field_type.as_str(),
    })
}

fn source_of_type(wanted: FieldType, base_type: pg_sys::Oid, position: usize) -> Option<Source> {
    match (wanted, base_type) {
        (FieldType::Text, pg_sys::TEXTOID | pg_sys::VARCHAROID | pg_sys::BPCHAROID) => {
            Some(Source::Text(position))
        }
        (
            FieldType::Text,
            pg_sys::JSONBOID | pg_sys::JSONOID | pg_sys::TIMESTAMPTZOID | pg_sys::TIMESTAMPOID,
        ) => None,
        (FieldType::Text, other) => Some(Source::TextByOutput(position, output_function(other))),
        (FieldType::Number, pg_sys::INT2OID) => Some(Source::Int2(position)),
        (FieldType::Number, pg_sys::INT4OID) => Some(Source::Int4(position)),
        (FieldType::Number, pg_sys::INT8OID) => Some(Source::Int8(position)),
        (FieldType::Number, pg_sys::FLOAT4OID) => Some(Source::Float4(position)),
        (FieldType::Number, pg_sys::FLOAT8OID) => Some(Source::Float8(position)),
        (FieldType::Number, pg_sys::NUMERICOID) => Some(Source::Numeric(position)),
        (FieldType::Instant, pg_sys::TIMESTAMPTZOID) => Some(Source::Instant(position)),
        (FieldType::Events, pg_sys::JSONBOID) => Some(Source::Events(position)),
        (FieldType::Custom, pg_sys::JSONBOID) => Some(Source::Custom(position)),
        _ => None,
    }
}

fn output_function(type_id: pg_sys::Oid) -> pg_sys::Oid {
    let (mut function, mut is_varlena) = (pg_sys::Oid::INVALID, false);
    // SAFETY: both places are writable; a type without output function raises an error.
    unsafe { pg_sys::getTypeOutputInfo(type_id, &raw mut function, &raw mut is_varlena) };
    function
}
