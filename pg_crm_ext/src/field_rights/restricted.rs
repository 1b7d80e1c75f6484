//! The columns that some role of some organization may not read, as this backend knows them.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use crm_core::access::Kind;
use pgrx::pg_sys::{self, Oid};

use super::generation;
use crate::owner::{as_extension_owner, relation};
use crate::row_security::request::{is_parallel, with_latest_snapshot};
use crate::spi::{Column, KeptPlan};

/// The fields that a column shows; who may not read one of them does not see it.
#[derive(Debug, Clone)]
pub(super) struct Restricted {
    pub(super) attribute: i16,
    pub(super) fields: Vec<(Kind, String)>,
}

/// All restricted columns, by table.
#[derive(Debug, Default)]
pub(super) struct Restrictions(HashMap<Oid, Vec<Restricted>>);

impl Restrictions {
    /// The restricted columns of a table.
    pub(super) fn of(&self, table: Oid) -> Option<&[Restricted]> {
        self.0.get(&table).map(Vec::as_slice)
    }

    /// The restriction of one column.
    pub(super) fn column(&self, table: Oid, attribute: i16) -> Option<&Restricted> {
        self.of(table)?.iter().find(|column| column.attribute == attribute)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Reads lines of "table attribute resource field"; what cannot be read is no field of this version.
    fn parse(lines: &str) -> Self {
        let mut tables: HashMap<Oid, Vec<Restricted>> = HashMap::new();
        for line in lines.lines() {
            let mut words = line.split(' ');
            let table = words.next().and_then(oid);
            let attribute = words.next().and_then(|word| word.parse().ok());
            let kind = words.next().and_then(|word| Kind::from_bytes(word.as_bytes()));
            let (Some(table), Some(attribute), Some(kind), Some(field)) =
                (table, attribute, kind, words.next())
            else {
                continue;
            };
            let columns = tables.entry(table).or_default();
            match columns.iter_mut().find(|column| column.attribute == attribute) {
                Some(column) => column.fields.push((kind, field.to_owned())),
                None => columns.push(Restricted { attribute, fields: vec![(kind, field.to_owned())] }),
            }
        }
        Self(tables)
    }
}

struct Known {
    generation: u64,
    restrictions: Rc<Restrictions>,
}

thread_local! {
    static KNOWN: RefCell<Option<Known>> = const { RefCell::new(None) };
    static READING: Cell<bool> = const { Cell::new(false) };
    static QUERY: KeptPlan = const { KeptPlan::new(include_str!("restricted.sql"), &[]) };
}

/// What is restricted now; `None` when nothing is, before the tables exist, and while this is being read.
pub(super) fn current() -> Option<Rc<Restrictions>> {
    // SAFETY: allowed wherever a lock may be taken, as when planning.
    unsafe { pg_sys::AcceptInvalidationMessages() }
    let known = KNOWN.with_borrow(|known| {
        let known = known.as_ref().filter(|known| known.generation == generation::current())?;
        Some(Rc::clone(&known.restrictions))
    });
    known.or_else(read).filter(|restrictions| !restrictions.is_empty())
}

/// Whether a restriction was known when last asked; reads nothing.
pub(super) fn any_known() -> bool {
    KNOWN.with(|known| {
        known
            .try_borrow()
            .is_ok_and(|known| known.as_ref().is_some_and(|known| !known.restrictions.is_empty()))
    })
}

fn read() -> Option<Rc<Restrictions>> {
    if READING.get() {
        return None;
    }
    let table = relation(c"crm", c"field_permissions")?;
    relation(c"crm_private", c"field_columns")?;
    let _guard = ReadingGuard::begin();
    // The generation is taken first: what changes while reading makes the answer stale.
    let generation = generation::current();
    let (lines, tables) = with_latest_snapshot(|| {
        as_extension_owner(|| {
            QUERY.with(|query| {
                query.first_row([], |row| {
                    (row.text(Column(1)).unwrap_or_default(), row.text(Column(2)).unwrap_or_default())
                })
            })
        })
    })
    .flatten()?;
    let restrictions = Rc::new(Restrictions::parse(&lines));
    if !is_parallel() {
        generation::watch(tables.lines().filter_map(oid).chain([table]).collect());
        let known = Known { generation, restrictions: Rc::clone(&restrictions) };
        KNOWN.with_borrow_mut(|kept| *kept = Some(known));
    }
    Some(restrictions)
}

/// An object identifier as text.
pub(super) fn oid(text: &str) -> Option<Oid> {
    text.parse::<u32>().ok().map(Oid::from)
}

/// Ends when dropped, also by an error. What is planned meanwhile is the reading itself.
struct ReadingGuard;

impl ReadingGuard {
    fn begin() -> Self {
        READING.set(true);
        Self
    }
}

impl Drop for ReadingGuard {
    fn drop(&mut self) {
        READING.set(false);
    }
}
