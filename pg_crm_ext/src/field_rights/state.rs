//! What a call site remembers of the rights on fields, for the rows of one statement.
//!
//! In parallel queries nothing else is remembered, because their snapshot may be older than what is known of changes.

use std::rc::Rc;

use crm_core::fields::FieldRights;
use pgrx::pg_sys::Oid;

use super::{generation, limits};

/// Holds until the generation moves; the call site drops it when the caller changes.
#[derive(Default)]
pub(crate) struct FieldState {
    generation: u64,
    rights: Option<Rc<FieldRights>>,
    hidden: Option<Hidden>,
}

/// The columns of a row type that the caller may not read, by position from 0.
struct Hidden {
    row_type: (Oid, i32),
    columns: Rc<[usize]>,
}

impl FieldState {
    /// The rights of a role on fields.
    #[inline]
    pub(super) fn rights(&mut self, org: u128, role_key: &str) -> &FieldRights {
        self.refresh();
        self.rights.get_or_insert_with(|| limits::of_role(org, role_key))
    }

    /// The same, to be kept.
    pub(super) fn shared_rights(&mut self, org: u128, role_key: &str) -> Rc<FieldRights> {
        self.refresh();
        Rc::clone(self.rights.get_or_insert_with(|| limits::of_role(org, role_key)))
    }

    /// The hidden columns of a row type, found out by `find` when they are not known.
    #[inline]
    pub(super) fn hidden(
        &mut self,
        row_type: (Oid, i32),
        find: impl FnOnce(&mut Self) -> Vec<usize>,
    ) -> Rc<[usize]> {
        self.refresh();
        if let Some(hidden) = self.hidden.as_ref().filter(|hidden| hidden.row_type == row_type) {
            return Rc::clone(&hidden.columns);
        }
        let columns: Rc<[usize]> = find(self).into();
        self.hidden = Some(Hidden { row_type, columns: Rc::clone(&columns) });
        columns
    }

    #[inline]
    fn refresh(&mut self) {
        let generation = generation::current();
        if self.generation != generation {
            *self = Self { generation, ..Self::default() };
        }
    }
}
