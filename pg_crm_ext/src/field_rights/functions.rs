//! The functions that rewritten queries and SQL ask about fields.

use crm_core::access::Kind;
use crm_core::fields::FieldRights;
use pgrx::extension_sql_file;
use pgrx::pg_sys::{self, Datum};

use super::state::FieldState;
use crate::error::{CrmError, value_or_raise};
use crate::fmgr::{Call, raw_function};
use crate::row_security::request::{Identity, identify, outer_user_id};

extension_sql_file!("functions.sql", name = "field_rights_functions");

// Declared here and not taken from pgrx, whose wrapper saves the signal state: this only reads a variable.
unsafe extern "C" {
    #[link_name = "GetUserId"]
    safe fn running_user_id() -> pg_sys::Oid;
}

raw_function!(
    /// `field_shown(kind text, field text) returns boolean`
    fn crm_field_shown(call), pg_finfo_crm_field_shown,
    Datum::from(value_or_raise(may_read(call)) || runs_unrestricted())
);

raw_function!(
    /// `may_read_field(kind text, field text) returns boolean`
    fn crm_may_read_field(call), pg_finfo_crm_may_read_field,
    Datum::from(value_or_raise(may_read(call)))
);

raw_function!(
    /// `may_update_field(kind text, field text) returns boolean`
    fn crm_may_update_field(call), pg_finfo_crm_may_update_field,
    Datum::from(value_or_raise(may_update(call)))
);

raw_function!(
    /// `reads_all_fields(kind text) returns boolean`
    fn crm_reads_all_fields(call), pg_finfo_crm_reads_all_fields,
    Datum::from(value_or_raise(reads_all(call)))
);

#[inline]
fn may_read(call: Call) -> Result<bool, CrmError> {
    let (Some(kind), Some(field)) = (call.text(0), call.text(1)) else { return Ok(false) };
    let kind = kind_named(kind)?;
    Ok(asks(call, |rights| rights.may_read(kind, field)))
}

fn may_update(call: Call) -> Result<bool, CrmError> {
    let (Some(kind), Some(field)) = (call.text(0), call.text(1)) else { return Ok(false) };
    let kind = kind_named(kind)?;
    Ok(asks(call, |rights| rights.may_update(kind, field)))
}

fn reads_all(call: Call) -> Result<bool, CrmError> {
    let Some(kind) = call.text(0) else { return Ok(false) };
    let kind = kind_named(kind)?;
    Ok(asks(call, |rights| rights.may_read_all(kind)))
}

/// The answer for the caller of the request; yes for who bypasses row security.
#[inline]
fn asks(call: Call, ask: impl FnOnce(&FieldRights) -> bool) -> bool {
    identify(call, |identity, state| allows(identity, state, ask))
}

/// The answer for this caller.
#[inline]
pub(super) fn allows(
    identity: Identity<'_>,
    state: &mut FieldState,
    ask: impl FnOnce(&FieldRights) -> bool,
) -> bool {
    match identity {
        Identity::Member { org, role_key } => ask(state.rights(org, role_key)),
        Identity::Service => true,
        Identity::Nobody => bypasses_row_security(outer_user_id()),
    }
}

/// Whether the statement runs with the rights of someone who bypasses row security, as within a security definer function.
pub(super) fn runs_unrestricted() -> bool {
    bypasses_row_security(running_user_id())
}

fn bypasses_row_security(role: pg_sys::Oid) -> bool {
    // SAFETY: looks the role up in the system caches.
    unsafe { pg_sys::has_bypassrls_privilege(role) }
}

pub(super) fn kind_named(name: &[u8]) -> Result<Kind, CrmError> {
    Kind::from_bytes(name).ok_or_else(|| CrmError::UnknownKind(String::from_utf8_lossy(name).into_owned()))
}
