//! Writes the net changes of a transaction, just before it commits or is prepared.

use std::ffi::CString;

use pgrx::pg_sys::{self, Datum, Oid};

use super::amount;
use super::columns::Table;
use super::ledger::{Change, Key};
use super::trigger::with_ledger;
use crate::error::CrmError;
use crate::fmgr::{text_datum, uuid_datum};
use crate::owner::relation;

/// Appends one row for each key whose deals changed. A plain heap insert: no planner, no constraint, no trigger.
pub(super) fn write_net_changes() -> Result<(), CrmError> {
    let changes = with_ledger(|ledger| {
        let net = ledger.net();
        ledger.clear();
        net
    })?;
    if changes.is_empty() {
        return Ok(());
    }
    let deltas = Deltas::open()?;
    for (key, change) in &changes {
        deltas.append(key, *change)?;
    }
    Ok(())
}

const COLUMNS: [(&str, &str, Oid); 9] = [
    ("org_id", "uuid", pg_sys::UUIDOID),
    ("owner_id", "uuid", pg_sys::UUIDOID),
    ("team_id", "uuid", pg_sys::UUIDOID),
    ("pipeline_id", "uuid", pg_sys::UUIDOID),
    ("stage_id", "uuid", pg_sys::UUIDOID),
    ("currency", "char(3)", pg_sys::BPCHAROID),
    ("deal_count", "bigint", pg_sys::INT8OID),
    ("valued_count", "bigint", pg_sys::INT8OID),
    ("amount_sum", "numeric", pg_sys::NUMERICOID),
];

/// Where a column of the deltas stands.
#[derive(Clone, Copy)]
struct Place {
    name: &'static str,
    index: usize,
    is_required: bool,
}

/// The table of deltas, open and locked against changes of its description.
struct Deltas {
    relation: OpenTable,
    places: Vec<Place>,
    width: usize,
}

impl Deltas {
    fn open() -> Result<Self, CrmError> {
        let name = relation(c"crm_private", c"deal_statistics_deltas").ok_or(CrmError::DeltasMissing)?;
        let relation = OpenTable::open(name);
        if relation.has_index() {
            return Err(CrmError::DeltasIndexed);
        }
        let table = Table(relation.description());
        let width = table.width();
        let places = COLUMNS.iter().map(|(name, expected, kind)| {
            let attribute = table.attribute(name, expected, &[*kind])?;
            Ok(Place { name, index: attribute.attnum as usize - 1, is_required: attribute.attnotnull })
        });
        let places = places.collect::<Result<_, CrmError>>()?;
        Ok(Self { relation, places, width })
    }

    fn append(&self, key: &Key, change: Change) -> Result<(), CrmError> {
        let row: [Option<Datum>; 9] = [
            key.org.map(uuid_datum),
            key.owner.map(uuid_datum),
            key.team.map(uuid_datum),
            key.pipeline.map(uuid_datum),
            key.stage.map(uuid_datum),
            key.currency.as_ref().and_then(|code| std::str::from_utf8(code).ok()).map(text_datum),
            Some(Datum::from(change.deals)),
            Some(Datum::from(change.valued)),
            Some(numeric_datum(change.amount)?),
        ];
        let mut values = vec![Datum::null(); self.width];
        let mut nulls = vec![true; self.width];
        for (place, value) in self.places.iter().zip(row) {
            match value {
                Some(value) => {
                    values[place.index] = value;
                    nulls[place.index] = false;
                }
                // The insert checks no constraint, and PostgreSQL relies on this one when it reads.
                None if place.is_required => return Err(CrmError::DealIncomplete(place.name)),
                None => {}
            }
        }
        self.relation.insert(&mut values, &mut nulls);
        Ok(())
    }
}

/// A table open for plain inserts.
struct OpenTable(pg_sys::Relation);

impl OpenTable {
    fn open(table: Oid) -> Self {
        // SAFETY: raises an error if the table cannot be opened.
        Self(unsafe { pg_sys::table_open(table, pg_sys::RowExclusiveLock.cast_signed()) })
    }

    fn description(&self) -> &pg_sys::RelationData {
        // SAFETY: the table is open until dropped.
        unsafe { &*self.0 }
    }

    fn has_index(&self) -> bool {
        // SAFETY: the table is open; the list is a copy.
        unsafe { !pg_sys::RelationGetIndexList(self.0).is_null() }
    }

    /// Appends a row with a value, or a null, for each column.
    fn insert(&self, values: &mut [Datum], nulls: &mut [bool]) {
        // SAFETY: both slices are as wide as the table; the types were checked when the columns were found.
        unsafe {
            let row = pg_sys::heap_form_tuple((*self.0).rd_att, values.as_mut_ptr(), nulls.as_mut_ptr());
            pg_sys::simple_heap_insert(self.0, row);
            pg_sys::heap_freetuple(row);
        }
    }
}

impl Drop for OpenTable {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            // SAFETY: opened by `open`; the lock stays until the transaction ends. After an error the transaction
            // closes the table itself.
            unsafe { pg_sys::table_close(self.0, pg_sys::NoLock.cast_signed()) }
        }
    }
}

fn numeric_datum(amount: i128) -> Result<Datum, CrmError> {
    let mut text =
        CString::new(amount::to_decimal(amount)).map_err(|_| CrmError::AmountTooLarge)?.into_bytes_with_nul();
    // SAFETY: the text is terminated and outlives the call, which copies what it needs.
    Ok(unsafe {
        pg_sys::OidInputFunctionCall(
            Oid::from(pg_sys::F_NUMERIC_IN),
            text.as_mut_ptr().cast(),
            pg_sys::NUMERICOID,
            -1,
        )
    })
}
