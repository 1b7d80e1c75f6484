//! Lets a caller's own filters use indexes and statistics under row security.
//!
//! PostgreSQL runs a filter before the policy only if all its functions are marked leakproof. Comparisons of numbers of
//! type numeric and of jsonb are not marked, so `amount > 1000` would read every row of a tenant. They cannot tell a row
//! to anyone: they raise no error that depends on it. Filters that are made of such functions are promoted here.

use pgrx::pg_sys::{
    self, Index, List, Node, NodeTag, Oid, PlannerInfo, RangeTblEntry, RelOptInfo, RestrictInfo,
};

use super::nodes;
use crate::settings::FILTER_INDEXES;

/// Comparisons of numeric (1718 to 1723), of jsonb (4038 to 4043), `@>`, `?`, `?|`, `?&`, `<@`, `->`, `->>`.
const SAFE: [u32; 19] = [
    1718, 1719, 1720, 1721, 1722, 1723, 4038, 4039, 4040, 4041, 4042, 4043, 4046, 4047, 4048, 4049, 4050,
    3478, 3214,
];

static mut NEXT_PATHS: pg_sys::set_rel_pathlist_hook_type = None;
static mut NEXT_STATISTICS: pg_sys::get_relation_stats_hook_type = None;

/// Called once, when the library is loaded.
pub(super) fn initialize() {
    // SAFETY: a backend has one thread; libraries chain hooks like this.
    unsafe {
        NEXT_PATHS = pg_sys::set_rel_pathlist_hook;
        pg_sys::set_rel_pathlist_hook = Some(add_paths);
        NEXT_STATISTICS = pg_sys::get_relation_stats_hook;
        pg_sys::get_relation_stats_hook = Some(show_statistics);
    }
}

/// Runs when the paths of a table have been found: finds those that the promoted filters allow, too.
#[pgrx::pg_guard]
unsafe extern "C-unwind" fn add_paths(
    root: *mut PlannerInfo,
    table: *mut RelOptInfo,
    position: Index,
    entry: *mut RangeTblEntry,
) {
    // SAFETY: the planner passes its own state.
    unsafe {
        if FILTER_INDEXES.get()
            && (*root).qual_security_level > 0
            && (*entry).rtekind == pg_sys::RTEKind::RTE_RELATION
            && !(*entry).inh
            && promote(&*table)
        {
            pg_sys::create_index_paths(root, table);
        }
        if let Some(next) = NEXT_PATHS {
            next(root, table, position, entry);
        }
    }
}

/// Marks the filters that cannot leak; whether there were any.
unsafe fn promote(table: &RelOptInfo) -> bool {
    // SAFETY: the list holds restrictions of the table, whose clauses are expressions.
    unsafe {
        let mut found = false;
        for filter in nodes::members::<RestrictInfo>(table.baserestrictinfo) {
            let filter = &mut *filter;
            let is_held_back = filter.security_level > table.baserestrict_min_security && !filter.leakproof;
            if is_held_back && is_safe(filter.clause.cast()) {
                filter.leakproof = true;
                found = true;
            }
        }
        found
    }
}

/// Whether the expression consists of columns, constants and functions that cannot leak.
///
/// # Safety
/// `node` must be an expression.
unsafe fn is_safe(node: *mut Node) -> bool {
    // SAFETY: guaranteed by the caller; the tag tells what the node is.
    unsafe {
        match (*node).type_ {
            NodeTag::T_Var | NodeTag::T_Const | NodeTag::T_Param => true,
            NodeTag::T_RelabelType => is_safe((*node.cast::<pg_sys::RelabelType>()).arg.cast()),
            NodeTag::T_NullTest => is_safe((*node.cast::<pg_sys::NullTest>()).arg.cast()),
            NodeTag::T_BoolExpr => are_safe((*node.cast::<pg_sys::BoolExpr>()).args),
            NodeTag::T_OpExpr => {
                let call = &*node.cast::<pg_sys::OpExpr>();
                is_safe_function(call.opfuncid) && are_safe(call.args)
            }
            NodeTag::T_ScalarArrayOpExpr => {
                let call = &*node.cast::<pg_sys::ScalarArrayOpExpr>();
                is_safe_function(call.opfuncid) && are_safe(call.args)
            }
            _ => false,
        }
    }
}

unsafe fn are_safe(list: *mut List) -> bool {
    // SAFETY: the list holds expressions.
    unsafe { nodes::members(list).all(|node| is_safe(node)) }
}

unsafe fn is_safe_function(function: Oid) -> bool {
    // SAFETY: reads the catalogue.
    SAFE.contains(&function.to_u32())
        || function != Oid::INVALID && unsafe { pg_sys::get_func_leakproof(function) }
}

/// Without statistics a filter by amount is taken to let a third of the rows through. Statistics are shown where the
/// caller may read the column; what he learns from them are estimates.
#[pgrx::pg_guard]
unsafe extern "C-unwind" fn show_statistics(
    root: *mut PlannerInfo,
    entry: *mut RangeTblEntry,
    column: pg_sys::AttrNumber,
    variable: *mut pg_sys::VariableStatData,
) -> bool {
    // SAFETY: the planner passes its own state.
    unsafe {
        if let Some(next) = NEXT_STATISTICS
            && next(root, entry, column, variable)
        {
            return true;
        }
        let table = &*entry;
        if !FILTER_INDEXES.get()
            || table.rtekind != pg_sys::RTEKind::RTE_RELATION
            || table.securityQuals.is_null()
            || !may_read(table, column)
        {
            return false;
        }
        let statistics = pg_sys::SearchSysCache3(
            pg_sys::SysCacheIdentifier::STATRELATTINH as i32,
            table.relid.into(),
            column.into(),
            table.inh.into(),
        );
        if statistics.is_null() {
            return false;
        }
        (*variable).statsTuple = statistics;
        (*variable).freefunc = Some(release);
        (*variable).acl_ok = true;
        true
    }
}

#[pgrx::pg_guard]
unsafe extern "C-unwind" fn release(statistics: pg_sys::HeapTuple) {
    // SAFETY: the planner hands back what `show_statistics` found.
    unsafe { pg_sys::ReleaseSysCache(statistics) }
}

unsafe fn may_read(table: &RangeTblEntry, column: pg_sys::AttrNumber) -> bool {
    const READ: pg_sys::AclMode = pg_sys::ACL_SELECT as pg_sys::AclMode;
    // SAFETY: reads the catalogue.
    unsafe {
        let user = user(table);
        pg_sys::pg_class_aclcheck(table.relid, user, READ) == pg_sys::AclResult::ACLCHECK_OK
            || pg_sys::pg_attribute_aclcheck(table.relid, column, user, READ)
                == pg_sys::AclResult::ACLCHECK_OK
    }
}

/// Whose privileges count: the owner's for a view that runs with them.
#[cfg(feature = "pg15")]
unsafe fn user(table: &RangeTblEntry) -> Oid {
    if table.checkAsUser == Oid::INVALID {
        // SAFETY: reads a variable.
        unsafe { pg_sys::GetUserId() }
    } else {
        table.checkAsUser
    }
}

/// Whose privileges count; views that run with their owner's are not looked into.
#[cfg(not(feature = "pg15"))]
unsafe fn user(_table: &RangeTblEntry) -> Oid {
    // SAFETY: reads a variable.
    unsafe { pg_sys::GetUserId() }
}
