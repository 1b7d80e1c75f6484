//! What a call of `row_visible` or `row_allowed` in a query asks, as far as it stands in the query itself.

use crm_core::access::{Action, Kind, Scope};
use pgrx::pg_sys::{List, Node};

use super::super::caller::Caller;
use super::nodes;

/// A call whose kind and action are constants.
pub(super) struct Question {
    pub(super) action: Action,
    pub(super) kind: Kind,
    /// The leading arguments, which name the kind and, for `row_allowed`, the action.
    pub(super) names: Vec<*mut Node>,
    pub(super) org: *mut Node,
    pub(super) owner: *mut Node,
    pub(super) team: *mut Node,
}

impl Question {
    /// Reads the arguments: (kind, org, owner, team) or (action, kind, org, owner, team).
    ///
    /// # Safety
    /// `arguments` must be the arguments of a call of one of the two functions.
    pub(super) unsafe fn read(arguments: *mut List) -> Option<Self> {
        // SAFETY: guaranteed by the caller; the declarations make the names texts.
        unsafe {
            let argument = |position| nodes::member(arguments, position);
            let facts = nodes::length(arguments).checked_sub(3)?;
            let names = (0..facts).map(argument).collect::<Option<Vec<_>>>()?;
            let (action, kind) = match names[..] {
                [kind] => (Action::Read, kind),
                [action, kind] => (Action::from_bytes(nodes::constant_text(action)?)?, kind),
                _ => return None,
            };
            Some(Self {
                action,
                kind: Kind::from_bytes(nodes::constant_text(kind)?)?,
                names,
                org: argument(facts)?,
                owner: argument(facts + 1)?,
                team: argument(facts + 2)?,
            })
        }
    }

    /// The position of the owner among the arguments.
    pub(super) fn owner_position(&self) -> usize {
        self.names.len() + 1
    }

    /// How far the caller's right reaches.
    pub(super) fn scope(&self, caller: &Caller) -> Scope {
        caller.rights().map_or(Scope::None, |rights| rights.scope(self.action, self.kind))
    }
}
