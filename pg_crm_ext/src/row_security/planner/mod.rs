//! What `row_visible` and `row_allowed` mean, for the planner: how many rows they let through, and that for callers who
//! see their own rows only an index on the owner finds them. Nothing a query answers depends on it.

mod index_range;
mod nodes;
mod plans;
mod question;
mod selectivity;

use pgrx::pg_sys::{self, Node, NodeTag};

use super::cache;
use super::caller::{Caller, DatabaseRoles};
use std::rc::Rc;

pub(super) use plans::caller_expected;

/// Answers a request of the planner; null where there is nothing to say.
pub(super) fn answer(request: *mut Node) -> *mut Node {
    if request.is_null() {
        return std::ptr::null_mut();
    }
    // SAFETY: the planner passes a node of one of the request types; the tag tells which.
    unsafe {
        match (*request).type_ {
            NodeTag::T_SupportRequestSelectivity => {
                let request = request.cast::<pg_sys::SupportRequestSelectivity>();
                selectivity::answer(&mut *request).map_or(std::ptr::null_mut(), |()| request.cast())
            }
            NodeTag::T_SupportRequestIndexCondition => {
                let request = request.cast::<pg_sys::SupportRequestIndexCondition>();
                index_range::answer(&mut *request).map_or(std::ptr::null_mut(), <*mut _>::cast)
            }
            _ => std::ptr::null_mut(),
        }
    }
}

fn caller_now() -> Rc<Caller> {
    cache::accept_changes();
    cache::current_caller(DatabaseRoles::current())
}
