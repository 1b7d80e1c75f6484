//! Asks the database what a caller may do.
//!
//! Rights are read as the owner of the extension, from the tables of the schema `crm`. Any doubt gives nobody.

use std::cell::Cell;
use std::ffi::CStr;

use crm_core::access::{Action, Kind, Rights, Scope, TeamSet};
use pgrx::pg_sys::{self, Oid};

use super::caller::{Caller, CallerKey};
use super::change;
use super::claims::{self, OrgChoice};
use super::marker;
use crate::owner::{as_extension_owner, relation};
use crate::spi::{Argument, Column, KeptPlan, Row};

/// The tables rights are read from; before a migration made them there are no members.
const TABLES: [(&CStr, &CStr); 6] = [
    (c"crm_private", c"claim_sources"),
    (c"crm", c"organizations"),
    (c"crm", c"teams"),
    (c"crm", c"roles"),
    (c"crm", c"permissions"),
    (c"crm", c"memberships"),
];

thread_local! {
    static LOADING: Cell<bool> = const { Cell::new(false) };
    static LOADS: Cell<i64> = const { Cell::new(0) };
    static MEMBER: KeptPlan = const {
        KeptPlan::new(include_str!("member.sql"), &[pg_sys::UUIDOID, pg_sys::UUIDOID, pg_sys::TEXTOID, pg_sys::TEXTOID])
    };
    static SERVICE: KeptPlan = const {
        KeptPlan::new(include_str!("service.sql"), &[pg_sys::UUIDOID, pg_sys::TEXTOID, pg_sys::TEXTOID])
    };
}

/// What was found, and whether it may be remembered.
pub(super) struct Loaded {
    pub(super) caller: Caller,
    pub(super) lasting: bool,
}

impl Loaded {
    /// Nobody for now: call sites that remember the answer ask again.
    fn passing_nobody() -> Self {
        change::caller_changed();
        Self { caller: Caller::Nobody, lasting: false }
    }
}

/// How often this backend read rights from the tables.
pub(super) fn loads() -> i64 {
    LOADS.get()
}

/// Reads the rights of the caller. While it does, policies on the tables it reads see nobody.
pub(super) fn load(key: &CallerKey) -> Loaded {
    if LOADING.get() {
        return Loaded::passing_nobody();
    }
    let Some(request) = Request::of(key) else {
        return Loaded { caller: Caller::Nobody, lasting: true };
    };
    // Changes are only heard of once the marker is known.
    let tables_exist = TABLES.iter().all(|(schema, name)| relation(schema, name).is_some());
    if !tables_exist || marker::marker().is_none() {
        return Loaded::passing_nobody();
    }
    let _guard = LoadingGuard::begin();
    let caller = with_latest_snapshot(|| as_extension_owner(|| request.ask()));
    caller.map_or_else(Loaded::passing_nobody, |caller| Loaded { caller, lasting: true })
}

/// A request that may have a caller.
struct Request {
    login: String,
    org: OrgChoice,
    /// `None` for a trusted server.
    user: Option<u128>,
}

impl Request {
    fn of(key: &CallerKey) -> Option<Self> {
        let role = role_name(key.roles.role)?;
        if role == "anon" {
            return None;
        }
        let claims = claims::parse(&key.claims);
        let is_service = role == "service_role";
        let user = if is_service { None } else { Some(claims.as_ref()?.user?) };
        let org = match claims.and_then(|claims| claims.org) {
            Some(id) => OrgChoice::Id(id),
            None => key.header.clone()?,
        };
        Some(Self { login: role_name(key.roles.session_user)?, org, user })
    }

    fn ask(&self) -> Caller {
        let (id, slug) = match &self.org {
            OrgChoice::Unnamed => (Argument::Null, Argument::Null),
            OrgChoice::Id(id) => (Argument::Uuid(*id), Argument::Null),
            OrgChoice::Slug(slug) => (Argument::Null, Argument::Text(slug)),
        };
        let login = Argument::Text(&self.login);
        let Some(user) = self.user else {
            let org =
                SERVICE.with(|plan| plan.first_row([id, slug, login], |row| row.uuid(Column(1)))).flatten();
            return Caller::Service { org };
        };
        let rights = MEMBER.with(|plan| {
            plan.first_row([Argument::Uuid(user), id, slug, login], |row| rights_from(user, &row))
        });
        rights.flatten().map_or(Caller::Nobody, |rights| Caller::Member(Box::new(rights)))
    }
}

fn rights_from(user: u128, row: &Row) -> Option<Rights> {
    let mut rights = Rights {
        org: row.uuid(Column(1))?,
        user,
        role_key: row.text(Column(2))?,
        teams: team_set(&row.bytes(Column(4)).unwrap_or_default()),
        ..Rights::default()
    };
    for line in row.text(Column(3)).unwrap_or_default().lines() {
        if let Some((action, kind, scope)) = permission(line) {
            rights.set_scope(action, kind, scope);
        }
    }
    Some(rights)
}

/// Reads "resource action scope"; permissions on what this version does not know are of no use and passed over.
fn permission(line: &str) -> Option<(Action, Kind, Scope)> {
    let mut words = line.split(' ').map(str::as_bytes);
    let (resource, action, scope) = (words.next()?, words.next()?, words.next()?);
    Some((Action::from_bytes(action)?, Kind::from_bytes(resource)?, Scope::from_bytes(scope)?))
}

fn team_set(ids: &[u8]) -> TeamSet {
    let (ids, _) = ids.as_chunks::<16>();
    ids.iter().map(|id| u128::from_be_bytes(*id)).collect()
}

fn role_name(role: Oid) -> Option<String> {
    // SAFETY: answers null for a role that does not exist, otherwise a terminated string.
    let name = unsafe {
        let name = pg_sys::GetUserNameFromId(role, true);
        (!name.is_null()).then(|| CStr::from_ptr(name))?
    };
    name.to_str().ok().map(str::to_owned)
}

/// Tells policies on the tables that are read that rights are being loaded; ends when dropped, also by an error.
struct LoadingGuard;

impl LoadingGuard {
    fn begin() -> Self {
        LOADS.set(LOADS.get() + 1);
        LOADING.set(true);
        Self
    }
}

impl Drop for LoadingGuard {
    fn drop(&mut self) {
        LOADING.set(false);
    }
}

/// Shows `read` what is committed now, whatever the isolation of the transaction: a revoked right ends at once.
/// A parallel worker and its leader cannot take such a snapshot and use that of their statement.
pub(crate) fn with_latest_snapshot<T>(read: impl FnOnce() -> T) -> T {
    if is_parallel() {
        return read();
    }
    // SAFETY: the snapshot pushed here is popped below; an error in between ends the (sub)transaction, which pops it.
    unsafe { pg_sys::PushActiveSnapshot(pg_sys::GetLatestSnapshot()) }
    let found = read();
    // SAFETY: as above.
    unsafe { pg_sys::PopActiveSnapshot() }
    found
}

/// Whether a parallel query runs, in its leader as in its workers.
pub(crate) fn is_parallel() -> bool {
    // SAFETY: only reads the state of the transaction.
    unsafe { pg_sys::IsInParallelMode() }
}
