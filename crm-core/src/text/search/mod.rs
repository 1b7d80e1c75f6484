//! Full-text search: the tokens a record is found by, and what a query asks for.

mod phone_run;
mod query;
mod tokens;

pub(super) use phone_run::phone_runs;
pub use query::{QueryTerm, parse_query};
pub use tokens::{SearchToken, SearchTokens, Weight};
