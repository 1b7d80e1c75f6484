//! A small, total language for conditions on records, kept as JSON: `{"field": "amount", "op": "lte", "value": 10000}`.
//!
//! [`Condition::parse`] reads it once; [`Condition::holds`] asks it of a record, whose values come through [`Facts`], and
//! of the [`CallerFacts`]. Every question has an answer, yes or no: a comparison with something missing, or of things of
//! different types, is not true. There are no functions, no loops and no way to reach anything else.

mod caller;
mod decimal;
mod error;
mod evaluate;
mod json;
mod parse;
mod syntax;
mod value;

pub use caller::CallerFacts;
pub use decimal::Decimal;
pub use error::{ConditionError, ConditionProblem};
pub use evaluate::Facts;
pub use parse::{DEPTH_MOST, LIST_ENTRIES_MOST, NODES_MOST, TEXT_BYTES_MOST};
pub use syntax::{Condition, Field};
pub use value::Value;
