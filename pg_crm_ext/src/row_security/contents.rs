//! The contents of the row that is decided about, as far as conditions ask for them.

use std::rc::Rc;

use crm_core::access;
use crm_core::condition::{CallerFacts, Condition};
use pgrx::pg_sys;

use super::facts::{Layout, RowValues};
use super::fetch::{self, RowKey};
use crate::error::CrmError;
use crate::fmgr::Call;
use crate::record::Record;

/// Where the fields of conditions stand, kept at a call site.
#[derive(Default)]
pub(super) struct Layouts(Vec<(Rc<Condition>, Layout)>);

impl Layouts {
    /// # Safety
    /// `context` must live as long as the layouts.
    unsafe fn of(
        &mut self,
        condition: &Rc<Condition>,
        record: &Record,
        context: pg_sys::MemoryContext,
    ) -> &Layout {
        let known = self.0.iter().position(|(known, _)| Rc::ptr_eq(known, condition));
        let position = match known {
            Some(position) if self.0[position].1.fits(record) => position,
            // SAFETY: guaranteed by the caller.
            Some(position) => unsafe {
                self.0[position].1 = Layout::find(record, condition, context);
                position
            },
            None => {
                // SAFETY: as above.
                let layout = unsafe { Layout::find(record, condition, context) };
                self.0.push((Rc::clone(condition), layout));
                self.0.len() - 1
            }
        };
        &self.0[position].1
    }

    pub(super) fn clear(&mut self) {
        self.0.clear();
    }
}

/// Where the contents of the row come from.
#[derive(Clone, Copy)]
pub(super) enum Origin {
    /// The row is the argument at this position; a null one meets no condition.
    Argument(Call, usize),
    /// The row is known by its key only.
    Key(RowKey),
    /// There is none: no condition is met.
    Nowhere,
}

/// The contents of one row.
pub(super) struct Contents<'a> {
    origin: Origin,
    layouts: &'a mut Layouts,
    context: pg_sys::MemoryContext,
    is_no_row: bool,
}

impl<'a> Contents<'a> {
    /// # Safety
    /// `context` must live as long as the layouts.
    pub(super) unsafe fn new(
        origin: Origin,
        layouts: &'a mut Layouts,
        context: pg_sys::MemoryContext,
    ) -> Self {
        Self { origin, layouts, context, is_no_row: false }
    }

    /// Refuses a record that turned out to be none.
    pub(super) fn check(self) -> Result<(), CrmError> {
        if self.is_no_row { Err(CrmError::NotARow) } else { Ok(()) }
    }

    fn holds(&mut self, record: Record, condition: &Rc<Condition>, caller: &CallerFacts) -> bool {
        // SAFETY: guaranteed by the caller of `new`.
        let layout = unsafe { self.layouts.of(condition, &record, self.context) };
        condition.holds(&RowValues { record, layout }, caller)
    }

    fn argument(&mut self, call: Call, position: usize) -> Option<Record> {
        let value = call.datum(position)?;
        // SAFETY: the value is not null and of this type; it lives as long as the call.
        let record = unsafe { Record::of(value, call.argument_type(position)) };
        self.is_no_row = record.is_none();
        record
    }
}

impl access::Record for Contents<'_> {
    fn meets(&mut self, condition: &Rc<Condition>, caller: &CallerFacts) -> bool {
        match self.origin {
            Origin::Argument(call, position) => {
                self.argument(call, position).is_some_and(|record| self.holds(record, condition, caller))
            }
            Origin::Key(key) => {
                fetch::with_row(key, |record| self.holds(record, condition, caller)).unwrap_or(false)
            }
            Origin::Nowhere => false,
        }
    }
}
