//! Starts the statistics over when the deals are truncated.

use pgrx::pg_sys::{self, Datum};
use pgrx::spi::Spi;

use super::trigger::{nesting_level, with_ledger};
use crate::error::{CrmError, value_or_raise};
use crate::fmgr::{Call, raw_function};
use crate::owner::as_extension_owner;

raw_function!(
    /// `reset_deal_statistics() returns trigger`
    fn crm_reset_deal_statistics(call), pg_finfo_crm_reset_deal_statistics,
    value_or_raise(reset(call))
);

fn reset(call: Call) -> Result<Datum, CrmError> {
    let is_truncate = |event: &&pg_sys::TriggerData| {
        event.tg_event & pg_sys::TRIGGER_EVENT_OPMASK == pg_sys::TRIGGER_EVENT_TRUNCATE
            && event.tg_event & pg_sys::TRIGGER_EVENT_TIMINGMASK == pg_sys::TRIGGER_EVENT_AFTER
    };
    call.trigger()
        .filter(is_truncate)
        .ok_or(CrmError::NotItsTrigger("reset_deal_statistics", "an AFTER TRUNCATE trigger"))?;
    with_ledger(|ledger| ledger.cancel(nesting_level()))?;
    as_extension_owner(|| Spi::run(include_str!("reset.sql")))
        .ok_or(CrmError::DeltasMissing)?
        .map_err(|_| CrmError::DeltasMissing)?;
    Ok(Datum::null())
}
