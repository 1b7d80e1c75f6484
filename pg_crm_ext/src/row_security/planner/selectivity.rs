//! Which share of an organization's rows the caller sees.

use std::ffi::c_int;

use crm_core::access::{Rights, Scope};
use pgrx::pg_sys::{self, Node, Oid, PlannerInfo};

use super::question::Question;
use super::{caller_now, nodes, plans};
use crate::fmgr::uuid_datum;

/// Not 1: the planner treats a clause that lets everything through as if it cost nothing.
const ALL: f64 = 0.9999;
const NOTHING: f64 = 1e-6;
/// Where statistics say nothing of the owners or teams.
const OWN_UNKNOWN: f64 = 0.02;
const TEAM_UNKNOWN: f64 = 0.3;
/// The share of more teams than this is extrapolated, to keep planning short.
const TEAMS_ASKED: usize = 32;
/// `uuid = uuid`.
const UUID_EQUALS: u32 = 2972;

/// Fills in the selectivity, if the call says which kind it asks about.
pub(super) fn answer(request: &mut pg_sys::SupportRequestSelectivity) -> Option<()> {
    // SAFETY: the request carries the arguments of the supported function.
    let question = unsafe { Question::read(request.args) }?;
    let caller = caller_now();
    let scope = question.scope(&caller);
    plans::tag(request.root, &question, scope);
    let table = Statistics { root: request.root, relation: request.varRelid };
    request.selectivity = match (scope, caller.rights()) {
        (Scope::Org, _) => ALL,
        (Scope::Team, Some(rights)) => table.share_of_teams(&question, rights),
        (Scope::Own, Some(rights)) => table.share_of_owner(&question, rights),
        _ => NOTHING,
    };
    Some(())
}

struct Statistics {
    root: *mut PlannerInfo,
    relation: c_int,
}

impl Statistics {
    fn share_of_owner(&self, question: &Question, rights: &Rights) -> f64 {
        self.share_within_organization(question, question.owner, &[rights.user]).unwrap_or(OWN_UNKNOWN)
    }

    fn share_of_teams(&self, question: &Question, rights: &Rights) -> f64 {
        let asked: Vec<u128> = rights.teams.iter().copied().take(TEAMS_ASKED).collect();
        if asked.is_empty() {
            return self.share_of_owner(question, rights);
        }
        let share = self.share_within_organization(question, question.team, &asked).unwrap_or(TEAM_UNKNOWN);
        (share * rights.teams.len() as f64 / asked.len() as f64).clamp(NOTHING, ALL)
    }

    /// The share of rows with one of `values`, among the rows of one organization. Statistics know the share among all
    /// rows, and the clause on the organization is estimated as one over the number of organizations.
    fn share_within_organization(
        &self,
        question: &Question,
        column: *mut Node,
        values: &[u128],
    ) -> Option<f64> {
        let organizations = self.distinct_values(question.org)?;
        let share: f64 = values.iter().map(|value| self.share(column, *value)).sum::<Option<f64>>()?;
        Some((share * organizations).clamp(NOTHING, ALL))
    }

    fn distinct_values(&self, column: *mut Node) -> Option<f64> {
        self.examine(column, |variable| {
            let mut is_default = false;
            // SAFETY: `variable` was filled in by `examine_variable`.
            let count = unsafe { pg_sys::get_variable_numdistinct(variable, &raw mut is_default) };
            (!is_default).then_some(count)
        })
    }

    fn share(&self, column: *mut Node, value: u128) -> Option<f64> {
        self.examine(column, |variable| {
            // SAFETY: `variable` was filled in by `examine_variable`, for a column of type uuid.
            Some(unsafe {
                let value = uuid_datum(value);
                pg_sys::var_eq_const(
                    variable,
                    Oid::from(UUID_EQUALS),
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
