//! What the tables and functions of a query's FROM show, and to whom.

use std::ffi::c_int;

use pgrx::pg_sys::{self, FuncExpr, NodeTag, Oid, Query, RangeTblEntry, RangeTblFunction};

use super::nodes::members;
use super::restricted::Restrictions;

/// One entry of the range table.
pub(super) enum Source {
    /// Nothing of it is hidden from anybody here.
    Open,
    /// A table with restricted columns, read by someone bound by row security.
    Table(Oid),
    /// Functions that run with their owner's rights and return rows of such tables.
    Functions(Vec<FunctionRows>),
}

/// The columns of a range table entry that hold the rows of one function.
pub(super) struct FunctionRows {
    before: i16,
    count: i16,
    table: Oid,
}

impl FunctionRows {
    /// The column of the table that a column of the entry shows.
    pub(super) fn column(&self, attribute: i16) -> Option<(Oid, i16)> {
        let own = attribute - self.before;
        (own > 0 && own <= self.count).then_some((self.table, own))
    }
}

/// What stands in the range table of a query.
///
/// # Safety
/// `query` must be a rewritten query.
pub(super) unsafe fn of_query(query: *mut Query, restrictions: &Restrictions) -> Vec<Source> {
    // SAFETY: guaranteed by the caller.
    unsafe {
        members::<RangeTblEntry>((*query).rtable)
            .map(|entry| match (*entry).rtekind {
                pg_sys::RTEKind::RTE_RELATION => table(query, entry, restrictions),
                pg_sys::RTEKind::RTE_FUNCTION => functions(entry, restrictions),
                _ => Source::Open,
            })
            .collect()
    }
}

/// # Safety
/// `entry` must be a table in the range table of `query`.
unsafe fn table(query: *mut Query, entry: *mut RangeTblEntry, restrictions: &Restrictions) -> Source {
    // SAFETY: guaranteed by the caller.
    unsafe {
        let relation = (*entry).relid;
        // What an upsert calls EXCLUDED is what the caller sends; PostgreSQL marks it as a composite type.
        let is_sent = (*entry).relkind.cast_unsigned() == pg_sys::RELKIND_COMPOSITE_TYPE;
        if is_sent || restrictions.of(relation).is_none() {
            return Source::Open;
        }
        let status = pg_sys::check_enable_rls(relation, checked_user(query, entry), true);
        if status == pg_sys::CheckEnableRlsResult::RLS_ENABLED as c_int {
            Source::Table(relation)
        } else {
            Source::Open
        }
    }
}

/// The user whose rights a table is read with; InvalidOid for the current one.
///
/// # Safety
/// As for [`table`].
unsafe fn checked_user(query: *mut Query, entry: *mut RangeTblEntry) -> Oid {
    // SAFETY: guaranteed by the caller.
    unsafe {
        #[cfg(feature = "pg15")]
        {
            let _ = query;
            (*entry).checkAsUser
        }
        #[cfg(not(feature = "pg15"))]
        {
            if (*entry).perminfoindex == 0 {
                return Oid::INVALID;
            }
            (*pg_sys::getRTEPermissionInfo((*query).rteperminfos, entry)).checkAsUser
        }
    }
}

/// # Safety
/// `entry` must be a range table entry of functions.
unsafe fn functions(entry: *mut RangeTblEntry, restrictions: &Restrictions) -> Source {
    let mut before = 0;
    let mut rows = Vec::new();
    // SAFETY: guaranteed by the caller.
    unsafe {
        for function in members::<RangeTblFunction>((*entry).functions) {
            let count = i16::try_from((*function).funccolcount).unwrap_or(i16::MAX);
            if (*(*function).funcexpr).type_ == NodeTag::T_FuncExpr
                && let Some(table) = returned_table((*function).funcexpr.cast(), restrictions)
            {
                rows.push(FunctionRows { before, count, table });
            }
            before += count;
        }
    }
    if rows.is_empty() { Source::Open } else { Source::Functions(rows) }
}

/// The table whose rows a call returns with the rights of the function's owner, if it has restricted columns.
///
/// # Safety
/// `call` must be a function call.
pub(super) unsafe fn returned_table(call: *mut FuncExpr, restrictions: &Restrictions) -> Option<Oid> {
    // SAFETY: guaranteed by the caller; the functions look into the system caches.
    unsafe {
        let table = pg_sys::get_typ_typrelid((*call).funcresulttype);
        restrictions.of(table)?;
        let found =
            pg_sys::SearchSysCache1(pg_sys::SysCacheIdentifier::PROCOID as c_int, (*call).funcid.into());
        if found.is_null() {
            return None;
        }
        let is_definer = (*pg_sys::heap_tuple_get_struct::<pg_sys::FormData_pg_proc>(found)).prosecdef;
        pg_sys::ReleaseSysCache(found);
        is_definer.then_some(table)
    }
}
