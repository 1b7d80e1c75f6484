//! Whether a record meets a condition.

use std::cmp::Ordering;

use super::caller::Asked;
use super::syntax::{Operand, Operator, Test};
use super::value::{Constant, Value};
use super::{CallerFacts, Condition};

/// The values of one record.
pub trait Facts {
    /// The value of the condition's field at `position` of [`Condition::fields`].
    fn value(&self, position: usize) -> Value<'_>;
}

impl Condition {
    /// Whether the record meets the condition, for this caller.
    #[must_use]
    pub fn holds(&self, facts: &impl Facts, caller: &CallerFacts) -> bool {
        self.test.holds(facts, caller)
    }
}

impl Test {
    fn holds(&self, facts: &impl Facts, caller: &CallerFacts) -> bool {
        match self {
            Self::All(tests) => tests.iter().all(|test| test.holds(facts, caller)),
            Self::Any(tests) => tests.iter().any(|test| test.holds(facts, caller)),
            Self::Not(test) => !test.holds(facts, caller),
            Self::Missing { field, expected } => (facts.value(*field) == Value::Missing) == *expected,
            Self::Compare { field, operator, right } => {
                compare(&facts.value(*field), *operator, right, facts, caller)
            }
        }
    }
}

fn compare(
    left: &Value<'_>,
    operator: Operator,
    right: &Operand,
    facts: &impl Facts,
    caller: &CallerFacts,
) -> bool {
    match right {
        Operand::Constant(constant) => operator.relates(left, &constant.value()),
        Operand::Field(field) => operator.relates(left, &facts.value(*field)),
        Operand::List(list) => operator.finds(left, list),
        Operand::Caller(fact) => match caller.ask(fact) {
            Asked::One(value) => operator.relates(left, &value),
            Asked::Many(list) => operator.finds(left, list),
        },
    }
}

impl Operator {
    /// Whether two values stand in this relation; a list operator finds none here.
    fn relates(self, left: &Value<'_>, right: &Value<'_>) -> bool {
        let order = || left.compare(right);
        match self {
            Self::Eq => order() == Some(Ordering::Equal),
            Self::Neq => order().is_some_and(Ordering::is_ne),
            Self::Lt => order() == Some(Ordering::Less),
            Self::Lte => order().is_some_and(Ordering::is_le),
            Self::Gt => order() == Some(Ordering::Greater),
            Self::Gte => order().is_some_and(Ordering::is_ge),
            Self::Contains => {
                matches!((left.text(), right.text()), (Some(text), Some(part)) if text.contains(part))
            }
            Self::StartsWith => {
                matches!((left.text(), right.text()), (Some(text), Some(part)) if text.starts_with(part))
            }
            Self::In | Self::NotIn => false,
        }
    }

    /// Whether a value is in a list, or compares with each member of it and equals none.
    fn finds(self, left: &Value<'_>, list: &[Constant]) -> bool {
        let order = |constant: &Constant| left.compare(&constant.value());
        match self {
            Self::In => list.iter().any(|constant| order(constant) == Some(Ordering::Equal)),
            Self::NotIn => {
                !matches!(left, Value::Missing | Value::Opaque)
                    && list.iter().all(|constant| order(constant).is_some_and(Ordering::is_ne))
            }
            _ => false,
        }
    }
}
