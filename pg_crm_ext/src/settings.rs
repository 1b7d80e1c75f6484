//! Every setting that the extension defines, with unit, default and reason.

use std::cell::UnsafeCell;
use std::ffi::{CStr, c_char};

use pgrx::{GucContext, GucFlags, GucRegistry, GucSetting, pg_sys};

/// The verified token of the request as JSON text: `sub`, `org_id`, `role`. Set by PostgREST for each transaction.
pub(crate) static CLAIMS: TextSetting = TextSetting::new();

/// The headers of the request as a JSON object with lower-case names. Set by PostgREST for each transaction.
pub(crate) static HEADERS: TextSetting = TextSetting::new();

/// How many callers a backend remembers. One entry is about 2 kB, plus 40 bytes a team and 16 bytes a record shared one by
/// one; a caller with thousands of them counts as one entry more for each thousand, so 256 entries stay below 12 MB. Default 256: a pooled
/// connection that serves more active users than this loads rights again, which costs some 60 microseconds.
pub(crate) static ACCESS_CACHE_ENTRIES: GucSetting<i32> = GucSetting::<i32>::new(256);

/// Whether the planner may use an index on the owner for callers who see their own rows only. Default on; off helps
/// to tell whether a slow query is slow because of it. The answer of a query never depends on it.
pub(crate) static OWNER_INDEX: GucSetting<bool> = GucSetting::<bool>::new(true);

/// Whether filters by amounts and custom fields may use indexes under row security (see `row_security::planner`). Default
/// on; off helps to tell whether a slow query is slow because of it. The answer of a query never depends on it.
pub(crate) static FILTER_INDEXES: GucSetting<bool> = GucSetting::<bool>::new(true);

/// A text setting whose changes are noticed at once, which pgrx's own registry does not offer.
pub(crate) struct TextSetting(UnsafeCell<*mut c_char>);

// SAFETY: a backend has one thread, and only PostgreSQL writes the pointer.
unsafe impl Sync for TextSetting {}

impl TextSetting {
    const fn new() -> Self {
        Self(UnsafeCell::new(std::ptr::null_mut()))
    }

    /// Shows the value to `read`, empty when unset. `read` must not run SQL: a change would free the value.
    pub(crate) fn with<R>(&self, read: impl FnOnce(&[u8]) -> R) -> R {
        // SAFETY: PostgreSQL keeps the pointer null or at a terminated string; `read` runs nothing that changes it.
        let value = unsafe { *self.0.get() };
        // SAFETY: as above.
        read(if value.is_null() { b"" } else { unsafe { CStr::from_ptr(value) }.to_bytes() })
    }
}

type AssignHook = pg_sys::GucStringAssignHook;

/// Defines the settings; the hooks run whenever the claims or the headers get a new value, also by a rollback.
pub(crate) fn define(claims_assigned: AssignHook, headers_assigned: AssignHook) {
    define_text(
        c"request.jwt.claims",
        c"The verified token of the request, as JSON.",
        &CLAIMS,
        claims_assigned,
    );
    define_text(c"request.headers", c"The headers of the request, as JSON.", &HEADERS, headers_assigned);
    GucRegistry::define_int_guc(
        c"crm.access_cache_entries",
        c"Number of callers whose rights a backend remembers.",
        c"When it is reached, the caller that was asked for longest ago is forgotten.",
        &ACCESS_CACHE_ENTRIES,
        1,
        65536,
        GucContext::Userset,
        GucFlags::default(),
    );
    GucRegistry::define_bool_guc(
        c"crm.access_owner_index",
        c"Lets the planner use an index on the owner for callers who see only their own rows.",
        c"Results never depend on it.",
        &OWNER_INDEX,
        GucContext::Userset,
        GucFlags::default(),
    );
    GucRegistry::define_bool_guc(
        c"crm.filter_indexes",
        c"Lets filters by numbers and custom fields use indexes on tables with row security.",
        c"Results never depend on it.",
        &FILTER_INDEXES,
        GucContext::Userset,
        GucFlags::default(),
    );
}

fn define_text(
    name: &'static CStr,
    description: &'static CStr,
    setting: &'static TextSetting,
    hook: AssignHook,
) {
    // SAFETY: all strings and the variable are static; the hook has the signature PostgreSQL expects.
    unsafe {
        pg_sys::DefineCustomStringVariable(
            name.as_ptr(),
            description.as_ptr(),
            std::ptr::null(),
            setting.0.get(),
            c"".as_ptr(),
            pg_sys::GucContext::PGC_USERSET,
            0,
            None,
            hook,
            None,
        );
    }
}
