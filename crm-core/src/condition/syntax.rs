//! A condition as it is after reading.

use super::value::Constant;

/// A condition that was read; see the module for its meaning.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    pub(super) test: Test,
    pub(super) fields: Vec<Field>,
}

impl Condition {
    /// A condition that no record meets.
    #[must_use]
    pub const fn never() -> Self {
        Self { test: Test::Any(Vec::new()), fields: Vec::new() }
    }

    /// The fields it looks at; [`super::Facts::value`] is asked for them by their position here.
    #[must_use]
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }
}

/// A field of a record.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Field {
    /// A column of the record.
    Column(String),
    /// A key of the record's custom fields.
    Custom(String),
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Test {
    All(Vec<Self>),
    Any(Vec<Self>),
    Not(Box<Self>),
    /// Whether a field is missing, or not.
    Missing {
        field: usize,
        expected: bool,
    },
    Compare {
        field: usize,
        operator: Operator,
        right: Operand,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    Eq,
    Neq,
    Lt,
    Lte,
    Gt,
    Gte,
    In,
    NotIn,
    Contains,
    StartsWith,
}

impl Operator {
    /// Whether the right side is a list.
    pub(super) const fn takes_list(self) -> bool {
        matches!(self, Self::In | Self::NotIn)
    }
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Operand {
    Constant(Constant),
    List(Vec<Constant>),
    Field(usize),
    Caller(CallerFact),
}

/// What may be asked of the caller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum CallerFact {
    UserId,
    TeamId,
    RoleKey,
    Email,
    Attribute(String),
}
