//! What the scoring functions are called with.

use pgrx::callconv::{Arg, ArgAbi};
use pgrx::datum::TimestampWithTimeZone;
use pgrx::pg_sys::{self, Datum};
use pgrx::pgrx_sql_entity_graph::metadata::{
    ArgumentError, ReturnsError, ReturnsRef, SqlMappingRef, SqlTranslatable, TypeOrigin,
};
use pgrx::{FromDatum, JsonB};
use serde_json::Value as Json;

use crate::error::CrmError;
use crate::fmgr;

/// Microseconds from 1970, where Rust counts from, to 2000, where PostgreSQL counts from.
const POSTGRES_EPOCH_MICROS: i64 = 946_684_800_000_000;

/// A `jsonb` as it is stored: read only when it is a new one.
#[derive(Debug, Clone, Copy)]
pub(super) struct StoredJson(Datum);

impl StoredJson {
    /// The stored bytes; equal bytes are equal documents.
    pub(super) fn bytes(&self) -> &[u8] {
        // SAFETY: the datum is a jsonb argument, alive during the call.
        unsafe { fmgr::varlena_bytes(self.0) }
    }

    pub(super) fn read(self) -> Json {
        json_from_datum(self.0)
    }
}

/// The document in a `jsonb` that is not null.
pub(super) fn json_from_datum(datum: Datum) -> Json {
    // SAFETY: the callers hand over jsonb values.
    unsafe { JsonB::from_datum(datum, false) }.map_or(Json::Null, |json| json.0)
}

impl FromDatum for StoredJson {
    unsafe fn from_polymorphic_datum(datum: Datum, is_null: bool, _: pg_sys::Oid) -> Option<Self> {
        (!is_null).then_some(Self(datum))
    }
}

// SAFETY: PostgreSQL passes a jsonb; null, which strict functions never get, reads as JSON's null.
unsafe impl<'fcx> ArgAbi<'fcx> for StoredJson {
    unsafe fn unbox_arg_unchecked(argument: Arg<'_, 'fcx>) -> Self {
        // SAFETY: as above.
        unsafe { argument.unbox_arg_using_from_datum() }.unwrap_or(Self(Datum::null()))
    }
}

// SAFETY: the value is a jsonb.
unsafe impl SqlTranslatable for StoredJson {
    const TYPE_IDENT: &'static str = pgrx::pgrx_resolved_type!(StoredJson);
    const TYPE_ORIGIN: TypeOrigin = TypeOrigin::External;
    const ARGUMENT_SQL: Result<SqlMappingRef, ArgumentError> = Ok(SqlMappingRef::literal("jsonb"));
    const RETURN_SQL: Result<ReturnsRef, ReturnsError> = Ok(ReturnsRef::One(SqlMappingRef::literal("jsonb")));
}

/// The instant of a score, in microseconds since 1970.
pub(super) fn instant(as_of: TimestampWithTimeZone) -> Result<i64, CrmError> {
    unix_micros(as_of.into_inner()).ok_or(CrmError::AsOfInfinite)
}

/// Microseconds since 1970 of a stored `timestamptz`; `None` for infinity.
pub(super) fn unix_micros(stored: pg_sys::TimestampTz) -> Option<i64> {
    let is_finite = stored != i64::MIN && stored != i64::MAX;
    is_finite.then_some(stored).and_then(|micros| micros.checked_add(POSTGRES_EPOCH_MICROS))
}
