//! The facts in the columns of a row.

use std::ffi::CStr;

use crm_core::scoring::{Field, Value, read_fact};
use pgrx::pg_sys::{self, Datum};
use pgrx::{AnyElement, FromDatum, direct_function_call_as_datum};
use serde_json::Value as Json;

use super::arguments::{json_from_datum, unix_micros};
use super::record_layout::{RecordLayout, Source};
use crate::error::CrmError;
use crate::fmgr;
use crate::record::{Columns, Record};

/// The row in a composite value.
pub(super) fn record_of(row: AnyElement) -> Result<Record, CrmError> {
    // SAFETY: a value that is not null comes with its type.
    unsafe { Record::of(row.datum(), row.oid()) }.ok_or(CrmError::NotARecord)
}

/// The columns of one row; what they point to lives as long as the call.
pub(super) struct ScoredRow(Columns);

impl ScoredRow {
    /// Reads the columns of a row that the layout fits.
    pub(super) fn of(record: Record, layout: &RecordLayout) -> Self {
        Self(record.columns(&layout.descriptor))
    }

    fn get(&self, position: usize) -> Option<Datum> {
        self.0.get(position)
    }

    /// The documents that facts are read from, in the order of the fields; empty if the row has none.
    pub(super) fn documents(&self, layout: &RecordLayout, fields: &[Field]) -> Vec<Json> {
        if !layout.sources.iter().any(|source| matches!(source, Source::Events(_) | Source::Custom(_))) {
            return Vec::new();
        }
        let document = |(source, field): (&Source, &Field)| match *source {
            Source::Events(position) => self.get(position).map_or(Json::Null, json_from_datum),
            Source::Custom(position) => {
                let custom = self.get(position).map_or(Json::Null, json_from_datum);
                field.custom_key().and_then(|key| custom.get(key)).cloned().unwrap_or(Json::Null)
            }
            _ => Json::Null,
        };
        layout.sources.iter().zip(fields).map(document).collect()
    }

    /// The facts of the row in the order of the fields.
    pub(super) fn values<'a>(
        &'a self,
        layout: &RecordLayout,
        fields: &[Field],
        documents: &'a [Json],
    ) -> Result<Vec<Value<'a>>, CrmError> {
        let value = |(slot, source): (usize, &Source)| match source {
            Source::Events(_) | Source::Custom(_) => {
                read_fact(&documents[slot], &fields[slot]).map_err(CrmError::Facts)
            }
            source => Ok(self.value(*source)),
        };
        layout.sources.iter().enumerate().map(value).collect()
    }

    fn value(&self, source: Source) -> Value<'_> {
        match source {
            Source::Text(position) => self.get(position).and_then(text).map(Value::Text),
            Source::TextByOutput(position, function) => {
                self.get(position).and_then(|datum| text_by_output(datum, function)).map(Value::Text)
            }
            Source::Int2(position) => self.read::<i16>(position).map(|number| Value::Number(number.into())),
            Source::Int4(position) => self.read::<i32>(position).map(|number| Value::Number(number.into())),
            Source::Int8(position) => self.read::<i64>(position).map(|number| Value::Number(number as f64)),
            Source::Float4(position) => self.read::<f32>(position).map(|number| Value::Number(number.into())),
            Source::Float8(position) => self.read::<f64>(position).map(Value::Number),
            Source::Numeric(position) => self.get(position).and_then(number).map(Value::Number),
            Source::Instant(position) => self.read::<i64>(position).and_then(unix_micros).map(Value::Instant),
            Source::Absent | Source::Events(_) | Source::Custom(_) => None,
        }
        .unwrap_or(Value::Missing)
    }

    fn read<T: FromDatum>(&self, position: usize) -> Option<T> {
        // SAFETY: the layout chose `T` by the type of the column.
        self.get(position).and_then(|value| unsafe { T::from_datum(value, false) })
    }
}

fn text<'a>(datum: Datum) -> Option<&'a str> {
    // SAFETY: the layout found a text type; the value lives as long as the call.
    std::str::from_utf8(unsafe { fmgr::varlena_bytes(datum) }).ok()
}

fn text_by_output<'a>(datum: Datum, function: pg_sys::Oid) -> Option<&'a str> {
    // SAFETY: the function is the output function of the column's type; its result lives as long as the call.
    unsafe { CStr::from_ptr(pg_sys::OidOutputFunctionCall(function, datum)) }.to_str().ok()
}

/// The nearest binary number, as JSON numbers are read.
fn number(datum: Datum) -> Option<f64> {
    // SAFETY: the layout found a numeric; its output is a C string.
    let text = unsafe { direct_function_call_as_datum(pg_sys::numeric_out, &[Some(datum)]) }?;
    // SAFETY: as above.
    unsafe { CStr::from_ptr(text.cast_mut_ptr()) }.to_str().ok()?.parse().ok()
}
