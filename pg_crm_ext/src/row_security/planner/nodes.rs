//! Reading and making planner nodes. PostgreSQL's list macros do not exist in Rust.

use pgrx::pg_sys::{self, List, Node, NodeTag};

use crate::fmgr::varlena_bytes;

/// The member of a list of nodes at `position`.
///
/// # Safety
/// `list` must be null or a list of nodes.
pub(super) unsafe fn member(list: *mut List, position: usize) -> Option<*mut Node> {
    // SAFETY: guaranteed by the caller; the position is checked against the length.
    unsafe {
        let list = list.as_ref()?;
        (position < list.length as usize).then(|| (*list.elements.add(position)).ptr_value.cast())
    }
}

/// The number of members of a list.
///
/// # Safety
/// `list` must be null or a list.
pub(super) unsafe fn length(list: *mut List) -> usize {
    // SAFETY: guaranteed by the caller.
    unsafe { list.as_ref() }.map_or(0, |list| list.length as usize)
}

/// The bytes of a constant of type text that is not null.
///
/// # Safety
/// `node` must be an expression of type text that outlives the slice.
pub(super) unsafe fn constant_text<'a>(node: *mut Node) -> Option<&'a [u8]> {
    // SAFETY: guaranteed by the caller; the tag tells that the node is a constant.
    unsafe {
        if (*node).type_ != NodeTag::T_Const {
            return None;
        }
        let constant = node.cast::<pg_sys::Const>();
        (!(*constant).constisnull).then(|| varlena_bytes((*constant).constvalue))
    }
}

/// The node as a column, if it is one of the query itself.
///
/// # Safety
/// `node` must be an expression node.
pub(super) unsafe fn column<'a>(node: *mut Node) -> Option<&'a pg_sys::Var> {
    // SAFETY: guaranteed by the caller; the tag tells that the node is a column.
    unsafe {
        if (*node).type_ != NodeTag::T_Var {
            return None;
        }
        let column = &*node.cast::<pg_sys::Var>();
        (column.varlevelsup == 0 && column.varattno > 0).then_some(column)
    }
}

/// A list of copies of the nodes.
///
/// # Safety
/// The nodes must be expression nodes.
pub(super) unsafe fn list_of_copies(nodes: &[*mut Node]) -> *mut List {
    // SAFETY: guaranteed by the caller.
    unsafe {
        nodes.iter().fold(std::ptr::null_mut(), |list, node| {
            pg_sys::lappend(list, pg_sys::copyObjectImpl((*node).cast_const().cast()))
        })
    }
}
