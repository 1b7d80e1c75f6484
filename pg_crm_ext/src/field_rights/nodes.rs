//! Walking through queries and making what masks a column, alike on all versions of PostgreSQL.

use std::ffi::{c_int, c_void};

use pgrx::pg_sys::{self, Node, NodeTag, Oid, Query};

use crate::nodes::text;
pub(super) use crate::nodes::{function, members};

/// Makes a changed copy of a node.
pub(super) type Mutator = unsafe extern "C-unwind" fn(*mut Node, *mut c_void) -> *mut Node;
/// Looks at a node; true ends the walk.
pub(super) type Walker = unsafe extern "C-unwind" fn(*mut Node, *mut c_void) -> bool;

#[cfg(feature = "pg15")]
type OldMutator = unsafe extern "C-unwind" fn() -> *mut Node;

/// # Safety
/// `node` must be an expression node and `context` what `mutator` expects.
pub(super) unsafe fn mutate_parts(node: *mut Node, mutator: Mutator, context: *mut c_void) -> *mut Node {
    // SAFETY: guaranteed by the caller; the declaration of PostgreSQL 15 leaves the arguments of the function out.
    unsafe {
        #[cfg(feature = "pg15")]
        {
            pg_sys::expression_tree_mutator(
                node,
                Some(std::mem::transmute::<Mutator, OldMutator>(mutator)),
                context,
            )
        }
        #[cfg(not(feature = "pg15"))]
        {
            pg_sys::expression_tree_mutator_impl(node, Some(mutator), context)
        }
    }
}

/// # Safety
/// As for [`mutate_parts`].
pub(super) unsafe fn mutate_query(query: *mut Query, mutator: Mutator, context: *mut c_void) -> *mut Query {
    // SAFETY: as above.
    unsafe {
        #[cfg(feature = "pg15")]
        {
            pg_sys::query_tree_mutator(
                query,
                Some(std::mem::transmute::<Mutator, OldMutator>(mutator)),
                context,
                0,
            )
        }
        #[cfg(not(feature = "pg15"))]
        {
            pg_sys::query_tree_mutator_impl(query, Some(mutator), context, 0)
        }
    }
}

/// Walks through a query, its tables before what they hold.
///
/// # Safety
/// As for [`mutate_parts`].
pub(super) unsafe fn walk_query(query: *mut Query, walker: Walker, context: *mut c_void) -> bool {
    let flags = pg_sys::QTW_EXAMINE_RTES_BEFORE as c_int;
    // SAFETY: guaranteed by the caller.
    unsafe { pg_sys::query_tree_walker(query, Some(walker), context, flags) }
}

/// # Safety
/// As for [`mutate_parts`].
pub(super) unsafe fn walk_parts(node: *mut Node, walker: Walker, context: *mut c_void) -> bool {
    // SAFETY: guaranteed by the caller.
    unsafe { pg_sys::expression_tree_walker(node, Some(walker), context) }
}

/// `case when condition then column end`.
///
/// # Safety
/// Both must be expression nodes.
pub(super) unsafe fn shown_if(condition: *mut Node, column: *mut Node) -> *mut Node {
    // SAFETY: guaranteed by the caller; the nodes made here are filled completely.
    unsafe {
        let (kind, modifier) = (pg_sys::exprType(column), pg_sys::exprTypmod(column));
        let collation = pg_sys::exprCollation(column);
        let branch = new_node::<pg_sys::CaseWhen>(NodeTag::T_CaseWhen);
        (*branch).expr = condition.cast();
        (*branch).result = column.cast();
        (*branch).location = -1;
        let case = new_node::<pg_sys::CaseExpr>(NodeTag::T_CaseExpr);
        (*case).casetype = kind;
        (*case).casecollid = collation;
        (*case).args = pg_sys::lappend(std::ptr::null_mut(), branch.cast());
        (*case).defresult = pg_sys::makeNullConst(kind, modifier, collation).cast();
        (*case).location = -1;
        case.cast()
    }
}

/// A call of a function of two texts that answers a boolean.
pub(super) fn question(function: Oid, first: &str, second: &str) -> *mut Node {
    // SAFETY: the arguments are new nodes.
    unsafe { call(function, pg_sys::BOOLOID, &[text(first), text(second)]) }
}

/// A call of a function.
///
/// # Safety
/// The arguments must be expression nodes that suit the function, and `result` what it returns.
pub(super) unsafe fn call(function: Oid, result: Oid, arguments: &[*mut Node]) -> *mut Node {
    // SAFETY: guaranteed by the caller.
    unsafe { crate::nodes::call(function, result, arguments, pg_sys::DEFAULT_COLLATION_OID) }
}

/// # Safety
/// `T` must be the node type of `tag`.
unsafe fn new_node<T>(tag: NodeTag) -> *mut T {
    // SAFETY: the memory is as large as the node and zeroed; every node begins with its tag.
    unsafe {
        let node = pg_sys::palloc0(size_of::<T>()).cast::<Node>();
        (*node).type_ = tag;
        node.cast()
    }
}
