//! Reading and making nodes of the planner. PostgreSQL's list macros do not exist in Rust.

use std::ffi::CStr;

use pgrx::pg_sys::{self, List, Node, Oid};

use crate::fmgr::text_datum;

/// The members of a list of nodes.
///
/// # Safety
/// `list` must be null or a list of pointers to `T` that outlives the iterator.
pub(crate) unsafe fn members<T>(list: *mut List) -> impl ExactSizeIterator<Item = *mut T> {
    // SAFETY: guaranteed by the caller.
    let (elements, length) = unsafe { list.as_ref() }
        .map_or((std::ptr::null_mut(), 0), |list| (list.elements, list.length as usize));
    // SAFETY: positions are below the length.
    (0..length).map(move |position| unsafe { (*elements.add(position)).ptr_value.cast() })
}

/// A list of the nodes.
///
/// # Safety
/// The nodes must be valid.
pub(crate) unsafe fn list_of(nodes: &[*mut Node]) -> *mut List {
    // SAFETY: guaranteed by the caller.
    unsafe { nodes.iter().fold(std::ptr::null_mut(), |list, node| pg_sys::lappend(list, node.cast())) }
}

/// A constant of type text.
pub(crate) fn text(text: &str) -> *mut Node {
    // SAFETY: the value is a text that the node takes over.
    unsafe {
        let value = text_datum(text);
        pg_sys::makeConst(pg_sys::TEXTOID, -1, pg_sys::DEFAULT_COLLATION_OID, -1, value, false, false).cast()
    }
}

/// The function of the extension with arguments of these types.
pub(crate) fn function(name: &CStr, types: &[Oid]) -> Option<Oid> {
    // SAFETY: the name is copied or only read; the types are as many as said.
    let found = unsafe {
        let part = |name: &CStr| pg_sys::makeString(name.as_ptr().cast_mut()).cast();
        let path = list_of(&[part(c"crm_ext"), part(name)]);
        pg_sys::LookupFuncName(path, i32::try_from(types.len()).ok()?, types.as_ptr(), true)
    };
    (found != Oid::INVALID).then_some(found)
}

/// A call of a function under a collation, which takes the arguments over.
///
/// # Safety
/// The arguments must be expression nodes that suit the function, and `result` what it returns.
pub(crate) unsafe fn call(function: Oid, result: Oid, arguments: &[*mut Node], collation: Oid) -> *mut Node {
    let explicit = pg_sys::CoercionForm::COERCE_EXPLICIT_CALL;
    // SAFETY: guaranteed by the caller.
    unsafe {
        pg_sys::makeFuncExpr(function, result, list_of(arguments), Oid::INVALID, collation, explicit).cast()
    }
}
