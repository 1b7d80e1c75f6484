//! Reading a row with a plan that the backend keeps.
//!
//! pgrx's own interface advances the command counter once a transaction has written, which a function called for the
//! rows of a running statement must not do: reads here are always read-only, with the snapshot that is active.

use std::cell::Cell;
use std::ffi::{CString, c_char, c_int};

use pgrx::pg_sys::{self, Datum, Oid};

use crate::fmgr::{text_datum, uuid_datum, uuid_from_datum, varlena_bytes};

/// A query prepared on first use and kept for the life of the backend.
pub(crate) struct KeptPlan {
    sql: &'static str,
    types: &'static [Oid],
    plan: Cell<pg_sys::SPIPlanPtr>,
}

/// An argument of a query.
#[derive(Clone, Copy)]
pub(crate) enum Argument<'a> {
    Null,
    Uuid(u128),
    Text(&'a str),
    Boolean(bool),
}

impl Argument<'_> {
    fn datum(self) -> Datum {
        match self {
            Self::Null => Datum::null(),
            Self::Uuid(id) => uuid_datum(id),
            Self::Text(text) => text_datum(text),
            Self::Boolean(flag) => Datum::from(flag),
        }
    }

    const fn null_flag(self) -> c_char {
        if matches!(self, Self::Null) { b'n' as c_char } else { b' ' as c_char }
    }
}

impl KeptPlan {
    pub(crate) const fn new(sql: &'static str, types: &'static [Oid]) -> Self {
        Self { sql, types, plan: Cell::new(std::ptr::null_mut()) }
    }

    /// Runs the query and reads its first row; `None` when there is none. Errors of the query are raised.
    pub(crate) fn first_row<T, const N: usize>(
        &self,
        arguments: [Argument; N],
        read: impl FnOnce(Row) -> T,
    ) -> Option<T> {
        let mut values = arguments.map(Argument::datum);
        let nulls = arguments.map(Argument::null_flag);
        // SAFETY: connect and finish are paired; an error in between ends the (sub)transaction, which finishes SPI.
        // The arrays have one element for each parameter of the plan.
        unsafe {
            pg_sys::SPI_connect();
            let answer = self.prepared().and_then(|plan| {
                let status = pg_sys::SPI_execute_plan(plan, values.as_mut_ptr(), nulls.as_ptr(), true, 1);
                let found = status == pg_sys::SPI_OK_SELECT as c_int && pg_sys::SPI_processed == 1;
                found.then(|| read(Row(())))
            });
            pg_sys::SPI_finish();
            answer
        }
    }

    /// The plan, made when first asked for. To be called while SPI is connected.
    fn prepared(&self) -> Option<pg_sys::SPIPlanPtr> {
        if self.plan.get().is_null() {
            let sql = CString::new(self.sql).ok()?;
            let mut types = self.types.to_vec();
            // SAFETY: SPI copies the text and the types; a kept plan is never freed.
            unsafe {
                let plan = pg_sys::SPI_prepare(sql.as_ptr(), types.len() as c_int, types.as_mut_ptr());
                if plan.is_null() || pg_sys::SPI_keepplan(plan) != 0 {
                    return None;
                }
                self.plan.set(plan);
            }
        }
        Some(self.plan.get())
    }
}

/// The position of a column, counted from 1.
#[derive(Clone, Copy)]
pub(crate) struct Column(pub(crate) c_int);

/// The row just read; only valid while the query's result is.
pub(crate) struct Row(());

impl Row {
    /// A column of any type, as it is stored.
    pub(crate) fn value(&self, column: Column) -> Option<Datum> {
        let mut is_null = false;
        // SAFETY: a row exists only while the result of the query does.
        let value = unsafe {
            let table = pg_sys::SPI_tuptable;
            pg_sys::SPI_getbinval(*(*table).vals, (*table).tupdesc, column.0, &raw mut is_null)
        };
        (!is_null).then_some(value)
    }

    /// A column of type uuid.
    pub(crate) fn uuid(&self, column: Column) -> Option<u128> {
        // SAFETY: the queries of this library have the column types that are read.
        self.value(column).map(|value| unsafe { uuid_from_datum(value) })
    }

    /// A column of type oid.
    pub(crate) fn oid(&self, column: Column) -> Option<Oid> {
        self.value(column).map(|value| Oid::from(value.value() as u32))
    }

    /// A column of type timestamptz, in PostgreSQL's microseconds.
    pub(crate) fn instant(&self, column: Column) -> Option<pg_sys::TimestampTz> {
        self.value(column).map(|value| value.value() as pg_sys::TimestampTz)
    }

    /// A column of type boolean; null is no.
    pub(crate) fn flag(&self, column: Column) -> bool {
        self.value(column).is_some_and(|value| value.value() != 0)
    }

    /// A column of type bytea.
    pub(crate) fn bytes(&self, column: Column) -> Option<Vec<u8>> {
        // SAFETY: as for `uuid`.
        self.value(column).map(|value| unsafe { varlena_bytes(value) }.to_vec())
    }

    /// A column of type text.
    pub(crate) fn text(&self, column: Column) -> Option<String> {
        self.bytes(column).and_then(|bytes| String::from_utf8(bytes).ok())
    }
}
