//! Who may do what to which record: one decision for every door.
//!
//! A caller's [`Rights`] in the active organization hold one [`Scope`] for each [`Kind`] of record and [`Action`].
//! [`Rights::allows`] compares them with the facts of one row. Where the rights come from is the business of the
//! caller of this module.

mod action;
mod kind;
mod rights;
mod scope;

pub use action::Action;
pub use kind::Kind;
pub use rights::{IdHasher, Rights, RowFacts, TeamSet};
pub use scope::Scope;
