//! An index on the owner finds the rows of callers who see only their own.
//!
//! The condition added is right for every caller, because a plan may be shared: `owner_lo` and `owner_hi` are asked when
//! the plan runs. It is lossy, so the function itself still decides on each row.

use std::ffi::CStr;

use crm_core::access::Scope;
use pgrx::pg_sys::{self, List, Node, NodeTag, Oid};

use super::question::Question;
use super::{caller_now, nodes, plans};
use crate::settings::OWNER_INDEX;

const BTREE_GREATER_OR_EQUAL: i16 = 4;
const BTREE_LESS_OR_EQUAL: i16 = 2;

/// The conditions to scan the index with, if they help.
pub(super) fn answer(request: &mut pg_sys::SupportRequestIndexCondition) -> Option<*mut List> {
    // SAFETY: the planner fills in the request; the tag tells what the node is.
    let question = unsafe {
        if !OWNER_INDEX.get() || (*request.node).type_ != NodeTag::T_FuncExpr || !is_btree(&*request.index) {
            return None;
        }
        Question::read((*request.node.cast::<pg_sys::FuncExpr>()).args)?
    };
    if usize::try_from(request.indexarg).ok()? != question.owner_position() {
        return None;
    }
    let scope = question.scope(&caller_now());
    plans::tag(request.root, &question, scope);
    // A range over all owners would only lead the planner away from a better index.
    if scope >= Scope::Team || !is_never_null(request, &question) {
        return None;
    }
    let low = condition(request.opfamily, BTREE_GREATER_OR_EQUAL, c"owner_lo", &question)?;
    let high = condition(request.opfamily, BTREE_LESS_OR_EQUAL, c"owner_hi", &question)?;
    request.lossy = true;
    // SAFETY: both are new expression nodes.
    Some(unsafe { pg_sys::lappend(pg_sys::lappend(std::ptr::null_mut(), low.cast()), high.cast()) })
}

fn is_btree(index: &pg_sys::IndexOptInfo) -> bool {
    index.relam == pg_sys::BTREE_AM_OID
}

/// Whether the owner is declared not null: a range would lose rows without owner to callers who see them.
fn is_never_null(request: &pg_sys::SupportRequestIndexCondition, question: &Question) -> bool {
    // SAFETY: the owner is an argument of the call; the index belongs to a relation of the query.
    unsafe {
        let Some(owner) = nodes::column(question.owner) else { return false };
        #[cfg(any(feature = "pg17", feature = "pg18"))]
        {
            // PostgreSQL 18 knows constraints that do not hold yet; this set leaves them out.
            pg_sys::bms_is_member(i32::from(owner.varattno), (*(*request.index).rel).notnullattnums)
        }
        #[cfg(any(feature = "pg15", feature = "pg16"))]
        {
            let table = *(*request.root).simple_rte_array.add(owner.varno as usize);
            let found = pg_sys::SearchSysCacheAttNum((*table).relid, owner.varattno);
            if found.is_null() {
                return false;
            }
            let attribute = pg_sys::heap_tuple_get_struct::<pg_sys::FormData_pg_attribute>(found);
            let never_null = (*attribute).attnotnull;
            pg_sys::ReleaseSysCache(found);
            never_null
        }
    }
}

/// `owner <operator> bound(names)`.
fn condition(family: Oid, strategy: i16, bound: &CStr, question: &Question) -> Option<*mut Node> {
    let bound = function(bound, question.names.len())?;
    // SAFETY: the nodes are arguments of the call, and are copied.
    unsafe {
        let operator = pg_sys::get_opfamily_member(family, pg_sys::UUIDOID, pg_sys::UUIDOID, strategy);
        if operator == Oid::INVALID {
            return None;
        }
        let bound = pg_sys::makeFuncExpr(
            bound,
            pg_sys::UUIDOID,
            nodes::list_of_copies(&question.names),
            Oid::INVALID,
            Oid::INVALID,
            pg_sys::CoercionForm::COERCE_EXPLICIT_CALL,
        );
        let owner = pg_sys::copyObjectImpl(question.owner.cast_const().cast()).cast();
        let clause = pg_sys::make_opclause(
            operator,
            pg_sys::BOOLOID,
            false,
            owner,
            bound.cast(),
            Oid::INVALID,
            Oid::INVALID,
        );
        Some(clause.cast())
    }
}

/// The function of the extension with `arguments` arguments of type text.
fn function(name: &CStr, arguments: usize) -> Option<Oid> {
    let types = vec![pg_sys::TEXTOID; arguments];
    // SAFETY: the name is copied or only read; the types are as many as said.
    let found = unsafe {
        let part = |name: &CStr| pg_sys::makeString(name.as_ptr().cast_mut()).cast();
        let name = pg_sys::lappend(pg_sys::lappend(std::ptr::null_mut(), part(c"crm_ext")), part(name));
        pg_sys::LookupFuncName(name, i32::try_from(arguments).ok()?, types.as_ptr(), true)
    };
    (found != Oid::INVALID).then_some(found)
}
