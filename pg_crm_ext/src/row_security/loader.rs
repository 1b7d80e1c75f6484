//! Asks the database what a caller may do.
//!
//! Rights are read as the owner of the extension, from the tables of the schema `crm`. Any doubt gives nobody.

use std::cell::Cell;
use std::ffi::CStr;

use pgrx::pg_sys::{self, Oid, TEXTOID, UUIDOID};

use super::caller::{Caller, CallerKey, Member};
use super::change;
use super::claims::{self, OrgChoice};
use super::marker;
use super::member::{self, Question};
use crate::owner::{as_extension_owner, relation};
use crate::spi::{Argument, Column, KeptPlan};

/// The tables rights are read from; before a migration made them there are no members.
const TABLES: [(&CStr, &CStr); 13] = [
    (c"crm_private", c"claim_sources"),
    (c"crm_private", c"system_admins"),
    (c"crm_private", c"system_admin_visits"),
    (c"crm", c"organizations"),
    (c"crm", c"users"),
    (c"crm", c"teams"),
    (c"crm", c"roles"),
    (c"crm", c"permissions"),
    (c"crm", c"memberships"),
    (c"crm", c"sharing_rules"),
    (c"crm", c"record_shares"),
    (c"crm", c"account_team_members"),
    (c"crm", c"deal_team_members"),
];

thread_local! {
    static LOADING: Cell<bool> = const { Cell::new(false) };
    static LOADS: Cell<i64> = const { Cell::new(0) };
    static SERVICE: KeptPlan =
        const { KeptPlan::new(include_str!("service.sql"), &[UUIDOID, TEXTOID, TEXTOID]) };
    static SQL_LOGIN: KeptPlan = const { KeptPlan::new(include_str!("sql_login.sql"), &[TEXTOID]) };
    static LAST_SESSION: Cell<Option<Session>> = const { Cell::new(None) };
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
    let caller = read_rights(|| Request::of(key).map_or(Caller::Nobody, |request| request.ask()));
    caller.map_or_else(Loaded::passing_nobody, |caller| Loaded { caller, lasting: true })
}

/// Reads the rights that a user has in an organization, whoever asks; `None` if not an active member of it.
pub(super) fn load_member(user: u128, org: u128) -> Option<Member> {
    let org = OrgChoice::Id(org);
    let question = Question { user, org: &org, login: None, visits_count: true };
    read_rights(|| member::load(&question)).flatten()
}

/// Runs `read` as the owner of the extension with the latest snapshot; `None` while it runs already, and before the
/// tables exist.
pub(super) fn read_rights<T>(read: impl FnOnce() -> T) -> Option<T> {
    if LOADING.get() {
        return None;
    }
    // Changes are only heard of once the marker is known.
    let tables_exist = TABLES.iter().all(|(schema, name)| relation(schema, name).is_some());
    if !tables_exist || marker::marker().is_none() {
        return None;
    }
    let _guard = LoadingGuard::begin();
    with_latest_snapshot(|| as_extension_owner(read))
}

/// A login of the database that is a member by itself.
#[derive(Clone, Copy)]
struct SqlLogin {
    user: u128,
    org: u128,
    is_read_only: bool,
}

/// Whether the session's login is a member by itself, as long as rights do not change.
#[derive(Clone, Copy)]
struct Session {
    authorization: u64,
    session_user: Oid,
    sql_login: Option<SqlLogin>,
}

/// The member that the login of the session is, whatever it claims.
fn sql_login(session_user: Oid) -> Option<SqlLogin> {
    let authorization = change::authorization();
    let known = LAST_SESSION
        .get()
        .filter(|last| last.authorization == authorization && last.session_user == session_user);
    if let Some(known) = known {
        return known.sql_login;
    }
    let sql_login = find_sql_login(session_user);
    LAST_SESSION.set(Some(Session { authorization, session_user, sql_login }));
    sql_login
}

fn find_sql_login(session_user: Oid) -> Option<SqlLogin> {
    relation(c"crm_private", c"sql_logins")?;
    let login = role_name(session_user)?;
    let found = SQL_LOGIN.with(|plan| {
        plan.first_row([Argument::Text(&login)], |row| {
            Some(SqlLogin {
                user: row.uuid(Column(1))?,
                org: row.uuid(Column(2))?,
                is_read_only: row.flag(Column(3)),
            })
        })
    });
    found.flatten()
}

/// A request that may have a caller.
enum Request {
    /// From a login that is a member by itself.
    Login(SqlLogin),
    /// From a server that speaks for a user.
    User { login: String, org: OrgChoice, user: u128 },
    /// From a trusted server itself.
    Service { login: String, org: OrgChoice },
}

impl Request {
    fn of(key: &CallerKey) -> Option<Self> {
        if let Some(login) = sql_login(key.roles.session_user) {
            return Some(Self::Login(login));
        }
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
        let login = role_name(key.roles.session_user)?;
        Some(match user {
            Some(user) => Self::User { login, org, user },
            None => Self::Service { login, org },
        })
    }

    fn ask(&self) -> Caller {
        let member = match self {
            Self::Service { login, org } => return Caller::Service { org: organization(login, org) },
            Self::User { login, org, user } => {
                member::load(&Question { user: *user, org, login: Some(login), visits_count: true })
            }
            Self::Login(login) => login.member(),
        };
        member.map_or(Caller::Nobody, |member| Caller::Member(Box::new(member)))
    }
}

impl SqlLogin {
    fn member(&self) -> Option<Member> {
        let org = OrgChoice::Id(self.org);
        let question = Question { user: self.user, org: &org, login: None, visits_count: false };
        let mut member = member::load(&question)?;
        if self.is_read_only {
            member::make_read_only(&mut member.rights);
        }
        Some(member)
    }
}

/// The organization that a trusted server asks for.
fn organization(login: &str, org: &OrgChoice) -> Option<u128> {
    let (id, slug) = match org {
        OrgChoice::Unnamed => (Argument::Null, Argument::Null),
        OrgChoice::Id(id) => (Argument::Uuid(*id), Argument::Null),
        OrgChoice::Slug(slug) => (Argument::Null, Argument::Text(slug)),
    };
    SERVICE
        .with(|plan| plan.first_row([id, slug, Argument::Text(login)], |row| row.uuid(Column(1))))
        .flatten()
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
