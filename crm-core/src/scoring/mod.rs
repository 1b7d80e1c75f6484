//! Rule scores: how well a lead fits, and how engaged it is, in points whose reasons add up exactly.
//!
//! A [`ScoringModel`] is a set of groups of rules. **Fit** groups look at who the lead is and never decay;
//! **engagement** groups look at what it did and lose half their points every half-life. Every group has a cap, and the
//! total has one. The grade is a letter for the fit and a digit for the engagement: A1 to C3.
//!
//! Points are whole hundredths (`i64`). Each contribution is rounded once, half away from zero; everything after is
//! integer arithmetic, so contributions and cap adjustments sum exactly to the score. Decay uses `libm::exp2`, which
//! is the same to the last bit in PostgreSQL, in a server and in WebAssembly; ages are summed newest first.
//!
//! # The form of a model
//!
//! ```json
//! {
//!   "cap": 100,
//!   "groups": [
//!     { "key": "role", "kind": "fit", "cap": 25, "rules": [
//!       { "key": "executive", "points": 25, "reason": "decides",
//!         "when": { "field": "job_title", "op": "word", "value": ["ceo", "chief"] } } ] },
//!     { "key": "activity", "kind": "engagement", "cap": 35, "rules": [
//!       { "key": "calls", "points": 5, "event": "call", "window_days": 60, "min_count": 1, "max_count": 3,
//!         "half_life_days": 21 },
//!       { "key": "active", "points": 6, "since": "last_activity_at", "half_life_days": 14 } ] }
//!   ],
//!   "grades": { "fit": { "A": 40, "B": 20 }, "engagement": { "1": 20, "2": 8 } }
//! }
//! ```
//!
//! * Points, caps and thresholds have at most two decimals; points may be negative, a score is never below 0.
//! * `when` is one condition or a list of which all must hold. Operators: `eq`, `ne`, `in`, `contains`, `word` (whole
//!   words), `prefix`, `gt`, `gte`, `lt`, `lte`, `between` (both ends included), `is_set`, `not_set`, and for `email`
//!   `business_email` and `free_email`. Texts are compared without case, accents and outer spaces. A fact that is not
//!   known meets `not_set` only.
//! * An engagement rule counts events (`event`: kinds in the fact `activities`; at least `min_count` of them, the newest
//!   `max_count` give points; both are 1 by default) or looks at the time `since` an instant. What lies in the future of the
//!   `as_of` instant, or before the window, does not count.
//! * Fields are those of a lead (see the message about an unknown field), and `custom.<key>`.

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
