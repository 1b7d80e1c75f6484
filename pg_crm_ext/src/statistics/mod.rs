//! Live statistics of deals: exact sums kept up by a trigger, written as net deltas when the transaction commits.
//!
//! [`trigger`] adds each changed row to the [`ledger`], which follows savepoints; [`flush`] writes what remains of it
//! into `crm_private.deal_statistics_deltas` at commit, and [`reset`] starts over when the table is truncated.
//! Folding the deltas into the base is the business of SQL.

mod amount;
mod columns;
mod flush;
mod ledger;
mod reset;
mod transaction;
mod trigger;

pub(crate) use columns::Table;

/// Registers the callbacks. Called once when the library is loaded.
pub(crate) fn initialize() {
    columns::register();
    transaction::register();
}
