//! PostgreSQL's text-search types as Rust sees them.

use pgrx::callconv::{Arg, ArgAbi, BoxRet, FcInfo};
use pgrx::datum::Datum;
use pgrx::pg_sys;
use pgrx::pgrx_sql_entity_graph::metadata::{
    ArgumentError, ReturnsError, ReturnsRef, SqlMappingRef, SqlTranslatable, TypeOrigin,
};

/// Declares `$name` as the built-in type `$sql`, for which pgrx has no Rust type.
macro_rules! built_in_type {
    ($name:ident, $sql:literal) => {
        // SAFETY: the name is that of the built-in type whose values `$name` holds.
        unsafe impl SqlTranslatable for $name {
            const TYPE_IDENT: &'static str = pgrx::pgrx_resolved_type!($name);
            const TYPE_ORIGIN: TypeOrigin = TypeOrigin::External;
            const ARGUMENT_SQL: Result<SqlMappingRef, ArgumentError> = Ok(SqlMappingRef::literal($sql));
            const RETURN_SQL: Result<ReturnsRef, ReturnsError> =
                Ok(ReturnsRef::One(SqlMappingRef::literal($sql)));
        }
    };
}

/// Lets a function return `$name`, a datum of its own type.
macro_rules! returned_datum {
    ($name:ident) => {
        // SAFETY: every value is made by a built-in function of this type, or in its documented layout.
        unsafe impl BoxRet for $name {
            unsafe fn box_into<'fcx>(self, frame: &mut FcInfo<'fcx>) -> Datum<'fcx> {
                // SAFETY: as above.
                unsafe { frame.return_raw_datum(self.0) }
            }
        }
    };
}

/// A document as full-text search sees it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TsVector(pub(crate) pg_sys::Datum);
built_in_type!(TsVector, "tsvector");
returned_datum!(TsVector);

/// A full-text query.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TsQuery(pub(crate) pg_sys::Datum);
built_in_type!(TsQuery, "tsquery");
returned_datum!(TsQuery);

/// A text search configuration, for example `english`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RegConfig(pub(crate) pg_sys::Oid);
built_in_type!(RegConfig, "regconfig");

impl RegConfig {
    /// The configuration that neither stems nor drops words; its number is fixed in `pg_ts_config.dat`.
    const SIMPLE: Self = Self(pg_sys::Oid::from_u32(3748));

    /// Whether words are kept as they are.
    pub(crate) fn is_simple(self) -> bool {
        self == Self::SIMPLE
    }
}

// SAFETY: PostgreSQL passes an oid for an argument declared regconfig; null means the simple configuration.
unsafe impl<'fcx> ArgAbi<'fcx> for RegConfig {
    unsafe fn unbox_arg_unchecked(argument: Arg<'_, 'fcx>) -> Self {
        // SAFETY: as above.
        unsafe { argument.unbox_arg_using_from_datum() }.map_or(Self::SIMPLE, Self)
    }
}
