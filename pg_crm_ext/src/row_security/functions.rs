//! The functions that policies and other rules call. They run once a row, hence the raw calling convention.

use crm_core::access::{Action, Kind, NO_OWNER, Rights, RowFacts, Scope};
use pgrx::extension_sql_file;
use pgrx::pg_sys::{self, Datum};

use super::call_site::CallSite;
use super::{loader, marker, planner};
use crate::error::{CrmError, value_or_raise};
use crate::fmgr::{Call, raw_function};

extension_sql_file!("functions.sql", name = "row_security_functions");

raw_function!(
    /// `current_org() returns uuid`
    fn crm_current_org(call), pg_finfo_crm_current_org,
    call.return_value(CallSite::with(call, |site| site.constant_uuid(call, None, |site| site.caller().org())))
);

raw_function!(
    /// `current_user_id() returns uuid`
    fn crm_current_user_id(call), pg_finfo_crm_current_user_id,
    call.return_uuid(CallSite::with(call, |site| site.caller().user()))
);

raw_function!(
    /// `current_role_key() returns text`
    fn crm_current_role_key(call), pg_finfo_crm_current_role_key,
    CallSite::with(call, |site| {
        call.return_text(site.caller().rights().map(|rights| rights.role_key.as_str()))
    })
);

raw_function!(
    /// `row_visible(kind text, org_id uuid, owner_id uuid, team_id uuid) returns boolean`
    fn crm_row_visible(call), pg_finfo_crm_row_visible,
    Datum::from(value_or_raise(row_visible(call)))
);

raw_function!(
    /// `row_allowed(action text, kind text, org_id uuid, owner_id uuid, team_id uuid) returns boolean`
    fn crm_row_allowed(call), pg_finfo_crm_row_allowed,
    Datum::from(value_or_raise(row_allowed(call)))
);

raw_function!(
    /// `has_permission(kind text, action text) returns boolean`
    fn crm_has_permission(call), pg_finfo_crm_has_permission,
    Datum::from(value_or_raise(scope(call, 1, 0)) > Scope::None)
);

raw_function!(
    /// `permission_scope(kind text, action text) returns text`
    fn crm_permission_scope(call), pg_finfo_crm_permission_scope,
    call.return_text(Some(value_or_raise(scope(call, 1, 0)).as_str()))
);

raw_function!(
    /// `sees_all(kind text) returns boolean`
    fn crm_sees_all(call), pg_finfo_crm_sees_all,
    Datum::from(value_or_raise(sees_all(call)))
);

raw_function!(
    /// `owner_lo(kind text) returns uuid`
    fn crm_owner_lo(call), pg_finfo_crm_owner_lo,
    call.return_uuid(Some(value_or_raise(read_range(call, Rights::class_owners)).0))
);

raw_function!(
    /// `owner_hi(kind text) returns uuid`
    fn crm_owner_hi(call), pg_finfo_crm_owner_hi,
    call.return_uuid(Some(value_or_raise(read_range(call, Rights::class_owners)).1))
);

raw_function!(
    /// `owner_lo(action text, kind text) returns uuid`
    fn crm_owner_lo_for(call), pg_finfo_crm_owner_lo_for,
    call.return_uuid(Some(value_or_raise(range(call, Rights::class_owners)).0))
);

raw_function!(
    /// `owner_hi(action text, kind text) returns uuid`
    fn crm_owner_hi_for(call), pg_finfo_crm_owner_hi_for,
    call.return_uuid(Some(value_or_raise(range(call, Rights::class_owners)).1))
);

raw_function!(
    /// `allowed_owner_lo(action text, kind text) returns uuid`
    fn crm_allowed_owner_lo(call), pg_finfo_crm_allowed_owner_lo,
    call.return_uuid(Some(value_or_raise(range(call, Rights::allowed_owners)).0))
);

raw_function!(
    /// `allowed_owner_hi(action text, kind text) returns uuid`
    fn crm_allowed_owner_hi(call), pg_finfo_crm_allowed_owner_hi,
    call.return_uuid(Some(value_or_raise(range(call, Rights::allowed_owners)).1))
);

raw_function!(
    /// `reached_owner_lo(action text, kind text) returns uuid`
    fn crm_reached_owner_lo(call), pg_finfo_crm_reached_owner_lo,
    call.return_uuid(Some(value_or_raise(range(call, Rights::reached_owners)).0))
);

