//! A policy in the words of the caller it is planned for.
//!
//! A whole row in a policy costs: it must be put together, and no index holds it. A question a row costs, too, and tells
//! the planner nothing. So for a caller who sees the whole organization, or his own rows, an equality stands in the place
//! of the call, which any index serves, in its order; and where rights do not look at records, the record is left out.
//!
//! What is put there is true for no caller who may not see the row, whoever runs the plan. But it may be false for callers
//! of another reach who may: [`super::plans`] drops such plans, and [`super::guard`] refuses to run them.

use std::ffi::CStr;

use crm_core::access::{Action, Reach, Scope};
use pgrx::pg_sys::{self, List, Node, Oid};

use super::question::{Form, Question};
use super::{caller_now, nodes, plans, table};
use crate::settings::OWNER_INDEX;

const NAMES: [Oid; 2] = [pg_sys::TEXTOID; 2];

/// The simpler expression, if there is one.
pub(super) fn answer(request: &pg_sys::SupportRequestSimplify) -> Option<*mut Node> {
    // SAFETY: the planner fills in the request; a plan that is only estimated has no root. The arguments are those of
    // the call and belong to the query that is planned.
    unsafe {
        let root = request.root.as_ref()?;
        let call = request.fcall.as_ref()?;
        let question = Question::read(call.funcid, call.args).filter(Question::may_be_simpler)?;
        if !OWNER_INDEX.get() || !table::is_under_row_security(root, question.org) {
            return None;
        }
        let reach = question.reach(&caller_now());
        let rule = Rule { root, question: &question, arguments: call.args };
        let simpler = rule.for_reach(reach)?;
        plans::bind(request.root, &question, reach);
        Some(simpler)
    }
}

/// The parts that the simpler condition is made of. All functions need the call to belong to the query of `root`.
struct Rule<'a> {
    root: &'a pg_sys::PlannerInfo,
    question: &'a Question,
    arguments: *mut List,
}

impl Rule<'_> {
    unsafe fn for_reach(&self, reach: Reach) -> Option<*mut Node> {
        // SAFETY: guaranteed by the caller.
        unsafe {
            let owns_only = reach.scope == Scope::Own && !reach.has_rules;
            match (self.question.form, reach.scope) {
                (_, Scope::Org) if !reach.is_conditional => self.whole_organization(),
                (Form::Class, _) => owns_only.then(|| self.own_rows()).flatten(),
                (_, Scope::None) => self.within_organization(self.whole_record()?),
                _ if reach.is_conditional => {
                    let whole = self.whole_record()?;
                    match self.own_rows().filter(|_| owns_only && !reach.has_shares) {
                        Some(own) => Some(all_of(&[own, whole])),
                        None => self.within_organization(whole),
                    }
                }
                _ => {
                    let own = if owns_only { self.own_rows() } else { None };
                    let by_class = own.or_else(|| self.class())?;
                    self.with_shares(reach, by_class)
                }
            }
        }
    }

    /// Adds what is shared one by one: an index finds both halves of the condition.
    unsafe fn with_shares(&self, reach: Reach, by_class: *mut Node) -> Option<*mut Node> {
        // SAFETY: guaranteed by the caller.
        unsafe {
            if !reach.has_shares {
                return self.within_organization(by_class);
            }
            if self.question.action != Action::Read {
                return self.within_organization(self.whole_record()?);
            }
            let (kind, org, id) = (*self.question.names.last()?, self.question.org, self.question.id?);
            let types = [pg_sys::TEXTOID, pg_sys::UUIDOID, pg_sys::UUIDOID];
            let shared = nodes::call(c"row_shared", &types, &[kind, org, id], pg_sys::BOOLOID)?;
            self.within_organization(pg_sys::make_orclause(nodes::list_of(&[by_class, shared])).cast())
        }
    }

    /// `org_id = whole_org(action, kind)`.
    unsafe fn whole_organization(&self) -> Option<*mut Node> {
        // SAFETY: guaranteed by the caller.
        unsafe { Some(equality(self.question.org, self.asked(c"whole_org")?)) }
    }

    /// `org_id = current_org() and owner_id = sole_owner(action, kind)`. An equality must not turn the answer for a row
    /// without owner from false into null.
    unsafe fn own_rows(&self) -> Option<*mut Node> {
        // SAFETY: guaranteed by the caller.
        unsafe {
            let [owner, _] = self.question.class?;
            if !table::is_never_null(self.root, owner) {
                return None;
            }
            self.within_organization(equality(owner, self.asked(c"sole_owner")?))
        }
    }

    /// `class_visible(action, kind, org_id, owner_id, team_id)`.
    unsafe fn class(&self) -> Option<*mut Node> {
        // SAFETY: guaranteed by the caller.
        unsafe {
            let ([action, kind], [owner, team]) = (self.names(), self.question.class?);
            let types = [NAMES[0], NAMES[1], pg_sys::UUIDOID, pg_sys::UUIDOID, pg_sys::UUIDOID];
            let arguments = [action, kind, self.question.org, owner, team];
            nodes::call(c"class_visible", &types, &arguments, pg_sys::BOOLOID)
        }
    }

    /// The same question under a name that is not made simpler again.
    unsafe fn whole_record(&self) -> Option<*mut Node> {
        // SAFETY: guaranteed by the caller; the arguments are as declared: names, four identifiers and the record.
        unsafe {
            let names = self.question.names.len();
            let name = if names == 1 { c"record_visible" } else { c"record_allowed" };
            let arguments: Vec<*mut Node> = nodes::members(self.arguments).collect();
            let count = arguments.len();
            let types: Vec<Oid> = (0..count)
                .map(|position| match position {
                    _ if position < names => pg_sys::TEXTOID,
                    _ if position + 1 == count => pg_sys::ANYELEMENTOID,
                    _ => pg_sys::UUIDOID,
                })
                .collect();
            nodes::call(name, &types, &arguments, pg_sys::BOOLOID)
        }
    }

    /// `org_id = current_org() and condition`.
    unsafe fn within_organization(&self, condition: *mut Node) -> Option<*mut Node> {
        // SAFETY: guaranteed by the caller.
        unsafe {
            let organization = nodes::call(c"current_org", &[], &[], pg_sys::UUIDOID)?;
            Some(all_of(&[equality(self.question.org, organization), condition]))
        }
    }

    unsafe fn asked(&self, function: &CStr) -> Option<*mut Node> {
        // SAFETY: guaranteed by the caller.
        unsafe { nodes::call(function, &NAMES, &self.names(), pg_sys::UUIDOID) }
    }

    /// The action and the kind as constants.
    fn names(&self) -> [*mut Node; 2] {
        [self.question.action.as_str(), self.question.kind.as_str()].map(nodes::text)
    }
}

unsafe fn all_of(conditions: &[*mut Node]) -> *mut Node {
    // SAFETY: the conditions are expression nodes.
    unsafe { pg_sys::make_andclause(nodes::list_of(conditions)).cast() }
}

/// `column = value`.
///
/// # Safety
/// Both must be expressions of type uuid.
unsafe fn equality(column: *mut Node, value: *mut Node) -> *mut Node {
    let none = Oid::INVALID;
    // SAFETY: guaranteed by the caller.
    unsafe {
        let column = nodes::copy(column).cast();
        let operator = Oid::from(nodes::UUID_EQUALS);
        let clause =
            pg_sys::make_opclause(operator, pg_sys::BOOLOID, false, column, value.cast(), none, none);
        (*clause.cast::<pg_sys::OpExpr>()).opfuncid = Oid::from(nodes::UUID_EQUALS_FUNCTION);
        clause.cast()
    }
}
