//! The questions that stand in a plan in the place of a policy's call; see the planner's `simplify`.

use crm_core::access::{Action, Kind, Rights, RowFacts, Scope};
use pgrx::extension_sql_file;
use pgrx::pg_sys::Datum;

use super::call_site::CallSite;
use crate::error::{CrmError, value_or_raise};
use crate::fmgr::{Call, raw_function};

extension_sql_file!(
    "planned_reach.sql",
    name = "planned_reach_functions",
    requires = ["row_security_functions", "row_security_sharing"]
);

raw_function!(
    /// `whole_org(action text, kind text) returns uuid`
    fn crm_whole_org(call), pg_finfo_crm_whole_org,
    call.return_value(value_or_raise(constant(call, u128::MIN, whole_org)))
);

raw_function!(
    /// `sole_owner(action text, kind text) returns uuid`
    fn crm_sole_owner(call), pg_finfo_crm_sole_owner,
    call.return_value(value_or_raise(constant(call, u128::MAX, sole_owner)))
);

raw_function!(
    /// `class_visible(action text, kind text, org_id uuid, owner_id uuid, team_id uuid) returns boolean`
    fn crm_class_visible(call), pg_finfo_crm_class_visible,
    Datum::from(value_or_raise(class_visible(call)))
);

fn whole_org(rights: &Rights, action: Action, kind: Kind) -> Option<u128> {
    let reach = rights.reach(action, kind);
    (reach.scope == Scope::Org && !reach.is_conditional).then_some(rights.org)
}

fn sole_owner(rights: &Rights, action: Action, kind: Kind) -> Option<u128> {
    (rights.reached_owners(action, kind) == (rights.user, rights.user)).then_some(rights.user)
}

/// What `find` answers for the caller, or `nobody`.
#[inline]
fn constant(
    call: Call,
    nobody: u128,
    find: impl FnOnce(&Rights, Action, Kind) -> Option<u128>,
) -> Result<Option<Datum>, CrmError> {
    let (Some(action), Some(kind)) = (call.text(0), call.text(1)) else { return Ok(None) };
    CallSite::with(call, |site| {
        let (action, kind) = (site.action(action)?, site.kind(kind)?);
        Ok(site.constant_uuid(call, Some((action, kind)), |site| {
            Some(site.caller().rights().and_then(|rights| find(rights, action, kind)).unwrap_or(nobody))
        }))
    })
}

#[inline]
fn class_visible(call: Call) -> Result<bool, CrmError> {
    let (Some(action), Some(kind)) = (call.text(0), call.text(1)) else { return Ok(false) };
    CallSite::with(call, |site| {
        let (action, kind) = (site.action(action)?, site.kind(kind)?);
        let (Some(rights), Some(org)) = (site.caller().rights(), call.uuid(2)) else { return Ok(false) };
        let row = RowFacts { org, owner: call.uuid(3), team: call.uuid(4), id: None };
        Ok(rights.allows_class(action, kind, row) && !rights.reach(action, kind).is_conditional)
    })
}
