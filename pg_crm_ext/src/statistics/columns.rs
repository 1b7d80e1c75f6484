//! Where the columns stand that statistics read, remembered for each table until its description changes.

use std::cell::RefCell;
use std::collections::HashMap;
use std::ffi::CStr;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use pgrx::pg_sys::{self, Datum, Oid};

use crate::error::CrmError;

/// The positions of the columns of the deals, counted from 1.
#[derive(Debug, Clone, Copy)]
pub(super) struct DealColumns {
    pub(super) org: i32,
    pub(super) owner: i32,
    pub(super) team: i32,
    pub(super) pipeline: i32,
    pub(super) stage: i32,
    pub(super) currency: i32,
    pub(super) amount: i32,
}

thread_local! {
    static KNOWN: RefCell<HashMap<Oid, (u64, DealColumns)>> = RefCell::default();
}

/// Moves when the description of a remembered table may have changed.
static GENERATION: AtomicU64 = AtomicU64::new(0);

pub(super) fn register() {
    // SAFETY: the callback stays valid for the life of the process.
    unsafe { pg_sys::CacheRegisterRelcacheCallback(Some(relation_changed), Datum::null()) }
}

#[pgrx::pg_guard]
unsafe extern "C-unwind" fn relation_changed(_argument: Datum, relation: Oid) {
    let concerns = relation == Oid::INVALID
        || KNOWN.with(|known| known.try_borrow().map_or(true, |known| known.contains_key(&relation)));
    if concerns {
        GENERATION.fetch_add(1, Relaxed);
    }
}

/// The columns of a table of deals.
pub(super) fn of_deals(relation: &pg_sys::RelationData) -> Result<DealColumns, CrmError> {
    let generation = GENERATION.load(Relaxed);
    let known = KNOWN.with_borrow(|known| known.get(&relation.rd_id).copied());
    if let Some((made, columns)) = known
        && made == generation
    {
        return Ok(columns);
    }
    let table = Table(relation);
    let columns = DealColumns {
        org: table.column("org_id", "uuid", &[pg_sys::UUIDOID])?,
        owner: table.column("owner_id", "uuid", &[pg_sys::UUIDOID])?,
        team: table.column("team_id", "uuid", &[pg_sys::UUIDOID])?,
        pipeline: table.column("pipeline_id", "uuid", &[pg_sys::UUIDOID])?,
        stage: table.column("stage_id", "uuid", &[pg_sys::UUIDOID])?,
        currency: table.column("currency", "char(3)", &[pg_sys::BPCHAROID])?,
        amount: table.column("amount", "numeric", &[pg_sys::NUMERICOID])?,
    };
    KNOWN.with_borrow_mut(|known| known.insert(relation.rd_id, (generation, columns)));
    Ok(columns)
}

/// An open table, whose columns are looked up by name.
pub(crate) struct Table<'a>(pub(crate) &'a pg_sys::RelationData);

impl Table<'_> {
    /// The position, from 1, of the column with this name and one of these types.
    pub(super) fn column(
        &self,
        name: &'static str,
        expected: &'static str,
        types: &[Oid],
    ) -> Result<i32, CrmError> {
        self.attribute(name, expected, types).map(|attribute| i32::from(attribute.attnum))
    }

    /// The column with this name and one of these types.
    pub(super) fn attribute(
        &self,
        name: &'static str,
        expected: &'static str,
        types: &[Oid],
    ) -> Result<&pg_sys::FormData_pg_attribute, CrmError> {
        let found = self.named(name).filter(|attribute| types.contains(&attribute.atttypid));
        found.ok_or_else(|| CrmError::UnexpectedTable { table: self.name(), column: name, expected })
    }

    /// The column with this name.
    pub(crate) fn named(&self, name: &str) -> Option<&pg_sys::FormData_pg_attribute> {
        self.attributes().find(|attribute| {
            // SAFETY: a name is terminated within its 64 bytes.
            let own = unsafe { CStr::from_ptr(attribute.attname.data.as_ptr()) };
            !attribute.attisdropped && own.to_bytes() == name.as_bytes()
        })
    }

    /// How many columns the table has, dropped ones included.
    pub(super) fn width(&self) -> usize {
        // SAFETY: an open relation has a description.
        unsafe { (*self.0.rd_att).natts as usize }
    }

    fn attributes(&self) -> impl Iterator<Item = &pg_sys::FormData_pg_attribute> {
        // SAFETY: the index is below the number of attributes of the open relation.
        (0..self.width()).map(|index| unsafe { &*attribute(self.0.rd_att, index) })
    }

    fn name(&self) -> String {
        // SAFETY: an open relation has a description with a terminated name.
        unsafe { CStr::from_ptr((*self.0.rd_rel).relname.data.as_ptr()) }.to_string_lossy().into_owned()
    }
}

/// # Safety
/// `index` must be below the number of attributes.
unsafe fn attribute(description: pg_sys::TupleDesc, index: usize) -> *const pg_sys::FormData_pg_attribute {
    // SAFETY: guaranteed by the caller. PostgreSQL 18 keeps the full attributes behind the compact ones.
    unsafe {
        #[cfg(not(feature = "pg18"))]
        {
            (*description).attrs.as_ptr().add(index)
        }
        #[cfg(feature = "pg18")]
        {
            let compact = (*description).compact_attrs.as_ptr();
            compact.add((*description).natts as usize).cast::<pg_sys::FormData_pg_attribute>().add(index)
        }
    }
}
