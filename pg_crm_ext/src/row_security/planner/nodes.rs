//! Reading and making planner nodes. PostgreSQL's list macros do not exist in Rust.

use std::ffi::CStr;

use pgrx::pg_sys::{self, List, Node, NodeTag, Oid};

use crate::fmgr::{text_datum, varlena_bytes};

/// `uuid = uuid` and the function behind it.
pub(super) const UUID_EQUALS: u32 = 2972;
pub(super) const UUID_EQUALS_FUNCTION: u32 = 2956;

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

/// A list of the nodes.
///
/// # Safety
/// The nodes must be valid.
pub(super) unsafe fn list_of(nodes: &[*mut Node]) -> *mut List {
    // SAFETY: guaranteed by the caller.
    unsafe { nodes.iter().fold(std::ptr::null_mut(), |list, node| pg_sys::lappend(list, node.cast())) }
}

/// A copy of a node.
///
/// # Safety
/// `node` must be valid.
pub(super) unsafe fn copy(node: *mut Node) -> *mut Node {
    // SAFETY: guaranteed by the caller.
    unsafe { pg_sys::copyObjectImpl(node.cast_const().cast()).cast() }
}

/// A constant of type text.
pub(super) fn text(text: &str) -> *mut Node {
    // SAFETY: the value is a text that the node takes over.
    unsafe {
        let value = text_datum(text);
        pg_sys::makeConst(pg_sys::TEXTOID, -1, pg_sys::DEFAULT_COLLATION_OID, -1, value, false, false).cast()
    }
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
    // SAFETY: the name is copied or only read; the rest is guaranteed by the caller.
    unsafe {
        let part = |name: &CStr| pg_sys::makeString(name.as_ptr().cast_mut()).cast();
        let path = list_of(&[part(c"crm_ext"), part(name)]);
        let function = pg_sys::LookupFuncName(path, i32::try_from(types.len()).ok()?, types.as_ptr(), true);
        if function == Oid::INVALID {
            return None;
        }
        let copies: Vec<*mut Node> = arguments.iter().map(|argument| copy(*argument)).collect();
        let call = pg_sys::makeFuncExpr(
            function,
            result,
            list_of(&copies),
            Oid::INVALID,
            Oid::INVALID,
            pg_sys::CoercionForm::COERCE_EXPLICIT_CALL,
        );
        Some(call.cast())
    }
}
