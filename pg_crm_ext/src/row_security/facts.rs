//! The values of a row that conditions look at.

use std::ffi::CStr;

use crm_core::condition::{Condition, Decimal, Facts, Field, Value};
use pgrx::direct_function_call_as_datum;
use pgrx::pg_sys::{self, Datum, Oid};

use crate::fmgr;
use crate::record::{Attribute, Descriptor, Record, output_function};

/// Microseconds from 1970 to 2000, where PostgreSQL counts from.
const EPOCH_MICROS: i64 = 946_684_800_000_000;
/// Days from 1970 to 2000.
const EPOCH_DAYS: i64 = 10_957;
/// The mark of an object in the header of a jsonb container.
const JSONB_OBJECT: u32 = 0x2000_0000;

/// How a column becomes a value.
#[derive(Debug, Clone)]
enum Source {
    /// The row has no such column.
    Absent,
    Column(usize, Reading),
    /// A key of the jsonb column `custom`.
    Custom(usize, Box<str>),
}

#[derive(Debug, Clone, Copy)]
enum Reading {
    Boolean,
    Int2,
    Int4,
    Int8,
    Float4,
    Float8,
    Numeric,
    Text,
    /// Text padded with spaces, which mean nothing.
    Padded,
    Instant,
    Date,
    /// As the type's output function prints it, for example uuid.
    Printed(Oid),
    Opaque,
}

/// Where the fields of one condition stand in the rows of one type.
pub(super) struct Layout {
    descriptor: Descriptor,
    sources: Vec<Source>,
}

impl Layout {
    /// Finds the fields of the condition among the columns of the record.
    ///
    /// # Safety
    /// `context` must live as long as the layout.
    pub(super) unsafe fn find(
        record: &Record,
        condition: &Condition,
        context: pg_sys::MemoryContext,
    ) -> Self {
        // SAFETY: guaranteed by the caller.
        let descriptor = unsafe { Descriptor::find(record.row_type(), context) };
        let sources = condition.fields().iter().map(|field| source(field, &descriptor)).collect();
        Self { descriptor, sources }
    }

    pub(super) fn fits(&self, record: &Record) -> bool {
        self.descriptor.fits(record.row_type())
    }
}

fn source(field: &Field, row: &Descriptor) -> Source {
    match field {
        Field::Column(name) => {
            row.attribute(name).map_or(Source::Absent, |found| Source::Column(found.position, reading(found)))
        }
        Field::Custom(key) => row
            .attribute("custom")
            .filter(|found| found.base_type == pg_sys::JSONBOID)
            .map_or(Source::Absent, |found| Source::Custom(found.position, key.as_str().into())),
    }
}

fn reading(column: Attribute) -> Reading {
    match column.base_type {
        pg_sys::BOOLOID => Reading::Boolean,
        pg_sys::INT2OID => Reading::Int2,
        pg_sys::INT4OID => Reading::Int4,
        pg_sys::INT8OID => Reading::Int8,
        pg_sys::FLOAT4OID => Reading::Float4,
        pg_sys::FLOAT8OID => Reading::Float8,
        pg_sys::NUMERICOID => Reading::Numeric,
        pg_sys::TEXTOID | pg_sys::VARCHAROID => Reading::Text,
        pg_sys::BPCHAROID => Reading::Padded,
        pg_sys::TIMESTAMPTZOID | pg_sys::TIMESTAMPOID => Reading::Instant,
        pg_sys::DATEOID => Reading::Date,
        pg_sys::JSONBOID | pg_sys::JSONOID | pg_sys::BYTEAOID | pg_sys::TSVECTOROID => Reading::Opaque,
        other if is_composed(other) => Reading::Opaque,
        other => Reading::Printed(output_function(other)),
    }
}

/// Whether values of the type are rows or lists.
fn is_composed(type_id: Oid) -> bool {
    // SAFETY: both only look the type up.
    unsafe { pg_sys::type_is_rowtype(type_id) || pg_sys::get_element_type(type_id) != Oid::INVALID }
}

/// The values of one row, read when a condition asks for them.
pub(super) struct RowValues<'a> {
    pub(super) record: Record,
    pub(super) layout: &'a Layout,
}