raw_function!(
    /// `reached_owner_hi(action text, kind text) returns uuid`
    fn crm_reached_owner_hi(call), pg_finfo_crm_reached_owner_hi,
    call.return_uuid(Some(value_or_raise(range(call, Rights::reached_owners)).1))
);

raw_function!(
    /// `row_visible_support(internal) returns internal`
    fn crm_row_visible_support(call), pg_finfo_crm_row_visible_support,
    Datum::from(planner::answer(call.node()))
);

raw_function!(
    /// `access_cache_loads() returns bigint`
    fn crm_access_cache_loads(_call), pg_finfo_crm_access_cache_loads,
    Datum::from(loader::loads())
);

raw_function!(
    /// `authorization_changed() returns trigger`
    fn crm_authorization_changed(call), pg_finfo_crm_authorization_changed,
    value_or_raise(authorization_changed(call))
);

#[inline]
fn row_visible(call: Call) -> Result<bool, CrmError> {
    let Some(kind) = call.text(0) else { return Ok(false) };
    CallSite::with(call, |site| {
        let kind = site.kind(kind)?;
        Ok(decide(site, Action::Read, kind, facts(call, 1)))
    })
}

#[inline]
fn row_allowed(call: Call) -> Result<bool, CrmError> {
    let (Some(action), Some(kind)) = (call.text(0), call.text(1)) else { return Ok(false) };
    CallSite::with(call, |site| {
        let (action, kind) = (site.action(action)?, site.kind(kind)?);
        Ok(decide(site, action, kind, facts(call, 2)))
    })
}

/// What the row says of itself, in three arguments from `first`; a row of no organization is nobody's.
#[inline]
fn facts(call: Call, first: usize) -> Option<RowFacts> {
    let org = call.uuid(first)?;
    Some(RowFacts { org, owner: call.uuid(first + 1), team: call.uuid(first + 2), id: None })
}

#[inline]
fn decide(site: &CallSite, action: Action, kind: Kind, row: Option<RowFacts>) -> bool {
    match (site.caller().rights(), row) {
        (Some(rights), Some(row)) => rights.allows_class(action, kind, row),
        _ => false,
    }
}

fn sees_all(call: Call) -> Result<bool, CrmError> {
    let Some(kind) = call.text(0) else { return Ok(false) };
    CallSite::with(call, |site| {
        let kind = site.kind(kind)?;
        let reach = site.caller().rights().map(|rights| rights.reach(Action::Read, kind));
        Ok(reach.is_some_and(|reach| reach.scope == Scope::Org && !reach.is_conditional))
    })
}

fn scope(call: Call, action: usize, kind: usize) -> Result<Scope, CrmError> {
    let (Some(action), Some(kind)) = (call.text(action), call.text(kind)) else { return Ok(Scope::None) };
    CallSite::with(call, |site| {
        let (action, kind) = (site.action(action)?, site.kind(kind)?);
        Ok(site.caller().rights().map_or(Scope::None, |rights| rights.scope(action, kind)))
    })
}

type Range = fn(&Rights, Action, Kind) -> (u128, u128);

fn read_range(call: Call, range: Range) -> Result<(u128, u128), CrmError> {
    let Some(kind) = call.text(0) else { return Ok(NO_OWNER) };
    CallSite::with(call, |site| {
        let kind = site.kind(kind)?;
        Ok(site.caller().rights().map_or(NO_OWNER, |rights| range(rights, Action::Read, kind)))
    })
}

fn range(call: Call, range: Range) -> Result<(u128, u128), CrmError> {
    let (Some(action), Some(kind)) = (call.text(0), call.text(1)) else { return Ok(NO_OWNER) };
    CallSite::with(call, |site| {
        let (action, kind) = (site.action(action)?, site.kind(kind)?);
        Ok(site.caller().rights().map_or(NO_OWNER, |rights| range(rights, action, kind)))
    })
}

/// Sends word to every session, when the transaction commits, that rights have changed.
fn authorization_changed(call: Call) -> Result<Datum, CrmError> {
    if call.trigger().is_none() {
        return Err(CrmError::NotItsTrigger("authorization_changed", "an AFTER trigger"));
    }
    if let Some(marker) = marker::marker() {
        // SAFETY: registers a message with the running transaction; the relation exists.
        unsafe { pg_sys::CacheInvalidateRelcacheByRelid(marker) }
    }
    Ok(Datum::null())
}
