//! The caller and the last question, kept at the call site for the rows of one statement.

use std::ffi::c_void;
use std::rc::Rc;

use crm_core::access::{Action, Kind};
use pgrx::pg_sys::{self, Datum};

use super::caller::{Caller, DatabaseRoles};
use super::contents::Layouts;
use super::{cache, change};
use crate::error::CrmError;
use crate::field_rights::FieldState;
use crate::fmgr::{Call, uuid_datum_in};

const LONGEST_NAME: usize = 30;

/// When the state was found out; it holds while this does not change.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Moment {
    transaction: pg_sys::LocalTransactionId,
    epoch: u64,
    roles: DatabaseRoles,
}

impl Moment {
    #[inline]
    fn now() -> Self {
        Self { transaction: local_transaction(), epoch: change::epoch(), roles: DatabaseRoles::current() }
    }

    /// The present moment, and who calls in it.
    fn with_caller() -> (Self, Rc<Caller>) {
        cache::accept_changes();
        let moment = Self::now();
        (moment, cache::current_caller(moment.roles))
    }
}

/// What a call site remembers between rows.
pub(super) struct CallSite {
    moment: Moment,
    caller: Rc<Caller>,
    kind: Remembered<Kind>,
    action: Remembered<Action>,
    layouts: Layouts,
    fields: FieldState,
    answer: Option<(Option<(Action, Kind)>, Datum)>,
}

impl CallSite {
    /// Shows `ask` the state of the call site, brought up to date.
    #[inline]
    pub(super) fn with<T>(call: Call, ask: impl FnOnce(&mut Self) -> T) -> T {
        let site = call.site();
        // SAFETY: `fn_extra` belongs to the called function and is null or what `attach` put there. No other reference
        // exists: `ask` runs within one call, and a function is not called again from its own call site.
        let known = unsafe { (*site).fn_extra.cast::<Self>().as_mut() };
        match known {
            Some(state) => {
                if state.moment != Moment::now() || state.caller.is_expired() {
                    state.renew();
                }
                ask(state)
            }
            None => ask(attach(site)),
        }
    }

    #[inline]
    pub(super) fn caller(&self) -> &Caller {
        &self.caller
    }

    /// The kind with this name, compared with that of the row before.
    #[inline]
    pub(super) fn kind(&mut self, name: &[u8]) -> Result<Kind, CrmError> {
        self.kind.find(name, Kind::from_bytes, CrmError::UnknownKind)
    }

    /// The action with this name, compared with that of the row before.
    #[inline]
    pub(super) fn action(&mut self, name: &[u8]) -> Result<Action, CrmError> {
        self.action.find(name, Action::from_bytes, CrmError::UnknownAction)
    }

    /// Who calls, and where the fields of conditions stand in the rows of this call site.
    #[inline]
    pub(super) fn caller_and_layouts(&mut self) -> (&Caller, &mut Layouts) {
        (&self.caller, &mut self.layouts)
    }

    /// Who calls, and what the call site knows of the rights on fields.
    #[inline]
    pub(super) fn caller_and_fields(&mut self) -> (&Caller, &mut FieldState) {
        (&self.caller, &mut self.fields)
    }

    /// The answer to a question that is the same for all rows while caller and arguments are; made once, not once a row.
    #[inline]
    pub(super) fn constant_uuid(
        &mut self,
        call: Call,
        asked: Option<(Action, Kind)>,
        find: impl FnOnce(&Self) -> Option<u128>,
    ) -> Option<Datum> {
        match self.answer {
            Some((known, answer)) if known == asked => Some(answer),
            _ => {
                // SAFETY: the memory of the call site outlives the use of what it answers.
                let answer = unsafe { uuid_datum_in((*call.site()).fn_mcxt, find(self)?) };
                self.answer = Some((asked, answer));
                Some(answer)
            }
        }
    }

    #[cold]
    fn renew(&mut self) {
        self.layouts.clear();
        self.fields = FieldState::default();
        self.answer = None;
        (self.moment, self.caller) = Moment::with_caller();
    }
}

#[cold]
fn attach<'a>(site: *mut pg_sys::FmgrInfo) -> &'a mut CallSite {
    let (moment, caller) = Moment::with_caller();
    let state = Box::new(CallSite {
        moment,
        caller,
        kind: Remembered::none(),
        action: Remembered::none(),
        layouts: Layouts::default(),
        fields: FieldState::default(),
        answer: None,
    });
    // SAFETY: the callback is registered in the context of the call site before the state is handed over, so the
    // state lives exactly as long as the call site can be called.
    unsafe {
        let context = (*site).fn_mcxt;
        let callback = pg_sys::MemoryContextAllocZero(context, size_of::<pg_sys::MemoryContextCallback>())
            .cast::<pg_sys::MemoryContextCallback>();
        let state = Box::into_raw(state);
        (*callback).func = Some(release);
        (*callback).arg = state.cast();
        pg_sys::MemoryContextRegisterResetCallback(context, callback);
        (*site).fn_extra = state.cast();
        &mut *state
    }
}

#[pgrx::pg_guard]
unsafe extern "C-unwind" fn release(state: *mut c_void) {
    // SAFETY: `attach` made the state with Box; the context that ran this callback is gone afterwards.
    drop(unsafe { Box::from_raw(state.cast::<CallSite>()) });
}

/// A name and what it means, so that equal names of following rows are not looked up again.
struct Remembered<T> {
    name: [u8; LONGEST_NAME],
    length: usize,
    meaning: Option<T>,
}

impl<T: Copy> Remembered<T> {
    const fn none() -> Self {
        Self { name: [0; LONGEST_NAME], length: 0, meaning: None }
    }

    #[inline]
    fn find(
        &mut self,
        name: &[u8],
        look_up: impl FnOnce(&[u8]) -> Option<T>,
        unknown: impl FnOnce(String) -> CrmError,
    ) -> Result<T, CrmError> {
        match self.meaning {
            Some(meaning) if self.name[..self.length] == *name => Ok(meaning),
            _ => self.remember(name, look_up, unknown),
        }
    }

    #[cold]
    fn remember(
        &mut self,
        name: &[u8],
        look_up: impl FnOnce(&[u8]) -> Option<T>,
        unknown: impl FnOnce(String) -> CrmError,
    ) -> Result<T, CrmError> {
        let meaning = look_up(name).ok_or_else(|| unknown(String::from_utf8_lossy(name).into_owned()))?;
        if let Some(kept) = self.name.get_mut(..name.len()) {
            kept.copy_from_slice(name);
            self.length = name.len();
            self.meaning = Some(meaning);
        }
        Ok(meaning)
    }
}

/// The number of the running transaction within this backend.
#[inline]
fn local_transaction() -> pg_sys::LocalTransactionId {
    // SAFETY: a backend that runs functions has an entry in the process array.
    unsafe {
        #[cfg(any(feature = "pg15", feature = "pg16"))]
        {
            (*pg_sys::MyProc).lxid
        }
        #[cfg(any(feature = "pg17", feature = "pg18"))]
        {
            (*pg_sys::MyProc).vxid.lxid
        }
    }
}
