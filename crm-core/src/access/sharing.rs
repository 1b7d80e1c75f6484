//! What lets a caller beyond the own scope. Sharing only widens.

use std::rc::Rc;

use super::{Action, SharedIds, TeamSet};
use crate::condition::Condition;

/// What sharing gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Access {
    /// To see the record.
    Read,
    /// To see and change it.
    Update,
}

impl Access {
    /// The access with this name, as the tables hold it.
    #[must_use]
    pub const fn from_bytes(name: &[u8]) -> Option<Self> {
        match name {
            b"read" => Some(Self::Read),
            b"update" => Some(Self::Update),
            _ => None,
        }
    }

    /// The name used in tables and messages.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Update => "update",
        }
    }

    /// The actions it gives.
    pub(super) const fn actions(self) -> &'static [Action] {
        match self {
            Self::Read => &[Action::Read],
            Self::Update => &[Action::Read, Action::Update],
        }
    }
}

/// A rule that shares records of a kind with the caller.
#[derive(Debug, Clone)]
pub struct Rule {
    /// The rule's identifier.
    pub id: u128,
    /// What it gives.
    pub access: Access,
    /// Which records; `None` for all.
    pub condition: Option<Rc<Condition>>,
    /// Only records of these teams; `None` for any.
    pub source_teams: Option<Rc<TeamSet>>,
}

impl Rule {
    /// Whether the rule is about every record.
    pub(super) fn covers_all(&self) -> bool {
        self.condition.is_none() && self.source_teams.is_none()
    }

    /// Whether the rule is about records of this team.
    pub(super) fn covers(&self, team: Option<u128>) -> bool {
        match &self.source_teams {
            None => true,
            Some(teams) => team.is_some_and(|team| teams.contains(&team)),
        }
    }
}

/// What widens one action on one kind.
#[derive(Debug, Clone, Default)]
pub(super) struct Widening {
    /// All rules, for explanations.
    pub(super) rules: Vec<Rc<Rule>>,
    /// Whether one of them is about every record.
    pub(super) shares_all: bool,
    /// Those that look at the record.
    pub(super) conditional: Vec<Rc<Rule>>,
    /// Records of these teams are shared whatever they hold.
    pub(super) teams: TeamSet,
    /// Records shared one by one.
    pub(super) shared: SharedIds,
}

impl Widening {
    pub(super) fn add_rule(&mut self, rule: &Rc<Rule>) {
        self.rules.push(Rc::clone(rule));
        match (&rule.condition, &rule.source_teams) {
            (Some(_), _) => self.conditional.push(Rc::clone(rule)),
            (None, Some(teams)) => self.teams.extend(teams.iter().copied()),
            (None, None) => self.shares_all = true,
        }
    }

    #[inline]
    pub(super) fn shares_team(&self, team: Option<u128>) -> bool {
        !self.teams.is_empty() && team.is_some_and(|team| self.teams.contains(&team))
    }
}
