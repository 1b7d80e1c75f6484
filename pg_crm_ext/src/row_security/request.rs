//! What other rules ask about the caller of the request.

use super::call_site::CallSite;
use super::caller::Caller;
use crate::field_rights::FieldState;
use crate::fmgr::Call;

pub(crate) use super::caller::outer_user_id;
pub(crate) use super::loader::{is_parallel, with_latest_snapshot};
pub(crate) use super::marker::marker as authorization_marker;

/// Who calls, for rules that depend on the role alone.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Identity<'a> {
    /// Not signed in, not a member, or not to be believed.
    Nobody,
    /// A trusted server.
    Service,
    /// A member in a role of an organization.
    Member { org: u128, role_key: &'a str },
}

/// Shows `ask` who calls, and what the call site remembers of fields until the caller or the statement changes.
#[inline]
pub(crate) fn identify<T>(call: Call, ask: impl FnOnce(Identity<'_>, &mut FieldState) -> T) -> T {
    CallSite::with(call, |site| {
        let (caller, fields) = site.caller_and_fields();
        let identity = match (caller, caller.rights()) {
            (_, Some(rights)) => Identity::Member { org: rights.org, role_key: &rights.role_key },
            (Caller::Service { .. }, None) => Identity::Service,
            _ => Identity::Nobody,
        };
        ask(identity, fields)
    })
}
