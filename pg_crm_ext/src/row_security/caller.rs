//! Who calls, as far as the backend knows before it asks the database.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

use crm_core::access::Rights;
use pgrx::pg_sys::{self, Oid};

use super::claims::{self, OrgChoice};
use crate::settings::{CLAIMS, HEADERS};

// Declared here and not taken from pgrx, whose wrapper saves the signal state: these two only read a variable, cannot
// raise an error and run once a row.
unsafe extern "C" {
    #[link_name = "GetOuterUserId"]
    pub(crate) safe fn outer_user_id() -> Oid;
    #[link_name = "GetSessionUserId"]
    safe fn session_user_id() -> Oid;
}

/// The database roles of a call. A security definer function changes neither.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct DatabaseRoles {
    /// Who logged in.
    pub(super) session_user: Oid,
    /// What SET ROLE made of it.
    pub(super) role: Oid,
}

impl DatabaseRoles {
    #[inline]
    pub(super) fn current() -> Self {
        Self { session_user: session_user_id(), role: outer_user_id() }
    }
}

/// Everything the rights of a caller depend on, besides the contents of the database.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct CallerKey {
    /// The text of the claims.
    pub(super) claims: Box<[u8]>,
    /// The organization header; `None` when it cannot be read.
    pub(super) header: Option<OrgChoice>,
    /// The roles of the database.
    pub(super) roles: DatabaseRoles,
}

impl CallerKey {
    pub(super) fn current(roles: DatabaseRoles) -> Self {
        Self {
            claims: CLAIMS.with(|claims| Box::from(claims)),
            header: HEADERS.with(claims::parse_organization),
            roles,
        }
    }

    /// A short form of the key for look-ups; equal keys have equal prints.
    pub(super) fn print(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.hash(&mut hasher);
        hasher.finish()
    }
}

/// The caller as the database knows it.
#[derive(Debug, Clone)]
pub(super) enum Caller {
    /// Not signed in, not a member, or not to be believed.
    Nobody,
    /// A trusted server, which bypasses row security and may name an organization to work in.
    Service { org: Option<u128> },
    /// An active member of the organization in the rights, or a visiting system administrator.
    Member(Box<Member>),
}

/// What a member may do.
#[derive(Debug, Clone)]
pub(super) struct Member {
    pub(super) rights: Rights,
    /// When the visit of a system administrator ends, in PostgreSQL's microseconds.
    pub(super) valid_until: Option<pg_sys::TimestampTz>,
}

impl Member {
    /// Whether the rights have ended by themselves.
    #[inline]
    pub(super) fn is_expired(&self) -> bool {
        self.valid_until.is_some_and(is_past)
    }
}

impl Caller {
    #[inline]
    pub(super) fn rights(&self) -> Option<&Rights> {
        match self {
            Self::Member(member) => Some(&member.rights),
            Self::Nobody | Self::Service { .. } => None,
        }
    }

    pub(super) fn org(&self) -> Option<u128> {
        match self {
            Self::Nobody => None,
            Self::Service { org } => *org,
            Self::Member(member) => Some(member.rights.org),
        }
    }

    pub(super) fn user(&self) -> Option<u128> {
        self.rights().map(|rights| rights.user)
    }

    /// Whether the rights have ended by themselves.
    #[inline]
    pub(super) fn is_expired(&self) -> bool {
        match self {
            Self::Member(member) => member.is_expired(),
            Self::Nobody | Self::Service { .. } => false,
        }
    }
}

#[cold]
fn is_past(instant: pg_sys::TimestampTz) -> bool {
    // SAFETY: reads the clock.
    instant <= unsafe { pg_sys::GetCurrentTimestamp() }
}
