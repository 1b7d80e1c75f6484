//! PostgreSQL's raw calling convention, for functions that run once a row: `#[pg_extern]` costs more than their work.

use pgrx::pg_sys::{self, Datum, FunctionCallInfo};
use pgrx::varlena;

/// The call convention that every raw function of this library declares.
pub(crate) static VERSION_1: pg_sys::Pg_finfo_record = pg_sys::Pg_finfo_record { api_version: 1 };

/// Exports a function under the C symbol `$symbol`; the body sees the call frame as `$call`.
macro_rules! raw_function {
    ($(#[$doc:meta])* fn $symbol:ident($call:ident), $info:ident, $body:expr) => {
        #[unsafe(no_mangle)]
        extern "C" fn $info() -> &'static pgrx::pg_sys::Pg_finfo_record {
            &$crate::fmgr::VERSION_1
        }

        $(#[$doc])*
        #[unsafe(no_mangle)]
        #[pgrx::pg_guard]
        unsafe extern "C-unwind" fn $symbol(frame: pgrx::pg_sys::FunctionCallInfo) -> pgrx::pg_sys::Datum {
            // SAFETY: PostgreSQL passes a frame that lives until the function returns.
            let $call = unsafe { $crate::fmgr::Call::new(frame) };
            $body
        }
    };
}
pub(crate) use raw_function;

/// The frame of one function call.
#[derive(Clone, Copy)]
pub(crate) struct Call(FunctionCallInfo);

impl Call {
    /// # Safety
    /// `frame` must be the frame of the running call, and must outlive the value.
    pub(crate) const unsafe fn new(frame: FunctionCallInfo) -> Self {
        Self(frame)
    }

    #[inline]
    fn argument(self, position: usize) -> Option<Datum> {
        // SAFETY: the frame is valid (see `new`); the declared number of arguments follows it.
        let argument = unsafe {
            debug_assert!(position < (*self.0).nargs as usize);
            *(*self.0).args.as_ptr().add(position)
        };
        (!argument.isnull).then_some(argument.value)
    }

    /// The argument declared `uuid` at `position`, as a big-endian number; `None` for null.
    #[inline]
    pub(crate) fn uuid(self, position: usize) -> Option<u128> {
        // SAFETY: the SQL declaration makes the argument a uuid: sixteen bytes by reference.
        self.argument(position).map(|value| unsafe { uuid_from_datum(value) })
    }

    /// The bytes of the argument declared `text` at `position`; `None` for null.
    #[inline]
    pub(crate) fn text(&self, position: usize) -> Option<&[u8]> {
        // SAFETY: the SQL declaration makes the argument a text; the frame keeps it alive during the call.
        self.argument(position).map(|value| unsafe { varlena_bytes(value) })
    }

    /// The argument at `position` as it was handed over; `None` for null.
    #[inline]
    pub(crate) fn datum(self, position: usize) -> Option<Datum> {
        self.argument(position)
    }

    /// The type of the argument at `position`, as the statement gives it to a function that takes any.
    pub(crate) fn argument_type(self, position: usize) -> pg_sys::Oid {
        // SAFETY: the call site is valid; without an expression the answer is InvalidOid.
        i32::try_from(position).map_or(pg_sys::Oid::INVALID, |position| unsafe {
            pg_sys::get_fn_expr_argtype(self.site(), position)
        })
    }

    /// The planner node that the only argument, declared `internal`, points to.
    pub(crate) fn node(self) -> *mut pg_sys::Node {
        self.argument(0).map_or(std::ptr::null_mut(), Datum::cast_mut_ptr)
    }

    /// The trigger event, if the function was called as a trigger.
    pub(crate) fn trigger(&self) -> Option<&pg_sys::TriggerData> {
        // SAFETY: a context node of this tag is trigger data, and lives as long as the call.
        unsafe {
            let context = (*self.0).context;
            let is_trigger = !context.is_null() && (*context).type_ == pg_sys::NodeTag::T_TriggerData;
            is_trigger.then(|| &*context.cast::<pg_sys::TriggerData>())
        }
    }

    /// The call site: the same for all rows of one execution of an expression.
    #[inline]
    pub(crate) fn site(self) -> *mut pg_sys::FmgrInfo {
        // SAFETY: the frame is valid (see `new`).
        unsafe { (*self.0).flinfo }
    }

    /// Answers with a uuid, or with null.
    pub(crate) fn return_uuid(self, id: Option<u128>) -> Datum {
        id.map_or_else(|| self.return_null(), uuid_datum)
    }

    /// Answers with a text, or with null.
    pub(crate) fn return_text(self, text: Option<&str>) -> Datum {
        text.map_or_else(|| self.return_null(), text_datum)
    }

    /// Answers with the value, or with null.
    #[inline]
    pub(crate) fn return_value(self, value: Option<Datum>) -> Datum {
        value.unwrap_or_else(|| self.return_null())
    }

    fn return_null(self) -> Datum {
        // SAFETY: the frame is valid (see `new`).
        unsafe { (*self.0).isnull = true }
        Datum::null()
    }
}

/// A uuid value in the current memory context.
pub(crate) fn uuid_datum(id: u128) -> Datum {
    // SAFETY: palloc returns sixteen writable bytes or raises an error.
    unsafe {
        let bytes = pg_sys::palloc(size_of::<u128>()).cast::<[u8; 16]>();
        bytes.write(id.to_be_bytes());
        Datum::from(bytes)
    }
}

/// A uuid value in the given memory context.
///
/// # Safety
/// The context must be alive.
pub(crate) unsafe fn uuid_datum_in(context: pg_sys::MemoryContext, id: u128) -> Datum {
    // SAFETY: allocates sixteen writable bytes or raises an error.
    unsafe {
        let bytes = pg_sys::MemoryContextAlloc(context, size_of::<u128>()).cast::<[u8; 16]>();
        bytes.write(id.to_be_bytes());
        Datum::from(bytes)
    }
}

/// A text value in the current memory context. Texts here are names and keys, far below 2 GB.
pub(crate) fn text_datum(text: &str) -> Datum {
    // SAFETY: the pointer and length describe `text`, which is copied.
    unsafe { Datum::from(pg_sys::cstring_to_text_with_len(text.as_ptr().cast(), text.len() as i32)) }
}

/// # Safety
/// `value` must be a non-null uuid.
#[inline]
pub(crate) unsafe fn uuid_from_datum(value: Datum) -> u128 {
    // SAFETY: a uuid is sixteen bytes by reference, without alignment.
    u128::from_be_bytes(unsafe { *value.cast_mut_ptr::<[u8; 16]>() })
}

/// The bytes of a variable-length value, without copying it where it is stored plain.
///
/// # Safety
/// `value` must be a non-null variable-length value that lives as long as the slice.
#[inline]
pub(crate) unsafe fn varlena_bytes<'a>(value: Datum) -> &'a [u8] {
    let stored = value.cast_mut_ptr::<pg_sys::varlena>();
    // SAFETY: guaranteed by the caller; compressed and external values are expanded first.
    unsafe {
        let plain = varlena::varatt_is_4b_u(stored)
            || (varlena::varatt_is_1b(stored) && !varlena::varatt_is_1b_e(stored));
        let readable = if plain { stored } else { pg_sys::pg_detoast_datum_packed(stored) };
        varlena::varlena_to_byte_slice(readable)
    }
}
