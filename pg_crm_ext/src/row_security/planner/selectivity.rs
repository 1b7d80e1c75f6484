//! Which share of an organization's rows the caller sees.

use std::ffi::c_int;

use crm_core::access::{Rights, Scope};
use pgrx::pg_sys::{self, Node, Oid, PlannerInfo};

use super::question::{Form, Question};
use super::{caller_now, nodes, plans};
use crate::fmgr::uuid_datum;

/// Not 1: the planner treats a clause that lets everything through as if it cost nothing.
const ALL: f64 = 0.9999;
const NOTHING: f64 = 1e-6;
/// Where statistics say nothing of the owners or teams.
const OWN_UNKNOWN: f64 = 0.02;
const TEAM_UNKNOWN: f64 = 0.3;
/// The share of records that meet a condition, and that sharing rules cover, which nobody knows.
const MEET_CONDITION: f64 = 0.5;
const RULES_UNKNOWN: f64 = 0.1;
/// The rows of an organization where the table's are not known.
const ROWS_UNKNOWN: f64 = 10_000.0;
/// The share of more teams than this is extrapolated, to keep planning short.
const TEAMS_ASKED: usize = 32;

/// Fills in the selectivity, if the call says which kind it asks about.
pub(super) fn answer(request: &mut pg_sys::SupportRequestSelectivity) -> Option<()> {
    // SAFETY: the request carries the arguments of the supported function.
    let question = unsafe { Question::read(request.funcid, request.args) }?;
    let caller = caller_now();
    plans::tag(request.root, &question, question.reach(&caller));
    let table = Statistics { root: request.root, relation: request.varRelid };
    request.selectivity = caller.rights().map_or(NOTHING, |rights| table.share_of(&question, rights));
    Some(())
}

struct Statistics {
    root: *mut PlannerInfo,
    relation: c_int,
}

impl Statistics {
    fn share_of(&self, question: &Question, rights: &Rights) -> f64 {
        let reach = rights.reach(question.action, question.kind);
        let by_scope = match (question.class, question.scope(rights)) {
            (None, _) | (_, Scope::None) => 0.0,
            (Some(_), Scope::Org) => ALL,
            (Some([owner, team]), Scope::Team) => self.share_of_teams(question, [owner, team], rights),
            (Some([owner, _]), Scope::Own) => self.share_of_owner(question, owner, rights),
        };
        let looks_at_record =
            reach.is_conditional && matches!(question.form, Form::Record | Form::Row | Form::Reached);
        let by_role = if looks_at_record { by_scope * MEET_CONDITION } else { by_scope };
        let by_rule = if reach.has_rules && question.form != Form::Shared { RULES_UNKNOWN } else { 0.0 };
        let is_shared = matches!(question.form, Form::Record | Form::Row | Form::Shared);
        let by_share = if is_shared { self.share_of_shared(question, rights) } else { 0.0 };
        (by_role + by_rule + by_share).clamp(NOTHING, ALL)
    }

    fn share_of_owner(&self, question: &Question, owner: *mut Node, rights: &Rights) -> f64 {
        self.share_within_organization(question, rights, owner, &[rights.user]).unwrap_or(OWN_UNKNOWN)
    }

    fn share_of_teams(&self, question: &Question, [owner, team]: [*mut Node; 2], rights: &Rights) -> f64 {
        let asked: Vec<u128> = rights.teams.iter().copied().take(TEAMS_ASKED).collect();
        if asked.is_empty() {
            return self.share_of_owner(question, owner, rights);
        }
        let share = self.share_within_organization(question, rights, team, &asked).unwrap_or(TEAM_UNKNOWN);
        share * rights.teams.len() as f64 / asked.len() as f64
    }

    /// The share of rows shared one by one, among the rows of one organization.
    fn share_of_shared(&self, question: &Question, rights: &Rights) -> f64 {
        let shared = rights.shared(question.action, question.kind).map_or(0, |ids| ids.as_slice().len());
        let rows = self.rows(question).zip(self.share(question.org, rights.org));
        let rows = rows.map_or(ROWS_UNKNOWN, |(rows, organization)| rows * organization);
        shared as f64 / rows.max(1.0)
    }

    /// How many rows the table has.
    fn rows(&self, question: &Question) -> Option<f64> {
        // SAFETY: the column belongs to a relation of the query, whose number is within the array.
        unsafe {
            let column = nodes::column(question.org)?;
            let root = self.root.as_ref()?;
            let number = usize::try_from(column.varno).ok()?;
            if root.simple_rel_array.is_null()
                || number >= usize::try_from(root.simple_rel_array_size).ok()?
            {
                return None;
            }
            (*root.simple_rel_array.add(number)).as_ref().map(|relation| relation.tuples)
        }
    }

    /// The share of rows with one of `values`, among the rows of the caller's organization. Statistics know the share
    /// among all rows; the clause on the organization stands beside the call and is estimated by itself.
    fn share_within_organization(
        &self,
        question: &Question,
        rights: &Rights,
        column: *mut Node,
        values: &[u128],
    ) -> Option<f64> {
        let organization = self.share(question.org, rights.org)?;
        let share: f64 = values.iter().map(|value| self.share(column, *value)).sum::<Option<f64>>()?;
        Some((share / organization.max(NOTHING)).clamp(NOTHING, ALL))
    }

    fn share(&self, column: *mut Node, value: u128) -> Option<f64> {
        self.examine(column, |variable| {
            // SAFETY: `variable` was filled in by `examine_variable`, for a column of type uuid.
            Some(unsafe {
                let value = uuid_datum(value);
                pg_sys::var_eq_const(
                    variable,
                    Oid::from(nodes::UUID_EQUALS),
                    Oid::INVALID,
                    value,
                    false,
                    true,
                    false,
                )
            })
        })
    }

    /// Shows `read` the statistics of a column, if there are any.
    fn examine(
        &self,
        column: *mut Node,
        read: impl FnOnce(&mut pg_sys::VariableStatData) -> Option<f64>,
    ) -> Option<f64> {
        // SAFETY: the node comes from the arguments of the call; the statistics tuple is released after use.
        unsafe {
            nodes::column(column)?;
            let mut variable = pg_sys::VariableStatData::default();
            pg_sys::examine_variable(self.root, column, self.relation, &raw mut variable);
            if variable.statsTuple.is_null() {
                return None;
            }
            let found = read(&mut variable);
            if let Some(release) = variable.freefunc {
                release(variable.statsTuple);
            }
            found
        }
    }
}
