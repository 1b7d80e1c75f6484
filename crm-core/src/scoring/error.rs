//! Why a scoring model or the facts of a record are refused.

use std::fmt;

use super::field::{FieldType, lead_field_names};
use super::hundredths::{HUNDREDTHS_MOST, PointsProblem};
use super::test::OPERATORS;

/// Why a scoring model is refused, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("scoring model is not valid: {path}: {problem}")]
pub struct ModelError {
    /// Where, for example `groups[0].rules[2].points`; `model` for the whole.
    pub path: String,
    /// What is wrong there.
    pub problem: ModelProblem,
}

/// What is wrong with a part of a scoring model.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "each variant is worded in Display")]
pub enum ModelProblem {
    WrongType { expected: &'static str, found: &'static str },
    MissingKey(&'static str),
    UnknownKey { key: String, allowed: &'static [&'static str] },
    Duplicate(String),
    Empty,
    TooMany { most: usize },
    TooManyDecimals,
    OutOfRange { least: String, most: String },
    NotOneOf { value: String, allowed: Vec<String> },
    UnknownField(String),
    WrongOperator { operator: String, field: String, field_type: FieldType },
    FitDecays(&'static str),
    NoSignal,
    TwoSignals,
    ThresholdsNotFalling,
}

impl fmt::Display for ModelProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::WrongType { expected, found } => write!(f, "must be {expected}, is {found}"),
            Self::MissingKey(key) => write!(f, "lacks \"{key}\""),
            Self::UnknownKey { key, .. } => write!(f, "has an unknown key \"{key}\""),
            Self::Duplicate(key) => write!(f, "\"{key}\" is used twice"),
            Self::Empty => f.write_str("must not be empty"),
            Self::TooMany { most } => write!(f, "must have at most {most} entries"),
            Self::TooManyDecimals => f.write_str("must have at most two decimals"),
            Self::OutOfRange { least, most } => write!(f, "must lie between {least} and {most}"),
            Self::NotOneOf { value, .. } => write!(f, "\"{value}\" is not known"),
            Self::UnknownField(field) => write!(f, "a lead has no field \"{field}\""),
            Self::WrongOperator { operator, field, field_type } => {
                write!(f, "\"{operator}\" does not work on {field}, which is {}", field_type.as_str())
            }
            Self::FitDecays(key) => {
                write!(f, "\"{key}\" belongs to engagement, a fit rule looks at facts only")
            }
            Self::NoSignal => f.write_str("an engagement rule needs \"event\" or \"since\""),
            Self::TwoSignals => f.write_str("has both \"event\" and \"since\""),
            Self::ThresholdsNotFalling => f.write_str("the better threshold must be the higher one"),
        }
    }
}

impl ModelError {
    /// What is allowed at this place.
    #[must_use]
    pub fn detail(&self) -> String {
        match &self.problem {
            ModelProblem::UnknownKey { allowed, .. } => format!("Keys here are {}.", allowed.join(", ")),
            ModelProblem::NotOneOf { allowed, .. } => format!("Allowed are {}.", allowed.join(", ")),
            ModelProblem::UnknownField(_) => format!("Fields are {}.", lead_field_names()),
            ModelProblem::WrongOperator { .. } => format!("Operators are {}.", OPERATORS.join(", ")),
            ModelProblem::FitDecays(_) => "Fit tells who the lead is and does not decay.".to_owned(),
            _ => format!("The place is {}.", self.path),
        }
    }

    /// What to do next.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self.problem {
            ModelProblem::FitDecays(_) => "Move the rule to a group of kind \"engagement\".",
            ModelProblem::UnknownField(_) => "Use one of the fields in the detail.",
            _ => "Correct the model at this place and send it again.",
        }
    }

    pub(super) fn points(path: String, problem: PointsProblem) -> Self {
        let most = HUNDREDTHS_MOST / 100;
        let problem = match problem {
            PointsProblem::TooManyDecimals => ModelProblem::TooManyDecimals,
            PointsProblem::OutOfRange => {
                ModelProblem::OutOfRange { least: format!("-{most}"), most: most.to_string() }
            }
        };
        Self { path, problem }
    }
}

/// A fact that has not the type of its field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field} must be {}", expected.as_str())]
pub struct FactsError {
    /// The field, or the place inside it.
    pub field: String,
    /// The type of the field.
    pub expected: FieldType,
    /// What was found instead.
    pub found: String,
}

impl FactsError {
    /// What was found.
    #[must_use]
    pub fn detail(&self) -> String {
        format!("Found {}.", self.found)
    }

    /// What to do next.
    #[must_use]
    pub const fn hint(&self) -> &'static str {
        "Send a value of this type, or leave the fact out."
    }
}

/// The name of a JSON value's type, for messages.
pub(super) fn json_type(value: &serde_json::Value) -> &'static str {
    match value {
        serde_json::Value::Null => "null",
        serde_json::Value::Bool(_) => "a boolean",
        serde_json::Value::Number(_) => "a number",
        serde_json::Value::String(_) => "a string",
        serde_json::Value::Array(_) => "a list",
        serde_json::Value::Object(_) => "an object",
    }
}
