//! What the query says of the table that a column belongs to.

use pgrx::pg_sys::{self, Node, PlannerInfo, RangeTblEntry};

use super::nodes;

/// Whether the column belongs to a table with policies: only plans with such a table are made again for another role. The
/// column must be declared not null, too.
///
/// # Safety
/// `column` must come from the query of `root`.
pub(super) unsafe fn is_under_row_security(root: &PlannerInfo, column: *mut Node) -> bool {
    // SAFETY: guaranteed by the caller.
    unsafe {
        table_of(root, column).is_some_and(|table| !table.securityQuals.is_null())
            && is_never_null(root, column)
    }
}

/// Whether the column of a table is declared not null.
///
/// # Safety
/// `column` must come from the query of `root`.
pub(super) unsafe fn is_never_null(root: &PlannerInfo, column: *mut Node) -> bool {
    // SAFETY: guaranteed by the caller; the catalogue entry is released after use.
    unsafe {
        let (Some(table), Some(column)) = (table_of(root, column), nodes::column(column)) else {
            return false;
        };
        let found = pg_sys::SearchSysCacheAttNum(table.relid, column.varattno);
        if found.is_null() {
            return false;
        }
        let never_null = (*pg_sys::heap_tuple_get_struct::<pg_sys::FormData_pg_attribute>(found)).attnotnull;
        pg_sys::ReleaseSysCache(found);
        never_null
    }
}

unsafe fn table_of(root: &PlannerInfo, column: *mut Node) -> Option<&RangeTblEntry> {
    // SAFETY: guaranteed by the caller; the number of a range table entry counts from 1.
    unsafe {
        let position = usize::try_from(nodes::column(column)?.varno).ok()?.checked_sub(1)?;
        let entry = nodes::members::<RangeTblEntry>((*root.parse).rtable).nth(position)?.as_ref()?;
        (entry.rtekind == pg_sys::RTEKind::RTE_RELATION).then_some(entry)
    }
}
