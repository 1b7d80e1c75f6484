//! The compiled model, kept at the call site for the rows of one statement.

use std::ffi::c_void;

use crm_core::scoring::{ScoringModel, Scratch};
use pgrx::pg_sys;

use super::arguments::StoredJson;
use super::record_layout::RecordLayout;
use crate::error::CrmError;
use crate::record::Record;

/// What a call site remembers between rows.
pub(super) struct CallSite {
    bytes: Vec<u8>,
    pub(super) model: ScoringModel,
    pub(super) scratch: Scratch,
    /// Where the columns of the record stand, if the function takes records.
    layout: Option<RecordLayout>,
}

impl CallSite {
    /// The state of this call site with `model` compiled: once, as long as the bytes of the model stay the same.
    pub(super) fn of<'a>(
        frame: pg_sys::FunctionCallInfo,
        model: StoredJson,
    ) -> Result<&'a mut Self, CrmError> {
        // SAFETY: PostgreSQL passes a frame whose call site outlives the call; `fn_extra` belongs to the called
        // function and is null or what `attach` put there. No other reference exists: evaluating calls no function
        // that could come back to this call site.
        let (site, known) = unsafe {
            let site = (*frame).flinfo;
            (site, (*site).fn_extra.cast::<Self>().as_mut())
        };
        match known {
            Some(state) if state.bytes == model.bytes() => Ok(state),
            Some(state) => {
                *state = Self::compile(model)?;
                Ok(state)
            }
            None => Ok(attach(site, Self::compile(model)?)),
        }
    }

    /// The model, where its fields stand in rows of this type, and memory to score with.
    pub(super) fn for_record(
        &mut self,
        frame: pg_sys::FunctionCallInfo,
        record: &Record,
    ) -> Result<(&ScoringModel, &RecordLayout, &mut Scratch), CrmError> {
        let known = self.layout.take().filter(|layout| layout.fits(record));
        let layout = match known {
            Some(layout) => layout,
            // SAFETY: the context of the call site lives as long as this state.
            None => unsafe { RecordLayout::find(record, self.model.fields(), (*(*frame).flinfo).fn_mcxt) }?,
        };
        Ok((&self.model, self.layout.insert(layout), &mut self.scratch))
    }

    fn compile(model: StoredJson) -> Result<Self, CrmError> {
        Ok(Self {
            bytes: model.bytes().to_vec(),
            model: ScoringModel::parse(&model.read()).map_err(CrmError::ScoringModel)?,
            scratch: Scratch::default(),
            layout: None,
        })
    }
}

#[cold]
fn attach<'a>(site: *mut pg_sys::FmgrInfo, state: CallSite) -> &'a mut CallSite {
    // SAFETY: the callback is registered in the context of the call site before the state is handed over, so the
    // state lives exactly as long as the call site can be called.
    unsafe {
        let context = (*site).fn_mcxt;
        let callback = pg_sys::MemoryContextAllocZero(context, size_of::<pg_sys::MemoryContextCallback>())
            .cast::<pg_sys::MemoryContextCallback>();
        let state = Box::into_raw(Box::new(state));
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
