//! A caller's rights in one organization, and the decision about one row.

use std::rc::Rc;

use super::sharing::Widening;
use super::{Access, Action, Kind, Rule, Scope, SharedIds, TeamSet};
use crate::condition::{CallerFacts, Condition};

/// What the decision needs to know of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RowFacts {
    /// The organization the row belongs to.
    pub org: u128,
    /// The user who owns the row; `None` for rows nobody owns.
    pub owner: Option<u128>,
    /// The team the row belongs to.
    pub team: Option<u128>,
    /// The row itself; `None` where only its class is known.
    pub id: Option<u128>,
}

/// The contents of a row, asked only where a condition decides.
pub trait Record {
    /// Whether the row meets the condition, for this caller.
    fn meets(&mut self, condition: &Rc<Condition>, caller: &CallerFacts) -> bool;
}

/// What is not the same for all records in reach.
#[derive(Debug, Clone, Default)]
struct Detail {
    conditions: [Option<Rc<Condition>>; Action::COUNT],
    read: Widening,
    update: Widening,
}

impl Detail {
    fn widening(&self, action: Action) -> Option<&Widening> {
        match action {
            Action::Read => Some(&self.read),
            Action::Update => Some(&self.update),
            Action::Create | Action::Delete | Action::Execute => None,
        }
    }

    fn widening_mut(&mut self, action: Action) -> Option<&mut Widening> {
        match action {
            Action::Read => Some(&mut self.read),
            Action::Update => Some(&mut self.update),
            Action::Create | Action::Delete | Action::Execute => None,
        }
    }
}

type Scopes = [[Scope; Action::COUNT]; Kind::COUNT];

/// A caller's rights in the active organization.
#[derive(Debug, Clone, Default)]
pub struct Rights {
    /// The active organization.
    pub org: u128,
    /// The caller.
    pub user: u128,
    /// The key of the caller's role, for example `manager`.
    pub role_key: String,
    /// The teams that scope [`Scope::Team`] reaches.
    pub teams: TeamSet,
    /// What conditions may ask of the caller.
    pub facts: CallerFacts,
    /// The reach of each action on each kind of record.
    scopes: Scopes,
    /// The same without what sharing rules add.
    role_scopes: Scopes,
    details: [Option<Box<Detail>>; Kind::COUNT],
}

impl Rights {
    /// A caller without any right yet.
    #[must_use]
    pub fn new(org: u128, user: u128, role_key: String, teams: TeamSet, facts: CallerFacts) -> Self {
        Self { org, user, role_key, teams, facts, ..Self::default() }
    }

    /// How far `action` on records of `kind` reaches, whatever the records hold.
    #[inline]
    #[must_use]
    pub fn scope(&self, action: Action, kind: Kind) -> Scope {
        self.scopes[kind as usize][action as usize]
    }

    /// How far the role itself reaches, without sharing.
    #[must_use]
    pub fn role_scope(&self, action: Action, kind: Kind) -> Scope {
        self.role_scopes[kind as usize][action as usize]
    }

    /// Sets how far `action` on records of `kind` reaches.
    pub fn set_scope(&mut self, action: Action, kind: Kind, scope: Scope) {
        self.scopes[kind as usize][action as usize] = scope;
        self.role_scopes[kind as usize][action as usize] = scope;
    }

    /// Narrows `action` to the records in reach that meet `condition`. Where no record can be looked at, nothing is left.
    pub fn set_condition(&mut self, action: Action, kind: Kind, condition: Rc<Condition>) {
        if action == Action::Execute || kind.owned_table().is_none() {
            self.set_scope(action, kind, Scope::None);
        } else {
            self.detail_mut(kind).conditions[action as usize] = Some(condition);
        }
    }

    /// Takes a right away, with everything that widens it.
    pub fn forbid(&mut self, action: Action, kind: Kind) {
        self.set_scope(action, kind, Scope::None);
        if let Some(widening) =
            self.details[kind as usize].as_mut().and_then(|detail| detail.widening_mut(action))
        {
            *widening = Widening::default();
        }
    }

    /// Shares what a rule covers; to be called when all scopes are set. Only widens rights that the role has at all.
    pub fn add_rule(&mut self, kind: Kind, rule: Rule) {
        if rule.condition.is_some() && kind.owned_table().is_none() {
            return;
        }
        let rule = Rc::new(rule);
        for action in rule.access.actions() {
            if self.role_scope(*action, kind) == Scope::None {
                continue;
            }
            if rule.covers_all() {
                self.scopes[kind as usize][*action as usize] = Scope::Org;
            }
            if let Some(widening) = self.detail_mut(kind).widening_mut(*action) {
                widening.add_rule(&rule);
            }
        }
    }

    /// Shares single records; to be called when all scopes are set.
    pub fn add_shares(&mut self, kind: Kind, access: Access, ids: &[u128]) {
        for action in access.actions() {
            if self.role_scope(*action, kind) == Scope::None || ids.is_empty() {
                continue;
            }
            if let Some(widening) = self.detail_mut(kind).widening_mut(*action) {
                widening.shared.extend(ids.iter().copied());
            }
        }
    }

