//! What the role of the caller may do with single fields.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use crm_core::access::Kind;
use crm_core::fields::FieldRights;
use pgrx::pg_sys::{TEXTOID, UUIDOID};

use super::generation;
use crate::owner::{as_extension_owner, relation};
use crate::row_security::request::{is_parallel, with_latest_snapshot};
use crate::spi::{Argument, Column, KeptPlan};

/// How many roles a backend remembers; then it starts over.
const MOST_ROLES: usize = 512;

/// The rights of a role, and the generation that they were read in.
type Known = (u64, Rc<FieldRights>);

thread_local! {
    static ROLES: RefCell<HashMap<(u128, String), Known>> = RefCell::default();
    static QUERY: KeptPlan = const { KeptPlan::new(include_str!("limits.sql"), &[UUIDOID, TEXTOID]) };
}

/// The rights on fields of a role, as the tables say now.
pub(super) fn of_role(org: u128, role_key: &str) -> Rc<FieldRights> {
    let generation = generation::current();
    let key = (org, role_key.to_owned());
    let known = ROLES.with_borrow(|roles| {
        let (known_since, rights) = roles.get(&key)?;
        (*known_since == generation).then(|| Rc::clone(rights))
    });
    let rights = known.unwrap_or_else(|| Rc::new(read(org, role_key)));
    if !is_parallel() {
        ROLES.with_borrow_mut(|roles| {
            if roles.len() >= MOST_ROLES {
                roles.clear();
            }
            roles.insert(key, (generation, Rc::clone(&rights)));
        });
    }
    rights
}

fn read(org: u128, role_key: &str) -> FieldRights {
    if relation(c"crm", c"field_permissions").is_none() {
        return FieldRights::default();
    }
    let arguments = [Argument::Uuid(org), Argument::Text(role_key)];
    let lines = with_latest_snapshot(|| {
        as_extension_owner(|| QUERY.with(|query| query.first_row(arguments, |row| row.text(Column(1)))))
    });
    let mut rights = FieldRights::default();
    for line in lines.flatten().flatten().unwrap_or_default().lines() {
        let words: Vec<&str> = line.split(' ').collect();
        if let [resource, field, can_read, can_update] = words[..]
            && let Some(kind) = Kind::from_bytes(resource.as_bytes())
        {
            rights.limit(kind, field, can_read == "t", can_update == "t");
        }
    }
    rights
}
