//! Writes the net changes of a transaction, just before it commits or is prepared.

use std::ffi::CString;

use pgrx::pg_sys::{self, Datum, Oid};

use super::amount;
use super::columns::Table;
use super::ledger::{Change, Key};
use super::trigger::with_ledger;
use crate::error::CrmError;
use crate::fmgr::{text_datum, uuid_datum};

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

/// The table of deltas, open and locked against changes of its description.
struct Deltas {
    relation: pg_sys::Relation,
    positions: [usize; 9],
    width: usize,
}

impl Deltas {
    fn open() -> Result<Self, CrmError> {
        // SAFETY: the names are terminated; table_open raises an error for what cannot be opened.
        unsafe {
            let schema = pg_sys::get_namespace_oid(c"crm_private".as_ptr(), true);
            let table = pg_sys::get_relname_relid(c"deal_statistics_deltas".as_ptr(), schema);
            if schema == Oid::INVALID || table == Oid::INVALID {
                return Err(CrmError::DeltasMissing);
            }
            let relation = pg_sys::table_open(table, pg_sys::RowExclusiveLock.cast_signed());
            let mut deltas = Self { relation, positions: [0; 9], width: 0 };
            if (*(*relation).rd_rel).relhasindex {
                return Err(CrmError::DeltasIndexed);
            }
            let description = Table(&*relation);
            deltas.width = description.width();
            deltas.positions = positions(&description)?;
            Ok(deltas)
        }
    }

    fn append(&self, key: &Key, change: Change) -> Result<(), CrmError> {
        let optional = |id: Option<u128>| id.map(uuid_datum);
        let row: [Option<Datum>; 9] = [
            Some(uuid_datum(key.org)),
            optional(key.owner),
            optional(key.team),
            Some(uuid_datum(key.pipeline)),
            Some(uuid_datum(key.stage)),
            key.currency.as_ref().and_then(|code| std::str::from_utf8(code).ok()).map(text_datum),
            Some(Datum::from(change.deals)),
            Some(Datum::from(change.valued)),
            Some(numeric_datum(change.amount)?),
        ];
        let mut values = vec![Datum::null(); self.width];
        let mut nulls = vec![true; self.width];
        for (position, value) in self.positions.into_iter().zip(row) {
            if let Some(value) = value {
                values[position] = value;
                nulls[position] = false;
            }
        }
        // SAFETY: there is one value for each column, of the type that was checked on opening.
        unsafe {
            let row =
                pg_sys::heap_form_tuple((*self.relation).rd_att, values.as_mut_ptr(), nulls.as_mut_ptr());
            pg_sys::simple_heap_insert(self.relation, row);
            pg_sys::heap_freetuple(row);
        }
        Ok(())
    }
}

impl Drop for Deltas {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            // SAFETY: opened by `open`; the lock stays until the transaction ends. After an error the transaction
            // closes it itself.
            unsafe { pg_sys::table_close(self.relation, pg_sys::NoLock.cast_signed()) }
        }
    }
}

/// The places, from 0, of the columns in the order of a delta.
fn positions(table: &Table) -> Result<[usize; 9], CrmError> {
    let uuid = &[pg_sys::UUIDOID];
    let bigint = &[pg_sys::INT8OID];
    let found = [
        table.column("org_id", "uuid", uuid)?,
        table.column("owner_id", "uuid", uuid)?,
        table.column("team_id", "uuid", uuid)?,
        table.column("pipeline_id", "uuid", uuid)?,
        table.column("stage_id", "uuid", uuid)?,
        table.column("currency", "char(3)", &[pg_sys::BPCHAROID])?,
        table.column("deal_count", "bigint", bigint)?,
        table.column("valued_count", "bigint", bigint)?,
        table.column("amount_sum", "numeric", &[pg_sys::NUMERICOID])?,
    ];
    Ok(found.map(|position| position as usize - 1))
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
