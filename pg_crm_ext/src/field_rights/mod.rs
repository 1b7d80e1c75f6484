//! Rights on single fields: who may read and who may change which column.
//!
//! A hook of the planner ([`hook`]) rewrites what API users read: each use of a column that some role may not read
//! becomes `case when field_shown(kind, field) then column end` ([`mask`], [`nodes`]), so that rows, filters, orders,
//! aggregates and functions all see the same. [`restricted`] keeps which columns these are, [`limits`] what the caller's
//! role may do, [`functions`] are what rewritten queries and SQL ask, [`record`] masks whole rows, [`writes`] refuses
//! changes, and [`change`] tells all sessions of a new restriction.

mod change;
mod functions;
mod generation;
mod hook;
mod inlining;
mod limits;
mod mask;
mod nodes;
mod record;
mod restricted;
mod sources;
mod state;
mod writes;

pub(crate) use state::FieldState;

/// Registers hooks and callbacks. Called once when the library is loaded.
pub(crate) fn initialize() {
    generation::register();
    hook::install();
    inlining::install();
}
