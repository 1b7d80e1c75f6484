//! The shape of a right, as far as it is the same for all records: what the planner may rely on.

use super::{Action, Kind, Rights, Scope};

/// The range of no owner.
pub const NO_OWNER: (u128, u128) = (u128::MAX, u128::MIN);
/// The range of all owners.
const ANY_OWNER: (u128, u128) = (u128::MIN, u128::MAX);

/// The shape of a caller's right: what a plan made for the caller may rely on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reach {
    /// How far the right reaches without looking at the record.
    pub scope: Scope,
    /// Whether records are shared one by one with a caller who does not see all.
    pub has_shares: bool,
    /// Whether sharing rules reach further than the scope.
    pub has_rules: bool,
    /// Whether conditions look at the record.
    pub is_conditional: bool,
}

impl Rights {
    /// The shape of the right.
    #[must_use]
    pub fn reach(&self, action: Action, kind: Kind) -> Reach {
        let scope = self.scope(action, kind);
        if scope == Scope::None {
            return Reach::default();
        }
        let widening = self.widening(action, kind);
        // A rule that shares everything leaves nothing to look at.
        let is_open = widening.is_some_and(|widening| widening.shares_all);
        let has_condition = self.condition(action, kind).is_some();
        let is_conditional =
            !is_open && (has_condition || widening.is_some_and(|widening| !widening.conditional.is_empty()));
        let sees_all = scope == Scope::Org && !is_conditional;
        Reach {
            scope,
            has_shares: !sees_all && widening.is_some_and(|widening| !widening.shared.as_slice().is_empty()),
            has_rules: widening.is_some_and(|widening| !widening.rules.is_empty()),
            is_conditional,
        }
    }

    /// The owners that rows can have which [`Rights::allows_class`] lets through: the least and the greatest.
    #[must_use]
    pub fn class_owners(&self, action: Action, kind: Kind) -> (u128, u128) {
        let is_team_shared =
            || self.widening(action, kind).is_some_and(|widening| !widening.teams.is_empty());
        match self.scope(action, kind) {
            Scope::None => NO_OWNER,
            Scope::Own if !is_team_shared() => (self.user, self.user),
            Scope::Own | Scope::Team | Scope::Org => ANY_OWNER,
        }
    }

    /// As [`Rights::class_owners`], for [`Rights::reaches_row`].
    #[must_use]
    pub fn reached_owners(&self, action: Action, kind: Kind) -> (u128, u128) {
        match (self.reach(action, kind).has_rules, self.role_scope(action, kind)) {
            (_, Scope::None) => NO_OWNER,
            (false, Scope::Own) => (self.user, self.user),
            _ => ANY_OWNER,
        }
    }

    /// As [`Rights::class_owners`], for [`Rights::allows`].
    #[must_use]
    pub fn allowed_owners(&self, action: Action, kind: Kind) -> (u128, u128) {
        let has_shares = self.reach(action, kind).has_shares;
        if has_shares { ANY_OWNER } else { self.reached_owners(action, kind) }
    }
}
