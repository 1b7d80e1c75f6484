//! Where the facts of a model stand in the rows of a table.

use crm_core::scoring::{Field, FieldType};
use pgrx::pg_sys;

use crate::error::CrmError;
use crate::record::{Descriptor, Record, output_function};

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
    pub(super) descriptor: Descriptor,
    /// In the order of the model's fields.
    pub(super) sources: Vec<Source>,
}

impl RecordLayout {
    /// Finds the fields among the columns of the row.
    ///
    /// # Safety
    /// `context` must live as long as the layout.
    pub(super) unsafe fn find(
        record: &Record,
        fields: &[Field],
        context: pg_sys::MemoryContext,
    ) -> Result<Self, CrmError> {
        // SAFETY: guaranteed by the caller.
        let descriptor = unsafe { Descriptor::find(record.row_type(), context) };
        let sources = fields.iter().map(|field| source(field, &descriptor)).collect::<Result<_, _>>()?;
        Ok(Self { descriptor, sources })
    }

    /// Whether the layout is that of the row.
    pub(super) fn fits(&self, record: &Record) -> bool {
        self.descriptor.fits(record.row_type())
    }
}

fn source(field: &Field, row: &Descriptor) -> Result<Source, CrmError> {
    let column = if field.custom_key().is_some() { "custom" } else { field.name.as_str() };
    let Some(found) = row.attribute(column) else { return Ok(Source::Absent) };
    source_of_type(field.field_type, found.base_type, found.position).ok_or_else(|| {
        CrmError::ColumnOfWrongType { column: column.to_owned(), expected: field.field_type.as_str() }
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
