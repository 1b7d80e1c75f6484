//! Refuses to run a plan that was made for a caller of another reach.
//!
//! Such plans are dropped when another caller is expected (see [`super::plans`]) and made again when rights change while
//! they are made, so nobody meets the refusal; it is here so that no answer depends on the dropping.

use std::ffi::{c_char, c_int};

use pgrx::pg_sys::{self, PlannedStmt, QueryDesc};

use super::super::cache;
use super::super::caller::DatabaseRoles;
use super::plans::{self, Planned};
use crate::error::{CrmError, value_or_raise};

/// How often a plan is made again while rights keep changing.
const ATTEMPTS: u32 = 5;

static mut NEXT_PLANNER: pg_sys::planner_hook_type = None;
static mut NEXT_START: pg_sys::ExecutorStart_hook_type = None;

/// Called once, when the library is loaded.
pub(super) fn initialize() {
    // SAFETY: a backend has one thread; libraries chain hooks like this.
    unsafe {
        NEXT_PLANNER = pg_sys::planner_hook;
        pg_sys::planner_hook = Some(plan_for_caller);
        NEXT_START = pg_sys::ExecutorStart_hook;
        pg_sys::ExecutorStart_hook = Some(start);
    }
}

#[pgrx::pg_guard]
unsafe extern "C-unwind" fn plan_for_caller(
    query: *mut pg_sys::Query,
    text: *const c_char,
    options: c_int,
    parameters: pg_sys::ParamListInfo,
) -> *mut PlannedStmt {
    // SAFETY: the arguments are PostgreSQL's own; the planner scribbles on its query, so an attempt gets a copy.
    unsafe {
        let make = |query| match NEXT_PLANNER {
            Some(next) => next(query, text, options, parameters),
            None => pg_sys::standard_planner(query, text, options, parameters),
        };
        if !(*query).hasRowSecurity {
            return make(query);
        }
        for _ in 1..ATTEMPTS {
            let plan = make(pg_sys::copyObjectImpl(query.cast_const().cast()).cast());
            if plans::bound_to((*plan).invalItems).iter().all(|made| plans::is_noted(*made)) {
                return plan;
            }
        }
        make(query)
    }
}

#[pgrx::pg_guard]
unsafe extern "C-unwind" fn start(query: *mut QueryDesc, flags: c_int) {
    // SAFETY: PostgreSQL passes the query it is about to run.
    unsafe {
        value_or_raise(check(&plans::bound_to((*(*query).plannedstmt).invalItems)));
        match NEXT_START {
            Some(next) => next(query, flags),
            None => pg_sys::standard_ExecutorStart(query, flags),
        }
    }
}

/// What counts is what was known when the plan was made or found valid; rows are judged by what is known when they are read.
fn check(bound: &[Planned]) -> Result<(), CrmError> {
    if bound.is_empty() {
        return Ok(());
    }
    let caller = cache::current_caller(DatabaseRoles::current());
    if bound.iter().all(|made| made.answers(&caller)) {
        return Ok(());
    }
    plans::drop_plans(bound);
    Err(CrmError::PlanOfAnother)
}
