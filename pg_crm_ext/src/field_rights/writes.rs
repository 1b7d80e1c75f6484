//! Refuses API users a field that they may not change.

use std::ffi::CStr;

use crm_core::access::Kind;
use crm_core::fields::FieldLimit;
use pgrx::pg_sys::{self, Datum, FormData_pg_attribute, HeapTuple, TriggerData};

use super::functions::{kind_named, runs_unrestricted};
use crate::error::{CrmError, value_or_raise};
use crate::fmgr::{Call, raw_function};
use crate::row_security::request::{Identity, identify};
use crate::statistics::Table;

raw_function!(
    /// `check_field_writes() returns trigger`
    fn crm_check_field_writes(call), pg_finfo_crm_check_field_writes,
    value_or_raise(check_field_writes(call))
);

fn check_field_writes(call: Call) -> Result<Datum, CrmError> {
    let event = call.trigger().filter(|event| is_before_row_write(event.tg_event));
    let event = event.ok_or(CrmError::NotItsTrigger(
        "check_field_writes",
        "a trigger before insert or update for each row",
    ))?;
    let is_update = event.tg_event & pg_sys::TRIGGER_EVENT_OPMASK == pg_sys::TRIGGER_EVENT_UPDATE;
    let row = if is_update { event.tg_newtuple } else { event.tg_trigtuple };
    let limits = identify(call, |identity, state| match identity {
        Identity::Member { org, role_key } => Some(state.shared_rights(org, role_key)),
        Identity::Service | Identity::Nobody => None,
    });
    let Some(limits) = limits else { return Ok(Datum::from(row)) };
    // SAFETY: a trigger has a description with its arguments.
    let arguments = unsafe { arguments(event) };
    let (kind, names) = arguments.split_first().unwrap_or((&"", &[]));
    let kind = kind_named(kind.as_bytes())?;
    let mut limits = limits.of(kind).peekable();
    if limits.peek().is_none() || runs_unrestricted() {
        return Ok(Datum::from(row));
    }
    let write = Write { event, row, is_update };
    for limit in limits {
        for column in columns_of(&limit.field, names) {
            write.refuse(kind, limit, column)?;
        }
    }
    Ok(Datum::from(row))
}

const fn is_before_row_write(event: pg_sys::TriggerEvent) -> bool {
    let operation = event & pg_sys::TRIGGER_EVENT_OPMASK;
    event & pg_sys::TRIGGER_EVENT_ROW != 0
        && event & pg_sys::TRIGGER_EVENT_TIMINGMASK == pg_sys::TRIGGER_EVENT_BEFORE
        && (operation == pg_sys::TRIGGER_EVENT_INSERT || operation == pg_sys::TRIGGER_EVENT_UPDATE)
}

/// The columns that hold the field: those that the arguments of the trigger name, or the one called like it.
fn columns_of<'a>(field: &'a str, names: &'a [&'a str]) -> Vec<&'a str> {
    if names.is_empty() {
        return vec![field];
    }
    names.chunks_exact(2).filter(|pair| pair[0] == field).map(|pair| pair[1]).collect()
}

/// # Safety
/// The event must be that of a running trigger; the texts live as long as it.
unsafe fn arguments(event: &TriggerData) -> Vec<&str> {
    // SAFETY: guaranteed by the caller; arguments are terminated strings, as many as said.
    unsafe {
        let trigger = &*event.tg_trigger;
        (0..usize::try_from(trigger.tgnargs).unwrap_or(0))
            .map(|position| CStr::from_ptr(*trigger.tgargs.add(position)).to_str().unwrap_or_default())
            .collect()
    }
}

/// A row about to be written.
struct Write<'a> {
    event: &'a TriggerData,
    row: HeapTuple,
    is_update: bool,
}

impl Write<'_> {
    /// Refuses the row if it carries the limited field. A hidden field may not be named at all: whether it was null
    /// already would tell something of it. One that is seen may be sent back as it is.
    fn refuse(&self, kind: Kind, limit: &FieldLimit, column: &str) -> Result<(), CrmError> {
        // SAFETY: the relation of a trigger event is open.
        let relation = unsafe { &*self.event.tg_relation };
        let table = Table(relation);
        let Some(attribute) = table.named(column) else { return Ok(()) };
        let is_written = match (self.is_update, limit.is_readable) {
            (true, false) => self.names(attribute),
            (true, true) => self.changes(attribute),
            (false, _) => self.gives(attribute),
        };
        if is_written {
            return Err(CrmError::FieldNotWritable { kind: kind.as_str(), field: limit.field.clone() });
        }
        Ok(())
    }

    /// Whether an update sets the column, to whatever value.
    fn names(&self, attribute: &FormData_pg_attribute) -> bool {
        let position = i32::from(attribute.attnum) - pg_sys::FirstLowInvalidHeapAttributeNumber;
        // SAFETY: the set belongs to the event.
        unsafe { pg_sys::bms_is_member(position, self.event.tg_updatedcols.cast_mut()) }
    }

    fn changes(&self, attribute: &FormData_pg_attribute) -> bool {
        let old = self.value(self.event.tg_trigtuple, attribute);
        !is_same(old, self.value(self.row, attribute), attribute)
    }

    /// Whether an insert gives the column another value than it has by itself.
    fn gives(&self, attribute: &FormData_pg_attribute) -> bool {
        let given = self.value(self.row, attribute);
        if given.is_none() {
            return false;
        }
        // SAFETY: the relation is open; the default is an expression of the column's type without columns.
        unsafe {
            let default = pg_sys::build_column_default(self.event.tg_relation, i32::from(attribute.attnum));
            if default.is_null() {
                return true;
            }
            if pg_sys::contain_volatile_functions(default) {
                return false; // nobody can tell whether it was given
            }
            let value = pg_sys::evaluate_expr(
                default.cast(),
                attribute.atttypid,
                attribute.atttypmod,
                attribute.attcollation,
            )
            .cast::<pg_sys::Const>();
            let default = (!(*value).constisnull).then_some((*value).constvalue);
            !is_same(default, given, attribute)
        }
    }

    fn value(&self, row: HeapTuple, attribute: &FormData_pg_attribute) -> Option<Datum> {
        let mut is_null = false;
        // SAFETY: the row has the columns of the open relation.
        let value = unsafe {
            let description = (*self.event.tg_relation).rd_att;
            pg_sys::heap_getattr(row, i32::from(attribute.attnum), description, &mut is_null)
        };
        (!is_null).then_some(value)
    }
}

/// Whether two values of a column are equal as its type sees it; values that cannot be compared are not.
fn is_same(first: Option<Datum>, second: Option<Datum>, attribute: &FormData_pg_attribute) -> bool {
    let (Some(first), Some(second)) = (first, second) else { return first.is_none() && second.is_none() };
    // SAFETY: both are values of the column's type, whose equality function the type cache knows.
    unsafe {
        let known =
            pg_sys::lookup_type_cache(attribute.atttypid, pg_sys::TYPECACHE_EQ_OPR_FINFO.cast_signed());
        let equals = &raw mut (*known).eq_opr_finfo;
        (*equals).fn_oid != pg_sys::Oid::INVALID
            && pg_sys::FunctionCall2Coll(equals, attribute.attcollation, first, second).value() != 0
    }
}
