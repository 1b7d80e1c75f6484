//! A caller's rights in one organization, and the decision about one row.

use std::collections::HashSet;
use std::hash::{BuildHasherDefault, Hasher};

use super::{Action, Kind, Scope};

/// Hashes identifiers that are already random (UUIDs as `u128`); one multiplication, asked once a row.
#[derive(Debug, Default, Clone, Copy)]
pub struct IdHasher(u64);

impl Hasher for IdHasher {
    #[inline]
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0.rotate_left(5) ^ u64::from(*byte)).wrapping_mul(0x517c_c1b7_2722_0a95);
        }
    }

    #[inline]
    fn write_u128(&mut self, id: u128) {
        let folded = (id as u64) ^ ((id >> 64) as u64);
        self.0 = folded.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}

/// The teams a caller reaches: the own one and those below it.
pub type TeamSet = HashSet<u128, BuildHasherDefault<IdHasher>>;

/// What the decision needs to know of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RowFacts {
    /// The organization the row belongs to.
    pub org: u128,
    /// The user who owns the row; `None` for rows nobody owns.
    pub owner: Option<u128>,
    /// The team the row belongs to.
    pub team: Option<u128>,
}

/// A caller's rights in the active organization.
#[derive(Debug, Clone, Default)]
pub struct Rights {
    /// The active organization.
    pub org: u128,
    /// The caller.
    pub user: u128,
    /// The key of the caller's role, for example `manager`.
    pub role_key: String,
    /// The reach of each action on each kind of record: `scopes[kind][action]`.
    pub scopes: [[Scope; Action::COUNT]; Kind::COUNT],
    /// The teams that scope [`Scope::Team`] reaches.
    pub teams: TeamSet,
}

impl Rights {
    /// How far `action` on records of `kind` reaches.
    #[inline]
    #[must_use]
    pub fn scope(&self, action: Action, kind: Kind) -> Scope {
        self.scopes[kind as usize][action as usize]
    }

    /// Sets how far `action` on records of `kind` reaches.
    pub fn set_scope(&mut self, action: Action, kind: Kind, scope: Scope) {
        self.scopes[kind as usize][action as usize] = scope;
    }

    /// Whether the caller may do `action` to this row of `kind`. A row of another organization is always refused.
    #[inline]
    #[must_use]
    pub fn allows(&self, action: Action, kind: Kind, row: RowFacts) -> bool {
        if row.org != self.org {
            return false;
        }
        match self.scope(action, kind) {
            Scope::None => false,
            Scope::Own => self.owns(row),
            Scope::Team => self.owns(row) || row.team.is_some_and(|team| self.teams.contains(&team)),
            Scope::Org => true,
        }
    }

    #[inline]
    fn owns(&self, row: RowFacts) -> bool {
        row.owner == Some(self.user)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ORG: u128 = 1;
    const ME: u128 = 10;
    const OTHER: u128 = 11;
    const MY_TEAM: u128 = 20;
    const OTHER_TEAM: u128 = 21;

    fn rights(scope: Scope) -> Rights {
        let mut rights = Rights { org: ORG, user: ME, role_key: "rep".into(), ..Rights::default() };
        rights.teams.insert(MY_TEAM);
        rights.set_scope(Action::Read, Kind::Deal, scope);
        rights
    }

    fn reads(scope: Scope, org: u128, owner: Option<u128>, team: Option<u128>) -> bool {
        rights(scope).allows(Action::Read, Kind::Deal, RowFacts { org, owner, team })
    }

    #[test]
    fn no_scope_refuses_even_own_rows() {
        assert!(!reads(Scope::None, ORG, Some(ME), Some(MY_TEAM)));
    }

    #[test]
    fn own_scope_needs_ownership() {
        assert!(reads(Scope::Own, ORG, Some(ME), Some(OTHER_TEAM)));
        assert!(!reads(Scope::Own, ORG, Some(OTHER), Some(MY_TEAM)));
        assert!(!reads(Scope::Own, ORG, None, Some(MY_TEAM)));
    }

    #[test]
    fn team_scope_reaches_own_rows_and_teams_below() {
        assert!(reads(Scope::Team, ORG, Some(OTHER), Some(MY_TEAM)));
        assert!(reads(Scope::Team, ORG, Some(ME), None));
        assert!(!reads(Scope::Team, ORG, Some(OTHER), Some(OTHER_TEAM)));
        assert!(!reads(Scope::Team, ORG, None, None));
    }

    #[test]
    fn org_scope_stops_at_the_organization() {
        assert!(reads(Scope::Org, ORG, None, None));
        for scope in [Scope::Own, Scope::Team, Scope::Org] {
            assert!(!reads(scope, 2, Some(ME), Some(MY_TEAM)));
        }
    }

    #[test]
    fn a_right_to_read_is_no_right_to_write() {
        let row = RowFacts { org: ORG, owner: Some(ME), team: None };
        for action in [Action::Create, Action::Update, Action::Delete] {
            assert!(!rights(Scope::Org).allows(action, Kind::Deal, row));
        }
        assert!(!rights(Scope::Org).allows(Action::Read, Kind::Lead, row));
    }
}
