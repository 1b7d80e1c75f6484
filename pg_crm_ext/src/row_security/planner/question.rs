//! What a call of one of the functions of policies asks, as far as it stands in the query itself.

use std::ffi::CStr;

use crm_core::access::{Action, Kind, Reach, Rights, Scope};
use pgrx::pg_sys::{self, List, Node, Oid};

use super::super::caller::Caller;
use super::nodes;

/// Which of the functions asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// About owner and team only.
    Class,
    /// About the row that is given as a whole: what policies ask.
    Record,
    /// About the row with an id.
    Row,
    /// About the row with an id, leaving out what is shared one by one.
    Reached,
    /// Whether the row with an id is shared.
    Shared,
}

/// A call whose kind and action are constants.
pub(super) struct Question {
    pub(super) form: Form,
    pub(super) action: Action,
    pub(super) kind: Kind,
    /// The leading arguments, which name the kind and, for `row_allowed`, the action.
    pub(super) names: Vec<*mut Node>,
    pub(super) org: *mut Node,
    /// Owner and team; a question about shared rows has none.
    pub(super) class: Option<[*mut Node; 2]>,
    pub(super) id: Option<*mut Node>,
}

impl Question {
    /// Reads a call of a supported function.
    ///
    /// # Safety
    /// `arguments` must be the arguments of a call of `function`.
    pub(super) unsafe fn read(function: Oid, arguments: *mut List) -> Option<Self> {
        // SAFETY: guaranteed by the caller; the declarations make the names texts.
        unsafe {
            let name = pg_sys::get_func_name(function);
            let name = (!name.is_null()).then(|| CStr::from_ptr(name))?;
            let (form, name_count, has_class, has_id) = shape(name, nodes::members::<Node>(arguments).len())?;
            let argument = |position| nodes::members(arguments).nth(position);
            let names = (0..name_count).map(argument).collect::<Option<Vec<_>>>()?;
            let (action, kind) = match names[..] {
                [kind] => (Action::Read, kind),
                [action, kind] => (Action::from_bytes(nodes::constant_text(action)?)?, kind),
                _ => return None,
            };
            let class =
                if has_class { Some([argument(name_count + 1)?, argument(name_count + 2)?]) } else { None };
            let id = if has_id { Some(argument(name_count + if has_class { 3 } else { 1 })?) } else { None };
            let kind = Kind::from_bytes(nodes::constant_text(kind)?)?;
            Some(Self { form, action, kind, names, org: argument(name_count)?, class, id })
        }
    }

    /// Whether a policy asks this, which the planner may put into other words.
    pub(super) fn may_be_simpler(&self) -> bool {
        matches!(self.form, Form::Record | Form::Class)
    }

    /// The position of the owner among the arguments.
    pub(super) fn owner_position(&self) -> Option<usize> {
        self.class.map(|_| self.names.len() + 1)
    }

    /// The position of the id among the arguments of a question about shared rows.
    pub(super) fn shared_id_position(&self) -> Option<usize> {
        (self.form == Form::Shared).then(|| self.names.len() + 1)
    }

    /// The shape of the caller's right.
    pub(super) fn reach(&self, caller: &Caller) -> Reach {
        caller.rights().map(|rights| rights.reach(self.action, self.kind)).unwrap_or_default()
    }

    /// How far the right reaches without looking at the record.
    pub(super) fn scope(&self, rights: &Rights) -> Scope {
        match self.form {
            Form::Class => rights.scope(self.action, self.kind),
            _ if rights.reach(self.action, self.kind).is_conditional => {
                rights.role_scope(self.action, self.kind)
            }
            _ => rights.scope(self.action, self.kind),
        }
    }
}

/// Form, number of names, whether there are owner and team, whether there is an id.
fn shape(name: &CStr, arguments: usize) -> Option<(Form, usize, bool, bool)> {
    match (name.to_bytes(), arguments) {
        (b"row_visible", 4) => Some((Form::Class, 1, true, false)),
        (b"row_allowed" | b"class_visible", 5) => Some((Form::Class, 2, true, false)),
        (b"row_visible", 5) => Some((Form::Row, 1, true, true)),
        (b"row_visible", 6) => Some((Form::Record, 1, true, true)),
        (b"row_allowed", 7) => Some((Form::Record, 2, true, true)),
        (b"record_visible", 6) => Some((Form::Row, 1, true, true)),
        (b"record_allowed", 7) => Some((Form::Row, 2, true, true)),
        (b"row_reached", 5) => Some((Form::Reached, 1, true, true)),
        (b"row_shared", 3) => Some((Form::Shared, 1, false, true)),
        _ => None,
    }
}
