//! Why a condition cannot be read, and where.

use super::parse::{DEPTH_MOST, LIST_ENTRIES_MOST, NODES_MOST, OPERATORS, TEXT_BYTES_MOST};

/// Why a condition cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {problem}")]
pub struct ConditionError {
    /// Where, for example `all[1].value`.
    pub place: String,
    /// What is wrong there.
    pub problem: ConditionProblem,
}

/// What is wrong at a place of a condition.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConditionProblem {
    /// The text is no JSON.
    #[error("is no JSON")]
    NoJson,
    /// Another type is needed.
    #[error("must be {expected}, not {found}")]
    WrongType {
        /// What is needed.
        expected: &'static str,
        /// What is there.
        found: &'static str,
    },
    /// An object that is neither a comparison nor a combination.
    #[error("needs \"all\", \"any\", \"not\" or \"field\"")]
    NoTest,
    /// A key that has no meaning here.
    #[error("has the unknown key \"{0}\"")]
    UnknownKey(String),
    /// A key is needed.
    #[error("needs the key \"{0}\"")]
    MissingKey(&'static str),
    /// A comparison needs one right side.
    #[error("needs one of \"value\", \"caller\" and \"other_field\"")]
    OneRightSide,
    /// is_null and is_not_null compare with nothing.
    #[error("compares with nothing, so it takes no \"{0}\"")]
    NoRightSide(&'static str),
    /// A list operator compares with a list, not with a field or a single fact of the caller.
    #[error("compares with a list: \"value\", or an attribute of the caller")]
    NeedsList,
    /// No such operator.
    #[error("\"{0}\" is no operator")]
    UnknownOperator(String),
    /// No name of a field.
    #[error("\"{0}\" is no field")]
    BadField(String),
    /// Nothing that the caller has.
    #[error("\"{0}\" is no fact of the caller")]
    BadCallerFact(String),
    /// A list without entries.
    #[error("must not be empty")]
    Empty,
    /// More entries than a list may have.
    #[error("has more than {LIST_ENTRIES_MOST} entries")]
    LongList,
    /// A longer text than is allowed.
    #[error("is longer than {TEXT_BYTES_MOST} bytes")]
    LongText,
    /// Tests within tests within tests.
    #[error("is nested deeper than {DEPTH_MOST} levels")]
    Deep,
    /// More tests than a condition may have.
    #[error("has more than {NODES_MOST} tests")]
    Large,
}

impl ConditionError {
    /// What is allowed at this place.
    #[must_use]
    pub fn detail(&self) -> String {
        match &self.problem {
            ConditionProblem::UnknownOperator(_) => {
                let names: Vec<&str> = OPERATORS.iter().map(|(name, _)| *name).collect();
                format!("Operators are {}, is_null and is_not_null.", names.join(", "))
            }
            ConditionProblem::BadField(_) => "Fields are columns and custom.<key>.".to_owned(),
            ConditionProblem::BadCallerFact(_) => {
                "Facts are user_id, team_id, role_key, email and attributes.<key>.".to_owned()
            }
            ConditionProblem::UnknownKey(_) => {
                "Keys are all, any, not; or field, op and one of value, caller and other_field.".to_owned()
            }
            _ => format!("The place is {}.", self.place),
        }
    }

    /// What to do next.
    #[must_use]
    pub const fn hint(&self) -> &'static str {
        match self.problem {
            ConditionProblem::Deep | ConditionProblem::Large | ConditionProblem::LongList => {
                "Say the same in fewer tests, or keep the value in a field or attribute."
            }
            _ => "Correct the condition at this place and send it again.",
        }
    }
}
