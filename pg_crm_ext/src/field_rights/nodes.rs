//! Walking and making expression nodes, alike on all versions of PostgreSQL.

use std::ffi::{CStr, c_int, c_void};

use pgrx::pg_sys::{self, Datum, List, Node, NodeTag, Oid, Query};

use crate::fmgr::text_datum;

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

/// The members of a list of nodes.
///
/// # Safety
/// `list` must be null or a list of pointers to `T` that outlives the iterator.
pub(super) unsafe fn members<T>(list: *mut List) -> impl Iterator<Item = *mut T> {
    // SAFETY: guaranteed by the caller; positions are below the length.
    let (elements, length) = unsafe { list.as_ref() }
        .map_or((std::ptr::null_mut(), 0), |list| (list.elements, list.length as usize));
    // SAFETY: as above.
    (0..length).map(move |position| unsafe { (*elements.add(position)).ptr_value.cast() })
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
    unsafe {
        let arguments = pg_sys::lappend(std::ptr::null_mut(), text_constant(first).cast());
        let arguments = pg_sys::lappend(arguments, text_constant(second).cast());
        call(function, pg_sys::BOOLOID, arguments)
    }
}

/// A call of a function.
///
/// # Safety
/// `arguments` must be a list of expression nodes that suit the function.
pub(super) unsafe fn call(function: Oid, answer: Oid, arguments: *mut List) -> *mut Node {
    // SAFETY: guaranteed by the caller.
    unsafe {
        pg_sys::makeFuncExpr(
            function,
            answer,
            arguments,
            Oid::INVALID,
            pg_sys::DEFAULT_COLLATION_OID,
            pg_sys::CoercionForm::COERCE_EXPLICIT_CALL,
        )
        .cast()
    }
}

/// The function of schema crm_ext with these arguments.
pub(super) fn function(name: &CStr, types: &[Oid]) -> Option<Oid> {
    // SAFETY: the name is only read; the types are as many as said.
    let found = unsafe {
        let part = |name: &CStr| pg_sys::makeString(name.as_ptr().cast_mut()).cast();
        let name = pg_sys::lappend(pg_sys::lappend(std::ptr::null_mut(), part(c"crm_ext")), part(name));
        pg_sys::LookupFuncName(name, c_int::try_from(types.len()).ok()?, types.as_ptr(), true)
    };
    (found != Oid::INVALID).then_some(found)
}

fn text_constant(text: &str) -> *mut pg_sys::Const {
    let value: Datum = text_datum(text);
    // SAFETY: the value is a text in the current memory context.
    unsafe { pg_sys::makeConst(pg_sys::TEXTOID, -1, pg_sys::DEFAULT_COLLATION_OID, -1, value, false, false) }
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
