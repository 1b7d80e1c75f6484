//! What the functions of policies mean, for the planner: how many rows they let through, which indexes find the rows of
//! callers who see only their own and those shared with them, and what a policy comes down to for one caller. And which
//! filters of a caller may go before the policy.

mod filters;
mod guard;
mod index_range;
mod nodes;
mod plans;
mod question;
mod selectivity;
mod simplify;
mod table;

use pgrx::pg_sys::{self, Node, NodeTag};

use super::cache;
use super::caller::{Caller, DatabaseRoles};
use std::rc::Rc;

pub(super) use plans::{anyone_expected, caller_expected, headers_expected};

/// Takes part in planning and in the start of statements. Called once, when the library is loaded.
pub(super) fn initialize() {
    filters::initialize();
    guard::initialize();
}

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
            NodeTag::T_SupportRequestSimplify => {
                let request = request.cast::<pg_sys::SupportRequestSimplify>();
                simplify::answer(&*request).unwrap_or(std::ptr::null_mut())
            }
            _ => std::ptr::null_mut(),
        }
    }
}

fn caller_now() -> Rc<Caller> {
    cache::accept_changes();
    cache::current_caller(DatabaseRoles::current())
}
