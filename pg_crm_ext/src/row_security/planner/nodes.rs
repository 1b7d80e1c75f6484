//! The nodes of conditions in policies.

use std::ffi::CStr;

use pgrx::pg_sys::{self, Node, NodeTag, Oid};

use crate::fmgr::varlena_bytes;
pub(super) use crate::nodes::{list_of, members, text};

/// `uuid = uuid` and the function behind it.
pub(super) const UUID_EQUALS: u32 = 2972;
pub(super) const UUID_EQUALS_FUNCTION: u32 = 2956;

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

/// A copy of a node.
///
/// # Safety
/// `node` must be valid.
pub(super) unsafe fn copy(node: *mut Node) -> *mut Node {
    // SAFETY: guaranteed by the caller.
    unsafe { pg_sys::copyObjectImpl(node.cast_const().cast()).cast() }
}

/// A call of a function of the extension with copies of the arguments; `None` when there is no such function.
///
/// # Safety
/// The arguments must be expression nodes of these types, and `result` what the function returns.
pub(super) unsafe fn call(
    name: &CStr,
    types: &[Oid],
    arguments: &[*mut Node],
    result: Oid,
) -> Option<*mut Node> {
    let function = crate::nodes::function(name, types)?;
    // SAFETY: guaranteed by the caller.
    unsafe {
        let copies: Vec<*mut Node> = arguments.iter().map(|argument| copy(*argument)).collect();
        Some(crate::nodes::call(function, result, &copies, Oid::INVALID))
    }
}
