//! Rule scores: how well a lead fits, and how engaged it is, in points whose reasons add up exactly.
//!
//! A [`ScoringModel`] is a set of groups of rules. **Fit** groups look at who the lead is and never decay;
//! **engagement** groups look at what it did and lose half their points every half-life. Every group has a cap, and the
//! total has one. The grade is a letter for the fit and a digit for the engagement: A1 to C3.
//!
//! Points are whole hundredths (`i64`). Each contribution is rounded once, half away from zero; everything after is
//! integer arithmetic, so contributions and cap adjustments sum exactly to the score. Decay uses `libm::exp2`, which
//! is the same to the last bit in PostgreSQL, in a server and in WebAssembly; ages are summed newest first.

mod decay;
mod default_model;
mod error;
mod evaluate;
mod explanation;
mod facts;
mod field;
mod hundredths;
mod instant;
mod model;
mod parse;
mod reason;
mod test;

pub use default_model::{default_lead_model, default_lead_model_json};
pub use error::{FactsError, ModelError, ModelProblem};
pub use evaluate::Scratch;
pub use explanation::{Contribution, Explanation};
pub use facts::{Event, Value, read_fact, read_facts};
pub use field::{Field, FieldType};
pub use hundredths::format_hundredths;
pub use instant::{format_instant, parse_instant};
pub use model::{GroupKind, ScoringModel};
