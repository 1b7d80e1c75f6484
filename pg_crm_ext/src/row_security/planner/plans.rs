//! Drops kept plans that were made for a caller whose right has another shape.
//!
//! Such a plan stays right and only costs time: an own caller's plan walks an index badly for a manager, and the other
//! way round. So plans are tagged like plans that use a function, with a function that does not exist, and the tag is
//! invalidated, in this backend only, when a caller whose right has another shape is expected.

use std::cell::RefCell;
use std::ffi::c_int;

use crm_core::access::{Action, Kind, Reach};
use pgrx::pg_sys::{self, PlannerInfo};

use super::super::cache;
use super::super::caller::Caller;
use super::nodes;
use super::question::Question;

/// Tags lie here in the space of hash values; a real function with the same value only makes plans be made again.
const TAG_BASE: u32 = 0x4352_0000;

/// What plans in this backend were last made for.
#[derive(Clone, Copy)]
struct Planned {
    action: Action,
    kind: Kind,
    reach: Reach,
}

impl Planned {
    fn tag(self) -> u32 {
        TAG_BASE | (self.kind as u32) << 8 | self.action as u32
    }

    fn suits(self, caller: Option<&Caller>) -> bool {
        let rights = caller.and_then(Caller::rights);
        rights.is_some_and(|rights| rights.reach(self.action, self.kind) == self.reach)
    }
}

thread_local! {
    static PLANNED: RefCell<Vec<Planned>> = const { RefCell::new(Vec::new()) };
}

/// Notes that the plan being made depends on the shape of the caller's right.
pub(super) fn tag(root: *mut PlannerInfo, question: &Question, reach: Reach) {
    let now = Planned { action: question.action, kind: question.kind, reach };
    let stale =
        PLANNED.with_borrow_mut(|planned| match planned.iter_mut().find(|other| other.tag() == now.tag()) {
            Some(other) => std::mem::replace(other, now).reach != reach,
            None => {
                planned.push(now);
                false
            }
        });
    if stale {
        invalidate(now.tag());
    }
    // SAFETY: the planner passes its state, or nothing when it only estimates.
    if let Some(root) = unsafe { root.as_ref() } {
        // SAFETY: the global state outlives the planning of the query.
        unsafe { add_dependency(&mut *root.glob, now.tag()) }
    }
}

/// Runs when the claims change, inside a settings hook: touches memory only and raises nothing.
pub(in super::super) fn caller_expected(claims: &[u8]) {
    if claims.is_empty() {
        return;
    }
    let stale = PLANNED.with(|planned| {
        let Ok(mut planned) = planned.try_borrow_mut() else { return Vec::new() };
        if planned.is_empty() {
            return Vec::new();
        }
        let caller = cache::last_seen_with(claims);
        let (suited, stale) = planned.iter().partition(|made| made.suits(caller.as_deref()));
        *planned = suited;
        stale
    });
    for made in stale {
        invalidate(made.tag());
    }
}

fn invalidate(tag: u32) {
    // SAFETY: runs this backend's callbacks as if a function had changed, which they expect at any time.
    unsafe { pg_sys::CallSyscacheCallbacks(pg_sys::SysCacheIdentifier::PROCOID as c_int, tag) }
}

/// # Safety
/// `global` must be the state of the planning under way.
unsafe fn add_dependency(global: &mut pg_sys::PlannerGlobal, tag: u32) {
    let cache = pg_sys::SysCacheIdentifier::PROCOID as c_int;
    // SAFETY: the list holds items of this one type; the new one is allocated with it.
    unsafe {
        let known = (0..nodes::length(global.invalItems)).any(|position| {
            nodes::member(global.invalItems, position).is_some_and(|item| {
                let item = &*item.cast::<pg_sys::PlanInvalItem>();
                item.cacheId == cache && item.hashValue == tag
            })
        });
        if known {
            return;
        }
        let item = pg_sys::palloc0(size_of::<pg_sys::PlanInvalItem>()).cast::<pg_sys::PlanInvalItem>();
        (*item).type_ = pg_sys::NodeTag::T_PlanInvalItem;
        (*item).cacheId = cache;
        (*item).hashValue = tag;
        global.invalItems = pg_sys::lappend(global.invalItems, item.cast());
    }
}