    /// Whether the caller may do `action` to this row of `kind`. A row of another organization is always refused.
    #[inline]
    #[must_use]
    pub fn allows(&self, action: Action, kind: Kind, row: RowFacts, record: &mut impl Record) -> bool {
        match &self.details[kind as usize] {
            None => self.allows_class(action, kind, row),
            Some(_) => self.shares(action, kind, row) || self.reaches_row(action, kind, row, record),
        }
    }

    /// As [`Rights::allows`], leaving out records shared one by one.
    #[must_use]
    pub fn reaches_row(&self, action: Action, kind: Kind, row: RowFacts, record: &mut impl Record) -> bool {
        self.allows_by_role(action, kind, row, record) || self.allows_by_rule(action, kind, row, record)
    }

    /// Whether the caller may do `action` to rows with this owner and team, as far as scopes and rules without condition
    /// tell; see [`Reach::is_conditional`].
    #[inline]
    #[must_use]
    pub fn allows_class(&self, action: Action, kind: Kind, row: RowFacts) -> bool {
        if row.org != self.org {
            return false;
        }
        let scope = self.scope(action, kind);
        self.reaches(scope, row) || (scope > Scope::None && self.shares_team(action, kind, row))
    }

    /// Whether the role itself, without sharing, lets the caller do `action` to this row.
    #[must_use]
    pub fn allows_by_role(
        &self,
        action: Action,
        kind: Kind,
        row: RowFacts,
        record: &mut impl Record,
    ) -> bool {
        row.org == self.org
            && self.reaches(self.role_scope(action, kind), row)
            && self.condition(action, kind).is_none_or(|condition| record.meets(condition, &self.facts))
    }

    /// Whether a sharing rule lets the caller do `action` to this row.
    #[must_use]
    pub fn allows_by_rule(
        &self,
        action: Action,
        kind: Kind,
        row: RowFacts,
        record: &mut impl Record,
    ) -> bool {
        let Some(widening) = self.widening(action, kind).filter(|_| row.org == self.org) else {
            return false;
        };
        widening.shares_all
            || widening.shares_team(row.team)
            || widening.conditional.iter().any(|rule| {
                rule.covers(row.team)
                    && rule.condition.as_ref().is_none_or(|condition| record.meets(condition, &self.facts))
            })
    }

    /// Whether this very row is shared with the caller for `action`.
    #[inline]
    #[must_use]
    pub fn shares(&self, action: Action, kind: Kind, row: RowFacts) -> bool {
        row.org == self.org
            && row.id.is_some_and(|id| self.shared(action, kind).is_some_and(|ids| ids.contains(id)))
    }

    /// The records of `kind` shared one by one with the caller for `action`.
    #[must_use]
    pub fn shared(&self, action: Action, kind: Kind) -> Option<&SharedIds> {
        self.widening(action, kind).map(|widening| &widening.shared)
    }

    /// The condition on what the role may do.
    #[must_use]
    pub fn condition(&self, action: Action, kind: Kind) -> Option<&Rc<Condition>> {
        self.details[kind as usize].as_ref()?.conditions[action as usize].as_ref()
    }

    /// How many teams and shared records are held, which is what rights take memory for.
    #[must_use]
    pub fn held_ids(&self) -> usize {
        let widenings = self.details.iter().flatten().flat_map(|detail| [&detail.read, &detail.update]);
        self.teams.len()
            + widenings.map(|widening| widening.teams.len() + widening.shared.as_slice().len()).sum::<usize>()
    }

    /// What sharing adds to a right that the role has.
    pub(super) fn widening(&self, action: Action, kind: Kind) -> Option<&Widening> {
        self.details[kind as usize].as_ref()?.widening(action)
    }

    #[inline]
    pub(super) fn reaches(&self, scope: Scope, row: RowFacts) -> bool {
        match scope {
            Scope::None => false,
            Scope::Own => self.owns(row),
            Scope::Team => self.owns(row) || self.leads(row),
            Scope::Org => true,
        }
    }

    #[inline]
    pub(super) fn owns(&self, row: RowFacts) -> bool {
        row.owner == Some(self.user)
    }

    #[inline]
    pub(super) fn leads(&self, row: RowFacts) -> bool {
        row.team.is_some_and(|team| self.teams.contains(&team))
    }

    #[inline]
    fn shares_team(&self, action: Action, kind: Kind, row: RowFacts) -> bool {
        self.widening(action, kind).is_some_and(|widening| widening.shares_team(row.team))
    }

    fn detail_mut(&mut self, kind: Kind) -> &mut Detail {
        self.details[kind as usize].get_or_insert_default()
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
        let teams = [MY_TEAM].into_iter().collect();
        let mut rights = Rights::new(ORG, ME, "rep".into(), teams, CallerFacts::default());
        rights.set_scope(Action::Read, Kind::Deal, scope);
        rights
    }

    fn reads(scope: Scope, org: u128, owner: Option<u128>, team: Option<u128>) -> bool {
        rights(scope).allows_class(Action::Read, Kind::Deal, RowFacts { org, owner, team, id: None })
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
        let row = RowFacts { org: ORG, owner: Some(ME), team: None, id: None };
        for action in [Action::Create, Action::Update, Action::Delete, Action::Execute] {
            assert!(!rights(Scope::Org).allows_class(action, Kind::Deal, row));
        }
        assert!(!rights(Scope::Org).allows_class(Action::Read, Kind::Lead, row));
    }
}