impl Facts for RowValues<'_> {
    fn value(&self, position: usize) -> Value<'_> {
        let column = |position| self.record.column(&self.layout.descriptor, position);
        match self.layout.sources.get(position) {
            None | Some(Source::Absent) => Value::Missing,
            Some(Source::Column(position, reading)) => {
                column(*position).map_or(Value::Missing, |datum| reading.value(datum))
            }
            Some(Source::Custom(position, key)) => {
                column(*position).map_or(Value::Missing, |datum| custom_value(datum, key))
            }
        }
    }
}

impl Reading {
    /// The value of a column that is not null; it lives as long as the call of the function.
    fn value<'a>(self, datum: Datum) -> Value<'a> {
        match self {
            Self::Boolean => Value::Boolean(datum.value() != 0),
            Self::Int2 => Value::Number(i64::from(datum.value() as i16).into()),
            Self::Int4 => Value::Number(i64::from(datum.value() as i32).into()),
            Self::Int8 => Value::Number((datum.value() as i64).into()),
            Self::Float4 => decimal(datum, pg_sys::float4out),
            Self::Float8 => decimal(datum, pg_sys::float8out),
            Self::Numeric => decimal(datum, pg_sys::numeric_out),
            Self::Text => stored_text(datum).map_or(Value::Opaque, Value::Text),
            Self::Padded => {
                stored_text(datum).map_or(Value::Opaque, |text| Value::Text(text.trim_end_matches(' ')))
            }
            Self::Instant => Value::Instant((datum.value() as i64).saturating_add(EPOCH_MICROS)),
            Self::Date => Value::Date(i64::from(datum.value() as i32) + EPOCH_DAYS),
            Self::Printed(function) => printed(datum, function).map_or(Value::Opaque, Value::Text),
            Self::Opaque => Value::Opaque,
        }
    }
}

fn stored_text<'a>(datum: Datum) -> Option<&'a str> {
    // SAFETY: the layout found a text type; the value lives as long as the call.
    std::str::from_utf8(unsafe { fmgr::varlena_bytes(datum) }).ok()
}

fn printed<'a>(datum: Datum, function: Oid) -> Option<&'a str> {
    // SAFETY: the function is the output function of the column's type; its result lives as long as the call.
    unsafe { CStr::from_ptr(pg_sys::OidOutputFunctionCall(function, datum)) }.to_str().ok()
}

type OutputFunction = unsafe fn(pg_sys::FunctionCallInfo) -> Datum;

/// A number as its type prints it, exactly; what is not finite compares with nothing.
fn decimal<'a>(datum: Datum, print: OutputFunction) -> Value<'a> {
    // SAFETY: the function prints values of the column's type as a terminated string, which lives as long as the call.
    let text = unsafe {
        direct_function_call_as_datum(print, &[Some(datum)]).map(|text| CStr::from_ptr(text.cast_mut_ptr()))
    };
    let number = text.and_then(|text| text.to_str().ok()).and_then(Decimal::parse);
    number.map_or(Value::Opaque, Value::Number)
}

/// A key of a jsonb object; it lives as long as the call.
fn custom_value<'a>(datum: Datum, key: &str) -> Value<'a> {
    let Ok(length) = i32::try_from(key.len()) else { return Value::Missing };
    // SAFETY: the value is a jsonb, expanded here and read within its bounds by PostgreSQL; the tag tells which member of
    // the union is set.
    unsafe {
        let stored = pg_sys::pg_detoast_datum(datum.cast_mut_ptr()).cast::<pg_sys::Jsonb>();
        let root = &raw mut (*stored).root;
        if (*root).header & JSONB_OBJECT == 0 {
            return Value::Missing;
        }
        let mut found = pg_sys::JsonbValue::default();
        if pg_sys::getKeyJsonValueFromContainer(root, key.as_ptr().cast(), length, &raw mut found).is_null() {
            return Value::Missing;
        }
        match found.type_ {
            pg_sys::jbvType::jbvNull => Value::Missing,
            pg_sys::jbvType::jbvBool => Value::Boolean(found.val.boolean),
            pg_sys::jbvType::jbvNumeric => decimal(Datum::from(found.val.numeric), pg_sys::numeric_out),
            pg_sys::jbvType::jbvString => {
                let string = found.val.string;
                let bytes = std::slice::from_raw_parts(string.val.cast::<u8>(), string.len as usize);
                std::str::from_utf8(bytes).map_or(Value::Opaque, Value::Text)
            }
            _ => Value::Opaque,
        }
    }
}
