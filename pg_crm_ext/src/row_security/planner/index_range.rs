//! Indexes find the rows of callers who see only their own, and those shared one by one.
//!
//! The conditions added are right for every caller, because a plan may be shared: the functions in them are asked when the
//! plan runs. They are lossy, so the function itself still decides on each row.

use std::ffi::CStr;

use crm_core::access::{NO_OWNER, Rights};
use pgrx::pg_sys::{self, List, Node, NodeTag, Oid};

use super::question::{Form, Question};
use super::{caller_now, nodes, plans};
use crate::settings::OWNER_INDEX;

const BTREE_LESS_OR_EQUAL: i16 = 2;
const BTREE_EQUAL: i16 = 3;
const BTREE_GREATER_OR_EQUAL: i16 = 4;

/// The conditions to scan the index with, if they help.
pub(super) fn answer(request: &mut pg_sys::SupportRequestIndexCondition) -> Option<*mut List> {
    // SAFETY: the planner fills in the request; the tag tells what the node is.
    let question = unsafe {
        if !OWNER_INDEX.get() || (*request.node).type_ != NodeTag::T_FuncExpr || !is_btree(&*request.index) {
            return None;
        }
        Question::read(request.funcid, (*request.node.cast::<pg_sys::FuncExpr>()).args)?
    };
    let argument = usize::try_from(request.indexarg).ok();
    if argument == question.owner_position() {
        owner_range(request, &question)
    } else if argument == question.shared_id_position() {
        shared_ids(request, &question)
    } else {
        None
    }
}

/// `owner >= lowest and owner <= highest`.
fn owner_range(request: &mut pg_sys::SupportRequestIndexCondition, question: &Question) -> Option<*mut List> {
    let [owner, _] = question.class?;
    let caller = caller_now();
    plans::tag(request.root, question, question.reach(&caller));
    let (low, high, range) = bounds(question.form)?;
    let (lowest, highest) =
        caller.rights().map_or(NO_OWNER, |rights| range(rights, question.action, question.kind));
    // A range over all owners would only lead the planner away from a better index.
    let is_narrow = lowest >= highest;
    if !is_narrow || !is_never_null(request, owner) {
        return None;
    }
    let low = bound(request.opfamily, BTREE_GREATER_OR_EQUAL, owner, low, question)?;
    let high = bound(request.opfamily, BTREE_LESS_OR_EQUAL, owner, high, question)?;
    request.lossy = true;
    // SAFETY: both are new expression nodes.
    Some(unsafe { nodes::list_of(&[low, high]) })
}

type Range = fn(&Rights, crm_core::access::Action, crm_core::access::Kind) -> (u128, u128);

/// The functions that bound the owners of the rows this form lets through, and their common rule.
fn bounds(form: Form) -> Option<(&'static CStr, &'static CStr, Range)> {
    match form {
        Form::Class => Some((c"owner_lo", c"owner_hi", Rights::class_owners)),
        Form::Record | Form::Row => Some((c"allowed_owner_lo", c"allowed_owner_hi", Rights::allowed_owners)),
        Form::Reached => Some((c"reached_owner_lo", c"reached_owner_hi", Rights::reached_owners)),
        Form::Shared => None,
    }
}

/// `id = any (shared_ids(kind))`.
fn shared_ids(request: &mut pg_sys::SupportRequestIndexCondition, question: &Question) -> Option<*mut List> {
    let (kind, id) = (question.names.first()?, question.id?);
    let operator = operator(request.opfamily, BTREE_EQUAL)?;
    // SAFETY: the nodes are arguments of the call, and are copied; the new node is of the tag that is set.
    unsafe {
        let ids = nodes::call(c"shared_ids", &[pg_sys::TEXTOID], &[*kind], pg_sys::UUIDARRAYOID)?;
        let clause =
            pg_sys::palloc0(size_of::<pg_sys::ScalarArrayOpExpr>()).cast::<pg_sys::ScalarArrayOpExpr>();
        (*clause).xpr.type_ = NodeTag::T_ScalarArrayOpExpr;
        (*clause).opno = operator;
        (*clause).opfuncid = pg_sys::get_opcode(operator);
        (*clause).useOr = true;
        (*clause).args = nodes::list_of(&[nodes::copy(id), ids]);
        (*clause).location = -1;
        request.lossy = true;
        Some(nodes::list_of(&[clause.cast()]))
    }
}

fn is_btree(index: &pg_sys::IndexOptInfo) -> bool {
    index.relam == pg_sys::BTREE_AM_OID
}

/// Whether the owner is declared not null: a range would lose rows without owner to callers who see them.
fn is_never_null(request: &pg_sys::SupportRequestIndexCondition, owner: *mut Node) -> bool {
    // SAFETY: the owner is an argument of the call; the index belongs to a relation of the query.
    unsafe {
        let Some(owner) = nodes::column(owner) else { return false };
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

/// `owner <operator> bound(action, kind)`, or `bound(names)` for classes.
fn bound(
    family: Oid,
    strategy: i16,
    owner: *mut Node,
    bound: &CStr,
    question: &Question,
) -> Option<*mut Node> {
    let operator = operator(family, strategy)?;
    // SAFETY: the nodes are arguments of the call, or new, and are copied.
    unsafe {
        let mut names = question.names.clone();
        if question.form != Form::Class && names.len() == 1 {
            names.insert(0, nodes::text(question.action.as_str()));
        }
        let types = vec![pg_sys::TEXTOID; names.len()];
        let bound = nodes::call(bound, &types, &names, pg_sys::UUIDOID)?;
        let (none, owner) = (Oid::INVALID, nodes::copy(owner));
        let clause =
            pg_sys::make_opclause(operator, pg_sys::BOOLOID, false, owner.cast(), bound.cast(), none, none);
        Some(clause.cast())
    }
}

fn operator(family: Oid, strategy: i16) -> Option<Oid> {
    // SAFETY: looks the operator up.
    let found = unsafe { pg_sys::get_opfamily_member(family, pg_sys::UUIDOID, pg_sys::UUIDOID, strategy) };
    (found != Oid::INVALID).then_some(found)
}
