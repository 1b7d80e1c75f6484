//! Rows handed over as composite values, and where their columns stand.

mod descriptor;
mod row;

pub(crate) use descriptor::{Attribute, Descriptor, output_function};
pub(crate) use row::{Columns, Record};
