//! Why a caller may do something to a row, or why not.

use super::{Access, Action, Kind, Record, Rights, RowFacts, Scope};

/// One reason why an action is allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Path {
    /// The caller owns the row, and the role reaches own rows.
    Owner,
    /// The row is of this team, which the role reaches.
    Team(u128),
    /// The role reaches every row of the organization.
    Organization,
    /// A sharing rule covers the row.
    Rule(u128),
    /// The row is shared by itself: by hand, or with the team of an account or deal.
    Shared(Access),
}

/// Why an action is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The row belongs to another organization, or to none.
    OtherOrganization,
    /// The role has no such right on this kind of record.
    NoPermission,
    /// The role's right does not reach the row, and nothing shares it.
    OutOfScope(Scope),
    /// The role's right reaches the row, but the row does not meet its condition, and nothing shares it.
    ConditionNotMet(Scope),
}

impl Rights {
    /// All the reasons why `action` on this row is allowed.
    ///
    /// # Errors
    /// The reason why it is not. The answer is always that of [`Rights::allows`].
    pub fn explain(
        &self,
        action: Action,
        kind: Kind,
        row: RowFacts,
        record: &mut impl Record,
    ) -> Result<Vec<Path>, Refusal> {
        let scope = self.role_scope(action, kind);
        if row.org != self.org {
            return Err(Refusal::OtherOrganization);
        }
        if scope == Scope::None {
            return Err(Refusal::NoPermission);
        }
        let mut paths = Vec::new();
        let meets = self.condition(action, kind).is_none_or(|condition| record.meets(condition, &self.facts));
        if meets {
            paths.extend(self.paths_of_role(scope, row));
        }
        paths.extend(self.paths_of_rules(action, kind, row, record));
        if self.shares(action, kind, row) {
            let updates = self.shares(Action::Update, kind, row);
            paths.push(Path::Shared(if updates { Access::Update } else { Access::Read }));
        }
        match (paths.is_empty(), meets) {
            (false, _) => Ok(paths),
            (true, false) if self.reaches(scope, row) => Err(Refusal::ConditionNotMet(scope)),
            (true, _) => Err(Refusal::OutOfScope(scope)),
        }
    }

    fn paths_of_role(&self, scope: Scope, row: RowFacts) -> impl Iterator<Item = Path> {
        let owner = self.owns(row).then_some(Path::Owner);
        let team = row.team.filter(|_| scope == Scope::Team && self.leads(row)).map(Path::Team);
        let organization = (scope == Scope::Org).then_some(Path::Organization);
        [owner, team, organization].into_iter().flatten()
    }

    fn paths_of_rules(
        &self,
        action: Action,
        kind: Kind,
        row: RowFacts,
        record: &mut impl Record,
    ) -> Vec<Path> {
        let rules = self.widening(action, kind).map_or(&[][..], |widening| &widening.rules);
        let covering = rules.iter().filter(|rule| {
            rule.covers(row.team)
                && rule.condition.as_ref().is_none_or(|condition| record.meets(condition, &self.facts))
        });
        covering.map(|rule| Path::Rule(rule.id)).collect()
    }
}
