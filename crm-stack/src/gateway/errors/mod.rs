//! What a refused caller reads: one shape, and the catalogue of the gateway's own refusals.

mod problem;
pub(crate) mod refusals;
pub(crate) mod sqlstate;
pub(crate) mod upstream;

pub(crate) use problem::{Problem, Refusal};
