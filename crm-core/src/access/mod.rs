//! Who may do what to which record: one decision for every door.
//!
//! A caller's [`Rights`] in the active organization hold one [`Scope`] for each [`Kind`] of record and [`Action`], perhaps
//! with a condition, and what widens them: sharing [`Rule`]s and records shared one by one. [`Rights::allows`] decides
//! about one row; [`Rights::allows_class`] answers for all rows of one owner and team at once; [`Rights::explain`] says
//! why. Where the rights come from is the business of the caller of this module.

mod action;
mod explain;
mod ids;
mod kind;
mod reach;
mod rights;
mod scope;
mod sharing;

pub use action::Action;
pub use explain::{Path, Refusal};
pub use ids::{IdHasher, SharedIds, TeamSet};
pub use kind::Kind;
pub use reach::{NO_OWNER, Reach};
pub use rights::{Record, Rights, RowFacts};
pub use scope::Scope;
pub use sharing::{Access, Rule};
