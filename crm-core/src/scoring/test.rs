//! Conditions on the facts of a record.

use super::Value;
use super::evaluate::Row;
use crate::text::{email_domain, is_public_mail_domain, is_word_char, words};

/// The names of the operators, as models write them.
pub(super) const OPERATORS: &[&str] = &[
    "eq",
    "ne",
    "in",
    "contains",
    "word",
    "prefix",
    "gt",
    "gte",
    "lt",
    "lte",
    "between",
    "is_set",
    "not_set",
    "business_email",
    "free_email",
];

/// A condition on one field.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Condition {
    /// The number of the field in the model.
    pub(super) slot: usize,
    /// What must hold of its value.
    pub(super) test: Test,
}

/// What must hold of a value. A value that is not known meets `NotSet` and nothing else.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Test {
    Equal(Operand),
    NotEqual(Operand),
    OneOf(Vec<Operand>),
    /// The text contains one of these anywhere.
    Contains(Vec<String>),
    /// The text contains one of these as whole words.
    Word(Vec<String>),
    /// The text begins with one of these.
    Prefix(Vec<String>),
    Compare(Comparison, f64),
    /// Both ends are included.
    Between(f64, f64),
    IsSet,
    NotSet,
    /// An address at a domain that is not a public mail provider's.
    BusinessEmail,
    /// An address at a public mail provider.
    FreeEmail,
}

/// An order of numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Comparison {
    Greater,
    AtLeast,
    Less,
    AtMost,
}

impl Comparison {
    fn holds(self, number: f64, bound: f64) -> bool {
        match self {
            Self::Greater => number > bound,
            Self::AtLeast => number >= bound,
            Self::Less => number < bound,
            Self::AtMost => number <= bound,
        }
    }
}

/// A value that a model compares with; texts are folded.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Operand {
    Text(String),
    Number(f64),
    Flag(bool),
}

impl Condition {
    pub(super) fn holds(&self, row: &mut Row<'_, '_>) -> bool {
        match &self.test {
            Test::Equal(operand) => equals(row, self.slot, operand),
            Test::NotEqual(operand) => is_set(row, self.slot) && !equals(row, self.slot, operand),
            Test::OneOf(operands) => operands.iter().any(|operand| equals(row, self.slot, operand)),
            Test::Contains(parts) => any_text(row, self.slot, parts, |text, part| text.contains(part)),
            Test::Word(phrases) => row.folded(self.slot).is_some_and(|text| has_phrase(text, phrases)),
            Test::Prefix(starts) => any_text(row, self.slot, starts, |text, start| text.starts_with(start)),
            Test::Compare(comparison, bound) => {
                number(row, self.slot).is_some_and(|number| comparison.holds(number, *bound))
            }
            Test::Between(least, most) => {
                number(row, self.slot).is_some_and(|number| *least <= number && number <= *most)
            }
            Test::IsSet => is_set(row, self.slot),
            Test::NotSet => !is_set(row, self.slot),
            Test::BusinessEmail => has_public_domain(row, self.slot) == Some(false),
            Test::FreeEmail => has_public_domain(row, self.slot) == Some(true),
        }
    }
}

fn equals(row: &mut Row<'_, '_>, slot: usize, operand: &Operand) -> bool {
    match operand {
        Operand::Text(text) => row.folded(slot) == Some(text),
        Operand::Number(number) => matches!(row.value(slot), Value::Number(value) if value == number),
        Operand::Flag(flag) => matches!(row.value(slot), Value::Flag(value) if value == flag),
    }
}

fn any_text(row: &mut Row<'_, '_>, slot: usize, parts: &[String], holds: fn(&str, &str) -> bool) -> bool {
    row.folded(slot).is_some_and(|text| parts.iter().any(|part| holds(text, part)))
}

fn number(row: &Row<'_, '_>, slot: usize) -> Option<f64> {
    if let Value::Number(number) = row.value(slot) { Some(*number) } else { None }
}

fn is_set(row: &Row<'_, '_>, slot: usize) -> bool {
    match row.value(slot) {
        Value::Missing => false,
        Value::Text(text) => text.contains(|c: char| !c.is_whitespace()),
        Value::Events(events) => !events.is_empty(),
        Value::Flag(_) | Value::Number(_) | Value::Instant(_) => true,
    }
}

fn has_public_domain(row: &mut Row<'_, '_>, slot: usize) -> Option<bool> {
    row.folded(slot).and_then(email_domain).map(is_public_mail_domain)
}

/// Whether the folded `text` contains one of `phrases` between boundaries of words.
fn has_phrase(text: &str, phrases: &[String]) -> bool {
    words(text).any(|word| {
        let rest = &text[word.start..];
        let first = rest.as_bytes().first();
        let is_here = |phrase: &String| {
            phrase.as_bytes().first() == first // most phrases differ in the first byte
                && rest.strip_prefix(phrase.as_str()).is_some_and(|after| !after.starts_with(is_word_char))
        };
        phrases.iter().any(is_here)
    })
}

#[cfg(test)]
mod tests {
    use super::has_phrase;

    #[test]
    fn words_are_whole() {
        let has_word = |text: &str, word: &str| has_phrase(text, &["x".to_owned(), word.to_owned()]);
        assert!(has_word("cto & founder", "cto"));
        assert!(has_word("senior vice president, sales", "vice president"));
        assert!(has_word("director", "director"));
        assert!(has_word("the co-founder", "co-founder"));
        assert!(!has_word("director", "cto"));
        assert!(!has_word("doctor", "cto"));
        assert!(!has_word("ctos", "cto"));
        assert!(!has_word("", "cto"));
    }
}
